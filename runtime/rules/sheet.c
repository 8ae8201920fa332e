#include "rules/sheet.h"

#include <stdlib.h>
#include <string.h>

enum {
  WHOLE_DIGITS = 12,   /* of an integer: a weight, a count */
  PERCENT_DIGITS = 16, /* with its point */
};

static const char *const type_names[] = {"text",    "integer", "money",
                                         "percent", "range",   "currency"};

const char *zg_column_type_name(int type) {
  return type >= 0 && type < ZG_COLUMN_TYPES ? type_names[type] : NULL;
}

/* Reads digits at *at, and goes behind them. */
static bool read_whole(const char **at, int64_t *out) {
  size_t len = strspn(*at, "0123456789");
  if (len == 0 || len > WHOLE_DIGITS) return false;
  *out = strtoll(*at, NULL, 10);
  *at += len;
  return true;
}

static bool read_integer(const char *text, int64_t *out) {
  return read_whole(&text, out) && *text == '\0';
}

/* Everything up to 1 that has no sign is a fraction of the whole. */
static bool read_percent(const char *text, double *out) {
  struct zg_decimal number = {0}, one = {.digits = 1}, hundred = {.digits = 100};
  size_t len = strlen(text);
  bool marked = len > 0 && text[len - 1] == '%';
  if (marked) len--;
  while (len > 0 && text[len - 1] == ' ')
    len--;
  if (len > PERCENT_DIGITS || text[0] == '-' || zg_decimal_parse(text, len, &number) < 0)
    return false;
  if (zg_decimal_compare(number, hundred) > 0) return false;
  double value = (double)number.digits, unit = 1;
  for (int i = 0; i < number.scale; i++)
    unit *= 10;
  bool fraction = !marked && zg_decimal_compare(number, one) <= 0;
  *out = (fraction ? value * 100 : value) / unit;
  return true;
}

static bool read_range(const char *text) {
  static const char *const between[] = {"-", "~", "–", "～", "至"};
  int64_t low = 0, high = 0;
  if (!read_whole(&text, &low)) return false;
  if (*text == '\0') return true;
  for (size_t i = 0; i < sizeof between / sizeof between[0]; i++) {
    size_t len = strlen(between[i]);
    if (strncmp(text, between[i], len) == 0) return read_integer(text + len, &high) && low <= high;
  }
  return false;
}

static const char *read_money(const char *text, const char *currency, struct zg_money *out) {
  if (zg_money_parse(text, currency, out) < 0) return zg_table_no_amount(currency);
  return out->minor < 0 ? "is below 0; write 0 or more" : NULL;
}

const char *zg_cell_read(enum zg_column_type type, const char *cell, const char *currency,
                         struct zg_cell *out) {
  switch (type) {
  case ZG_COLUMN_INTEGER:
    if (read_integer(cell, &out->integer)) return NULL;
    return "is not a whole number; write it like 1000, without a unit";
  case ZG_COLUMN_MONEY:
    return read_money(cell, currency, &out->money);
  case ZG_COLUMN_PERCENT:
    return read_percent(cell, &out->percent) ? NULL : "is not a share; write it like 97%";
  case ZG_COLUMN_RANGE:
    return read_range(cell) ? NULL : "is not a number or a range; write it like 3, or 2-3";
  case ZG_COLUMN_CURRENCY:
    if (zg_currency_known(cell)) return NULL;
    return "is not a currency; write it like CNY, or leave it empty for the shop's";
  case ZG_COLUMN_TEXT:
  case ZG_COLUMN_TYPES:
    break;
  }
  return NULL;
}

static const struct zg_sheet *find_sheet(const struct zg_sheet *sheets, const char *table) {
  for (; sheets != NULL; sheets = sheets->next)
    if (strcmp(sheets->name, table) == 0) return sheets;
  return NULL;
}

const struct zg_column *zg_sheet_column(const struct zg_sheet *sheets, const char *table,
                                        const char *column) {
  const struct zg_sheet *sheet = find_sheet(sheets, table);
  const struct zg_column *c = sheet != NULL ? sheet->columns : NULL;
  while (c != NULL && strcmp(c->name, column) != 0)
    c = c->next;
  return c;
}

const char *zg_sheet_currency(const struct zg_sheet *sheets, const struct zg_table *table,
                              size_t row, const char *shops) {
  const struct zg_sheet *sheet = find_sheet(sheets, zg_table_name(table));
  for (const struct zg_column *c = sheet != NULL ? sheet->columns : NULL; c != NULL; c = c->next) {
    long at = c->type == ZG_COLUMN_CURRENCY ? zg_table_find_column(table, c->name) : -1;
    const char *cell = at >= 0 ? zg_table_cell(table, row, (size_t)at) : "";
    if (cell[0] != '\0') return cell;
  }
  return shops;
}
