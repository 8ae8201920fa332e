/* timers: what is to happen later, by due time. Plain functions; they know no clock.
 *
 * A timer is named by (shop, pack, scope, key, name); setting one of a name that stands replaces
 * it. Timers of one instant fire in the order they were set. */
#ifndef ZG_ENGINE_TIMERS_H
#define ZG_ENGINE_TIMERS_H

#include <stddef.h>

#include "store/batch.h"

struct zg_timers;

struct zg_timers *zg_timers_new(void);
void zg_timers_free(struct zg_timers *timers); /* NULL is fine */

/* Adds the timer; copies its texts. One of the same name must not stand. */
void zg_timers_add(struct zg_timers *timers, const struct zg_timer_row *row);
/* The timer of that name, or NULL. Borrowed until it is removed. */
const struct zg_timer_row *zg_timers_find(const struct zg_timers *timers, const char *shop,
                                          const char *pack, int scope, const char *key,
                                          const char *name);
/* The next one due, or NULL. */
const struct zg_timer_row *zg_timers_first(const struct zg_timers *timers);
/* Frees the row. */
void zg_timers_remove(struct zg_timers *timers, const struct zg_timer_row *row);
size_t zg_timers_count(const struct zg_timers *timers);
/* Shows them all in the order they are due; `fn` changes nothing about them. */
void zg_timers_each(const struct zg_timers *timers,
                    void (*fn)(void *arg, const struct zg_timer_row *row), void *arg);

#endif
