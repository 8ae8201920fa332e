#include "rules/declare.h"

#include <math.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "data/json.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/values.h"

enum {
  SUGGEST_STEPS = 200, /* of holding two words against each other */
  TEXT_BYTES = 32,     /* that a text costs beside its own */
  FAULTS = 200,        /* of one pack that are told */
  FAULT_STEPS = 200,   /* of catching one */
};

void zg_declare_loading(lua_State *lua) {
  if (zg_pack_of(lua)->loaded)
    luaL_error(lua, "this can be declared only while the pack is loaded, not while a rule runs");
}

/* The path of one of the pack's files, as Lua names it. That of the last rule is used again. */
static const char *file_of(const struct zg_pack *pack, const char *source) {
  const char *slash = strrchr(source, '/'), *name = slash != NULL ? slash + 1 : "pack.lua";
  const char *last = pack->rule_count > 0 ? pack->rules[pack->rule_count - 1]->file : "";
  size_t len = strlen(pack->dir);
  bool same =
      strncmp(last, pack->dir, len) == 0 && last[len] == '/' && strcmp(last + len + 1, name) == 0;
  return same ? last : zg_arena_printf(pack->arena, "%s/%s", pack->dir, name);
}

/* The nearest function of Lua's: ours, of which there may be several below one another, have no
 * line. */
int zg_declare_line(lua_State *lua, const char **file) {
  lua_Debug at = {.currentline = 0};
  for (int level = 1; lua_getstack(lua, level, &at) != 0; level++)
    if (lua_getinfo(lua, "Sl", &at) != 0 && at.currentline > 0) break;
  *file = file_of(zg_pack_of(lua), at.short_src);
  return at.currentline > 0 ? at.currentline : 0;
}

struct declaring {
  zg_declare_fn *read;
  void *arg;
};

/* Arguments: the value, the declaring. */
static int declare_protected(lua_State *lua) {
  const struct declaring *d = lua_touserdata(lua, 2);
  lua_settop(lua, 1);
  d->read(lua, d->arg);
  return 0;
}

/* The message is on the top. Of a file other than the pack's more is known than the message. */
static void tell_fault(lua_State *lua) {
  struct zg_pack *pack = zg_pack_of(lua);
  struct zg_error err = {0};
  const char *message = lua_tostring(lua, -1), *file = NULL;
  if (pack->failure != NULL && pack->failure->code != 0) {
    err = *pack->failure;
    *pack->failure = (struct zg_error){0};
  } else {
    int line = zg_declare_line(lua, &file);
    zg_fail_at(&err, ZG_ELOAD, file, line, "%s",
               message != NULL ? message : "it raised an error that is no text");
  }
  pack->context.fault(pack->context.arg, &err);
}

bool zg_declare_one(lua_State *lua, zg_declare_fn *read, void *arg) {
  struct zg_pack *pack = zg_pack_of(lua);
  struct declaring d = {.read = read, .arg = arg};
  int below = lua_gettop(lua) - 1;
  if (pack->context.fault == NULL) {
    read(lua, arg);
    lua_settop(lua, below);
    return true;
  }
  luaL_checkstack(lua, 4, "declarations");
  lua_pushcfunction(lua, declare_protected);
  lua_insert(lua, -2);
  lua_pushlightuserdata(lua, &d);
  if (lua_pcall(lua, 2, 0, 0) == LUA_OK) return true;
  if (zg_limits_of(lua)->spent || pack->faults >= FAULTS) lua_error(lua);
  zg_limits_charge(lua, FAULT_STEPS);
  pack->faults++;
  tell_fault(lua);
  lua_settop(lua, below);
  return false;
}

int zg_declare_unknown(lua_State *lua, const char *what, const char *kind, const char *typed,
                       const char *const *known, size_t count) {
  char suggestion[ZG_SUGGESTION];
  zg_limits_charge(lua, (int64_t)(count + 1) * SUGGEST_STEPS + (int64_t)strlen(typed) / 32);
  zg_suggest(typed, known, count, suggestion);
  luaL_Buffer all;
  luaL_buffinit(lua, &all);
  for (size_t i = 0; i < count && i < 24; i++) {
    if (i > 0) luaL_addstring(&all, ", ");
    luaL_addstring(&all, known[i]);
  }
  luaL_pushresult(&all);
  const char *list = lua_tostring(lua, -1);
  if (suggestion[0] != '\0' || count == 0)
    return luaL_error(lua, "%s: \"%s\" is no %s%s", what, typed, kind, suggestion);
  return luaL_error(lua, "%s: \"%s\" is no %s; there are: %s", what, typed, kind, list);
}

void zg_declare_keys(lua_State *lua, int index, const char *const *allowed, const char *what) {
  index = lua_absindex(lua, index);
  size_t count = 0;
  while (allowed[count] != NULL)
    count++;
  for (lua_pushnil(lua); lua_next(lua, index) != 0; lua_pop(lua, 1)) {
    bool known = false;
    if (lua_type(lua, -2) != LUA_TSTRING)
      luaL_error(lua, "%s: a value stands without a name; write name = value", what);
    const char *key = lua_tostring(lua, -2);
    for (size_t i = 0; i < count && !known; i++)
      known = strcmp(allowed[i], key) == 0;
    if (!known) zg_declare_unknown(lua, what, "key here", key, allowed, count);
  }
}

bool zg_declare_printable(lua_State *lua, int index) {
  size_t len = 0;
  const char *text = lua_type(lua, index) == LUA_TSTRING ? lua_tolstring(lua, index, &len) : NULL;
  return text != NULL && zg_utf8_valid(text, len) && memchr(text, '\0', len) == NULL;
}

/* The text on the top, which is printable, kept as long as the pack. */
static char *keep_text(lua_State *lua) {
  size_t len = 0;
  const char *text = lua_tolstring(lua, -1, &len);
  zg_limits_charge(lua, ZG_CALL_STEPS + (int64_t)len / 8);
  zg_limits_weigh(lua, TEXT_BYTES + len);
  return zg_arena_strdup(zg_pack_of(lua)->arena, text);
}

const char *zg_declare_text(lua_State *lua, int index, const char *key, bool required,
                            const char *what) {
  const char *copy = NULL;
  int type = lua_getfield(lua, index, key);
  if (zg_declare_printable(lua, -1)) copy = keep_text(lua);
  if (type == LUA_TNIL && required) luaL_error(lua, "%s: it has no \"%s\"; give it one", what, key);
  if (type != LUA_TNIL && copy == NULL)
    luaL_error(lua, "%s: \"%s\" must be a text in quotes, in UTF-8", what, key);
  lua_pop(lua, 1);
  return copy;
}

/* The field as JSON, a text or one for each language; NULL when it is not there. */
static const struct cJSON *words_of(lua_State *lua, int index, const char *key,
                                    struct zg_arena *arena, const char *what) {
  const struct cJSON *words = NULL;
  if (lua_getfield(lua, index, key) != LUA_TNIL)
    words = zg_values_read(lua, -1, arena, ZG_VALUES_STATE);
  lua_pop(lua, 1);
  bool texts = words == NULL || zg_json_string(words) != NULL || zg_json_first(words) != NULL;
  for (const struct cJSON *one = zg_json_first(words); one != NULL; one = zg_json_next(one))
    texts = texts && zg_json_key(one) != NULL && zg_json_string(one) != NULL;
  if (!texts)
    luaL_error(lua, "%s: \"%s\" must be a text, or a text for each language: { zh = \"…\" }", what,
               key);
  return words;
}

const struct cJSON *zg_declare_about(lua_State *lua, int index, const char *what) {
  return words_of(lua, index, "about", zg_pack_of(lua)->arena, what);
}

const char *zg_declare_label(lua_State *lua, int index, const char *what) {
  struct zg_pack *pack = zg_pack_of(lua);
  bool several = lua_getfield(lua, index, "label") == LUA_TTABLE;
  lua_pop(lua, 1);
  if (!several) return zg_declare_text(lua, index, "label", false, what);
  const struct cJSON *words = words_of(lua, index, "label", pack->building, what);
  const char *label = zg_pack_about(words, pack->context.language);
  lua_pushstring(lua, label);
  label = keep_text(lua);
  lua_pop(lua, 1);
  return label;
}

bool zg_declare_flag(lua_State *lua, int index, const char *key, const char *what) {
  int type = lua_getfield(lua, index, key);
  if (type != LUA_TNIL && type != LUA_TBOOLEAN)
    luaL_error(lua, "%s: \"%s\" must be true or false", what, key);
  bool flag = lua_toboolean(lua, -1);
  lua_pop(lua, 1);
  return flag;
}

int64_t zg_declare_integer(lua_State *lua, int index, const char *key, int64_t fallback,
                           const char *what) {
  int whole = 1;
  int64_t value = fallback;
  if (lua_getfield(lua, index, key) != LUA_TNIL) {
    whole = lua_type(lua, -1) == LUA_TNUMBER;
    if (whole) value = (int64_t)lua_tointegerx(lua, -1, &whole);
  }
  if (!whole) luaL_error(lua, "%s: \"%s\" must be a whole number", what, key);
  lua_pop(lua, 1);
  return value;
}

char **zg_declare_texts(lua_State *lua, int index, const char *key, size_t *count,
                        const char *what) {
  struct zg_arena *arena = zg_pack_of(lua)->arena;
  char **texts = NULL;
  *count = 0;
  int type = lua_getfield(lua, index, key);
  if (type == LUA_TSTRING && zg_declare_printable(lua, -1)) {
    texts = zg_arena_alloc(arena, sizeof *texts);
    texts[(*count)++] = keep_text(lua);
  } else if (type == LUA_TTABLE && lua_rawlen(lua, -1) > 0) {
    size_t length = (size_t)lua_rawlen(lua, -1);
    zg_limits_weigh(lua, length * sizeof *texts);
    texts = zg_arena_alloc(arena, length * sizeof *texts);
    for (size_t i = 1; i <= length; i++) {
      lua_rawgeti(lua, -1, (lua_Integer)i);
      if (!zg_declare_printable(lua, -1))
        luaL_error(lua, "%s: \"%s\" must list texts in quotes, in UTF-8", what, key);
      texts[(*count)++] = keep_text(lua);
      lua_pop(lua, 1);
    }
  } else if (type != LUA_TNIL) {
    luaL_error(lua, "%s: \"%s\" must be a text, or a list of texts", what, key);
  }
  lua_pop(lua, 1);
  return texts;
}

enum zg_scope zg_declare_scope(lua_State *lua, const char *name, const char *what) {
  const char *known[ZG_SCOPES];
  int scope = zg_scope_find(name);
  for (int i = 0; i < ZG_SCOPES; i++)
    known[i] = zg_scope_name((enum zg_scope)i);
  if (scope < 0) zg_declare_unknown(lua, what, "scope", name, known, ZG_SCOPES);
  return (enum zg_scope)scope;
}

int64_t zg_declare_duration(lua_State *lua, int index, const char *what) {
  int64_t ms = 0;
  zg_limits_charge_number(lua, index);
  if (lua_type(lua, index) == LUA_TNUMBER) {
    lua_Number seconds = lua_tonumber(lua, index);
    if (!(seconds >= 0 && seconds <= 100.0 * 366 * 86400))
      luaL_error(lua, "%s: a duration must be 0 seconds to 100 years", what);
    return (int64_t)llround(seconds * 1000);
  }
  const char *text = lua_tostring(lua, index);
  if (text == NULL || zg_duration_parse(text, strlen(text), &ms) < 0)
    luaL_error(lua, "%s: \"%s\" is not a duration; write it like \"90s\", \"30m\", \"48h\", \"3d\"",
               what, text != NULL ? text : luaL_typename(lua, index));
  return ms;
}
