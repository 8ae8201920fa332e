/* arith: "10" + 1. A text in arithmetic is read as a number, at the price of its length. (The Lua
 * we have knows no texts under & | ~ << >>.) */
#ifndef ZG_RULES_LIB_ARITH_H
#define ZG_RULES_LIB_ARITH_H

struct lua_State;

/* Sets the arithmetic of texts in the metatable on the top. [-0, +0, m] */
void zg_arith_open(struct lua_State *lua);

#endif
