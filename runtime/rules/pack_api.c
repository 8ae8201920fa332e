#include "rules/pack_api.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/memory.h"
#include "data/json.h"
#include "rules/condition_load.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/values.h"

enum { API = 1, NAME = 200, RULE_BYTES = 1024 };

static int declare_pack(lua_State *lua) {
  zg_declare_loading(lua);
  static const char *const allowed[] = {"name", "version", "api", "about", "migrate", NULL};
  struct zg_pack *pack = zg_pack_of(lua);
  luaL_checktype(lua, 1, LUA_TTABLE);
  zg_declare_keys(lua, 1, allowed, "pack");
  if (pack->name != NULL) return luaL_error(lua, "pack: it is declared twice");
  int64_t api = zg_declare_integer(lua, 1, "api", API, "pack");
  if (api != API)
    return luaL_error(lua, "pack: it is written for api %d; this program has api %d", (int)api,
                      API);
  const char *version = zg_declare_text(lua, 1, "version", false, "pack");
  pack->about = zg_declare_text(lua, 1, "about", false, "pack");
  pack->version = version != NULL ? version : "0";
  pack->name = zg_declare_text(lua, 1, "name", true, "pack");
  if (pack->name[0] == '\0' || pack->name[0] == '~' || strpbrk(pack->name, "/ \t\n") != NULL)
    return luaL_error(lua, "pack: its name must be one word");
  pack->given = zg_json_get(pack->context.packs, pack->name);
  pack->migrate = LUA_NOREF;
  if (lua_getfield(lua, 1, "migrate") != LUA_TNIL) {
    if (!lua_isfunction(lua, -1) || lua_iscfunction(lua, -1))
      return luaL_error(lua, "pack: \"migrate\" must be a function (state, from_version)");
    pack->migrate = luaL_ref(lua, LUA_REGISTRYINDEX);
  }
  return 0;
}

/* The field "run" of the table at `index`, kept; it must be a function. */
static int keep_run(lua_State *lua, int index, const char *what) {
  if (lua_getfield(lua, index, "run") != LUA_TFUNCTION || lua_iscfunction(lua, -1))
    luaL_error(lua, "%s: \"run\" must be a function (event, ctx)", what);
  return luaL_ref(lua, LUA_REGISTRYINDEX);
}

static void read_unless(lua_State *lua, int index, struct zg_rule *rule, const char *what) {
  static const char *const allowed[] = {"events", "time", NULL};
  if (lua_getfield(lua, index, "unless_within") != LUA_TNIL) {
    if (!lua_istable(lua, -1))
      luaL_error(lua, "%s: unless_within is { events = { … }, time = … }", what);
    zg_declare_keys(lua, -1, allowed, what);
    rule->unless = zg_declare_texts(lua, -1, "events", &rule->unless_count, what);
    if (rule->unless_count == 0) luaL_error(lua, "%s: unless_within needs events", what);
    for (size_t i = 0; i < rule->unless_count; i++)
      if (strchr(rule->unless[i], '*') != NULL)
        luaL_error(lua, "%s: unless_within names its events one by one; \"%s\" is a pattern", what,
                   rule->unless[i]);
    lua_getfield(lua, -1, "time");
    rule->within = zg_declare_duration(lua, -1, what);
    lua_pop(lua, 1);
  }
  lua_pop(lua, 1);
}

static void read_scope(lua_State *lua, int index, struct zg_rule *rule, const char *what) {
  const char *scope = zg_declare_text(lua, index, "scope", false, what);
  rule->scope = scope != NULL ? (int)zg_declare_scope(lua, scope, what) : -1;
}

/* The table of a rule, at 1; its name is `arg`. */
static void read_rule(lua_State *lua, void *arg) {
  static const char *const allowed[] = {"on",         "label",  "when",     "unless_within",
                                        "settle",     "claims", "priority", "scope",
                                        "with_human", "run",    NULL};
  struct zg_pack *pack = zg_pack_of(lua);
  const char *name = arg;
  const char *what = zg_arena_printf(pack->arena, "rule \"%s\"", name);
  if (pack->name == NULL) luaL_error(lua, "%s: write pack { name = … } before it", what);
  if (!lua_istable(lua, 1)) luaL_error(lua, "%s: write rule \"name\" { … }", what);
  for (size_t i = 0; i < pack->rule_count; i++)
    if (strcmp(pack->rules[i]->name, name) == 0)
      luaL_error(lua, "%s: there are two of that name", what);
  zg_declare_keys(lua, 1, allowed, what);

  struct zg_rule *rule = zg_arena_alloc(pack->arena, sizeof *rule);
  rule->pack = pack;
  rule->line = zg_declare_line(lua, &rule->file);
  rule->name = zg_arena_strdup(pack->arena, name);
  rule->label = zg_declare_label(lua, 1, what);
  if (rule->label == NULL) rule->label = rule->name;
  rule->on = zg_declare_texts(lua, 1, "on", &rule->on_count, what);
  if (rule->on_count == 0) luaL_error(lua, "%s: it has no \"on\"; which events is it for?", what);
  lua_getfield(lua, 1, "when");
  rule->when = zg_condition_load(lua, -1, rule->on, rule->on_count, what);
  lua_pop(lua, 1);
  read_unless(lua, 1, rule, what);
  if (lua_getfield(lua, 1, "settle") != LUA_TNIL) rule->settle = zg_declare_duration(lua, -1, what);
  lua_pop(lua, 1);
  if (rule->settle > 0 && rule->unless != NULL)
    luaL_error(lua, "%s: settle and unless_within do not go together", what);
  rule->claims = zg_declare_text(lua, 1, "claims", false, what);
  int64_t priority = zg_declare_integer(lua, 1, "priority", 0, what);
  if (priority < -1000000 || priority > 1000000)
    luaL_error(lua, "%s: \"priority\" must be -1000000 to 1000000", what);
  rule->priority = (int)priority;
  rule->with_human = zg_declare_flag(lua, 1, "with_human", what);
  read_scope(lua, 1, rule, what);
  rule->run = keep_run(lua, 1, what);

  zg_grow(&pack->rules, &pack->rule_cap, pack->rule_count, sizeof *pack->rules);
  pack->rules[pack->rule_count++] = rule;
}

/* rule "name" { … }: the name is the upvalue. */
static int declare_rule(lua_State *lua) {
  zg_declare_loading(lua);
  lua_settop(lua, 1);
  zg_declare_one(lua, read_rule, (void *)lua_tostring(lua, lua_upvalueindex(1)));
  return 0;
}

static void read_guard(lua_State *lua, void *arg) {
  static const char *const allowed[] = {"on", "run", NULL};
  struct zg_pack *pack = zg_pack_of(lua);
  const char *name = arg;
  const char *what = zg_arena_printf(pack->arena, "guard \"%s\"", name);
  if (pack->name == NULL) luaL_error(lua, "%s: write pack { name = … } before it", what);
  if (!lua_istable(lua, 1)) luaL_error(lua, "%s: write guard \"name\" { … }", what);
  zg_declare_keys(lua, 1, allowed, what);
  struct zg_guard *guard = zg_arena_alloc(pack->arena, sizeof *guard);
  guard->pack = pack;
  guard->name = zg_arena_strdup(pack->arena, name);
  guard->on = zg_declare_texts(lua, 1, "on", &guard->on_count, what);
  if (guard->on_count == 0) luaL_error(lua, "%s: it has no \"on\"; which actions is it for?", what);
  guard->run = keep_run(lua, 1, what);
  *pack->guards_end = guard;
  pack->guards_end = &guard->next;
}

static int declare_guard(lua_State *lua) {
  zg_declare_loading(lua);
  lua_settop(lua, 1);
  zg_declare_one(lua, read_guard, (void *)lua_tostring(lua, lua_upvalueindex(1)));
  return 0;
}

/* rule "name" gives the function that takes the table; the upvalue is that function. */
static int take_name(lua_State *lua) {
  zg_declare_loading(lua);
  if (!zg_declare_printable(lua, 1) || lua_tostring(lua, 1)[0] == '\0')
    return luaL_error(lua, "a rule or a guard needs a name: rule \"name\" { … }");
  if (lua_rawlen(lua, 1) > NAME)
    return luaL_error(lua, "the name of a rule or a guard may have %d bytes", NAME);
  zg_limits_weigh(lua, RULE_BYTES);
  lua_CFunction declare = lua_tocfunction(lua, lua_upvalueindex(1));
  lua_settop(lua, 1);
  lua_pushcclosure(lua, declare, 1);
  return 1;
}

struct unknown_text {
  const char *name;
  const char *const *known;
  size_t count;
};

static void raise_unknown_text(lua_State *lua, void *arg) {
  const struct unknown_text *u = arg;
  zg_declare_unknown(lua, "text", "text of this pack", u->name, u->known, u->count);
}

/* Raises; or tells, and then its own name stands in for the phrases. The list is on the top. */
static int refuse_text(lua_State *lua, const char *name, const char *const *known, size_t count) {
  struct unknown_text unknown = {.name = name, .known = known, .count = count};
  if (zg_pack_of(lua)->loaded) raise_unknown_text(lua, &unknown);
  lua_pushnil(lua);
  zg_declare_one(lua, raise_unknown_text, &unknown);
  lua_pushstring(lua, name);
  lua_rawseti(lua, -2, 1);
  return 1;
}

/* text.NAME: the phrases of that name in every language, as a fresh list. */
static int text_index(lua_State *lua) {
  struct zg_pack *pack = zg_pack_of(lua);
  const char *name = luaL_checkstring(lua, 2);
  const char *known[64];
  size_t count = 0;
  lua_Integer at = 0;
  zg_limits_charge(lua, ZG_CALL_STEPS);
  lua_newtable(lua);
  for (struct zg_texts *t = pack->texts; t != NULL; t = t->next) {
    if (count < sizeof known / sizeof known[0]) known[count++] = t->name;
    zg_limits_charge(lua, 1);
    if (strcmp(t->name, name) != 0) continue;
    for (size_t i = 0; i < t->count; i++) {
      zg_limits_charge(lua, ZG_CALL_STEPS);
      zg_values_push_text(lua, t->variants[i]);
      lua_rawseti(lua, -2, ++at);
    }
  }
  if (at == 0) return refuse_text(lua, name, known, count);
  return 1;
}

static int text_frozen(lua_State *lua) {
  return luaL_error(lua, "texts are changed in the pack's text folder");
}

void zg_pack_api_open(lua_State *lua) {
  static const luaL_Reg meta[] = {
      {"__index", text_index}, {"__newindex", text_frozen}, {NULL, NULL}};
  lua_pushcfunction(lua, declare_pack);
  lua_setglobal(lua, "pack");
  lua_pushcfunction(lua, declare_rule);
  lua_pushcclosure(lua, take_name, 1);
  lua_setglobal(lua, "rule");
  lua_pushcfunction(lua, declare_guard);
  lua_pushcclosure(lua, take_name, 1);
  lua_setglobal(lua, "guard");
  lua_newuserdatauv(lua, 0, 0);
  luaL_newlib(lua, meta);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  lua_setglobal(lua, "text");
}
