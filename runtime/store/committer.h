/* committer: a thread that commits batches, so that deciding goes on while the disk is synced.
 *
 * One batch at a time: begin hands it over, end waits for it and tells what became of it. Between
 * the two the batch belongs to the committer. */
#ifndef ZG_STORE_COMMITTER_H
#define ZG_STORE_COMMITTER_H

#include "store/store.h"

struct zg_committer;

/* Starts the thread; borrows the store. NULL when there can be no thread. */
struct zg_committer *zg_committer_new(struct zg_store *store);
void zg_committer_free(struct zg_committer *committer); /* nothing is under way; NULL is fine */

/* Commits `batch` over there. `done` is called from that thread when it is finished; it may do no
 * more than wake somebody. */
void zg_committer_begin(struct zg_committer *committer, const struct zg_batch *batch,
                        void (*done)(void *arg), void *arg);

/* Waits for what was begun; as the store's commit. */
int zg_committer_end(struct zg_committer *committer, struct zg_error *err);

#endif
