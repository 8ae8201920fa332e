/* elements: what functions of the table library have in common: reaching 1, 2, 3 ... of a table, or
 * of what can be indexed like one. */
#ifndef ZG_RULES_LIB_ELEMENTS_H
#define ZG_RULES_LIB_ELEMENTS_H

#include <stdbool.h>

#include <lua.h>

/* What a function does with its argument. */
enum { ZG_READS = 1, ZG_WRITES = 2, ZG_MEASURES = 4 };

struct zg_elements {
  lua_State *lua;
  int index;
  bool raw;
};

/* The argument, which must be a table or know what is `done` with it. [-0, +0, v] */
struct zg_elements zg_elements_check(lua_State *lua, int arg, int done);

/* The length: of a table the raw one. */
lua_Integer zg_elements_count(const struct zg_elements *elements);

/* Pushes element `i` and pays for it; its type. [-0, +1, v] */
int zg_elements_get(const struct zg_elements *elements, lua_Integer i);

/* Sets element `i` to the value on the top. [-1, +0, v] */
void zg_elements_set(const struct zg_elements *elements, lua_Integer i);

#endif
