#include "rules/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "base/utf8.h"
#include "rules/frozen.h"
#include "rules/lib/charged.h"
#include "rules/lib/metatable.h"
#include "rules/lib/string.h"
#include "rules/lib/table.h"
#include "rules/lib/tostring.h"
#include "rules/lib/utf8.h"
#include "rules/limits.h"
#include "rules/money_api.h"
#include "rules/pairs.h"
#include "rules/view.h"

enum { CATCH_STEPS = 200 };

/* The stock functions a pack may call, by library; the globals come first. */
static const char *const base_allowed[] = {"assert", "error", "_VERSION", NULL};
static const char *const base_charged[] = {"rawequal", "select", "tonumber", NULL};
static const char *const math_allowed[] = {"huge", "maxinteger", "mininteger", "pi", NULL};
static const char *const math_charged[] = {"abs",  "ceil", "floor", "fmod", "max",
                                           "min",  "modf", "sqrt",  "exp",  "tointeger",
                                           "type", "ult",  "log",   NULL};

/* Copies fields of the table below the top into the one on the top. [-0, +0, m] */
static void copy(lua_State *lua, const char *const *names, bool charged) {
  for (size_t i = 0; names[i] != NULL; i++) {
    lua_getfield(lua, -2, names[i]);
    if (charged) zg_charged_wrap(lua);
    lua_setfield(lua, -2, names[i]);
  }
}

/* Opens a stock library and leaves a table of what is allowed of it on the stack. [-0, +1, m] */
static void open_stock(lua_State *lua, lua_CFunction open, const char *name,
                       const char *const *allowed, const char *const *charged) {
  luaL_requiref(lua, name, open, 0);
  lua_newtable(lua);
  copy(lua, allowed, false);
  copy(lua, charged, true);
  lua_remove(lua, -2);
}

static int sandbox_type(lua_State *lua) {
  luaL_checkany(lua, 1);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  if (zg_view_node(lua, 1) != NULL)
    lua_pushliteral(lua, "table");
  else if (zg_money_test(lua, 1) != NULL)
    lua_pushliteral(lua, "money");
  else
    lua_pushstring(lua, luaL_typename(lua, 1));
  return 1;
}

/* Catches errors, but not the end of the budget. Catching takes longer than anything a short
 * function does. */
static int sandbox_pcall(lua_State *lua) {
  luaL_checkany(lua, 1);
  zg_limits_charge(lua, 2 * ZG_CALL_STEPS);
  int status = lua_pcall(lua, lua_gettop(lua) - 1, LUA_MULTRET, 0);
  if (status != LUA_OK && zg_limits_of(lua)->spent) return lua_error(lua);
  if (status != LUA_OK) zg_limits_charge(lua, CATCH_STEPS);
  lua_pushboolean(lua, status == LUA_OK);
  lua_insert(lua, 1);
  return lua_gettop(lua);
}

/* Fills the globals; runs protected, since opening may run out of memory. */
static int open_world(lua_State *lua) {
  static const luaL_Reg ours[] = {
      {"type", sandbox_type},
      {"tostring", zg_tostring},
      {"pcall", sandbox_pcall},
      {"pairs", zg_pairs},
      {"ipairs", zg_ipairs},
      {"next", zg_next},
      {"setmetatable", zg_setmetatable},
      {NULL, NULL},
  };
  open_stock(lua, luaopen_base, LUA_GNAME, base_allowed, base_charged);
  open_stock(lua, luaopen_math, LUA_MATHLIBNAME, math_allowed, math_charged);
  lua_setfield(lua, -2, LUA_MATHLIBNAME);
  zg_table_open(lua);
  lua_setfield(lua, -2, LUA_TABLIBNAME);
  zg_utf8_open(lua);
  lua_setfield(lua, -2, LUA_UTF8LIBNAME);
  zg_string_open(lua);
  lua_setfield(lua, -2, LUA_STRLIBNAME);
  luaL_setfuncs(lua, ours, 0);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -2, LUA_GNAME);
  lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_pushnil(lua); /* nobody needs the stock libraries any more */
  lua_setfield(lua, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  zg_view_open(lua);
  zg_money_open(lua);
  return 0;
}

lua_State *zg_sandbox_open(struct zg_limits *limits) {
  lua_State *lua = lua_newstate(zg_limits_alloc, limits);
  if (lua == NULL) abort();
  lua_pushcfunction(lua, open_world);
  if (lua_pcall(lua, 0, 0, 0) != LUA_OK) abort(); /* a fresh state is far under its cap */
  return lua;
}

void zg_sandbox_freeze(lua_State *lua) {
  static const char *const libraries[] = {LUA_TABLIBNAME, LUA_MATHLIBNAME, LUA_UTF8LIBNAME,
                                          LUA_STRLIBNAME, "time"};
  lua_pushglobaltable(lua);
  for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
    if (lua_getfield(lua, -1, libraries[i]) == LUA_TTABLE) zg_frozen_make(lua, -1);
    lua_pop(lua, 1);
  }
  zg_frozen_make(lua, -1);
  lua_pop(lua, 1);
}

/* "…/bargain/pack.lua" is "bargain/pack.lua": the same wherever the folder lies. Longer than Lua
 * shows in its messages, it would lose its beginning there, and we the line: then "pack.lua". */
static const char *short_name(const char *path) {
  const char *slash = strrchr(path, '/'), *file = slash != NULL ? slash + 1 : path;
  while (slash != NULL && slash > path && slash[-1] != '/')
    slash--;
  if (slash == NULL) return path;
  return strlen(slash) < LUA_IDSIZE - 2 ? slash : file;
}

/* Takes "name:12: " off the front of a message of Lua's and puts the line into *err. */
static const char *take_line(const char *message, const char *name, struct zg_error *err) {
  size_t len = strlen(name);
  if (strncmp(message, name, len) != 0 || message[len] != ':') return message;
  char *end = NULL;
  long line = strtol(message + len + 1, &end, 10);
  if (end == message + len + 1 || end[0] != ':') return message;
  err->line = (int)line;
  return end[1] == ' ' ? end + 2 : end + 1;
}

/* Control characters would forge lines of a log. */
static void make_one_line(char *message) {
  for (; *message != '\0'; message++)
    if ((unsigned char)*message < 0x20 || *message == 0x7f) *message = ' ';
}

/* Takes the file's text into *text. */
static int read_text(const char *path, struct zg_bytes *text, struct zg_error *err) {
  if (zg_bytes_add_file(text, path) < 0)
    return zg_fail_at(err, ZG_ELOAD, path, 0, "%s", zg_bytes_file_fault(errno));
  if (text->len > ZG_PACK_FILE)
    return zg_fail_at(err, ZG_ELOAD, path, 0, "it has %zu bytes; a file may have %d", text->len,
                      ZG_PACK_FILE);
  if (!zg_utf8_valid(text->data != NULL ? text->data : "", text->len))
    return zg_fail_at(err, ZG_ELOAD, path, 0, "it is not UTF-8; save it as UTF-8");
  return 0;
}

int zg_sandbox_read(lua_State *lua, const char *path, struct zg_bytes *source,
                    struct zg_error *err) {
  struct zg_bytes text = {0};
  const char *name = short_name(path);
  lua_pushfstring(lua, "@%s", name); /* before anything is held that an error would lose */
  int result = read_text(path, &text, err);
  if (result < 0) goto done;
  if (source != NULL) {
    zg_bytes_add(source, name, strlen(name) + 1);
    zg_bytes_add(source, text.data, text.len);
    zg_bytes_add_char(source, '\0');
  }
  size_t mark = text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  int status = luaL_loadbufferx(lua, text.len > 0 ? text.data + mark : "", text.len - mark,
                                lua_tostring(lua, -1), "t");
  if (status != LUA_OK) {
    const char *message = lua_tostring(lua, -1);
    struct zg_error at = {0};
    message = take_line(message != NULL ? message : "it does not load", name, &at);
    result = zg_fail_at(err, ZG_ELOAD, path, at.line, "%s", message);
    lua_pop(lua, 1);
  }
done:
  lua_remove(lua, result < 0 ? -1 : -2);
  zg_bytes_fini(&text);
  return result;
}

int zg_sandbox_call(lua_State *lua, int args, int results, long steps, struct zg_error *err) {
  struct zg_limits *limits = zg_limits_of(lua);
  zg_limits_begin(limits, lua, steps);
  int status = lua_pcall(lua, args, results, 0);
  zg_limits_end(lua);
  if (status == LUA_OK) return 0;
  const char *message = "it raised an error that is no text";
  if (lua_type(lua, -1) == LUA_TSTRING) message = lua_tostring(lua, -1);
  if (status == LUA_ERRMEM && limits->spent) message = limits->what;
  if (!zg_utf8_valid(message, strlen(message))) message = "it raised an error that is not UTF-8";
  size_t len = zg_utf8_cut(message, strlen(message), ZG_PACK_MESSAGE);
  int code = limits->spent ? ZG_ELIMIT : ZG_ERULE;
  zg_fail(err, code, "%.*s", (int)len, message);
  if (err != NULL) make_one_line(err->message);
  lua_pop(lua, 1);
  return code;
}

/* The file that a message of Lua's begins with, "bargain/steps.lua:12: …", when it lies in the
 * folder of the one at `path`; else that one. Into `file` of `size` bytes, and its name as Lua
 * shows it. */
static const char *blamed_file(const char *message, const char *path, char *file, size_t size) {
  const char *name = short_name(path), *slash = strrchr(path, '/');
  const char *last = strrchr(name, '/'), *end = strstr(message, ".lua:");
  size_t folder = last != NULL ? (size_t)(last + 1 - name) : 0;
  snprintf(file, size, "%s", path);
  if (slash == NULL || end == NULL || strncmp(message, name, folder) != 0) return name;
  const char *own = message + folder;
  if (own > end || memchr(own, '/', (size_t)(end - own)) != NULL ||
      memchr(own, ' ', (size_t)(end - own)) != NULL)
    return name;
  snprintf(file, size, "%.*s%.*s.lua", (int)(slash + 1 - path), path, (int)(end - own), own);
  return short_name(file);
}

/* Moves "name:12: " from the front of err->message into err->file and err->line when it names the
 * file at `path`, or one beside it; else only says which file was loaded. */
static void locate(const char *path, struct zg_error *err) {
  char file[sizeof err->file];
  const char *name = blamed_file(err->message, path, file, sizeof file);
  const char *rest = take_line(err->message, name, err);
  bool found = rest != err->message;
  if (found) memmove(err->message, rest, strlen(rest) + 1);
  snprintf(err->file, sizeof err->file, "%s", found ? file : path);
  err->code = ZG_ELOAD;
}

int zg_sandbox_run(lua_State *lua, lua_CFunction reader, const char *path, void *arg,
                   struct zg_bytes *source, struct zg_error *err) {
  int top = lua_gettop(lua), args = reader != NULL ? 2 : 0;
  struct zg_error unused = {0};
  if (err == NULL) err = &unused;
  if (reader != NULL) lua_pushcfunction(lua, reader);
  if (zg_sandbox_read(lua, path, source, err) < 0) {
    lua_settop(lua, top);
    return ZG_ELOAD;
  }
  if (reader != NULL) lua_pushlightuserdata(lua, arg);
  if (zg_sandbox_call(lua, args, 0, ZG_LOAD_STEPS, err) == 0) return 0;
  locate(path, err);
  return ZG_ELOAD;
}
