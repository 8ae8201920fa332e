/* metatable: the pack's setmetatable, an allow-list: of the table given, fields that cannot keep
 * Lua busy in C, hold on to a table that goes, or run when nobody expects it, are copied into a
 * fresh metatable, which nobody can reach any more. */
#ifndef ZG_RULES_LIB_METATABLE_H
#define ZG_RULES_LIB_METATABLE_H

struct lua_State;

int zg_setmetatable(struct lua_State *lua);

#endif
