#include "cli/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* An export makes each line longer by the time of its receipt. */
enum { RECEIVED = 64 };

int zg_log_read(const char *path, zg_line_fn *fn, void *arg, struct zg_error *err) {
  char chunk[64 * 1024];
  struct zg_lines lines;
  FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
  if (file == NULL)
    return zg_fail(err, ZG_ENOTFOUND, "the log %s cannot be read: %s", path, strerror(errno));
  zg_lines_init(&lines, ZG_LINE_LIMIT + RECEIVED);
  for (size_t got = 0; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
    zg_lines_feed(&lines, chunk, got, fn, arg);
  zg_lines_end(&lines, fn, arg);
  int result = ferror(file) ? zg_fail(err, ZG_ESYSTEM, "the log %s cannot be read: %s", path,
                                      strerror(errno))
                            : 0;
  zg_lines_fini(&lines);
  if (file != stdin) fclose(file);
  return result;
}
