/* limits: what one pack may use: memory in all, and work in one run.
 *
 * Every Lua state of a pack is opened with the allocator here, which counts and refuses; every call
 * into it runs under a budget of steps that a hook takes from, and so do functions in C by the
 * bytes they touch, and the allocator by what is made. The budget is counted, not timed, so the
 * same run ends at the same step on every machine. When it is used up a flag is set that the
 * sandbox's own pcall will not swallow.
 *
 * What is counted must depend on the run alone, or a replay would end elsewhere. So these cost no
 * steps: short texts, since Lua may still know one from an earlier run; Lua's stack and its list of
 * texts, which stay from run to run; the vectors of tables, since how often a table with names
 * taken out and put in is built anew hangs on the seed of Lua's hashes. Vectors have a budget of
 * their own instead, as wide as that of steps, that honest packs do not come near.
 *
 * Some instructions of Lua work as long as their texts are (==, <, an index, a text as a number) or
 * the table is that pairs walks, and nobody can count that. Against these, and what nobody thought
 * of, stands a limit of processor time, several times what the budget of steps takes. Whether it
 * ended a run is told (`timed`), so that the journal can say so and a replay end the run likewise.
 */
#ifndef ZG_RULES_LIMITS_H
#define ZG_RULES_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lua_State;

enum {
  ZG_PACK_MEMORY = 16 << 20,           /* bytes of one pack's Lua state */
  ZG_PACK_BLOCK = 2 << 20,             /* its largest single block */
  ZG_PACK_TEXT = ZG_PACK_BLOCK - 1024, /* bytes of its longest text that C makes */
  ZG_RUN_STEPS = 2000000,              /* of one run; about 10 ms of plain Lua */
  ZG_SCENE_STEPS = 8000000,            /* of all runs on one event or timer */
  ZG_SCENE_MATCHING = 2000000,         /* of all regular expressions on it; then none matches */
  ZG_SCENE_TIME = 140,                 /* milliseconds of all runs on it */
  ZG_LOAD_STEPS = 50000000,            /* of loading a pack */
  ZG_MIGRATE_STEPS = 10000000,         /* of migrating all documents of one, while others wait */
  ZG_RUN_BYTES = 4 << 20, /* that one run (or loading) may make C keep beside the Lua state */
  ZG_CALL_STEPS = 8,      /* of a call into C, whatever it does */
  ZG_CLOSENESS = 3,       /* how closely a run can be watched */
};

/* A limit of processor time: so many nanoseconds. */
struct zg_deadline {
  int64_t time;
  int64_t look, until; /* when to look at the processor's clock, and when it is over */
};

struct zg_limits {
  size_t used; /* bytes now */
  size_t cap;
  size_t large[ZG_CLOSENESS]; /* how many blocks there are, by how long they take to compare, or to
                                 walk; of the small ones only the sum with all others is right */
  void *first; /* block of a state that is being opened, until the second is asked for */
  size_t first_size;
  const void *stack, *names; /* blocks of Lua's own */
  struct lua_State *lua;     /* while a run goes on */
  int64_t steps;             /* left in this run */
  int64_t bytes;             /* likewise */
  int64_t vectors;           /* bytes of tables' vectors, likewise */
  int stride, ticks;         /* instructions from hook to hook, and of a step not yet taken */
  int close;                 /* how short the stride became in the run */
  bool spent;                /* a limit of this run was reached: it must end */
  int failures;              /* to get memory, in this run */
  bool asking;               /* Lua was refused and will ask again */
  bool full;                 /* nothing more is given */
  size_t tidied;             /* bytes there were when all was collected between runs */
  const char *what;          /* which limit ended the run */
  bool timed;                /* that of time did */
  int patience;              /* how many times longer than usual a run may take; 0: once */
  struct zg_deadline until;
  struct zg_deadline *outer; /* of all runs together; NULL: none */
};

/* A lua_Alloc; `limits` is its ud. */
void *zg_limits_alloc(void *limits, void *old, size_t old_size, size_t new_size);

/* Begins a run of at most `steps`. */
void zg_limits_begin(struct zg_limits *limits, struct lua_State *lua, int64_t steps);
void zg_limits_end(struct lua_State *lua);

/* Takes `steps` for work done in C; raises when they are not left. [-0, +0, v] */
void zg_limits_charge(struct lua_State *lua, int64_t steps);

/* Takes for the argument at `index` what it costs to read it as a number, when it is a text: the
 * whole of it is looked at. [-0, +0, v] */
void zg_limits_charge_number(struct lua_State *lua, int index);

/* Takes `bytes` for memory outside the Lua state that this run causes: actions, timers, documents,
 * texts made alike. Raises when they are not left. [-0, +0, v] */
void zg_limits_weigh(struct lua_State *lua, size_t bytes);

/* Begins one; not exactly is cheaper, and right where it is looked at often. */
void zg_deadline_begin(struct zg_deadline *deadline, int64_t nanoseconds);
void zg_deadline_begin_exactly(struct zg_deadline *deadline, int64_t nanoseconds);
bool zg_deadline_over(struct zg_deadline *deadline);
/* What goes on between the two is not counted; resume takes what pause gave. One that has not begun
 * exactly is left as it is. */
int64_t zg_deadline_pause(const struct zg_deadline *deadline);
void zg_deadline_resume(struct zg_deadline *deadline, int64_t paused);

/* The limits of the state. */
struct zg_limits *zg_limits_of(struct lua_State *lua);

#endif
