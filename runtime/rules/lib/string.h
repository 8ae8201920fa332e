/* string: Lua's string library written afresh: the same results and the same messages, every call
 * paid for by the bytes it touches, nothing made that is longer than ZG_PACK_TEXT. */
#ifndef ZG_RULES_LIB_STRING_H
#define ZG_RULES_LIB_STRING_H

struct lua_State;

/* Makes the library and lets texts know it: ("x"):upper(), "1" + 1. [-0, +1, m] */
void zg_string_open(struct lua_State *lua);

#endif
