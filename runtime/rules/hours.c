#include "rules/hours.h"

#include <stdlib.h>

#include "base/clock.h"

enum { MINUTE = 60000 };

static bool is_holiday(const struct zg_hours *hours, int64_t day) {
  int low = 0, high = hours->holiday_count;
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (hours->holidays[middle] == day) return true;
    if (hours->holidays[middle] < day)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

/* What begins on that day; 1970-01-01 was a Thursday. */
static const struct zg_hours_day *day_of(const struct zg_hours *hours, int64_t day) {
  static const struct zg_hours_day closed = {0};
  int weekday = (int)(((day + 3) % 7 + 7) % 7);
  return is_holiday(hours, day) ? &closed : &hours->week[weekday];
}

/* A stretch of time in which the shop is open: from <= t < to. */
struct stretch {
  int64_t from, to;
};

static struct stretch stretch_of(const struct zg_hours *hours, int64_t day,
                                 const struct zg_hours_span *span) {
  int64_t midnight = day * ZG_DAY;
  return (struct stretch){
      .from = zg_zone_instant(hours->zone, midnight + (int64_t)span->from * MINUTE),
      .to = zg_zone_instant(hours->zone, midnight + (int64_t)span->to * MINUTE),
  };
}

/* The next stretch that is not over at `after`, cut to begin there. What began the day before may
 * still go on, and what a jump of the clock left nothing of is none. */
static bool next_stretch(const struct zg_hours *hours, int64_t after, struct stretch *out) {
  int64_t today = zg_zone_day(hours->zone, after);
  for (int64_t day = today - 1; day < today + ZG_HOURS_AHEAD; day++) {
    const struct zg_hours_day *spans = day_of(hours, day);
    for (int i = 0; i < spans->count; i++) {
      struct stretch open = stretch_of(hours, day, &spans->spans[i]);
      if (open.to <= after || open.to <= open.from) continue;
      if (open.from < after) open.from = after;
      *out = open;
      return true;
    }
  }
  return false;
}

bool zg_hours_open(const struct zg_hours *hours, int64_t instant) {
  return zg_hours_opens(hours, instant) == instant;
}

int64_t zg_hours_opens(const struct zg_hours *hours, int64_t instant) {
  struct stretch open = {0};
  if (hours->always) return instant;
  return next_stretch(hours, instant, &open) ? open.from : -1;
}

int64_t zg_hours_add(const struct zg_hours *hours, int64_t from, int64_t duration) {
  struct stretch open = {0};
  int64_t last = from + ZG_HOURS_AHEAD * ZG_DAY;
  if (hours->always || duration <= 0) return from + duration;
  for (int64_t at = from; at <= last && next_stretch(hours, at, &open); at = open.to) {
    if (duration <= open.to - open.from) return open.from + duration;
    duration -= open.to - open.from;
  }
  return -1;
}
