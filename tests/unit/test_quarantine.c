/* test_quarantine: a rule that fails twenty times in a row is skipped, and its owner told once. */
#include "unit/world.h"

/* Fails when told to; its neighbour never does. */
static struct world *fragile(void) {
  return world_of(WORLD_RULE("fragile", "",
                             "if event.message.text == 'bad' then error('broken') end\n"
                             "if event.message.text == 'long' then while true do end end\n"
                             "return { say('well') }")
                      WORLD_RULE("sound", "", "return { say('sound') }"));
}

static void say_often(struct world *w, const char *text, int times) {
  for (int i = 0; i < times; i++) {
    world_say(w, w->said, text);
    assert_int_equal(zg_commit(w->zg, NULL), 0);
  }
}

static size_t quarantined;
static int note_pack(void *arg, const struct zg_pack_view *pack) {
  (void)arg;
  quarantined = pack->quarantined;
  return 0;
}

static size_t count(struct world *w) {
  zg_packs(w->zg, note_pack, NULL);
  return quarantined;
}

static void test_twenty_in_a_row(void **state) {
  (void)state;
  struct world *w = fragile();
  say_often(w, "bad", 19);
  assert_string_equal(world_result(w, "fragile"), "error");
  assert_int_equal(count(w), 0);
  world_done(w);
  world_say(w, w->said, "bad");
  assert_done(w, "alert.raise pack_quarantined; message.send sound");
  assert_non_null(strstr(w->all.data, "\"severity\":\"critical\""));
  assert_non_null(strstr(w->all.data, "broken"));
  assert_int_equal(count(w), 1);
  world_say(w, w->said, "bad"); /* told once, and skipped, also when it would go well */
  world_say(w, w->said, "good");
  assert_string_equal(world_result(w, "fragile"), "quarantined");
  assert_done(w, "message.send sound; message.send sound");
  world_free(w);
}

static void test_once_well_begins_anew(void **state) {
  (void)state;
  struct world *w = fragile();
  for (int round = 0; round < 3; round++) {
    say_often(w, "bad", 19);
    world_say(w, w->said, "good");
    assert_string_equal(world_result(w, "fragile"), "fired");
  }
  say_often(w, "bad", 20);
  world_say(w, w->said, "good");
  assert_string_equal(world_result(w, "fragile"), "quarantined");
  assert_int_equal(world_count(world_done(w), "pack_quarantined"), 1);
  world_free(w);
}

static void test_limits_count_and_refusals_do_not(void **state) {
  (void)state;
  struct world *w = fragile();
  say_often(w, "long", 20);
  assert_string_equal(world_result(w, "fragile"), "limit");
  world_say(w, w->said, "good");
  assert_string_equal(world_result(w, "fragile"), "quarantined");
  world_free(w);

  /* what a guard refuses is no fault of the rule's */
  w = world_of(
      WORLD_RULE("r", "", "return { say('never') }") "guard \"g\" { on = \"message.send\", "
                                                     "run = function() return false, 'no' "
                                                     "end }\n");
  say_often(w, "x", 30);
  assert_string_equal(world_result(w, "r"), "error");
  assert_int_equal(count(w), 0);
  world_free(w);
}

/* A guard that is broken goes on being asked: what it guards must not leave unguarded. */
static void test_guards_are_never_skipped(void **state) {
  (void)state;
  struct world *w = world_of(
      WORLD_RULE("r", "", "return { say('never') }") "guard \"g\" { on = \"message.send\", "
                                                     "run = function() error('x') end }\n");
  say_often(w, "x", 50);
  assert_done(w, "");
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_twenty_in_a_row),
      cmocka_unit_test(test_once_well_begins_anew),
      cmocka_unit_test(test_limits_count_and_refusals_do_not),
      cmocka_unit_test(test_guards_are_never_skipped),
  };
  return cmocka_run_group_tests_name("quarantine", tests, world_setup, world_teardown);
}
