/* Running a pack's migrate function: one protected call under limits for each document. */
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "data/json.h"
#include "rules/constants.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/sandbox.h"
#include "rules/values.h"

struct migrating {
  struct zg_pack *pack;
  const struct cJSON *state;
  const char *from;
  struct zg_arena *arena;
  const char *json;
};

/* The function may change the table it is given, or return another. */
static int migrate_protected(lua_State *lua) {
  struct migrating *m = lua_touserdata(lua, 1);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, m->pack->migrate);
  zg_values_push(lua, m->state);
  lua_pushvalue(lua, -1);
  lua_insert(lua, -3);
  lua_pushstring(lua, m->from);
  lua_call(lua, 2, 1);
  if (lua_isnil(lua, -1)) lua_pop(lua, 1);
  const struct cJSON *left = zg_values_read(lua, -1, m->arena, ZG_VALUES_STATE);
  if (zg_json_kind(left) != ZG_JSON_OBJECT)
    return luaL_error(lua, "migrate must leave a table with names");
  m->json = zg_json_first(left) != NULL ? zg_json_print(m->arena, left) : NULL;
  if (m->json != NULL && strlen(m->json) > ZG_STATE_LIMIT)
    return luaL_error(lua, "migrate leaves a document of %d bytes; it may have %d",
                      (int)strlen(m->json), ZG_STATE_LIMIT);
  return 0;
}

int zg_pack_migrate(struct zg_pack *pack, const struct cJSON *state, const char *from,
                    int64_t *steps, struct zg_arena *arena, const char **json,
                    struct zg_error *err) {
  struct migrating m = {.pack = pack, .state = state, .from = from, .arena = arena};
  *json = zg_json_print(arena, state);
  if (pack->migrate < 0) return 0;
  lua_pushcfunction(pack->lua, migrate_protected);
  lua_pushlightuserdata(pack->lua, &m);
  int64_t most = *steps < ZG_RUN_STEPS ? *steps : ZG_RUN_STEPS;
  int status = zg_sandbox_call(pack->lua, 1, 0, (long)most, err);
  *steps -= most - pack->limits->steps;
  if (status < 0 && *steps <= 0)
    status = zg_fail(err, ZG_ELIMIT,
                     "all documents together may take %d steps; do less for each of them",
                     ZG_MIGRATE_STEPS);
  const char *name = zg_constants_restore(pack->lua);
  if (status == 0 && name != NULL)
    status = zg_fail(err, ZG_ERULE, "migrate set \"%s\", a local of the file", name);
  if (status == 0) *json = m.json;
  return status;
}
