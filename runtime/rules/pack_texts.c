#include "rules/pack_texts.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/folder.h"
#include "rules/declare.h"
#include "rules/pairs.h"
#include "rules/sandbox.h"

/* The table on the top, below it nothing of ours; `language` is the upvalue of the reading. */
static void read_texts(lua_State *lua, struct zg_pack *pack, const char *language) {
  struct zg_texts **end = &pack->texts;
  while (*end != NULL)
    end = &(*end)->next;
  int table = lua_gettop(lua);
  size_t count = zg_pairs_keys(lua, table);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(lua, table + 1, (lua_Integer)i);
    if (lua_type(lua, -1) != LUA_TSTRING) luaL_error(lua, "each text needs a name: name = \"…\"");
    const char *name = lua_tostring(lua, -1);
    struct zg_texts *texts = zg_arena_alloc(pack->arena, sizeof *texts);
    texts->name = zg_arena_strdup(pack->arena, name);
    texts->language = language;
    texts->variants = (const char **)zg_declare_texts(lua, table, name, &texts->count, "texts");
    if (texts->count == 0) luaL_error(lua, "the list \"%s\" is empty", name);
    *end = texts;
    end = &texts->next;
    lua_pop(lua, 1);
  }
}

/* Arguments: the file's function, the language. */
static int texts_protected(lua_State *lua) {
  const char *language = lua_touserdata(lua, 2);
  lua_settop(lua, 1);
  lua_call(lua, 0, 1);
  if (!lua_istable(lua, 1))
    return luaL_error(lua, "it must return a table: return { name = \"…\" }");
  read_texts(lua, zg_pack_of(lua), language);
  return 0;
}

static int load_file(struct zg_pack *pack, const char *path, char *name, struct zg_error *err) {
  if (zg_folder_check(pack->context.inside, path, err) < 0) return ZG_ELOAD;
  name[strlen(name) - strlen(".lua")] = '\0';
  return zg_sandbox_run(pack->lua, texts_protected, path, name, &pack->source, err);
}

int zg_pack_load_texts(struct zg_pack *pack, struct zg_error *err) {
  const char *dir = zg_arena_printf(pack->arena, "%s/text", pack->dir);
  size_t count = 0;
  char **names = zg_folder_list(pack->arena, dir, ".lua", &count);
  int result = 0;
  for (size_t i = 0; i < count && result == 0; i++) {
    const char *path = zg_arena_printf(pack->arena, "%s/%s", dir, names[i]);
    result = load_file(pack, path, names[i], err);
  }
  return result;
}
