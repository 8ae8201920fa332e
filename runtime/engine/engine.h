/* engine: the passive heart: fed events, told the time, asked for its next deadline.
 *
 * An event goes: zg_feed reads and checks it, finds its shop, asks the memory whether it was
 * decided before, lets the timers fire that are due before it, and has decide.h decide it. What was
 * decided lies in one batch until zg_commit hands it to the store; then its actions can be taken.
 *
 * The engine knows no socket, no thread and no clock of its own. zhanggui.h is its face; this
 * header is what the files of the engine share. */
#ifndef ZG_ENGINE_ENGINE_H
#define ZG_ENGINE_ENGINE_H

#include <stdatomic.h>

#include <zhanggui.h>

#include "data/text.h"
#include "engine/generations.h"
#include "engine/memory.h"
#include "engine/outbox.h"
#include "engine/timers.h"
#include "store/committer.h"
#include "store/store.h"

struct zg_cuts;
struct zg_poison;

struct zg {
  struct zg_config config;
  const struct zg_text *text;
  struct zg_text *own_text; /* NULL: it is borrowed */
  struct zg_phrases_pool *pool;
  struct zg_store *store;
  struct zg_shops shops;

  int64_t now;        /* goes back only when the clock that was told was set back */
  int64_t forgetting; /* how far time has come for forgetting; INT64_MIN: not begun */
  struct zg_batch batches[2];
  struct zg_batch *batch;  /* decided, and not handed over yet: one of the two */
  struct zg_batch *flying; /* handed over, and not known to be safe: the other; NULL: none is */
  uint64_t flying_seq;     /* the last action in it */
  bool committing;         /* the committer has it just now */
  struct zg_committer *committer; /* NULL until it is first needed */
  struct zg_memory *memory;
  struct zg_timers *timers;
  struct zg_outbox *outbox;
  struct zg_cuts *cuts;           /* read from a log, and not come to yet */
  struct zg_poison *poison;       /* NULL: the store does not outlive the process */
  uint64_t timer_seq, action_seq; /* the last ones given */
  uint64_t luck;                  /* what random numbers grow from, too; 0 but for tests */
  unsigned long long decisions;   /* how many were begun */
  atomic_ullong pulse;            /* the number of the one being made; 0: none is */

  struct zg_arena *reading;  /* of the line being fed; the receipt's texts live here */
  struct zg_arena *deciding; /* of the decision being made */
  struct zg_bytes envelope;  /* scratch: an action being written */
  struct zg_bytes about;     /* what zg_describe gave last */
};

/* Opens a runtime over `count` shops that are not folders (stories make theirs up), with the text
 * tables of the first source, borrowed. As zg_open otherwise. */
int zg_engine_open(const struct zg_config *config, const struct zg_shop_source *sources,
                   size_t count, struct zg **out, struct zg_error *err);

/* The runtime's time, 0 before it was told any. */
int64_t zg_engine_now(const struct zg *zg);

/* Sets a timer, replacing one of the same name; it goes into the batch. It is due in the year 9999
 * at the latest. Its `seq` is given here. */
void zg_engine_set_timer(struct zg *zg, struct zg_timer_row row);
/* A timer stands, and is in the store already. */
void zg_engine_recall_timer(struct zg *zg, const struct zg_timer_row *row);
/* Removes a timer; it goes into the batch. */
void zg_engine_remove_timer(struct zg *zg, const struct zg_timer_row *row);
/* Puts an action into the outbox and the batch. */
void zg_engine_add_action(struct zg *zg, struct zg_action_row row);

#endif
