/* end: one open descriptor, read or written through the loop, whatever it is.
 *
 * Sockets, pipes and terminals can be polled; regular files and the like cannot, and libuv says so
 * only by failing. So an end is one of two kinds inside, and its owner does not see which. Bytes
 * come and go as they are; lines and queues are peer's. */
#ifndef ZG_NET_END_H
#define ZG_NET_END_H

#include <stdbool.h>
#include <stddef.h>

#include "net/loop.h"

struct zg_end;

/* What an end tells its owner. `status` is 0 or a negative libuv code. Any of them may close the
 * end. None is called after zg_end_close but on_closed, and then the end is gone. */
struct zg_end_calls {
  void (*on_data)(void *arg, const char *data, size_t len); /* valid during the call */
  void (*on_over)(void *arg, int status);                   /* no more bytes: the end, or why */
  void (*on_written)(void *arg, int status);
  void (*on_closed)(void *arg); /* always from the loop, never from inside zg_end_close */
};

/* Takes a waiting connection of a listener. NULL when there is none after all. */
struct zg_end *zg_end_accept(struct zg_loop *loop, uv_stream_t *listener,
                             const struct zg_end_calls *calls, void *arg);

/* Takes `fd`; it is closed with the end. Gives NULL and a libuv code in *status on failure, and
 * then `fd` is still the caller's. The flags that `fd` shares with other processes (O_NONBLOCK) are
 * put back when the end is closed. */
struct zg_end *zg_end_open(struct zg_loop *loop, int fd, const struct zg_end_calls *calls,
                           void *arg, int *status);

void zg_end_read(struct zg_end *end, bool on);

/* Writes; `data` must stay until it is written. Returns 0 when it is already, 1 when on_written
 * will come, or a libuv code. One write at a time. */
int zg_end_write(struct zg_end *end, const char *data, size_t len);
size_t zg_end_left(const struct zg_end *end); /* of that write */

/* Tells the other side that nothing more comes; on_written follows. 0, or a libuv code where there
 * is no such thing (a pipe, a file). */
int zg_end_shutdown(struct zg_end *end);
/* Whether bytes have arrived that were not read. Closing a socket over them would reset it, and
 * take from the other side what it has not read yet. */
bool zg_end_unread(const struct zg_end *end);

void zg_end_close(struct zg_end *end);

#endif
