#include "rules/settings_api.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/clock.h"
#include "base/suggest.h"
#include "data/json.h"
#include "data/money.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/pairs.h"
#include "rules/shop_file.h"
#include "rules/values.h"
#include "rules/view.h"

static const char *const type_names[] = {"text",     "number", "integer", "boolean",
                                         "duration", "share",  "money",   "list"};
enum { TYPES = sizeof type_names / sizeof type_names[0] };

const char *zg_setting_type_name(enum zg_setting_type type) {
  return type_names[type];
}

static enum zg_setting_type check_type(lua_State *lua, const char *typed, const char *what) {
  for (size_t i = 0; i < TYPES; i++)
    if (strcmp(type_names[i], typed) == 0) return (enum zg_setting_type)i;
  zg_declare_unknown(lua, what, "type of setting", typed, type_names, TYPES);
  return ZG_SETTING_TEXT;
}

/* What each type takes, for people. */
static const char *wants(enum zg_setting_type type) {
  static const char *const wanted[TYPES] = {
      "a text in quotes",         "a number",
      "a whole number",           "true or false",
      "a duration like \"48h\"",  "a share like \"3%\"",
      "an amount like \"20.00\"", "a list in { }",
  };
  return wanted[type];
}

/* Turns a value as people write it into the value in force, or returns NULL when it does not fit.
 * Durations become seconds. */
static struct cJSON *fit(struct zg_pack *pack, const struct zg_setting *setting,
                         enum zg_setting_type type, const struct cJSON *value) {
  enum zg_json_kind kind = zg_json_kind(value);
  const char *text = zg_json_string(value);
  struct zg_arena *arena = pack->arena;
  int64_t a = 0, b = 0;
  struct zg_money money = {0};
  switch (type) {
  case ZG_SETTING_TEXT:
    return text != NULL ? zg_json_share(arena, value) : NULL;
  case ZG_SETTING_NUMBER:
    return kind == ZG_JSON_INTEGER || kind == ZG_JSON_REAL ? zg_json_share(arena, value) : NULL;
  case ZG_SETTING_INTEGER:
    return kind == ZG_JSON_INTEGER ? zg_json_share(arena, value) : NULL;
  case ZG_SETTING_BOOLEAN:
    return kind == ZG_JSON_BOOL ? zg_json_share(arena, value) : NULL;
  case ZG_SETTING_DURATION:
    if (kind == ZG_JSON_INTEGER && zg_json_integer(value) >= 0) return zg_json_share(arena, value);
    if (text == NULL || zg_duration_parse(text, strlen(text), &a) < 0) return NULL;
    return a % 1000 == 0 ? zg_json_new_integer(arena, a / 1000)
                         : zg_json_new_real(arena, (double)a / 1000);
  case ZG_SETTING_SHARE:
    return text != NULL && zg_share_parse(text, &a, &b) == 0 ? zg_json_share(arena, value) : NULL;
  case ZG_SETTING_MONEY: {
    if (zg_values_money(value, &money)) return zg_json_share(arena, value);
    const char *amount = text != NULL ? text : zg_json_literal(value);
    if (amount == NULL || zg_money_parse(amount, pack->context.currency, &money) < 0) return NULL;
    return zg_values_of_money(arena, money);
  }
  case ZG_SETTING_LIST: {
    bool empty = kind == ZG_JSON_OBJECT && zg_json_first(value) == NULL;
    if (kind != ZG_JSON_ARRAY && !empty) return NULL;
    struct cJSON *list = zg_json_new_array(arena);
    for (const struct cJSON *i = zg_json_first(value); i != NULL; i = zg_json_next(i)) {
      struct cJSON *item = fit(pack, setting, setting->of, i);
      if (item == NULL) return NULL;
      zg_json_push(list, item);
    }
    return list;
  }
  }
  return NULL;
}

/* Choices stand as the pack wrote them, for messages, and are held against `value` as values in
 * force: "24h" and 86400 are one. */
static bool chosen(struct zg_pack *pack, const struct zg_setting *setting,
                   const struct cJSON *value) {
  if (setting->choices == NULL) return true;
  for (const struct cJSON *c = zg_json_first(setting->choices); c != NULL; c = zg_json_next(c)) {
    const struct cJSON *choice = fit(pack, setting, setting->type, c);
    if (choice != NULL && zg_json_hash(choice) == zg_json_hash(value)) return true;
  }
  return false;
}

static bool in_bounds(const struct zg_setting *setting, const struct cJSON *number) {
  enum zg_json_kind kind = zg_json_kind(number);
  if (kind != ZG_JSON_INTEGER && kind != ZG_JSON_REAL) return true;
  double value = zg_json_real(number);
  return (setting->min == NULL || value >= zg_json_real(setting->min)) &&
         (setting->max == NULL || value <= zg_json_real(setting->max));
}

/* The shop's own value is wrong: that is shop.lua's fault, not the pack's. */
static void blame_shop(lua_State *lua, struct zg_pack *pack, const char *name,
                       const char *message) {
  zg_fail_at(pack->failure, ZG_ELOAD, pack->context.shop_file,
             zg_shop_file_line(pack->context.shop_file, name), "packs.%s.%s %s", pack->name, name,
             message);
  luaL_error(lua, "the shop's settings are wrong");
}

static void resolve(lua_State *lua, struct zg_pack *pack, struct zg_setting *setting,
                    const char *what) {
  const struct cJSON *given = zg_json_get(pack->given, setting->name);
  setting->value = setting->fallback;
  if (given != NULL) {
    setting->value = fit(pack, setting, setting->type, given);
    if (setting->value == NULL)
      blame_shop(lua, pack, setting->name,
                 zg_arena_printf(pack->arena, "does not fit; it wants %s", wants(setting->type)));
    else if (!chosen(pack, setting, setting->value))
      blame_shop(lua, pack, setting->name,
                 zg_arena_printf(pack->arena, "must be one of %s",
                                 zg_json_print(pack->arena, setting->choices)));
    else if (!in_bounds(setting, setting->value))
      blame_shop(
          lua, pack, setting->name,
          zg_arena_printf(pack->arena, "is out of bounds; it may go from %s to %s",
                          setting->min != NULL ? zg_json_literal(setting->min) : "anything",
                          setting->max != NULL ? zg_json_literal(setting->max) : "anything"));
  }
  if (setting->value == NULL) {
    if (pack->context.shop_file == NULL)
      luaL_error(lua, "%s: it has no default, and no shop gives it", what);
    else
      blame_shop(lua, pack, setting->name, "is missing; the pack needs it");
  }
}

static struct cJSON *field(lua_State *lua, int index, const char *key) {
  struct cJSON *node = NULL;
  if (lua_getfield(lua, index, key) != LUA_TNIL)
    node = zg_values_read(lua, -1, zg_pack_of(lua)->arena, ZG_VALUES_STATE);
  lua_pop(lua, 1);
  return node;
}

/* The same for a value of the setting's own type. */
static struct cJSON *fitting_field(lua_State *lua, int index, const char *key,
                                   const struct zg_setting *setting, const char *what) {
  struct cJSON *given = field(lua, index, key);
  struct cJSON *fitted = given != NULL ? fit(zg_pack_of(lua), setting, setting->type, given) : NULL;
  if (given != NULL && fitted == NULL)
    luaL_error(lua, "%s: its %s does not fit; it wants %s", what, key, wants(setting->type));
  return fitted;
}

/* One `name = { type = ..., default = ... }`; the table is on the top. */
static void declare_one(lua_State *lua, const char *name) {
  static const char *const allowed[] = {"type", "of",  "default", "about",
                                        "min",  "max", "choices", NULL};
  struct zg_pack *pack = zg_pack_of(lua);
  const char *what = zg_arena_printf(pack->arena, "setting \"%s\"", name);
  int index = lua_gettop(lua);
  if (!lua_istable(lua, index)) luaL_error(lua, "%s: it must be a table with a type", what);
  zg_declare_keys(lua, index, allowed, what);
  struct zg_setting *setting = zg_arena_alloc(pack->arena, sizeof *setting);
  setting->name = zg_arena_strdup(pack->arena, name);
  setting->type = check_type(lua, zg_declare_text(lua, index, "type", true, what), what);
  setting->about = zg_declare_about(lua, index, what);
  const char *of = zg_declare_text(lua, index, "of", setting->type == ZG_SETTING_LIST, what);
  if (of != NULL) setting->of = check_type(lua, of, what);
  if (setting->of == ZG_SETTING_LIST) luaL_error(lua, "%s: a list of lists is not known", what);
  setting->choices = field(lua, index, "choices");
  setting->min = fitting_field(lua, index, "min", setting, what);
  setting->max = fitting_field(lua, index, "max", setting, what);
  bool bounded = setting->type == ZG_SETTING_NUMBER || setting->type == ZG_SETTING_INTEGER ||
                 setting->type == ZG_SETTING_DURATION;
  if (!bounded && (setting->min != NULL || setting->max != NULL))
    luaL_error(lua, "%s: min and max are for numbers and durations", what);
  setting->written = field(lua, index, "default");
  setting->fallback = fitting_field(lua, index, "default", setting, what);
  if (setting->fallback != NULL &&
      !(chosen(pack, setting, setting->fallback) && in_bounds(setting, setting->fallback)))
    luaL_error(lua, "%s: its default is not within its own min, max and choices", what);
  resolve(lua, pack, setting, what);
  *pack->settings_end = setting;
  pack->settings_end = &setting->next;
}

/* settings { ... }: the first argument is the `settings` object itself. */
static int settings_call(lua_State *lua) {
  zg_declare_loading(lua);
  struct zg_pack *pack = zg_pack_of(lua);
  luaL_checktype(lua, 2, LUA_TTABLE);
  if (pack->name == NULL) return luaL_error(lua, "settings: write pack { name = ... } before it");
  if (pack->settings != NULL) return luaL_error(lua, "settings: they are declared twice");
  pack->settings_line = zg_declare_line(lua);
  size_t count = zg_pairs_keys(lua, 2);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(lua, -1, (lua_Integer)i);
    if (lua_type(lua, -1) != LUA_TSTRING) return luaL_error(lua, "settings: each needs a name");
    const char *name = lua_tostring(lua, -1);
    lua_getfield(lua, 2, name);
    declare_one(lua, name);
    lua_pop(lua, 2);
  }
  return 0;
}

static int settings_index(lua_State *lua) {
  struct zg_pack *pack = zg_pack_of(lua);
  const char *name = luaL_checkstring(lua, 2);
  const char *known[64];
  size_t count = 0;
  zg_limits_charge(lua, ZG_CALL_STEPS);
  for (struct zg_setting *s = pack->settings; s != NULL; s = s->next) {
    zg_limits_charge(lua, 1);
    if (strcmp(s->name, name) == 0) {
      zg_view_push(lua, NULL, s->value);
      return 1;
    }
    if (count < sizeof known / sizeof known[0]) known[count++] = s->name;
  }
  return zg_declare_unknown(lua, "settings", "setting of this pack", name, known, count);
}

static int settings_frozen(lua_State *lua) {
  return luaL_error(lua, "settings cannot be set by a rule; they are the shop's");
}

void zg_settings_open(lua_State *lua) {
  static const luaL_Reg meta[] = {{"__call", settings_call},
                                  {"__index", settings_index},
                                  {"__newindex", settings_frozen},
                                  {NULL, NULL}};
  lua_newuserdatauv(lua, 0, 0);
  luaL_newlib(lua, meta);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  lua_setglobal(lua, "settings");
}

int zg_settings_check_shop(struct zg_pack *pack, struct zg_error *err) {
  const struct cJSON *given = zg_json_first(pack->given);
  if (given != NULL && zg_json_key(given) == NULL)
    return zg_fail_at(err, ZG_ELOAD, pack->context.shop_file,
                      zg_shop_file_line(pack->context.shop_file, pack->name),
                      "packs.%s must be its settings in { }, each with its name", pack->name);
  for (; given != NULL; given = zg_json_next(given)) {
    const char *known[64];
    size_t count = 0;
    bool found = false;
    for (struct zg_setting *s = pack->settings; s != NULL; s = s->next) {
      found = found || strcmp(s->name, zg_json_key(given)) == 0;
      if (count < sizeof known / sizeof known[0]) known[count++] = s->name;
    }
    if (found) continue;
    char suggestion[ZG_SUGGESTION];
    return zg_fail_at(err, ZG_ELOAD, pack->context.shop_file,
                      zg_shop_file_line(pack->context.shop_file, zg_json_key(given)),
                      "packs.%s.%s: the pack %s has no such setting%s", pack->name,
                      zg_json_key(given), pack->name,
                      zg_suggest(zg_json_key(given), known, count, suggestion));
  }
  return 0;
}
