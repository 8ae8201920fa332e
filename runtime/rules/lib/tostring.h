/* tostring: values as texts, without addresses: what has no text of its own is shown by its type,
 * since where it lies differs from process to process. */
#ifndef ZG_RULES_LIB_TOSTRING_H
#define ZG_RULES_LIB_TOSTRING_H

#include <stddef.h>

struct lua_State;

/* Pushes the text of the value at `index` and returns it. [-0, +1, v] */
const char *zg_tostring_push(struct lua_State *lua, int index, size_t *len);

/* The pack's `tostring`. */
int zg_tostring(struct lua_State *lua);

#endif
