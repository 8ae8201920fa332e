/* sheet: what a pack wants to find in a table of the shop: its columns, with their types, and how
 * the cells belong together. The table is held against it when the pack is loaded, so that a cell
 * that cannot be read is told then, with its line, and not when a parcel asks for it; and a rule
 * sees typed cells.
 *
 *   tables { couriers = {
 *     courier = "text", first_fee = { type = "money", about = "of the first weight" },
 *     min_weight_g = "integer?", max_weight_g = "integer?",
 *     { band = { "min_weight_g", "max_weight_g" }, of = { "courier" } },
 *   } } */
#ifndef ZG_RULES_SHEET_H
#define ZG_RULES_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/money.h"
#include "data/table.h"

struct cJSON;
struct lua_State;
struct zg_pack;

enum zg_column_type {
  ZG_COLUMN_TEXT,
  ZG_COLUMN_INTEGER,  /* 0 or more */
  ZG_COLUMN_MONEY,    /* 0 or more, in the row's currency */
  ZG_COLUMN_PERCENT,  /* "97%", "0.97" and "97" are the same */
  ZG_COLUMN_RANGE,    /* "3", "2-3" */
  ZG_COLUMN_CURRENCY, /* of the money in the row; empty: the shop's */
  ZG_COLUMN_TYPES,
};

struct zg_column {
  const char *name;
  const struct cJSON *about; /* see zg_pack_about; NULL: none */
  enum zg_column_type type;
  bool optional; /* the column may be missing, its cells empty */
  int64_t least; /* of an integer */
  char **choices;
  size_t choice_count;
  char **known; /* made alike and sorted; another cell is only warned of */
  size_t known_count;
  struct zg_column *next; /* by name */
};

/* Columns of a row that belong together. */
struct zg_relation {
  bool band;      /* from the first column to the second; else all are filled, or none is */
  char **columns; /* two of a band */
  size_t count;
  char **of; /* bands that are alike in these columns do not overlap */
  size_t of_count;
  struct zg_relation *next;
};

struct zg_sheet {
  const char *name; /* of the table */
  struct zg_column *columns;
  struct zg_relation *relations;
  struct zg_sheet *next;
};

struct zg_cell {
  int64_t integer;
  double percent;
  struct zg_money money;
};

/* The word for people, "integer"; NULL past the last. */
const char *zg_column_type_name(int type);

/* Reads a cell that is not empty (spaces around it are gone since the file was read). NULL, or the
 * rest of a sentence that says what is wrong with it and what to do. A text is as it is. */
const char *zg_cell_read(enum zg_column_type type, const char *cell, const char *currency,
                         struct zg_cell *out);

/* The column as it is declared in one of the list of sheets, or NULL. */
const struct zg_column *zg_sheet_column(const struct zg_sheet *sheets, const char *table,
                                        const char *column);
/* The currency of the money in a row: of the currency column, if there is one, or the shop's. */
const char *zg_sheet_currency(const struct zg_sheet *sheets, const struct zg_table *table,
                              size_t row, const char *shops);

/* Holds the table against the sheet. ZG_ELOAD with file, line, row, column and what to do. */
int zg_sheet_check(const struct zg_pack *pack, const struct zg_sheet *sheet,
                   const struct zg_table *table, struct zg_error *err);

/* Makes the word `tables`. [-0, +0, m] */
void zg_sheet_open(struct lua_State *lua);

#endif
