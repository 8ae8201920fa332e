/* money_api: the packs' `money`: exact amounts as Lua values.
 *
 *   local price = money("199.00", "CNY")
 *   price - price:share("3%"), price:share("3%", "up")   a share; "down", "up", or "half" (default)
 *   price:per(365), price:per(365, "up")                 a part, rounded likewise; "/" is an error
 *   price < other, price == other
 *   price:amount() is "199.00", price:short() is "199", price:currency() is "CNY" */
#ifndef ZG_RULES_MONEY_API_H
#define ZG_RULES_MONEY_API_H

#include "data/money.h"

struct lua_State;

/* Makes the metatable and the global `money`. [-0, +0, m] */
void zg_money_open(struct lua_State *lua);
/* [-0, +1, m] */
void zg_money_push(struct lua_State *lua, struct zg_money money);
/* The money at `index`, or NULL. */
const struct zg_money *zg_money_test(struct lua_State *lua, int index);
/* Raises when it is none. */
struct zg_money zg_money_check(struct lua_State *lua, int index);

#endif
