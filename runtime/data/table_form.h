/* table_form: what the two files of table share; nobody else includes it. */
#ifndef ZG_DATA_TABLE_FORM_H
#define ZG_DATA_TABLE_FORM_H

#include <stdint.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "data/table.h"

#define uthash_malloc(size) zg_alloc(size)
#define uthash_free(pointer, size) free(pointer)
#include <uthash.h>

struct zg_table_row {
  size_t first; /* of its cells, in zg_table.cells */
  int line;
  UT_hash_handle hh;
};

/* All cells stand one after the other, each with its NUL, in `text`; the first `columns` of them
 * are the header. Offsets fit 32 bits because a file is at most 64 MiB. */
struct zg_table {
  char *name, *path;
  struct zg_bytes text;
  uint32_t *cells;
  size_t cell_count, cell_cap;
  size_t columns;
  struct zg_table_row *rows;
  size_t row_count, row_cap;
  struct zg_table_row *by_key;
  struct zg_product *products; /* one a row; NULL when the table is not "products" */
  int header_line;
};

#endif
