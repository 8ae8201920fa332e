/* test_text_words: the packs' words about texts: says, note, and how money is shown. */
#include "unit/world.h"

/* What `lua` gives as a text, to a buyer who wrote `text` in a shop declared so. */
static void assert_gives(const char *declared, const char *text, const char *lua,
                         const char *expected) {
  struct world *w = world_new();
  world_pack(w, "p",
             zg_arena_printf(w->arena,
                             "rule 'r' { on = 'message.received', run = function(event, ctx)\n"
                             "  return { action { type = 't', data = { text = tostring(%s) } } } "
                             "end }",
                             lua));
  world_write(w, "rules/p/text/zh.lua",
              "return { late = \"订单 {order} 晚了\", heard = { \"便宜\", \"少点\" } }");
  world_write(w, "rules/p/text/en.lua",
              "return { late = \"order {order} is late\", heard = { \"cheap\", \"less\" } }");
  w->declared = declared;
  world_start(w);
  world_say(w, 0, text);
  const char *done = world_done(w);
  if (done[0] == '\0' || strcmp(done + 2, expected) != 0)
    fail_msg("%s of \"%s\": %s %s", lua, text, done, world_failure(w, "r"));
  world_free(w);
}

static void test_says(void **state) {
  static const struct {
    const char *lua, *expected;
  } cases[] = {
      {"says('which', 'hi')", "false"},
      {"says('which hi', 'hi')", "true"},
      {"says('cheaper', { 'x', 'cheap' })", "true"},
      {"says('能便宜吗', { '贵', '便宜' })", "true"},
      {"says('能便宜吗', { '贵', '便 宜' })", "false"},
      {"says('太貴', '贵')", "true"},
      {"says('太贵', '貴')", "true"},
      {"says('ＨＥＬＬＯ', 'hello')", "true"},
      {"says('hello', 'ＨＥＬＬＯ')", "true"},
      {"says('hihi hi', 'hi')", "true"},
      {"says('hihi', 'hi')", "true"},
      {"says('xhi', 'hi')", "false"},
      {"says('', 'hi')", "false"},
      {"says('hi', {})", "false"},
      {"says('a LESS b', text.heard)", "true"},
      {"says('再少点', text.heard)", "true"},
      {"says('unless', text.heard)", "false"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_gives(NULL, "x", cases[i].lua, cases[i].expected);
  assert_gives(NULL, "x", "pcall(says, 'x')", "false");
  assert_gives(NULL, "x", "pcall(says, 'x', '')", "false");
  assert_gives(NULL, "x", "pcall(says, 'x', { 'a', 5 })", "false");
  assert_gives(NULL, "x", "pcall(says, 'x', 5)", "false");
  assert_gives(NULL, "x", "pcall(says, nil, 'x')", "false");
  assert_gives(NULL, "x", "pcall(says, '\\xff', 'x')", "false");
  assert_gives(NULL, "x", "says('x', '\\xff')", "false"); /* in no text that a buyer can write */
}

/* Long lists, and those that say they are, are paid for. */
static void test_says_is_paid_for(void **state) {
  static const char *const bodies[] = {
      "says('a', setmetatable({}, { __len = function() return math.maxinteger end,\n"
      "  __index = function() return 'b' end }))",
      "local long, all = ('x'):rep(16000), {} for i = 1, 5000 do all[i] = 'y' end says(long, all)",
      "local long = ('a'):rep(16000) while true do says(long, { 'ab' }) end",
  };
  (void)state;
  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
    struct world *w = world_new();
    world_pack(w, "p",
               zg_arena_printf(w->arena,
                               "rule 'r' { on = 'message.received', run = function() %s end }",
                               bodies[i]));
    world_start(w);
    world_say(w, 0, "x");
    assert_string_equal(world_result(w, "r"), "limit");
    world_free(w);
  }
}

/* Money as the buyer reads it; notes as the shop does. */
static void test_whose_language(void **state) {
  static const char *const english = "{\"language\":\"en\"}";
  static const struct {
    const char *declared, *said, *lua, *expected;
  } cases[] = {
      {NULL, "能便宜吗", "money('193', 'CNY'):shown()", "193元"},
      {NULL, "any discount please", "money('193', 'CNY'):shown()", "¥193"},
      {NULL, "能便宜吗", "money('18.50', 'USD'):shown()", "$18.50"},
      {NULL, "能便宜吗", "money('18', 'NOK'):shown()", "18 NOK"},
      {NULL, "能便宜吗", "money('193', 'CNY'):shown('en')", "¥193"},
      {"{\"language\":\"en\"}", "能便宜吗", "money('193', 'CNY'):shown()", "193元"},
      {NULL, "any discount please", "note('late', { order = 5 })", "订单 5 晚了"},
      {NULL, "能便宜吗", "note('late', { order = 5 })", "订单 5 晚了"},
      {NULL, "能便宜吗", "pcall(note, 'late')", "false"},
      {NULL, "能便宜吗", "pcall(note, 'lat', {})", "false"},
      {NULL, "any discount please", "say('late', { order = 5 }).data.text", "order 5 is late"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_gives(cases[i].declared, cases[i].said, cases[i].lua, cases[i].expected);
  assert_gives(english, "能便宜吗", "note('late', { order = 5 })", "order 5 is late");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_says),
      cmocka_unit_test(test_says_is_paid_for),
      cmocka_unit_test(test_whose_language),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
