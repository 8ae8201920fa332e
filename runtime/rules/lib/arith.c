#include "rules/lib/arith.h"

#include <stdbool.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/limits.h"

static const struct operation {
  const char *name;
  int code;
} operations[] = {
    {"__add", LUA_OPADD}, {"__sub", LUA_OPSUB}, {"__mul", LUA_OPMUL},   {"__mod", LUA_OPMOD},
    {"__pow", LUA_OPPOW}, {"__div", LUA_OPDIV}, {"__idiv", LUA_OPIDIV}, {"__unm", LUA_OPUNM},
};

/* Pushes the number that the argument is, or is the text of. [-0, +(0|1), v] */
static bool push_number(lua_State *lua, int arg) {
  size_t len = 0;
  if (lua_type(lua, arg) == LUA_TNUMBER) {
    lua_pushvalue(lua, arg);
    return true;
  }
  zg_limits_charge_number(lua, arg);
  const char *text = lua_tolstring(lua, arg, &len);
  return text != NULL && lua_stringtonumber(lua, text) == len + 1;
}

/* One operand is no number: the second one may know what to do. */
static int ask_other(lua_State *lua, const char *name) {
  lua_settop(lua, 2);
  if (lua_type(lua, 2) == LUA_TSTRING || luaL_getmetafield(lua, 2, name) == LUA_TNIL)
    return luaL_error(lua, "attempt to %s a '%s' with a '%s'", name + 2, luaL_typename(lua, 1),
                      luaL_typename(lua, 2));
  lua_insert(lua, 1);
  lua_call(lua, 2, 1);
  return 1;
}

/* Upvalue: the operation. A minus has its operand twice. */
static int calculate(lua_State *lua) {
  const struct operation *operation = lua_touserdata(lua, lua_upvalueindex(1));
  zg_limits_charge(lua, ZG_CALL_STEPS);
  if (!push_number(lua, 1) || !push_number(lua, 2)) return ask_other(lua, operation->name);
  if (operation->code == LUA_OPUNM) lua_pop(lua, 1);
  lua_arith(lua, operation->code);
  return 1;
}

void zg_arith_open(lua_State *lua) {
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
    lua_pushlightuserdata(lua, (void *)&operations[i]);
    lua_pushcclosure(lua, calculate, 1);
    lua_setfield(lua, -2, operations[i].name);
  }
}
