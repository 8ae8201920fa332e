/* watch: tells when something below a folder changes: a file saved in place, one put in the place
 * of another (as most editors save), one made, moved or removed, or the whole folder exchanged.
 *
 * inotify watches single folders, so every folder below is watched, and they are looked for again
 * after a change. Only folders and files that end in .lua or .csv count, and not what editors leave
 * lying about (hidden files, names that end in "~"). The target of a link to a file is not watched.
 */
#ifndef ZG_NET_WATCH_H
#define ZG_NET_WATCH_H

#include <stdbool.h>

#include "net/loop.h"

struct zg_watch;

/* Calls `on_change` with `arg`, from the loop, some time after each change; a burst of changes may
 * be one call or many. A folder that is not there is fine: that it comes is a change. */
struct zg_watch *zg_watch_open(struct zg_loop *loop, const char *folder,
                               void (*on_change)(void *arg), void *arg);

/* Looks which folders there are by now. To be called after a change, before the files are read:
 * what changes from here on is told, also in folders that are new. */
void zg_watch_look(struct zg_watch *watch);

/* False when the system would not watch all of it: changes may go unnoticed. */
bool zg_watch_complete(const struct zg_watch *watch);

void zg_watch_close(struct zg_watch *watch); /* frees itself by the loop; NULL is fine */

#endif
