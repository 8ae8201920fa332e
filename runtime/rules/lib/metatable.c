#include "rules/lib/metatable.h"

#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/limits.h"

enum { LONGEST_CHAIN = 8, SET_STEPS = 100 };

/* In a metatable of ours: how many tables can follow one another from here by __index or
 * __newindex. */
static const char depth_key;

static const char *const allowed[] = {"__add", "__sub",      "__mul",    "__div", "__mod",  "__pow",
                                      "__unm", "__idiv",     "__band",   "__bor", "__bxor", "__shl",
                                      "__shr", "__bnot",     "__concat", "__len", "__eq",   "__lt",
                                      "__le",  "__tostring", NULL};
static const char *const chains[] = {"__index", "__newindex"};

static bool is_allowed(const char *name) {
  for (size_t i = 0; allowed[i] != NULL; i++)
    if (strcmp(allowed[i], name) == 0) return true;
  return strcmp(name, "__index") == 0 || strcmp(name, "__newindex") == 0 ||
         strcmp(name, "__name") == 0;
}

/* Only names of metamethods count; a class may well be its own metatable, and have others. */
static void check_names(lua_State *lua, int index) {
  for (lua_pushnil(lua); lua_next(lua, index) != 0; lua_pop(lua, 1)) {
    const char *name = lua_type(lua, -2) == LUA_TSTRING ? lua_tostring(lua, -2) : "";
    zg_limits_charge(lua, 1);
    if (strncmp(name, "__", 2) == 0 && !is_allowed(name))
      luaL_error(lua, "setmetatable: \"%s\" is not known here", name);
  }
}

/* The depth of the table at `index`. One that has no metatable yet gets one, which says so: it
 * could get longer otherwise after it was counted. */
static int seal(lua_State *lua, int index) {
  if (!lua_getmetatable(lua, index)) {
    lua_createtable(lua, 0, 2);
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pushinteger(lua, 0);
    lua_rawsetp(lua, -2, &depth_key);
    lua_pushvalue(lua, -1);
    lua_setmetatable(lua, index);
  }
  lua_rawgetp(lua, -1, &depth_key);
  int depth = (int)lua_tointeger(lua, -1);
  lua_pop(lua, 2);
  return depth;
}

/* Copies a field that looks on: a function, or a table. Returns how deep it leads. */
static int copy_chain(lua_State *lua, int from, int to, const char *name) {
  int depth = 0;
  lua_getfield(lua, from, name);
  if (lua_istable(lua, -1)) {
    if (lua_rawequal(lua, -1, 1)) luaL_error(lua, "setmetatable: a table cannot look on in itself");
    depth = seal(lua, lua_gettop(lua)) + 1;
    if (depth > LONGEST_CHAIN)
      luaL_error(lua, "setmetatable: more than %d tables follow one another by %s", LONGEST_CHAIN,
                 name);
  } else if (!lua_isnil(lua, -1) && (!lua_isfunction(lua, -1) || lua_iscfunction(lua, -1))) {
    luaL_error(lua, "setmetatable: %s must be a function of yours, or a table", name);
  }
  lua_setfield(lua, to, name);
  return depth;
}

static void copy_functions(lua_State *lua, int from, int to) {
  for (size_t i = 0; allowed[i] != NULL; i++) {
    if (lua_getfield(lua, from, allowed[i]) == LUA_TNIL) {
      lua_pop(lua, 1);
      continue;
    }
    if (!lua_isfunction(lua, -1) || lua_iscfunction(lua, -1))
      luaL_error(lua, "setmetatable: %s must be a function of yours", allowed[i]);
    lua_setfield(lua, to, allowed[i]);
  }
  if (lua_getfield(lua, from, "__name") == LUA_TSTRING)
    lua_setfield(lua, to, "__name");
  else
    lua_pop(lua, 1);
}

int zg_setmetatable(lua_State *lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  if (!lua_isnil(lua, 2)) luaL_checktype(lua, 2, LUA_TTABLE);
  zg_limits_charge(lua, SET_STEPS);
  lua_settop(lua, 2);
  if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL)
    return luaL_error(lua, "setmetatable: the table has one already, or another looks on in it");
  if (lua_isnil(lua, 2)) return lua_settop(lua, 1), 1;
  check_names(lua, 2);
  lua_createtable(lua, 0, 6);
  int depth = 0;
  for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
    int led = copy_chain(lua, 2, 3, chains[i]);
    if (led > depth) depth = led;
  }
  copy_functions(lua, 2, 3);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, 3, "__metatable");
  lua_pushinteger(lua, depth);
  lua_rawsetp(lua, 3, &depth_key);
  lua_setmetatable(lua, 1);
  lua_settop(lua, 1);
  return 1;
}
