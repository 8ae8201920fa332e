#include "rules/lib/find.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/args.h"
#include "rules/lib/match.h"
#include "rules/limits.h"

/* Whether the pattern is a text like any other. */
static bool is_plain(const char *pattern, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (pattern[i] != '\0' && strchr("^$*+?.([%-", pattern[i]) != NULL) return false;
  return true;
}

/* memmem is linear, but a long pattern is looked through first. */
static int find_plain(lua_State *lua, const char *text, size_t len, size_t from,
                      const char *pattern, size_t pattern_len) {
  const char *found = memmem(text + from, len - from, pattern, pattern_len);
  size_t seen = found != NULL ? (size_t)(found - text) - from : len - from;
  zg_limits_charge(lua, (int64_t)(seen + pattern_len) / 4);
  if (found == NULL) return lua_pushnil(lua), 1;
  lua_pushinteger(lua, found - text + 1);
  lua_pushinteger(lua, found - text + (lua_Integer)pattern_len);
  return 2;
}

static int find_pattern(lua_State *lua, const char *text, size_t len, size_t from,
                        const char *pattern, size_t pattern_len, bool find) {
  struct zg_match m;
  bool anchored = *pattern == '^';
  zg_match_init(&m, lua, text, len, pattern + pattern_len);
  for (const char *at = text + from; at <= m.text_end; at++) {
    const char *end = zg_match_try(&m, at, pattern + anchored);
    if (end != NULL) {
      zg_match_pay(&m);
      if (!find) return zg_match_push_all(&m, at, end);
      lua_pushinteger(lua, at - text + 1);
      lua_pushinteger(lua, end - text);
      return zg_match_push_all(&m, NULL, NULL) + 2;
    }
    if (anchored) break;
  }
  zg_match_pay(&m);
  lua_pushnil(lua);
  return 1;
}

static int find_or_match(lua_State *lua, bool find) {
  size_t len = 0, pattern_len = 0;
  const char *text = luaL_checklstring(lua, 1, &len);
  const char *pattern = luaL_checklstring(lua, 2, &pattern_len);
  size_t from = zg_arg_start(zg_arg_integer_or(lua, 3, 1), len) - 1;
  zg_limits_charge(lua, ZG_CALL_STEPS + (int64_t)pattern_len / 8);
  if (from > len) return lua_pushnil(lua), 1;
  if (find && (lua_toboolean(lua, 4) || is_plain(pattern, pattern_len)))
    return find_plain(lua, text, len, from, pattern, pattern_len);
  return find_pattern(lua, text, len, from, pattern, pattern_len, find);
}

int zg_string_find(lua_State *lua) {
  return find_or_match(lua, true);
}

int zg_string_match(lua_State *lua) {
  return find_or_match(lua, false);
}

/* How far gmatch is; the texts are kept beside it. It begins afresh with each call, so one that
 * ended in an error may be called again. */
struct walk {
  const char *text, *at, *last; /* `last`: where the match before ended */
  size_t len;
  const char *pattern, *pattern_end;
};

/* Upvalues: the walk, the text, the pattern. */
static int gmatch_step(lua_State *lua) {
  struct walk *walk = lua_touserdata(lua, lua_upvalueindex(1));
  struct zg_match m;
  zg_limits_charge(lua, ZG_CALL_STEPS);
  zg_match_init(&m, lua, walk->text, walk->len, walk->pattern_end);
  for (const char *at = walk->at; at <= m.text_end; at++) {
    const char *end = zg_match_try(&m, at, walk->pattern);
    if (end == NULL || end == walk->last) continue;
    walk->at = walk->last = end;
    zg_match_pay(&m);
    return zg_match_push_all(&m, at, end);
  }
  zg_match_pay(&m);
  return 0;
}

int zg_string_gmatch(lua_State *lua) {
  size_t len = 0, pattern_len = 0;
  const char *text = luaL_checklstring(lua, 1, &len);
  const char *pattern = luaL_checklstring(lua, 2, &pattern_len);
  size_t from = zg_arg_start(zg_arg_integer_or(lua, 3, 1), len) - 1;
  zg_limits_charge(lua, ZG_CALL_STEPS);
  lua_settop(lua, 2);
  struct walk *walk = lua_newuserdatauv(lua, sizeof *walk, 0);
  *walk = (struct walk){.text = text,
                        .at = text + (from > len ? len + 1 : from),
                        .len = len,
                        .pattern = pattern,
                        .pattern_end = pattern + pattern_len};
  lua_insert(lua, 1);
  lua_pushcclosure(lua, gmatch_step, 3);
  return 1;
}
