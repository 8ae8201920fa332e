#include "data/zone.h"

#include <stdbool.h>
#include <string.h>

#include "data/zone_file.h"

enum { MINUTE_S = 60, HOUR_S = 3600 };

/* No wall is farther from UTC than this; the reader of files sees to it. */
#define FARTHEST INT64_C(26 * 3600)

static int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/* The last transition at or before `second`, or -1. */
static long find_transition(const struct zg_zone *zone, int64_t second) {
  long low = 0, high = (long)zone->count;
  while (low < high) {
    long middle = low + (high - low) / 2;
    if (zone->transitions[middle].at <= second)
      low = middle + 1;
    else
      high = middle;
  }
  return low - 1;
}

static struct zg_zone_span span_at(const struct zg_zone *zone, int64_t second) {
  long at = find_transition(zone, second);
  struct zg_zone_span span = {INT64_MIN, INT64_MAX, zone->before};
  if (at + 1 == (long)zone->count && zone->has_rule) {
    span = zg_zone_rule_span(&zone->rule, second);
    if (at >= 0 && span.from < zone->transitions[at].at) span.from = zone->transitions[at].at;
    return span;
  }
  if (at >= 0) {
    span.from = zone->transitions[at].at;
    span.offset = zone->transitions[at].offset;
  }
  if (at + 1 < (long)zone->count) span.until = zone->transitions[at + 1].at;
  return span;
}

int32_t zg_zone_offset(const struct zg_zone *zone, int64_t instant) {
  return span_at(zone, floor_div(instant, 1000)).offset;
}

int64_t zg_zone_wall(const struct zg_zone *zone, int64_t instant) {
  return instant + (int64_t)zg_zone_offset(zone, instant) * 1000;
}

int64_t zg_zone_instant(const struct zg_zone *zone, int64_t wall) {
  int64_t second = floor_div(wall, 1000), rest = wall - second * 1000;
  struct zg_zone_span span = span_at(zone, second - FARTHEST);
  while (span.until != INT64_MAX && second - span.offset >= span.until)
    span = span_at(zone, span.until);
  int64_t reached = second - span.offset;
  /* Jumped over: it is reached with the jump, whatever the milliseconds. */
  return reached < span.from ? span.from * 1000 : reached * 1000 + rest;
}

int64_t zg_zone_day(const struct zg_zone *zone, int64_t instant) {
  return floor_div(zg_zone_wall(zone, instant), ZG_DAY);
}

int64_t zg_zone_day_begin(const struct zg_zone *zone, int64_t day) {
  return zg_zone_instant(zone, day * ZG_DAY);
}

/* ---- Finding the zone of a name */

static bool two_digits(const char *text, int most, int *out) {
  if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
  *out = (text[0] - '0') * 10 + text[1] - '0';
  return *out <= most;
}

/* "+08:00" */
static bool read_offset(const char *name, int32_t *out) {
  int hours = 0, minutes = 0;
  if (strlen(name) != 6 || (name[0] != '+' && name[0] != '-') || name[3] != ':' ||
      !two_digits(name + 1, 23, &hours) || !two_digits(name + 4, 59, &minutes))
    return false;
  *out = (hours * HOUR_S + minutes * MINUTE_S) * (name[0] == '-' ? -1 : 1);
  return true;
}

static const struct zg_zone *fixed(struct zg_arena *arena, int32_t offset) {
  struct zg_zone *zone = zg_arena_alloc(arena, sizeof *zone);
  zone->before = offset;
  return zone;
}

int zg_zone_load(struct zg_arena *arena, const char *name, struct zg_bytes *source,
                 const struct zg_zone **out, struct zg_error *err) {
  int32_t offset = 0;
  if (strcmp(name, "UTC") == 0 || read_offset(name, &offset)) {
    *out = fixed(arena, offset);
    return 0;
  }
  struct zg_bytes file = {0};
  int result = zg_zone_file_find(name, &file, err);
  if (result == 0) result = zg_zone_parse(arena, name, file.data, file.len, out, err);
  if (result == 0 && source != NULL) zg_bytes_add(source, file.data, file.len);
  zg_bytes_fini(&file);
  return result;
}
