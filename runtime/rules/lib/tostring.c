#include "rules/lib/tostring.h"

#include <stdbool.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/limits.h"

enum { NUMBER_STEPS = 60 };

const char *zg_tostring_push(lua_State *lua, int index, size_t *len) {
  int type = lua_type(lua, index);
  bool plain =
      type == LUA_TNIL || type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING;
  if (!plain && luaL_getmetafield(lua, index, "__tostring") != LUA_TNIL) {
    lua_pop(lua, 1);
    plain = true;
  }
  if (type == LUA_TNUMBER) zg_limits_charge(lua, NUMBER_STEPS);
  if (plain) return luaL_tolstring(lua, index, len);
  lua_pushstring(lua, luaL_typename(lua, index));
  return lua_tolstring(lua, -1, len);
}

int zg_tostring(lua_State *lua) {
  luaL_checkany(lua, 1);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  zg_tostring_push(lua, 1, NULL);
  return 1;
}
