/* find: string.find, match, gmatch and gsub, over match.h. */
#ifndef ZG_RULES_LIB_FIND_H
#define ZG_RULES_LIB_FIND_H

struct lua_State;

int zg_string_find(struct lua_State *lua);
int zg_string_match(struct lua_State *lua);
int zg_string_gmatch(struct lua_State *lua);
int zg_string_gsub(struct lua_State *lua);

#endif
