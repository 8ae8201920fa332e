#include "rules/lib/args.h"

#include <lauxlib.h>

#include "rules/limits.h"

lua_Integer zg_arg_integer(lua_State *lua, int arg) {
  zg_limits_charge_number(lua, arg);
  return luaL_checkinteger(lua, arg);
}

lua_Integer zg_arg_integer_or(lua_State *lua, int arg, lua_Integer fallback) {
  return lua_isnoneornil(lua, arg) ? fallback : zg_arg_integer(lua, arg);
}

lua_Number zg_arg_number(lua_State *lua, int arg) {
  zg_limits_charge_number(lua, arg);
  return luaL_checknumber(lua, arg);
}

size_t zg_arg_start(lua_Integer place, size_t len) {
  if (place > 0) return (size_t)place;
  if (place == 0 || place < -(lua_Integer)len) return 1;
  return (size_t)((lua_Integer)len + place + 1);
}

size_t zg_arg_end(lua_State *lua, int arg, lua_Integer fallback, size_t len) {
  lua_Integer place = zg_arg_integer_or(lua, arg, fallback);
  if (place > (lua_Integer)len) return len;
  if (place >= 0) return (size_t)place;
  if (place < -(lua_Integer)len) return 0;
  return (size_t)((lua_Integer)len + place + 1);
}
