#include "data/zone_rule.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"

enum { DAY_S = 86400, HOURS_MOST = 167, OFFSET_HOURS_MOST = 24, NAME_LEAST = 3 };

/* Where the reading is; the functions below move it on, or return false. */
struct cursor {
  const char *at;
  const char *end;
};

static bool next_is(const struct cursor *c, char wanted) {
  return c->at < c->end && *c->at == wanted;
}

static bool take(struct cursor *c, char wanted) {
  if (!next_is(c, wanted)) return false;
  c->at++;
  return true;
}

static bool read_number(struct cursor *c, int low, int high, int *out) {
  int value = 0;
  const char *from = c->at;
  while (c->at < c->end && isdigit((unsigned char)*c->at) && c->at - from < 3)
    value = value * 10 + (*c->at++ - '0');
  if (c->at == from || value < low || value > high) return false;
  *out = value;
  return true;
}

/* "EST" or "<+0330>"; only its length is of use. */
static bool read_name(struct cursor *c) {
  bool quoted = take(c, '<');
  const char *from = c->at;
  while (c->at < c->end &&
         (isalpha((unsigned char)*c->at) ||
          (quoted && (isdigit((unsigned char)*c->at) || *c->at == '+' || *c->at == '-'))))
    c->at++;
  return c->at - from >= NAME_LEAST && (!quoted || take(c, '>'));
}

/* "-3:30:00", in seconds. */
static bool read_time(struct cursor *c, int hours_most, int32_t *out) {
  bool minus = take(c, '-');
  int hours = 0, minutes = 0, seconds = 0;
  if (!minus) (void)take(c, '+');
  if (!read_number(c, 0, hours_most, &hours)) return false;
  if (take(c, ':') && !read_number(c, 0, 59, &minutes)) return false;
  if (take(c, ':') && !read_number(c, 0, 59, &seconds)) return false;
  *out = (hours * 3600 + minutes * 60 + seconds) * (minus ? -1 : 1);
  return true;
}

/* POSIX counts hours west of Greenwich. */
static bool read_offset(struct cursor *c, int32_t *out) {
  if (!read_time(c, OFFSET_HOURS_MOST, out)) return false;
  *out = -*out;
  return true;
}

static bool read_date(struct cursor *c, struct zg_zone_date *date) {
  date->time = 2 * 3600;
  if (take(c, 'M')) {
    date->kind = 'M';
    if (!read_number(c, 1, 12, &date->month) || !take(c, '.') ||
        !read_number(c, 1, 5, &date->week) || !take(c, '.') || !read_number(c, 0, 6, &date->day))
      return false;
  } else {
    date->kind = take(c, 'J') ? 'J' : 'N';
    if (!read_number(c, date->kind == 'J', 365, &date->day)) return false;
  }
  return !take(c, '/') || read_time(c, HOURS_MOST, &date->time);
}

/* A summer time without its dates is refused, though POSIX lets a system have its own then. */
int zg_zone_rule_parse(const char *text, size_t len, struct zg_zone_rule *out) {
  if (len == 0) return -1;
  struct cursor c = {text, text + len};
  struct zg_zone_rule rule = {0};
  if (!read_name(&c) || !read_offset(&c, &rule.offset)) return -1;
  if (c.at < c.end) {
    rule.summer = true;
    rule.summer_offset = rule.offset + 3600;
    if (!read_name(&c)) return -1;
    if (!next_is(&c, ',') && !read_offset(&c, &rule.summer_offset)) return -1;
    if (!take(&c, ',') || !read_date(&c, &rule.begins) || !take(&c, ',') ||
        !read_date(&c, &rule.ends) || c.at != c.end)
      return -1;
  }
  *out = rule;
  return 0;
}

/* The day of the year's date, as days since 1970. */
static int64_t day_of(const struct zg_zone_date *date, int64_t year) {
  int64_t first = zg_date_days(year, 1, 1);
  if (date->kind == 'N') return first + date->day;
  if (date->kind == 'J') {
    bool leap = zg_date_days(year + 1, 1, 1) - first == 366;
    return first + date->day - 1 + (leap && date->day >= 60 ? 1 : 0);
  }
  int64_t begin = zg_date_days(year, date->month, 1);
  int64_t end =
      date->month == 12 ? zg_date_days(year + 1, 1, 1) : zg_date_days(year, date->month + 1, 1);
  int64_t weekday = ((begin + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; Sunday is 0 */
  int64_t day = begin + (date->day - weekday + 7) % 7 + 7 * (date->week - 1);
  return day < end ? day : day - 7;
}

struct change {
  int64_t at;
  int32_t offset;
};

enum { YEARS = 3, CHANGES = 2 * YEARS };

/* The changes of the year and its neighbours, in their order. Of two at the same second the later
 * written holds: so a summer that ends where the next begins lasts all year. */
static void list_changes(const struct zg_zone_rule *rule, int64_t year, struct change *changes) {
  int count = 0;
  for (int64_t y = year - 1; y <= year + 1; y++) {
    struct change begins = {day_of(&rule->begins, y) * DAY_S + rule->begins.time - rule->offset,
                            rule->summer_offset};
    struct change ends = {day_of(&rule->ends, y) * DAY_S + rule->ends.time - rule->summer_offset,
                          rule->offset};
    bool north = begins.at < ends.at;
    changes[count++] = north ? begins : ends;
    changes[count++] = north ? ends : begins;
  }
  for (int i = 1; i < CHANGES; i++) { /* hours far outside a day can disorder years */
    struct change moved = changes[i];
    int j = i;
    for (; j > 0 && changes[j - 1].at > moved.at; j--)
      changes[j] = changes[j - 1];
    changes[j] = moved;
  }
}

struct zg_zone_span zg_zone_rule_span(const struct zg_zone_rule *rule, int64_t second) {
  struct zg_zone_span span = {INT64_MIN, INT64_MAX, rule->offset};
  if (!rule->summer) return span;
  struct change changes[CHANGES] = {0};
  int64_t day = second / DAY_S - (second % DAY_S < 0 ? 1 : 0), year = 0;
  int month = 0, of_month = 0;
  zg_date_of(day, &year, &month, &of_month);
  list_changes(rule, year, changes);
  for (int i = 0; i < CHANGES; i++) {
    if (changes[i].at <= second) {
      span.from = changes[i].at;
      span.offset = changes[i].offset;
    } else if (span.until == INT64_MAX) {
      span.until = changes[i].at;
    }
  }
  return span;
}
