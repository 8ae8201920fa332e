/* peer: the bytes and lines of one connection, be it a socket or standard input and output.
 *
 * In: bytes become lines. Nothing is queued but the rest of the one chunk at which reading stopped,
 * so a peer holds at most ZG_CHUNK bytes and one unfinished line of what it sends.
 *
 * Out: what is added waits until the turn is over and zg_peer_flush writes it, all in one call.
 * What the other side does not read stays in the queue, and it has consequences. From ZG_PEER_HIGH
 * bytes on the peer is choked: no more of its lines are looked at until the queue is below
 * ZG_PEER_LOW again; an honest sender merely waits. With more than ZG_PEER_MOST bytes it is cut
 * off, and also when not one byte has left a queue for ZG_PEER_STALL milliseconds. Standard output
 * is never cut off for being slow: a pager may stand at the other end of it.
 *
 * The session above knows what lines mean. All calls come from the loop's thread. */
#ifndef ZG_NET_PEER_H
#define ZG_NET_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/loop.h"

enum {
  ZG_PEER_LOW = 64 * 1024,
  ZG_PEER_HIGH = 256 * 1024,
  ZG_PEER_MOST = 1024 * 1024,
  ZG_PEER_STALL = 10 * 1000,
};

struct zg_peer;

/* What a peer tells the session above it. */
struct zg_peer_calls {
  void (*on_line)(void *arg, uint64_t number, const char *line, size_t len, bool whole);
  void (*on_end)(void *arg);   /* there will be no more lines; it may still be written to */
  void (*on_drain)(void *arg); /* choked no longer: zg_peer_resume it in the next turn */
  /* It is gone: `arg` will not be used again and the peer must not be. `why` is NULL when it left
   * in order. Never called from inside on_line, zg_peer_add or zg_peer_finish. */
  void (*on_gone)(void *arg, const char *why);
};

/* Takes a waiting connection of the listener; NULL when there is none. Nothing is read before
 * zg_peer_start. The peer frees itself some time after on_gone. */
struct zg_peer *zg_peer_accept(struct zg_loop *loop, uv_stream_t *listener,
                               const struct zg_peer_calls *calls, void *arg);
/* Reads `in` and writes `out`, taking both; they are any open files, pipes, sockets, terminals.
 * NULL and a libuv code in *status when that cannot be; `in` and `out` are closed then, too. */
struct zg_peer *zg_peer_open(struct zg_loop *loop, int in, int out,
                             const struct zg_peer_calls *calls, void *arg, int *status);
void zg_peer_start(struct zg_peer *peer);

void zg_peer_add(struct zg_peer *peer, const void *data, size_t len);
size_t zg_peer_queued(const struct zg_peer *peer);
/* Whether `len` more bytes may be added without coming near the limits. After a no, on_drain will
 * say when to ask again. */
bool zg_peer_room(struct zg_peer *peer, size_t len);

/* Writes what was added, and does what has become due: choke, drain, cut, close. */
void zg_peer_flush(struct zg_peer *peer);
/* Goes on with lines at which it had stopped. */
void zg_peer_resume(struct zg_peer *peer);
/* While held, no lines are looked at. */
void zg_peer_hold(struct zg_peer *peer, bool on);

/* Gives the whole lines that were read already, choked or not, then on_end; reads no more. */
void zg_peer_stop(struct zg_peer *peer);
/* Writes what is queued, then closes; gives no more lines. */
void zg_peer_finish(struct zg_peer *peer);
/* Closes at once. */
void zg_peer_cut(struct zg_peer *peer, const char *why);

/* To be called about each second with the loop's time: looks for stalls. */
void zg_peer_tick(struct zg_peer *peer, uint64_t now);

#endif
