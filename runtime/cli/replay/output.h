/* output: the files that a replay writes. */
#ifndef ZG_CLI_OUTPUT_H
#define ZG_CLI_OUTPUT_H

#include <stdio.h>

#include "base/error.h"

/* Opens the file for writing; a path of NULL is none, and *out stays. `what` it is, for people. One
 * of the logs is not opened: it would be empty before it is read. */
int zg_output_open(const char *path, const char *what, char *const *logs, int count, FILE **out,
                   struct zg_error *err);

/* Closes it, but not standard output, and sets it to NULL. A full disk must not look like a short
 * replay. */
int zg_output_close(FILE **file, struct zg_error *err);

#endif
