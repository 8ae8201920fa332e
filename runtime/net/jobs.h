/* jobs: shops that are built anew, several side by side.
 *
 * Each goes the same way: 1. a process of its own builds it and plays the stories of the packs that
 * are new (trial.h); 2. a thread builds it here, while the loop goes on; 3. between two events it
 * takes the place of the one in force. Whatever fails, the old one goes on, and the log says what
 * to mend. A shop that was tried and is what is in force already ends after 1.
 *
 * A shop that keeps its trial busy holds up one lane and not the others. Only where the order could
 * tell, it counts: one that is to serve other sources than now takes its place after all that were
 * asked for before it, since one may give up what the next one takes. */
#ifndef ZG_NET_JOBS_H
#define ZG_NET_JOBS_H

#include <stdbool.h>

#include <zhanggui.h>

#include "net/loop.h"
#include "net/ticket.h"

enum { ZG_JOBS_LANES = 4 }; /* at most; and no more than there are processors */

struct zg_jobs;

struct zg_jobs_config {
  struct zg_loop *loop;
  struct zg *zg;
  void (*on_log)(void *arg, const char *message); /* may be NULL */
  void *log_arg;
  void (*on_work)(void *arg); /* somebody's ticket may be done */
  void *arg;
};

struct zg_jobs *zg_jobs_open(const struct zg_jobs_config *config);

/* Has the shop built anew, once for all that ask before it is begun. `ticket` may be NULL. */
void zg_jobs_add(struct zg_jobs *jobs, const char *shop, struct zg_ticket *ticket);
void zg_jobs_start(struct zg_jobs *jobs); /* to be called after one or several were added */
void zg_jobs_forget(struct zg_jobs *jobs, const struct zg_ticket *ticket);

bool zg_jobs_idle(const struct zg_jobs *jobs); /* nothing is under way or waiting */

/* Gives up what is under way; once it is idle and the loop has run out it can be freed. */
void zg_jobs_close(struct zg_jobs *jobs);
void zg_jobs_free(struct zg_jobs *jobs);

#endif
