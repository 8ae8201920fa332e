/* sheet_api: the packs' word `tables`: what a pack wants to find in the shop's tables, read and
 * held against them. */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/memory.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/pairs.h"
#include "rules/sheet.h"

enum { CELL_STEPS = 20 }; /* of reading one */

static enum zg_column_type find_type(lua_State *lua, const char *typed, size_t len,
                                     const char *what) {
  const char *known[ZG_COLUMN_TYPES];
  for (int i = 0; i < ZG_COLUMN_TYPES; i++) {
    known[i] = zg_column_type_name(i);
    if (strlen(known[i]) == len && strncmp(known[i], typed, len) == 0)
      return (enum zg_column_type)i;
  }
  zg_declare_unknown(lua, what, "type of column", typed, known, ZG_COLUMN_TYPES);
  return ZG_COLUMN_TEXT;
}

/* "integer?": the column may be missing, its cells empty. */
static void set_type(lua_State *lua, struct zg_column *column, const char *typed,
                     const char *what) {
  size_t len = strlen(typed);
  column->optional = len > 0 && typed[len - 1] == '?';
  column->type = find_type(lua, typed, column->optional ? len - 1 : len, what);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_known(lua_State *lua, int index, struct zg_column *column, const char *what) {
  struct zg_pack *pack = zg_pack_of(lua);
  column->known = zg_declare_texts(lua, index, "known", &column->known_count, what);
  for (size_t i = 0; i < column->known_count; i++)
    column->known[i] = zg_text_normalise(pack->context.text, pack->arena, column->known[i],
                                         strlen(column->known[i]), NULL);
  if (column->known_count > 0)
    qsort(column->known, column->known_count, sizeof *column->known, by_text);
}

/* The table on the top. */
static void read_column(lua_State *lua, struct zg_column *column, const char *what) {
  static const char *const allowed[] = {"type", "about", "min", "choices", "known", NULL};
  int index = lua_gettop(lua);
  zg_declare_keys(lua, index, allowed, what);
  set_type(lua, column, zg_declare_text(lua, index, "type", true, what), what);
  column->about = zg_declare_about(lua, index, what);
  column->least = zg_declare_integer(lua, index, "min", 0, what);
  column->choices = zg_declare_texts(lua, index, "choices", &column->choice_count, what);
  read_known(lua, index, column, what);
  if (column->least != 0 && column->type != ZG_COLUMN_INTEGER)
    luaL_error(lua, "%s: min is for an integer", what);
  bool listed = column->choice_count > 0 || column->known_count > 0;
  if (listed && column->type != ZG_COLUMN_TEXT)
    luaL_error(lua, "%s: choices and known are for a text", what);
}

/* One `name = "type"` or `name = { type = … }`; the value is on the top. */
static struct zg_column *declare_column(lua_State *lua, const char *sheet, const char *name) {
  struct zg_pack *pack = zg_pack_of(lua);
  const char *what = zg_arena_printf(pack->arena, "tables.%s.%s", sheet, name);
  struct zg_column *column = zg_arena_alloc(pack->arena, sizeof *column);
  zg_limits_weigh(lua, sizeof *column);
  column->name = zg_arena_strdup(pack->arena, name);
  if (lua_type(lua, -1) == LUA_TSTRING)
    set_type(lua, column, lua_tostring(lua, -1), what);
  else if (lua_istable(lua, -1))
    read_column(lua, column, what);
  else
    luaL_error(lua, "%s: write its type, like \"integer\", or \"integer?\" if it may be empty",
               what);
  return column;
}

/* The columns it names are declared, and those of a band are numbers. */
static void check_names(lua_State *lua, const struct zg_sheet *sheet, char **names, size_t count,
                        bool numbers, const char *what) {
  const char *known[64];
  size_t known_count = 0;
  for (const struct zg_column *c = sheet->columns; c != NULL && known_count < 64; c = c->next)
    known[known_count++] = c->name;
  for (size_t i = 0; i < count; i++) {
    const struct zg_column *c = zg_sheet_column(sheet, sheet->name, names[i]);
    if (c == NULL) zg_declare_unknown(lua, what, "column here", names[i], known, known_count);
    if (numbers && c->type != ZG_COLUMN_INTEGER)
      luaL_error(lua, "%s: a band goes from one integer to another; %s is none", what, names[i]);
  }
}

/* One `{ band = { "from", "to" }, of = { … } }` or `{ together = { … } }`; it is on the top. */
static struct zg_relation *declare_relation(lua_State *lua, const struct zg_sheet *sheet) {
  static const char *const allowed[] = {"band", "of", "together", NULL};
  struct zg_pack *pack = zg_pack_of(lua);
  const char *what = zg_arena_printf(pack->arena, "tables.%s", sheet->name);
  int index = lua_gettop(lua);
  if (!lua_istable(lua, index))
    luaL_error(lua, "%s: a column needs a name: first_fee = \"money\"", what);
  zg_declare_keys(lua, index, allowed, what);
  struct zg_relation *relation = zg_arena_alloc(pack->arena, sizeof *relation);
  zg_limits_weigh(lua, sizeof *relation);
  relation->columns = zg_declare_texts(lua, index, "band", &relation->count, what);
  relation->band = relation->columns != NULL;
  if (!relation->band)
    relation->columns = zg_declare_texts(lua, index, "together", &relation->count, what);
  relation->of = zg_declare_texts(lua, index, "of", &relation->of_count, what);
  if (relation->count < 2 || (relation->band && relation->count != 2))
    luaL_error(lua,
               "%s: write { band = { \"from\", \"to\" } }, or { together = { … } } with two "
               "columns or more",
               what);
  check_names(lua, sheet, relation->columns, relation->count, relation->band, what);
  check_names(lua, sheet, relation->of, relation->of_count, false, what);
  return relation;
}

/* Names stand behind numbers in the order of keys, but relations want to know the columns. */
static void read_sheet(lua_State *lua, struct zg_sheet *sheet, int table) {
  struct zg_column **column = &sheet->columns;
  struct zg_relation **relation = &sheet->relations;
  size_t count = zg_pairs_keys(lua, table);
  int keys = lua_gettop(lua);
  for (size_t pass = 0; pass < 2; pass++)
    for (size_t i = 1; i <= count; i++) {
      lua_rawgeti(lua, keys, (lua_Integer)i);
      bool named = lua_type(lua, -1) == LUA_TSTRING;
      const char *name = named ? lua_tostring(lua, -1) : NULL;
      if (named && !zg_declare_printable(lua, -1))
        luaL_error(lua, "tables.%s: the name of a column must be in UTF-8", sheet->name);
      lua_pushvalue(lua, -1);
      lua_gettable(lua, table);
      if (named && pass == 0) {
        *column = declare_column(lua, sheet->name, name);
        column = &(*column)->next;
      } else if (!named && pass == 1) {
        *relation = declare_relation(lua, sheet);
        relation = &(*relation)->next;
      }
      lua_settop(lua, keys);
    }
  lua_settop(lua, keys - 1);
}

/* A table that does not fit is the shop's fault, not the pack's. */
static void hold_against(lua_State *lua, const struct zg_sheet *sheet) {
  struct zg_pack *pack = zg_pack_of(lua);
  const struct zg_table *table = zg_pack_table(pack, sheet->name);
  struct zg_error wrong = {0};
  if (table == NULL) return;
  zg_limits_charge(lua, (int64_t)(zg_table_rows(table) * zg_table_columns(table)) * CELL_STEPS);
  if (zg_sheet_check(pack, sheet, table, &wrong) == 0) return;
  if (pack->failure != NULL) *pack->failure = wrong;
  luaL_error(lua, "the table %s is wrong", sheet->name);
}

/* tables { name = { … } } */
static int declare_tables(lua_State *lua) {
  zg_declare_loading(lua);
  struct zg_pack *pack = zg_pack_of(lua);
  luaL_checktype(lua, 1, LUA_TTABLE);
  if (pack->name == NULL) return luaL_error(lua, "tables: write pack { name = … } before it");
  if (pack->sheets != NULL) return luaL_error(lua, "tables: they are declared twice");
  pack->sheets_line = zg_declare_line(lua);
  struct zg_sheet **end = &pack->sheets;
  size_t count = zg_pairs_keys(lua, 1);
  for (size_t i = 1; i <= count; i++) {
    lua_settop(lua, 2); /* the tables, their names */
    lua_rawgeti(lua, 2, (lua_Integer)i);
    if (!zg_declare_printable(lua, 3)) return luaL_error(lua, "tables: each needs a name");
    const char *name = lua_tostring(lua, 3);
    if (lua_getfield(lua, 1, name) != LUA_TTABLE)
      return luaL_error(lua, "tables.%s: write its columns in { }", name);
    struct zg_sheet *sheet = zg_arena_alloc(pack->arena, sizeof *sheet);
    sheet->name = zg_arena_strdup(pack->arena, name);
    read_sheet(lua, sheet, 4);
    *end = sheet;
    end = &sheet->next;
    hold_against(lua, sheet);
  }
  return 0;
}

void zg_sheet_open(lua_State *lua) {
  lua_pushcfunction(lua, declare_tables);
  lua_setglobal(lua, "tables");
}
