#include "rules/limits.h"

#include <stdlib.h>

#include <lauxlib.h>
#include <lua.h>

enum { HOOK_STEP = 100, MEMORY_REFUSALS = 3 };

static const char out_of_steps[] = "it took more steps than one run may";
static const char out_of_bytes[] = "it made more than one run may";
static const char out_of_memory[] = "it used more memory than a pack may";

/* Refusals only count against a run that can be ended; the third one ends it, since each makes Lua
 * collect everything before it tries again. */
static void *refuse(struct zg_limits *limits) {
  limits->refusals++;
  if (limits->refusals >= MEMORY_REFUSALS) {
    limits->spent = true;
    limits->what = out_of_memory;
  }
  return NULL;
}

void *zg_limits_alloc(void *ud, void *old, size_t old_size, size_t new_size) {
  struct zg_limits *limits = ud;
  if (old == NULL) old_size = 0; /* then it is a tag, not a size */
  if (new_size == 0) {
    free(old);
    limits->used -= old_size;
    return NULL;
  }
  if (new_size > old_size &&
      (new_size > ZG_PACK_BLOCK || limits->used - old_size + new_size > limits->cap))
    return refuse(limits);
  void *block = realloc(old, new_size);
  if (block != NULL) limits->used += new_size - old_size;
  return block;
}

struct zg_limits *zg_limits_of(lua_State *lua) {
  void *ud = NULL;
  lua_getallocf(lua, &ud);
  return ud;
}

static void spend(lua_State *lua, lua_Debug *at);

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
  limits->steps -= HOOK_STEP;
  if (limits->steps <= 0 || limits->spent) give_up(lua, limits, 0);
}

void zg_limits_charge(lua_State *lua, int64_t steps) {
  struct zg_limits *limits = zg_limits_of(lua);
  limits->steps -= steps;
  if (limits->steps <= 0 || limits->spent) give_up(lua, limits, 1);
}

void zg_limits_weigh(lua_State *lua, size_t bytes) {
  struct zg_limits *limits = zg_limits_of(lua);
  if (bytes <= ZG_RUN_BYTES) limits->bytes -= (int64_t)bytes;
  if (bytes <= ZG_RUN_BYTES && limits->bytes >= 0) return;
  if (limits->what == NULL) limits->what = out_of_bytes;
  give_up(lua, limits, 1);
}

void zg_limits_begin(struct zg_limits *limits, lua_State *lua, int64_t steps) {
  limits->steps = steps;
  limits->bytes = ZG_RUN_BYTES;
  limits->spent = false;
  limits->what = NULL;
  limits->refusals = 0;
  lua_sethook(lua, spend, LUA_MASKCOUNT, HOOK_STEP);
}

void zg_limits_end(lua_State *lua) {
  lua_sethook(lua, NULL, 0, 0);
}
