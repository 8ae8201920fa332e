/* zone_file: a zone as it lies in memory, and the tz database that it comes from. Only zone.c and
 * the reader of its files look in here. */
#ifndef ZG_DATA_ZONE_FILE_H
#define ZG_DATA_ZONE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "data/zone_rule.h"

struct zg_zone_transition {
  int64_t at; /* seconds since 1970 */
  int32_t offset;
};

struct zg_zone {
  struct zg_zone_transition *transitions; /* each later than the one before */
  size_t count;
  int32_t before; /* the offset before the first; for ever, when there is none and no rule */
  bool has_rule;  /* what holds after the last; else its offset does */
  struct zg_zone_rule rule;
};

/* Appends the file of the zone to *file. ZG_ENOTFOUND as zg_zone_load. */
int zg_zone_file_find(const char *name, struct zg_bytes *file, struct zg_error *err);

#endif
