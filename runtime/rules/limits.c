#include "rules/limits.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lua_seed.h"

enum {
  STRIDE = 100,      /* instructions from hook to hook */
  FAILURES = 2,      /* to get memory */
  COLLECTIONS = 5,   /* of everything, since there was no memory */
  OBJECT_STEPS = 10, /* to make one, and to collect it again */
  BYTES_A_STEP = 32,
  SHORT_TEXT = 65,       /* a text of 40 bytes with what Lua keeps beside it */
  VECTOR_BYTES = 256,    /* that a vector costs beside its own */
  NODE_BYTES = 24,       /* of a table's hash; it has a power of two of them */
  NODES = 1 << 13,       /* more, with keys that collide, would take too long to arrange anew */
  NAMES_BYTES = 1024,    /* of the list of texts in a fresh state */
  STEP_NANOSECONDS = 40, /* eight times what a step of plain Lua takes */
#if defined(__SANITIZE_ADDRESS__)
  SLOWER = 5,
#else
  SLOWER = 1,
#endif
};

static const char out_of_steps[] = "it took more steps than one run may";
static const char out_of_bytes[] = "it made more than one run may";
static const char out_of_memory[] = "it used more memory than a pack may";
static const char out_of_time[] = "it took longer than one run may";

static void spend(lua_State *lua, lua_Debug *at);

/* With blocks so large there are so many instructions from hook to hook. The worst of them is < of
 * two texts of zeros, which asks the C library anew for every byte: a millisecond for 100 KiB. */
static const struct closeness {
  size_t size;
  int stride;
} closeness[ZG_CLOSENESS] = {{0, STRIDE}, {64 << 10, 10}, {256 << 10, 2}};

static int closeness_of(size_t size) {
  int level = ZG_CLOSENESS - 1;
  while (size < closeness[level].size)
    level--;
  return level;
}

static int64_t nanoseconds(clockid_t clock) {
  struct timespec now = {0};
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void zg_deadline_begin(struct zg_deadline *deadline, int64_t time) {
  deadline->time = time * SLOWER;
  deadline->look = nanoseconds(CLOCK_MONOTONIC_COARSE) + 1;
  deadline->until = 0;
}

void zg_deadline_begin_exactly(struct zg_deadline *deadline, int64_t time) {
  deadline->time = time * SLOWER;
  deadline->look = nanoseconds(CLOCK_MONOTONIC_COARSE) + deadline->time / 2;
  deadline->until = nanoseconds(CLOCK_THREAD_CPUTIME_ID) + deadline->time;
}

/* The coarse clock is cheap to read, but goes on while others have the processor; so the other one
 * is read when the coarse one has gone on for the first time, and when it says that time is up. */
bool zg_deadline_over(struct zg_deadline *deadline) {
  int64_t now = nanoseconds(CLOCK_MONOTONIC_COARSE);
  if (now < deadline->look) return false;
  int64_t used = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (deadline->until != 0) return used >= deadline->until;
  deadline->look = now + deadline->time;
  deadline->until = used + deadline->time;
  return false;
}

int64_t zg_deadline_pause(const struct zg_deadline *deadline) {
  return deadline->until != 0 ? nanoseconds(CLOCK_THREAD_CPUTIME_ID) : 0;
}

void zg_deadline_resume(struct zg_deadline *deadline, int64_t paused) {
  if (paused != 0) deadline->until += nanoseconds(CLOCK_THREAD_CPUTIME_ID) - paused;
}

/* Lua asks twice: refused for the first time it collects everything, refused again it raises. What
 * does not fit even then depends on the run alone, so the second such failure ends the run; how
 * often collecting helps depends on what was there to collect, so only time ends that. Then nothing
 * more is given, so that the run ends here and not at the next hook. */
static void *refuse(struct zg_limits *limits) {
  limits->failures += limits->asking;
  limits->asking = !limits->asking;
  bool over = limits->lua != NULL && zg_deadline_over(&limits->until);
  if (limits->failures >= FAILURES || over) {
    limits->timed |= limits->failures < FAILURES;
    limits->full = limits->spent = true;
    limits->what = out_of_memory;
  }
  return NULL;
}

/* Whether a fresh vector is the hash of a table with more nodes than one may have. Arrays of that
 * size do not come fresh: they grow, and C makes none of 49,152 elements (see pairs.c). */
static bool is_wide_hash(size_t size) {
  size_t nodes = size / NODE_BYTES;
  return size % NODE_BYTES == 0 && nodes > NODES && (nodes & (nodes - 1)) == 0;
}

static bool may_have(const struct zg_limits *limits, const void *old, size_t tag, size_t old_size,
                     size_t new_size) {
  return !limits->full && new_size <= ZG_PACK_BLOCK &&
         limits->used - old_size + new_size <= limits->cap &&
         !(old == NULL && tag == 0 && is_wide_hash(new_size));
}

/* From here on the hook comes often, because one instruction can take as long as a hundred. What
 * was counted since the last hook is lost, so it is counted as a whole stride; whether the stride
 * was short already makes no difference to the steps of the run. */
static void watch_closely(struct zg_limits *limits, int level) {
  if (limits->lua == NULL || limits->spent || limits->close >= level) return;
  limits->close = level;
  limits->steps -= STRIDE;
  limits->ticks = 0;
  if (closeness[level].stride < limits->stride) limits->stride = closeness[level].stride;
  lua_sethook(limits->lua, spend, LUA_MASKCOUNT, limits->stride);
}

/* Takes what a fresh object costs. Must not raise: the next hook or charge ends the run. */
static void pay_object(struct zg_limits *limits, size_t tag, size_t size) {
  if (tag == LUA_TSTRING && size <= SHORT_TEXT) return;
  limits->steps -= OBJECT_STEPS + (int64_t)(size / BYTES_A_STEP);
  if (tag == LUA_TSTRING) watch_closely(limits, closeness_of(size));
}

/* Likewise for a vector: one of a table, or one of Lua's own. A vector that stays as large as it
 * was has been looked through, too. */
static void pay_vector(struct zg_limits *limits, const void *old, const void *block,
                       size_t old_size, size_t new_size) {
  bool fresh = old == NULL;
  if (fresh ? limits->stack == NULL : limits->stack == old) {
    limits->stack = block;
  } else if (fresh ? limits->names == NULL && new_size == NAMES_BYTES : limits->names == old) {
    limits->names = block;
  } else {
    limits->vectors -= VECTOR_BYTES + (int64_t)(old_size > new_size ? old_size : new_size);
    if (limits->vectors < 0) limits->steps = 0;
  }
}

/* Between the first block of a state and the second lies the drawing of its seed. */
static void follow_opening(struct zg_limits *limits, void *fresh, size_t size) {
  if (limits->first != NULL)
    zg_lua_seed_set(limits->first, limits->first_size, zg_limits_alloc, limits);
  limits->first = fresh;
  limits->first_size = size;
}

void *zg_limits_alloc(void *ud, void *old, size_t old_size, size_t new_size) {
  struct zg_limits *limits = ud;
  size_t tag = old == NULL ? old_size : 0; /* of what kind a fresh block is; 0: a vector */
  if (old == NULL) old_size = 0;
  if (new_size > old_size && !may_have(limits, old, tag, old_size, new_size)) return refuse(limits);
  void *block = NULL;
  bool opens = limits->used == 0 && tag == LUA_TTHREAD;
  if (limits->first != NULL) follow_opening(limits, NULL, 0);
  if (new_size == 0)
    free(old);
  else if ((block = realloc(old, new_size)) == NULL)
    return NULL;
  if (opens) {
    memset(block, 0,
           new_size); /* what an earlier state left there must not be taken for this one */
    follow_opening(limits, block, new_size);
  }
  if (new_size > old_size) limits->asking = false;
  limits->used += new_size - old_size;
  limits->large[closeness_of(old_size)]--;
  limits->large[closeness_of(new_size)]++;
  if (new_size == 0) return NULL;
  if (tag != 0)
    pay_object(limits, tag, new_size);
  else
    pay_vector(limits, old, block, old_size, new_size);
  return block;
}

struct zg_limits *zg_limits_of(lua_State *lua) {
  void *ud = NULL;
  lua_getallocf(lua, &ud);
  return ud;
}

/* From here on every instruction raises again, so nothing can go on by catching. `level` is where
 * the pack's own function stands: in a hook it is itself the running one. */
static void give_up(lua_State *lua, struct zg_limits *limits, int level) {
  limits->spent = true;
  if (limits->what == NULL) limits->what = out_of_steps;
  lua_sethook(lua, spend, LUA_MASKCOUNT, 1);
  luaL_where(lua, level);
  lua_pushstring(lua, limits->what);
  lua_concat(lua, 2);
  lua_error(lua);
}

static void spend(lua_State *lua, lua_Debug *at) {
  struct zg_limits *limits = zg_limits_of(lua);
  (void)at;
  limits->ticks += limits->stride;
  if (limits->ticks >= STRIDE) {
    limits->ticks -= STRIDE;
    limits->steps -= STRIDE;
  }
  bool over = limits->steps <= 0 || limits->spent;
  if (!over && (zg_deadline_over(&limits->until) ||
                (limits->outer != NULL && zg_deadline_over(limits->outer)))) {
    limits->what = out_of_time;
    limits->timed = over = true;
  }
  if (over) give_up(lua, limits, 0);
}

void zg_limits_charge(lua_State *lua, int64_t steps) {
  struct zg_limits *limits = zg_limits_of(lua);
  limits->steps -= steps;
  if (limits->steps <= 0 || limits->spent) give_up(lua, limits, 1);
}

void zg_limits_charge_number(lua_State *lua, int index) {
  if (lua_type(lua, index) == LUA_TSTRING)
    zg_limits_charge(lua, (int64_t)lua_rawlen(lua, index) / 4);
}

void zg_limits_weigh(lua_State *lua, size_t bytes) {
  struct zg_limits *limits = zg_limits_of(lua);
  if (bytes <= ZG_RUN_BYTES) limits->bytes -= (int64_t)bytes;
  if (bytes <= ZG_RUN_BYTES && limits->bytes >= 0) return;
  if (limits->what == NULL) limits->what = out_of_bytes;
  give_up(lua, limits, 1);
}

/* What earlier runs left lying about must not be what this one is refused memory for. */
static void tidy(struct zg_limits *limits, lua_State *lua) {
  if (limits->used < limits->cap / 2 || limits->used < limits->tidied + limits->cap / 8) return;
  lua_gc(lua, LUA_GCCOLLECT);
  limits->tidied = limits->used;
}

void zg_limits_begin(struct zg_limits *limits, lua_State *lua, int64_t steps) {
  tidy(limits, lua);
  limits->lua = lua;
  limits->steps = steps;
  limits->bytes = ZG_RUN_BYTES;
  limits->vectors = steps * BYTES_A_STEP;
  limits->stride = STRIDE;
  for (int level = 1; level < ZG_CLOSENESS; level++)
    if (limits->large[level] > 0) limits->stride = closeness[level].stride;
  limits->ticks = 0;
  limits->close = 0;
  limits->spent = limits->timed = false;
  limits->what = NULL;
  limits->failures = 0;
  limits->asking = limits->full = false;
  int patience = limits->patience > 0 ? limits->patience : 1;
  zg_deadline_begin(&limits->until, steps * STEP_NANOSECONDS * patience);
  lua_sethook(lua, spend, LUA_MASKCOUNT, limits->stride);
}

void zg_limits_end(lua_State *lua) {
  struct zg_limits *limits = zg_limits_of(lua);
  limits->lua = NULL;
  limits->full = false;
  lua_sethook(lua, NULL, 0, 0);
}
