/* Loading a pack: its Lua state is opened, its texts and its pack.lua are run once. */
#include <stdio.h>
#include <stdlib.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/folder.h"
#include "base/hash.h"
#include "base/memory.h"
#include "rules/actions_api.h"
#include "rules/condition.h"
#include "rules/condition_load.h"
#include "rules/constants.h"
#include "rules/context_api.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/pack_api.h"
#include "rules/pack_texts.h"
#include "rules/parts_api.h"
#include "rules/sandbox.h"
#include "rules/settings_api.h"
#include "rules/sheet.h"
#include "rules/text_api.h"
#include "rules/time_api.h"

static int open_api(lua_State *lua) {
  zg_pack_api_open(lua);
  zg_parts_open(lua);
  zg_settings_open(lua);
  zg_sheet_open(lua);
  zg_condition_open(lua);
  zg_actions_open(lua);
  zg_text_api_open(lua);
  zg_context_open(lua);
  zg_time_api_open(lua);
  zg_constants_begin(lua);
  return 0;
}

/* From here on the globals, and all that rules can reach, stay as they are. */
static int freeze(lua_State *lua) {
  const struct zg_pack *pack = zg_pack_of(lua);
  int count = 0;
  zg_sandbox_freeze(lua);
  for (const struct zg_guard *g = pack->guards; g != NULL; g = g->next, count++) {
    luaL_checkstack(lua, 1, "guards");
    lua_rawgeti(lua, LUA_REGISTRYINDEX, g->run);
  }
  for (size_t i = 0; i < pack->rule_count; i++, count++) {
    luaL_checkstack(lua, 1, "rules");
    lua_rawgeti(lua, LUA_REGISTRYINDEX, pack->rules[i]->run);
  }
  if (pack->migrate >= 0) {
    luaL_checkstack(lua, 1, "migrate");
    lua_rawgeti(lua, LUA_REGISTRYINDEX, pack->migrate);
    count++;
  }
  zg_constants_take(lua, count);
  return 0;
}

static struct zg_pack *new_pack(const char *dir, const struct zg_pack_context *context) {
  struct zg_pack *pack = zg_alloc(sizeof *pack);
  pack->arena = zg_arena_new_small();
  pack->building = zg_arena_new();
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
  struct zg_error blamed = {0};
  pack->failure = &blamed;
  int result = zg_folder_check(pack->context.inside, path, err);
  if (result == 0) result = zg_sandbox_run(pack->lua, NULL, path, NULL, &pack->source, err);
  pack->failure = NULL;
  if (result < 0 && blamed.code != 0) *err = blamed;
  return result;
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
  if (result == 0) {
    lua_pushcfunction(pack->lua, freeze);
    result = zg_sandbox_call(pack->lua, 0, 0, ZG_LOAD_STEPS, err);
    if (result < 0) {
      err->code = ZG_ELOAD;
      snprintf(err->file, sizeof err->file, "%s", file);
    }
  }
  if (result < 0) {
    zg_pack_free(pack);
    return ZG_ELOAD;
  }
  pack->hash = zg_hash64(pack->source.data, pack->source.len);
  zg_bytes_fini(&pack->source);
  lua_gc(pack->lua, LUA_GCCOLLECT); /* a thousand shops keep what loading left */
  pack->loaded = true;
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
  zg_arena_free(pack->building);
  zg_arena_free(pack->arena);
  free(pack);
}
