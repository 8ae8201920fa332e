#include "rules/instant.h"

#include <stdio.h>

#include "base/clock.h"

enum { DATE = 10, MINUTES = 16, LONGEST = 48 };

/* A space stands for the "T". Without an offset it is read as UTC, and then put on the wall. */
static int read_spaced(const struct zg_zone *zone, const char *text, size_t len, int64_t *out) {
  char utc[LONGEST] = "";
  int64_t wall = 0;
  if (len < MINUTES || len >= LONGEST - 4) return -1;
  snprintf(utc, sizeof utc, "%.*s%sZ", (int)len, text, len == MINUTES ? ":00" : "");
  if (utc[DATE] == ' ') utc[DATE] = 'T';
  if (len > MINUTES && zg_time_parse(utc, len, out) == 0) return 0;
  if (zg_time_parse(utc, len + (len == MINUTES ? 4 : 1), &wall) < 0) return -1;
  *out = zg_zone_instant(zone, wall);
  return 0;
}

int zg_instant_read(const struct zg_zone *zone, const char *text, size_t len, int64_t *out) {
  int64_t day = 0;
  if (zg_time_parse(text, len, out) == 0) return 0;
  if (len == DATE && zg_date_parse(text, len, &day) == 0) {
    *out = zg_zone_day_begin(zone, day + 1);
    return 0;
  }
  return read_spaced(zone, text, len, out);
}
