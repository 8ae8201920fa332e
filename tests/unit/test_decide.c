/* test_decide: which rules run on what, what they leave, and what stops them. */
#include "unit/world.h"

#include "base/hash.h"

/* ---- claims and priorities */

static void test_priorities(void **state) {
  (void)state;
  struct world *w = world_new();
  world_pack(w, "b",
             WORLD_RULE("1", "", "return { say(\"b1\") }")
                 WORLD_RULE("2", "priority = 5,", "return { say(\"b2\") }"));
  world_pack(w, "a",
             WORLD_RULE("1", "", "return { say(\"a1\") }")
                 WORLD_RULE("2", "priority = -1,", "return { say(\"a2\") }")
                     WORLD_RULE("3", "", "return { say(\"a3\") }"));
  world_start(w);
  world_say(w, 0, "x");
  assert_done(w, "message.send b2; message.send a1; message.send a3; message.send b1; "
                 "message.send a2");
  world_free(w);
}

static void test_claims(void **state) {
  (void)state;
  struct world *w = world_of(
      WORLD_RULE("low", "claims = \"reply\", priority = 1,", "return { say(\"low\") }") WORLD_RULE(
          "high",
          "claims = \"reply\", priority = 9, when = { { \"message.text\", \"says\", \"h\" } },",
          "return { say(\"high\") }") WORLD_RULE("silent", "claims = \"reply\", priority = 20,", "")
          WORLD_RULE("broken", "claims = \"reply\", priority = 30,", "error(\"x\")")
              WORLD_RULE("free", "", "return { say(\"free\") }")
                  WORLD_RULE("other", "claims = \"other\",", "return { say(\"other\") }"));
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
        "}\n" WORLD_RULE(
            "first", "priority = 9,",
            "ctx.state.conversation.n = 1; ctx.facts.conversation.n = 1 ctx.after(\"1h\", "
            "\"kept\")")
            WORLD_RULE(
                "fails", "claims = \"reply\", priority = 5,",
                "ctx.state.conversation.n = 2; ctx.facts.conversation.n = 2; ctx.state.buyer.n = "
                "2\n"
                "ctx.facts.shop.n = 2; ctx.after(\"1s\", \"t\") ctx.cancel(\"kept\") %s")
                WORLD_RULE("next", "claims = \"reply\",",
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
  struct world *w = world_of(
      "guard \"no\" { on = \"message.send\", run = function(a, ctx)\n"
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
      "end }\n" WORLD_RULE("r", "", "return { say(event.message.text) }")
          WORLD_RULE("look", "priority = -1,",
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
  world_pack(w, "a", WORLD_RULE("r", "", "return { say(event.message.text) }"));
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
  world_pack(w, "p", WORLD_RULE("r", "", WORLD_ECHO));
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
  struct world *w = world_of(WORLD_RULE("r", "", WORLD_ECHO));
  const int64_t day = 24 * (int64_t)HOUR;
  world_say(w, 0, "first");
  assert_done(w, "message.send first");
  /* a clock that is ahead for a moment makes us forget nothing */
  world_say(w, 40 * day, "ahead");
  assert_done(w, "message.send ahead");
  w->said = 0;
  assert_int_equal(world_event(w, 0, "message.received", "{}"), ZG_ECONFLICT);
  for (int hour = 1; hour <= 8 * 24; hour++) {
    w->said = 1000 + hour;
    assert_int_equal(world_event(w, hour * (int64_t)HOUR, "x.note", "{}"), 0);
    assert_done(w, "");
  }
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
  size_t count = 0, cap = (size_t)world_count(out.data, "\n");
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

/* An empty `rejected` is a list in data, from a constructor, by hand, and past a guard that changed
 * the action; anything else that is empty is an object, and so is what is kept under that name. */
static void test_empty_lists(void **state) {
  (void)state;
  static const struct {
    const char *body, *want;
  } cases[] = {
      {"return { choose { courier = \"x\", fee = money(\"1\", \"CNY\"), rejected = {} } }",
       "\"rejected\":[]"},
      {"return { action { type = \"t\", data = { a = { rejected = {} } } } }",
       "\"data\":{\"a\":{\"rejected\":[]}}"},
      {"return { action { type = \"g\", data = { rejected = {} } } }",
       "\"data\":{\"changed\":true,\"rejected\":[]}"},
      {"return { action { type = \"t\", data = { rejected = none } } }", "\"rejected\":[]"},
      {"return { action { type = \"t\", data = { rejected = { x = 1 } } } }",
       "\"rejected\":{\"x\":1}"},
      {"return { action { type = \"t\", data = { rejected = { 1 } } } }", "\"rejected\":[1]"},
      {"return { action { type = \"t\", data = { rejected = \"\" } } }", "\"rejected\":\"\""},
      {"return { action { type = \"t\", data = { other = {}, rejects = {} } } }",
       "\"data\":{\"other\":{},\"rejects\":{}}"},
      {"return { action { type = \"t\", data = {} } }", "\"data\":{}"},
      {"ctx.state.conversation.rejected = {} ctx.state.conversation.rejected.x = 1\n"
       "return { action { type = \"t\", data = ctx.state.conversation } }",
       "\"rejected\":{\"x\":1}"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes lua = {0};
    zg_bytes_printf(
        &lua,
        "local none = {}\n"
        "guard \"g\" { on = \"g\", run = function(a) a.data.changed = true return a end }\n"
        "rule \"r\" { on = \"message.received\", run = function(event, ctx) %s end }\n",
        cases[i].body);
    struct world *w = world_of(lua.data);
    world_say(w, 0, "x");
    world_collect(w);
    if (w->all.data == NULL || strstr(w->all.data, cases[i].want) == NULL)
      fail_msg("%s: %s, not %s", cases[i].body, w->all.data, cases[i].want);
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_priorities),
      cmocka_unit_test(test_claims),
      cmocka_unit_test(test_undone_whole),
      cmocka_unit_test(test_guards),
      cmocka_unit_test(test_guards_of_other_packs),
      cmocka_unit_test(test_duplicates),
      cmocka_unit_test(test_forgotten_events),
      cmocka_unit_test(test_the_same_again),
      cmocka_unit_test(test_ids_are_unique),
      cmocka_unit_test(test_empty_lists),
  };
  return cmocka_run_group_tests_name("decide", tests, world_setup, world_teardown);
}
