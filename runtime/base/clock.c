#include "base/clock.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400 };

#define TIME_FIRST INT64_C(-62135596800000) /* 0001-01-01T00:00:00Z */

/* The year is counted from March, so that the leap day comes last. */
int64_t zg_date_days(int64_t year, int month, int day) {
  if (month <= 2) year--;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t of_era = year - era * 400;
  int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void zg_date_of(int64_t days, int64_t *year, int *month, int *day) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t doe = days - era * 146097; /* day of the era of 400 years */
  int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int64_t mp = (5 * doy + 2) / 153; /* months since March */
  *day = (int)(doy - (153 * mp + 2) / 5 + 1);
  *month = (int)(mp < 10 ? mp + 3 : mp - 9);
  *year = yoe + era * 400 + (*month <= 2 ? 1 : 0);
}

static int days_in_month(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

/* Where the reading is; the functions below move it on, or return false. */
struct cursor {
  const char *at;
  const char *end;
};

static bool is_digit(const struct cursor *c) {
  return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

static bool read_digits(struct cursor *c, int count, int *out) {
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (!is_digit(c)) return false;
    value = value * 10 + (*c->at++ - '0');
  }
  *out = value;
  return true;
}

/* One character, either `a` or `b`. */
static bool read_either(struct cursor *c, char a, char b) {
  if (c->at == c->end || (*c->at != a && *c->at != b)) return false;
  c->at++;
  return true;
}

static bool read_date(struct cursor *c, int64_t *days) {
  int year = 0, month = 0, day = 0;
  if (!read_digits(c, 4, &year) || !read_either(c, '-', '-') || !read_digits(c, 2, &month) ||
      !read_either(c, '-', '-') || !read_digits(c, 2, &day))
    return false;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return false;
  *days = zg_date_days(year, month, day);
  return true;
}

static bool read_hour_minute(struct cursor *c, int *hour, int *minute) {
  return read_digits(c, 2, hour) && read_either(c, ':', ':') && read_digits(c, 2, minute) &&
         *hour <= 23 && *minute <= 59;
}

/* ".123456" as 123; nothing as 0; a point without digits is wrong. */
static bool read_fraction(struct cursor *c, int *ms) {
  *ms = 0;
  if (!read_either(c, '.', '.')) return true;
  if (!is_digit(c)) return false;
  for (int weight = 100; is_digit(c); weight /= 10)
    *ms += (*c->at++ - '0') * weight;
  return true;
}

/* Minutes east of UTC. "-00:00" (an unknown place) is read as UTC. */
static bool read_offset(struct cursor *c, int *minutes) {
  *minutes = 0;
  if (read_either(c, 'Z', 'z')) return true;
  bool west = c->at < c->end && *c->at == '-';
  int hour = 0, minute = 0;
  if (!read_either(c, '+', '-') || !read_hour_minute(c, &hour, &minute)) return false;
  *minutes = (hour * 60 + minute) * (west ? -1 : 1);
  return true;
}

/* Leap seconds are put in only at the end of a month of UTC: the second after begins a month. */
static bool begins_month(int64_t seconds) {
  int64_t year = 0;
  int month = 0, day = 0;
  if (seconds % DAY_S != 0) return false;
  zg_date_of(seconds / DAY_S, &year, &month, &day);
  return day == 1;
}

int zg_time_parse(const char *text, size_t len, int64_t *out) {
  if (len == 0) return -1;
  struct cursor c = {text, text + len};
  int64_t days = 0;
  int hour = 0, minute = 0, second = 0, ms = 0, offset = 0;
  if (!read_date(&c, &days) || !read_either(&c, 'T', 't') ||
      !read_hour_minute(&c, &hour, &minute) || !read_either(&c, ':', ':') ||
      !read_digits(&c, 2, &second) || second > 60 || !read_fraction(&c, &ms) ||
      !read_offset(&c, &offset) || c.at != c.end)
    return -1;
  int64_t seconds = days * DAY_S + hour * 3600 + minute * 60 + second - (int64_t)offset * 60;
  if (second == 60 && !begins_month(seconds)) return -1;
  int64_t time = seconds * 1000 + ms;
  /* An offset can carry a time out of the years that text has. */
  if (time < TIME_FIRST || time > ZG_TIME_LAST) return -1;
  *out = time;
  return 0;
}

int zg_date_parse(const char *text, size_t len, int64_t *days) {
  if (len == 0) return -1;
  struct cursor c = {text, text + len};
  int64_t read = 0;
  if (!read_date(&c, &read) || c.at != c.end) return -1;
  *days = read;
  return 0;
}

/* Writes `value` with at least `width` digits; returns the place behind it. */
static char *put_number(char *at, uint64_t value, int width) {
  char digits[20] = {0};
  int count = 0;
  while (value > 0 || count < width) {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  }
  while (count > 0)
    *at++ = digits[--count];
  return at;
}

static char *put_part(char *at, char before, int value) {
  *at++ = before;
  return put_number(at, (uint64_t)value, 2);
}

/* Years outside 0001 to 9999 are written, too, as far as they go; they are no RFC 3339 then, and
 * zg_time_parse does not read them. 31 bytes are the longest. */
void zg_time_format(int64_t ms, char out[ZG_TIME_TEXT]) {
  int64_t days = ms / (DAY_S * INT64_C(1000));
  int rest = (int)(ms % (DAY_S * INT64_C(1000)));
  if (rest < 0) {
    rest += DAY_S * 1000;
    days--;
  }
  int64_t year = 0;
  int month = 0, day = 0;
  zg_date_of(days, &year, &month, &day);
  char *at = out;
  if (year < 0) *at++ = '-';
  at = put_number(at, (uint64_t)(year < 0 ? -year : year), 4);
  at = put_part(at, '-', month);
  at = put_part(at, '-', day);
  at = put_part(at, 'T', rest / 3600000);
  at = put_part(at, ':', rest / 60000 % 60);
  at = put_part(at, ':', rest / 1000 % 60);
  if (rest % 1000 != 0) {
    *at++ = '.';
    at = put_number(at, (uint64_t)(rest % 1000), 3);
  }
  *at++ = 'Z';
  *at = '\0';
  assert(at < out + ZG_TIME_TEXT);
}

struct unit {
  const char *name;
  int64_t ms;
};

/* From the greatest; "ms" has to be looked for before "m". */
static const struct unit units[] = {
    {"w", INT64_C(604800000)},
    {"d", 86400000},
    {"h", 3600000},
    {"ms", 1},
    {"m", 60000},
    {"s", 1000},
};
enum { UNITS = sizeof units / sizeof units[0] };

/* A hundred Julian years. */
#define DURATION_MOST (INT64_C(36525) * DAY_S * 1000)

static const struct unit *read_unit(struct cursor *c) {
  for (int i = 0; i < UNITS; i++) {
    size_t len = strlen(units[i].name);
    if ((size_t)(c->end - c->at) >= len && memcmp(c->at, units[i].name, len) == 0) {
      c->at += len;
      return &units[i];
    }
  }
  return NULL;
}

/* The fraction `digits` of `ms`. From the last digit to the first, tenth by tenth: when the whole
 * is exact every step is, so no step needs more room than the last. */
static bool exact_fraction(const char *digits, const char *end, int64_t ms, int64_t *out) {
  int64_t sum = 0;
  while (end > digits) {
    sum += (*--end - '0') * ms;
    if (sum % 10 != 0) return false;
    sum /= 10;
  }
  *out = sum;
  return true;
}

/* One number with its unit. */
static bool read_part(struct cursor *c, int64_t *ms) {
  int64_t whole = 0;
  if (!is_digit(c)) return false;
  while (is_digit(c)) {
    whole = whole * 10 + (*c->at++ - '0');
    if (whole > DURATION_MOST) return false;
  }
  const char *digits = c->at;
  if (read_either(c, '.', '.')) {
    digits = c->at;
    if (!is_digit(c)) return false;
    while (is_digit(c))
      c->at++;
  }
  const char *end = c->at;
  const struct unit *unit = read_unit(c);
  int64_t fraction = 0;
  if (unit == NULL || whole > DURATION_MOST / unit->ms ||
      !exact_fraction(digits, end, unit->ms, &fraction))
    return false;
  *ms = whole * unit->ms + fraction;
  return true;
}

/* The parts may stand in any order, and a unit may come twice: they are added up. */
int zg_duration_parse(const char *text, size_t len, int64_t *out) {
  if (len == 0) return -1;
  struct cursor c = {text, text + len};
  int64_t sum = 0;
  while (c.at < c.end) {
    int64_t part = 0;
    if (!read_part(&c, &part)) return -1;
    sum += part;
    if (sum > DURATION_MOST) return -1;
    if (c.end - c.at > 1) (void)read_either(&c, ' ', ' ');
  }
  *out = sum;
  return 0;
}

/* A negative one gets a "-", for messages; it does not read back. */
void zg_duration_format(int64_t ms, char out[ZG_TIME_TEXT]) {
  static const int order[] = {0, 1, 2, 4, 5, 3}; /* of units, ms last */
  uint64_t rest = ms < 0 ? -(uint64_t)ms : (uint64_t)ms;
  char *at = out;
  if (ms < 0) *at++ = '-';
  for (int i = 0; i < UNITS; i++) {
    const struct unit *unit = &units[order[i]];
    uint64_t count = rest / (uint64_t)unit->ms;
    rest %= (uint64_t)unit->ms;
    if (count == 0) continue;
    at = put_number(at, count, 1);
    at = stpcpy(at, unit->name);
  }
  if (at == out) at = stpcpy(at, "0s");
  *at = '\0';
  assert(at < out + ZG_TIME_TEXT);
}

int64_t zg_time_wall(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
