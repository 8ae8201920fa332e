/* zone: a time zone: which time the clocks on the wall show at an instant, and the way back.
 *
 * Zones are read from the system's tz database, once, into an arena; there is no setenv, no tzset
 * and nothing shared, so any thread may use a zone. Wall time is written as an instant is: as the
 * milliseconds since 1970-01-01T00:00 on that wall. */
#ifndef ZG_DATA_ZONE_H
#define ZG_DATA_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct zg_zone;

#define ZG_DAY INT64_C(86400000) /* a day of 24 hours, in ms */

/* The zone of that name: of the tz database ("Asia/Shanghai"), "UTC", or an offset ("+08:00").
 * Appends the file that says so to *source (may be NULL), for whoever names what was read. Gives
 * *out, which lies in `arena`. ZG_ENOTFOUND: there is no such zone, with the nearest one, or there
 * is no database here; ZG_ELOAD: its file is damaged. */
int zg_zone_load(struct zg_arena *arena, const char *name, struct zg_bytes *source,
                 const struct zg_zone **out, struct zg_error *err);

/* The same from the bytes of a TZif file, version 2 or later; `name` is for errors. */
int zg_zone_parse(struct zg_arena *arena, const char *name, const void *data, size_t len,
                  const struct zg_zone **out, struct zg_error *err);

/* What is added to `instant` to get the wall time, in seconds. */
int32_t zg_zone_offset(const struct zg_zone *zone, int64_t instant);

int64_t zg_zone_wall(const struct zg_zone *zone, int64_t instant);

/* The first instant at which the wall has reached `wall`. So of an hour that comes twice it is the
 * first, and of one that is skipped the moment of the jump. */
int64_t zg_zone_instant(const struct zg_zone *zone, int64_t wall);

/* The day on the wall at `instant`, as days since 1970-01-01; and when a day begins. A day that was
 * skipped begins (and ends) where the next one does. */
int64_t zg_zone_day(const struct zg_zone *zone, int64_t instant);
int64_t zg_zone_day_begin(const struct zg_zone *zone, int64_t day);

#endif
