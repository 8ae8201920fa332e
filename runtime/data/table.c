#include "data/table.h"

#include <assert.h>
#include <string.h>

#include "data/table_form.h"

void zg_table_free(struct zg_table *table) {
  if (table == NULL) return;
  HASH_CLEAR(hh, table->by_key);
  free(table->products);
  free(table->rows);
  free(table->cells);
  zg_bytes_fini(&table->text);
  free(table->path);
  free(table->name);
  free(table);
}

const char *zg_table_name(const struct zg_table *table) {
  return table->name;
}

const char *zg_table_path(const struct zg_table *table) {
  return table->path;
}

size_t zg_table_rows(const struct zg_table *table) {
  return table->row_count;
}

size_t zg_table_columns(const struct zg_table *table) {
  return table->columns;
}

const char *zg_table_column(const struct zg_table *table, size_t column) {
  assert(column < table->columns);
  return table->text.data + table->cells[column];
}

const char *zg_table_cell(const struct zg_table *table, size_t row, size_t column) {
  assert(row < table->row_count && column < table->columns);
  return table->text.data + table->cells[table->rows[row].first + column];
}

int zg_table_line(const struct zg_table *table, size_t row) {
  assert(row < table->row_count);
  return table->rows[row].line;
}

int zg_table_header_line(const struct zg_table *table) {
  return table->header_line;
}

const char *zg_table_show(const char *cell, char out[ZG_TABLE_SHOWN]) {
  size_t len = strlen(cell);
  size_t kept = len < ZG_TABLE_SHOWN - 4 ? len : ZG_TABLE_SHOWN - 4;
  while (kept < len && kept > 0 && ((unsigned char)cell[kept] & 0xc0) == 0x80)
    kept--;
  memcpy(out, cell, kept);
  memcpy(out + kept, kept < len ? "..." : "", kept < len ? 4 : 1);
  for (char *at = out; *at != '\0'; at++) {
    if ((unsigned char)*at < ' ') *at = ' ';
  }
  return out;
}

int zg_table_refuse(const struct zg_table *table, size_t row, const char *column, const char *rest,
                    struct zg_error *err) {
  char key[ZG_TABLE_SHOWN], shown[ZG_TABLE_SHOWN];
  long at = zg_table_find_column(table, column);
  const char *cell = at < 0 ? "" : zg_table_cell(table, row, (size_t)at);
  return zg_fail_at(
      err, ZG_ELOAD, table->path, zg_table_line(table, row), "row \"%s\", column %s: \"%s\" %s",
      zg_table_show(zg_table_cell(table, row, 0), key), column, zg_table_show(cell, shown), rest);
}

const char *zg_table_no_amount(const char *currency) {
  static const char *const by_digits[] = {
      "is not an amount; write it like 190", "is not an amount; write it like 190.0",
      "is not an amount; write it like 190.00", "is not an amount; write it like 190.000",
      "is not an amount; write it like 190.0000"};
  return by_digits[zg_currency_digits(currency)];
}

long zg_table_find(const struct zg_table *table, const char *key) {
  const struct zg_table_row *row = NULL;
  HASH_FIND(hh, table->by_key, key, strlen(key), row);
  return row == NULL ? -1 : (long)(row - table->rows);
}

long zg_table_find_column(const struct zg_table *table, const char *name) {
  for (size_t i = 0; i < table->columns; i++) {
    if (strcmp(zg_table_column(table, i), name) == 0) return (long)i;
  }
  return -1;
}

int zg_table_product(const struct zg_table *table, const char *sku, struct zg_product *out) {
  long row = table->products != NULL ? zg_table_find(table, sku) : -1;
  if (row < 0) return -1;
  *out = table->products[row];
  return 0;
}
