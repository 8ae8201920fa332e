/* workers: work shared out among processes of this program, so that one that dies takes only its
 * piece along. What comes of it is the same for any number of them. */
#ifndef ZG_CLI_WORKERS_H
#define ZG_CLI_WORKERS_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

struct zg_work {
  size_t count; /* pieces, numbered from 0 */
  size_t jobs;  /* processes at once; at least 1 */
  /* In a worker: does the piece and appends what is to be told of it. */
  void (*play)(void *player, size_t piece, struct zg_bytes *answer);
  void *player;
  /* In this process, in the order of the pieces. `answer` NULL: the worker died of it, and `death`
   * says how: "signal 11 (Segmentation fault)". */
  void (*take)(void *taker, size_t piece, const struct zg_bytes *answer, const char *death);
  void *taker;
};

/* Does it all. Workers begin with what this process has in memory; it must not have any threads.
 * ZG_ESYSTEM when no worker can be started, or one fails after its work. */
int zg_workers_run(const struct zg_work *work, struct zg_error *err);

#endif
