#include "rules/shop_file.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/suggest.h"
#include "data/json.h"
#include "rules/limits.h"
#include "rules/sandbox.h"
#include "rules/values.h"

int zg_shop_file_line(const char *path, const char *name) {
  return zg_shop_file_line_from(path, name, 1);
}

int zg_shop_file_line_from(const char *path, const char *name, int from_line) {
  struct zg_bytes text = {0};
  int found = 0, line = 1;
  if (path == NULL || zg_bytes_add_file(&text, path) < 0 || text.len == 0) goto done;
  for (const char *at = text.data; *at != '\0' && found == 0; line++) {
    size_t len = strcspn(at, "\n"), from = 0;
    const char *hit = NULL;
    while (found == 0 && (hit = memmem(at + from, len - from, name, strlen(name))) != NULL) {
      const char *after = hit + strlen(name);
      bool whole = hit == text.data || (!isalnum((unsigned char)hit[-1]) && hit[-1] != '_');
      bool comment = memmem(at, (size_t)(hit - at), "--", 2) != NULL;
      bool assigned = after[strspn(after, " \t")] == '=';
      if (line >= from_line && whole && !comment && assigned) found = line;
      from = (size_t)(after - at);
    }
    at += len + (at[len] == '\n');
  }
done:
  zg_bytes_fini(&text);
  return found;
}

int zg_shop_file_text_line(const char *path, const char *text) {
  struct zg_bytes file = {0}, quoted = {0};
  int line = 0;
  if (path == NULL || zg_bytes_add_file(&file, path) < 0 || file.len == 0) goto done;
  zg_bytes_printf(&quoted, "\"%s\"", text);
  const char *hit = strstr(file.data, quoted.data);
  if (hit == NULL) goto done;
  line = 1;
  for (const char *at = file.data; at < hit; at++)
    line += *at == '\n';
done:
  zg_bytes_fini(&quoted);
  zg_bytes_fini(&file);
  return line;
}

/* What reading needs on the far side of a protected call. */
struct reading {
  struct zg_arena *arena;
  struct cJSON *declared;
};

static int shop_call(lua_State *lua) {
  struct reading *reading = lua_touserdata(lua, lua_upvalueindex(1));
  luaL_checktype(lua, 1, LUA_TTABLE);
  if (reading->declared != NULL) return luaL_error(lua, "shop { … } is there twice");
  reading->declared = zg_values_read(lua, 1, reading->arena, ZG_VALUES_DATA);
  return 0;
}

/* Arguments: the file's function, the reading. A file may also simply return its table. */
static int read_protected(lua_State *lua) {
  struct reading *reading = lua_touserdata(lua, 2);
  lua_pushvalue(lua, 2);
  lua_pushcclosure(lua, shop_call, 1);
  lua_setglobal(lua, "shop");
  lua_settop(lua, 1);
  lua_call(lua, 0, 1);
  if (reading->declared == NULL && lua_istable(lua, 1))
    reading->declared = zg_values_read(lua, 1, reading->arena, ZG_VALUES_DATA);
  if (reading->declared == NULL)
    return luaL_error(lua, "it declares no shop; write shop { name = \"…\" }");
  return 0;
}

static int check_keys(const struct zg_shop_reader *reader, const struct cJSON *object,
                      const char *where, const char *const *known, size_t count,
                      struct zg_error *err) {
  const char *path = reader->path;
  for (const struct cJSON *m = zg_json_first(object); m != NULL; m = zg_json_next(m)) {
    bool found = false;
    const char *key = zg_json_key(m);
    for (size_t i = 0; i < count && !found; i++)
      found = key != NULL && strcmp(known[i], key) == 0;
    if (found) continue;
    char suggestion[ZG_SUGGESTION] = "";
    if (key != NULL) zg_suggest(key, known, count, suggestion);
    zg_fail_at(err, ZG_ELOAD, path, key != NULL ? zg_shop_file_line(path, key) : 0,
               "%s has no \"%s\"%s", where, key != NULL ? key : "[1]", suggestion);
    if (reader->fault == NULL) return ZG_ELOAD;
    reader->fault(reader->arg, err);
  }
  return 0;
}

int zg_shop_file_check(const struct zg_shop_reader *reader, const struct cJSON *declared,
                       struct zg_error *err) {
  static const char *const known[] = {"id",       "name",      "sources",   "language",
                                      "currency", "time_zone", "hours",     "holidays",
                                      "packs",    "limits",    "authority", "hand_back"};
  static const char *const tables[] = {"packs", "limits", "authority"};
  static const char *const limits[] = {"largest_cut", "messages_per_hour", "quiet_hours",
                                       "quiet_drop"};
  static const char *const authority[] = {"cut"};
  static const char *const texts[] = {"id", "name", "language", "currency", "time_zone"};
  const char *path = reader->path;
  int result = check_keys(reader, declared, "a shop", known, sizeof known / sizeof known[0], err);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0] && result == 0; i++) {
    const struct cJSON *node = zg_json_get(declared, tables[i]);
    if (node != NULL && zg_json_kind(node) != ZG_JSON_OBJECT)
      result = zg_fail_at(err, ZG_ELOAD, path, zg_shop_file_line(path, tables[i]),
                          "%s must be a table with names", tables[i]);
  }
  if (result == 0)
    result = check_keys(reader, zg_json_get(declared, "limits"), "limits", limits,
                        sizeof limits / sizeof limits[0], err);
  if (result == 0)
    result = check_keys(reader, zg_json_get(declared, "authority"), "authority", authority,
                        sizeof authority / sizeof authority[0], err);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0] && result == 0; i++) {
    const struct cJSON *node = zg_json_get(declared, texts[i]);
    if (node != NULL && (zg_json_string(node) == NULL || zg_json_string(node)[0] == '\0'))
      result = zg_fail_at(err, ZG_ELOAD, path, zg_shop_file_line(path, texts[i]),
                          "%s must be a text in quotes", texts[i]);
  }
  return result;
}

int zg_shop_file_read(const char *path, struct zg_arena *arena, struct zg_bytes *source,
                      struct cJSON **out, struct zg_error *err) {
  struct zg_limits limits = {.cap = ZG_PACK_MEMORY};
  struct reading reading = {.arena = arena};
  lua_State *lua = zg_sandbox_open(&limits);
  int result = zg_sandbox_run(lua, read_protected, path, &reading, source, err);
  if (result == 0) *out = reading.declared;
  lua_close(lua);
  return result;
}
