/* match: Lua's patterns, with every step counted and charged, so that no pattern runs for long.
 *
 * What it finds and what it complains of is what Lua's own string library does (5.4.4); a pattern
 * is read as it is needed, so one that is malformed behind where the match fails is no error. */
#ifndef ZG_RULES_LIB_MATCH_H
#define ZG_RULES_LIB_MATCH_H

#include <stdbool.h>
#include <stddef.h>

struct lua_State;

enum { ZG_CAPTURES = 32 };

struct zg_capture {
  const char *start;
  ptrdiff_t len; /* or, below 0, what it is yet */
};

struct zg_match {
  struct lua_State *lua;
  const char *text, *text_end, *pattern_end;
  int steps; /* not yet charged */
  int depth; /* of matches in matches */
  int count; /* of captures */
  struct zg_capture captures[ZG_CAPTURES];
};

/* Borrows text and pattern, which are Lua's and so end with a NUL. */
void zg_match_init(struct zg_match *m, struct lua_State *lua, const char *text, size_t len,
                   const char *pattern_end);

/* Matches the pattern at `at`, afresh. The end of the match, or NULL. [-0, +0, v] */
const char *zg_match_try(struct zg_match *m, const char *at, const char *pattern);

/* Charges what was counted since the last time; to be called before results are given. */
void zg_match_pay(struct zg_match *m);

/* Capture `i`, from 0; the whole match, from `start` to `end`, stands for the first when there are
 * none. NULL when it is a place: then *len is that place, from 1. [-0, +0, v] */
const char *zg_match_capture(struct zg_match *m, int i, const char *start, const char *end,
                             size_t *len);

/* Pushes it. [-0, +1, v] */
void zg_match_push(struct zg_match *m, int i, const char *start, const char *end);

/* Pushes all captures and returns how many; `start` NULL: nothing when there are none. */
int zg_match_push_all(struct zg_match *m, const char *start, const char *end);

#endif
