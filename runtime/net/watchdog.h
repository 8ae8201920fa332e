/* watchdog: the last resort against a decision that does not end. Every limit of a pack is meant to
 * end it long before; this is for what nobody has thought of.
 *
 * A thread looks each tenth of a second. When one and the same decision has gone on for too long,
 * it says so on standard error and aborts the process: nothing of that decision was committed, what
 * was being decided stands in the marker beside the store, and whoever supervises the server starts
 * it again. The second time, that event is a dead letter. */
#ifndef ZG_NET_WATCHDOG_H
#define ZG_NET_WATCHDOG_H

#include <zhanggui.h>

struct zg_watchdog;

/* Begins to watch; NULL when there can be no thread. */
struct zg_watchdog *zg_watchdog_start(const struct zg *zg);
void zg_watchdog_stop(struct zg_watchdog *watchdog); /* NULL is fine */

#endif
