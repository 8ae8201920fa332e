/* test_cuts: a run that time ended the first time is ended again by the word of a log, that run and
 * no other. */
#include "unit/world.h"

/* Says that a run of the event e-`event`, one hour behind the one before, was cut. */
static int cut(struct world *w, int event, const char *instance, const char *rule, int run) {
  char line[512];
  snprintf(line, sizeof line,
           "{\"id\":\"c-%d-%d\",\"source\":\"zhanggui\",\"type\":\"zhanggui.run.cut\",\"data\":"
           "{\"shop\":\"default\",\"cause\":{\"source\":\"src/a\",\"id\":\"e-%d\"},"
           "\"instance\":\"%s\",\"pack\":\"p\",\"rule\":\"%s\",\"run\":%d,"
           "\"kind\":0,\"due\":%lld,\"why\":\"as it was\"}}",
           event, run, event, instance, rule, run, (long long)(T0 + (event - 1) * HOUR));
  return world_feed(w, T0, line);
}

static const char two[] =
    WORLD_RULE("first", "", "ctx.state.conversation.n = 1 return { say('1') }")
        WORLD_RULE("second", "", "return { say(ctx.state.conversation.n and '2' or '2 alone') }");

static void test_that_run_alone(void **state) {
  (void)state;
  struct world *w = world_of(two);
  assert_int_equal(cut(w, 2, "", "first", 0), 0);
  assert_int_equal(cut(w, 2, "", "first", 0), 0); /* said twice, done once */
  assert_int_equal(cut(w, 3, "", "second", 0), 0);
  assert_int_equal(cut(w, 4, "other", "first", 0), 0);
  assert_int_equal(cut(w, 4, "", "another", 0), 0);
  assert_int_equal(cut(w, 4, "", "first", 1), 0);
  const char *const expected[] = {"message.send 1; message.send 2", "message.send 2",
                                  "message.send 1", "message.send 1; message.send 2"};
  for (int i = 0; i < 4; i++) {
    world_say(w, i * HOUR, "hi");
    assert_done(w, expected[i]);
    if (i == 1) assert_string_equal(world_failure(w, "first"), "as it was");
    if (i == 1) assert_string_equal(world_result(w, "first"), "limit");
  }
  world_free(w);
}

static void test_guards_are_runs(void **state) {
  (void)state;
  struct world *w = world_of(WORLD_RULE(
      "says", "", "return { say('a'), say('b') }") "guard \"looks\" { on = \"message.send\", run = "
                                                   "function(action) return action end }");
  for (int run = 0; run < 4; run++) /* the rule, the guard for each action, and nothing */
    assert_int_equal(cut(w, run + 1, "", run == 0 ? "says" : "looks", run), 0);
  for (int i = 0; i < 4; i++) {
    world_say(w, i * HOUR, "hi");
    assert_done(w, i < 3 ? "" : "message.send a; message.send b");
  }
  world_free(w);
}

/* The steps of a run that was cut are gone for the event: what runs behind it must not depend on
 * how far it came. */
static void test_its_steps_are_gone(void **state) {
  (void)state;
  struct world *w = world_of(
      WORLD_RULE("r1", "", "return { say('1') }") WORLD_RULE("r2", "", "return { say('2') }")
          WORLD_RULE("r3", "", "return { say('3') }") WORLD_RULE("r4", "", "return { say('4') }")
              WORLD_RULE("r5", "", "return { say('5') }"));
  static const char *const rules[] = {"r1", "r2", "r3", "r4"};
  for (int i = 0; i < 4; i++)
    assert_int_equal(cut(w, 1, "", rules[i], 0), 0);
  world_say(w, 0, "hi");
  assert_done(w, "");
  assert_non_null(strstr(world_failure(w, "r5"), "more steps on this event"));
  world_free(w);
}

static void test_what_is_none(void **state) {
  (void)state;
  static const char *const lines[] = {
      "{\"id\":\"c\",\"source\":\"zhanggui\",\"type\":\"zhanggui.run.cut\",\"data\":{}}",
      "{\"id\":\"c\",\"source\":\"zhanggui\",\"type\":\"zhanggui.run.cut\",\"data\":{\"shop\":1,"
      "\"cause\":[],\"instance\":{},\"run\":\"0\",\"why\":null}}",
      "{\"id\":\"c\",\"source\":\"zhanggui\",\"type\":\"zhanggui.run.cut\",\"data\":{\"shop\":"
      "\"s\","
      "\"cause\":{\"source\":\"a\",\"id\":\"b\"},\"instance\":\"\",\"run\":0.5,\"why\":\"\"}}",
  };
  struct world *w = world_of(two);
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
    assert_int_equal(world_feed(w, T0, lines[i]), ZG_EEVENT);
  world_say(w, 0, "hi");
  assert_done(w, "message.send 1; message.send 2");
  world_free(w);
  w = world_new(); /* and on the wall clock nobody may say so */
  world_pack(w, "p", two);
  w->clock = ZG_CLOCK_WALL;
  world_start(w);
  assert_int_equal(cut(w, 1, "", "first", 0), ZG_EEVENT);
  world_say(w, 0, "hi");
  assert_done(w, "message.send 1; message.send 2");
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_that_run_alone),
      cmocka_unit_test(test_guards_are_runs),
      cmocka_unit_test(test_its_steps_are_gone),
      cmocka_unit_test(test_what_is_none),
  };
  return cmocka_run_group_tests_name("cuts", tests, world_setup, world_teardown);
}
