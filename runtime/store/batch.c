#include "store/batch.h"

#define BATCH_RESET(batch, list) ((batch)->list = NULL, (batch)->list##_end = &(batch)->list)

static void reset_lists(struct zg_batch *batch) {
  BATCH_RESET(batch, events);
  BATCH_RESET(batch, docs);
  BATCH_RESET(batch, timers);
  BATCH_RESET(batch, actions);
  BATCH_RESET(batch, dead);
  BATCH_RESET(batch, traces);
}

void zg_batch_init(struct zg_batch *batch) {
  batch->arena = zg_arena_new();
  batch->now = 0;
  batch->journal_from = INT64_MIN;
  reset_lists(batch);
}

void zg_batch_fini(struct zg_batch *batch) {
  zg_arena_free(batch->arena);
  batch->arena = NULL;
  reset_lists(batch);
}

void zg_batch_clear(struct zg_batch *batch) {
  zg_arena_reset(batch->arena);
  reset_lists(batch);
}

bool zg_batch_empty(const struct zg_batch *batch) {
  return batch->events == NULL && batch->docs == NULL && batch->timers == NULL &&
         batch->actions == NULL && batch->dead == NULL && batch->traces == NULL;
}

#define BATCH_ADD(function, list, entry)                                                           \
  struct entry *function(struct zg_batch *batch) {                                                 \
    struct entry *added = zg_arena_alloc(batch->arena, sizeof *added);                             \
    *batch->list##_end = added;                                                                    \
    batch->list##_end = &added->next;                                                              \
    return added;                                                                                  \
  }

BATCH_ADD(zg_batch_add_event, events, zg_batch_event)
BATCH_ADD(zg_batch_add_doc, docs, zg_batch_doc)
BATCH_ADD(zg_batch_add_timer, timers, zg_batch_timer)
BATCH_ADD(zg_batch_add_action, actions, zg_batch_action)
BATCH_ADD(zg_batch_add_dead, dead, zg_batch_dead)
BATCH_ADD(zg_batch_add_trace, traces, zg_batch_trace)
