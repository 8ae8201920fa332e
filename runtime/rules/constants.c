#include "rules/constants.h"

#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/frozen.h"
#include "rules/limits.h"

enum {
  LOCALS = 1000,   /* that are looked at after each run */
  MEET_STEPS = 20, /* of a value that is met */
};

/* In the registry, by address: functions in C that keep nothing, as the keys of a table; the list
 * of locals; and their functions and values in a table: 1 and 2 of the first, 3 and 4 of the second
 * ... */
static const char known_key, locals_key, values_key;

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
  zg_limits_charge(lua, MEET_STEPS);
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
  if (locals->count == LOCALS)
    luaL_error(lua,
               "the rules and the functions they use know more than %d locals of the file; put "
               "what belongs together into tables",
               LOCALS);
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

/* What the metatable of the table at `index` holds is met, but for the table `behind`. */
static void look_into_metatable(struct walking *w, int index, int behind) {
  lua_State *lua = w->lua;
  if (!lua_getmetatable(lua, index)) return;
  for (lua_pushnil(lua); lua_next(lua, -2) != 0;)
    if (lua_rawequal(lua, -1, behind))
      lua_pop(lua, 1);
    else
      meet(w);
  lua_pop(lua, 1);
}

/* The table is frozen, if it was not, and what it holds is met. */
static void look_into_table(struct walking *w) {
  lua_State *lua = w->lua;
  int table = lua_gettop(lua);
  zg_frozen_make(lua, table);
  lua_pushvalue(lua, table);
  zg_frozen_open(lua, -1);
  int behind = lua_gettop(lua);
  look_into_metatable(w, table, behind);
  look_into_metatable(w, behind, behind);
  for (lua_pushnil(lua); lua_next(lua, behind) != 0;) {
    meet(w);
    lua_pushvalue(lua, -1);
    meet(w);
  }
  lua_settop(lua, table);
}

/* Marks the functions in C among the fields of the table at `index` as known. */
static void know_fields(lua_State *lua, int known, int index) {
  for (lua_pushnil(lua); lua_next(lua, index) != 0;) {
    if (!lua_iscfunction(lua, -1)) {
      lua_pop(lua, 1);
      continue;
    }
    lua_pushboolean(lua, 1);
    lua_rawset(lua, known);
  }
}

void zg_constants_begin(lua_State *lua) {
  lua_newtable(lua);
  int known = lua_gettop(lua);
  lua_pushglobaltable(lua);
  int globals = lua_gettop(lua);
  know_fields(lua, known, globals);
  for (lua_pushnil(lua); lua_next(lua, globals) != 0; lua_pop(lua, 1))
    if (lua_istable(lua, -1)) know_fields(lua, known, lua_gettop(lua));
  lua_settop(lua, known);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &known_key);
}

void zg_constants_take(lua_State *lua, int count) {
  int base = lua_gettop(lua) - count;
  struct walking w = {.lua = lua};
  luaL_checkstack(lua, 40, "the pack's locals");
  lua_newtable(lua);
  w.seen = lua_gettop(lua);
  lua_newtable(lua);
  w.todo = lua_gettop(lua);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &known_key);
  w.known = lua_gettop(lua);
  lua_newtable(lua);
  w.values = lua_gettop(lua);
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

/* Equal is not enough for numbers: 1 and 1.0, 0.0 and -0.0 can be told from each other, and not a
 * number is not even equal to itself. */
static bool same(lua_State *lua, int a, int b) {
  bool number = lua_type(lua, a) == LUA_TNUMBER && lua_type(lua, b) == LUA_TNUMBER;
  if (!number || lua_isinteger(lua, a)) {
    return lua_rawequal(lua, a, b) && (!number || lua_isinteger(lua, b));
  }
  lua_Number x = lua_tonumber(lua, a), y = lua_tonumber(lua, b);
  return !lua_isinteger(lua, b) && memcmp(&x, &y, sizeof x) == 0;
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
