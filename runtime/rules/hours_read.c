/* Reading when a shop is open. Errors name the line and show what to write. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/suggest.h"
#include "data/json.h"
#include "rules/hours.h"
#include "rules/shop_file.h"

enum { DAY_MINUTES = 24 * 60, RANGE_MOST = 366 };

/* In hours = { … }: a day of the week, or several days at once. A day's own name counts more. */
static const struct {
  const char *name;
  int first, last; /* days from Monday */
} day_names[] = {
    {"every_day", 0, 6}, {"weekdays", 0, 4}, {"weekend", 5, 6}, {"mon", 0, 0}, {"tue", 1, 1},
    {"wed", 2, 2},       {"thu", 3, 3},      {"fri", 4, 4},     {"sat", 5, 5}, {"sun", 6, 6},
};
enum { DAY_NAMES = sizeof day_names / sizeof day_names[0] };

struct reading {
  struct zg_arena *arena;
  const char *file;
  struct zg_hours *hours;
  struct zg_error *err;
};

/* `wrong`, when there is such a text, is what the line is looked for by; else `key` is. */
static int fail(struct reading *r, const char *key, const char *wrong, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int fail(struct reading *r, const char *key, const char *wrong, const char *format, ...) {
  char message[320];
  int line = wrong != NULL ? zg_shop_file_text_line(r->file, wrong) : 0;
  if (line == 0) line = zg_shop_file_line(r->file, key);
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return zg_fail_at(r->err, ZG_ELOAD, r->file, line, "%s", message);
}

static const char *skip_spaces(const char *at) {
  return at + strspn(at, " \t");
}

/* "9:30", "09:30", up to "24:00", in minutes; gives where it ends, or NULL. */
static const char *read_clock(const char *at, int *minutes) {
  int hour = 0, digits = 0;
  for (; isdigit((unsigned char)*at) && digits < 2; digits++)
    hour = hour * 10 + (*at++ - '0');
  if (digits == 0 || *at++ != ':') return NULL;
  if (!isdigit((unsigned char)at[0]) || !isdigit((unsigned char)at[1])) return NULL;
  int minute = (at[0] - '0') * 10 + (at[1] - '0');
  *minutes = hour * 60 + minute;
  return minute < 60 && *minutes <= DAY_MINUTES ? at + 2 : NULL;
}

/* "09:00-12:00", or "22:00-06:00", which goes past midnight. */
static const char *read_span(const char *at, struct zg_hours_span *span) {
  at = read_clock(skip_spaces(at), &span->from);
  if (at == NULL) return NULL;
  at = skip_spaces(at);
  if (*at != '-') return NULL;
  at = read_clock(skip_spaces(at + 1), &span->to);
  if (at == NULL || span->from == span->to || span->from == DAY_MINUTES) return NULL;
  if (span->to < span->from) span->to += DAY_MINUTES;
  return skip_spaces(at);
}

/* Spans after one another, with commas. Only the last may go past midnight, and not into the first
 * of the next such day. */
static bool read_spans(const char *text, struct zg_hours_day *day) {
  struct zg_hours_day read = {0};
  for (const char *at = text;; at++) {
    struct zg_hours_span *span = &read.spans[read.count];
    if (read.count == ZG_HOURS_SPANS || (at = read_span(at, span)) == NULL) return false;
    if (read.count > 0 && span->from < span[-1].to) return false;
    read.count++;
    if (*at == '\0') break;
    if (*at != ',') return false;
  }
  if (read.spans[read.count - 1].to > DAY_MINUTES + read.spans[0].from) return false;
  *day = read;
  return true;
}

/* What one day's cell says: a text of spans, or false for closed. */
static int read_day(struct reading *r, const struct cJSON *node, const char *key,
                    struct zg_hours_day *day) {
  const char *text = zg_json_string(node);
  *day = (struct zg_hours_day){0};
  if (zg_json_kind(node) == ZG_JSON_BOOL && !zg_json_true(node)) return 0;
  if (text != NULL && read_spans(text, day)) return 0;
  if (text == NULL)
    return fail(r, key, NULL,
                "%s must be a text, like \"09:00-22:00\", or false when you are closed", key);
  return fail(r, key, text,
              "%s: \"%.80s\" are no opening hours; write them like \"09:00-22:00\", \"09:00-12:00, "
              "13:30-18:00\" or, past midnight, \"18:00-02:00\"",
              key, text);
}

static int check_day_names(struct reading *r, const struct cJSON *table) {
  const char *names[DAY_NAMES];
  for (size_t i = 0; i < DAY_NAMES; i++)
    names[i] = day_names[i].name;
  for (const struct cJSON *m = zg_json_first(table); m != NULL; m = zg_json_next(m)) {
    const char *key = zg_json_key(m);
    bool known = false;
    for (size_t i = 0; i < DAY_NAMES && !known; i++)
      known = key != NULL && strcmp(key, names[i]) == 0;
    if (known) continue;
    char suggestion[ZG_SUGGESTION] = "";
    if (key == NULL)
      return fail(r, "hours", NULL,
                  "hours by day have names: hours = { weekdays = \"09:00-18:00\" }");
    zg_suggest(key, names, DAY_NAMES, suggestion);
    return fail(r, key, NULL, "hours has no day \"%.40s\"%s", key,
                suggestion[0] != '\0'
                    ? suggestion
                    : "; write mon, tue, wed, thu, fri, sat, sun, weekdays, weekend or every_day");
  }
  return 0;
}

static int read_week(struct reading *r, const struct cJSON *table) {
  bool open = false;
  int result = check_day_names(r, table);
  for (size_t i = 0; i < DAY_NAMES && result == 0; i++) {
    const struct cJSON *node = zg_json_get(table, day_names[i].name);
    struct zg_hours_day day = {0};
    if (node == NULL) continue;
    result = read_day(r, node, day_names[i].name, &day);
    for (int d = day_names[i].first; d <= day_names[i].last; d++)
      r->hours->week[d] = day;
  }
  for (int d = 0; d < 7; d++)
    open = open || r->hours->week[d].count > 0;
  if (result == 0 && !open)
    return fail(r, "hours", NULL,
                "by these hours the shop never opens; leave hours out if it always is");
  return result;
}

static void open_all_week(struct zg_hours *hours, struct zg_hours_day day) {
  for (int d = 0; d < 7; d++)
    hours->week[d] = day;
}

static int read_hours(struct reading *r, const struct cJSON *node) {
  struct zg_hours_day day = {.spans = {{0, DAY_MINUTES}}, .count = 1};
  int result = 0;
  if (zg_json_kind(node) == ZG_JSON_OBJECT) return read_week(r, node);
  if (node != NULL && zg_json_string(node) == NULL)
    return fail(r, "hours", NULL,
                "hours must be a text, like \"09:00-22:00\", or a table by day, like "
                "{ weekdays = \"09:00-18:00\", sat = \"10:00-16:00\" }");
  if (node != NULL) result = read_day(r, node, "hours", &day);
  open_all_week(r->hours, day);
  return result;
}

static int by_day(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* "2026-10-01", or the days from one to another, both counted: "2026-10-01..2026-10-07". */
static bool read_dates(const char *text, int64_t *first, int64_t *last) {
  const char *dots = strstr(text, "..");
  size_t len = dots != NULL ? (size_t)(dots - text) : strlen(text);
  if (zg_date_parse(text, len, first) < 0) return false;
  *last = *first;
  if (dots == NULL) return true;
  return zg_date_parse(dots + 2, strlen(dots + 2), last) == 0 && *first <= *last &&
         *last - *first < RANGE_MOST;
}

static int read_holiday(struct reading *r, const struct cJSON *node) {
  struct zg_hours *hours = r->hours;
  const char *text = zg_json_string(node);
  int64_t first = 0, last = 0;
  if (text == NULL || !read_dates(text, &first, &last))
    return fail(r, "holidays", text,
                "holidays: \"%.40s\" is no date; write dates like \"2026-10-01\", or several days "
                "like \"2026-10-01..2026-10-07\"",
                text != NULL ? text : "…");
  for (int64_t day = first; day <= last; day++) {
    if (hours->holiday_count == ZG_HOURS_HOLIDAYS)
      return fail(r, "holidays", NULL, "holidays has more than %d days; drop those that are over",
                  ZG_HOURS_HOLIDAYS);
    hours->holidays[hours->holiday_count++] = day;
  }
  return 0;
}

static int read_holidays(struct reading *r, const struct cJSON *list) {
  int result = 0;
  if (zg_json_kind(list) == ZG_JSON_OBJECT && zg_json_first(list) == NULL) return 0; /* { } */
  if (zg_json_kind(list) != ZG_JSON_ARRAY)
    return fail(r, "holidays", NULL, "holidays must list dates, like { \"2026-10-01\" }");
  r->hours->holidays = zg_arena_alloc(r->arena, ZG_HOURS_HOLIDAYS * sizeof *r->hours->holidays);
  for (const struct cJSON *h = zg_json_first(list); h != NULL && result == 0; h = zg_json_next(h))
    result = read_holiday(r, h);
  qsort(r->hours->holidays, (size_t)r->hours->holiday_count, sizeof *r->hours->holidays, by_day);
  return result;
}

int zg_hours_read(struct zg_arena *arena, const struct cJSON *declared, const struct zg_zone *zone,
                  const char *file, const struct zg_hours **out, struct zg_error *err) {
  struct reading r = {.arena = arena, .file = file, .err = err};
  const struct cJSON *hours = zg_json_get(declared, "hours");
  const struct cJSON *holidays = zg_json_get(declared, "holidays");
  r.hours = zg_arena_alloc(arena, sizeof *r.hours);
  r.hours->zone = zone;
  r.hours->always = hours == NULL && holidays == NULL;
  int result = read_hours(&r, hours);
  if (result == 0 && holidays != NULL) result = read_holidays(&r, holidays);
  if (result == 0) *out = r.hours;
  return result;
}
