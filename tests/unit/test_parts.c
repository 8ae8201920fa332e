/* test_parts: a pack of several files: what parts give, what is wrong with them and where, and that
 * they are as frozen as pack.lua. */
#include "unit/world.h"

#include "rules/shop.h"

/* The other files of the pack "p", NULL-terminated pairs of name and text. */
static void write_parts(struct world *w, const char *const *parts) {
  char path[128];
  for (; parts[0] != NULL; parts += 2) {
    snprintf(path, sizeof path, "rules/p/%s", parts[0]);
    world_write(w, path, parts[1]);
  }
}

static struct world *world_with(const char *lua, const char *const *parts) {
  struct world *w = world_new();
  world_pack(w, "p", lua);
  write_parts(w, parts);
  world_start(w);
  return w;
}

#define SAYS(value)                                                                                \
  "rule 'r' { on = 'message.received', run = function() return { say(" value ") } end }"

static void test_a_part_gives_its_table(void **state) {
  (void)state;
  struct world *w = world_with("local a = part 'a'\n" SAYS("a.word() .. a.n"),
                               (const char *const[]){"a.lua",
                                                     "local b = part 'b'\n"
                                                     "return { word = b.word, n = #b.list }",
                                                     "b.lua",
                                                     "return { word = function() return 'hi' end, "
                                                     "list = { 1, 2 } }",
                                                     NULL});
  world_say(w, 0, "x");
  assert_done(w, "message.send hi2");
  world_free(w);
}

/* It is read once, whoever asks for it, and may declare rules itself. */
static void test_a_part_is_read_once(void **state) {
  (void)state;
  struct world *w =
      world_with("local a, again = part 'a', part 'a'\nlocal b = part 'b'\n"
                 "assert(a == again and a == b.a)",
                 (const char *const[]){"a.lua", "\xEF\xBB\xBF" SAYS("'once'") "\nreturn {}",
                                       "b.lua", "return { a = part 'a' }", NULL});
  world_say(w, 0, "x");
  assert_done(w, "message.send once");
  world_free(w);
}

/* What a run leaves in a part is put back, or refused, as in pack.lua. */
static void test_parts_stay_as_they_are(void **state) {
  static const struct {
    const char *part, *body, *fragment;
  } cases[] = {
      {"local n = 0 return { f = function() n = n + 1 return n end }",
       "return { say(a.f() .. '') }", "a local of the file"},
      {"return { list = {} }", "a.list[1] = 1", "cannot be set here"},
      {"return {}", "a.x = 1", "cannot be set here"},
      {"local t = {} return { f = function() t[1] = 1 end }", "a.f()", "cannot be set here"},
      {"return {}", "part 'a'", "only while the pack is loaded"},
      {"return {}", "part 'b'", "only while the pack is loaded"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes lua = {0};
    zg_bytes_printf(&lua, "local a = part 'a'\n" WORLD_RULE("r", "", "%s"), cases[i].body);
    struct world *w = world_with(
        lua.data, (const char *const[]){"a.lua", cases[i].part, "b.lua", "return {}", NULL});
    for (int run = 0; run < 3; run++) {
      world_say(w, run, "x");
      if (strcmp(world_result(w, "r"), "error") != 0 ||
          strstr(world_failure(w, "r"), cases[i].fragment) == NULL)
        fail_msg("%s / %s: %s", cases[i].part, cases[i].body, w->trace.data);
    }
    assert_done(w, "");
    zg_bytes_fini(&lua);
    world_free(w);
  }
}

/* An iterator in a part would go on from run to run; it is told when the pack is loaded. */
static void test_a_part_keeps_no_iterator(void **state) {
  (void)state;
  struct world *w = world_new();
  world_pack(w, "p", "local a = part 'a'\n" SAYS("a.next()"));
  write_parts(w, (const char *const[]){
                     "a.lua",
                     "local it = ('ab'):gmatch('.') return { next = function() return it() end }",
                     NULL});
  assert_int_equal(world_try(w), ZG_ELOAD);
  assert_non_null(strstr(w->err.message, "iterator"));
  world_free(w);
}

static bool ends_in(const char *text, const char *end) {
  size_t len = strlen(text), end_len = strlen(end);
  return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static void assert_refused(const char *lua, const char *const *parts, const char *file, int line,
                           const char *fragment) {
  struct world *w = world_new();
  world_pack(w, "p", lua);
  write_parts(w, parts);
  if (world_try(w) == 0) fail_msg("this loads: %s", lua);
  if (!ends_in(w->err.file, file) || w->err.line != line ||
      strstr(w->err.message, fragment) == NULL)
    fail_msg("%s\ngave %s:%d: %s\nwanted %s:%d: %s", lua, w->err.file, w->err.line, w->err.message,
             file, line, fragment);
  world_free(w);
}

/* The pack's head is line 1; what is asked for stands on line 2. */
static void test_faults_are_told_where_they_are(void **state) {
  (void)state;
#define PARTS(...) ((const char *const[]){__VA_ARGS__, NULL})
  const struct {
    const char *lua;
    const char *const *parts;
    const char *file;
    int line;
    const char *fragment;
  } cases[] = {
      {"part 'fees'", PARTS("fee.lua", "return {}"), "/p/pack.lua", 2, "did you mean \"fee\""},
      {"part 'fees'", PARTS("text.txt", ""), "/p/pack.lua", 2, "no fees.lua beside pack.lua"},
      {"\npart 'a'", PARTS("a.lua", "x = = 1"), "/p/a.lua", 1, "near"},
      {"part 'a'", PARTS("a.lua", "\n\nerror('broken')"), "/p/a.lua", 3, "broken"},
      {"part 'a'", PARTS("a.lua", "\nlocal x = nil .. 'x' return {}"), "/p/a.lua", 2,
       "concatenate"},
      {"part 'a'", PARTS("a.lua", "return part 'b'", "b.lua", "\nerror('deep')"), "/p/b.lua", 2,
       "deep"},
      {"part 'a'", PARTS("a.lua", ""), "/p/a.lua", 0, "must return a table"},
      {"part 'a'", PARTS("a.lua", "return function() end"), "/p/a.lua", 0, "must return a table"},
      {"part 'a'", PARTS("a.lua", "return '\xff'"), "/p/a.lua", 0, "UTF-8"},
      {"part 'a'", PARTS("a.lua", "\x1bLua"), "/p/a.lua", 0, ""},
      {"part 'a'", PARTS("a.lua", "\npart 'a' return {}"), "/p/a.lua", 2, "a is needed by a part"},
      {"part 'a'", PARTS("a.lua", "part 'b' return {}", "b.lua", "part 'a' return {}"), "/p/b.lua",
       1, "a is needed by a part"},
      {"part 'a'", PARTS("a.lua", "while true do end"), "/p/", 0, ""},
      {"part 'a'", PARTS("a.lua", "rule 'r' {} return {}"), "/p/a.lua", 1, "no \"on\""},
      {"part '../q/a'", PARTS("../q/a.lua", "return {}"), "/p/pack.lua", 2, "small letters"},
      {"part '/etc/passwd'", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part 'text/zh'", PARTS("text/zh.lua", "return {}"), "/p/pack.lua", 2, "small letters"},
      {"part '..'", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part ''", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part 'A'", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part 'a.lua'", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part 'a\\0b'", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part 'pack'", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part(('a'):rep(65))", PARTS("a.lua", ""), "/p/pack.lua", 2, "small letters"},
      {"part()", PARTS("a.lua", ""), "/p/pack.lua", 2, "string"},
      {"part {}", PARTS("a.lua", ""), "/p/pack.lua", 2, "string"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    if (ends_in(cases[i].file, "/")) { /* which of the two files is told does not matter */
      struct world *w = world_new();
      world_pack(w, "p", cases[i].lua);
      write_parts(w, cases[i].parts);
      assert_int_equal(world_try(w), ZG_ELOAD);
      world_free(w);
      continue;
    }
    assert_refused(cases[i].lua, cases[i].parts, cases[i].file, cases[i].line, cases[i].fragment);
  }
#undef PARTS
}

static void test_a_part_that_is_too_big(void **state) {
  (void)state;
  struct zg_bytes part = {0};
  zg_bytes_add_text(&part, "return {} --");
  while (part.len <= 64 * 1024)
    zg_bytes_add_char(&part, 'x');
  assert_refused("part 'a'", (const char *const[]){"a.lua", part.data, NULL}, "/p/a.lua", 0,
                 "65536");
  zg_bytes_fini(&part);
}

/* As many as one likes, but not one within the other for ever. */
static void test_many_parts(void **state) {
  (void)state;
  struct world *w = world_new();
  char name[32], text[64];
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "rules/p/a%d.lua", i);
    snprintf(text, sizeof text, "return { n = part('a%d').n }", i + 1);
    world_write(w, name, text);
  }
  world_write(w, "rules/p/a300.lua", "return { n = 7 }");
  world_pack(w, "p", "local a = part 'a280'\n" SAYS("'n' .. a.n"));
  world_start(w);
  world_say(w, 0, "x");
  assert_done(w, "message.send n7");
  zg_close(w->zg);
  w->zg = NULL;
  world_pack(w, "p", "local a = part 'a0'\n" SAYS("'n' .. a.n"));
  assert_int_equal(world_try(w), ZG_ELOAD);
  assert_non_null(strstr(w->err.message, "overflow"));
  world_free(w);
}

static void generation_of(struct world *w, char out[33]) {
  char rules[80];
  struct zg_shop *shop = NULL;
  struct zg_error err = {0};
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  const struct zg_shop_source source = {.rules = rules, .text = world_text};
  if (zg_shop_load(&source, &shop, &err) < 0) fail_msg("%s", err.message);
  strcpy(out, shop->generation);
  zg_shop_free(shop);
}

/* A change in a part is a change of the pack; a file that nobody asks for is none. */
static void test_a_part_is_in_the_generation(void **state) {
  (void)state;
  struct world *w = world_new();
  char first[33], second[33], unused[33], back[33];
  world_pack(w, "p", "part 'a'");
  world_write(w, "rules/p/a.lua", "return { n = 1 }");
  generation_of(w, first);
  world_write(w, "rules/p/a.lua", "return { n = 2 }");
  generation_of(w, second);
  world_write(w, "rules/p/b.lua", "return { n = 2 }");
  generation_of(w, unused);
  world_write(w, "rules/p/a.lua", "return { n = 1 }");
  generation_of(w, back);
  assert_string_not_equal(first, second);
  assert_string_equal(second, unused);
  assert_string_equal(first, back);
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_part_gives_its_table),
      cmocka_unit_test(test_a_part_is_read_once),
      cmocka_unit_test(test_parts_stay_as_they_are),
      cmocka_unit_test(test_a_part_keeps_no_iterator),
      cmocka_unit_test(test_faults_are_told_where_they_are),
      cmocka_unit_test(test_a_part_that_is_too_big),
      cmocka_unit_test(test_many_parts),
      cmocka_unit_test(test_a_part_is_in_the_generation),
  };
  return cmocka_run_group_tests_name("parts", tests, world_setup, world_teardown);
}
