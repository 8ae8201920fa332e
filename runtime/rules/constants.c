#include "rules/constants.h"

#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/frozen.h"

/* In the registry, by address: the list of locals, and their functions and values in a table: 1 and
 * 2 of the first, 3 and 4 of the second ... */
static const char locals_key, values_key;

struct local {
  const void *id;
  int upvalue; /* its place in its function */
};

struct locals {
  int count, cap;
  struct local items[];
};

/* Stack slots of the walk. */
struct walking {
  lua_State *lua;
  int seen;  /* a table: what was met */
  int todo;  /* a list: what was met and not looked at */
  int known; /* a table: functions in C that keep nothing */
  int values;
  lua_Integer left;
};

/* ---- walking */

/* Puts the value on the top on the list, if it can hold something and was not met. [-1, +0, v] */
static void meet(struct walking *w) {
  lua_State *lua = w->lua;
  int type = lua_type(lua, -1);
  bool holds = type == LUA_TTABLE || type == LUA_TFUNCTION;
  if (holds) {
    lua_pushvalue(lua, -1);
    holds = lua_rawget(lua, w->seen) == LUA_TNIL;
    lua_pop(lua, 1);
  }
  if (!holds) {
    lua_pop(lua, 1);
    return;
  }
  lua_pushvalue(lua, -1);
  lua_pushboolean(lua, 1);
  lua_rawset(lua, w->seen);
  lua_rawseti(lua, w->todo, ++w->left);
}

/* The locals met so far; grows. */
static struct locals *locals_with_room(lua_State *lua) {
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &locals_key);
  struct locals *old = lua_touserdata(lua, -1);
  lua_pop(lua, 1);
  if (old != NULL && old->count < old->cap) return old;
  int cap = old != NULL ? old->cap * 2 : 32;
  struct locals *grown =
      lua_newuserdatauv(lua, sizeof *grown + (size_t)cap * sizeof grown->items[0], 0);
  grown->cap = cap;
  grown->count = old != NULL ? old->count : 0;
  if (old != NULL) memcpy(grown->items, old->items, (size_t)old->count * sizeof old->items[0]);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &locals_key);
  return grown;
}

/* Notes the local behind an upvalue of the function on the top, whose value is above it. */
static void note_local(struct walking *w, const void *id, int upvalue) {
  lua_State *lua = w->lua;
  struct locals *locals = locals_with_room(lua);
  for (int i = 0; i < locals->count; i++)
    if (locals->items[i].id == id) return;
  locals->items[locals->count] = (struct local){.id = id, .upvalue = upvalue};
  lua_pushvalue(lua, -2);
  lua_rawseti(lua, w->values, (lua_Integer)locals->count * 2 + 1);
  lua_pushvalue(lua, -1);
  lua_rawseti(lua, w->values, (lua_Integer)locals->count * 2 + 2);
  locals->count++;
}

static void look_into_function(struct walking *w) {
  lua_State *lua = w->lua;
  bool foreign = lua_iscfunction(lua, -1);
  for (int i = 1; lua_getupvalue(lua, -1, i) != NULL; i++) {
    if (foreign) {
      lua_pop(lua, 1);
      lua_pushvalue(lua, -1);
      if (lua_rawget(lua, w->known) == LUA_TNIL)
        luaL_error(lua,
                   "a local of the file keeps a function with a state of its own (an iterator of "
                   "gmatch or pairs, say), which would go on from run to run: make it where it "
                   "is used");
      lua_pop(lua, 1);
      return;
    }
    note_local(w, lua_upvalueid(lua, -2, i), i);
    meet(w);
  }
}

/* The table is frozen, and what it holds is met. */
static void look_into_table(struct walking *w) {
  lua_State *lua = w->lua;
  int table = lua_gettop(lua);
  if (!zg_frozen_is(lua, table) && lua_getmetatable(lua, table)) {
    for (lua_pushnil(lua); lua_next(lua, -2) != 0;)
      meet(w);
    lua_pop(lua, 1);
  }
  zg_frozen_make(lua, table);
  lua_pushvalue(lua, table);
  zg_frozen_open(lua, -1);
  int behind = lua_gettop(lua);
  for (lua_pushnil(lua); lua_next(lua, behind) != 0;) {
    meet(w);
    lua_pushvalue(lua, -1);
    meet(w);
  }
  lua_settop(lua, table);
}

/* Functions in C that stand in the globals or in one of their tables: they were there before the
 * pack, and keep nothing. */
static void know_globals(struct walking *w) {
  lua_State *lua = w->lua;
  lua_pushglobaltable(lua);
  zg_frozen_open(lua, -1);
  int globals = lua_gettop(lua);
  for (lua_pushnil(lua); lua_next(lua, globals) != 0; lua_settop(lua, globals + 1)) {
    lua_pushvalue(lua, -1);
    if (lua_iscfunction(lua, -1)) {
      lua_pushboolean(lua, 1);
      lua_rawset(lua, w->known);
    } else if (lua_istable(lua, -1)) {
      zg_frozen_open(lua, -1);
      int library = lua_gettop(lua);
      for (lua_pushnil(lua); lua_next(lua, library) != 0;) {
        if (!lua_iscfunction(lua, -1)) {
          lua_pop(lua, 1);
          continue;
        }
        lua_pushboolean(lua, 1);
        lua_rawset(lua, w->known);
      }
    }
  }
  lua_settop(lua, globals - 1);
}

void zg_constants_take(lua_State *lua, int count) {
  int base = lua_gettop(lua) - count;
  struct walking w = {.lua = lua};
  luaL_checkstack(lua, 40, "the pack's locals");
  lua_newtable(lua);
  w.seen = lua_gettop(lua);
  lua_newtable(lua);
  w.todo = lua_gettop(lua);
  lua_newtable(lua);
  w.known = lua_gettop(lua);
  lua_newtable(lua);
  w.values = lua_gettop(lua);
  know_globals(&w);
  lua_pushglobaltable(lua); /* frozen already, and held by _ENV of all functions */
  meet(&w);
  for (int i = 1; i <= count; i++) {
    lua_pushvalue(lua, base + i);
    meet(&w);
  }
  while (w.left > 0) {
    lua_rawgeti(lua, w.todo, w.left);
    lua_pushnil(lua);
    lua_rawseti(lua, w.todo, w.left--);
    if (lua_type(lua, -1) == LUA_TFUNCTION)
      look_into_function(&w);
    else
      look_into_table(&w);
    lua_pop(lua, 1);
  }
  lua_pushvalue(lua, w.values);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &values_key);
  lua_settop(lua, base);
}

/* ---- putting back */

/* Not a number is not even the same as itself. */
static bool same(lua_State *lua, int a, int b) {
  if (lua_rawequal(lua, a, b)) return true;
  if (lua_type(lua, a) != LUA_TNUMBER || lua_type(lua, b) != LUA_TNUMBER) return false;
  lua_Number x = lua_tonumber(lua, a), y = lua_tonumber(lua, b);
  return x != x && y != y;
}

const char *zg_constants_restore(lua_State *lua) {
  const char *name = NULL;
  int top = lua_gettop(lua);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &locals_key);
  const struct locals *locals = lua_touserdata(lua, -1);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &values_key);
  int values = lua_gettop(lua);
  for (int i = 0; locals != NULL && i < locals->count; i++) {
    lua_rawgeti(lua, values, (lua_Integer)i * 2 + 1);
    const char *found = lua_getupvalue(lua, values + 1, locals->items[i].upvalue);
    lua_rawgeti(lua, values, (lua_Integer)i * 2 + 2);
    if (!same(lua, -1, -2)) {
      name = found;
      lua_setupvalue(lua, values + 1, locals->items[i].upvalue);
    }
    lua_settop(lua, values);
  }
  lua_settop(lua, top);
  return name;
}
