/* test_constants: nothing that a run does stays in the pack's file for the next run, and what
 * stands in the file can be used like any other table. */
#include "unit/world.h"

#include <time.h>

/* A pack with these lines at its top and this body of its only rule. */
static struct world *world_with(const char *file, const char *body) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua, "%s\n" WORLD_RULE("r", "", "%s"), file, body);
  struct world *w = world_of(lua.data);
  zg_bytes_fini(&lua);
  return w;
}

/* Every run of it fails in the same way, since none knows of another. */
static void assert_refused(const char *file, const char *body, const char *fragment) {
  struct world *w = world_with(file, body);
  for (int i = 0; i < 3; i++) {
    world_say(w, i, "x");
    if (strcmp(world_result(w, "r"), "error") != 0 ||
        strstr(world_failure(w, "r"), fragment) == NULL)
      fail_msg("%s / %s: %s", file, body, w->trace.data);
  }
  assert_done(w, "");
  world_free(w);
}

static void test_locals_are_put_back(void **state) {
  static const struct {
    const char *file, *body;
  } cases[] = {
      {"local n = 0", "n = n + 1 return { say(tostring(n)) }"},
      {"local seen", "if seen then return { say('again') } end seen = event.id"},
      {"local kept", "kept = event return { say('x') }"},
      {"local kept", "kept = ctx"},
      {"local kept", "kept = pairs(event)"},
      {"local n = 0 local function count() n = n + 1 return n end",
       "return { say(tostring(count())) }"},
      {"local function outer() local n = 0 return function() n = n + 1 return n end end\n"
       "local count = outer()",
       "return { say(tostring(count())) }"},
      {"local a, b = {}, {}", "a = b"},
      {"local f = function() return 1 end",
       "f = function() return 2 end return { say(tostring(f())) }"},
      {"local n = 0/0", "n = 1"},
      {"local n = 1", "n = 1.5"},
      {"local n = 1", "n = n + 0.0"},
      {"local n = 1.0", "n = 1"},
      {"local z = 0.0", "if 1 / z < 0 then return { say('again') } end z = -z"},
      {"local n = 0/0", "n = -n"},
      {"local t = true", "t = false"},
      {"function count() hidden = 1 end local hidden", "hidden = 2"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused(cases[i].file, cases[i].body, "a local of the file");
}

/* However a run ends, the next one finds the file as it was. */
static void test_also_after_a_failure(void **state) {
  (void)state;
  static const char *const endings[] = {"error('x')", "while true do end",
                                        "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) end",
                                        "return 5", "n.x.y = 1"};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    struct zg_bytes lua = {0};
    zg_bytes_printf(&lua,
                    "local n = 0\n" WORLD_RULE("r", "",
                                               "if event.message.text == 'look' then "
                                               "return { say('n is ' .. n) } end "
                                               "n = n + 1 %s"),
                    endings[i]);
    struct world *w = world_of(lua.data);
    for (int j = 0; j < 3; j++) {
      world_say(w, j, "break");
      assert_string_not_equal(world_result(w, "r"), "fired");
    }
    world_say(w, 9, "look");
    assert_done(w, "message.send n is 0");
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

static void test_tables_are_frozen(void **state) {
  static const struct {
    const char *file, *body;
  } cases[] = {
      {"local t = {}", "t.x = 1"},
      {"local t = {}", "t[1] = 1"},
      {"local t = { 1 }", "t[1] = 2"},
      {"local t = { 1, 2 }", "t[3] = 3"},
      {"local t = { x = 1 }", "t.x = nil"},
      {"local t = { a = { b = {} } }", "t.a.b.c = 1"},
      {"local t = { [{}] = 1 } local k = next({})", "t.x = 1"},
      {"local t = { 1 }", "table.insert(t, 2)"},
      {"local t = { 1, 2 }", "table.remove(t)"},
      {"local t = { 2, 1 }", "table.sort(t)"},
      {"local t = { 1 }", "table.move({ 5 }, 1, 1, 1, t)"},
      {"t = {}", "t.x = 1"}, /* a global */
      {"local t = {} local u = { t }", "u[1].x = 1"},
      {"local t = {} local function f() return t end", "f().x = 1"},
      {"local t = { f = function() end } t.t = t", "t.t.t.x = 1"},
      {"local t = { 1, 2 }", "local f, s = pairs(t) s.x = 1"},
      {"local t = { 1, 2 }", "local f, s = ipairs(t) s[1] = 5"},
      {"local C = {} C.__index = C local t = setmetatable({}, C)", "t.x = 1"},
      {"local C = {} C.__index = C local t = setmetatable({}, C)", "C.x = 1"},
      {"local log = {} local t = setmetatable({}, { __newindex = log })", "t.x = 1"},
      {"local log = {} local t = setmetatable({}, { __newindex = function(_, k) log[k] = 1 end })",
       "t.x = 1"},
      {"local log = {} local t = setmetatable({}, { __index = function(_, k) log[k] = 1 end })",
       "return { say(tostring(t.x)) }"},
      {"local log = {} setmetatable(_G, { __index = function(_, k) log[k] = 1 end })",
       "return { say(tostring(none_such)) }"},
      {"local log = { x = {} } setmetatable(math, { __index = log })", "math.x.y = 1"},
      {"local log = {} setmetatable(table, { __add = function() log.x = 1 end })",
       "return table + table"},
      {"local log = {} function string.log() log.x = 1 end", "('x'):log()"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused(cases[i].file, cases[i].body, "cannot be set here");
}

/* What a file may not keep at all. */
static void test_iterators_are_refused(void **state) {
  static const char *const files[] = {
      "local next_word = ('a b c'):gmatch('%a')",
      "local f = pairs({ a = 1 })",
      "local t = { f = pairs({ a = 1 }) }",
      "words = ('a b c'):gmatch('%a')",        /* a global */
      "string.words = ('a b c'):gmatch('%a')", /* in a library */
      "words = { ('a b c'):gmatch('%a') }",
      "words = { [('a b c'):gmatch('%a')] = 1 }",
      "setmetatable(math, { __index = { words = pairs({ a = 1 }) } })",
      "local C = { __index = function(t) return next_word() end } next_word = pairs({ 1 })",
  };
  (void)state;
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    struct world *w = world_new();
    struct zg_bytes lua = {0};
    zg_bytes_printf(&lua,
                    "%s\nlocal t = { f = f, n = next_word, t = t }\n" WORLD_RULE(
                        "r", "", "return { say(type(t)) }"),
                    files[i]);
    world_pack(w, "p", lua.data);
    assert_int_equal(world_try(w), ZG_ELOAD);
    assert_int_equal(w->err.code, ZG_ELOAD);
    if (strstr(w->err.message, "iterator of") == NULL) fail_msg("%s: %s", files[i], w->err.message);
    assert_non_null(strstr(w->err.file, "pack.lua"));
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

/* After each run every local is looked at, so there is an end to their number; and to the time that
 * finding them takes. */
static void test_many_locals(void **state) {
  static const struct { int functions, result; } cases[] = {{100, 0}, {8000, ZG_ELOAD}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    struct zg_bytes lua = {0};
    zg_bytes_printf(
        &lua,
        "local t = {} for i = 1, %d do local a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6\n"
        "t[i] = function() return a, b, c, d, e, f, g, h end end\n" WORLD_RULE(
            "r", "", "return { say(type(t)) }"),
        cases[i].functions);
    world_pack(w, "p", lua.data);
    clock_t begun = clock();
    assert_int_equal(world_try(w), cases[i].result);
    assert_true(clock() - begun < CLOCKS_PER_SEC);
    if (cases[i].result < 0) assert_non_null(strstr(w->err.message, "locals of the file"));
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

/* A frozen table is read like any other. */
static void test_frozen_tables_work(void **state) {
  static const char file[] =
      "local list = { 'a', 'b', 'c' }\n"
      "local map = { x = 1, y = { z = 'deep' }, [7] = 'seven' }\n"
      "local C = { kind = 'C' } C.__index = C\n"
      "function C.name(self) return self.kind .. self.id end\n"
      "local D = setmetatable({ kind = 'D' }, { __index = C }) D.__index = D\n"
      "local c = setmetatable({ id = 1 }, C) local d = setmetatable({ id = 2 }, D)\n"
      "local v = setmetatable({ n = 3 }, { __add = function(a, b) return a.n + b.n end,\n"
      "  __len = function() return 99 end, __eq = function() return true end,\n"
      "  __tostring = function(t) return 'v' .. t.n end })\n"
      "local data = { conversation = { id = 'c-1' }, list = { 1, 2 }, empty = {}, d = { e = 1 } "
      "}\n";
  static const struct {
    const char *expression, *expected;
  } cases[] = {
      {"#list", "3"},
      {"list[1] .. list[3]", "ac"},
      {"tostring(list[4])", "nil"},
      {"table.concat(list, ',')", "a,b,c"},
      {"select('#', table.unpack(list))", "3"},
      {"(function() local s = '' for i, x in ipairs(list) do s = s .. i .. x end return s end)()",
       "1a2b3c"},
      {"(function() local s = '' for k, x in pairs(map) do s = s .. k .. type(x) end return s "
       "end)()",
       "7stringxnumberytable"},
      {"map.y.z", "deep"},
      {"tostring(next(map))", "7"},
      {"tostring(next({}))", "nil"},
      {"(function() local s, k = '' repeat k = next(map, k) s = s .. tostring(k) until not k "
       "return s end)()",
       "7xynil"},
      {"type(map)", "table"},
      {"tostring(map == map)", "true"},
      {"c:name() .. d:name()", "C1D2"},
      {"tostring(v + v)", "6"},
      {"#v", "99"},
      {"tostring(v)", "v3"},
      {"tostring(v == setmetatable({}, { __eq = function() return true end }))", "true"},
      {"(function() local t = { table.unpack(list) } t[1] = 'z' table.sort(t) return "
       "table.concat(t) end)()",
       "bcz"},
      {"(function() local o = setmetatable({}, C) o.id = 5 return o:name() end)()", "C5"},
      {"(function() local t = table.move(list, 1, 2, 1, {}) return #t end)()", "2"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes body = {0};
    zg_bytes_printf(&body, "return { say(tostring(%s)) }", cases[i].expression);
    struct world *w = world_with(file, body.data);
    for (int j = 0; j < 2; j++) {
      world_say(w, j, "x");
      const char *done = world_done(w);
      if (strncmp(done, "message.send ", 13) != 0 || strcmp(done + 13, cases[i].expected) != 0)
        fail_msg("%s: %s, %s", cases[i].expression, done, world_failure(w, "r"));
    }
    world_free(w);
    zg_bytes_fini(&body);
  }
  /* and goes out as data, into state, and as the answer itself */
  struct world *w = world_with(file, "ctx.state.conversation.kept = data "
                                     "return { action { type = 'x.y', data = data } }");
  for (int j = 0; j < 2; j++) {
    world_say(w, j, "x");
    assert_done(w, "x.y");
  }
  assert_int_equal(world_count(w->all.data, "\"d\":{\"e\":1}"), 2);
  assert_int_equal(world_count(w->all.data, "\"list\":[1,2]"), 2);
  world_free(w);
}

/* What a run makes for itself is its own to change. */
static void test_own_tables_are_free(void **state) {
  (void)state;
  struct world *w =
      world_with("local function new() local t, n = {}, 0\n"
                 "  return function(x) n = n + 1 t[n] = x return table.concat(t) end end",
                 "local add = new() add('a') return { say(add('b')) }");
  for (int i = 0; i < 3; i++) {
    world_say(w, i, "x");
    assert_done(w, "message.send ab");
  }
  world_free(w);
}

static void test_metatables(void **state) {
  static const struct {
    const char *body, *fragment;
  } cases[] = {
      {"setmetatable({}, { __gc = function() end })", "\"__gc\" is not known"},
      {"setmetatable({}, { __close = function() end })", "\"__close\" is not known"},
      {"setmetatable({}, { __mode = 'k' })", "\"__mode\" is not known"},
      {"setmetatable({}, { __call = function() end })", "\"__call\" is not known"},
      {"setmetatable({}, { __pairs = function() end })", "\"__pairs\" is not known"},
      {"setmetatable({}, { __metatable = 1 })", "\"__metatable\" is not known"},
      {"setmetatable({}, { __index = string.rep })", "a function of yours"},
      {"setmetatable({}, { __lt = math.type })", "a function of yours"},
      {"setmetatable({}, { __index = 5 })", "a function of yours"},
      {"setmetatable(setmetatable({}, {}), {})", "has one already"},
      {"setmetatable('x', {})", "table expected"},
      {"setmetatable(event, {})", "table expected"},
      {"setmetatable({}, 1)", "table expected"},
      {"local t = {} setmetatable(t, { __index = t })", "in itself"},
      {"local a, b = {}, {} setmetatable(a, { __index = b }) setmetatable(b, { __index = a })",
       "looks on in it"},
      {"local t = {} for i = 1, 20 do t = setmetatable({}, { __index = t }) end",
       "follow one another"},
      {"local t = {} for i = 1, 20 do t = setmetatable({}, { __newindex = t }) end",
       "follow one another"},
      {"local t = {} for i = 1, 20 do local u = {} setmetatable(t, { __index = u }) t = u end",
       "looks on in it"},
      {"local m = {} local t = setmetatable({}, m) m.__index = { x = 1 } error(tostring(t.x))",
       "nil"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused("", cases[i].body, cases[i].fragment);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_locals_are_put_back), cmocka_unit_test(test_also_after_a_failure),
      cmocka_unit_test(test_tables_are_frozen),   cmocka_unit_test(test_iterators_are_refused),
      cmocka_unit_test(test_frozen_tables_work),  cmocka_unit_test(test_own_tables_are_free),
      cmocka_unit_test(test_metatables),          cmocka_unit_test(test_many_locals),
  };
  return cmocka_run_group_tests_name("constants", tests, world_setup, world_teardown);
}
