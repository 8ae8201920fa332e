/* phrases_pool: automata that shops share.
 *
 * Most shops of a process have the same packs, and so the same phrases; an automaton is read-only,
 * so one is enough for all of them. Shops are built on the thread of a reload and freed on that of
 * the loop: these words may be said on any thread. */
#ifndef ZG_RULES_PHRASES_POOL_H
#define ZG_RULES_PHRASES_POOL_H

#include <stdint.h>

#include "base/bytes.h"
#include "rules/phrases.h"

struct zg_phrases_pool;

struct zg_phrases_pool *zg_phrases_pool_new(void);
/* After everything was given back. NULL is fine. */
void zg_phrases_pool_free(struct zg_phrases_pool *pool);

/* Adds a phrase (normalised) of list `list` to what an automaton is to be made of. */
void zg_phrases_pool_add(struct zg_bytes *wanted, uint32_t list, const char *phrase);

/* The automaton of exactly these, in the order they were added, made if there is none. With a pool
 * of NULL it is nobody else's. */
const struct zg_phrases *zg_phrases_pool_take(struct zg_phrases_pool *pool,
                                              const struct zg_bytes *wanted);
/* Ends one taking; NULL is fine. */
void zg_phrases_pool_give(struct zg_phrases_pool *pool, const struct zg_phrases *phrases);

#endif
