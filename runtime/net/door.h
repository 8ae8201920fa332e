/* door: all listeners of a server, how many may come in, and a word about those who were turned
 * away or thrown out. */
#ifndef ZG_NET_DOOR_H
#define ZG_NET_DOOR_H

#include <stddef.h>

#include "net/listen.h"

enum { ZG_DOOR_CONNECTIONS = 1000 };

struct zg_door;

/* `on_connection` and its `arg` as in zg_listener_open; `on_log` may be NULL. */
struct zg_door *zg_door_new(struct zg_loop *loop,
                            void (*on_connection)(void *arg, uv_stream_t *stream), void *arg,
                            void (*on_log)(void *arg, const char *message), void *log_arg);
void zg_door_free(struct zg_door *door); /* once the loop has run out; NULL is fine */

/* Opens them all, or says why not. Standard input is not opened here, but is named with the rest.
 */
int zg_door_open(struct zg_door *door, const struct zg_address *addresses, size_t count,
                 struct zg_error *err);
const char *zg_door_names(const struct zg_door *door); /* with blanks between */

/* How many connections there may be at once: ZG_DOOR_CONNECTIONS, or fewer where the system gives
 * us too few descriptors; some are always kept for the store and for reloads. */
size_t zg_door_most(const struct zg_door *door);

/* Takes a connection, tells it that there are too many, and closes it. */
void zg_door_refuse(struct zg_door *door, uv_stream_t *stream);

/* Logs that a connection ended badly, but not more often than a person can read. */
void zg_door_note(struct zg_door *door, const char *why);
void zg_door_tick(struct zg_door *door); /* each second */

void zg_door_close(struct zg_door *door);

#endif
