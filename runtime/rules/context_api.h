/* context_api: the `ctx` of a run: its time, its memory, its timers, its luck.
 *
 *   ctx.now  ctx.late  ctx.settings  ctx.shop  ctx.tables.NAME[key]
 *   ctx.state.SCOPE   ctx.facts.SCOPE       durable tables, private to the pack or shared
 *   ctx.after("30s", "name", data)  ctx.at(time, "name", data)  ctx.cancel("name")
 *   ctx.random()  ctx.random(n)  ctx.random(a, b)  ctx.log(...) */
#ifndef ZG_RULES_CONTEXT_API_H
#define ZG_RULES_CONTEXT_API_H

struct lua_State;
struct zg_pack;

/* Makes ctx and keeps it; once per state. [-0, +0, m] */
void zg_context_open(struct lua_State *lua);

/* Pushes ctx. [-0, +1, -] */
void zg_context_push(struct lua_State *lua);

/* A fair whole number from `low` to `high` out of the run's own sequence. */
long long zg_context_random(struct zg_pack *pack, long long low, long long high);

/* After a run that did not fail: the state documents it looked at, as it left them, become effects.
 * [-0, +0, v] */
void zg_context_collect(struct lua_State *lua, struct zg_pack *pack);

/* Forgets the state documents of the last run. [-0, +0, m] */
void zg_context_reset(struct lua_State *lua);

#endif
