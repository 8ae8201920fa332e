/* The price list: floors, gifts, currencies. What cannot be read is refused by loading already. */
#include <string.h>

#include "data/json.h"
#include "rules/check/checking.h"
#include "rules/sheet.h"

static const struct zg_table *products_of(const struct zg_checking *c) {
  return zg_shop_table(c->shop, "products");
}

static struct zg_place row_of(const struct zg_table *table, size_t row) {
  return (struct zg_place){.file = zg_table_path(table), .line = zg_table_line(table, row)};
}

/* A pack that is at work and has the setting. */
static const struct zg_setting *setting_of(const struct zg_shop *shop, const char *name) {
  for (size_t i = 0; i < shop->pack_count; i++) {
    const struct zg_setting *setting = zg_pack_setting(shop->packs[i], name);
    if (setting != NULL) return setting;
  }
  return NULL;
}

static bool bargains(const struct zg_shop *shop) {
  for (size_t i = 0; i < shop->pack_count; i++)
    if (strcmp(shop->packs[i]->name, "bargain") == 0) return true;
  return false;
}

/* One product without a floor has a firm price; where all have, nobody need ask. */
void zg_check_floor(struct zg_checking *c) {
  const struct zg_table *table = products_of(c);
  size_t firm = 0, rows = table != NULL ? zg_table_rows(table) : 0;
  for (size_t row = 0; row < rows; row++) {
    struct zg_product product = {0};
    const char *sku = zg_table_cell(table, row, 0);
    if (zg_table_product(table, sku, &product) < 0) continue;
    firm += !product.has_floor;
    if (!product.has_floor || product.floor.minor >= product.list.minor - product.floor.minor)
      continue;
    zg_found(c, row_of(table, row), "look whether a digit is missing",
             "row \"%.80s\": its floor_price is under half of its list_price", sku);
  }
  if (rows > 0 && firm == rows && bargains(c->shop))
    zg_found(c,
             (struct zg_place){.file = zg_table_path(table), .line = zg_table_header_line(table)},
             "write floor prices, or let the pack rest: packs = { bargain = false }",
             "no product has a floor_price, so the pack bargain gives way on nothing");
}

void zg_check_gift(struct zg_checking *c) {
  const struct zg_table *table = products_of(c);
  const struct zg_setting *gifts = setting_of(c->shop, "gift_before_last");
  size_t rows = table != NULL ? zg_table_rows(table) : 0;
  if (rows == 0 || gifts == NULL || !zg_json_true(gifts->value)) return;
  long column = zg_table_find_column(table, "gifts");
  for (size_t row = 0; row < rows && column >= 0; row++)
    if (zg_table_cell(table, row, (size_t)column)[0] != '\0') return;
  zg_found(c, (struct zg_place){.file = zg_table_path(table), .line = zg_table_header_line(table)},
           "fill the column gifts, or set gift_before_last = false",
           "a gift is to be offered, and no product has one");
}

/* One finding a table: it may be meant so, and then it is of every row. */
void zg_check_currency(struct zg_checking *c) {
  for (struct zg_table *const *t = c->shop->tables; *t != NULL; t++) {
    long column = zg_table_find_column(*t, "currency");
    for (size_t row = 0; row < zg_table_rows(*t) && column >= 0; row++) {
      const char *cell = zg_table_cell(*t, row, (size_t)column);
      if (cell[0] == '\0' || strcmp(cell, c->shop->currency) == 0) continue;
      zg_found(c, row_of(*t, row), "correct one of them, if it is not meant so",
               "row \"%.80s\": its currency is %.8s, and the shop's is %s",
               zg_table_cell(*t, row, 0), cell, c->shop->currency);
      break;
    }
  }
}
