#include "rules/context_api.h"

#include <math.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/clock.h"
#include "base/hash.h"
#include "data/json.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/shop.h"
#include "rules/tables_api.h"
#include "rules/time_api.h"
#include "rules/values.h"
#include "rules/view.h"

enum { LOG_LINES = 50, LOOK_STEPS = 500 };

/* Keys in the registry, by address. */
static const char context_key, memory_key;

static const char *const scope_type = "zg.scopes";

/* ctx.state and ctx.facts; in Lua the userdata holds which one it is. */
struct scopes {
  bool facts;
};

static struct zg_pack *running(lua_State *lua) {
  struct zg_pack *pack = zg_pack_of(lua);
  if (pack->scene == NULL) luaL_error(lua, "ctx can be used only while a rule runs");
  return pack;
}

/* ---- state and facts: documents are made into tables when first asked for, and kept in a table
 * of this run under "f0" to "f3" (facts) and "s0" to "s3". */

static void name_document(char name[3], bool facts, int scope) {
  name[0] = facts ? 'f' : 's';
  name[1] = (char)('0' + scope);
  name[2] = '\0';
}

static enum zg_scope check_scope(lua_State *lua, const struct zg_pack *pack, bool facts) {
  const char *name = luaL_checkstring(lua, 2);
  if (strlen(name) != lua_rawlen(lua, 2)) luaL_error(lua, "a scope has no NUL in its name");
  enum zg_scope scope = zg_declare_scope(lua, name, facts ? "ctx.facts" : "ctx.state");
  if (pack->scene->keys[scope] == NULL)
    luaL_error(lua, "ctx.%s.%s: this event is about no %s", facts ? "facts" : "state", name, name);
  return scope;
}

static int scopes_index(lua_State *lua) {
  zg_limits_charge(lua, 2 * ZG_CALL_STEPS);
  const struct scopes *scopes = luaL_checkudata(lua, 1, scope_type);
  struct zg_pack *pack = running(lua);
  enum zg_scope scope = check_scope(lua, pack, scopes->facts);
  char name[3];
  name_document(name, scopes->facts, scope);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &memory_key);
  if (lua_getfield(lua, -1, name) != LUA_TNIL) return 1;
  lua_pop(lua, 1);
  const struct cJSON *doc =
      pack->scene->doc(pack->scene->host, scopes->facts ? ZG_FACTS : pack->name, scope);
  if (doc != NULL)
    zg_values_push(lua, doc);
  else
    lua_newtable(lua);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -3, name);
  return 1;
}

static int scopes_newindex(lua_State *lua) {
  const struct scopes *scopes = luaL_checkudata(lua, 1, scope_type);
  struct zg_pack *pack = running(lua);
  enum zg_scope scope = check_scope(lua, pack, scopes->facts);
  char name[3];
  name_document(name, scopes->facts, scope);
  if (!lua_istable(lua, 3) && !lua_isnil(lua, 3))
    return luaL_error(lua, "ctx.%s.%s must stay a table", scopes->facts ? "facts" : "state",
                      zg_scope_name(scope));
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &memory_key);
  if (lua_isnil(lua, 3))
    lua_newtable(lua);
  else
    lua_pushvalue(lua, 3);
  lua_setfield(lua, -2, name);
  return 0;
}

/* ctx.state("order", "t-1"): what is remembered of another one, as a copy to look at; of the one
 * the event is about, its own table. */
static int scopes_call(lua_State *lua) {
  zg_limits_charge(lua, LOOK_STEPS);
  const struct scopes *scopes = luaL_checkudata(lua, 1, scope_type);
  struct zg_pack *pack = running(lua);
  enum zg_scope scope =
      zg_declare_scope(lua, luaL_checkstring(lua, 2), scopes->facts ? "ctx.facts" : "ctx.state");
  const char *key = luaL_checkstring(lua, 3), *own = pack->scene->keys[scope];
  if (own != NULL && strcmp(key, own) == 0) {
    lua_settop(lua, 2);
    return scopes_index(lua);
  }
  const struct cJSON *doc =
      pack->scene->other(pack->scene->host, scopes->facts ? ZG_FACTS : pack->name, scope, key);
  size_t weight = doc != NULL ? zg_json_weight(doc, ZG_STATE_LIMIT) : 0;
  zg_limits_charge(lua, (int64_t)weight / 2);
  zg_limits_weigh(lua, weight);
  if (doc != NULL)
    zg_values_push(lua, doc);
  else
    lua_newtable(lua);
  return 1;
}

static void collect_one(lua_State *lua, struct zg_pack *pack, bool facts, enum zg_scope scope) {
  struct zg_scene *scene = pack->scene;
  const char *owner = facts ? ZG_FACTS : pack->name;
  struct cJSON *left = zg_values_read(lua, -1, scene->arena, ZG_VALUES_STATE);
  const struct cJSON *before = scene->doc(scene->host, owner, scope);
  const char *json = zg_json_first(left) != NULL ? zg_json_print(scene->arena, left) : NULL;
  const char *old = before != NULL ? zg_json_print(scene->arena, before) : NULL;
  if (zg_json_first(left) != NULL && zg_json_kind(left) != ZG_JSON_OBJECT)
    luaL_error(lua, "ctx.%s.%s must have names for keys", facts ? "facts" : "state",
               zg_scope_name(scope));
  if (json == old || (json != NULL && old != NULL && strcmp(json, old) == 0)) return;
  if (json != NULL && strlen(json) > ZG_STATE_LIMIT)
    luaL_error(lua, "ctx.%s.%s has grown to %d bytes; it may have %d", facts ? "facts" : "state",
               zg_scope_name(scope), (int)strlen(json), ZG_STATE_LIMIT);
  struct zg_doc_write *write = zg_arena_alloc(scene->arena, sizeof *write);
  *write = (struct zg_doc_write){.pack = owner, .scope = scope, .json = json};
  write->next = pack->effects->docs;
  pack->effects->docs = write;
}

void zg_context_collect(lua_State *lua, struct zg_pack *pack) {
  char name[3];
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &memory_key);
  for (int facts = 0; facts < 2; facts++) {
    for (int scope = 0; scope < ZG_SCOPES; scope++) {
      name_document(name, facts, scope);
      if (lua_getfield(lua, -1, name) != LUA_TNIL)
        collect_one(lua, pack, facts, (enum zg_scope)scope);
      lua_pop(lua, 1);
    }
  }
  lua_pop(lua, 1);
}

void zg_context_reset(lua_State *lua) {
  lua_newtable(lua);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &memory_key);
}

/* ---- timers */

static const char *check_timer_name(lua_State *lua, const struct zg_pack *pack, int index) {
  const char *name = luaL_checkstring(lua, index);
  zg_limits_charge(lua, (int64_t)lua_rawlen(lua, index) / 32 + (int64_t)pack->rule_count);
  if (strlen(name) > ZG_ID_LIMIT) luaL_error(lua, "the name of a timer is too long");
  for (size_t i = 0; i < pack->rule_count; i++)
    for (size_t j = 0; j < pack->rules[i]->on_count; j++) {
      const char *on = pack->rules[i]->on[j];
      if (strncmp(on, "timer.", 6) == 0 && zg_type_matches(on + 6, name)) return name;
    }
  luaL_error(lua, "no rule of this pack is on = \"timer.%s\"", name);
  return NULL;
}

static void add_timer(lua_State *lua, struct zg_pack *pack, struct zg_timer_op op) {
  zg_limits_weigh(lua, sizeof op + strlen(op.name));
  struct zg_timer_op *added = zg_arena_alloc(pack->scene->arena, sizeof *added);
  *added = op;
  added->name = zg_arena_strdup(pack->scene->arena, op.name);
  *pack->timers_end = added;
  pack->timers_end = &added->next;
}

static int set_timer(lua_State *lua, struct zg_pack *pack, int64_t due) {
  struct zg_timer_op op = {.name = check_timer_name(lua, pack, 2), .due = due};
  if (due > ZG_TIME_LAST) return luaL_error(lua, "a timer cannot be set past the year 9999");
  op.data = lua_isnoneornil(lua, 3) ? zg_json_new_object(pack->scene->arena)
                                    : zg_values_read(lua, 3, pack->scene->arena, ZG_VALUES_STATE);
  if (zg_json_kind(op.data) != ZG_JSON_OBJECT)
    return luaL_error(lua, "the data of a timer must be a table with names");
  if (zg_json_weight(op.data, ZG_STATE_LIMIT + 1) > ZG_STATE_LIMIT)
    return luaL_error(lua, "the data of a timer may have %d bytes", ZG_STATE_LIMIT);
  add_timer(lua, pack, op);
  return 0;
}

static int context_after(lua_State *lua) {
  struct zg_pack *pack = running(lua);
  return set_timer(lua, pack, pack->scene->now + zg_declare_duration(lua, 1, "ctx.after"));
}

static int context_at(lua_State *lua) {
  struct zg_pack *pack = running(lua);
  return set_timer(lua, pack, zg_time_check(lua, 1, "ctx.at"));
}

static int context_cancel(lua_State *lua) {
  struct zg_pack *pack = running(lua);
  add_timer(lua, pack,
            (struct zg_timer_op){.name = check_timer_name(lua, pack, 1), .cancel = true});
  return 0;
}

/* ---- luck and log */

long long zg_context_random(struct zg_pack *pack, long long low, long long high) {
  uint64_t span = (uint64_t)high - (uint64_t)low + 1;
  uint64_t drawn = zg_random_next(&pack->random);
  if (span == 0) return (long long)drawn;
  for (uint64_t fair = UINT64_MAX - UINT64_MAX % span; drawn >= fair;)
    drawn = zg_random_next(&pack->random);
  return (long long)((uint64_t)low + drawn % span);
}

static int context_random(lua_State *lua) {
  struct zg_pack *pack = running(lua);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  for (int i = 1; i <= 2 && i <= lua_gettop(lua); i++)
    zg_limits_charge_number(lua, i);
  if (lua_gettop(lua) == 0) {
    lua_pushnumber(lua, (lua_Number)(zg_random_next(&pack->random) >> 11) * 0x1p-53);
    return 1;
  }
  lua_Integer low = lua_gettop(lua) > 1 ? luaL_checkinteger(lua, 1) : 1;
  lua_Integer high = luaL_checkinteger(lua, lua_gettop(lua) > 1 ? 2 : 1);
  luaL_argcheck(lua, low <= high, 1, "there is nothing to choose from");
  lua_pushinteger(lua, zg_context_random(pack, low, high));
  return 1;
}

static int context_log(lua_State *lua) {
  struct zg_pack *pack = running(lua);
  int count = lua_gettop(lua);
  luaL_Buffer line;
  lua_getglobal(lua, "tostring");
  int tostring = lua_gettop(lua);
  luaL_buffinit(lua, &line);
  for (int i = 1; i <= count; i++) {
    if (i > 1) luaL_addchar(&line, ' ');
    lua_pushvalue(lua, tostring);
    lua_pushvalue(lua, i);
    lua_call(lua, 1, 1);
    luaL_addvalue(&line);
  }
  luaL_pushresult(&line);
  zg_limits_weigh(lua, 2 * strlen(lua_tostring(lua, -1)) + 64);
  zg_limits_charge(lua, 1000); /* whoever reads the log pays, too */
  if (++pack->scene->lines > LOG_LINES)
    return luaL_error(lua, "the rules may log %d lines on one event", LOG_LINES);
  if (pack->scene->log != NULL)
    pack->scene->log(pack->scene->host, pack->name, lua_tostring(lua, -1));
  return 0;
}

/* ---- ctx itself: what does not change stands in the method table, the rest is made on demand */

static int context_index(lua_State *lua) {
  struct zg_pack *pack = running(lua);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  const char *name = luaL_checkstring(lua, 2);
  if (strcmp(name, "now") == 0) return zg_time_push(lua, pack->scene->now), 1;
  if (strcmp(name, "late") == 0) return lua_pushboolean(lua, pack->scene->late), 1;
  if (strcmp(name, "language") == 0) return lua_pushstring(lua, zg_scene_language(pack->scene)), 1;
  if (strcmp(name, "shop") == 0) return zg_view_push(lua, NULL, pack->scene->shop->declared), 1;
  lua_pushvalue(lua, 2);
  if (lua_rawget(lua, lua_upvalueindex(1)) == LUA_TNIL)
    return luaL_error(lua, "ctx has no \"%s\"", name);
  return 1;
}

static int context_frozen(lua_State *lua) {
  return luaL_error(lua, "ctx cannot be changed; keep things in ctx.state");
}

static void push_scopes(lua_State *lua, bool facts) {
  struct scopes *scopes = lua_newuserdatauv(lua, sizeof *scopes, 0);
  scopes->facts = facts;
  luaL_setmetatable(lua, scope_type);
}

void zg_context_open(lua_State *lua) {
  static const luaL_Reg scopes_meta[] = {{"__index", scopes_index},
                                         {"__newindex", scopes_newindex},
                                         {"__call", scopes_call},
                                         {NULL, NULL}};
  static const luaL_Reg methods[] = {{"after", context_after},   {"at", context_at},
                                     {"cancel", context_cancel}, {"random", context_random},
                                     {"log", context_log},       {NULL, NULL}};
  luaL_newmetatable(lua, scope_type);
  luaL_setfuncs(lua, scopes_meta, 0);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pop(lua, 1);

  lua_newuserdatauv(lua, 0, 0);
  lua_newtable(lua); /* its metatable */
  luaL_newlib(lua, methods);
  push_scopes(lua, false);
  lua_setfield(lua, -2, "state");
  push_scopes(lua, true);
  lua_setfield(lua, -2, "facts");
  lua_getglobal(lua, "settings");
  lua_setfield(lua, -2, "settings");
  zg_tables_push(lua);
  lua_setfield(lua, -2, "tables");
  lua_pushcclosure(lua, context_index, 1);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, context_frozen);
  lua_setfield(lua, -2, "__newindex");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &context_key);
  zg_context_reset(lua);
}

void zg_context_push(lua_State *lua) {
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &context_key);
}
