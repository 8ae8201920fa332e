/* plain: texts of others, shown in a terminal or on a page. Nothing of them may steer the terminal
 * or turn the lines around them: controls (C0, DEL, C1), ends of lines, and what changes the
 * direction of writing. */
#ifndef ZG_CLI_PLAIN_H
#define ZG_CLI_PLAIN_H

#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"

/* Prints what somebody sent; what would steer becomes "?". */
void zg_plain_print(FILE *out, const char *text, size_t len);

/* The same of several lines: their ends stay. */
void zg_plain_print_lines(FILE *out, const char *text, size_t len);

/* Prints it as a line of its own; what would steer becomes a space, so that nobody makes two. */
void zg_plain_line(FILE *out, const char *text);

/* Appends it on one line; what would steer becomes a space. */
void zg_plain_add(struct zg_bytes *out, const char *text);

#endif
