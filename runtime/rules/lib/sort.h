/* sort: table.sort as a merge sort: bounded whatever the comparator says, so it knows no "invalid
 * order function"; what is equal stays in its order; a comparator that raises leaves the list as it
 * was. A comparator written in C is refused, since it could work unseen. */
#ifndef ZG_RULES_LIB_SORT_H
#define ZG_RULES_LIB_SORT_H

struct lua_State;

int zg_table_sort(struct lua_State *lua);

#endif
