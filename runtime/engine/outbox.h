/* outbox: actions on their way to the adapters, by the source they go to, oldest first.
 *
 * An action enters when it is decided, can be taken once it is committed, and leaves when it is
 * delivered. Whoever removes one writes that into the batch; the outbox itself knows no store. */
#ifndef ZG_ENGINE_OUTBOX_H
#define ZG_ENGINE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zhanggui.h>

#include "store/batch.h"

struct zg_outbox;

/* What may wait for one source. */
enum { ZG_OUTBOX_ACTIONS = 100000, ZG_OUTBOX_BYTES = 64 << 20 };

struct zg_outbox *zg_outbox_new(void);
void zg_outbox_free(struct zg_outbox *outbox); /* NULL is fine */

/* Adds an action; copies. Sequence numbers only grow. */
void zg_outbox_add(struct zg_outbox *outbox, const struct zg_action_row *row);
/* Actions up to this number can be taken. */
void zg_outbox_committed(struct zg_outbox *outbox, uint64_t seq);

/* What happens to an action that leaves. */
typedef void zg_outbox_left_fn(void *arg, const struct zg_action_row *row);

/* Hands over the actions of `source` (NULL: of all) that can be taken and are not on their way, as
 * long as fewer than 10,000 of a source are.
 * Those that are done at once leave, by `left`. Returns how many were taken. */
int zg_outbox_take(struct zg_outbox *outbox, const char *source, zg_action_fn *fn, void *arg,
                   zg_outbox_left_fn *left, void *left_arg);
/* The action of that id leaves, by `left`. 0, or ZG_ENOTFOUND. */
int zg_outbox_remove(struct zg_outbox *outbox, const char *source, const char *id,
                     zg_outbox_left_fn *left, void *left_arg);
/* What has been on its way too long at `now` (wall clock) can be taken again: first after 30
 * seconds, then after twice as long each time, at most five minutes; after 20 tries it leaves by
 * `give_up`. Returns how many. */
int zg_outbox_retry(struct zg_outbox *outbox, int64_t now, zg_outbox_left_fn *give_up, void *arg);
/* All on their way to `source` can be taken again. */
void zg_outbox_release(struct zg_outbox *outbox, const char *source);
/* Whether the source has all that may wait for it: nothing is decided for it until some is done. */
bool zg_outbox_full(const struct zg_outbox *outbox, const char *source);
size_t zg_outbox_pending(const struct zg_outbox *outbox, const char *source);

#endif
