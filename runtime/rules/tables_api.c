#include "rules/tables_api.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "data/table.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/money_api.h"
#include "rules/pack.h"
#include "rules/sheet.h"
#include "rules/values.h"

static const char *const table_type = "zg.table", *const row_type = "zg.row";

enum { CELL_STEPS = 40 }; /* of finding one, or a row */

enum { COLUMN = 64 }; /* bytes of the name of a column that is looked for in two languages */

struct row {
  const struct zg_table *table;
  size_t at;
};

static int frozen(lua_State *lua) {
  return luaL_error(lua, "a table is changed in its spreadsheet, not by a rule");
}

/* "a|b" as { "a", "b" }; spaces around the parts are dropped. */
static void push_parts(lua_State *lua, const char *cell) {
  lua_Integer count = 0;
  lua_newtable(lua);
  while (*cell != '\0') {
    size_t len = strcspn(cell, "|"), from = strspn(cell, " "), to = len;
    while (to > from && cell[to - 1] == ' ')
      to--;
    zg_limits_charge(lua, ZG_CALL_STEPS + (int64_t)len / 8);
    if (to > from) {
      lua_pushlstring(lua, cell + from, to - from);
      lua_rawseti(lua, -2, ++count);
    }
    cell += len + (cell[len] == '|');
  }
}

/* The cell as what the pack has declared its column to be. */
static void push_typed(lua_State *lua, const struct zg_table *table, size_t row,
                       const struct zg_column *column, const char *cell) {
  const struct zg_pack *pack = zg_pack_of(lua);
  struct zg_cell read = {0};
  const char *wrong =
      zg_cell_read(column->type, cell,
                   zg_sheet_currency(pack->sheets, table, row, pack->context.currency), &read);
  assert(wrong == NULL); /* the table was held against the sheet when the pack was loaded */
  (void)wrong;
  if (column->type == ZG_COLUMN_INTEGER)
    lua_pushinteger(lua, read.integer);
  else if (column->type == ZG_COLUMN_PERCENT)
    lua_pushnumber(lua, read.percent);
  else if (column->type == ZG_COLUMN_MONEY)
    zg_money_push(lua, read.money);
  else
    zg_values_push_text(lua, cell);
}

static void push_cell(lua_State *lua, const struct zg_table *table, size_t row, size_t column) {
  const char *name = zg_table_column(table, column);
  const char *cell = zg_table_cell(table, row, column);
  const struct zg_column *declared =
      zg_sheet_column(zg_pack_of(lua)->sheets, zg_table_name(table), name);
  struct zg_product product = {0};
  bool products = strcmp(zg_table_name(table), "products") == 0;
  if (products && (strcmp(name, "gifts") == 0 || strncmp(name, "gifts_", 6) == 0))
    push_parts(lua, cell);
  else if (cell[0] == '\0')
    lua_pushnil(lua);
  else if (products && strcmp(name, "list_price") == 0 &&
           zg_table_product(table, zg_table_cell(table, row, 0), &product) == 0)
    zg_money_push(lua, product.list);
  else if (products && strcmp(name, "floor_price") == 0 &&
           zg_table_product(table, zg_table_cell(table, row, 0), &product) == 0)
    zg_money_push(lua, product.floor);
  else if (declared != NULL)
    push_typed(lua, table, row, declared, cell);
  else
    zg_values_push_text(lua, cell);
}

/* The column of that name: to a buyer of another language than the shop's, "fact" is what stands in
 * "fact_en", if anything does; but prices and gifts are the same to everybody, and so is what is
 * declared as no text. -1: there is none. */
static long find_column(lua_State *lua, const struct row *row, const char *name) {
  const struct zg_pack *pack = zg_pack_of(lua);
  char other[COLUMN];
  const char *language = pack->context.language;
  if (pack->scene != NULL) language = zg_scene_language(pack->scene);
  const struct zg_column *declared = zg_sheet_column(pack->sheets, zg_table_name(row->table), name);
  bool same = strcmp(name, "list_price") == 0 || strcmp(name, "floor_price") == 0 ||
              strcmp(name, "gifts") == 0 || (declared != NULL && declared->type != ZG_COLUMN_TEXT);
  if (strcmp(language, pack->context.language) != 0 && !same) {
    int len = snprintf(other, sizeof other, "%s_%s", name, language);
    long column = len < COLUMN ? zg_table_find_column(row->table, other) : -1;
    if (column >= 0 && zg_table_cell(row->table, row->at, (size_t)column)[0] != '\0') return column;
  }
  return zg_table_find_column(row->table, name);
}

static int row_index(lua_State *lua) {
  const struct row *row = luaL_checkudata(lua, 1, row_type);
  const char *name = luaL_checkstring(lua, 2);
  zg_limits_charge(lua, CELL_STEPS);
  long column = find_column(lua, row, name);
  if (column < 0)
    lua_pushnil(lua);
  else
    push_cell(lua, row->table, row->at, (size_t)column);
  return 1;
}

static void push_row(lua_State *lua, const struct zg_table *table, size_t at) {
  struct row *row = lua_newuserdatauv(lua, sizeof *row, 0);
  *row = (struct row){.table = table, .at = at};
  luaL_setmetatable(lua, row_type);
}

static const struct zg_table *check_table(lua_State *lua) {
  return *(const struct zg_table **)luaL_checkudata(lua, 1, table_type);
}

static int table_index(lua_State *lua) {
  const struct zg_table *table = check_table(lua);
  zg_limits_charge(lua, CELL_STEPS + (int64_t)lua_rawlen(lua, 2) / 2);
  const char *key = lua_tostring(lua, 2);
  long at = key != NULL ? zg_table_find(table, key) : -1;
  if (at < 0)
    lua_pushnil(lua);
  else
    push_row(lua, table, (size_t)at);
  return 1;
}

static int table_length(lua_State *lua) {
  lua_pushinteger(lua, (lua_Integer)zg_table_rows(check_table(lua)));
  return 1;
}

/* Upvalue: how many rows were given. */
static int table_step(lua_State *lua) {
  const struct zg_table *table = check_table(lua);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  lua_Integer at = lua_tointeger(lua, lua_upvalueindex(1));
  if ((size_t)at >= zg_table_rows(table)) return lua_pushnil(lua), 1;
  lua_pushinteger(lua, at + 1);
  lua_replace(lua, lua_upvalueindex(1));
  zg_values_push_text(lua, zg_table_cell(table, (size_t)at, 0));
  push_row(lua, table, (size_t)at);
  return 2;
}

static int table_pairs(lua_State *lua) {
  check_table(lua);
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, table_step, 1);
  lua_pushvalue(lua, 1);
  return 2;
}

static int tables_index(lua_State *lua) {
  const struct zg_pack *pack = zg_pack_of(lua);
  const char *name = luaL_checkstring(lua, 2);
  const struct zg_table *table = zg_pack_table(pack, name);
  if (table == NULL) return lua_pushnil(lua), 1; /* the pack does without */
  *(const struct zg_table **)lua_newuserdatauv(lua, sizeof table, 0) = table;
  luaL_setmetatable(lua, table_type);
  return 1;
}

static void make_type(lua_State *lua, const char *name, const luaL_Reg *meta) {
  luaL_newmetatable(lua, name);
  luaL_setfuncs(lua, meta, 0);
  lua_pushcfunction(lua, frozen);
  lua_setfield(lua, -2, "__newindex");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
}

void zg_tables_push(lua_State *lua) {
  static const luaL_Reg row_meta[] = {{"__index", row_index}, {NULL, NULL}};
  static const luaL_Reg table_meta[] = {
      {"__index", table_index}, {"__len", table_length}, {"__pairs", table_pairs}, {NULL, NULL}};
  static const luaL_Reg tables_meta[] = {{"__index", tables_index}, {NULL, NULL}};
  make_type(lua, row_type, row_meta);
  make_type(lua, table_type, table_meta);
  lua_pop(lua, 2);
  lua_newuserdatauv(lua, 0, 0);
  make_type(lua, "zg.tables", tables_meta);
  lua_setmetatable(lua, -2);
}
