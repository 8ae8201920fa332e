/* batch: everything that one commit makes safe, all or nothing.
 *
 * The engine fills a batch while it decides and hands it over whole. The lists are in the order the
 * things happened in. All memory belongs to the batch's arena. */
#ifndef ZG_STORE_BATCH_H
#define ZG_STORE_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* An event that was decided: its line goes to the journal, its name to the seen ids. */
struct zg_batch_event {
  uint64_t number; /* in the journal; given when it is read back */
  const char *shop, *source, *id, *generation, *line;
  size_t len;
  uint64_t hash;
  int64_t time, received;
  struct zg_batch_event *next;
};

/* State of a pack, or facts (pack ""), as JSON text; NULL deletes. `version` is of the pack that
 * wrote it, NULL for what is no pack's. */
struct zg_batch_doc {
  const char *shop, *pack, *key, *json, *version;
  int scope;
  struct zg_batch_doc *next;
};

/* A timer set (data not NULL) or gone. `seq` names it within the store. */
struct zg_timer_row {
  uint64_t seq;
  int64_t due;
  int kind; /* of the engine's timers */
  int scope;
  const char *shop, *pack, *key, *name;
  const char *data; /* JSON */
};
struct zg_batch_timer {
  struct zg_timer_row row;
  bool gone;
  struct zg_batch_timer *next;
};

/* An action that entered the outbox, or left it. */
struct zg_action_row {
  uint64_t seq;
  const char *shop, *source, *id, *type, *json;
};
struct zg_batch_action {
  struct zg_action_row row;
  bool gone;
  struct zg_batch_action *next;
};

/* A line or an action that could not be dealt with, and why; or the word that one is gone. */
struct zg_batch_dead {
  uint64_t number; /* given by the store; never twice */
  bool gone;
  const char *code, *message, *line;
  const char *source; /* where an action was to go; NULL or "": it is a line */
  size_t len;
  int64_t when;
  struct zg_batch_dead *next;
};

/* What every rule made of an event, as JSON. */
struct zg_batch_trace {
  const char *shop, *source, *id, *json;
  int64_t when;
  struct zg_batch_trace *next;
};

#define ZG_BATCH_LIST(name, type)                                                                  \
  struct type *name;                                                                               \
  struct type **name##_end

struct zg_batch {
  struct zg_arena *arena;
  ZG_BATCH_LIST(events, zg_batch_event);
  ZG_BATCH_LIST(docs, zg_batch_doc);
  ZG_BATCH_LIST(timers, zg_batch_timer);
  ZG_BATCH_LIST(actions, zg_batch_action);
  ZG_BATCH_LIST(dead, zg_batch_dead);
  ZG_BATCH_LIST(traces, zg_batch_trace);
  int64_t now;          /* the engine's time when it was handed over */
  int64_t journal_from; /* what was received before may leave the journal */
};

void zg_batch_init(struct zg_batch *batch);
void zg_batch_fini(struct zg_batch *batch);
void zg_batch_clear(struct zg_batch *batch); /* empty again, memory kept */
bool zg_batch_empty(const struct zg_batch *batch);

/* Each appends a zeroed entry and gives it to be filled; texts must be in the batch's arena. */
struct zg_batch_event *zg_batch_add_event(struct zg_batch *batch);
struct zg_batch_doc *zg_batch_add_doc(struct zg_batch *batch);
struct zg_batch_timer *zg_batch_add_timer(struct zg_batch *batch);
struct zg_batch_action *zg_batch_add_action(struct zg_batch *batch);
struct zg_batch_dead *zg_batch_add_dead(struct zg_batch *batch);
struct zg_batch_trace *zg_batch_add_trace(struct zg_batch *batch);

#endif
