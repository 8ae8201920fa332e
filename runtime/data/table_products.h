/* table_products: what is checked and typed in a products table; a part of table, whose reader
 * calls it once the cells, the columns and the keys are known to be right. */
#ifndef ZG_DATA_TABLE_PRODUCTS_H
#define ZG_DATA_TABLE_PRODUCTS_H

#include "data/table.h"

/* Reads the product of every row into *out, as many as the table has rows: gives it, free() it.
 * ZG_ELOAD as zg_table_read says. */
int zg_table_read_products(const struct zg_table *table, const char *default_currency,
                           struct zg_product **out, struct zg_error *err);

#endif
