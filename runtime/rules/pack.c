#include "rules/pack.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/hash.h"
#include "base/memory.h"
#include "data/json.h"
#include "rules/actions_api.h"
#include "rules/condition.h"
#include "rules/condition_load.h"
#include "rules/context_api.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack_api.h"
#include "rules/pack_texts.h"
#include "rules/sandbox.h"
#include "rules/settings_api.h"
#include "rules/text_api.h"
#include "rules/view.h"

/* ---- loading */

static int open_api(lua_State *lua) {
  zg_pack_api_open(lua);
  zg_settings_open(lua);
  zg_condition_open(lua);
  zg_actions_open(lua);
  zg_text_api_open(lua);
  zg_context_open(lua);
  return 0;
}

static struct zg_pack *new_pack(const char *dir, const struct zg_pack_context *context) {
  struct zg_pack *pack = zg_alloc(sizeof *pack);
  pack->arena = zg_arena_new();
  pack->dir = zg_arena_strdup(pack->arena, dir);
  pack->context = *context;
  pack->settings_end = &pack->settings;
  pack->guards_end = &pack->guards;
  pack->limits = zg_alloc(sizeof *pack->limits);
  pack->limits->cap = ZG_PACK_MEMORY;
  pack->lua = zg_sandbox_open(pack->limits);
  *(struct zg_pack **)lua_getextraspace(pack->lua) = pack;
  return pack;
}

static int run_file(struct zg_pack *pack, const char *path, struct zg_error *err) {
  if (zg_sandbox_load(pack->lua, path, &pack->source, err) < 0) return ZG_ELOAD;
  struct zg_error blamed = {0};
  pack->failure = &blamed;
  int status = zg_sandbox_call(pack->lua, 0, 0, ZG_LOAD_STEPS, err);
  pack->failure = NULL;
  if (status == 0) return 0;
  if (blamed.code != 0)
    *err = blamed;
  else
    zg_sandbox_locate(path, err);
  return ZG_ELOAD;
}

int zg_pack_load(const char *dir, const struct zg_pack_context *context, struct zg_pack **out,
                 struct zg_error *err) {
  struct zg_error unused = {0};
  struct zg_pack *pack = new_pack(dir, context);
  if (err == NULL) err = &unused;
  const char *file = zg_arena_printf(pack->arena, "%s/pack.lua", dir);
  lua_pushcfunction(pack->lua, open_api);
  int result = zg_sandbox_call(pack->lua, 0, 0, ZG_LOAD_STEPS, err);
  if (result == 0) result = zg_pack_load_texts(pack, err);
  if (result == 0) result = run_file(pack, file, err);
  if (result == 0 && pack->name == NULL)
    result = zg_fail_at(err, ZG_ELOAD, file, 0, "it has no pack { name = \"…\" }");
  if (result == 0) result = zg_settings_check_shop(pack, err);
  if (result < 0) {
    zg_pack_free(pack);
    return ZG_ELOAD;
  }
  *out = pack;
  return 0;
}

void zg_pack_free(struct zg_pack *pack) {
  if (pack == NULL) return;
  for (struct zg_condition *c = pack->conditions; c != NULL; c = c->allocated)
    zg_condition_fini(c);
  lua_close(pack->lua);
  free(pack->limits);
  free(pack->rules);
  zg_bytes_fini(&pack->source);
  zg_arena_free(pack->arena);
  free(pack);
}

struct zg_setting *zg_pack_setting(const struct zg_pack *pack, const char *name) {
  for (struct zg_setting *s = pack->settings; s != NULL; s = s->next)
    if (strcmp(s->name, name) == 0) return s;
  return NULL;
}

/* ---- running */

static void begin(struct zg_pack *pack, struct zg_scene *scene, struct zg_effects *effects,
                  const char *name) {
  *effects = (struct zg_effects){0};
  pack->scene = scene;
  pack->effects = effects;
  pack->timers_end = &effects->timers;
  pack->turn++;
  const char *seed = zg_arena_printf(scene->arena, "%s\n%s\n%s", scene->seed, pack->name, name);
  pack->random = zg_hash64(seed, strlen(seed));
}

static void end(struct zg_pack *pack) {
  pack->scene = NULL;
  pack->effects = NULL;
  pack->timers_end = NULL;
}

/* Everything of a run that may raise: the call itself and reading what it left. */
static int run_protected(lua_State *lua) {
  const struct zg_rule *rule = lua_touserdata(lua, 1);
  struct zg_pack *pack = zg_pack_of(lua);
  zg_context_reset(lua);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, rule->run);
  zg_view_push(lua, &pack->turn, zg_scene_event(pack->scene));
  zg_context_push(lua);
  lua_call(lua, 2, 1);
  pack->effects->drafts = zg_actions_read(lua, -1, pack->scene->arena);
  zg_context_collect(lua, pack);
  return 0;
}

int zg_rule_run(const struct zg_rule *rule, struct zg_scene *scene, struct zg_effects *effects,
                struct zg_error *err) {
  struct zg_pack *pack = rule->pack;
  begin(pack, scene, effects, rule->name);
  lua_pushcfunction(pack->lua, run_protected);
  lua_pushlightuserdata(pack->lua, (void *)rule);
  int status = zg_sandbox_call(pack->lua, 1, 0, ZG_RUN_STEPS, err);
  end(pack);
  if (status < 0) *effects = (struct zg_effects){0};
  return status;
}

/* What a guard is called with and gives back. */
struct guarding {
  const struct zg_guard *guard;
  struct zg_draft *draft;
  const char *why; /* NULL: it may pass */
};

static int guard_protected(lua_State *lua) {
  struct guarding *g = lua_touserdata(lua, 1);
  struct zg_pack *pack = zg_pack_of(lua);
  struct zg_arena *arena = pack->scene->arena;
  zg_context_reset(lua);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, g->guard->run);
  zg_action_push(lua, g->draft);
  zg_context_push(lua);
  lua_call(lua, 2, 2);
  if (lua_istable(lua, -2)) {
    struct zg_draft *changed = zg_action_read(lua, -2, arena);
    g->draft->data = changed->data;
    if (strcmp(changed->type, g->draft->type) != 0)
      luaL_error(lua, "a guard may change an action, not its type");
  } else if (lua_isboolean(lua, -2) && !lua_toboolean(lua, -2)) {
    const char *why = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "it said no";
    g->why = zg_arena_strdup(arena, why);
  }
  return 0;
}

int zg_guard_run(const struct zg_guard *guard, struct zg_scene *scene, struct zg_draft *draft,
                 struct zg_error *err) {
  struct zg_pack *pack = guard->pack;
  struct zg_effects unused = {0};
  struct guarding g = {.guard = guard, .draft = draft};
  begin(pack, scene, &unused, guard->name);
  lua_pushcfunction(pack->lua, guard_protected);
  lua_pushlightuserdata(pack->lua, &g);
  int status = zg_sandbox_call(pack->lua, 1, 0, ZG_RUN_STEPS, err);
  end(pack);
  if (status == 0 && g.why != NULL) status = zg_fail(err, ZG_EREFUSED, "%s", g.why);
  return status;
}
