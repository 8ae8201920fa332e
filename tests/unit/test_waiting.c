/* test_waiting: turns that settle, and things that do not come in time. */
#include "unit/world.h"

/* ---- settle */

#define SETTLE(name, head, body) WORLD_RULE(name, "settle = \"3s\", " head, body)

static void test_settle(void **state) {
  (void)state;
  struct world *w =
      world_of(SETTLE("s", "", WORLD_ECHO) WORLD_RULE("now", "", "return { say(\"now\") }"));
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
  assert_int_equal(world_count(done, "send "), 3); /* 50, 50, 20 */
  world_free(w);
}

static void test_settle_and_claims(void **state) {
  (void)state;
  static const char rules[] = WORLD_RULE(
      "now low",
      "claims = \"reply\", priority = 1, when = { { \"message.text\", \"says\", \"low\" } },",
      "return { say(\"now low\") }")
      WORLD_RULE(
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
  struct world *w = world_of(SETTLE("three", "", WORLD_ECHO) WORLD_RULE(
      "five", "settle = \"5s\",", "return { say(\"5: \" .. event.message.text) }")
                                 WORLD_RULE("buyer", "settle = \"3s\", scope = \"buyer\",",
                                            "return { say(\"b: \" .. event.message.text) }"));
  world_say(w, 0, "a");
  world_say(w, 4000, "b");
  world_wait(w, 60000);
  const char *done = world_done(w); /* which of two turns that end together goes first is open */
  assert_int_equal(world_count(done, "message.send "), 5);
  assert_int_equal(world_count(done, "message.send a"), 1);
  assert_int_equal(world_count(done, "message.send b: a"), 1);
  assert_int_equal(world_count(done, "message.send b"), 3);
  assert_non_null(strstr(done, "; message.send 5: a\nb"));
  world_free(w);
}

/* ---- unless_within */

#define UNLESS                                                                                     \
  "rule \"u\" { on = \"order.paid\",\n"                                                            \
  "  unless_within = { events = { \"order.shipped\", \"order.cancelled\" }, time = \"1h\" },\n"    \
  "  run = function(event, ctx) return { alert { kind = \"late\" } } end }\n"

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
    if (world_count(done, "alert.raise late") != cases[i].alerts) fail_msg("%d: %s", (int)i, done);
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_settle),
      cmocka_unit_test(test_settle_bounds),
      cmocka_unit_test(test_settle_and_claims),
      cmocka_unit_test(test_settle_of_two_pauses),
      cmocka_unit_test(test_unless_within),
      cmocka_unit_test(test_unless_within_is_timely),
      cmocka_unit_test(test_unless_within_on_the_wall_clock),
      cmocka_unit_test(test_unless_within_catches_up),
      cmocka_unit_test(test_unless_within_asks_again),
  };
  return cmocka_run_group_tests_name("waiting", tests, world_setup, world_teardown);
}
