/* error: filling the struct zg_error that a person will read. Codes and texts are public, in
 * zhanggui.h; this adds the one-line way to fail. */
#ifndef ZG_BASE_ERROR_H
#define ZG_BASE_ERROR_H

#include <zhanggui.h>

/* Fills *err (may be NULL) with `code` and the formatted message, clears file and line, and returns
 * `code`, so that `return zg_fail(err, ZG_EJSON, "...")` says it all. */
int zg_fail(struct zg_error *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, naming a file and a line (0: the whole file). */
int zg_fail_at(struct zg_error *err, int code, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* "file:line: message", as much of it as is known, into `out` of `size` bytes; returns `out`. */
const char *zg_error_text(const struct zg_error *err, char *out, size_t size);

#endif
