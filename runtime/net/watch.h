/* watch: tells when something below a folder changes: a file saved in place, one put in the place
 * of another (as most editors save), one made, moved or removed.
 *
 * inotify watches single folders, so every folder below is watched, and they are looked for again
 * after each change. What editors leave lying about (hidden files, names that end in "~") counts as
 * nothing. */
#ifndef ZG_NET_WATCH_H
#define ZG_NET_WATCH_H

#include <stdbool.h>

#include "net/loop.h"

struct zg_watch;

/* Calls `on_change` with `arg`, from the loop, some time after each change; a burst of changes may
 * be one call or many. A folder that is not there is fine, and will not be seen when it comes. */
struct zg_watch *zg_watch_open(struct zg_loop *loop, const char *folder,
                               void (*on_change)(void *arg), void *arg);

/* False when the system would not watch all of it: changes may go unnoticed. */
bool zg_watch_complete(const struct zg_watch *watch);

void zg_watch_close(struct zg_watch *watch); /* frees itself by the loop; NULL is fine */

#endif
