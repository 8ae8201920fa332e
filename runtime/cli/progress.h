/* progress: one line on the terminal about work that takes long: how much is done, how fast, what
 * share, and how much time is left. It begins after half a second, is written anew five times a
 * second at most, and is gone at the end. Who writes into a pipe or a file gets none of it.
 *
 *     struct zg_progress progress;
 *     zg_progress_begin(&progress, "replay", "events", true);
 *     for (…) zg_progress_note(&progress, ++events, bytes_read, bytes);
 *     zg_progress_hide(&progress);
 */
#ifndef ZG_CLI_PROGRESS_H
#define ZG_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zg_progress {
  const char *command, *what; /* "replay", "events" */
  bool on;                    /* somebody sees it */
  bool shown;                 /* the line stands there now */
  int64_t began, painted;     /* ms of a clock that never goes back */
};

/* `printing`: the work writes to standard output all the time; on a terminal that is seen instead,
 * and a line between would only disturb. */
void zg_progress_begin(struct zg_progress *progress, const char *command, const char *what,
                       bool printing);

/* So many are done. `done` of `total` (bytes, say) is the share; with `total` 0 nobody knows. Cheap
 * enough for every event. */
void zg_progress_note(struct zg_progress *progress, uint64_t count, uint64_t done, uint64_t total);

/* Takes the line away: at the end, and before anything else is written to standard error. */
void zg_progress_hide(struct zg_progress *progress);

enum { ZG_PROGRESS_LINE = 160 };
/* The line after `ms` of work. */
void zg_progress_line(const struct zg_progress *progress, uint64_t count, int64_t ms, uint64_t done,
                      uint64_t total, char out[ZG_PROGRESS_LINE]);

#endif
