#include "data/table_products.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* One row that is being read, and what its errors must name. */
struct reader {
  const struct zg_table *table;
  struct zg_error *err;
  size_t row;
};

static const char *cell_of(const struct reader *reader, long column) {
  return column < 0 ? "" : zg_table_cell(reader->table, reader->row, (size_t)column);
}

/* Refuses the row for what stands in the column; `rest` says what is wrong and what to do. */
static int refuse(const struct reader *reader, const char *column, const char *rest) {
  return zg_table_refuse(reader->table, reader->row, column, rest, reader->err);
}

static int read_amount(const struct reader *reader, const char *column, const char *cell,
                       const char *currency, struct zg_money *out) {
  if (*cell == '\0') return refuse(reader, column, "is empty; write the price");
  if (zg_money_parse(cell, currency, out) < 0) {
    return refuse(reader, column, zg_table_no_amount(currency));
  }
  if (out->minor <= 0) return refuse(reader, column, "is not above 0; write the price");
  return 0;
}

static int read_floor(const struct reader *reader, const char *cell, struct zg_product *product) {
  char list[ZG_MONEY_TEXT], rest[128] = "is above the list price ";
  int result = read_amount(reader, "floor_price", cell, product->list.currency, &product->floor);
  if (result == 0 && zg_money_compare(product->floor, product->list) > 0) {
    zg_money_format(product->list, list);
    strcat(rest, list);
    strcat(rest, "; lower it, or leave it empty for a firm price");
    result = refuse(reader, "floor_price", rest);
  }
  product->has_floor = true;
  return result;
}

int zg_table_read_products(const struct zg_table *table, const char *default_currency,
                           struct zg_product **out, struct zg_error *err) {
  struct reader reader = {.table = table, .err = err};
  const char *path = zg_table_path(table);
  long list = zg_table_find_column(table, "list_price");
  long floor = zg_table_find_column(table, "floor_price");
  long currency_column = zg_table_find_column(table, "currency");
  int result = 0;
  if (zg_table_find_column(table, "sku") != 0) {
    return zg_fail_at(err, ZG_ELOAD, path, zg_table_header_line(table),
                      "column sku must stand first; a products table is looked up by it");
  }
  if (list < 0) {
    return zg_fail_at(err, ZG_ELOAD, path, zg_table_header_line(table),
                      "column list_price is missing; a products table needs it");
  }
  size_t rows = zg_table_rows(table);
  struct zg_product *products = zg_alloc((rows + 1) * sizeof *products);
  for (; reader.row < rows && result == 0; reader.row++) {
    struct zg_product *product = &products[reader.row];
    const char *currency = cell_of(&reader, currency_column);
    if (*currency == '\0' && default_currency != NULL) currency = default_currency;
    if (!zg_currency_valid(currency)) {
      result = refuse(&reader, "currency", "is not a currency; write it like CNY");
      break;
    }
    result = read_amount(&reader, "list_price", cell_of(&reader, list), currency, &product->list);
    if (result == 0 && *cell_of(&reader, floor) != '\0') {
      result = read_floor(&reader, cell_of(&reader, floor), product);
    }
  }
  if (result == 0) {
    *out = products;
  } else {
    free(products);
  }
  return result;
}
