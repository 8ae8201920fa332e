/* utf8: Lua's utf8 library written afresh, every byte that is looked at paid for. */
#ifndef ZG_RULES_LIB_UTF8_H
#define ZG_RULES_LIB_UTF8_H

struct lua_State;

/* [-0, +1, m] */
void zg_utf8_open(struct lua_State *lua);

#endif
