#include "rules/lib/string.h"

#include <limits.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/args.h"
#include "rules/lib/arith.h"
#include "rules/lib/find.h"
#include "rules/lib/format.h"
#include "rules/lib/out.h"
#include "rules/limits.h"

enum { BYTES = 8000 }; /* that string.byte gives at once */

/* The text argument, with the call paid for when it touches each of its bytes. */
static const char *check_text(lua_State *lua, size_t *len, bool each) {
  const char *text = luaL_checklstring(lua, 1, len);
  zg_limits_charge(lua, ZG_CALL_STEPS + (each ? (int64_t)*len / 8 : 0));
  return text;
}

static int string_byte(lua_State *lua) {
  size_t len = 0;
  const char *text = check_text(lua, &len, false);
  lua_Integer place = zg_arg_integer_or(lua, 2, 1);
  size_t first = zg_arg_start(place, len), last = zg_arg_end(lua, 3, place, len);
  if (first > last) return 0;
  if (last - first >= BYTES) return luaL_error(lua, "string slice too long");
  int count = (int)(last - first) + 1;
  zg_limits_charge(lua, count);
  luaL_checkstack(lua, count, "string slice too long");
  for (int i = 0; i < count; i++)
    lua_pushinteger(lua, (unsigned char)text[first - 1 + (size_t)i]);
  return count;
}

static int string_char(lua_State *lua) {
  int count = lua_gettop(lua);
  struct zg_out out;
  zg_limits_charge(lua, ZG_CALL_STEPS + count);
  zg_out_init(&out, lua);
  for (int i = 1; i <= count; i++) {
    lua_Integer byte = zg_arg_integer(lua, i);
    luaL_argcheck(lua, byte >= 0 && byte <= UCHAR_MAX, i, "value out of range");
    zg_out_add_char(&out, (char)byte);
  }
  zg_out_push(&out);
  return 1;
}

static int string_len(lua_State *lua) {
  size_t len = 0;
  check_text(lua, &len, false);
  lua_pushinteger(lua, (lua_Integer)len);
  return 1;
}

/* Changes the letters from `first` on, 26 of them, to the other case. */
static int change_case(lua_State *lua, char first) {
  size_t len = 0;
  const char *text = check_text(lua, &len, true);
  struct zg_out out;
  zg_out_init(&out, lua);
  char *to = zg_out_room(&out, len);
  for (size_t i = 0; i < len; i++)
    to[i] = (char)(text[i] >= first && text[i] < first + 26 ? text[i] ^ 0x20 : text[i]);
  zg_out_took(&out, len);
  zg_out_push(&out);
  return 1;
}

static int string_lower(lua_State *lua) {
  return change_case(lua, 'A');
}

static int string_upper(lua_State *lua) {
  return change_case(lua, 'a');
}

static int string_reverse(lua_State *lua) {
  size_t len = 0;
  const char *text = check_text(lua, &len, true);
  struct zg_out out;
  zg_out_init(&out, lua);
  char *to = zg_out_room(&out, len);
  for (size_t i = 0; i < len; i++)
    to[i] = text[len - 1 - i];
  zg_out_took(&out, len);
  zg_out_push(&out);
  return 1;
}

/* Fills the room from what stands at its beginning. */
static void repeat(char *room, size_t unit, size_t whole) {
  for (size_t done = unit; done < whole;) {
    size_t more = done < whole - done ? done : whole - done;
    memcpy(room + done, room, more);
    done += more;
  }
}

/* Nothing is built, nor counted off, before it is known to fit. */
static int string_rep(lua_State *lua) {
  size_t len = 0, between_len = 0;
  const char *text = check_text(lua, &len, false);
  lua_Integer count = zg_arg_integer(lua, 2);
  const char *between = luaL_optlstring(lua, 3, "", &between_len);
  size_t unit = len + between_len;
  if (count <= 0 || unit == 0) return lua_pushliteral(lua, ""), 1;
  if (unit > 2 * ZG_PACK_TEXT || (lua_Unsigned)count > ZG_PACK_TEXT / unit + 1 ||
      (size_t)count * unit - between_len > ZG_PACK_TEXT)
    return luaL_error(lua, "resulting string too large");
  size_t whole = (size_t)count * unit - between_len;
  struct zg_out out;
  zg_out_init(&out, lua);
  zg_out_room(&out, whole);
  zg_out_add(&out, text, len);
  if (count > 1) {
    zg_out_add(&out, between, between_len);
    repeat(out.data, unit, whole);
  }
  zg_out_took(&out, whole - out.len);
  zg_out_push(&out);
  return 1;
}

static int string_sub(lua_State *lua) {
  size_t len = 0;
  const char *text = check_text(lua, &len, false);
  size_t first = zg_arg_start(zg_arg_integer(lua, 2), len), last = zg_arg_end(lua, 3, -1, len);
  if (first > last)
    lua_pushliteral(lua, "");
  else
    lua_pushlstring(lua, text + first - 1, last - first + 1);
  return 1;
}

void zg_string_open(lua_State *lua) {
  static const luaL_Reg functions[] = {
      {"byte", string_byte},        {"char", string_char},
      {"find", zg_string_find},     {"format", zg_string_format},
      {"gmatch", zg_string_gmatch}, {"gsub", zg_string_gsub},
      {"len", string_len},          {"lower", string_lower},
      {"match", zg_string_match},   {"rep", string_rep},
      {"reverse", string_reverse},  {"sub", string_sub},
      {"upper", string_upper},      {NULL, NULL},
  };
  luaL_newlib(lua, functions);
  lua_pushliteral(lua, "");
  lua_newtable(lua);
  zg_arith_open(lua);
  lua_pushvalue(lua, -3);
  lua_setfield(lua, -2, "__index");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
}
