#include "cli/logs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/memory.h"
#include "data/event.h"
#include "data/json.h"
#include "data/lines.h"

/* An export makes each line longer by the time of its receipt. */
enum { RECEIVED = 64 };

/* A line that waits to be sorted. */
struct held {
  char *text;
  size_t len;
  int64_t time;
  size_t place; /* among the lines of all logs, as they were read */
  uint64_t number;
  const char *log;
};

struct reading {
  bool sort;
  const char *log;
  zg_log_line_fn *fn;
  void *arg;
  struct held *held;
  size_t held_count, held_cap;
};

static int take_line(void *arg, uint64_t number, const char *text, size_t len, bool whole) {
  struct reading *r = arg;
  if (!r->sort || !whole) {
    r->fn(r->arg, &(struct zg_log_line){
                      .log = r->log, .number = number, .text = text, .len = len, .whole = whole});
    return 0;
  }
  zg_grow(&r->held, &r->held_cap, r->held_count, sizeof *r->held);
  r->held[r->held_count] = (struct held){.text = zg_strndup(text, len),
                                         .len = len,
                                         .place = r->held_count,
                                         .number = number,
                                         .log = r->log};
  r->held_count++;
  return 0;
}

static int cannot_read(struct zg_error *err, int code, const char *path) {
  return zg_fail(err, code, "the log %s cannot be read: %s", path, strerror(errno));
}

/* Lines of a pipe are given as they come, however slowly. */
static int read_log(struct reading *r, const char *path, struct zg_logs_place *place,
                    struct zg_error *err) {
  char chunk[64 * 1024];
  struct zg_lines lines;
  ssize_t got = 0;
  int file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return cannot_read(err, ZG_ENOTFOUND, path);
  zg_lines_init(&lines, ZG_LINE_LIMIT + RECEIVED);
  r->log = path;
  while ((got = read(file, chunk, sizeof chunk)) > 0 || (got < 0 && errno == EINTR)) {
    if (got < 0) continue;
    if (!r->sort) place->done += (uint64_t)got;
    zg_lines_feed(&lines, chunk, (size_t)got, take_line, r);
  }
  int result = got < 0 ? cannot_read(err, ZG_ESYSTEM, path) : 0;
  zg_lines_end(&lines, take_line, r);
  zg_lines_fini(&lines);
  if (file != STDIN_FILENO) close(file);
  return result;
}

/* The time of an event line, for sorting; lines that have none stay where they are. */
static int64_t peek_time(struct zg_arena *arena, const char *text, size_t len, int64_t before) {
  struct cJSON *tree = NULL;
  struct zg_event event = {0};
  zg_arena_reset(arena);
  if (zg_json_parse(arena, text, len, &tree, NULL) < 0) return before;
  if (zg_event_read(arena, tree, before, &event, NULL) < 0) return before;
  return event.time;
}

/* qsort alone would not promise that lines of one time keep their order. */
static int by_time(const void *left, const void *right) {
  const struct held *a = left, *b = right;
  if (a->time != b->time) return a->time < b->time ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

static void give_sorted(struct reading *r, struct zg_logs_place *place) {
  struct zg_arena *arena = zg_arena_new();
  int64_t before = INT64_MIN;
  *place = (struct zg_logs_place){0};
  for (size_t i = 0; i < r->held_count; i++) {
    struct held *held = &r->held[i];
    before = held->time = peek_time(arena, held->text, held->len, before);
    place->total += held->len;
  }
  zg_arena_free(arena);
  if (r->held_count > 0) qsort(r->held, r->held_count, sizeof *r->held, by_time);
  for (size_t i = 0; i < r->held_count; i++) {
    const struct held *held = &r->held[i];
    place->done += held->len;
    r->fn(r->arg, &(struct zg_log_line){.log = held->log,
                                        .number = held->number,
                                        .text = held->text,
                                        .len = held->len,
                                        .whole = true});
  }
}

/* How many bytes there are to read; 0 when one of the files is no file and so has no end. */
static uint64_t measure(char *const *paths, int count) {
  uint64_t total = 0;
  for (int i = 0; i < count; i++) {
    struct stat about = {0};
    int known = strcmp(paths[i], "-") == 0 ? fstat(STDIN_FILENO, &about) : stat(paths[i], &about);
    if (known != 0 || !S_ISREG(about.st_mode)) return 0;
    total += (uint64_t)about.st_size;
  }
  return total;
}

int zg_logs_read(char *const *paths, int count, bool sort, zg_log_line_fn *fn, void *arg,
                 struct zg_logs_place *place, struct zg_error *err) {
  struct reading r = {.sort = sort, .fn = fn, .arg = arg};
  int result = 0;
  *place = (struct zg_logs_place){.total = sort ? 0 : measure(paths, count)};
  for (int i = 0; i < count && result == 0; i++)
    result = read_log(&r, paths[i], place, err);
  if (result == 0 && sort) give_sorted(&r, place);
  for (size_t i = 0; i < r.held_count; i++)
    free(r.held[i].text);
  free(r.held);
  return result;
}
