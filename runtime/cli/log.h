/* log: a file of events, one a line. */
#ifndef ZG_CLI_LOG_H
#define ZG_CLI_LOG_H

#include "base/error.h"
#include "data/lines.h"

/* Gives every line of the file to `fn` ("-": of standard input), also one that is too long, cut
 * off. ZG_ENOTFOUND, ZG_ESYSTEM: it cannot be read. */
int zg_log_read(const char *path, zg_line_fn *fn, void *arg, struct zg_error *err);

#endif
