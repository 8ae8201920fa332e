/* pairs: the order in which a table is walked: numbers first, then texts by their bytes. Lua's own
 * order depends on addresses, so a replay could differ from the day it replays. */
#ifndef ZG_RULES_PAIRS_H
#define ZG_RULES_PAIRS_H

#include <stddef.h>

struct lua_State;

/* Pushes an array of the keys of the table at `index`, in order; returns how many. Raises when a
 * key is neither number nor text nor boolean. [-0, +1, v] */
size_t zg_pairs_keys(struct lua_State *lua, int index);

/* The pack's `pairs`. A view is walked in the order of its JSON. */
int zg_pairs(struct lua_State *lua);

/* The pack's `next`, in the same order. */
int zg_next(struct lua_State *lua);

/* The pack's `ipairs`: Lua's own, but paid for. */
int zg_ipairs(struct lua_State *lua);

#endif
