/* limits: what one pack may use: memory in all, and work in one run.
 *
 * Every Lua state of a pack is opened with the allocator here, which counts and refuses; every call
 * into it runs under a budget of steps that a hook takes from. The budget is counted, not timed, so
 * the same run ends at the same step on every machine. When it is used up a flag is set that the
 * sandbox's own pcall will not swallow. */
#ifndef ZG_RULES_LIMITS_H
#define ZG_RULES_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lua_State;

enum {
  ZG_PACK_MEMORY = 16 << 20, /* bytes of one pack's Lua state */
  ZG_PACK_BLOCK = 2 << 20,   /* its largest single block */
  ZG_RUN_STEPS = 2000000,    /* of one run; about 10 ms of plain Lua */
  ZG_LOAD_STEPS = 50000000,  /* of loading a pack */
  ZG_RUN_BYTES = 4 << 20,    /* that one run (or loading) may make C keep beside the Lua state */
};

struct zg_limits {
  size_t used; /* bytes now */
  size_t cap;
  int64_t steps;    /* left in this run */
  int64_t bytes;    /* likewise */
  bool spent;       /* a limit of this run was reached: it must end */
  int refusals;     /* of memory, in this run */
  const char *what; /* which limit ended the run */
};

/* A lua_Alloc; `limits` is its ud. */
void *zg_limits_alloc(void *limits, void *old, size_t old_size, size_t new_size);

/* Begins a run of at most `steps`. */
void zg_limits_begin(struct zg_limits *limits, struct lua_State *lua, int64_t steps);
void zg_limits_end(struct lua_State *lua);

/* Takes `steps` for work done in C; raises when they are not left. [-0, +0, v] */
void zg_limits_charge(struct lua_State *lua, int64_t steps);

/* Takes `bytes` for memory outside the Lua state that this run causes: actions, timers, documents,
 * texts made alike. Raises when they are not left. [-0, +0, v] */
void zg_limits_weigh(struct lua_State *lua, size_t bytes);

/* The limits of the state. */
struct zg_limits *zg_limits_of(struct lua_State *lua);

#endif
