/* logs: reads logs of events line by line, as they stand or in the order of the events' times. */
#ifndef ZG_CLI_LOGS_H
#define ZG_CLI_LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct zg_log_line {
  const char *log; /* the file it stands in */
  uint64_t number; /* from 1 */
  const char *text;
  size_t len;
  bool whole; /* false: it is too long, and this is its beginning */
};

/* Receives one line; valid during the call. */
typedef void zg_log_line_fn(void *arg, const struct zg_log_line *line);

/* How far it is, in bytes; `total` 0: nobody knows. */
struct zg_logs_place {
  uint64_t done, total;
};

/* Gives every line of the `count` files, "-" being standard input. With `sort` all lines are read
 * (and held) first, and lines of one time stay in the order they were read in. `place` tells during
 * each call how far it is. ZG_ENOTFOUND, ZG_ESYSTEM: a file cannot be read. */
int zg_logs_read(char *const *paths, int count, bool sort, zg_log_line_fn *fn, void *arg,
                 struct zg_logs_place *place, struct zg_error *err);

#endif
