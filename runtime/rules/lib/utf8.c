#include "rules/lib/utf8.h"

#include <stdbool.h>
#include <stdint.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/args.h"
#include "rules/lib/out.h"
#include "rules/limits.h"

enum {
  CODES = 8000, /* that utf8.codepoint gives at once */
  CHARACTER = 8,
  LAST = 0x10ffff,
  CHARGE = 4096,
};

static const char invalid[] = "invalid UTF-8 code";

static bool continues(const char *at) {
  return ((unsigned char)*at & 0xc0) == 0x80;
}

/* Reads one character of up to six bytes; strictly, it must be one of Unicode's. Where it ends, or
 * NULL. The NUL behind the text stops a character that is cut off. */
static const char *read_character(const char *at, uint32_t *code, bool strict) {
  static const uint32_t least[] = {UINT32_MAX, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};
  unsigned char first = (unsigned char)*at++;
  *code = first;
  if (first < 0x80) return at;
  int more = 0; /* bytes that follow */
  uint64_t value = 0;
  for (unsigned char bit = 0x40; (first & bit) != 0 && more < 6; bit >>= 1) {
    if (!continues(at)) return NULL;
    value = value << 6 | ((unsigned char)*at++ & 0x3f);
    more++;
  }
  if (more == 0 || more > 5) return NULL;
  value |= (uint64_t)(first & (0x3f >> more)) << 6 * more;
  if (value < least[more]) return NULL;
  if (strict && (value > LAST || (value >= 0xd800 && value <= 0xdfff))) return NULL;
  *code = (uint32_t)value;
  return at;
}

/* A place in a text of `len` bytes; below 0 it counts from the end. */
static lua_Integer place(lua_Integer at, size_t len) {
  if (at >= 0) return at;
  return (size_t)0 - (size_t)at > len ? 0 : (lua_Integer)len + at + 1;
}

static int utf8_len(lua_State *lua) {
  size_t len = 0;
  const char *text = luaL_checklstring(lua, 1, &len);
  lua_Integer at = place(zg_arg_integer_or(lua, 2, 1), len) - 1;
  lua_Integer last = place(zg_arg_integer_or(lua, 3, -1), len) - 1, count = 0;
  bool strict = !lua_toboolean(lua, 4);
  luaL_argcheck(lua, at >= 0 && at <= (lua_Integer)len, 2, "initial position out of bounds");
  luaL_argcheck(lua, last < (lua_Integer)len, 3, "final position out of bounds");
  zg_limits_charge(lua, ZG_CALL_STEPS + (last > at ? (last - at) / 2 : 0));
  while (at <= last) {
    uint32_t code = 0;
    const char *next = read_character(text + at, &code, strict);
    if (next == NULL) {
      lua_pushnil(lua);
      lua_pushinteger(lua, at + 1);
      return 2;
    }
    at = next - text;
    count++;
  }
  lua_pushinteger(lua, count);
  return 1;
}

static int utf8_codepoint(lua_State *lua) {
  size_t len = 0;
  const char *text = luaL_checklstring(lua, 1, &len);
  lua_Integer first = place(zg_arg_integer_or(lua, 2, 1), len);
  lua_Integer last = place(zg_arg_integer_or(lua, 3, first), len);
  bool strict = !lua_toboolean(lua, 4);
  luaL_argcheck(lua, first >= 1, 2, "out of bounds");
  luaL_argcheck(lua, last <= (lua_Integer)len, 3, "out of bounds");
  if (first > last) return 0;
  if (last - first >= CODES) return luaL_error(lua, "string slice too long");
  zg_limits_charge(lua, ZG_CALL_STEPS + last - first);
  luaL_checkstack(lua, (int)(last - first) + 1, "string slice too long");
  int count = 0;
  for (const char *at = text + first - 1; at < text + last;) {
    uint32_t code = 0;
    at = read_character(at, &code, strict);
    if (at == NULL) return luaL_error(lua, invalid);
    lua_pushinteger(lua, code);
    count++;
  }
  return count;
}

/* Writes the character, in up to six bytes, to the end of `to`; how many. */
static size_t write_character(char to[CHARACTER], uint32_t code) {
  size_t len = 0;
  uint32_t room = 0x3f; /* what the first byte can hold */
  if (code < 0x80) {
    to[CHARACTER - 1] = (char)code;
    return 1;
  }
  do {
    to[CHARACTER - ++len] = (char)(0x80 | (code & 0x3f));
    code >>= 6;
    room >>= 1;
  } while (code > room);
  to[CHARACTER - ++len] = (char)((~room << 1) | code);
  return len;
}

static int utf8_char(lua_State *lua) {
  int count = lua_gettop(lua);
  struct zg_out out;
  zg_limits_charge(lua, ZG_CALL_STEPS + 2 * count);
  zg_out_init(&out, lua);
  for (int i = 1; i <= count; i++) {
    char character[CHARACTER];
    lua_Unsigned code = (lua_Unsigned)zg_arg_integer(lua, i);
    luaL_argcheck(lua, code <= 0x7fffffff, i, "value out of range");
    size_t len = write_character(character, (uint32_t)code);
    zg_out_add(&out, character + CHARACTER - len, len);
  }
  zg_out_push(&out);
  return 1;
}

/* A walk over bytes that is paid for as it goes. */
struct walk {
  lua_State *lua;
  const char *text;
  lua_Integer at, len;
  int steps;
};

static void go(struct walk *walk, int by) {
  walk->at += by;
  if (++walk->steps < CHARGE) return;
  walk->steps = 0;
  zg_limits_charge(walk->lua, CHARGE);
}

static void go_back(struct walk *walk, lua_Integer characters) {
  for (; characters > 0 && walk->at > 0; characters--)
    do
      go(walk, -1);
    while (walk->at > 0 && continues(walk->text + walk->at));
  if (characters > 0) walk->at = -1;
}

static void go_on(struct walk *walk, lua_Integer characters) {
  for (; characters > 0 && walk->at < walk->len; characters--)
    do
      go(walk, 1);
    while (continues(walk->text + walk->at));
  if (characters > 0) walk->at = -1;
}

static int utf8_offset(lua_State *lua) {
  size_t len = 0;
  const char *text = luaL_checklstring(lua, 1, &len);
  lua_Integer n = zg_arg_integer(lua, 2);
  lua_Integer start = place(zg_arg_integer_or(lua, 3, n >= 0 ? 1 : (lua_Integer)len + 1), len);
  luaL_argcheck(lua, start >= 1 && start <= (lua_Integer)len + 1, 3, "position out of bounds");
  struct walk walk = {.lua = lua, .text = text, .at = start - 1, .len = (lua_Integer)len};
  if (n == 0) {
    while (walk.at > 0 && continues(text + walk.at))
      go(&walk, -1);
  } else {
    if (continues(text + walk.at))
      return luaL_error(lua, "initial position is a continuation byte");
    if (n < 0)
      go_back(&walk, n == LUA_MININTEGER ? LUA_MAXINTEGER : -n);
    else
      go_on(&walk, n - 1);
  }
  zg_limits_charge(lua, ZG_CALL_STEPS + walk.steps);
  if (walk.at < 0)
    lua_pushnil(lua);
  else
    lua_pushinteger(lua, walk.at + 1);
  return 1;
}

/* The iterator may be called with any text and any place. */
static int next_code(lua_State *lua, bool strict) {
  size_t len = 0;
  const char *text = luaL_checklstring(lua, 1, &len);
  zg_limits_charge_number(lua, 2);
  lua_Integer at = lua_tointeger(lua, 2);
  struct walk walk = {.lua = lua, .text = text, .at = at, .len = (lua_Integer)len};
  if (at < 0) return 0;
  while (walk.at < walk.len && continues(text + walk.at))
    go(&walk, 1);
  zg_limits_charge(lua, ZG_CALL_STEPS + walk.steps);
  if (walk.at >= walk.len) return 0;
  uint32_t code = 0;
  if (read_character(text + walk.at, &code, strict) == NULL) return luaL_error(lua, invalid);
  lua_pushinteger(lua, walk.at + 1);
  lua_pushinteger(lua, code);
  return 2;
}

static int next_strict(lua_State *lua) {
  return next_code(lua, true);
}

static int next_lax(lua_State *lua) {
  return next_code(lua, false);
}

static int utf8_codes(lua_State *lua) {
  bool lax = lua_toboolean(lua, 2);
  luaL_checkstring(lua, 1);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  lua_pushcfunction(lua, lax ? next_lax : next_strict);
  lua_pushvalue(lua, 1);
  lua_pushinteger(lua, 0);
  return 3;
}

void zg_utf8_open(lua_State *lua) {
  static const luaL_Reg functions[] = {
      {"char", utf8_char}, {"codepoint", utf8_codepoint}, {"codes", utf8_codes},
      {"len", utf8_len},   {"offset", utf8_offset},       {NULL, NULL},
  };
  luaL_newlib(lua, functions);
  lua_pushlstring(lua, "[\0-\x7f\xc2-\xfd][\x80-\xbf]*", 14);
  lua_setfield(lua, -2, "charpattern");
}
