/* table: Lua's table library written afresh: every element paid for, unpack gives at most 1,000,
 * and sort is a merge sort, whatever the comparator says.
 *
 * Tables are reached raw, except those with a metatable: the frozen ones and, as no tables, the
 * read-only parts of an event. No pack can make a metatable, so what answers there is ours. */
#ifndef ZG_RULES_LIB_TABLE_H
#define ZG_RULES_LIB_TABLE_H

struct lua_State;

/* [-0, +1, m] */
void zg_table_open(struct lua_State *lua);

#endif
