/* view: JSON seen from Lua without copying: the event, read-only.
 *
 * A view is good for the run it was made in; kept longer it raises instead of dangling. Objects
 * index by name, arrays by 1..n; `#`, pairs and ipairs work; null reads as nil. */
#ifndef ZG_RULES_VIEW_H
#define ZG_RULES_VIEW_H

#include <stdint.h>

struct cJSON;
struct lua_State;

/* Makes the metatable; once per state. [-0, +0, m] */
void zg_view_open(struct lua_State *lua);

/* Pushes a value: scalars and money as themselves, objects and arrays as views that are good while
 * *turn has its present value; `turn` NULL: for the state's life. [-0, +1, m] */
void zg_view_push(struct lua_State *lua, const uint64_t *turn, const struct cJSON *node);

/* The node behind the view at `index`, or NULL when it is not a view; raises when it is stale.
 * [-0, +0, v] */
const struct cJSON *zg_view_node(struct lua_State *lua, int index);

#endif
