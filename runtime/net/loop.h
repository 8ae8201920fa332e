/* loop: what everything on one loop shares: the loop itself, the number of its turn, and one buffer
 * to read into. Reading is synchronous (a callback is done with the bytes before the next read), so
 * one buffer serves all connections and an idle connection costs no memory for it. */
#ifndef ZG_NET_LOOP_H
#define ZG_NET_LOOP_H

#include <stdint.h>
#include <uv.h>

/* As much as one connection is read in one turn. A turn ends with one commit for all that was read
 * in it, so this bounds how long anybody waits for the answer. */
enum { ZG_CHUNK = 64 * 1024 };

struct zg_loop {
  uv_loop_t uv;
  uint64_t turn; /* counts up with each turn */
  char chunk[ZG_CHUNK];
};

#endif
