#include "data/lines.h"

#include <assert.h>
#include <string.h>

/* A line that came in one piece is given where it lies; only the end of a piece that no newline
 * closes is held. Held are at most limit + 2 bytes: the limit, a "\r" that may yet be dropped, and
 * one more to tell that the line is too long. A "\r" right at the end of the stream is dropped
 * too, since it most likely is half of a line end. */

void zg_lines_init(struct zg_lines *lines, size_t limit) {
  assert(limit > 0 && limit < SIZE_MAX / 4);
  *lines = (struct zg_lines){.limit = limit};
}

void zg_lines_fini(struct zg_lines *lines) {
  zg_bytes_fini(&lines->held);
  *lines = (struct zg_lines){.limit = lines->limit};
}

/* Counts one line and gives it unless it is blank. */
static int give(struct zg_lines *lines, const char *line, size_t len, zg_line_fn *fn, void *arg) {
  if (len > 0 && line[len - 1] == '\r') len--;
  lines->number++;
  if (len == 0) return 0;
  bool whole = len <= lines->limit;
  return fn(arg, lines->number, line, whole ? len : lines->limit, whole);
}

static int give_held(struct zg_lines *lines, zg_line_fn *fn, void *arg) {
  int rc = give(lines, lines->held.data, lines->held.len, fn, arg);
  zg_bytes_clear(&lines->held);
  return rc;
}

/* Whether what is held is too long whatever may follow. */
static bool too_long(const struct zg_lines *lines) {
  size_t len = lines->held.len;
  if (len <= lines->limit) return false;
  return len > lines->limit + 1 || lines->held.data[len - 1] != '\r';
}

/* Takes a piece of a line; `ended`: a newline came after it. */
static int take(struct zg_lines *lines, const char *piece, size_t len, bool ended, zg_line_fn *fn,
                void *arg) {
  if (ended && lines->held.len == 0) return give(lines, piece, len, fn, arg);
  size_t room = lines->limit + 2 - lines->held.len;
  zg_bytes_add(&lines->held, piece, len < room ? len : room);
  if (ended) return give_held(lines, fn, arg);
  if (!too_long(lines)) return 0;
  lines->skipping = true;
  return give_held(lines, fn, arg);
}

/* When `fn` stops the feeding, what `data` has behind that line is lost. */
int zg_lines_feed(struct zg_lines *lines, const char *data, size_t len, zg_line_fn *fn, void *arg) {
  int rc = 0;
  size_t at = 0;
  while (rc == 0 && at < len) {
    const char *newline = memchr(data + at, '\n', len - at);
    size_t piece = newline != NULL ? (size_t)(newline - (data + at)) : len - at;
    if (!lines->skipping)
      rc = take(lines, data + at, piece, newline != NULL, fn, arg);
    else if (newline != NULL)
      lines->skipping = false;
    at += piece + (newline != NULL ? 1 : 0);
  }
  return rc;
}

int zg_lines_end(struct zg_lines *lines, zg_line_fn *fn, void *arg) {
  bool open = !lines->skipping && lines->held.len > 0;
  lines->skipping = false;
  return open ? give_held(lines, fn, arg) : 0;
}
