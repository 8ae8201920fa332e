/* test_lua_same: our string, table and utf8 libraries against Lua's own: random calls, of random
 * patterns, texts, numbers, formats and tables, must give the same results and the same messages.
 *
 * ZG_COMPARISONS=n makes n of them (100,000 by default), ZG_SEED=n others.
 *
 * What differs on purpose, and so is kept out here:
 * - no %p, and what has no text of its own is shown by its type, not by its address;
 * - a text over 2 MiB is refused, where Lua's limit is 2 GiB;
 * - string.byte and utf8.codepoint give at most 8,000 values, table.unpack 1,000;
 * - table.sort is stable and never "invalid order function"; comparing what cannot be compared, it
 *   may name the two in the other order; it takes no comparator written in C;
 * - tables are reached raw, which no pack can tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "base/bytes.h"
#include "property/lua_calls.h"
#include "rules/limits.h"
#include "rules/sandbox.h"

enum { DEPTH = 3 };

struct side {
  struct zg_limits limits;
  lua_State *lua;
  int call[FUNCTIONS], functions;
  struct zg_bytes said;
};

struct test {
  struct dice dice;
  struct side stock, ours;
  long functions[FUNCTIONS], errors;
};

/* ---- the two states */

static void push(struct side *side, const struct value *v) {
  lua_State *lua = side->lua;
  switch (v->kind) {
  case NONE:
  case NIL:
    lua_pushnil(lua);
    break;
  case TRUE:
  case FALSE:
    lua_pushboolean(lua, v->kind == TRUE);
    break;
  case INTEGER:
    lua_pushinteger(lua, v->integer);
    break;
  case REAL:
    lua_pushnumber(lua, v->real);
    break;
  case STRING:
    lua_pushlstring(lua, v->text, v->len);
    break;
  case LIST:
    lua_newtable(lua);
    for (int i = 0; i < v->count; i++) {
      push(side, &v->items[i]);
      lua_rawseti(lua, -2, i + 1);
    }
    break;
  case FUNCTION:
    lua_rawgeti(lua, LUA_REGISTRYINDEX, side->functions);
    lua_rawgeti(lua, -1, v->integer);
    lua_remove(lua, -2);
    break;
  }
}

/* Writes down the value on the top. A table by 1 to 60, "n" and its least keys. */
static void say(struct side *side, int depth) {
  lua_State *lua = side->lua;
  size_t len = 0;
  const char *text = NULL;
  switch (lua_type(lua, -1)) {
  case LUA_TNUMBER:
    if (lua_isinteger(lua, -1))
      zg_bytes_printf(&side->said, "%lld ", (long long)lua_tointeger(lua, -1));
    else
      zg_bytes_printf(&side->said, "%.17g. ", lua_tonumber(lua, -1));
    break;
  case LUA_TBOOLEAN:
    zg_bytes_add_text(&side->said, lua_toboolean(lua, -1) ? "true " : "false ");
    break;
  case LUA_TSTRING:
    text = lua_tolstring(lua, -1, &len);
    zg_bytes_printf(&side->said, "\"%zu:", len);
    zg_bytes_add(&side->said, text, len);
    zg_bytes_add_text(&side->said, "\" ");
    break;
  case LUA_TTABLE:
    if (depth == DEPTH) break;
    zg_bytes_add_text(&side->said, "{ ");
    for (int i = -30; i <= 60; i++) {
      if (lua_rawgeti(lua, -1, i) != LUA_TNIL) {
        zg_bytes_printf(&side->said, "[%d]=", i);
        say(side, depth + 1);
      }
      lua_pop(lua, 1);
    }
    lua_getfield(lua, -1, "n");
    say(side, depth + 1);
    lua_pop(lua, 1);
    zg_bytes_add_text(&side->said, "} ");
    break;
  default:
    zg_bytes_printf(&side->said, "%s ", luaL_typename(lua, -1));
  }
}

/* Makes the call; true: it raised. */
static bool make(struct side *side, const struct call *call) {
  zg_bytes_clear(&side->said);
  lua_rawgeti(side->lua, LUA_REGISTRYINDEX, side->call[call->function]);
  for (int i = 0; i < call->count; i++)
    push(side, &call->args[i]);
  bool raised = lua_pcall(side->lua, call->count, 1, 0) != LUA_OK;
  zg_bytes_add_text(&side->said, raised ? "raised " : "gave ");
  say(side, 0);
  lua_settop(side->lua, 0);
  return raised;
}

static int load(lua_State *lua, const char *source) {
  assert_int_equal(luaL_loadbufferx(lua, source, strlen(source), "=call", "t"), LUA_OK);
  assert_int_equal(lua_pcall(lua, 0, 1, 0), LUA_OK);
  return luaL_ref(lua, LUA_REGISTRYINDEX);
}

static void open_side(struct side *side) {
  for (int i = 0; i < FUNCTIONS; i++)
    side->call[i] = load(side->lua, lua_sources[i]);
  side->functions = load(side->lua, lua_functions);
}

/* ---- the test */

static void show(const struct value *v) {
  printf("  kind %d integer %lld real %g text \"", v->kind, (long long)v->integer, v->real);
  for (size_t i = 0; i < v->len; i++)
    if (v->text[i] >= ' ' && v->text[i] < 127)
      putchar(v->text[i]);
    else
      printf("\\%d", (unsigned char)v->text[i]);
  printf("\" count %d\n", v->count);
  for (int i = 0; i < v->count; i++)
    show(&v->items[i]);
}

/* Sorting what cannot be compared, only that it raises is the same. */
static bool is_same(const struct test *t, const struct call *call, bool stock_raised,
                    bool our_raised) {
  if (stock_raised != our_raised) return false;
  if (stock_raised && lua_calls(lua_sources[call->function], "sort") &&
      strstr(t->stock.said.data, "compare") != NULL)
    return strstr(t->ours.said.data, "compare") != NULL;
  return t->stock.said.len == t->ours.said.len &&
         memcmp(t->stock.said.data, t->ours.said.data, t->stock.said.len) == 0;
}

static long number_of(const char *name, long fallback) {
  const char *text = getenv(name);
  return text != NULL ? atol(text) : fallback;
}

static void test_same(void **state) {
  (void)state;
  long count = number_of("ZG_COMPARISONS", 100000);
  struct test *t = calloc(1, sizeof *t);
  struct call call;
  assert_non_null(t);
  t->dice.state = (uint64_t)number_of("ZG_SEED", 1);
  t->stock.lua = luaL_newstate();
  luaL_openlibs(t->stock.lua);
  t->ours.limits.cap = ZG_PACK_MEMORY;
  t->ours.lua = zg_sandbox_open(&t->ours.limits);
  zg_limits_begin(&t->ours.limits, t->ours.lua, INT64_C(1) << 50);
  open_side(&t->stock);
  open_side(&t->ours);
  for (long i = 0; i < count; i++) {
    lua_roll(&t->dice, &call);
    bool stock_raised = make(&t->stock, &call), our_raised = make(&t->ours, &call);
    if (!is_same(t, &call, stock_raised, our_raised)) {
      for (int j = 0; j < call.count; j++)
        show(&call.args[j]);
      fail_msg("%ld: %s\nLua: %.*s\nwe:  %.*s", i, lua_sources[call.function],
               (int)t->stock.said.len, t->stock.said.data, (int)t->ours.said.len,
               t->ours.said.data);
    }
    t->functions[call.function]++;
    t->errors += stock_raised;
  }
  zg_limits_end(t->ours.lua);
  for (int i = 0; i < FUNCTIONS; i++)
    if (count >= 100000) assert_true(t->functions[i] > count / 100);
  if (count >= 100000) /* both kinds of ends, in earnest */
    assert_true(t->errors > count / 20 && t->errors < count / 2);
  printf("%ld comparisons, %ld of them of errors\n", count, t->errors);
  lua_close(t->stock.lua);
  lua_close(t->ours.lua);
  zg_bytes_fini(&t->stock.said);
  zg_bytes_fini(&t->ours.said);
  free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_same)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
