#include "rules/columns_api.h"

#include <lauxlib.h>
#include <lua.h>

#include "data/table.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/pairs.h"

enum { COLUMN_BYTES = 128 }; /* that a declared column costs, beside its about */

/* The key on the top; it must be a text. */
static const char *check_name(lua_State *lua, const char *what) {
  if (!zg_declare_printable(lua, -1)) luaL_error(lua, "%s needs a name: name = { … }", what);
  return lua_tostring(lua, -1);
}

/* One `name = { about = …, required = … }`; the table is on the top. */
static void declare_column(lua_State *lua, const char *table, const char *name) {
  static const char *const allowed[] = {"about", "required", NULL};
  struct zg_pack *pack = zg_pack_of(lua);
  zg_limits_weigh(lua, COLUMN_BYTES + lua_rawlen(lua, -2));
  const char *what = zg_arena_printf(pack->arena, "column \"%s\" of the table %s", name, table);
  int index = lua_gettop(lua);
  if (!lua_istable(lua, index)) luaL_error(lua, "%s: it must be a table: { about = \"…\" }", what);
  zg_declare_keys(lua, index, allowed, what);
  struct zg_column *column = zg_arena_alloc(pack->arena, sizeof *column);
  column->table = table;
  column->name = zg_arena_strdup(pack->arena, name);
  column->about = zg_declare_about(lua, index, what);
  column->required = zg_declare_flag(lua, index, "required", what);
  *pack->columns_end = column;
  pack->columns_end = &column->next;
}

/* The columns of one table; they are on the top, below them the table's name. */
static void declare_table(lua_State *lua, const char *name) {
  struct zg_pack *pack = zg_pack_of(lua);
  int columns = lua_gettop(lua), keys = columns + 1;
  if (!lua_istable(lua, columns))
    luaL_error(lua, "tables: %s must name its columns: %s = { column = { about = \"…\" } }", name,
               name);
  zg_limits_weigh(lua, lua_rawlen(lua, -2));
  const char *table = zg_arena_strdup(pack->arena, name);
  size_t count = zg_pairs_keys(lua, columns);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(lua, keys, (lua_Integer)i);
    const char *column = check_name(lua, "tables: each column");
    lua_getfield(lua, columns, column);
    declare_column(lua, table, column);
    lua_settop(lua, keys);
  }
}

/* tables { … } */
static int declare_tables(lua_State *lua) {
  zg_declare_loading(lua);
  struct zg_pack *pack = zg_pack_of(lua);
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 1);
  if (pack->name == NULL) return luaL_error(lua, "tables: write pack { name = … } before it");
  if (pack->columns != NULL) return luaL_error(lua, "tables: they are declared twice");
  pack->columns_line = zg_declare_line(lua);
  size_t count = zg_pairs_keys(lua, 1);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(lua, 2, (lua_Integer)i);
    const char *name = check_name(lua, "tables: each table");
    lua_getfield(lua, 1, name);
    declare_table(lua, name);
    lua_settop(lua, 2);
  }
  return 0;
}

void zg_columns_open(lua_State *lua) {
  lua_pushcfunction(lua, declare_tables);
  lua_setglobal(lua, "tables");
}

int zg_columns_check(const struct zg_pack *pack, struct zg_error *err) {
  for (const struct zg_column *c = pack->columns; c != NULL; c = c->next) {
    const struct zg_table *table = zg_pack_table(pack, c->table);
    if (!c->required || table == NULL || zg_table_find_column(table, c->name) >= 0) continue;
    return zg_fail_at(err, ZG_ELOAD, zg_table_path(table), zg_table_header_line(table),
                      "there is no column %s, which the pack %s needs; add it, or let the pack "
                      "rest with packs = { %s = false } in shop.lua",
                      c->name, pack->name, pack->name);
  }
  return 0;
}
