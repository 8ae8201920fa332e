/* item: one item of a pattern: a letter, ".", a class as "%a", a set as "[a-z%d]". What takes it
 * once, or many times, is match.h's. */
#ifndef ZG_RULES_LIB_ITEM_H
#define ZG_RULES_LIB_ITEM_H

#include <stdbool.h>

struct lua_State;

/* Where the item at `at` ends. Raises when the pattern is malformed. [-0, +0, v] */
const char *zg_item_end(struct lua_State *lua, const char *at, const char *pattern_end);

/* Whether the item takes the byte. Adds to *steps what it cost. */
bool zg_item_takes(const char *item, const char *item_end, unsigned char byte, int *steps);

#endif
