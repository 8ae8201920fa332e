/* table: a spreadsheet of the shop, read from CSV (RFC 4180, UTF-8, a byte-order mark is skipped).
 *
 * The first row names the columns, the first column is the key and must be unique and not empty;
 * only in a table named "couriers" it may stand again, since a courier has many rows. Every cell is
 * kept as text. A table named "products" is also checked and typed: sku, name, list_price,
 * floor_price, currency are known; see zg_product. Rows that are wholly empty are skipped. */
#ifndef ZG_DATA_TABLE_H
#define ZG_DATA_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "data/money.h"

struct zg_table;

/* Reads a whole CSV file. ZG_ELOAD with file, line (the line the row starts on) and, in the
 * message, row and column by name: unequal number of cells, key missing or twice, a column named
 * twice or unnamed, bad UTF-8, bad quoting, more than 256 columns, 1,000,000 rows or 64 MiB. `name`
 * is the table's. Gives *out. */
int zg_table_read(const char *path, const char *name, const char *default_currency,
                  struct zg_table **out, struct zg_error *err);
/* The same from memory; `path` only names it in errors. */
int zg_table_parse(const char *text, size_t len, const char *path, const char *name,
                   const char *default_currency, struct zg_table **out, struct zg_error *err);
void zg_table_free(struct zg_table *table);

const char *zg_table_name(const struct zg_table *table);
const char *zg_table_path(const struct zg_table *table); /* as it was given, for errors */
size_t zg_table_rows(const struct zg_table *table);
size_t zg_table_columns(const struct zg_table *table);
const char *zg_table_column(const struct zg_table *table, size_t column);
const char *zg_table_cell(const struct zg_table *table, size_t row, size_t column);
/* The row whose key is `key` (the first of several), or -1. Constant time. */
long zg_table_find(const struct zg_table *table, const char *key);
/* The column of that name, or -1. */
long zg_table_find_column(const struct zg_table *table, const char *name);

/* The line of the file that a row starts on; that of the column names. */
int zg_table_line(const struct zg_table *table, size_t row);
int zg_table_header_line(const struct zg_table *table);

enum { ZG_TABLE_SHOWN = 52 };
/* A cell as an error message shows it: on one line, cut short but not within a character. */
const char *zg_table_show(const char *cell, char out[ZG_TABLE_SHOWN]);

/* Refuses a row for what stands in a column: ZG_ELOAD with file, line, row, column and cell; `rest`
 * says what is wrong with it and what to do. A column that the table has not is an empty cell. */
int zg_table_refuse(const struct zg_table *table, size_t row, const char *column, const char *rest,
                    struct zg_error *err);

/* `rest` for what is no amount of money: with an example of as many digits as the currency has. */
const char *zg_table_no_amount(const char *currency);

/* What the sheet says of one product's price. `has_floor` is false when the cell is empty: then
 * the price is firm. A products table needs the columns sku and list_price; every list_price is an
 * amount above 0, every floor_price empty or an amount above 0 and at most the list price; currency
 * (column, or else the default) is ISO 4217. */
struct zg_product {
  struct zg_money list;
  struct zg_money floor;
  bool has_floor;
};
/* 0, or -1 when the table is not "products" or has no such sku. */
int zg_table_product(const struct zg_table *table, const char *sku, struct zg_product *out);

#endif
