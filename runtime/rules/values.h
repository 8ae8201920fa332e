/* values: Lua values as JSON and back: state, settings, payloads of timers, data of actions.
 *
 * Plain data only: strings of valid UTF-8, numbers that are finite, booleans, money, tables whose
 * keys are strings or 1..n, views of the event; no cycles, at most 32 levels. An empty table is an
 * object, but in data a list where it is called `rejected`. Money becomes its amount as text, or
 * with ZG_VALUES_STATE {"$money":"199.00 CNY"} so that it comes back as money.
 */
#ifndef ZG_RULES_VALUES_H
#define ZG_RULES_VALUES_H

#include <stdbool.h>

#include "base/arena.h"
#include "data/money.h"

struct cJSON;
struct lua_State;

/* The one key of an object that is money: {"$money":"199.00 CNY"}. */
#define ZG_VALUES_MONEY "$money"

enum zg_values_mode { ZG_VALUES_DATA, ZG_VALUES_STATE };

/* Makes JSON of the value at `index`; keys sorted by bytes. Raises "cannot keep ...: why".
 * [-0, +0, v] */
struct cJSON *zg_values_read(struct lua_State *lua, int index, struct zg_arena *arena,
                             enum zg_values_mode mode);

/* Pushes the text, NULL as nil, and pays for it. Other than with lua_pushstring, which knows long
 * texts again by where they lie, what it costs is the same in each run. [-0, +1, v] */
void zg_values_push_text(struct lua_State *lua, const char *text);

/* Pushes the value as fresh, changeable Lua data; null and NULL push nil. [-0, +1, v] */
void zg_values_push(struct lua_State *lua, const struct cJSON *node);

/* Money as state and settings keep it. */
struct cJSON *zg_values_of_money(struct zg_arena *arena, struct zg_money money);

/* Whether the node is money as state keeps it; then fills *out. */
bool zg_values_money(const struct cJSON *node, struct zg_money *out);

#endif
