/* Holding a table against what a pack wants to find in it. The first fault is told; what may be
 * meant so is only warned of. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "base/suggest.h"
#include "data/text.h"
#include "rules/pack.h"
#include "rules/sheet.h"

enum {
  STRANGERS = 3, /* unknown cells that one warning names */
  FAULTS = 100,  /* that are told of one table */
};

struct checking {
  const struct zg_pack *pack;
  const struct zg_sheet *sheet;
  const struct zg_table *table;
  struct zg_arena *arena; /* of the check alone */
  struct zg_error *err;
  size_t faults;
};

/* The first fault ends the check, or is told, up to a number of them. */
static int refused(struct checking *c) {
  const struct zg_pack_context *context = &c->pack->context;
  if (context->fault == NULL || ++c->faults > FAULTS) return ZG_ELOAD;
  context->fault(context->arg, c->err);
  return 0;
}

static int refuse(struct checking *c, size_t row, const char *column, const char *rest) {
  zg_table_refuse(c->table, row, column, rest, c->err);
  return refused(c);
}

/* "" where the table has no such column. */
static const char *cell_of(const struct checking *c, size_t row, const char *column) {
  long at = zg_table_find_column(c->table, column);
  return at < 0 ? "" : zg_table_cell(c->table, row, (size_t)at);
}

static const char *alike(struct checking *c, const char *text) {
  return zg_text_normalise(c->pack->context.text, c->arena, text, strlen(text), NULL);
}

/* ---- Each cell */

static int check_choice(struct checking *c, const struct zg_column *column, size_t row,
                        const char *cell) {
  struct zg_bytes rest = {0};
  if (column->choice_count == 0) return 0;
  for (size_t i = 0; i < column->choice_count; i++)
    if (strcmp(alike(c, column->choices[i]), alike(c, cell)) == 0) return 0;
  zg_bytes_add_text(&rest, "is none of ");
  for (size_t i = 0; i < column->choice_count; i++)
    zg_bytes_printf(&rest, "%s%s", i > 0 ? ", " : "", column->choices[i]);
  zg_bytes_add_text(&rest, "; write one of them");
  int result = refuse(c, row, column->name, rest.data);
  zg_bytes_fini(&rest);
  return result;
}

static int check_cell(struct checking *c, const struct zg_column *column, size_t row) {
  struct zg_cell read = {0};
  const char *cell = cell_of(c, row, column->name), *wrong = NULL;
  if (cell[0] == '\0' && !column->optional)
    return refuse(c, row, column->name, "is empty; fill it, or remove the row");
  if (cell[0] == '\0') return 0;
  const char *shops = c->pack->context.currency;
  wrong =
      zg_cell_read(column->type, cell, zg_sheet_currency(c->sheet, c->table, row, shops), &read);
  if (wrong == NULL && column->type == ZG_COLUMN_INTEGER && read.integer < column->least)
    wrong =
        zg_arena_printf(c->arena, "is under %lld; write that or more", (long long)column->least);
  if (wrong != NULL) return refuse(c, row, column->name, wrong);
  return check_choice(c, column, row, cell);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_known(struct checking *c, const struct zg_column *column, const char *cell) {
  const char *look = alike(c, cell);
  return cell[0] == '\0' ||
         bsearch(&look, column->known, column->known_count, sizeof *column->known, by_text) != NULL;
}

/* A place that is in no list may be right: one warning tells the first few of them. */
static void warn_of_strangers(struct checking *c, const struct zg_column *column) {
  const struct zg_pack_context *context = &c->pack->context;
  const char *told[STRANGERS];
  char hint[ZG_SUGGESTION];
  struct zg_bytes text = {0};
  size_t count = 0;
  if (column->known_count == 0 || context->warn == NULL) return;
  for (size_t row = 0; row < zg_table_rows(c->table) && count < STRANGERS; row++) {
    const char *cell = cell_of(c, row, column->name);
    bool again = false;
    for (size_t i = 0; i < count; i++)
      again = again || strcmp(told[i], cell) == 0;
    if (again || is_known(c, column, cell)) continue;
    if (count == 0)
      zg_bytes_printf(&text, "%s:%d: column %s:", zg_table_path(c->table),
                      zg_table_line(c->table, row), column->name);
    zg_bytes_printf(&text, "%s \"%s\"", count > 0 ? "," : "", cell);
    if (count == 0)
      zg_suggest(alike(c, cell), (const char *const *)column->known, column->known_count, hint);
    told[count++] = cell;
  }
  if (count > 0) {
    zg_bytes_printf(&text, " is not known to the pack %s, and counts only as it is written%s",
                    c->pack->name, hint);
    context->warn(context->arg, text.data);
  }
  zg_bytes_fini(&text);
}

static int check_column(struct checking *c, const struct zg_column *column) {
  bool there = zg_table_find_column(c->table, column->name) >= 0;
  int result = 0;
  if (!there && column->optional) return 0;
  if (!there) {
    zg_fail_at(c->err, ZG_ELOAD, zg_table_path(c->table), zg_table_header_line(c->table),
               "column %s is missing; the pack %s needs it", column->name, c->pack->name);
    return refused(c);
  }
  for (size_t row = 0; row < zg_table_rows(c->table) && result == 0; row++)
    result = check_cell(c, column, row);
  if (result == 0) warn_of_strangers(c, column);
  return result;
}

static int check_columns(struct checking *c, bool currencies) {
  int result = 0;
  for (const struct zg_column *i = c->sheet->columns; i != NULL && result == 0; i = i->next)
    if ((i->type == ZG_COLUMN_CURRENCY) == currencies) result = check_column(c, i);
  return result;
}

/* ---- Cells that belong together */

static int check_together(struct checking *c, const struct zg_relation *relation, size_t row) {
  const char *filled = NULL, *empty = NULL;
  for (size_t i = 0; i < relation->count; i++)
    *(cell_of(c, row, relation->columns[i])[0] != '\0' ? &filled : &empty) = relation->columns[i];
  if (filled == NULL || empty == NULL) return 0;
  return refuse(
      c, row, empty,
      zg_arena_printf(c->arena, "is empty, and %s is not; fill both, or neither", filled));
}

/* A band of a row; an empty end is open. */
struct band {
  const char *of; /* what it is a band of, as one text */
  int64_t low, high;
  size_t row;
};

static int by_band(const void *left, const void *right) {
  const struct band *a = left, *b = right;
  int of = strcmp(a->of, b->of);
  if (of != 0) return of;
  if (a->low != b->low) return a->low < b->low ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row);
}

static int64_t end_of(struct checking *c, size_t row, const char *column, int64_t open) {
  struct zg_cell read = {.integer = open};
  zg_cell_read(ZG_COLUMN_INTEGER, cell_of(c, row, column), "", &read);
  return read.integer;
}

static int read_band(struct checking *c, const struct zg_relation *relation, size_t row,
                     struct band *band) {
  struct zg_bytes of = {0};
  for (size_t i = 0; i < relation->of_count; i++)
    zg_bytes_printf(&of, "%s\n", cell_of(c, row, relation->of[i]));
  *band = (struct band){.of = zg_arena_strdup(c->arena, of.data != NULL ? of.data : ""),
                        .low = end_of(c, row, relation->columns[0], 0),
                        .high = end_of(c, row, relation->columns[1], INT64_MAX),
                        .row = row};
  zg_bytes_fini(&of);
  if (band->low <= band->high) return 0;
  return refuse(c, row, relation->columns[0],
                zg_arena_printf(c->arena, "is above %s, %lld; swap them", relation->columns[1],
                                (long long)band->high));
}

static int check_overlaps(struct checking *c, const struct zg_relation *relation,
                          const struct band *bands, size_t count) {
  for (size_t i = 1; i < count; i++) {
    const struct band *before = &bands[i - 1], *band = &bands[i];
    if (strcmp(before->of, band->of) != 0 || before->high < band->low) continue;
    return refuse(c, band->row, relation->columns[0],
                  zg_arena_printf(c->arena,
                                  "is within the band of line %d; let one begin behind the other",
                                  zg_table_line(c->table, before->row)));
  }
  return 0;
}

static int check_bands(struct checking *c, const struct zg_relation *relation) {
  size_t rows = zg_table_rows(c->table);
  struct band *bands = zg_alloc((rows + 1) * sizeof *bands);
  int result = 0;
  for (size_t row = 0; row < rows && result == 0; row++)
    result = read_band(c, relation, row, &bands[row]);
  if (result == 0) {
    qsort(bands, rows, sizeof *bands, by_band);
    result = check_overlaps(c, relation, bands, rows);
  }
  free(bands);
  return result;
}

static int check_relation(struct checking *c, const struct zg_relation *relation) {
  int result = 0;
  if (relation->band) return check_bands(c, relation);
  for (size_t row = 0; row < zg_table_rows(c->table) && result == 0; row++)
    result = check_together(c, relation, row);
  return result;
}

int zg_sheet_check(const struct zg_pack *pack, const struct zg_sheet *sheet,
                   const struct zg_table *table, struct zg_error *err) {
  struct checking c = {.pack = pack, .sheet = sheet, .table = table, .err = err};
  c.arena = zg_arena_new();
  int result = check_columns(&c, true); /* amounts are read in them */
  if (result == 0) result = check_columns(&c, false);
  for (const struct zg_relation *i = sheet->relations; i != NULL && result == 0; i = i->next)
    result = check_relation(&c, i);
  zg_arena_free(c.arena);
  return result;
}
