/* condition_load: compiles the `when` of a declaration, and says at once what is wrong with it. */
#ifndef ZG_RULES_CONDITION_LOAD_H
#define ZG_RULES_CONDITION_LOAD_H

#include <stdbool.h>
#include <stddef.h>

struct lua_State;
struct zg_condition;

/* Compiles the list of conditions at `index` (nil gives NULL). `on` are the types the rule listens
 * to: where all are types of the contract, paths are checked against it. Raises. [-0, +0, e] */
struct zg_condition *zg_condition_load(struct lua_State *lua, int index, char *const *on,
                                       size_t on_count, const char *what);

/* Makes the globals any, all and none, which mark a list of conditions. [-0, +0, m] */
void zg_condition_open(struct lua_State *lua);

#endif
