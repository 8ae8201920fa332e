/* actions_api: the words a run returns: say, offer, accept, decline, gift, choose, alert, clear,
 * handoff, action. Each makes a table { type =, data = } that can be changed before it is returned;
 * whom it is for (conversation, order, item) is taken from the event where the rule does not say.
 */
#ifndef ZG_RULES_ACTIONS_API_H
#define ZG_RULES_ACTIONS_API_H

struct lua_State;
struct zg_arena;
struct zg_draft;

/* Makes the globals. [-0, +0, m] */
void zg_actions_open(struct lua_State *lua);

/* Reads what a run returned, at `index`: nothing, or a list of actions. Raises when it is neither,
 * or an action is not one. [-0, +0, v] */
struct zg_draft *zg_actions_read(struct lua_State *lua, int index, struct zg_arena *arena);

/* Reads one action table. [-0, +0, v] */
struct zg_draft *zg_action_read(struct lua_State *lua, int index, struct zg_arena *arena);

/* Pushes a draft as such a table. [-0, +1, m] */
void zg_action_push(struct lua_State *lua, const struct zg_draft *draft);

#endif
