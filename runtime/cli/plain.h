/* plain: texts of others, shown in a terminal. */
#ifndef ZG_CLI_PLAIN_H
#define ZG_CLI_PLAIN_H

#include <stddef.h>
#include <stdio.h>

/* Prints what somebody sent, so that nothing of it can steer the terminal or turn its lines around:
 * what would becomes "?". */
void zg_plain_print(FILE *out, const char *text, size_t len);

/* The same of several lines: their ends stay. */
void zg_plain_print_lines(FILE *out, const char *text, size_t len);

#endif
