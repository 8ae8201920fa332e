/* format: string.format, without %p, whatever the locale. */
#ifndef ZG_RULES_LIB_FORMAT_H
#define ZG_RULES_LIB_FORMAT_H

struct lua_State;

int zg_string_format(struct lua_State *lua);

#endif
