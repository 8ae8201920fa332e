/* instant: a point in time, as a platform, a table or a pack writes it.
 *
 * Besides RFC 3339 (with a space for its "T", too) there are texts without an offset, which are of
 * the shop's own wall, "2026-11-21 16:30", and bare dates. A date is the end of that day: who
 * promises a day has all of it. */
#ifndef ZG_RULES_INSTANT_H
#define ZG_RULES_INSTANT_H

#include <stddef.h>
#include <stdint.h>

#include "data/zone.h"

/* Reads the whole of `text`. The end of a day is the midnight after it. 0, or -1 when it is no
 * time. */
int zg_instant_read(const struct zg_zone *zone, const char *text, size_t len, int64_t *out);

#endif
