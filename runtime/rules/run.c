/* Running a rule or a guard: one protected call under limits, whose effects are only gathered. */
#include <stdio.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "data/json.h"
#include "rules/actions_api.h"
#include "rules/constants.h"
#include "rules/context_api.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/sandbox.h"
#include "rules/view.h"

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

/* However it ended, nothing of it stays in the pack's file. */
static int check_constants(struct zg_pack *pack, int status, struct zg_error *err) {
  const char *name = zg_constants_restore(pack->lua);
  if (name == NULL || status < 0) return status;
  return zg_fail(err, ZG_ERULE,
                 "it set \"%s\", a local of the file, which other runs would see; what is to last "
                 "belongs into ctx.state",
                 name);
}

/* Whether the runs of the scene took all their time. Many runs that end just before their own time
 * is up take few steps, and together an age. */
static bool is_over(struct zg_scene *scene) {
  int patience = scene->patience > 0 ? scene->patience : 1;
  if (scene->until.time != 0) return zg_deadline_over(&scene->until);
  zg_deadline_begin_exactly(&scene->until, ZG_SCENE_TIME * INT64_C(1000000) * patience);
  return false;
}

/* Time ended the run, or would not let it begin. Nobody can tell how far it came, so it counts as
 * having taken all it might. The scene's host is told, for when this is decided again. */
static int cut(struct zg_scene *scene, const struct zg_run *run, int64_t most, const char *why,
               struct zg_error *err) {
  char text[sizeof err->message];
  snprintf(text, sizeof text, "%s", why); /* it may be err's own */
  scene->steps -= most;
  if (scene->cut != NULL) scene->cut(scene->host, run, text);
  return zg_fail(err, ZG_ELIMIT, "%s", text);
}

/* Calls with what steps there are: so many for each run, and for all on one event together. */
static int call(struct zg_pack *pack, const struct zg_run *run, int args, struct zg_error *err) {
  struct zg_scene *scene = pack->scene;
  int64_t most = scene->steps < ZG_RUN_STEPS ? scene->steps : ZG_RUN_STEPS;
  if (most <= 0) {
    lua_pop(pack->lua, args + 1);
    return zg_fail(err, ZG_ELIMIT,
                   "the rules of this shop took more steps on this event than all of "
                   "them may");
  }
  const char *why = scene->was_cut != NULL ? scene->was_cut(scene->host, run) : NULL;
  if (why == NULL && is_over(scene))
    why = "the rules of this shop took longer on this event than all of them may";
  if (why != NULL) {
    lua_pop(pack->lua, args + 1);
    return cut(scene, run, most, why, err);
  }
  pack->limits->outer = &scene->until;
  pack->limits->patience = scene->patience;
  int status = zg_sandbox_call(pack->lua, args, 0, (long)most, err);
  pack->limits->outer = NULL;
  if (pack->limits->timed)
    return cut(scene, run, most, status < 0 ? err->message : pack->limits->what, err);
  int64_t left = pack->limits->steps > 0 ? pack->limits->steps : 0;
  scene->steps -= most - left;
  return status;
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
  const struct zg_run run = {.pack = pack->name, .name = rule->name};
  begin(pack, scene, effects, rule->name);
  lua_pushcfunction(pack->lua, run_protected);
  lua_pushlightuserdata(pack->lua, (void *)rule);
  int status = call(pack, &run, 1, err);
  end(pack);
  status = check_constants(pack, status, err);
  if (status < 0) *effects = (struct zg_effects){0};
  return status;
}

/* What a guard is called with and gives back. */
struct guarding {
  const struct zg_guard *guard;
  struct zg_draft *draft;
  const char *why; /* NULL: it may pass */
};

/* One that names nobody any more goes nowhere. */
static bool same_conversation(const struct cJSON *after, const struct cJSON *before) {
  const char *x = zg_json_text(after, "conversation", "id");
  const char *y = zg_json_text(before, "conversation", "id");
  return x == NULL || (y != NULL && strcmp(x, y) == 0);
}

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
    const struct cJSON *before = g->draft->data;
    g->draft->data = changed->data;
    if (strcmp(changed->type, g->draft->type) != 0)
      luaL_error(lua, "a guard may change an action, not its type");
    if (!same_conversation(changed->data, before))
      luaL_error(lua, "a guard may change an action, not whom it goes to");
  } else if (lua_isboolean(lua, -2) && !lua_toboolean(lua, -2)) {
    const char *why = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "it said no";
    if (!zg_utf8_valid(why, strlen(why))) why = "it said no, not in UTF-8";
    g->why = zg_arena_strdup(arena, why);
  }
  return 0;
}

int zg_guard_run(const struct zg_guard *guard, struct zg_scene *scene, struct zg_draft *draft,
                 struct zg_error *err) {
  struct zg_pack *pack = guard->pack;
  struct zg_effects unused = {0};
  struct guarding g = {.guard = guard, .draft = draft};
  const struct zg_run run = {.pack = pack->name, .name = guard->name, .number = ++scene->guardings};
  begin(pack, scene, &unused, guard->name);
  lua_pushcfunction(pack->lua, guard_protected);
  lua_pushlightuserdata(pack->lua, &g);
  int status = call(pack, &run, 1, err);
  end(pack);
  status = check_constants(pack, status, err);
  if (status == 0 && g.why != NULL) status = zg_fail(err, ZG_EREFUSED, "%s", g.why);
  return status;
}
