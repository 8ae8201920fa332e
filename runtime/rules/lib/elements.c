#include "rules/lib/elements.h"

#include <lauxlib.h>

#include "rules/frozen.h"
#include "rules/limits.h"

enum { ELEMENT_STEPS = 3 };

static bool knows(lua_State *lua, int arg, const char *field) {
  if (luaL_getmetafield(lua, arg, field) == LUA_TNIL) return false;
  lua_pop(lua, 1);
  return true;
}

struct zg_elements zg_elements_check(lua_State *lua, int arg, int done) {
  bool table = lua_type(lua, arg) == LUA_TTABLE;
  bool able = table || ((!(done & ZG_READS) || knows(lua, arg, "__index")) &&
                        (!(done & ZG_WRITES) || knows(lua, arg, "__newindex")) &&
                        (!(done & ZG_MEASURES) || knows(lua, arg, "__len")));
  zg_limits_charge(lua, ZG_CALL_STEPS);
  if (zg_frozen_is(lua, arg) && (done & ZG_WRITES))
    luaL_error(lua, "what stands in the file cannot be set here while a rule runs; copy it first");
  zg_frozen_open(lua, arg);
  if (!able) luaL_checktype(lua, arg, LUA_TTABLE);
  bool plain = !lua_getmetatable(lua, arg);
  if (!plain) lua_pop(lua, 1);
  return (struct zg_elements){.lua = lua, .index = arg, .raw = table && plain};
}

lua_Integer zg_elements_count(const struct zg_elements *elements) {
  if (lua_type(elements->lua, elements->index) == LUA_TTABLE)
    return (lua_Integer)lua_rawlen(elements->lua, elements->index);
  return luaL_len(elements->lua, elements->index);
}

int zg_elements_get(const struct zg_elements *elements, lua_Integer i) {
  zg_limits_charge(elements->lua, ELEMENT_STEPS);
  return elements->raw ? lua_rawgeti(elements->lua, elements->index, i)
                       : lua_geti(elements->lua, elements->index, i);
}

void zg_elements_set(const struct zg_elements *elements, lua_Integer i) {
  zg_limits_charge(elements->lua, ELEMENT_STEPS);
  if (elements->raw)
    lua_rawseti(elements->lua, elements->index, i);
  else
    lua_seti(elements->lua, elements->index, i);
}
