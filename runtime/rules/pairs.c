#include "rules/pairs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/frozen.h"
#include "rules/limits.h"

enum { PAIRS_STEPS = 60, KEY_STEPS = 16, SORT_STEPS = 2, LIST_STEPS = 6, NEXT_STEPS = 4 };

struct key {
  int type;
  bool whole; /* then `integer` is exact, which `number` is not */
  lua_Number number;
  lua_Integer integer;
  const char *text; /* owned by the table that is walked */
  size_t len;
  lua_Integer place; /* in the unsorted array */
};

static int rank(int type) {
  return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2;
}

static int compare(const void *left, const void *right) {
  const struct key *a = left, *b = right;
  if (rank(a->type) != rank(b->type)) return rank(a->type) - rank(b->type);
  if (a->type == LUA_TSTRING) {
    int order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
  }
  if (a->whole && b->whole) return (a->integer > b->integer) - (a->integer < b->integer);
  if (a->number != b->number) return a->number > b->number ? 1 : -1;
  return (int)b->whole - (int)a->whole; /* 2^63, and an integer that was rounded to it */
}

/* Counts the keys and charges what it will take to sort them: each is held against as many others
 * as the count has binary digits. True: they are 1, 2, 3 ... and came so, as those of a list do. */
static bool count_keys(lua_State *lua, int index, size_t *count) {
  int64_t bytes = 0, digits = 1;
  bool list = true;
  *count = 0;
  for (lua_pushnil(lua); lua_next(lua, index) != 0; lua_pop(lua, 1)) {
    if (lua_type(lua, -2) == LUA_TSTRING) bytes += (int64_t)lua_rawlen(lua, -2);
    ++*count;
    list = list && lua_isinteger(lua, -2) && lua_tointeger(lua, -2) == (lua_Integer)*count;
  }
  while ((*count >> digits) != 0)
    digits++;
  if (list)
    zg_limits_charge(lua, PAIRS_STEPS + (int64_t)*count * LIST_STEPS);
  else
    zg_limits_charge(lua, PAIRS_STEPS + (int64_t)*count * (KEY_STEPS + SORT_STEPS * digits) +
                              bytes * digits / 32);
  return list;
}

/* The key at -2, with its place in the unsorted array. */
static void read_key(lua_State *lua, struct key *key, lua_Integer place) {
  *key = (struct key){.type = lua_type(lua, -2), .place = place};
  key->whole = lua_isinteger(lua, -2);
  if (key->whole) key->integer = lua_tointeger(lua, -2);
  if (key->type == LUA_TSTRING)
    key->text = lua_tolstring(lua, -2, &key->len);
  else if (key->type == LUA_TNUMBER)
    key->number = lua_tonumber(lua, -2);
  else if (key->type == LUA_TBOOLEAN)
    key->number = lua_toboolean(lua, -2);
  else
    luaL_error(lua, "a table with a %s for a key has no order; use text or numbers",
               luaL_typename(lua, -2));
}

/* Leaves the sorted keys on the top. */
static void sort_keys(lua_State *lua, int index, size_t count, int room) {
  struct key *keys = lua_newuserdatauv(lua, (count + 1) * sizeof *keys, 0);
  lua_createtable(lua, room, 0); /* keeps the keys while we sort */
  size_t at = 0;
  for (lua_pushnil(lua); lua_next(lua, index) != 0; lua_pop(lua, 1)) {
    read_key(lua, &keys[at], (lua_Integer)at + 1);
    lua_pushvalue(lua, -2);
    lua_rawseti(lua, -4, (lua_Integer)++at);
  }
  qsort(keys, count, sizeof *keys, compare);

  lua_createtable(lua, room, 0);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(lua, -2, keys[i].place);
    lua_rawseti(lua, -2, (lua_Integer)i + 1);
  }
  lua_replace(lua, -3);
  lua_pop(lua, 1);
}

size_t zg_pairs_keys(lua_State *lua, int index) {
  size_t count = 0;
  index = lua_absindex(lua, index);
  luaL_checkstack(lua, 6, "pairs");
  bool list = count_keys(lua, index, &count);
  int room = (int)(count | 1); /* odd, so that limits.c does not take it for a hash */
  if (!list) {
    sort_keys(lua, index, count, room);
    return count;
  }
  lua_createtable(lua, room, 0);
  for (size_t i = 1; i <= count; i++) {
    lua_pushinteger(lua, (lua_Integer)i);
    lua_rawseti(lua, -2, (lua_Integer)i);
  }
  return count;
}

/* Upvalues: the keys, how far we are. Keys whose value has become nil are passed over. */
static int step(lua_State *lua) {
  luaL_checktype(lua, 1, LUA_TTABLE); /* whoever kept the walk may show it anything */
  zg_frozen_open(lua, 1);
  lua_Integer at = lua_tointeger(lua, lua_upvalueindex(2));
  for (;;) {
    zg_limits_charge(lua, NEXT_STEPS);
    lua_rawgeti(lua, lua_upvalueindex(1), ++at);
    if (lua_isnil(lua, -1)) return 1;
    lua_pushvalue(lua, -1);
    lua_rawget(lua, 1);
    if (!lua_isnil(lua, -1)) break;
    lua_pop(lua, 2);
  }
  lua_pushinteger(lua, at);
  lua_replace(lua, lua_upvalueindex(2));
  return 2;
}

int zg_pairs(lua_State *lua) {
  if (luaL_getmetafield(lua, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(lua, 1);
    lua_call(lua, 1, 3);
    return 3;
  }
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_pushvalue(lua, 1);
  zg_frozen_open(lua, -1);
  zg_pairs_keys(lua, -1);
  lua_remove(lua, -2);
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, step, 2);
  lua_pushvalue(lua, 1);
  return 2;
}

/* Sorts all keys for each step, and is paid for so: it is for asking whether a table is empty. */
int zg_next(lua_State *lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 2);
  zg_frozen_open(lua, 1);
  size_t count = zg_pairs_keys(lua, 1), at = 0;
  while (!lua_isnil(lua, 2) && at < count) {
    lua_rawgeti(lua, -1, (lua_Integer)++at);
    bool found = lua_rawequal(lua, -1, 2);
    lua_pop(lua, 1);
    if (found) break;
    if (at == count) return luaL_error(lua, "next: there is no such key");
  }
  if (at == count) return lua_pushnil(lua), 1;
  lua_rawgeti(lua, -1, (lua_Integer)at + 1);
  lua_pushvalue(lua, -1);
  lua_rawget(lua, 1);
  return 2;
}

static int next_index(lua_State *lua) {
  zg_limits_charge_number(lua, 2); /* whoever kept the walk may show it anything */
  lua_Integer at = luaL_checkinteger(lua, 2);
  zg_limits_charge(lua, NEXT_STEPS);
  at = (lua_Integer)((lua_Unsigned)at + 1);
  lua_pushinteger(lua, at);
  return lua_geti(lua, 1, at) == LUA_TNIL ? 1 : 2;
}

int zg_ipairs(lua_State *lua) {
  luaL_checkany(lua, 1);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  lua_pushcfunction(lua, next_index);
  lua_pushvalue(lua, 1);
  lua_pushinteger(lua, 0);
  return 3;
}
