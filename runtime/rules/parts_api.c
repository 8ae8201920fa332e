#include "rules/parts_api.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/suggest.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/sandbox.h"

enum {
  NAME = 64,         /* bytes of a part's name */
  READ_STEPS = 5000, /* of finding a file, and compiling a short one */
};

/* In the registry, by this address: a table of what the parts gave, by name; `false` while one is
 * being read. */
static const char given_key;

/* Small letters, digits and _, so that no name leads out of the folder. */
static const char *check_name(lua_State *lua) {
  const char *name = luaL_checkstring(lua, 1);
  size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
  if (len == 0 || len > NAME || len != lua_rawlen(lua, 1) || strcmp(name, "pack") == 0)
    luaL_error(lua, "part: a part is named after its file beside pack.lua, in small letters, "
                    "digits and _: part \"fees\" is fees.lua");
  return name;
}

/* Raises: there is no such file. */
static int refuse_missing(lua_State *lua, const char *name) {
  struct zg_pack *pack = zg_pack_of(lua);
  char suggestion[ZG_SUGGESTION];
  size_t count = 0;
  char **files = zg_folder_list(pack->arena, pack->dir, ".lua", &count);
  for (size_t i = 0; i < count; i++)
    files[i][strlen(files[i]) - strlen(".lua")] = '\0';
  zg_suggest(name, (const char *const *)files, count, suggestion);
  return luaL_error(lua, "part: there is no %s.lua beside pack.lua%s", name, suggestion);
}

/* Pushes what the file returns. Raises with the file at fault in pack->failure when it cannot be
 * read. [-0, +1, v] */
static void run_part(lua_State *lua, const char *name) {
  struct zg_pack *pack = zg_pack_of(lua);
  struct zg_error wrong = {0};
  const char *path = zg_arena_printf(pack->arena, "%s/%s.lua", pack->dir, name);
  size_t before = pack->source.len;
  if (!zg_file_exists(path)) refuse_missing(lua, name);
  if (zg_folder_check(pack->context.inside, path, &wrong) < 0 ||
      zg_sandbox_read(lua, path, &pack->source, &wrong) < 0) {
    if (pack->failure != NULL) *pack->failure = wrong;
    luaL_error(lua, "the part %s cannot be loaded", name);
  }
  zg_limits_charge(lua, READ_STEPS + (int64_t)(pack->source.len - before));
  lua_call(lua, 0, 1);
  if (lua_istable(lua, -1)) return;
  if (pack->failure != NULL)
    zg_fail_at(pack->failure, ZG_ELOAD, path, 0, "a part must return a table: return { … }");
  luaL_error(lua, "the part %s returns no table", name);
}

/* part "name" */
static int take_part(lua_State *lua) {
  zg_declare_loading(lua);
  const char *name = check_name(lua);
  lua_settop(lua, 1);
  lua_rawgetp(lua, LUA_REGISTRYINDEX, &given_key);
  int type = lua_getfield(lua, 2, name);
  if (type == LUA_TBOOLEAN)
    return luaL_error(lua,
                      "part: %s is needed by a part that it needs itself; put what both need "
                      "into a third",
                      name);
  if (type == LUA_TTABLE) return 1;
  lua_pushboolean(lua, 0);
  lua_setfield(lua, 2, name);
  luaL_checkstack(lua, 8, "parts");
  run_part(lua, name);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, 2, name);
  return 1;
}

void zg_parts_open(lua_State *lua) {
  lua_newtable(lua);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, &given_key);
  lua_pushcfunction(lua, take_part);
  lua_setglobal(lua, "part");
}
