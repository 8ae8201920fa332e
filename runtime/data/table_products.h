/* table_products: what is checked and typed in a products table; a part of table, which calls it
 * once the cells, the columns and the keys are known to be right. */
#ifndef ZG_DATA_TABLE_PRODUCTS_H
#define ZG_DATA_TABLE_PRODUCTS_H

#include "data/table.h"

/* Reads the product of every row into *out, as many as the table has rows: gives it, free() it.
 * ZG_ELOAD as zg_table_read says; `path` names the file in errors. */
int zg_table_read_products(const struct zg_table *table, const char *path,
                           const char *default_currency, struct zg_product **out,
                           struct zg_error *err);

/* The line of the file that a row starts on. */
int zg_table_line(const struct zg_table *table, size_t row);

enum { ZG_TABLE_SHOWN = 52 };
/* A cell as an error message shows it: on one line, cut short but not within a character. */
const char *zg_table_show(const char *cell, char out[ZG_TABLE_SHOWN]);

#endif
