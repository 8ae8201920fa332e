/* lua_calls: random calls of Lua's libraries, as data, to be made in any state. */
#ifndef ZG_TESTS_LUA_CALLS_H
#define ZG_TESTS_LUA_CALLS_H

#include <stdbool.h>
#include <stddef.h>

#include <lua.h>

#include "property/dice.h"

enum {
  ARGS = 6,
  TEXT = 160,
  ITEMS = 8,
  FUNCTIONS = 36,
  REPLACEMENTS = 8, /* of lua_functions, for gsub; behind them the comparators of sort */
  COMPARATORS = 3,
};

/* What a call is made with; pushed alike into both states. */
struct value {
  enum { NONE, NIL, TRUE, FALSE, INTEGER, REAL, STRING, LIST, FUNCTION } kind;
  lua_Integer integer;
  double real;
  char text[TEXT];
  size_t len;
  int count; /* of a list's items, which follow */
  struct value *items;
};

struct call {
  int function;
  int count;
  struct value args[ARGS];
  struct value items[ARGS][ITEMS];
};

/* The source of each function that is called. */
extern const char *const lua_sources[FUNCTIONS];

/* The source of the functions they are called with, by number. */
extern const char lua_functions[];

/* Whether the source calls what is named. */
bool lua_calls(const char *source, const char *name);

/* Fills *call by chance, so that Lua itself ends it soon. */
void lua_roll(struct dice *dice, struct call *call);

#endif
