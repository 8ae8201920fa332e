/* memory: what the engine remembers, committed or not: state documents and seen events.
 *
 * The store knows what was committed; decisions since then lie over it here and go into the batch,
 * so that each decision sees all before it. There are two layers: the upper one is of the batch
 * that is being filled, the lower one of the batch that is on its way to the store. */
#ifndef ZG_ENGINE_MEMORY_H
#define ZG_ENGINE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "store/store.h"

struct cJSON;
struct zg_memory;

/* Borrows both for its life. */
struct zg_memory *zg_memory_new(struct zg_store *store, struct zg_batch *batch);
void zg_memory_free(struct zg_memory *memory); /* NULL is fine */

/* The document, parsed into `arena`; NULL: there is none. */
struct cJSON *zg_memory_doc(struct zg_memory *memory, struct zg_arena *arena, const char *shop,
                            const char *pack, enum zg_scope scope, const char *key);

/* Sets (or with NULL removes) the document. `version` is of the pack that does it, NULL for what is
 * no pack's. Copies. */
void zg_memory_put(struct zg_memory *memory, const char *shop, const char *pack,
                   enum zg_scope scope, const char *key, const char *json, const char *version);

/* Whether the document was put since what the store holds, and by which version. */
bool zg_memory_fresh(struct zg_memory *memory, const char *shop, const char *pack,
                     enum zg_scope scope, const char *key, const char **version);

/* Whether the event was decided before: 1 and the hash of its body, or 0. */
int zg_memory_seen(struct zg_memory *memory, const char *source, const char *id, uint64_t *hash);
/* How far the forgotten events of the source reach, as the store says. */
int64_t zg_memory_horizon(struct zg_memory *memory, const char *source);
/* The batch has just got this event. */
void zg_memory_note(struct zg_memory *memory, const struct zg_batch_event *event);

/* The batch is on its way to the store: its layer goes below, and `next` is filled from here on.
 * The lower layer must be empty. */
void zg_memory_turn(struct zg_memory *memory, struct zg_batch *next);
/* The lower layer's batch was committed. */
void zg_memory_settle(struct zg_memory *memory);

#endif
