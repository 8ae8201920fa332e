/* The bands of each courier and region: they leave no gap, and what is heavier does not cost
 * less. Bands that overlap are refused by loading. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rules/check/checking.h"
#include "rules/sheet.h"

struct band {
  const char *courier, *region, *currency;
  int64_t low, high; /* INT64_MAX: open */
  int64_t first, step;
  int64_t first_fee, step_fee; /* in the smallest coin */
  size_t row;
};

struct sheet {
  const struct zg_table *table;
  const char *currency;
};

static const char *cell_of(const struct sheet *s, size_t row, const char *column) {
  long at = zg_table_find_column(s->table, column);
  return at < 0 ? "" : zg_table_cell(s->table, row, (size_t)at);
}

static int64_t read(const struct sheet *s, size_t row, const char *column, enum zg_column_type type,
                    int64_t empty, bool *good) {
  struct zg_cell cell = {0};
  const char *text = cell_of(s, row, column), *currency = cell_of(s, row, "currency");
  if (text[0] == '\0') return empty;
  if (currency[0] == '\0') currency = s->currency;
  *good = *good && zg_cell_read(type, text, currency, &cell) == NULL;
  return type == ZG_COLUMN_MONEY ? cell.money.minor : cell.integer;
}

/* Whether all of it can be read. */
static bool read_band(const struct sheet *s, size_t row, struct band *b) {
  bool good = true;
  *b = (struct band){.row = row,
                     .courier = cell_of(s, row, "courier"),
                     .region = cell_of(s, row, "region"),
                     .currency = cell_of(s, row, "currency")};
  b->low = read(s, row, "min_weight_g", ZG_COLUMN_INTEGER, 0, &good);
  b->high = read(s, row, "max_weight_g", ZG_COLUMN_INTEGER, INT64_MAX, &good);
  b->first = read(s, row, "first_weight_g", ZG_COLUMN_INTEGER, 0, &good);
  b->step = read(s, row, "step_weight_g", ZG_COLUMN_INTEGER, 0, &good);
  b->first_fee = read(s, row, "first_fee", ZG_COLUMN_MONEY, 0, &good);
  b->step_fee = read(s, row, "step_fee", ZG_COLUMN_MONEY, 0, &good);
  return good && b->low <= b->high;
}

static int by_band(const void *left, const void *right) {
  const struct band *a = left, *b = right;
  int order = strcmp(a->courier, b->courier);
  if (order == 0) order = strcmp(a->region, b->region);
  if (order != 0) return order;
  return (a->low > b->low) - (a->low < b->low);
}

/* The fee of a weight in the band, or -1 when it is more than money holds. */
static int64_t fee_of(const struct band *b, int64_t weight) {
  int64_t above = weight - b->first, fee = b->first_fee;
  if (above <= 0 || b->step <= 0) return fee;
  int64_t steps = above / b->step + (above % b->step != 0);
  if (__builtin_mul_overflow(steps, b->step_fee, &steps)) return -1;
  return __builtin_add_overflow(fee, steps, &fee) ? -1 : fee;
}

static void look_at_pair(struct zg_checking *c, const struct sheet *s, const struct band *a,
                         const struct band *b) {
  struct zg_place at = {.file = zg_table_path(s->table), .line = zg_table_line(s->table, b->row)};
  if (strcmp(a->courier, b->courier) != 0 || strcmp(a->region, b->region) != 0 ||
      a->high == INT64_MAX || b->low <= a->high)
    return;
  if (b->low - 1 > a->high)
    zg_found(c, at, "let the bands touch, if such parcels are carried",
             "%.40s to %.40s: no band is for %lld g to %lld g", b->courier, b->region,
             (long long)a->high + 1, (long long)b->low - 1);
  int64_t before = fee_of(a, a->high), after = fee_of(b, b->low);
  if (strcmp(a->currency, b->currency) == 0 && before >= 0 && after >= 0 && after < before)
    zg_found(c, at, "look whether a fee is wrong",
             "%.40s to %.40s: a parcel of %lld g costs less than one of %lld g", b->courier,
             b->region, (long long)b->low, (long long)a->high);
}

void zg_check_courier(struct zg_checking *c) {
  const struct sheet s = {.table = zg_shop_table(c->shop, "couriers"),
                          .currency = c->shop->currency};
  if (s.table == NULL || zg_table_find_column(s.table, "region") < 0) return;
  size_t rows = zg_table_rows(s.table), count = 0;
  struct band *bands = zg_alloc((rows + 1) * sizeof *bands);
  for (size_t row = 0; row < rows; row++)
    count += read_band(&s, row, &bands[count]);
  qsort(bands, count, sizeof *bands, by_band);
  for (size_t i = 1; i < count; i++)
    look_at_pair(c, &s, &bands[i - 1], &bands[i]);
  free(bands);
}
