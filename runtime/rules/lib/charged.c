#include "rules/lib/charged.h"

#include <assert.h>

#include <lua.h>

#include "rules/limits.h"

/* Upvalue: the function, which has none of its own and so can be called in our place: its messages
 * then name it, and not us. */
static int charged(lua_State *lua) {
  int count = lua_gettop(lua);
  zg_limits_charge(lua, ZG_CALL_STEPS + count / 8);
  for (int i = 1; i <= count; i++)
    zg_limits_charge_number(lua, i);
  return lua_tocfunction(lua, lua_upvalueindex(1))(lua);
}

void zg_charged_wrap(lua_State *lua) {
  assert(lua_iscfunction(lua, -1));
  lua_pushcclosure(lua, charged, 1);
}
