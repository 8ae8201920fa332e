/* table_read: a table of a file of CSV. */
#include <assert.h>
#include <csv.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "data/table_form.h"
#include "data/table_products.h"

enum { MOST_COLUMNS = 256, MOST_ROWS = 1000000, MOST_BYTES = 64 << 20 };

/* What libcsv's callbacks fill while the file goes by. They cannot stop the parser, so the first
 * failure is kept and everything after it is ignored. */
struct reader {
  struct zg_table *table;
  const char *path;
  struct zg_error *err;
  size_t in_row;   /* cells of the row so far */
  bool any;        /* one of them holds something */
  size_t row_text; /* length of table->text when the row began */
  int line;        /* of the file, where parsing is */
  int row_line;    /* where the row began */
  int result;
};

/* UTF-8, and no NUL: a cell is a C string. */
static bool is_text(const char *cell, size_t len) {
  return len == 0 || (memchr(cell, '\0', len) == NULL && zg_utf8_valid(cell, len));
}

static void on_cell(void *cell, size_t len, void *arg) {
  struct reader *reader = arg;
  struct zg_table *table = reader->table;
  if (reader->result != 0) return;
  if (++reader->in_row > MOST_COLUMNS) {
    reader->result =
        zg_fail_at(reader->err, ZG_ELOAD, reader->path, reader->row_line,
                   "more than %d columns; remove those that no rule reads", MOST_COLUMNS);
    return;
  }
  if (!is_text(cell, len)) {
    reader->result =
        zg_fail_at(reader->err, ZG_ELOAD, reader->path, reader->row_line,
                   "cell %zu is not UTF-8 text; save the sheet as \"CSV UTF-8\"", reader->in_row);
    return;
  }
  if (len > 0) reader->any = true;
  zg_grow(&table->cells, &table->cell_cap, table->cell_count, sizeof *table->cells);
  table->cells[table->cell_count++] = (uint32_t)table->text.len;
  if (len > 0) zg_bytes_add(&table->text, cell, len);
  zg_bytes_add_char(&table->text, '\0');
}

static int end_row(struct reader *reader) {
  struct zg_table *table = reader->table;
  char shown[ZG_TABLE_SHOWN];
  size_t first = table->cell_count - reader->in_row;
  if (!reader->any) { /* wholly empty: as if it had not been there */
    table->cell_count = first;
    table->text.len = reader->row_text;
    return 0;
  }
  if (table->columns == 0) {
    table->columns = reader->in_row;
    table->header_line = reader->row_line;
    return 0;
  }
  const char *key = table->text.data + table->cells[first];
  if (reader->in_row != table->columns) {
    return zg_fail_at(reader->err, ZG_ELOAD, reader->path, reader->row_line,
                      "row \"%s\" has %zu cells, but the first row names %zu columns; put a cell "
                      "that holds a comma in double quotes",
                      zg_table_show(key, shown), reader->in_row, table->columns);
  }
  if (table->row_count == MOST_ROWS) {
    return zg_fail_at(reader->err, ZG_ELOAD, reader->path, reader->row_line,
                      "more than %d rows; split the table", MOST_ROWS);
  }
  zg_grow(&table->rows, &table->row_cap, table->row_count, sizeof *table->rows);
  table->rows[table->row_count] = (struct zg_table_row){.first = first, .line = reader->row_line};
  table->row_count++;
  return 0;
}

static void on_row(int terminator, void *arg) {
  struct reader *reader = arg;
  (void)terminator;
  if (reader->result != 0) return;
  reader->result = end_row(reader);
  reader->in_row = 0;
  reader->any = false;
  reader->row_text = reader->table->text.len;
}

/* The length of the line that starts at `text`, with its end: LF, CR LF or a CR alone. */
static size_t line_length(const char *text, size_t len) {
  for (size_t at = 0; at < len; at++) {
    if (text[at] == '\n') return at + 1;
    if (text[at] == '\r') return at + 1 < len && text[at + 1] == '\n' ? at + 2 : at + 1;
  }
  return len;
}

/* libcsv does not count lines, so it is fed one line of the file at a time. A row starts on the
 * line before which no cell of it was seen and none is under way (a quoted newline is in the cell
 * already, so then entry_pos is not 0). */
static int read_cells(struct reader *reader, const char *text, size_t len) {
  struct csv_parser csv;
  const char *hint = NULL;
  if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
    return zg_fail(reader->err, ZG_ESYSTEM, "libcsv does not start");
  }
  csv_set_realloc_func(&csv, zg_realloc);
  csv_set_blk_size(&csv, 4096);
  for (size_t at = 0; at < len && reader->result == 0 && hint == NULL;) {
    size_t count = line_length(text + at, len - at);
    reader->line++;
    if (reader->in_row == 0 && csv.entry_pos == 0) reader->row_line = reader->line;
    if (csv_parse(&csv, text + at, count, on_cell, on_row, reader) != count) {
      hint = "a double quote stands inside a cell; write such a cell \"like \"\"this\"\"\"";
    }
    at += count;
  }
  if (reader->result == 0 && hint == NULL && csv_fini(&csv, on_cell, on_row, reader) != 0) {
    hint = "a double quote that opens in this row is never closed; close it";
  }
  if (reader->result == 0 && hint != NULL) {
    reader->result = zg_fail_at(reader->err, ZG_ELOAD, reader->path, reader->row_line, "%s", hint);
  }
  csv_free(&csv);
  return reader->result;
}

static int check_columns(const struct reader *reader) {
  const struct zg_table *table = reader->table;
  char shown[ZG_TABLE_SHOWN];
  if (table->columns == 0) {
    return zg_fail_at(reader->err, ZG_ELOAD, reader->path, 1,
                      "the file is empty; its first row must name the columns");
  }
  for (size_t i = 0; i < table->columns; i++) {
    const char *column = zg_table_column(table, i);
    if (*column == '\0') {
      return zg_fail_at(reader->err, ZG_ELOAD, reader->path, table->header_line,
                        "column %zu has no name; name it or remove it", i + 1);
    }
    if (zg_table_find_column(table, column) != (long)i) {
      return zg_fail_at(reader->err, ZG_ELOAD, reader->path, table->header_line,
                        "column %s stands twice, as column %ld and %zu; rename or remove one",
                        zg_table_show(column, shown), zg_table_find_column(table, column) + 1,
                        i + 1);
    }
  }
  return 0;
}

/* The rows of "couriers" are weight bands, several a courier: its key finds the first of them. */
static int index_rows(struct reader *reader) {
  struct zg_table *table = reader->table;
  bool repeats = strcmp(table->name, "couriers") == 0;
  char column[ZG_TABLE_SHOWN], shown[ZG_TABLE_SHOWN];
  for (size_t i = 0; i < table->row_count; i++) {
    struct zg_table_row *row = &table->rows[i], *other = NULL;
    const char *key = zg_table_cell(table, i, 0);
    size_t len = strlen(key);
    if (len == 0) {
      return zg_fail_at(reader->err, ZG_ELOAD, reader->path, row->line,
                        "column %s is empty, but it is the key; fill it or remove the row",
                        zg_table_show(zg_table_column(table, 0), column));
    }
    HASH_FIND(hh, table->by_key, key, len, other);
    if (other != NULL && repeats) continue;
    if (other != NULL) {
      return zg_fail_at(reader->err, ZG_ELOAD, reader->path, row->line,
                        "column %s: \"%s\" stands on line %d already; a key may stand only once",
                        zg_table_show(zg_table_column(table, 0), column), zg_table_show(key, shown),
                        other->line);
    }
    HASH_ADD_KEYPTR(hh, table->by_key, key, len, row);
  }
  return 0;
}

int zg_table_parse(const char *text, size_t len, const char *path, const char *name,
                   const char *default_currency, struct zg_table **out, struct zg_error *err) {
  struct zg_table *table = zg_alloc(sizeof *table);
  struct reader reader = {.table = table, .path = path, .err = err};
  table->name = zg_strdup(name);
  table->path = zg_strdup(path);
  int result = 0;
  if (len > MOST_BYTES) {
    result =
        zg_fail_at(err, ZG_ELOAD, path, 0, "larger than %d MiB; split the table", MOST_BYTES >> 20);
    goto done;
  }
  if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
    text += 3;
    len -= 3;
  }
  result = read_cells(&reader, text, len);
  if (result == 0) result = check_columns(&reader);
  if (result == 0) result = index_rows(&reader);
  if (result == 0 && strcmp(name, "products") == 0) {
    result = zg_table_read_products(table, default_currency, &table->products, err);
  }
done:
  if (result == 0) {
    *out = table;
  } else {
    zg_table_free(table);
  }
  return result;
}

int zg_table_read(const char *path, const char *name, const char *default_currency,
                  struct zg_table **out, struct zg_error *err) {
  struct zg_bytes text = {0};
  struct stat about = {0};
  int result = 0;
  if (stat(path, &about) == 0 && about.st_size > MOST_BYTES) {
    result =
        zg_fail_at(err, ZG_ELOAD, path, 0, "larger than %d MiB; split the table", MOST_BYTES >> 20);
  } else if (zg_bytes_add_file(&text, path) < 0) {
    result = zg_fail_at(err, ZG_ELOAD, path, 0, "cannot be read: %s", strerror(errno));
  } else {
    result = zg_table_parse(text.data == NULL ? "" : text.data, text.len, path, name,
                            default_currency, out, err);
  }
  zg_bytes_fini(&text);
  return result;
}
