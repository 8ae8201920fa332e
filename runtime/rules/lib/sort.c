#include "rules/lib/sort.h"

#include <limits.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/elements.h"
#include "rules/limits.h"

/* On the stack: the list, the comparator or nil, and two lists to merge from and to. */
enum { LIST = 1, COMPARATOR = 2, FROM = 3, TO = 4, COMPARE_STEPS = 4 };

/* Whether the value below the top is less than the one on the top, as < sees it. Texts are compared
 * here: < may take an age over zeros in them. It looks at as many bytes as the shorter one has. */
static bool is_less(lua_State *lua) {
  zg_limits_charge(lua, COMPARE_STEPS);
  if (lua_type(lua, -2) != LUA_TSTRING || lua_type(lua, -1) != LUA_TSTRING)
    return lua_compare(lua, -2, -1, LUA_OPLT);
  size_t len = 0, other_len = 0;
  const char *text = lua_tolstring(lua, -2, &len), *other = lua_tolstring(lua, -1, &other_len);
  size_t shorter = len < other_len ? len : other_len;
  zg_limits_charge(lua, (int64_t)shorter / 16);
  int order = memcmp(text, other, shorter);
  return order != 0 ? order < 0 : len < other_len;
}

/* Whether element `i` must come before element `j`, which is earlier. */
static bool comes_before(lua_State *lua, lua_Integer i, lua_Integer j) {
  lua_rawgeti(lua, FROM, i);
  lua_rawgeti(lua, FROM, j);
  bool before = false;
  if (lua_isnil(lua, COMPARATOR)) {
    before = is_less(lua);
    lua_pop(lua, 2);
  } else {
    zg_limits_charge(lua, COMPARE_STEPS);
    lua_pushvalue(lua, COMPARATOR);
    lua_insert(lua, -3);
    lua_call(lua, 2, 1);
    before = lua_toboolean(lua, -1);
    lua_pop(lua, 1);
  }
  return before;
}

/* Merges `first` to `middle` and `middle` to `end`, the ends left out. */
static void merge(lua_State *lua, lua_Integer first, lua_Integer middle, lua_Integer end) {
  lua_Integer left = first, right = middle;
  for (lua_Integer to = first; to < end; to++) {
    bool from_right = left == middle || (right < end && comes_before(lua, right, left));
    zg_limits_charge(lua, 1);
    lua_rawgeti(lua, FROM, from_right ? right++ : left++);
    lua_rawseti(lua, TO, to);
  }
}

static lua_Integer least(lua_Integer a, lua_Integer b) {
  return a < b ? a : b;
}

static void sort(lua_State *lua, lua_Integer count) {
  for (lua_Integer width = 1; width < count; width *= 2) {
    for (lua_Integer first = 1; first <= count; first += 2 * width)
      merge(lua, first, least(first + width, count + 1), least(first + 2 * width, count + 1));
    lua_insert(lua, FROM); /* what was merged to is merged from */
  }
}

int zg_table_sort(lua_State *lua) {
  struct zg_elements list = zg_elements_check(lua, LIST, ZG_READS | ZG_WRITES | ZG_MEASURES);
  lua_Integer count = zg_elements_count(&list);
  if (count < 2) return 0;
  luaL_argcheck(lua, count < INT_MAX, 1, "array too big");
  if (!lua_isnoneornil(lua, 2)) luaL_checktype(lua, 2, LUA_TFUNCTION);
  luaL_argcheck(lua, !lua_iscfunction(lua, 2), 2, "a comparator must be written in Lua");
  lua_settop(lua, 2);
  lua_newtable(lua);
  for (lua_Integer i = 1; i <= count; i++) {
    zg_elements_get(&list, i);
    lua_rawseti(lua, FROM, i);
  }
  lua_newtable(lua);
  sort(lua, count);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(lua, FROM, i);
    zg_elements_set(&list, i);
  }
  return 0;
}
