/* test_tell: what a trace tells of the conditions of a rule, and how little it lets itself be made
 * to tell. */
#include "unit/world.h"

#define A "{ \"message.text\", \"says\", { \"a\" } }"
#define B "{ \"message.text\", \"is\", \"b\", label = \"bee\" }"
#define X "{ \"order.id\", \"present\" }"

static const struct cJSON *tried(struct world **out, const char *when, const char *text) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua,
                  "rule \"r\" { on = { \"message.received\", \"order.paid\" }, when = %s,\n"
                  "  run = function(event, ctx) ctx.after(\"1h\", \"t\", {}) "
                  "return { action { type = \"fired\" } } end }\n"
                  "rule \"t\" { on = \"timer.t\", run = function() return {} end }",
                  when);
  *out = world_of(lua.data);
  zg_bytes_fini(&lua);
  world_say(*out, 0, text);
  return world_rule(*out, "r");
}

/* A list is told by kind; `saw` and `label` only where they are other than in the entry before. */
static void test_trees(void **state) {
  (void)state;
  static const struct {
    const char *when, *held, *of, *tree;
  } cases[] = {
      {"{ " X " }", "0", "1",
       "[{\"path\":\"order.id\",\"held\":false,\"saw\":null,\"wanted\":{\"present\":true}}]"},
      {"{ " A ", " X " }", "1", "2",
       "[{\"path\":\"message.text\",\"held\":true,\"saw\":\"a c\",\"wanted\":{\"says\":[\"a\"]}},"
       "{\"path\":\"order.id\",\"held\":false,\"saw\":null,\"wanted\":{\"present\":true}}]"},
      {"{ " X ", " A " }", "0", "2",
       "[{\"path\":\"order.id\",\"held\":false,\"saw\":null,\"wanted\":{\"present\":true}},"
       "{\"path\":\"message.text\",\"held\":true,\"saw\":\"a c\",\"wanted\":{\"says\":[\"a\"]}}]"},
      {"any { " B ", { \"message.text\", \"is\", \"c\" } }", "0", "1",
       "[{\"any\":[{\"path\":\"message.text\",\"label\":\"bee\",\"held\":false,\"saw\":\"a c\","
       "\"wanted\":{\"is\":\"b\"}},{\"path\":\"message.text\",\"label\":null,\"held\":false,"
       "\"wanted\":{\"is\":\"c\"}}],\"held\":false}]"},
      {"{ " A ", none { " B ", all { " A " } } }", "1", "2",
       "[{\"path\":\"message.text\",\"held\":true,\"saw\":\"a c\",\"wanted\":{\"says\":[\"a\"]}},"
       "{\"none\":[{\"path\":\"message.text\",\"label\":\"bee\",\"held\":false,\"saw\":\"a c\","
       "\"wanted\":{\"is\":\"b\"}},{\"all\":[{\"path\":\"message.text\",\"held\":true,"
       "\"saw\":\"a c\",\"wanted\":{\"says\":[\"a\"]}}],\"held\":true}],\"held\":false}]"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = NULL;
    const struct cJSON *row = tried(&w, cases[i].when, "a c");
    assert_string_equal(zg_json_text(row, "result", NULL), "no");
    assert_string_equal(zg_json_literal(zg_json_get(row, "held")), cases[i].held);
    assert_string_equal(zg_json_literal(zg_json_get(row, "of")), cases[i].of);
    assert_string_equal(zg_json_print(w->arena, zg_json_get(row, "conditions")), cases[i].tree);
    world_free(w);
  }
}

static void test_what_fired(void **state) {
  (void)state;
  struct world *w = NULL;
  const struct cJSON *row = tried(&w, "{ " A " }", "a");
  assert_string_equal(zg_json_print(w->arena, zg_json_get(row, "gives")), "[\"fired\"]");
  assert_string_equal(zg_json_print(w->arena, zg_json_get(row, "timers")),
                      "[{\"name\":\"t\",\"at\":\"2026-11-21T03:00:00Z\"}]");
  assert_null(zg_json_get(row, "held"));
  world_free(w);
}

/* Deeper than JSON may be nested, or longer than anybody reads: the tree is left out, what failed
 * is told, and the trace can be read. */
static void test_too_much(void **state) {
  (void)state;
  struct zg_bytes deep = {0}, many = {0};
  for (int i = 0; i < 30; i++)
    zg_bytes_add_text(&deep, "any { ");
  zg_bytes_add_text(&deep, X);
  for (int i = 0; i < 30; i++)
    zg_bytes_add_text(&deep, " }");
  zg_bytes_add_text(&many, "any { ");
  for (int i = 0; i < 400; i++)
    zg_bytes_printf(&many, "{ \"message.text\", \"is\", \"number %d\" }, ", i);
  zg_bytes_add_text(&many, X " }");
  const char *const cases[] = {deep.data, many.data};
  for (size_t i = 0; i < 2; i++) {
    struct world *w = NULL;
    const struct cJSON *row = tried(&w, cases[i], "x");
    assert_string_equal(zg_json_text(row, "condition", NULL), "order.id");
    assert_null(zg_json_get(row, "conditions"));
    assert_true(w->trace.len < 2048);
    world_free(w);
  }
  zg_bytes_fini(&deep);
  zg_bytes_fini(&many);
}

/* Of what a buyer sends only a beginning is kept, and no character is cut in two. */
static void test_long_values(void **state) {
  (void)state;
  struct zg_bytes text = {0};
  struct world *w = NULL;
  for (int i = 0; i < 500; i++)
    zg_bytes_add_text(&text, i == 0 ? "x" : "茶");
  const struct cJSON *row = tried(&w, "{ " B " }", text.data);
  const char *saw = zg_json_text(row, "saw", NULL);
  assert_int_equal(strlen(saw), 1 + 66 * 3 + strlen("…"));
  assert_int_equal(strncmp(saw, text.data, 199), 0);
  world_free(w);
  zg_bytes_fini(&text);
}

/* How many of forty rules run that all match the text, with ever more work. */
static size_t fired(size_t work, bool untraced) {
  struct zg_bytes text = {0};
  struct world *w = world_new();
  size_t count = 0;
  world_pack(w, "p",
             "for i = 1, 40 do\n"
             "  rule(\"r\" .. i) { on = \"message.received\",\n"
             "    when = { { \"message.text\", \"matches\", \"(x+x+)+[yw]|z\" } },\n"
             "    run = function() return { action { type = \"fired\" } } end }\n"
             "end\n");
  w->untraced = untraced;
  world_start(w);
  for (size_t i = 0; i < work; i++)
    zg_bytes_add_text(&text, "x");
  zg_bytes_add_text(&text, "z");
  world_say(w, 0, text.data);
  for (const char *at = world_done(w); (at = strstr(at, "fired")) != NULL; at++)
    count++;
  world_free(w);
  zg_bytes_fini(&text);
  return count;
}

/* Matching that is told is not taken from the matching that decides: whether somebody listens or
 * not, the same rules run, also when there is not enough for all of them. */
static void test_watching_changes_nothing(void **state) {
  (void)state;
  size_t some = 0;
  for (size_t work = 11; work < 16; work++) {
    size_t alone = fired(work, true);
    assert_int_equal(fired(work, false), alone);
    some += alone > 0 && alone < 40;
  }
  assert_true(some > 0); /* or the budget plays no part in this */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_trees),
      cmocka_unit_test(test_what_fired),
      cmocka_unit_test(test_too_much),
      cmocka_unit_test(test_long_values),
      cmocka_unit_test(test_watching_changes_nothing),
  };
  return cmocka_run_group_tests_name("tell", tests, world_setup, world_teardown);
}
