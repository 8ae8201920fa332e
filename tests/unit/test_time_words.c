/* test_time_words: what packs say with `time`, in a shop with hours, holidays and a zone. */
#include "unit/world.h"

#define SHOP                                                                                       \
  "{\"time_zone\":\"America/New_York\",\"hours\":{\"weekdays\":\"09:00-17:00\"},"                  \
  "\"holidays\":[\"2026-11-26\"]}"

/* A shop as declared, with one rule that says what the expression gives. */
static const char *value_of(struct world **w, const char *declared, const char *expression) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua, WORLD_RULE("r", "", "return { say(tostring(%s)) }"), expression);
  *w = world_new();
  (*w)->declared = declared;
  world_pack(*w, "p", lua.data);
  world_start(*w);
  zg_bytes_fini(&lua);
  world_say(*w, 0, "x");
  const char *done = world_done(*w);
  if (strncmp(done, "message.send ", 13) == 0) return done + 13;
  return world_failure(*w, "r");
}

struct expected {
  const char *expression, *value; /* a value that begins with "~" must be in it */
};

static void assert_values(const char *declared, const struct expected *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct world *w = NULL;
    const char *value = value_of(&w, declared, cases[i].expression);
    bool part = cases[i].value[0] == '~';
    if (part ? strstr(value, cases[i].value + 1) == NULL : strcmp(value, cases[i].value) != 0)
      fail_msg("%s is %s, not %s", cases[i].expression, value, cases[i].value);
    world_free(w);
  }
}

#define ASSERT_VALUES(declared, cases)                                                             \
  assert_values(declared, cases, sizeof cases / sizeof cases[0])

/* The event is at 2026-11-21T02:00:00Z, a Friday evening in New York. */
static void test_reading(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"time.read(\"2026-11-21T02:00:00Z\") == ctx.now", "true"},
      {"time.read(\"2026-11-20 21:00:00\") == ctx.now", "true"},
      {"time.read(\"2026-11-20T21:00\") == ctx.now", "true"},
      {"time.read(\"2026-11-20 21:00:00-05:00\") == ctx.now", "true"},
      {"time.read(\"2026-11-20 21:00:00.5\") - ctx.now", "0.5"},
      {"time.read(\"2026-11-20\") - ctx.now", "10800"}, /* midnight, three hours later */
      {"math.type(time.read(\"2026-11-20\"))", "integer"},
      {"time.read(\"2026-03-08\") - time.read(\"2026-03-07\")", "82800"},
      {"time.read(\"2026-11-01\") - time.read(\"2026-10-31\")", "90000"},
      {"time.read(\"2026-11-31\")", "nil"},
      {"time.read(\"2026-11-20 24:00\")", "nil"},
      {"time.read(\"2026-11-20 \")", "nil"},
      {"time.read(\"2026-11-20 21:00\\0\")", "nil"},
      {"time.read(\"2026-11-20 21:00\\0:00\")", "nil"},
      {"time.read(\"\")", "nil"},
      {"time.read(\"tomorrow\")", "nil"},
      {"time.read((\"2026-11-20 21:00\"):rep(1000))", "nil"},
      {"time.read(nil)", "nil"},
      {"time.read({})", "nil"},
      {"time.read(20261120)", "nil"},
      {"time.read(event.order and event.order.promised_by)", "nil"},
      {"time.seconds(\"2h 30m\")", "9000"},
      {"time.seconds(\"1.5s\")", "1.5"},
      {"time.seconds(60)", "60"},
      {"time.seconds(\"soon\")", "~time.seconds: \"soon\" is not a duration"},
      {"time.seconds(-1)", "~must be 0 seconds to 100 years"},
  };
  ASSERT_VALUES(SHOP, cases);
}

static void test_showing(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"time.show(ctx.now)", "2026-11-20 21:00"},
      {"time.show(ctx.now, \"date\")", "2026-11-20"},
      {"time.show(ctx.now, \"time\")", "21:00"},
      {"time.show(ctx.now + 59.999)", "2026-11-20 21:00"},
      {"time.show(\"2026-11-20\")", "2026-11-21 00:00"},
      {"time.show(-62135596799)", "0000-12-31 19:03"},
      {"time.show(0/0)", "~time.show: the time is out of range"},
      {"time.show(1e300)", "~out of range"},
      {"time.show(\"x\")", "~time.show: \"x\" is not a time"},
      {"time.show()", "~string expected"},
      {"time.show(ctx.now, \"year\")", "~invalid option"},
      {"time.parts(ctx.now).year", "2026"},
      {"time.parts(ctx.now).month", "11"},
      {"time.parts(ctx.now).day", "20"},
      {"time.parts(ctx.now).hour", "21"},
      {"time.parts(ctx.now).weekday", "5"},
      {"time.parts(\"2026-11-21\").weekday", "7"}, /* the midnight after it */
      {"time.parts(ctx.now + 1.5).second", "1"},
      {"time.read(time.show(ctx.now)) == ctx.now", "true"},
  };
  ASSERT_VALUES(SHOP, cases);
}

static void test_hours(void **state) {
  (void)state;
  static const struct expected cases[] = {
      {"time.open(ctx.now)", "false"},
      {"time.show(time.opens(ctx.now))", "2026-11-23 09:00"},
      {"time.open(\"2026-11-23 09:00\")", "true"},
      {"time.open(\"2026-11-23 17:00\")", "false"},
      {"time.open(\"2026-11-26 10:00\")", "false"},
      {"time.show(time.opens(\"2026-11-26 10:00\"))", "2026-11-27 09:00"},
      {"time.show(time.add(ctx.now, \"4h\"))", "2026-11-21 01:00"},
      {"time.show(time.add(ctx.now, \"4h\", \"working\"))", "2026-11-23 13:00"},
      {"time.show(time.add(\"2026-11-25 16:00\", \"2h 30m\", \"working\"))", "2026-11-27 10:30"},
      {"time.show(time.add(\"2026-10-30 16:00\", 7200, \"working\"))", "2026-11-02 10:00"},
      {"time.add(ctx.now, \"90d\", \"working\") > ctx.now", "true"},
      {"time.add(ctx.now, \"200w\", \"working\") > ctx.now", "~more than ten years"},
      {"time.add(ctx.now, \"4h\", \"open\")", "~invalid option"},
      {"time.add(ctx.now)", "~time.add: "},
      {"time.open(\"never\")", "~time.open: \"never\" is not a time"},
  };
  ASSERT_VALUES(SHOP, cases);
  static const struct expected always[] = {
      {"time.open(ctx.now)", "true"},
      {"time.opens(ctx.now) == ctx.now", "true"},
      {"time.show(time.add(ctx.now, \"4h\", \"working\"))", "2026-11-21 14:00"},
  };
  ASSERT_VALUES(NULL, always); /* no hours: always open; and Shanghai */
}

/* Timers read times as `time` does, and the words stay as they are. */
static void test_around(void **state) {
  (void)state;
  struct world *w = world_new();
  w->declared = SHOP;
  world_pack(w, "p",
             "local due = time.read(\"2026-11-20\")\n"
             "rule \"t\" { on = \"timer.t\", run = function() return { say(\"t\") } end }\n"
             "rule \"r\" { on = \"message.received\", run = function(event, ctx)\n"
             "  assert(due == ctx.now + 10800)\n"
             "  assert(not pcall(function() time.open = nil end))\n"
             "  ctx.at(\"2026-11-20\", \"t\")\n"
             "end }");
  world_start(w);
  world_say(w, 0, "x");
  if (strcmp(world_result(w, "r"), "fired") != 0) fail_msg("%s", world_failure(w, "r"));
  world_wait(w, 3 * HOUR - 1);
  assert_done(w, "");
  world_wait(w, 3 * HOUR);
  assert_done(w, "message.send t");
  world_free(w);
}

/* An alert may tell when what it is about became due; never that it will. */
static void test_alert_time(void **state) {
  (void)state;
  static const struct {
    const char *time, *expected; /* in the action, or in the failure */
  } table[] = {
      {"ctx.now - 3600", "\"time\":\"2026-11-21T01:00:00Z\""},
      {"ctx.now", "\"time\":\"2026-11-21T02:00:00Z\""},
      {"nil", "\"time\":\"2026-11-21T02:00:00Z\""},
      {"\"2026-11-19\"", "\"time\":\"2026-11-20T05:00:00Z\""},
      {"ctx.now + 1", "its time has not come yet"},
      {"\"soon\"", "is not a time"},
      {"true", "string expected"},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    struct zg_bytes lua = {0};
    struct world *w = world_new();
    w->declared = SHOP;
    zg_bytes_printf(&lua, WORLD_RULE("r", "", "return { alert { kind = \"k\", time = %s } }"),
                    table[i].time);
    world_pack(w, "p", lua.data);
    world_start(w);
    world_say(w, 0, "x");
    const char *failure = world_failure(w, "r");
    world_done(w);
    if (strstr(w->all.data, table[i].expected) == NULL &&
        strstr(failure, table[i].expected) == NULL)
      fail_msg("%s: %s %s", table[i].time, w->all.data, failure);
    zg_bytes_fini(&lua);
    world_free(w);
  }
}

/* ctx.state and ctx.facts show what is remembered of others, and only show it. */
static void test_others(void **state) {
  (void)state;
  struct world *w = world_of(
      "rule \"keeps\" { on = \"order.paid\", run = function(event, ctx)\n"
      "  ctx.state.order.n = 7; ctx.facts.order.late = true\n"
      "  assert(ctx.state(\"order\", \"o-1\").n == 7)\n" /* its own, as it is now */
      "end }\n"
      "rule \"looks\" { on = \"message.received\", run = function(event, ctx)\n"
      "  local other = ctx.state(\"order\", \"o-1\")\n"
      "  assert(ctx.facts(\"order\", \"o-1\").late == true)\n"
      "  assert(next(ctx.state(\"order\", \"o-2\")) == nil)\n"
      "  assert(not pcall(ctx.state, \"orders\", \"o-1\"))\n"
      "  assert(not pcall(ctx.state, \"order\"))\n"
      "  local n = other.n; other.n = 8\n"
      "  return { say(\"n is \" .. n) }\n"
      "end }\n"
      "rule \"looks without end\" { on = \"message.received\", run = function(event, ctx)\n"
      "  while true do ctx.state(\"order\", \"o-1\") end\n"
      "end }");
  world_order(w, 0, "order.paid");
  if (strcmp(world_result(w, "keeps"), "fired") != 0) fail_msg("%s", world_failure(w, "keeps"));
  for (int i = 1; i <= 2; i++) {
    world_say(w, i, "x");
    if (strcmp(world_result(w, "looks"), "fired") != 0) fail_msg("%s", world_failure(w, "looks"));
    assert_string_equal(world_result(w, "looks without end"), "limit");
    assert_done(w, "message.send n is 7");
  }
  world_free(w);
}

/* Looking far ahead is paid for: a run that does it again and again ends by its budget. */
static void test_cost(void **state) {
  (void)state;
  struct world *w = NULL;
  const char *value =
      value_of(&w, SHOP, "(function() while true do time.add(0, \"60w\", \"working\") end end)()");
  if (strstr(value, "steps") == NULL) fail_msg("%s", value);
  world_free(w);
}

static void test_shops_refused(void **state) {
  (void)state;
  static const struct {
    const char *declared, *message;
  } table[] = {
      {"{\"time_zone\":\"Asia/Shangai\"}", "time_zone: there is no time zone \"Asia/Shangai\"; did "
                                           "you mean \"Asia/Shanghai\"?"},
      {"{\"time_zone\":8}", "time_zone must be a text in quotes"},
      {"{\"hours\":\"9-22\"}", "hours: \"9-22\" are no opening hours"},
      {"{\"holiday\":[]}", "did you mean \"holidays\"?"},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    struct world *w = world_new();
    w->declared = table[i].declared;
    assert_int_equal(world_try(w), ZG_ELOAD);
    if (strstr(w->err.message, table[i].message) == NULL) fail_msg("%s", w->err.message);
    world_free(w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reading),    cmocka_unit_test(test_showing),
      cmocka_unit_test(test_hours),      cmocka_unit_test(test_around),
      cmocka_unit_test(test_alert_time), cmocka_unit_test(test_others),
      cmocka_unit_test(test_cost),       cmocka_unit_test(test_shops_refused),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
