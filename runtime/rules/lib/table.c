#include "rules/lib/table.h"

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/args.h"
#include "rules/lib/elements.h"
#include "rules/lib/out.h"
#include "rules/lib/sort.h"
#include "rules/limits.h"

enum { UNPACKED = 1000, NUMBER_STEPS = 40, ALL = ZG_READS | ZG_WRITES | ZG_MEASURES };

/* The place after `i`, which may be the last there is. */
static lua_Integer after(lua_Integer i) {
  return (lua_Integer)((lua_Unsigned)i + 1);
}

static int table_insert(lua_State *lua) {
  struct zg_elements list = zg_elements_check(lua, 1, ALL);
  lua_Integer end = after(zg_elements_count(&list)), place = end;
  switch (lua_gettop(lua)) {
  case 2:
    break;
  case 3:
    place = zg_arg_integer(lua, 2);
    luaL_argcheck(lua, (lua_Unsigned)place - 1 < (lua_Unsigned)end, 2, "position out of bounds");
    for (lua_Integer i = end; i > place; i--) {
      zg_elements_get(&list, i - 1);
      zg_elements_set(&list, i);
    }
    break;
  default:
    return luaL_error(lua, "wrong number of arguments to 'insert'");
  }
  zg_elements_set(&list, place);
  return 0;
}

static int table_remove(lua_State *lua) {
  struct zg_elements list = zg_elements_check(lua, 1, ALL);
  lua_Integer count = zg_elements_count(&list), place = zg_arg_integer_or(lua, 2, count);
  if (place != count)
    luaL_argcheck(lua, (lua_Unsigned)place - 1 <= (lua_Unsigned)count, 1,
                  "position out of bounds"); /* 1 in Lua, too */
  zg_elements_get(&list, place);
  for (; place < count; place++) {
    zg_elements_get(&list, place + 1);
    zg_elements_set(&list, place);
  }
  lua_pushnil(lua);
  zg_elements_set(&list, place);
  return 1;
}

static int table_move(lua_State *lua) {
  lua_Integer first = zg_arg_integer(lua, 2), last = zg_arg_integer(lua, 3);
  lua_Integer place = zg_arg_integer(lua, 4);
  int target = lua_isnoneornil(lua, 5) ? 1 : 5;
  struct zg_elements from = zg_elements_check(lua, 1, ZG_READS);
  struct zg_elements to = zg_elements_check(lua, target, ZG_WRITES);
  if (last >= first) {
    luaL_argcheck(lua, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    lua_Integer count = last - first + 1;
    luaL_argcheck(lua, place <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    bool forward = place > last || place <= first || !lua_rawequal(lua, 1, target);
    for (lua_Integer n = 0; n < count; n++) {
      lua_Integer i = forward ? n : count - 1 - n;
      zg_elements_get(&from, first + i);
      zg_elements_set(&to, place + i);
    }
  }
  lua_pushvalue(lua, target);
  return 1;
}

static void add_element(const struct zg_elements *list, struct zg_out *out, lua_Integer i) {
  int type = zg_elements_get(list, i);
  if (type == LUA_TNUMBER) zg_limits_charge(list->lua, NUMBER_STEPS);
  if (!lua_isstring(list->lua, -1))
    luaL_error(list->lua, "invalid value (%s) at index %I in table for 'concat'",
               luaL_typename(list->lua, -1), i);
  zg_out_add_value(out);
}

static int table_concat(lua_State *lua) {
  struct zg_elements list = zg_elements_check(lua, 1, ZG_READS | ZG_MEASURES);
  size_t between_len = 0;
  lua_Integer last = zg_elements_count(&list);
  const char *between = luaL_optlstring(lua, 2, "", &between_len);
  lua_Integer i = zg_arg_integer_or(lua, 3, 1);
  struct zg_out out;
  last = zg_arg_integer_or(lua, 4, last);
  zg_out_init(&out, lua);
  for (; i < last; i++) {
    add_element(&list, &out, i);
    zg_out_add(&out, between, between_len);
  }
  if (i == last) add_element(&list, &out, i);
  zg_out_push(&out);
  return 1;
}

static int table_pack(lua_State *lua) {
  int count = lua_gettop(lua);
  zg_limits_charge(lua, ZG_CALL_STEPS + count);
  lua_createtable(lua, count, 1);
  lua_insert(lua, 1);
  for (int i = count; i >= 1; i--)
    lua_rawseti(lua, 1, i);
  lua_pushinteger(lua, count);
  lua_setfield(lua, 1, "n");
  return 1;
}

/* As in Lua the first argument may be anything that can be measured and indexed. */
static int table_unpack(lua_State *lua) {
  bool raw = lua_type(lua, 1) == LUA_TTABLE;
  struct zg_elements list = {.lua = lua, .index = 1};
  if (raw) list = zg_elements_check(lua, 1, 0);
  lua_Integer first = zg_arg_integer_or(lua, 2, 1);
  lua_Integer last = lua_isnoneornil(lua, 3) ? zg_elements_count(&list) : zg_arg_integer(lua, 3);
  if (first > last) return 0;
  lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first;
  if (count >= UNPACKED || !lua_checkstack(lua, (int)++count))
    return luaL_error(lua, "too many results to unpack");
  for (lua_Unsigned i = 0; i < count; i++)
    zg_elements_get(&list, (lua_Integer)((lua_Unsigned)first + i));
  return (int)count;
}

void zg_table_open(lua_State *lua) {
  static const luaL_Reg functions[] = {
      {"concat", table_concat}, {"insert", table_insert},
      {"move", table_move},     {"pack", table_pack},
      {"remove", table_remove}, {"sort", zg_table_sort},
      {"unpack", table_unpack}, {NULL, NULL},
  };
  luaL_newlib(lua, functions);
}
