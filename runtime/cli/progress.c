#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/wording.h"

enum { FIRST_MS = 500, AGAIN_MS = 200 };

static int64_t monotonic(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void zg_progress_begin(struct zg_progress *progress, const char *command, const char *what,
                       bool printing) {
  const char *term = getenv("TERM");
  bool dumb = term != NULL && strcmp(term, "dumb") == 0; /* it cannot take a line back */
  bool disturbs = printing && isatty(STDOUT_FILENO);
  int64_t now = monotonic();
  *progress = (struct zg_progress){.command = command,
                                   .what = what,
                                   .on = isatty(STDERR_FILENO) && !dumb && !disturbs,
                                   .began = now,
                                   .painted = now + FIRST_MS - AGAIN_MS};
}

static void time_left(int64_t ms, uint64_t done, uint64_t total, char out[32]) {
  double left = (double)ms * (double)(total - done) / (double)done / 1000;
  int64_t seconds = left < 100 * 3600.0 ? (int64_t)(left + 0.5) : INT64_C(100) * 3600;
  if (seconds < 100)
    snprintf(out, 32, "%" PRId64 " s", seconds);
  else if (seconds < 100 * 60)
    snprintf(out, 32, "%" PRId64 " min", (seconds + 30) / 60);
  else
    snprintf(out, 32, "%" PRId64 " h", (seconds + 1800) / 3600);
}

void zg_progress_line(const struct zg_progress *progress, uint64_t count, int64_t ms, uint64_t done,
                      uint64_t total, char out[ZG_PROGRESS_LINE]) {
  char many[ZG_NUMBER], rate[ZG_NUMBER], left[32];
  zg_wording_number(count, many);
  zg_wording_number(ms > 0 ? (uint64_t)((double)count * 1000 / (double)ms) : 0, rate);
  int len = snprintf(out, ZG_PROGRESS_LINE, "%s: %s %s, %s/s", progress->command, many,
                     progress->what, rate);
  if (done == 0 || done > total) return;
  time_left(ms, done, total, left);
  snprintf(out + len, ZG_PROGRESS_LINE - (size_t)len, ", %d %%, %s left",
           (int)((double)done * 100 / (double)total), left);
}

static void paint(struct zg_progress *progress, const char *line) {
  struct winsize size = {0};
  int width = ZG_PROGRESS_LINE;
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) width = size.ws_col - 1;
  fprintf(stderr, "\r%.*s\033[K", width, line);
  fflush(stderr);
  progress->shown = true;
}

void zg_progress_note(struct zg_progress *progress, uint64_t count, uint64_t done, uint64_t total) {
  char line[ZG_PROGRESS_LINE];
  if (!progress->on) return;
  int64_t now = monotonic();
  if (now - progress->painted < AGAIN_MS) return;
  zg_progress_line(progress, count, now - progress->began, done, total, line);
  paint(progress, line);
  progress->painted = now;
}

void zg_progress_hide(struct zg_progress *progress) {
  if (!progress->shown) return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
  progress->shown = false;
}
