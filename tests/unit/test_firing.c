/* test_firing: timers of packs, on both clocks. */
#include "unit/world.h"

/* ---- timers */

static void test_timers(void **state) {
  (void)state;
  static const char lua[] =
      "rule \"t\" { on = \"timer.*\", run = function(event, ctx)\n"
      "  return { say(event.type .. \" \" .. tostring(event.n) .. \" \" .. event.conversation.id "
      "..\n"
      "    \" \" .. string.format(\"%.7g\", ctx.now - 1795226400) .. tostring(ctx.late)) } end "
      "}\n" WORLD_RULE(
          "r", "",
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
  struct world *w = world_of(
      WORLD_RULE("start", "when = { { \"message.text\", \"is\", \"start\" } },",
                 "ctx.after(\"1s\", \"tick\", { n = 1 })")
          WORLD_RULE("zero", "when = { { \"message.text\", \"is\", \"zero\" } },",
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
  assert_int_equal(world_count(w->all.data, "\"causationid\":\"e-1\""), 5);
  world_say(w, 70000, "zero");
  int fired = zg_run_due(w->zg, T0 + 70000, 0); /* one instant does not go round for ever */
  assert_true(fired <= 1);
  /* after ten quick turns it goes round once a second */
  world_wait(w, 70020);
  assert_true(zg_next_deadline(w->zg) > T0 + 70900);
  world_wait(w, 170000);
  assert_true(zg_next_deadline(w->zg) == INT64_MAX);
  world_free(w);
}

/* Timers of one name in two scopes, set by one event: two timers, and their actions are two. */
static void test_timers_of_two_scopes(void **state) {
  (void)state;
  struct world *w =
      world_of(WORLD_RULE("c", "", "ctx.after(\"5s\", \"x\", { who = \"c\" })") WORLD_RULE(
          "b", "scope = \"buyer\",",
          "ctx.after(\"5s\", \"x\", { who = \"b\" })") "rule \"x\" { on = \"timer.x\", run = "
                                                       "function(event) return { say(event.who) } "
                                                       "end "
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
    world_pack(
        w, "p",
        WORLD_RULE("r", "",
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
      WORLD_RULE("r", "",
                 "ctx.after(event.message.text, \"x\")") "rule \"x\" { on = \"timer.x\", run = "
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
  /* a little: time stands still, and nothing fires twice */
  for (int i = 0; i < 5; i++)
    zg_run_due(w->zg, T0 + 10000 - i * 1000, 0);
  assert_done(w, "");
  assert_true(zg_now(w->zg) == T0 + 10000);
  world_say(w, 6000, "10s"); /* by our clock it is T0 + 10 s still */
  zg_run_due(w->zg, T0 + 16000, 0);
  zg_run_due(w->zg, T0 + 19999, 0);
  assert_done(w, "");
  zg_run_due(w->zg, T0 + 20000, 0);
  zg_run_due(w->zg, T0 + 16000, 0);
  zg_run_due(w->zg, T0 + 20000, 0);
  assert_done(w, "message.send on time 20");
  /* far: it was wrong before, and what is set from now on is right */
  world_say(w, 40 * 24 * 3600000LL, "10s");
  assert_done(w, "");
  world_say(w, 30000, "10s");
  assert_true(zg_now(w->zg) == T0 + 30000);
  zg_run_due(w->zg, T0 + 39999, 0);
  assert_done(w, "");
  zg_run_due(w->zg, T0 + 40000, 0);
  assert_done(w, "message.send on time 40");
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_timers),
      cmocka_unit_test(test_timers_rearm_themselves),
      cmocka_unit_test(test_timers_of_two_scopes),
      cmocka_unit_test(test_events_before_timers),
      cmocka_unit_test(test_timers_from_outside),
      cmocka_unit_test(test_late_after_a_jump),
      cmocka_unit_test(test_the_clock_goes_back),
      cmocka_unit_test(test_few_at_a_time),
  };
  return cmocka_run_group_tests_name("firing", tests, world_setup, world_teardown);
}
