#include "rules/frozen.h"

#include <lauxlib.h>
#include <lua.h>

/* The table behind, in the metatable, by this address. */
static const char behind_key;

static int refuse(lua_State *lua) {
  const char *name = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : "?";
  return luaL_error(lua, "\"%s\" cannot be set here while a rule runs; use local, or ctx.state",
                    name);
}

static int measure(lua_State *lua) {
  zg_frozen_open(lua, 1);
  lua_pushinteger(lua, (lua_Integer)lua_rawlen(lua, 1));
  return 1;
}

/* Moves all fields of the table below the top into the one on the top. [-0, +0, m] */
static void move_fields(lua_State *lua, int from) {
  for (lua_pushnil(lua); lua_next(lua, from) != 0;) {
    lua_pushvalue(lua, -2);
    lua_insert(lua, -2);
    lua_rawset(lua, -4);
    lua_pushvalue(lua, -1);
    lua_pushnil(lua);
    lua_rawset(lua, from);
  }
}

/* Lua gives the room of a table back only when one more key finds none: so the room of a list that
 * was moved is given back here, else every list would take it twice. [-0, +0, m] */
static void give_back(lua_State *lua, int index) {
  lua_pushboolean(lua, 1);
  lua_rawsetp(lua, index, &behind_key);
  lua_pushnil(lua);
  lua_rawsetp(lua, index, &behind_key);
}

/* Copies the fields of the old metatable, if there is one, into the new one on the top; what the
 * table itself has not is looked for where it was before. [-0, +0, m] */
static void keep_metatable(lua_State *lua, int index, int behind) {
  int meta = lua_gettop(lua);
  if (!lua_getmetatable(lua, index)) return;
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) {
    lua_pushvalue(lua, -2);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, meta);
  }
  lua_createtable(lua, 0, 1);
  lua_getfield(lua, -2, "__index");
  lua_setfield(lua, -2, "__index");
  lua_setmetatable(lua, behind);
  lua_pop(lua, 1);
}

static void set_function(lua_State *lua, const char *name, lua_CFunction function) {
  lua_pushcfunction(lua, function);
  lua_setfield(lua, -2, name);
}

void zg_frozen_make(lua_State *lua, int index) {
  index = lua_absindex(lua, index);
  if (zg_frozen_is(lua, index)) return;
  luaL_checkstack(lua, 8, "freezing");
  lua_newtable(lua);
  int behind = lua_gettop(lua);
  move_fields(lua, index);
  give_back(lua, index);
  lua_createtable(lua, 0, 6);
  keep_metatable(lua, index, behind);
  if (lua_getfield(lua, -1, "__len") == LUA_TNIL) {
    lua_pop(lua, 1);
    set_function(lua, "__len", measure);
  } else {
    lua_pop(lua, 1);
  }
  lua_pushvalue(lua, behind);
  lua_setfield(lua, -2, "__index");
  set_function(lua, "__newindex", refuse);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pushvalue(lua, behind);
  lua_rawsetp(lua, -2, &behind_key);
  lua_setmetatable(lua, index);
  lua_pop(lua, 1);
}

/* Pushes the table behind, if the value is a frozen table. [-0, +(0|1), -] */
static bool push_behind(lua_State *lua, int index) {
  if (lua_type(lua, index) != LUA_TTABLE || !lua_getmetatable(lua, index)) return false;
  bool frozen = lua_rawgetp(lua, -1, &behind_key) == LUA_TTABLE;
  lua_remove(lua, -2);
  if (!frozen) lua_pop(lua, 1);
  return frozen;
}

bool zg_frozen_is(lua_State *lua, int index) {
  bool frozen = push_behind(lua, index);
  if (frozen) lua_pop(lua, 1);
  return frozen;
}

void zg_frozen_open(lua_State *lua, int index) {
  index = lua_absindex(lua, index);
  if (push_behind(lua, index)) lua_replace(lua, index);
}
