/* lines: cuts a stream of bytes into lines, whatever the sizes the bytes come in.
 *
 * A line ends at "\n"; a "\r" before it is dropped. A line longer than the limit is given once, cut
 * off at the limit, with `whole` false; the rest of it is thrown away as it comes. */
#ifndef ZG_DATA_LINES_H
#define ZG_DATA_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { ZG_LINE_LIMIT = 256 * 1024 };

struct zg_lines {
  struct zg_bytes held; /* of a line not ended yet */
  size_t limit;
  bool skipping;   /* inside the rest of a line that was too long */
  uint64_t number; /* of the line given last, from 1 */
};

/* One line: `number` counts from 1, blank lines too. `line` is valid during the call. Returns 0 to
 * go on; anything else stops and is returned. A blank (empty) line is not given. */
typedef int zg_line_fn(void *arg, uint64_t number, const char *line, size_t len, bool whole);

void zg_lines_init(struct zg_lines *lines, size_t limit);
void zg_lines_fini(struct zg_lines *lines);
int zg_lines_feed(struct zg_lines *lines, const char *data, size_t len, zg_line_fn *fn, void *arg);
/* The stream ends: a last line without "\n" is given, too. */
int zg_lines_end(struct zg_lines *lines, zg_line_fn *fn, void *arg);

#endif
