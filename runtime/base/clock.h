/* clock: times as text and back. Times are milliseconds since 1970-01-01T00:00:00Z. */
#ifndef ZG_BASE_CLOCK_H
#define ZG_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Reads an RFC 3339 date-time with an offset, the whole of `text`. Fractions finer than a
 * millisecond are cut. A leap second (:60) reads as the second after. Returns 0, or -1 when it is
 * not one (also when the calendar has no such day). */
int zg_time_parse(const char *text, size_t len, int64_t *out);

enum { ZG_TIME_TEXT = 32 };
/* Writes UTC, "2026-11-21T02:00:00Z", with ".123" only when there are milliseconds. */
void zg_time_format(int64_t ms, char out[ZG_TIME_TEXT]);

/* Reads a duration: a number and a unit (ms s m h d w), several in a row, perhaps
 * with a space between ("1h 30m"); fractions are
 * allowed where exact to the millisecond ("1.5h"). Not negative, at most 100 years. 0 or -1. */
int zg_duration_parse(const char *text, size_t len, int64_t *out);
/* The shortest such text: 90000 is "1m30s", 0 is "0s". */
void zg_duration_format(int64_t ms, char out[ZG_TIME_TEXT]);

/* Dates of the calendar, as days since 1970-01-01. Month and day count from 1. */
int64_t zg_date_days(int64_t year, int month, int day);
void zg_date_of(int64_t days, int64_t *year, int *month, int *day);
/* Reads "2026-11-21", the whole of `text`; 0 or -1. */
int zg_date_parse(const char *text, size_t len, int64_t *days);

/* 9999-12-31T23:59:59.999Z, the last instant that RFC 3339 can write. */
#define ZG_TIME_LAST INT64_C(253402300799999)

/* The wall clock; the engine never calls it, its callers do. */
int64_t zg_time_wall(void);

#endif
