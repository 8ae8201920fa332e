/* constants: what a pack's files have made stays as it is while its rules run.
 *
 * A run is a function of its event and of ctx, and of nothing else: what one run leaves in a local
 * of the file, or in a table that stands there, another would see, a restart would forget, and a
 * replay could not know. So when a pack is loaded every table that its rules can reach is frozen,
 * and after each run the locals of the file are looked at, and put back. */
#ifndef ZG_RULES_CONSTANTS_H
#define ZG_RULES_CONSTANTS_H

struct lua_State;
struct zg_constants;

/* Notes the functions in C that are there before the pack's files run: those keep nothing. [-0, +0,
 * m] */
void zg_constants_begin(struct lua_State *lua);

/* Freezes what can be reached from the functions on the stack, `count` of them. Raises, with a
 * sentence, when something there keeps a state of its own (an iterator). The result is a userdata
 * kept in the registry. [-count, +0, v] */
void zg_constants_take(struct lua_State *lua, int count);

/* Puts back whatever locals of the file the last run has set. The name of one of them, or NULL: all
 * are as they were. Valid while the state is. [-0, +0, -] */
const char *zg_constants_restore(struct lua_State *lua);

#endif
