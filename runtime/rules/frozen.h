/* frozen: tables that can be read and not set any more.
 *
 * What such a table held lies in another one behind it, which its metatable finds, so that Lua
 * meets the refusal wherever something is set. C sees an empty table there and must look behind it.
 */
#ifndef ZG_RULES_FROZEN_H
#define ZG_RULES_FROZEN_H

#include <stdbool.h>

struct lua_State;

/* Freezes the table at `index`, which may have a metatable made by setmetatable; what that does
 * goes on. A frozen one is left as it is. [-0, +0, m] */
void zg_frozen_make(struct lua_State *lua, int index);

bool zg_frozen_is(struct lua_State *lua, int index);

/* Puts the table behind a frozen one into its place on the stack, for reading only. Anything else
 * is left. [-0, +0, -] */
void zg_frozen_open(struct lua_State *lua, int index);

#endif
