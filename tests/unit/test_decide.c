/* test_decide: which rules run on what, what they leave, and what stops them. */
#include "unit/world.h"

#include "base/hash.h"

#define RULE(name, head, body)                                                                     \
  "rule \"" name "\" { on = \"message.received\", " head " run = function(event, ctx) " body       \
  " end }\n"

static int count_of(const char *text, const char *what) {
  int count = 0;
  for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
    count++;
  return count;
}

/* ---- claims and priorities */

static void test_priorities(void **state) {
  (void)state;
  struct world *w = world_new();
  world_pack(w, "b",
             RULE("1", "", "return { say(\"b1\") }")
                 RULE("2", "priority = 5,", "return { say(\"b2\") }"));
  world_pack(w, "a",
             RULE("1", "", "return { say(\"a1\") }")
                 RULE("2", "priority = -1,", "return { say(\"a2\") }")
                     RULE("3", "", "return { say(\"a3\") }"));
  world_start(w);
  world_say(w, 0, "x");
  assert_done(w, "message.send b2; message.send a1; message.send a3; message.send b1; "
                 "message.send a2");
  world_free(w);
}

static void test_claims(void **state) {
  (void)state;
  struct world *w =
      world_of(RULE("low", "claims = \"reply\", priority = 1,", "return { say(\"low\") }") RULE(
          "high",
          "claims = \"reply\", priority = 9, when = { { \"message.text\", \"says\", \"h\" } },",
          "return { say(\"high\") }") RULE("silent", "claims = \"reply\", priority = 20,", "")
                   RULE("broken", "claims = \"reply\", priority = 30,", "error(\"x\")")
                       RULE("free", "", "return { say(\"free\") }")
                           RULE("other", "claims = \"other\",", "return { say(\"other\") }"));
  world_say(w, 0, "h");
  assert_string_equal(world_result(w, "broken"), "error");
  assert_string_equal(world_result(w, "silent"), "fired");
  assert_string_equal(world_result(w, "high"), "fired");
  assert_string_equal(world_result(w, "low"), "yielded");
  assert_string_equal(zg_json_text(world_rule(w, "low"), "to", NULL), "p/high");
  assert_done(w, "message.send high; message.send free; message.send other");
  world_say(w, 1, "x");
  assert_string_equal(world_result(w, "high"), "no");
  assert_done(w, "message.send low; message.send free; message.send other");
  world_free(w);
}

/* ---- an error undoes the run, and only that */

static void test_undone_whole(void **state) {
  (void)state;
  static const char *const failures[] = {
      "error(\"x\")",
      "while true do end",
      "return { say(\"a\"), 5 }",
      "return { say(\"a\"), offer { sku = \"tea\", price = money(\"0.01\", \"CNY\") } }",
      "return { say(\"a\"), say(\"forbidden\") }",
      "ctx.facts.conversation.x = say",
      "return { say(\"a\"), action { type = \"Bad Type\" } }"};
  for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
    struct zg_bytes lua = {0};
    zg_bytes_printf(
        &lua,
        "guard \"words\" { on = \"message.send\", run = function(a)\n"
        "  if a.data.text == \"forbidden\" then return false, \"a bad word\" end end }\n"
        "rule \"t\" { on = \"timer.t\", run = function() return { say(\"timer t\") } end }\n"
        "rule \"kept\" { on = \"timer.kept\", run = function() return { say(\"kept\") } end "
        "}\n" RULE("first", "priority = 9,",
                   "ctx.state.conversation.n = 1; ctx.facts.conversation.n = 1 ctx.after(\"1h\", "
                   "\"kept\")")
            RULE("fails", "claims = \"reply\", priority = 5,",
                 "ctx.state.conversation.n = 2; ctx.facts.conversation.n = 2; ctx.state.buyer.n = "
                 "2\n"
                 "ctx.facts.shop.n = 2; ctx.after(\"1s\", \"t\") ctx.cancel(\"kept\") %s")
                RULE("next", "claims = \"reply\",",
                     "return { say(ctx.state.conversation.n .. ctx.facts.conversation.n ..\n"
                     "tostring(ctx.state.buyer.n) .. tostring(ctx.facts.shop.n)) }"),
        failures[i]);
    struct world *w = world_new();
    w->sheets = "{\"products\":\"sku,list_price,floor_price\\ntea,10,5\\n\"}";
    world_pack(w, "p", lua.data);
    world_start(w);
    world_say(w, 0, "x");
    const char *result = world_result(w, "fails");
    if (strcmp(result, "error") != 0 && strcmp(result, "limit") != 0)
      fail_msg("%s: %s", failures[i], result);
    assert_done(w, "message.send 11nilnil");
    world_wait(w, 7200000);
    assert_done(w, "message.send kept");
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

/* ---- guards */

static void test_guards(void **state) {
  (void)state;
  struct world *w =
      world_of("guard \"no\" { on = \"message.send\", run = function(a, ctx)\n"
               "  if a.data.text == \"no\" then return false, \"because\" end\n"
               "  if a.data.text == \"boom\" then error(\"guard broke\") end\n"
               "  if a.data.text == \"loop\" then while true do end end\n"
               "  if a.data.text == \"type\" then a.type = \"other.type\" return a end\n"
               "  if a.data.text == \"bad\" then return { type = \"message.send\", data = { f = "
               "ctx } } end\n"
               "  if a.data.text == \"change\" then a.data.text = \"changed\" return a end\n"
               "  if a.data.text == \"quiet\" then return false end\n"
               "  ctx.state.conversation.n = 5 ctx.facts.shop.n = 5\n"
               "  return true end }\n"
               "guard \"all\" { on = { \"alert.*\", \"t\" }, run = function(a)\n"
               "  return { type = a.type, data = { kind = \"seen\", text = \"seen\" } } end }\n"
               "guard \"after\" { on = \"*\", run = function(a)\n"
               "  if a.data.text == \"changed\" then a.data.text = \"changed twice\" end return a "
               "end }\n" RULE("r", "", "return { say(event.message.text) }")
                   RULE("look", "priority = -1,",
                        "return { action { type = \"t\", data = { } },\n"
                        "alert { kind = \"k\" }, action { type = \"u\", data = { text =\n"
                        "tostring(ctx.state.conversation.n) .. tostring(ctx.facts.shop.n) } } }"));
  static const struct {
    const char *text, *result, *done;
  } cases[] = {
      {"yes", "fired", "message.send yes; "},
      {"no", "error", ""},
      {"boom", "error", ""},
      {"loop", "limit", ""},
      {"type", "error", ""},
      {"bad", "error", ""},
      {"change", "fired", "message.send changed twice; "},
      {"quiet", "error", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char expected[200];
    world_say(w, (int64_t)i, cases[i].text);
    if (strcmp(world_result(w, "r"), cases[i].result) != 0)
      fail_msg("%s: %s", cases[i].text, w->trace.data);
    const struct cJSON *guards = zg_json_get(world_json(w, w->trace.data), "guards");
    assert_int_equal(zg_json_size(guards), cases[i].done[0] == '\0');
    if (cases[i].done[0] == '\0') {
      assert_string_equal(zg_json_text(zg_json_first(guards), "guard", NULL), "no");
      assert_string_equal(zg_json_text(zg_json_first(guards), "action", NULL), "message.send");
      assert_string_equal(zg_json_text(zg_json_first(guards), "result", NULL), "refused");
    }
    snprintf(expected, sizeof expected, "%st seen; alert.raise seen; u nilnil", cases[i].done);
    assert_done(w, expected);
  }
  world_say(w, 100, "no");
  assert_non_null(strstr(w->trace.data, "\"why\":\"because\""));
  world_free(w);
}

/* A guard of one pack sees the actions of another. */
static void test_guards_of_other_packs(void **state) {
  (void)state;
  struct world *w = world_new();
  world_pack(w, "a", RULE("r", "", "return { say(event.message.text) }"));
  world_pack(w, "z",
             "guard \"g\" { on = \"message.*\", run = function(a)\n"
             "  if a.data.text == \"no\" then return false end end }");
  world_start(w);
  world_say(w, 0, "no");
  assert_done(w, "");
  world_say(w, 1, "yes");
  assert_done(w, "message.send yes");
  world_free(w);
}

/* ---- guardrails */

#define SHEET                                                                                      \
  "{\"products\":\"sku,list_price,floor_price\\ntea,100,80\\nfirm,50,\\nbig,1000,10\\n\"}"

/* Each message is a Lua expression: the actions the rule returns. */
static struct world *rails_world(const char *declared) {
  struct world *w = world_new();
  w->sheets = SHEET;
  w->declared = declared;
  world_pack(
      w, "p",
      "local function m(x) return money(x, \"CNY\") end\n"
      "local done = {\n"
      "  off = function(sku, price) return offer { sku = sku, price = m(price) } end,\n"
      "  acc = function(sku, price) return accept { sku = sku, price = m(price) } end,\n"
      "  dec = function(sku, price) return decline { sku = sku, price = m(price) } end,\n"
      "  raw = function(sku, price) return action { type = \"offer.make\", data = {\n"
      "    conversation = { id = \"c-1\" }, item = { sku = sku }, price = price, currency = "
      "\"CNY\" } } end,\n"
      "  num = function(sku, price) return action { type = \"offer.make\", data = {\n"
      "    conversation = { id = \"c-1\" }, item = { sku = sku }, price = tonumber(price), "
      "currency = \"CNY\" } } end,\n"
      "  usd = function(sku, price) return offer { sku = sku, price = money(price, \"USD\") } "
      "end,\n"
      "  say = function(sku, price, text) return say(text, nil, { offer = { sku = sku,\n"
      "    price = m(price) } }) end,\n"
      "}\n" RULE("r", "",
                 "local all = {}\n"
                 "for word in event.message.text:gmatch(\"[^;]+\") do\n"
                 "  local what, sku, price, text = word:match(\"^%s*(%a+) (%S+) (%S+)%s*(.*)$\")\n"
                 "  all[#all + 1] = done[what](sku, price, text)\n"
                 "end return all"));
  world_start(w);
  return w;
}

static void test_guardrails(void **state) {
  (void)state;
  static const struct {
    const char *text, *guard; /* NULL: it passes */
  } cases[] = {
      {"off tea 100", NULL},
      {"off tea 80", NULL},
      {"off tea 79.99", "price floor"},
      {"off tea 0", "price floor"},
      {"off tea -90", "price floor"},
      {"off tea 100.01", "list price"},
      {"off firm 50", NULL},
      {"off firm 49.99", "price floor"},
      {"off firm 50.01", "list price"},
      {"off nothing 50", "price floor"},
      {"usd tea 90", "price floor"},
      {"acc tea 80", NULL},
      {"acc tea 79.99", "price floor"},
      {"acc nothing 1", "price floor"},
      {"dec tea 1", NULL}, /* no promise */
      {"dec nothing 1", NULL},
      {"raw tea 90", NULL},
      {"raw tea 79", "price floor"},
      {"raw tea x", "price floor"},
      {"num tea 90", NULL},
      {"num tea 79.5", "price floor"},
      {"num tea 90.001", "price floor"},
      {"off big 100", NULL},
      /* a run is judged as a whole */
      {"off tea 90; off tea 79", "price floor"},
      {"off tea 90; off tea 85", NULL},
      {"off tea 85; off tea 90", "no rise"},
      {"off tea 85; off firm 50; off tea 85", NULL},
      {"off tea 85; say tea 90 好的", "no rise"},
      /* texts that name an offer */
      {"say tea 90 ¥90 可以", NULL},
      {"say tea 90 给您 79 元", "price floor"},
      {"say tea 90 原价 100 现在 90", NULL},
      {"say tea 90 七十九块", "price floor"},
      {"say tea 90 ７９ 元", "price floor"},
      {"say tea 90 今天 ¥ 120 起", NULL},
      {"say tea 79 好的", "price floor"},
      {"say nothing 79 好的", "price floor"},
      {"say firm 50 49 元", "price floor"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = rails_world(NULL);
    world_say(w, 0, cases[i].text);
    const char *result = world_result(w, "r");
    const struct cJSON *guard = zg_json_first(zg_json_get(world_json(w, w->trace.data), "guards"));
    const char *name = zg_json_text(guard, "guard", NULL);
    if (strcmp(result, cases[i].guard == NULL ? "fired" : "error") != 0 ||
        (cases[i].guard == NULL ? name != NULL : name == NULL || strcmp(name, cases[i].guard) != 0))
      fail_msg("%s: %s", cases[i].text, w->trace.data);
    const char *done = world_done(w);
    assert_int_equal(done[0] == '\0', cases[i].guard != NULL);
    world_free(w);
  }
}

/* One after another in one conversation. */
static void test_no_rise(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool passes;
  } steps[] = {
      {"off tea 95", true},
      {"off tea 96", false},
      {"off tea 95", true},
      {"off firm 50", true},
      {"off tea 95; off tea 79", false}, /* undone: 95 stands */
      {"off tea 90; off tea 91", false},
      {"off tea 95", true},
      {"acc tea 90", true},
      {"off tea 95", false},
      {"say tea 91 好", false},
      {"say tea 88 好", true},
      {"off tea 89", false},
      {"off tea 80", true},
  };
  struct world *w = rails_world(NULL);
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    world_say(w, (int64_t)i * 1000, steps[i].text);
    if (strcmp(world_result(w, "r"), steps[i].passes ? "fired" : "error") != 0)
      fail_msg("%d: %s: %s", (int)i, steps[i].text, w->trace.data);
    if (i % 3 == 0) world_done(w); /* committed or not makes no difference */
  }
  /* another conversation starts anew */
  assert_int_equal(world_event(w, 99000, "message.received",
                               "{\"conversation\":{\"id\":\"c-2\"},\"message\":{\"text\":\"off tea "
                               "100\"}}"),
                   0);
  assert_string_equal(world_result(w, "r"), "fired");
  world_free(w);
}

static void test_largest_cut(void **state) {
  (void)state;
  static const struct {
    const char *text, *guard;
  } cases[] = {
      {"off tea 85", NULL},
      {"off tea 84.99", "largest cut"},
      {"off big 850", NULL},
      {"off big 849.99", "largest cut"},
      {"acc tea 84", "largest cut"},
      {"off tea 79", "price floor"},
      {"say tea 84 好", "largest cut"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = rails_world("{\"limits\":{\"largest_cut\":\"15%\"}}");
    world_say(w, 0, cases[i].text);
    if (cases[i].guard == NULL)
      assert_string_equal(world_result(w, "r"), "fired");
    else if (strstr(w->trace.data, cases[i].guard) == NULL)
      fail_msg("%s: %s", cases[i].text, w->trace.data);
    world_free(w);
  }
  /* 0 means 0 */
  struct world *w = rails_world("{\"limits\":{\"largest_cut\":\"0%\"}}");
  world_say(w, 0, "off tea 99.99");
  assert_string_equal(world_result(w, "r"), "error");
  world_say(w, 1, "off tea 100");
  assert_string_equal(world_result(w, "r"), "fired");
  world_free(w);
}

/* Where the sheet has no such product, the price that the event names is the least. */
static void test_guardrails_without_a_sheet(void **state) {
  (void)state;
  static const struct {
    const char *item, *text;
    bool passes;
  } cases[] = {
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 20", true},
      {"{\"sku\":\"x\",\"price\":20}", "off x 20", true},
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 19.99", false},
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 20.01", false},
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"USD\"}", "off x 20", false},
      {"{\"sku\":\"y\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 20", false},
      {"{\"sku\":\"x\"}", "off x 20", false},
      {"{\"sku\":\"x\",\"price\":\"cheap\"}", "off x 20", false},
      {"{\"sku\":\"x\",\"price\":null}", "off x 20", false},
      /* the buyer's word does not beat the sheet */
      {"{\"sku\":\"tea\",\"price\":\"1.00\",\"currency\":\"CNY\"}", "off tea 1", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = rails_world(NULL);
    char data[300];
    snprintf(data, sizeof data,
             "{\"conversation\":{\"id\":\"c-1\"},\"item\":%s,\"message\":{\"text\":\"%s\"}}",
             cases[i].item, cases[i].text);
    assert_int_equal(world_event(w, 0, "message.received", data), 0);
    if (strcmp(world_result(w, "r"), cases[i].passes ? "fired" : "error") != 0)
      fail_msg("%s %s: %s", cases[i].item, cases[i].text, w->trace.data);
    world_free(w);
  }
}

/* A text long enough to hide a price behind many others. */
static void test_many_prices_in_a_text(void **state) {
  (void)state;
  struct world *w = rails_world(NULL);
  struct zg_bytes text = {0};
  zg_bytes_add_text(&text, "say tea 90 ");
  for (int i = 0; i < 60; i++)
    zg_bytes_add_text(&text, "¥90, ");
  zg_bytes_add_text(&text, "¥10");
  world_say(w, 0, text.data);
  assert_string_equal(world_result(w, "r"), "error");
  world_free(w);
  zg_bytes_fini(&text);
}

/* ---- settle */

#define SETTLE(name, head, body) RULE(name, "settle = \"3s\", " head, body)
#define ECHO "return { say(event.message.text) }"

static void test_settle(void **state) {
  (void)state;
  struct world *w = world_of(SETTLE("s", "", ECHO) RULE("now", "", "return { say(\"now\") }"));
  world_say(w, 0, "a");
  assert_string_equal(world_result(w, "s"), "waiting");
  assert_done(w, "message.send now");
  world_say(w, 2999, "b");
  world_wait(w, 5998);
  assert_done(w, "message.send now");
  world_wait(w, 5999);
  assert_done(w, "message.send a\nb");
  assert_true(zg_next_deadline(w->zg) == INT64_MAX);
  world_say(w, 7000, "c");
  world_say(w, 10000, "d"); /* at the very instant the turn ends: events come first */
  world_wait(w, 12999);
  world_done(w);
  world_wait(w, 13000);
  assert_done(w, "message.send c\nd");
  /* each conversation has its own turn */
  world_say(w, 20000, "mine");
  assert_int_equal(
      world_event(w, 20001, "message.received",
                  "{\"conversation\":{\"id\":\"c-2\"},\"message\":{\"text\":\"his\"}}"),
      0);
  world_done(w);
  world_wait(w, 30000);
  assert_done(w, "message.send mine; message.send his");
  /* about nobody: nothing to wait for */
  assert_int_equal(world_event(w, 40000, "message.received", "{\"message\":{\"text\":\"x\"}}"), 0);
  assert_string_equal(world_result(w, "s"), "no");
  world_free(w);
}

static void test_settle_bounds(void **state) {
  (void)state;
  /* a buyer who never pauses is answered after ten pauses */
  struct world *w = world_of(SETTLE("s", "",
                                    "return { say(tostring(select(2, "
                                    "event.message.text:gsub(\"\\n\", \"\")) + 1)) }"));
  for (int i = 0; i < 31; i++)
    world_say(w, i * 1000, "x");
  assert_done(w, "");
  world_wait(w, 30000);
  assert_done(w, "message.send 31");
  world_wait(w, 100000);
  assert_done(w, "");
  /* a burst is answered at once, though nothing of it is lost */
  for (int i = 0; i < 120; i++)
    world_say(w, 200000 + i, "x");
  world_wait(w, 210000);
  const char *done = world_done(w);
  int sum = 0;
  for (const char *at = strstr(done, "send "); at != NULL; at = strstr(at + 1, "send "))
    sum += atoi(at + 5);
  assert_int_equal(sum, 120);
  assert_int_equal(count_of(done, "send "), 3); /* 50, 50, 20 */
  world_free(w);
}

static void test_settle_and_claims(void **state) {
  (void)state;
  static const char rules[] = RULE(
      "now low",
      "claims = \"reply\", priority = 1, when = { { \"message.text\", \"says\", \"low\" } },",
      "return { say(\"now low\") }")
      RULE(
          "now high",
          "claims = \"reply\", priority = 90, when = { { \"message.text\", \"says\", \"high\" } },",
          "return { say(\"now high\") }")
          SETTLE("two", "claims = \"reply\", priority = 20,", "return { say(\"two\") }")
              SETTLE("one", "claims = \"reply\", priority = 10,", "return { say(\"one\") }")
                  SETTLE("free", "priority = -1,", "return { say(\"free\") }");
  static const struct {
    const char *texts[3], *done;
  } cases[] = {
      {{"a"}, "message.send two; message.send free"}, /* two with the same pause arbitrate */
      {{"low"}, "message.send now low; message.send two; message.send free"},
      {{"high"}, "message.send now high; message.send free"},
      {{"high", "x"}, "message.send now high; message.send free"},
      {{"low", "high"}, "message.send now low; message.send now high; message.send free"},
      {{"high", "low"}, "message.send now high; message.send now low; message.send free"},
      {{"low", "x", "high"}, "message.send now low; message.send now high; message.send free"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_of(rules);
    for (int j = 0; j < 3 && cases[i].texts[j] != NULL; j++)
      world_say(w, j * 1000, cases[i].texts[j]);
    world_wait(w, 60000);
    const char *done = world_done(w);
    if (strcmp(done, cases[i].done) != 0) fail_msg("%d: %s", (int)i, done);
    world_free(w);
  }
}

/* Two events of two types in one turn: none of them may be lost. */
static void test_settle_of_two_pauses(void **state) {
  (void)state;
  struct world *w =
      world_of(SETTLE("three", "", ECHO)
                   RULE("five", "settle = \"5s\",", "return { say(\"5: \" .. event.message.text) }")
                       RULE("buyer", "settle = \"3s\", scope = \"buyer\",",
                            "return { say(\"b: \" .. event.message.text) }"));
  world_say(w, 0, "a");
  world_say(w, 4000, "b");
  world_wait(w, 60000);
  const char *done = world_done(w); /* which of two turns that end together goes first is open */
  assert_int_equal(count_of(done, "message.send "), 5);
  assert_int_equal(count_of(done, "message.send a"), 1);
  assert_int_equal(count_of(done, "message.send b: a"), 1);
  assert_int_equal(count_of(done, "message.send b"), 3);
  assert_non_null(strstr(done, "; message.send 5: a\nb"));
  world_free(w);
}

/* ---- unless_within */

#define UNLESS                                                                                     \
  "rule \"u\" { on = \"order.paid\",\n"                                                            \
  "  unless_within = { events = { \"order.shipped\", \"order.cancelled\" }, time = \"1h\" },\n"    \
  "  run = function(event, ctx) return { alert { kind = \"late\" } } end }\n"
enum { HOUR = 3600000 };

static void test_unless_within(void **state) {
  (void)state;
  static const struct {
    struct {
      int64_t at;
      const char *type;
    } events[5];
    int alerts;
  } cases[] = {
      {{{0, "order.paid"}}, 1},
      {{{0, "order.paid"}, {HOUR - 1, "order.shipped"}}, 0},
      {{{0, "order.paid"}, {HOUR, "order.shipped"}}, 0}, /* the deadline exactly hit */
      {{{0, "order.paid"}, {HOUR + 1, "order.shipped"}}, 1},
      {{{0, "order.paid"}, {1, "order.cancelled"}}, 0},
      {{{0, "order.paid"}, {1, "order.delivered"}}, 1},
      {{{0, "order.paid"}, {0, "order.shipped"}}, 0},
      {{{0, "order.shipped"}, {0, "order.paid"}}, 0}, /* one instant, either order */
      {{{1, "order.shipped"}, {0, "order.paid"}}, 0}, /* out of order */
      {{{2, "order.shipped"}, {3, "order.paid"}},
       1}, /* shipped before it was paid: not the answer */
      {{{0, "order.paid"}, {HOUR / 2, "order.paid"}}, 1}, /* a repeat does not postpone */
      {{{0, "order.paid"}, {1, "order.shipped"}, {2, "order.paid"}}, 1},
      {{{0, "order.paid"}, {1, "order.shipped"}, {2, "order.paid"}, {3, "order.shipped"}}, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_of(UNLESS);
    for (int j = 0; j < 5 && cases[i].events[j].type != NULL; j++)
      world_order(w, cases[i].events[j].at, cases[i].events[j].type);
    world_wait(w, 10 * HOUR);
    const char *done = world_done(w);
    if (count_of(done, "alert.raise late") != cases[i].alerts) fail_msg("%d: %s", (int)i, done);
    world_free(w);
  }
}

static void test_unless_within_is_timely(void **state) {
  (void)state;
  struct world *w = world_of(UNLESS);
  world_order(w, 0, "order.paid");
  assert_string_equal(world_result(w, "u"), "waiting");
  assert_true(zg_next_deadline(w->zg) == T0 + HOUR);
  world_order(w, HOUR / 2, "order.paid");
  assert_true(zg_next_deadline(w->zg) == T0 + HOUR);
  world_wait(w, HOUR - 1);
  assert_done(w, "");
  world_wait(w, HOUR);
  assert_done(w, "alert.raise late");
  assert_non_null(strstr(w->all.data, "\"time\":\"2026-11-21T03:00:00Z\""));
  assert_non_null(strstr(w->all.data, "\"causationid\":\"e-1\""));
  assert_non_null(strstr(w->trace.data, "\"after\":\"unless_within\""));
  world_wait(w, 10 * HOUR);
  assert_done(w, "");
  world_free(w);
}

/* The deadline counts from the event's own time, on the wall clock, too. */
static void test_unless_within_on_the_wall_clock(void **state) {
  (void)state;
  struct world *w = world_new();
  w->clock = ZG_CLOCK_WALL;
  world_pack(w, "p", UNLESS);
  world_start(w);
  const char *paid = "{\"id\":\"1\",\"source\":\"src/a\",\"type\":\"order.paid\","
                     "\"time\":\"2026-11-21T02:00:00Z\",\"data\":{\"order\":{\"id\":\"o-1\"}}}";
  assert_int_equal(world_feed(w, T0 + 10 * HOUR, paid), 0); /* it comes nine hours too late */
  assert_done(w, "");
  assert_true(zg_next_deadline(w->zg) == T0 + 10 * HOUR + 5000); /* what else is late may come */
  assert_int_equal(zg_run_due(w->zg, T0 + 10 * HOUR + 4999, 0), 0);
  assert_int_equal(zg_run_due(w->zg, T0 + 10 * HOUR + 5000, 0), 1);
  assert_done(w, "alert.raise late");
  assert_non_null(strstr(w->all.data, "\"time\":\"2026-11-21T03:00:00Z\"")); /* when it fell due */
  assert_non_null(strstr(w->trace.data, "\"late\":true"));
  world_free(w);
}

/* After an outage everything comes at once: what was done in time calls off, and only that. */
static void test_unless_within_catches_up(void **state) {
  (void)state;
  struct world *w = world_new();
  w->clock = ZG_CLOCK_WALL;
  world_pack(w, "p", UNLESS);
  world_start(w);
  static const char *const lines[] = {
      "{\"id\":\"1\",\"source\":\"src/a\",\"type\":\"order.paid\","
      "\"time\":\"2026-11-21T02:00:00Z\",\"data\":{\"order\":{\"id\":\"o-1\"}}}",
      "{\"id\":\"2\",\"source\":\"src/a\",\"type\":\"order.paid\","
      "\"time\":\"2026-11-21T02:00:00Z\",\"data\":{\"order\":{\"id\":\"o-2\"}}}",
      "{\"id\":\"3\",\"source\":\"src/a\",\"type\":\"order.shipped\","
      "\"time\":\"2026-11-21T03:00:00Z\",\"data\":{\"order\":{\"id\":\"o-1\"}}}",
      "{\"id\":\"4\",\"source\":\"src/a\",\"type\":\"order.shipped\","
      "\"time\":\"2026-11-21T03:00:01Z\",\"data\":{\"order\":{\"id\":\"o-2\"}}}",
  };
  for (int i = 0; i < 4; i++)
    assert_int_equal(world_feed(w, T0 + 10 * HOUR + i, lines[i]), 0);
  assert_int_equal(zg_run_due(w->zg, T0 + 11 * HOUR, 0), 1);
  assert_done(w, "alert.raise late");
  assert_non_null(strstr(w->all.data, "\"subject\":\"o-2\""));
  world_free(w);
}

/* The condition is asked again when the time is up. */
static void test_unless_within_asks_again(void **state) {
  (void)state;
  struct world *w = world_of(
      "rule \"u\" { on = \"order.paid\", when = { { \"state.order.fine\", \"absent\" } },\n"
      "  unless_within = { events = \"order.shipped\", time = \"1h\" },\n"
      "  run = function(event) return { alert { kind = \"late\" } } end }\n"
      "rule \"fine\" { on = \"order.created\", run = function(e, ctx) ctx.state.order.fine = true "
      "end }");
  world_order(w, 0, "order.paid");
  world_order(w, 1, "order.created");
  world_wait(w, HOUR);
  assert_string_equal(world_result(w, "u"), "no");
  assert_done(w, "");
  world_free(w);
}

/* ---- timers */

static void test_timers(void **state) {
  (void)state;
  static const char lua[] =
      "rule \"t\" { on = \"timer.*\", run = function(event, ctx)\n"
      "  return { say(event.type .. \" \" .. tostring(event.n) .. \" \" .. event.conversation.id "
      "..\n"
      "    \" \" .. string.format(\"%.7g\", ctx.now - 1795226400) .. tostring(ctx.late)) } end "
      "}\n" RULE("r", "",
                 "local what, time, n = event.message.text:match(\"(%S+) ?(%S*) ?(%S*)\")\n"
                 "if what == \"after\" then ctx.after(time, \"x\", { n = n }) end\n"
                 "if what == \"twice\" then ctx.after(\"1s\", \"x\", { n = 1 }) ctx.after(time, "
                 "\"x\", { n = 2 }) end\n"
                 "if what == \"both\" then ctx.after(\"1s\", \"y\") ctx.after(\"1s\", \"x\") end\n"
                 "if what == \"cancel\" then ctx.cancel(\"x\") end\n"
                 "if what == \"flip\" then ctx.after(\"1s\", \"x\") ctx.cancel(\"x\") end\n"
                 "if what == \"flop\" then ctx.cancel(\"x\") ctx.after(\"1s\", \"x\") end\n"
                 "if what == \"at\" then ctx.at(time, \"x\") end\n"
                 "if what == \"number\" then ctx.at(ctx.now + 2.5, \"x\") end");
  static const struct {
    const char *says[3];
    const char *done;
  } cases[] = {
      {{"after 5s a"}, "message.send timer.x a c-1 5false"},
      {{"after 5s a", "after 3s b"}, "message.send timer.x b c-1 3.1false"}, /* replaced */
      {{"after 5s a", "cancel"}, ""},
      {{"cancel"}, ""},
      {{"twice 2s"}, "message.send timer.x 2 c-1 2false"},
      {{"both"}, "message.send timer.y nil c-1 1false; message.send timer.x nil c-1 1false"},
      {{"flip"}, ""},
      {{"after 9s a", "flop"}, "message.send timer.x nil c-1 1.1false"},
      {{"at 2026-11-21T10:00:07+08:00"}, "message.send timer.x nil c-1 7false"},
      {{"at 2020-01-01T00:00:00Z"}, "message.send timer.x nil c-1 0false"}, /* past: at once */
      {{"number"}, "message.send timer.x nil c-1 2.5false"},
      {{"after 0s a"}, "message.send timer.x a c-1 0false"},
      {{"after 250ms a"}, "message.send timer.x a c-1 0.25false"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_of(lua);
    for (int j = 0; j < 3 && cases[i].says[j] != NULL; j++) {
      world_say(w, j * 100, cases[i].says[j]);
      if (strcmp(world_result(w, "r"), "fired") != 0) fail_msg("%s", w->trace.data);
    }
    assert_done(w, "");
    for (int64_t next = zg_next_deadline(w->zg); next != INT64_MAX; next = zg_next_deadline(w->zg))
      zg_run_due(w->zg, next, 0);
    const char *done = world_done(w);
    if (strcmp(done, cases[i].done) != 0) fail_msg("%s: %s", cases[i].says[0], done);
    world_free(w);
  }
}

static void test_timers_rearm_themselves(void **state) {
  (void)state;
  struct world *w =
      world_of(RULE("start", "when = { { \"message.text\", \"is\", \"start\" } },",
                    "ctx.after(\"1s\", \"tick\", { n = 1 })")
                   RULE("zero", "when = { { \"message.text\", \"is\", \"zero\" } },",
                        "ctx.after(0, \"zero\")") "rule \"tick\" { on = \"timer.tick\", run = "
                                                  "function(event, ctx)\n"
                                                  "  if event.n < 5 then ctx.after(\"1s\", "
                                                  "\"tick\", { n = event.n + 1 }) end\n"
                                                  "  return { say(\"tick \" .. event.n) } end }\n"
                                                  "rule \"z\" { on = \"timer.zero\", run = "
                                                  "function(event, ctx)\n"
                                                  "  ctx.state.conversation.n = "
                                                  "(ctx.state.conversation.n or 0) + 1\n"
                                                  "  if ctx.state.conversation.n < 100 then "
                                                  "ctx.after(0, \"zero\") end end }");
  world_say(w, 0, "start");
  world_wait(w, 60000);
  assert_done(w, "message.send tick 1; message.send tick 2; message.send tick 3; "
                 "message.send tick 4; message.send tick 5");
  /* each action of the chain has an id of its own */
  assert_int_equal(count_of(w->all.data, "\"causationid\":\"e-1\""), 5);
  world_say(w, 70000, "zero");
  int fired = zg_run_due(w->zg, T0 + 70000, 0); /* one instant does not go round for ever */
  assert_true(fired <= 1);
  world_wait(w, 71000);
  assert_true(zg_next_deadline(w->zg) == INT64_MAX);
  world_free(w);
}

/* Timers of one name in two scopes, set by one event: two timers, and their actions are two. */
static void test_timers_of_two_scopes(void **state) {
  (void)state;
  struct world *w = world_of(RULE("c", "", "ctx.after(\"5s\", \"x\", { who = \"c\" })") RULE(
      "b", "scope = \"buyer\",",
      "ctx.after(\"5s\", \"x\", { who = \"b\" })") "rule \"x\" { on = \"timer.x\", run = "
                                                   "function(event) return { say(event.who) } end "
                                                   "}");
  world_say(w, 0, "hi");
  world_wait(w, 5000);
  assert_done(w, "message.send c; message.send b");
  const struct cJSON *one = world_json(w, strtok(w->all.data, "\n"));
  const struct cJSON *two = world_json(w, strtok(NULL, "\n"));
  assert_string_not_equal(zg_json_text(one, "id", NULL), zg_json_text(two, "id", NULL));
  world_free(w);
}

/* Events before timers of one instant. */
static void test_events_before_timers(void **state) {
  (void)state;
  for (int clock = 0; clock < 2; clock++) {
    struct world *w = world_new();
    w->clock = clock == 0 ? ZG_CLOCK_EVENT : ZG_CLOCK_WALL;
    world_pack(w, "p",
               RULE("r", "",
                    "ctx.cancel(\"x\") if event.message.text ~= \"stop\" then "
                    "ctx.after(\"10s\", \"x\") end") "rule \"x\" { on = \"timer.x\", run = "
                                                     "function() return { say(\"fired\") } end }");
    world_start(w);
    world_say(w, 0, "go");
    world_say(w, 10000, "stop");
    world_wait(w, 20000);
    assert_done(w, "");
    world_say(w, 30000, "go");
    world_say(w, 40001, "stop");
    assert_done(w, "message.send fired");
    world_free(w);
  }
}

/* Nobody outside can play a timer. */
static void test_timers_from_outside(void **state) {
  (void)state;
  struct world *w = world_of("rule \"x\" { on = \"timer.x\", run = function() return { action { "
                             "type = \"fired\" } } end }\n"
                             "rule \"all\" { on = \"timer.*\", run = function() return { action { "
                             "type = \"fired\" } } end }");
  world_event(w, 0, "timer.x", "{\"conversation\":{\"id\":\"c-1\"}}");
  assert_done(w, "");
  world_free(w);
}

/* ---- the wall clock */

static struct world *wall_world(void) {
  struct world *w = world_new();
  w->clock = ZG_CLOCK_WALL;
  world_pack(
      w, "p",
      RULE("r", "", "ctx.after(event.message.text, \"x\")") "rule \"x\" { on = \"timer.x\", run = "
                                                            "function(event, ctx)\n"
                                                            "  return { say((ctx.late and \"late "
                                                            "\" or \"on time \") ..\n"
                                                            "    string.format(\"%.7g\", ctx.now - "
                                                            "1795226400)) } end }");
  world_start(w);
  return w;
}

static void test_late_after_a_jump(void **state) {
  (void)state;
  struct world *w = wall_world();
  world_say(w, 0, "10s");
  zg_run_due(w->zg, T0 + 9999, 0);
  assert_done(w, "");
  zg_run_due(w->zg, T0 + 12000, 0); /* a little behind is how loops are */
  assert_done(w, "message.send on time 10");
  assert_null(strstr(w->trace.data, "\"late\""));
  world_say(w, 20000, "10s");
  zg_run_due(w->zg, T0 + 7200000, 0);
  assert_done(w, "message.send late 7200");
  assert_non_null(strstr(w->trace.data, "\"late\":true"));
  world_say(w, 8000000, "10s");
  world_say(w, 9000000, "10s"); /* fired by the next event, before it */
  assert_done(w, "message.send late 8999.999");
  world_free(w);
}

static void test_the_clock_goes_back(void **state) {
  (void)state;
  struct world *w = wall_world();
  world_say(w, 0, "10s");
  zg_run_due(w->zg, T0 + 10000, 0);
  assert_done(w, "message.send on time 10");
  for (int i = 0; i < 5; i++)
    zg_run_due(w->zg, T0 + 10000 - i * 3000, 0);
  assert_done(w, "");
  assert_true(zg_now(w->zg) == T0 + 10000);
  world_say(w, 5000, "10s"); /* by our clock it is T0 + 10 s still */
  zg_run_due(w->zg, T0 + 15000, 0);
  zg_run_due(w->zg, T0 + 19999, 0);
  assert_done(w, "");
  zg_run_due(w->zg, T0 + 20000, 0);
  zg_run_due(w->zg, T0, 0);
  zg_run_due(w->zg, T0 + 20000, 0);
  assert_done(w, "message.send on time 20");
  world_free(w);
}

static void test_few_at_a_time(void **state) {
  (void)state;
  struct world *w = world_of(
      "rule \"r\" { on = \"order.paid\", run = function(e, ctx) ctx.after(\"1s\", \"x\") end }\n"
      "rule \"x\" { on = \"timer.x\", run = function(e) return { alert { kind = e.order.id } } end "
      "}");
  for (int i = 0; i < 10; i++) {
    char data[40];
    snprintf(data, sizeof data, "{\"order\":{\"id\":\"o-%d\"}}", i);
    assert_int_equal(world_event(w, 0, "order.paid", data), 0);
  }
  assert_int_equal(zg_run_due(w->zg, T0 + 1000, 3), 3);
  assert_done(w, "alert.raise o-0; alert.raise o-1; alert.raise o-2");
  assert_int_equal(zg_run_due(w->zg, T0 + 1000, 5), 5);
  assert_int_equal(zg_run_due(w->zg, T0 + 1000, 5), 2);
  assert_int_equal(zg_run_due(w->zg, T0 + 1000, 5), 0);
  world_free(w);
}

/* ---- duplicates and refusals */

#define LINE(id, source, text)                                                                     \
  "{\"id\":\"" id "\",\"source\":\"" source                                                        \
  "\",\"type\":\"message.received\",\"time\":\"2026-11-21T02:00:00Z\","                            \
  "\"data\":{\"conversation\":{\"id\":\"c\"},\"message\":{\"text\":\"" text "\"}}}"

static void test_duplicates(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_receipt receipt = {0};
  w->declared = "{\"sources\":[\"src/*\",\"exact\"]}";
  world_pack(w, "p", RULE("r", "", ECHO));
  world_start(w);
  for (int committed = 0; committed < 2; committed++) {
    assert_int_equal(world_feed(w, T0, LINE("1", "src/a", "x")), 0);
    if (committed == 0) assert_done(w, "message.send x");
    /* white space and the order of keys are no other body */
    const char *again = "{ \"data\":{\"message\":{\"text\":\"\\u0078\"},\"conversation\":{\"id\":"
                        "\"c\"}},\"time\":\"2026-11-21T02:00:00Z\",\"type\":\"message.received\","
                        "\"source\":\"src/a\",\"id\":\"1\"}";
    assert_int_equal(zg_feed(w->zg, again, strlen(again), T0, &receipt, &w->err), 0);
    assert_int_equal(receipt.duplicate, 1);
    assert_string_equal(receipt.id, "1");
    assert_int_equal(world_feed(w, T0, LINE("1", "src/a", "y")), ZG_ECONFLICT);
    assert_non_null(strstr(w->err.message, "\"1\""));
    assert_done(w, "");
  }
  assert_int_equal(world_feed(w, T0, LINE("1", "src/b", "other source")), 0);
  assert_int_equal(world_feed(w, T0, LINE("2", "src/b", "uncommitted")), 0);
  assert_int_equal(world_feed(w, T0, LINE("2", "src/b", "uncommitted")), 0);
  assert_int_equal(world_feed(w, T0, LINE("2", "src/b", "conflict")), ZG_ECONFLICT);
  assert_int_equal(world_feed(w, T0, LINE("3", "exact", "exact")), 0);
  assert_done(w, "message.send other source; message.send uncommitted; message.send exact");
  assert_int_equal(world_feed(w, T0, LINE("3", "exactly", "x")), ZG_ENOSHOP);
  assert_int_equal(world_feed(w, T0, LINE("3", "src", "x")), ZG_ENOSHOP);
  assert_int_equal(world_feed(w, T0, LINE("3", "SRC/a", "x")), ZG_ENOSHOP);
  assert_non_null(strstr(w->err.message, "SRC/a"));
  assert_int_equal(world_feed(w, T0, "{}"), ZG_ELINE);
  assert_int_equal(world_feed(w, T0, "[]"), ZG_ELINE);
  assert_int_equal(world_feed(w, T0, "{\"type\":\"x\"}"), ZG_EEVENT);
  assert_int_equal(world_feed(w, T0, "{"), ZG_EJSON);
  assert_int_equal(world_feed(w, T0, ""), ZG_EJSON);
  assert_done(w, "");
  world_free(w);
}

static void test_forgotten_events(void **state) {
  (void)state;
  struct world *w = world_of(RULE("r", "", ECHO));
  const int64_t day = 24 * (int64_t)HOUR;
  world_say(w, 0, "first");
  assert_done(w, "message.send first");
  world_say(w, 8 * day, "later");
  assert_done(w, "message.send later");
  w->said = 0; /* the first one again, and one that is new but as old */
  assert_int_equal(world_event(w, 0, "message.received", "{}"), ZG_EOLD);
  w->said = 100;
  assert_int_equal(world_event(w, 0, "message.received", "{}"), ZG_EOLD);
  assert_int_equal(world_event(w, 1, "message.received", "{}"), 0);
  assert_done(w, "");
  world_free(w);
}

/* ---- the same again */

/* Rules of every kind over a few words, made from dice. */
static void make_rules(struct zg_bytes *lua, int count, uint64_t seed) {
  static const char *const words[] = {"tea", "milk", "便宜", "太贵", "hi", "80", "refund", "a b"};
  static const char *const types[] = {"\"message.received\"",
                                      "\"order.paid\"",
                                      "\"message.*\"",
                                      "{ \"message.received\", \"order.paid\" }",
                                      "\"*\"",
                                      "\"weather.changed\"",
                                      "\"timer.t\"",
                                      "\"timer.*\""};
  for (int i = 0; i < count; i++) {
    uint64_t d = zg_random_next(&seed);
    const char *a = words[d & 7], *b = words[d >> 3 & 7];
    zg_bytes_printf(lua, "rule \"r%d\" { on = %s, priority = %d,\n", i, types[d >> 6 & 7],
                    (int)(d >> 9 & 3));
    switch (d >> 11 & 15) {
    case 0:
      zg_bytes_printf(lua, "when = { { \"message.text\", \"says\", \"%s\" } },\n", a);
      break;
    case 1:
      zg_bytes_printf(lua,
                      "when = { { \"state.shop.n\", \">\", 3 }, { \"message.text\", \"says\", { "
                      "\"%s\", \"%s\" } } },\n",
                      a, b);
      break;
    case 2:
      zg_bytes_printf(lua,
                      "when = any { { \"message.text\", \"says\", \"%s\" }, { \"message.text\", "
                      "\"is\", \"%s\" } },\n",
                      a, b);
      break;
    case 3:
      zg_bytes_printf(lua, "when = none { { \"message.text\", \"says\", \"%s\" } },\n", a);
      break;
    case 4:
      zg_bytes_printf(lua,
                      "when = { all { { \"message.text\", \"says\", \"%s\" } }, none { { "
                      "\"message.text\", \"says\", \"%s\" } } },\n",
                      a, b);
      break;
    case 5:
      zg_bytes_printf(lua, "when = { { \"message.text\", \"matches\", \"%s$\" } },\n", a);
      break;
    case 6:
      zg_bytes_printf(lua, "when = { { \"order.price\", \">\", %d } },\n", (int)(d >> 20 & 63));
      break;
    case 7:
      zg_bytes_printf(lua, "when = { { \"facts.conversation.n\", \"absent\" } },\n");
      break;
    case 8:
      zg_bytes_printf(lua, "when = { { \"data.message.text\", \"says\", \"%s\" } },\n", a);
      break;
    case 9:
    case 10:
      zg_bytes_printf(lua, "when = { { \"message.text\", \"says\", \"%s\" } },\n", a);
      break;
    default:
      break;
    }
    if ((d >> 24 & 7) == 0) zg_bytes_printf(lua, "settle = \"%ds\",\n", 1 + (int)(d >> 27 & 1));
    if ((d >> 24 & 7) == 1)
      zg_bytes_printf(lua, "unless_within = { events = { \"message.sent\" }, time = \"%ds\" },\n",
                      1 + (int)(d >> 27 & 7));
    if ((d >> 30 & 3) == 0) zg_bytes_printf(lua, "claims = \"c%d\",\n", (int)(d >> 32 & 1));
    if ((d >> 33 & 7) == 0) zg_bytes_printf(lua, "scope = \"shop\",\n");
    zg_bytes_printf(lua, "run = function(event, ctx) local s = ctx.state.shop\n"
                         "s.n = (s.n or 0) + 1\n");
    switch (d >> 36 & 7) {
    case 0:
      zg_bytes_printf(lua, "if ctx.random(3) == 1 then error(\"dice\") end\n");
      break;
    case 1:
      zg_bytes_printf(lua,
                      "if event.type ~= \"timer.t\" then pcall(ctx.after, ctx.random(4000) / "
                      "1000, \"t\", { message = { text = \"%s\" } }) end\n",
                      a);
      break;
    case 2:
      zg_bytes_printf(lua, "pcall(function() ctx.facts.conversation.n = s.n end)\n");
      break;
    case 3:
      zg_bytes_printf(lua, "if s.n > 5 then s.n = nil end\n");
      break;
    default:
      break;
    }
    zg_bytes_printf(lua,
                    "return { action { type = \"did\", data = { text = \"r%d \" .. "
                    "tostring(s.n) .. \" \" .. ctx.random(100) } } } end }\n",
                    i);
  }
}

static void play_log(struct world *w, int events, uint64_t seed) {
  static const char *const words[] = {"tea",    "milk", "便宜", "太貴", "HI",    "８０",
                                      "refund", "a b",  "xyz",  "",     "hitea", "180"};
  int64_t at = 0;
  for (int i = 0; i < events; i++) {
    uint64_t d = zg_random_next(&seed);
    char data[300];
    at += (int64_t)(d >> 40 & 2047) - 100; /* now and then out of order */
    if (at < 0) at = 0;
    snprintf(data, sizeof data,
             "{\"conversation\":{\"id\":\"c-%d\"},\"order\":{\"id\":\"o-%d\",\"price\":\"%d.50\"},"
             "\"message\":{\"text\":\"%s %s\"}}",
             (int)(d & 3), (int)(d >> 2 & 3), (int)(d >> 4 & 63), words[(d >> 10 & 255) % 12],
             words[(d >> 18 & 255) % 12]);
    static const char *const types[] = {"message.received", "message.received", "message.received",
                                        "message.sent",     "order.paid",       "weather.changed",
                                        "message.received", "message.other"};
    if (world_event(w, at, types[d >> 26 & 7], data) < 0) fail_msg("%s", w->err.message);
    if ((d >> 30 & 7) == 0) world_collect(w);
  }
  world_wait(w, at + 3600000);
  world_collect(w);
}

static void play(struct zg_bytes *out, struct zg_bytes *traces, int rules, int events,
                 uint64_t seed, bool untraced) {
  struct world *w = world_new();
  struct zg_bytes lua = {0};
  zg_bytes_add_text(&lua, "rule \"first\" { on = \"timer.t\", run = function() end }\n");
  make_rules(&lua, rules / 2, seed);
  world_pack(w, "a", lua.data);
  zg_bytes_clear(&lua);
  zg_bytes_add_text(&lua, "rule \"first\" { on = \"timer.t\", run = function() end }\n");
  make_rules(&lua, rules - rules / 2, seed + 1);
  world_pack(w, "b", lua.data);
  w->untraced = untraced;
  world_start(w);
  play_log(w, events, seed + 2);
  zg_bytes_add(out, w->all.data, w->all.len);
  if (traces != NULL) zg_bytes_add(traces, w->traces.data, w->traces.len);
  world_free(w);
  zg_bytes_fini(&lua);
}

/* Where two texts part, or -1. */
static void assert_same_text(const struct zg_bytes *a, const struct zg_bytes *b) {
  size_t at = 0;
  while (at < a->len && at < b->len && a->data[at] == b->data[at])
    at++;
  if (at == a->len && at == b->len) return;
  size_t from = at > 300 ? at - 300 : 0;
  fail_msg("they part at byte %d:\n%.600s\n---\n%.600s", (int)at, a->data + from, b->data + from);
}

/* The same log twice gives the same bytes, and asking for a trace changes nothing: what the index
 * leaves out is what does not match. */
static void test_the_same_again(void **state) {
  (void)state;
  static const struct {
    int rules, events;
    uint64_t seed;
  } runs[] = {{200, 300, 1}, {40, 400, 2}, {40, 400, 3}, {8, 2000, 4}, {1, 100, 5}};
  for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
    struct zg_bytes one = {0}, two = {0}, bare = {0}, trace_one = {0}, trace_two = {0};
    play(&one, &trace_one, runs[i].rules, runs[i].events, runs[i].seed, false);
    play(&two, &trace_two, runs[i].rules, runs[i].events, runs[i].seed, false);
    play(&bare, NULL, runs[i].rules, runs[i].events, runs[i].seed, true);
    if (runs[i].rules >= 40) assert_true(one.len > 100000); /* or the test shows nothing */
    assert_same_text(&one, &two);
    assert_same_text(&trace_one, &trace_two);
    assert_same_text(&one, &bare);
    zg_bytes_fini(&one);
    zg_bytes_fini(&two);
    zg_bytes_fini(&bare);
    zg_bytes_fini(&trace_one);
    zg_bytes_fini(&trace_two);
  }
}

/* Ids of actions are unique over a whole log. */
static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_ids_are_unique(void **state) {
  (void)state;
  struct zg_bytes out = {0};
  play(&out, NULL, 60, 600, 77, true);
  size_t count = 0, cap = (size_t)count_of(out.data, "\n");
  char **ids = calloc(cap, sizeof *ids);
  for (char *line = strtok(out.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
    char *id = strstr(line, "\"id\":\"");
    assert_non_null(id);
    id[6 + 34] = '\0';
    ids[count++] = id + 6;
  }
  assert_true(count > 1000);
  qsort(ids, count, sizeof *ids, by_text);
  for (size_t i = 1; i < count; i++)
    if (strcmp(ids[i - 1], ids[i]) == 0) fail_msg("%s twice", ids[i]);
  free(ids);
  zg_bytes_fini(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_priorities),
      cmocka_unit_test(test_claims),
      cmocka_unit_test(test_undone_whole),
      cmocka_unit_test(test_guards),
      cmocka_unit_test(test_guards_of_other_packs),
      cmocka_unit_test(test_guardrails),
      cmocka_unit_test(test_no_rise),
      cmocka_unit_test(test_largest_cut),
      cmocka_unit_test(test_guardrails_without_a_sheet),
      cmocka_unit_test(test_many_prices_in_a_text),
      cmocka_unit_test(test_settle),
      cmocka_unit_test(test_settle_bounds),
      cmocka_unit_test(test_settle_and_claims),
      cmocka_unit_test(test_settle_of_two_pauses),
      cmocka_unit_test(test_unless_within),
      cmocka_unit_test(test_unless_within_is_timely),
      cmocka_unit_test(test_unless_within_on_the_wall_clock),
      cmocka_unit_test(test_unless_within_catches_up),
      cmocka_unit_test(test_unless_within_asks_again),
      cmocka_unit_test(test_timers),
      cmocka_unit_test(test_timers_rearm_themselves),
      cmocka_unit_test(test_timers_of_two_scopes),
      cmocka_unit_test(test_events_before_timers),
      cmocka_unit_test(test_timers_from_outside),
      cmocka_unit_test(test_late_after_a_jump),
      cmocka_unit_test(test_the_clock_goes_back),
      cmocka_unit_test(test_few_at_a_time),
      cmocka_unit_test(test_duplicates),
      cmocka_unit_test(test_forgotten_events),
      cmocka_unit_test(test_the_same_again),
      cmocka_unit_test(test_ids_are_unique),
  };
  return cmocka_run_group_tests_name("decide", tests, world_setup, world_teardown);
}
