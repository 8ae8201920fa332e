/* charged: functions of Lua's own libraries that are kept, at a price: they read texts as numbers,
 * compare texts or pass on many values, and do nothing else that takes long. */
#ifndef ZG_RULES_LIB_CHARGED_H
#define ZG_RULES_LIB_CHARGED_H

struct lua_State;

/* Puts a function that charges in place of the function on the top. [-1, +1, m] */
void zg_charged_wrap(struct lua_State *lua);

#endif
