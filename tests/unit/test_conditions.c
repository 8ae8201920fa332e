/* test_conditions: a condition, an event, and whether the rule fires; and what is told when not. */
#include "unit/world.h"

/* A pack with settings, and one rule with that `when`. */
static struct world *world_when(const char *when) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua,
                  "settings {\n"
                  "  word = { type = \"text\", default = \"Tea\" },\n"
                  "  words = { type = \"list\", of = \"text\", default = { \"茶\", \"咖啡\" } },\n"
                  "  most = { type = \"integer\", default = 5 },\n"
                  "  least = { type = \"money\", default = \"19.90\" },\n"
                  "  wait = { type = \"duration\", default = \"1h\" },\n"
                  "  yes = { type = \"boolean\", default = true },\n"
                  "  no = { type = \"boolean\", default = false },\n"
                  "}\n"
                  "rule \"set\" { on = \"message.received\", priority = 5,\n"
                  "  when = { { \"message.text\", \"is\", \"set\" } }, run = function(event, ctx)\n"
                  "    local s, f = ctx.state.conversation, ctx.facts.conversation\n"
                  "    s.n = 3; s.text = \"茶\"; s.yes = true; s.no = false; s.price = "
                  "money(\"19.90\", \"CNY\")\n"
                  "    s.deep = { a = { b = 1 } }; s.list = { 1, 2 }; s.when = event.time; s.now = "
                  "ctx.now\n"
                  "    f.mood = \"bad\"; ctx.facts.shop.open = true; ctx.facts.buyer.n = 7\n"
                  "  end }\n"
                  "rule \"r\" { on = { \"message.received\", \"order.paid\" }, when = %s,\n"
                  "  run = function() return { action { type = \"fired\" } } end }",
                  when);
  struct world *w = world_of(lua.data);
  zg_bytes_fini(&lua);
  return w;
}

struct expected {
  const char *when, *data; /* data besides the conversation and the buyer */
  bool fires;
};

static void assert_all(const struct expected *cases, size_t count, bool set_first) {
  for (size_t i = 0; i < count; i++) {
    struct world *w = world_when(cases[i].when);
    struct zg_bytes data = {0};
    if (set_first) world_say(w, 0, "set");
    world_done(w);
    zg_bytes_printf(&data, "{\"conversation\":{\"id\":\"c-1\"},\"buyer\":{\"id\":\"b-1\"}%s%s}",
                    cases[i].data[0] != '\0' ? "," : "", cases[i].data);
    if (world_event(w, 60000, "message.received", data.data) < 0) fail_msg("%s", w->err.message);
    const char *done = world_done(w), *result = world_result(w, "r");
    if (strcmp(done, cases[i].fires ? "fired" : "") != 0 ||
        strcmp(result, cases[i].fires ? "fired" : "no") != 0)
      fail_msg("%s with %s: %s, wanted %s", cases[i].when, data.data, result,
               cases[i].fires ? "fired" : "no");
    zg_bytes_fini(&data);
    world_free(w);
  }
}

#define ASSERT_ALL(cases, set_first) assert_all(cases, sizeof cases / sizeof cases[0], set_first)
#define SAID(text) "\"message\":{\"text\":\"" text "\"}"
#define PRICE(price) "\"order\":{\"id\":\"o\",\"price\":" price "}"

static void test_is(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ { \"message.text\", \"is\", \"tea\" } }", SAID("tea"), true},
      {"{ { \"message.text\", \"is\", \"tea\" } }", SAID("TEA"), true},
      {"{ { \"message.text\", \"is\", \"TEA\" } }", SAID("ｔｅａ"), true},
      {"{ { \"message.text\", \"is\", \"tea\" } }", SAID("teas"), false},
      {"{ { \"message.text\", \"is\", \"tea\" } }", SAID(""), false},
      {"{ { \"message.text\", \"is\", \"\" } }", SAID(""), true},
      {"{ { \"message.text\", \"is\", \"tea\" } }", "", false},
      {"{ { \"message.text\", \"is\", \"便宜\" } }", SAID("便宜"), true},
      {"{ { \"message.text\", \"is\", \"貴\" } }", SAID("贵"), true},
      {"{ { \"message.text\", \"is\", \"贵\" } }", SAID("貴"), true},
      {"{ { \"message.text\", \"is\", \"123\" } }", SAID("١٢٣"), true},
      {"{ { \"message.text\", \"is\", \"123\" } }", SAID("１２３"), true},
      {"{ { \"message.text\", \"is\", \"straße\" } }", SAID("STRASSE"), true},
      {"{ { \"message.text\", \"is\", settings.word } }", SAID("tea"), true},
      {"{ { \"message.text\", \"is\", 5 } }", SAID("5"), true},
      {"{ { \"order.price\", \"is\", 5 } }", PRICE("5"), true},
      {"{ { \"order.price\", \"is\", 5 } }", PRICE("5.0"), true},
      {"{ { \"order.price\", \"is\", 5 } }", PRICE("\"5.00\""), true},
      {"{ { \"order.price\", \"is\", \"5.00\" } }", PRICE("5"), true},
      {"{ { \"order.price\", \"is\", 0.1 } }", PRICE("\"0.10\""), true},
      {"{ { \"order.price\", \"is\", 5 } }", PRICE("\"6.00\""), false},
      {"{ { \"order.price\", \"is\", 5 } }", PRICE("null"), false},
      {"{ { \"order.price\", \"is\", 5 } }", PRICE("true"), false},
      {"{ { \"order.price\", \"is\", 5 } }", PRICE("[5]"), false},
      {"{ { \"order.price\", \"is\", 9223372036854775807 } }", PRICE("9223372036854775807"), true},
      {"{ { \"order.price\", \"is\", 9223372036854775807 } }", PRICE("9223372036854775806"), false},
      {"{ { \"data.flag\", \"is\", true } }", "\"flag\":true", true},
      {"{ { \"data.flag\", \"is\", true } }", "\"flag\":false", false},
      {"{ { \"data.flag\", \"is\", true } }", "\"flag\":\"true\"", false},
      {"{ { \"data.flag\", \"is\", true } }", "\"flag\":1", false},
      {"{ { \"data.flag\", \"is\", false } }", "\"flag\":0", false},
      {"{ { \"data.flag\", \"is\", false } }", "", false},
      {"{ { \"data.flag\", \"is\", 1 } }", "\"flag\":true", false},
      {"{ { \"message.text\", \"is_not\", \"tea\" } }", SAID("milk"), true},
      {"{ { \"message.text\", \"is_not\", \"tea\" } }", SAID("TEA"), false},
      {"{ { \"message.text\", \"is_not\", \"tea\" } }", "", true},
      {"{ { \"order.price\", \"is_not\", 5 } }", PRICE("\"5.0\""), false},
      {"{ { \"event.type\", \"is\", \"message.received\" } }", "", true},
      {"{ { \"event.source\", \"is\", \"src/a\" } }", "", true},
      {"{ { \"conversation.id\", \"is\", \"C-1\" } }", "", true},
  };
  ASSERT_ALL(cases, false);
}

static void test_in(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ { \"message.text\", \"in\", { \"tea\", \"milk\" } } }", SAID("MILK"), true},
      {"{ { \"message.text\", \"in\", { \"tea\", \"milk\" } } }", SAID("teamilk"), false},
      {"{ { \"message.text\", \"in\", { \"tea\" } } }", "", false},
      {"{ { \"message.text\", \"in\", settings.words } }", SAID("咖啡"), true},
      {"{ { \"order.price\", \"in\", { 5, 7 } } }", PRICE("\"7.00\""), true},
      {"{ { \"order.price\", \"in\", { 5, 7 } } }", PRICE("6"), false},
      {"{ { \"order.price\", \"in\", { \"x\", 7, true } } }", PRICE("7"), true},
      {"{ { \"data.flag\", \"in\", { \"x\", true } } }", "\"flag\":true", true},
      {"{ { \"data.flag\", \"in\", { \"x\", 1 } } }", "\"flag\":true", false},
  };
  ASSERT_ALL(cases, false);
}

static void test_says(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ { \"message.text\", \"says\", \"便宜\" } }", SAID("能便宜点吗"), true},
      {"{ { \"message.text\", \"says\", \"便宜\" } }", SAID("能便 宜点吗"), false},
      {"{ { \"message.text\", \"says\", \"太貴\" } }", SAID("太贵了"), true},
      {"{ { \"message.text\", \"says\", \"太贵\" } }", SAID("太貴了"), true},
      {"{ { \"message.text\", \"says\", \"cheaper\" } }", SAID("Any CHEAPER?"), true},
      {"{ { \"message.text\", \"says\", \"ＣＨＥＡＰ\" } }", SAID("cheap"), true},
      {"{ { \"message.text\", \"says\", \"hi\" } }", SAID("which"), false},
      {"{ { \"message.text\", \"says\", { \"hi\", \"ich\", \"你\" } } }", SAID("您你"), true},
      {"{ { \"message.text\", \"says\", \"80\" } }", SAID("٨٠ please"), true},
      {"{ { \"message.text\", \"says\", \"80\" } }", SAID("１80"), false},
      {"{ { \"message.text\", \"says\", settings.words } }", SAID("一杯咖啡"), true},
      {"{ { \"message.text\", \"says\", settings.words } }", SAID("水"), false},
      {"{ { \"message.text\", \"says\", \"x\" } }", "", false},
      {"{ { \"message.text\", \"says\", \"x\" } }", SAID(""), false},
      {"{ { \"message.text\", \"says\", \"5\" } }", "\"message\":{\"text\":5}", false},
      {"{ { \"message.text\", \"says\", \"x\" } }", "\"message\":\"x\"", false},
      {"{ { \"message.text\", \"says\", \"x\" } }", "\"message\":null", false},
      {"{ { \"message.text\", \"says\", \"x\" } }", "\"message\":{\"text\":[\"x\"]}", false},
      {"{ { \"item.name\", \"says\", \"tea\" } }", "\"item\":{\"name\":\"Green Tea\"}", true},
      {"{ { \"item.name\", \"says\", \"tea\" } }", SAID("tea"), false},
      {"{ { \"data.message.text\", \"says\", \"tea\" } }", SAID("tea"), true},
      {"{ { \"message.text\", \"says\", \"tea\" }, { \"message.text\", \"says\", \"milk\" } }",
       SAID("milk tea"), true},
      {"{ { \"message.text\", \"says\", \"tea\" }, { \"message.text\", \"says\", \"milk\" } }",
       SAID("tea"), false},
      {"any { { \"message.text\", \"says\", \"tea\" }, { \"message.text\", \"says\", \"milk\" } }",
       SAID("milk"), true},
      {"none { { \"message.text\", \"says\", \"tea\" } }", SAID("milk"), true},
      {"none { { \"message.text\", \"says\", \"tea\" } }", "", true},
  };
  ASSERT_ALL(cases, false);
}

static void test_matches(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ { \"message.text\", \"matches\", \"^\\\\d+$\" } }", SAID("１２٣"), true},
      {"{ { \"message.text\", \"matches\", \"^\\\\d+$\" } }", SAID("12x"), false},
      {"{ { \"message.text\", \"matches\", \"TEA\" } }", SAID("Green tea"), true},
      {"{ { \"message.text\", \"matches\", \"貴|便宜\" } }", SAID("太贵"), true},
      {"{ { \"message.text\", \"matches\", \"\\\\p{Han}{2}\" } }", SAID("ok 便宜"), true},
      {"{ { \"message.text\", \"matches\", \"\\\\D\" } }", SAID("123"), false},
      {"{ { \"message.text\", \"matches\", \"\\\\S\" } }", SAID("s"), true},
      {"{ { \"message.text\", \"matches\", \"x\" } }", "", false},
      {"{ { \"message.text\", \"matches\", \"^$\" } }", SAID(""), true},
      {"{ { \"message.text\", \"matches\", \"(a+)+$\" } }",
       SAID("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), false},
      {"{ { \"order.price\", \"matches\", \"5\" } }", PRICE("5"), false},
  };
  ASSERT_ALL(cases, false);
}

static void test_numbers(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("9.99"), true},
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("\"9.99\""), true},
      {"{ { \"order.price\", \"<\", \"10\" } }", PRICE("\"9.99\""), true}, /* not as texts */
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("10"), false},
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("\"10.00\""), false},
      {"{ { \"order.price\", \"<=\", 10 } }", PRICE("\"10.00\""), true},
      {"{ { \"order.price\", \"<=\", 10 } }", PRICE("\"10.01\""), false},
      {"{ { \"order.price\", \">\", 10 } }", PRICE("\"10.01\""), true},
      {"{ { \"order.price\", \">\", 10 } }", PRICE("10.0"), false},
      {"{ { \"order.price\", \">=\", 10 } }", PRICE("10.0"), true},
      {"{ { \"order.price\", \">=\", 10 } }", PRICE("-11"), false},
      {"{ { \"order.price\", \"<\", -10 } }", PRICE("\"-10.5\""), true},
      {"{ { \"order.price\", \"<\", 1e300 } }", PRICE("5"), true},
      {"{ { \"order.price\", \">\", 5 } }", PRICE("1e300"), true},
      {"{ { \"order.price\", \">\", 9007199254740992 } }", PRICE("9007199254740993"), true},
      {"{ { \"order.price\", \">\", 0.1 } }", PRICE("\"0.10000001\""), true},
      {"{ { \"order.price\", \"<\", 10 } }", "", false},
      {"{ { \"order.price\", \">=\", 0 } }", "", false},
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("null"), false},
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("true"), false},
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("\"cheap\""), false},
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("\"\""), false},
      {"{ { \"order.price\", \"<\", 10 } }", PRICE("{}"), false},
      {"{ { \"order.price\", \"between\", { 5, 10 } } }", PRICE("5"), true},
      {"{ { \"order.price\", \"between\", { 5, 10 } } }", PRICE("\"10.00\""), true},
      {"{ { \"order.price\", \"between\", { 5, 10 } } }", PRICE("10.01"), false},
      {"{ { \"order.price\", \"between\", { 5, 10 } } }", PRICE("4.99"), false},
      {"{ { \"order.price\", \"between\", { 5, 10 } } }", PRICE("\"x\""), false},
      {"{ { \"order.price\", \"between\", { 5, 10 } } }", "", false},
      {"{ { \"order.price\", \"between\", { 10, 5 } } }", PRICE("7"), false},
      {"{ { \"order.price\", \"<=\", settings.most } }", PRICE("\"5.00\""), true},
      {"{ { \"order.price\", \">=\", settings.least } }", PRICE("\"19.90\""), true},
      {"{ { \"order.price\", \">=\", settings.least } }", PRICE("\"19.89\""), false},
      {"{ { \"settings.most\", \">\", 4 } }", "", true},
      {"{ { \"settings.most\", \">\", 5 } }", "", false},
      {"{ { \"settings.least\", \">\", 19 } }", "", true},
      {"{ { \"settings.yes\", \"is\", true } }", "", true},
      {"{ { \"settings.no\", \"is\", true } }", "", false},
      {"{ { \"settings.no\", \"present\" } }", "", true},
  };
  ASSERT_ALL(cases, false);
}

static void test_presence(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ { \"message.text\", \"present\" } }", SAID(""), true},
      {"{ { \"message.text\", \"present\" } }", "", false},
      {"{ { \"message.text\", \"absent\" } }", "", true},
      {"{ { \"message.text\", \"absent\" } }", SAID(""), false},
      {"{ { \"message.text\", \"present\" } }", "\"message\":{\"text\":null}", false},
      {"{ { \"message.text\", \"absent\" } }", "\"message\":{\"text\":null}", true},
      {"{ { \"message.text\", \"absent\" } }", "\"message\":null", true},
      {"{ { \"message.text\", \"absent\" } }", "\"message\":5", true},
      {"{ { \"message\", \"present\" } }", "\"message\":{}", true},
      {"{ { \"data.a.b.c\", \"present\" } }", "\"a\":{\"b\":{\"c\":false}}", true},
      {"{ { \"data.a.b.c\", \"present\" } }", "\"a\":{\"b\":[{\"c\":1}]}", false},
      {"{ { \"data.A\", \"present\" } }", "\"a\":1", false}, /* names are case-sensitive */
      {"{ { \"state.conversation.n\", \"absent\" } }", "", true},
      {"{ { \"facts.conversation.n\", \"absent\" } }", "", true},
      {"{ { \"facts.order.n\", \"absent\" } }", "", true}, /* about no order at all */
      {"{ { \"facts.order.n\", \"present\" } }", "", false},
  };
  ASSERT_ALL(cases, false);
}

/* The event is at 02:01:00Z. */
static void test_older_than(void **state) {
  (void)state;
#define PAID(time) "\"order\":{\"id\":\"o\",\"paid_at\":" time "}"
  static const struct expected cases[] = {
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", PAID("\"2026-11-21T01:59:59Z\""), true},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", PAID("\"2026-11-21T02:00:00Z\""),
       false},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", PAID("\"2026-11-21T10:00:00+08:00\""),
       false},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }",
       PAID("\"2026-11-21T09:59:59.999+08:00\""), true},
      {"{ { \"order.paid_at\", \"older_than\", \"0s\" } }", PAID("\"2026-11-21T03:00:00Z\""),
       false},
      {"{ { \"order.paid_at\", \"older_than\", \"0s\" } }", PAID("\"2026-11-21T02:00:59Z\""), true},
      {"{ { \"order.paid_at\", \"older_than\", 30 } }", PAID("\"2026-11-21T02:00:29Z\""), true},
      {"{ { \"order.paid_at\", \"older_than\", settings.wait } }", PAID("\"2026-11-21T01:00:59Z\""),
       true},
      {"{ { \"order.paid_at\", \"older_than\", settings.wait } }", PAID("\"2026-11-21T01:01:00Z\""),
       false},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", PAID("\"0001-01-01T00:00:00Z\""), true},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", PAID("\"yesterday\""), false},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", PAID("\"2026-11-21\""), false},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", PAID("5"), false},
      /* A date is the end of its day in the shop's zone, here eight hours before UTC. */
      {"{ { \"order.paid_at\", \"older_than\", \"10h\" } }", PAID("\"2026-11-20\""), true},
      {"{ { \"order.paid_at\", \"older_than\", \"10h 1m\" } }", PAID("\"2026-11-20\""), false},
      {"{ { \"order.paid_at\", \"older_than\", \"0s\" } }", PAID("\"2026-02-30\""), false},
      {"{ { \"order.paid_at\", \"older_than\", \"30s\" } }", PAID("\"2026-11-21 10:00\""), true},
      {"{ { \"order.paid_at\", \"older_than\", \"60s\" } }", PAID("\"2026-11-21 10:00\""), false},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", "", false},
  };
  ASSERT_ALL(cases, false);
}

#define YES "{ \"buyer.id\", \"present\" }"
#define NO "{ \"buyer.id\", \"absent\" }"

static void test_nesting(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ " YES ", " YES " }", "", true},
      {"{ " YES ", " NO " }", "", false},
      {YES, "", true},
      {NO, "", false},
      {"any { " NO ", " YES " }", "", true},
      {"any { " NO ", " NO " }", "", false},
      {"none { " NO ", " NO " }", "", true},
      {"none { " NO ", " YES " }", "", false},
      {"all { " YES ", " YES " }", "", true},
      {"all { " YES ", " NO " }", "", false},
      {"{ any { " NO ", " YES " }, none { " NO " } }", "", true},
      {"{ any { " NO ", " YES " }, none { " YES " } }", "", false},
      {"any { all { " YES ", " NO " }, all { " YES ", " YES " } }", "", true},
      {"any { all { " YES ", " NO " }, none { " YES " } }", "", false},
      {"none { all { " YES ", " NO " }, any { " NO " } }", "", true},
      {"none { none { " NO " } }", "", false},
      {"none { none { none { " YES " } } }", "", false},
      {"{ any { any { any { any { " YES " } } } } }", "", true},
      {"{ { any = { " NO ", " YES " } } }", "", true},
  };
  ASSERT_ALL(cases, false);
}

static void test_memory(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"{ { \"state.conversation.n\", \"is\", 3 } }", "", true},
      {"{ { \"state.conversation.n\", \">\", 3 } }", "", false},
      {"{ { \"state.conversation.text\", \"is\", \"茶\" } }", "", true},
      {"{ { \"state.conversation.text\", \"says\", settings.words } }", "", true},
      {"{ { \"state.conversation.yes\", \"is\", true } }", "", true},
      {"{ { \"state.conversation.no\", \"is\", false } }", "", true},
      {"{ { \"state.conversation.no\", \"present\" } }", "", true},
      {"{ { \"state.conversation.price\", \">=\", \"19.90\" } }", "", true},
      {"{ { \"state.conversation.price\", \"<\", \"19.91\" } }", "", true},
      {"{ { \"state.conversation.price\", \"<\", 19 } }", "", false},
      {"{ { \"state.conversation.price\", \"is\", 19.9 } }", "", true},
      {"{ { \"state.conversation.deep.a.b\", \"is\", 1 } }", "", true},
      {"{ { \"state.conversation.deep.a.c\", \"absent\" } }", "", true},
      {"{ { \"state.conversation.list\", \"present\" } }", "", true},
      {"{ { \"state.conversation.when\", \"older_than\", \"59s\" } }", "", true},
      {"{ { \"state.conversation.when\", \"older_than\", \"60s\" } }", "", false},
      {"{ { \"state.conversation.now\", \"older_than\", \"59s\" } }", "", true},
      {"{ { \"state.conversation.now\", \"older_than\", \"60s\" } }", "", false},
      {"{ { \"state.buyer.n\", \"absent\" } }", "", true},
      {"{ { \"facts.conversation.mood\", \"is\", \"BAD\" } }", "", true},
      {"{ { \"facts.shop.open\", \"is\", true } }", "", true},
      {"{ { \"facts.buyer.n\", \"between\", { 7, 7 } } }", "", true},
      {"{ { \"facts.conversation.n\", \"absent\" } }", "", true}, /* state is not facts */
      {"{ { \"state.conversation.mood\", \"absent\" } }", "", true},
  };
  ASSERT_ALL(cases, true);
}

/* What the trace tells of a rule that did not fire: the first condition that failed. */
static void test_misses(void **state) {
  (void)state;
  static const struct {
    const char *when, *data, *condition, *saw, *wanted;
  } cases[] = {
      {"{ { \"message.text\", \"is\", \"tea\" } }", SAID("Milk"), "message.text", "\"Milk\"",
       "{\"is\":\"tea\"}"},
      {"{ { \"message.text\", \"is\", \"tea\", label = \"wants tea\" } }", SAID("Milk"),
       "wants tea", "\"Milk\"", "{\"is\":\"tea\"}"},
      {"{ { \"message.text\", \"says\", { \"a\", \"b\" } } }", SAID("x"), "message.text", "\"x\"",
       "{\"says\":[\"a\",\"b\"]}"},
      {"{ { \"message.text\", \"says\", { \"a\", \"b\" } } }", "", "message.text", "null",
       "{\"says\":[\"a\",\"b\"]}"},
      {"{ { \"message.text\", \"present\" } }", "", "message.text", "null", "{\"present\":true}"},
      {"{ { \"message.text\", \"absent\" } }", SAID("x"), "message.text", "\"x\"",
       "{\"absent\":true}"},
      {"{ { \"order.price\", \"<\", 5 } }", PRICE("\"7.00\""), "order.price", "\"7.00\"",
       "{\"<\":5}"},
      {"{ { \"order.price\", \"between\", { 1, 2 } } }", PRICE("7"), "order.price", "7",
       "{\"between\":[1,2]}"},
      {"{ { \"order.paid_at\", \"older_than\", \"1m\" } }", "", "order.paid_at", "null",
       "{\"older_than\":\"1m\"}"},
      {"{ " YES ", { \"order.id\", \"present\", label = \"second\" }, " NO " }", "", "second",
       "null", "{\"present\":true}"},
      {"none { { \"buyer.id\", \"present\", label = \"known\" } }", "", "known", "\"b-1\"",
       "{\"not present\":true}"},
      {"none { { \"buyer.id\", \"is\", \"b-1\" } }", "", "buyer.id", "\"b-1\"",
       "{\"not is\":\"b-1\"}"},
      {"{ { \"settings.most\", \">\", 9 } }", "", "settings.most", "5", "{\">\":9}"},
      {"{ { \"state.conversation.n\", \">\", 9 } }", "", "state.conversation.n", "null",
       "{\">\":9}"},
      {"{ " YES ", any { { \"order.id\", \"is\", \"1\" }, { \"item.sku\", \"is\", \"2\" } } }", "",
       "item.sku", "null", "{\"is\":\"2\"}"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_when(cases[i].when);
    struct zg_bytes data = {0};
    zg_bytes_printf(&data, "{\"conversation\":{\"id\":\"c-1\"},\"buyer\":{\"id\":\"b-1\"}%s%s}",
                    cases[i].data[0] != '\0' ? "," : "", cases[i].data);
    assert_int_equal(world_event(w, 0, "message.received", data.data), 0);
    const struct cJSON *rule = world_rule(w, "r");
    assert_string_equal(zg_json_text(rule, "result", NULL), "no");
    assert_string_equal(zg_json_text(rule, "pack", NULL), "p");
    assert_string_equal(zg_json_text(rule, "condition", NULL), cases[i].condition);
    assert_string_equal(zg_json_print(w->arena, zg_json_get(rule, "saw")), cases[i].saw);
    assert_string_equal(zg_json_print(w->arena, zg_json_get(rule, "wanted")), cases[i].wanted);
    zg_bytes_fini(&data);
    world_free(w);
  }
}

/* A list none of whose conditions may hold, none of which is a test itself. */
static void test_misses_of_lists(void **state) {
  (void)state;
  struct world *w = world_when("none { all { " YES ", " YES " } }");
  world_say(w, 0, "x");
  const struct cJSON *rule = world_rule(w, "r");
  assert_string_equal(zg_json_text(rule, "result", NULL), "no");
  assert_non_null(zg_json_text(rule, "condition", NULL));
  assert_non_null(zg_json_get(rule, "wanted"));
  world_free(w);
}

/* Paths that are checked only where all types are agreed. */
static void test_other_types(void **state) {
  (void)state;
  struct world *w =
      world_of("rule \"r\" { on = \"weather.changed\", when = { { \"rain.mm\", \">\", 1 } },\n"
               "  run = function() return { action { type = \"umbrella\" } } end }\n"
               "rule \"a\" { on = { \"weather.*\", \"stock.changed\" }, when = { { \"id\", \"is\", "
               "\"e-1\" } },\n"
               "  run = function() return { action { type = \"first\" } } end }\n"
               "rule \"s\" { on = \"stock.changed\", when = { { \"item.available\", \"<\", 3 } },\n"
               "  run = function() return { action { type = \"order\" } } end }");
  assert_int_equal(world_event(w, 0, "weather.changed", "{\"rain\":{\"mm\":2}}"), 0);
  assert_done(w, "umbrella; first");
  assert_int_equal(world_event(w, 0, "weather.changed", "{\"rain\":{\"mm\":0.5}}"), 0);
  assert_int_equal(world_event(w, 0, "weather", "{\"rain\":{\"mm\":2}}"), 0);
  assert_int_equal(world_event(w, 0, "weather.changed.much", "{\"rain\":{\"mm\":2}}"), 0);
  assert_int_equal(world_event(w, 0, "stock.changed", "{\"item\":{\"sku\":\"a\",\"available\":2}}"),
                   0);
  assert_done(w, "order");
  world_free(w);
}

static void keep_warning(void *arg, const char *message) {
  zg_bytes_printf(arg, "%s\n", message);
}

/* A rule that listens to others beside: a part may be theirs, and is asked about if it looks like a
 * slip. */
static void test_mixed_types(void **state) {
  static const struct {
    const char *on, *path, *warning; /* NULL: none */
  } cases[] = {
      {"{ 'weather.changed', 'message.received' }", "mesage.text", "did you mean \"message\"?"},
      {"{ 'weather.changed', 'message.received' }", "message.text", NULL},
      {"{ 'weather.changed', 'message.received' }", "weather.rain", NULL},
      {"{ 'weather.changed', 'message.received' }", "data.mesage.text", NULL},
      {"'weather.changed'", "mesage.text", NULL},
      {"'order.returned'", "order.id", NULL},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    struct zg_bytes warnings = {0};
    struct zg_shop *shop = NULL;
    struct zg_error err = {0};
    world_pack(w, "p",
               zg_arena_printf(w->arena,
                               "rule 'r' { on = %s, when = { { '%s', 'present' } },\n"
                               "  run = function() end }",
                               cases[i].on, cases[i].path));
    const char *rules = zg_arena_printf(w->arena, "%s/rules", w->dir);
    const struct zg_shop_source source = {
        .rules = rules, .text = world_text, .warn = keep_warning, .arg = &warnings};
    if (zg_shop_load(&source, &shop, &err) < 0) fail_msg("%s: %s", cases[i].path, err.message);
    if (cases[i].warning == NULL)
      assert_int_equal(warnings.len, 0);
    else
      assert_non_null(strstr(warnings.data, cases[i].warning));
    zg_shop_free(shop);
    zg_bytes_fini(&warnings);
    world_free(w);
  }
}

/* An attribute wins over a member of data of the same name, in conditions and in Lua alike. */
static void test_attributes_win(void **state) {
  (void)state;
  struct world *w = world_of(
      "rule \"r\" { on = \"weather.changed\", when = { { \"source\", \"is\", \"src/a\" },\n"
      "  { \"data.source\", \"is\", \"inner\" }, { \"event.type\", \"is\", \"weather.changed\" } "
      "},\n"
      "  run = function(event) return { action { type = \"t\", data = { text = event.source ..\n"
      "    event.data.source .. event.type .. event.id } } } end }");
  assert_int_equal(world_event(w, 0, "weather.changed",
                               "{\"source\":\"inner\",\"type\":\"x\",\"id\":\"y\",\"data\":\"z\"}"),
                   0);
  assert_done(w, "t src/ainnerweather.changede-1");
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_is),
      cmocka_unit_test(test_in),
      cmocka_unit_test(test_says),
      cmocka_unit_test(test_matches),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_presence),
      cmocka_unit_test(test_older_than),
      cmocka_unit_test(test_nesting),
      cmocka_unit_test(test_memory),
      cmocka_unit_test(test_misses),
      cmocka_unit_test(test_misses_of_lists),
      cmocka_unit_test(test_other_types),
      cmocka_unit_test(test_mixed_types),
      cmocka_unit_test(test_attributes_win),
  };
  return cmocka_run_group_tests_name("conditions", tests, world_setup, world_teardown);
}
