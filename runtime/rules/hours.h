/* hours: when a shop is open: its hours by weekday and its holidays, in its time zone. Read-only
 * once read; everything lies in the shop's arena. Instants are milliseconds since 1970. */
#ifndef ZG_RULES_HOURS_H
#define ZG_RULES_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/zone.h"

struct cJSON;

enum { ZG_HOURS_SPANS = 8, ZG_HOURS_HOLIDAYS = 1000, ZG_HOURS_AHEAD = 4000 /* days */ };

/* From when to when, in minutes of the wall after the midnight that the day begins with. Past 24:00
 * it goes on into the next day. */
struct zg_hours_span {
  int from, to;
};

struct zg_hours_day {
  struct zg_hours_span spans[ZG_HOURS_SPANS]; /* in their order, apart from one another */
  int count;                                  /* 0: closed */
};

struct zg_hours {
  const struct zg_zone *zone;
  struct zg_hours_day week[7]; /* from Monday */
  int64_t *holidays;           /* days since 1970, sorted; no span begins on one */
  int holiday_count;
  bool always; /* nothing was said: open day and night */
};

/* Reads `hours` and `holidays` of a declared shop; `file` (may be NULL) is for errors. ZG_ELOAD
 * with the line and what to write instead. Gives *out, never NULL on success. */
int zg_hours_read(struct zg_arena *arena, const struct cJSON *declared, const struct zg_zone *zone,
                  const char *file, const struct zg_hours **out, struct zg_error *err);

/* At the second of closing the shop is closed. */
bool zg_hours_open(const struct zg_hours *hours, int64_t instant);

/* The first instant from `instant` on at which it is open: `instant` itself when it is. -1: not
 * within ZG_HOURS_AHEAD days. */
int64_t zg_hours_opens(const struct zg_hours *hours, int64_t instant);

/* When it will have been open for `duration` since `from`: of a deadline in working time, the last
 * instant that is in time. With a duration of 0 that is `from`. -1: not within ZG_HOURS_AHEAD days.
 */
int64_t zg_hours_add(const struct zg_hours *hours, int64_t from, int64_t duration);

#endif
