/* listen: addresses as people write them, and the sockets that wait there. */
#ifndef ZG_NET_LISTEN_H
#define ZG_NET_LISTEN_H

#include <sys/socket.h>

#include "base/error.h"
#include "net/loop.h"

enum zg_address_kind { ZG_ADDRESS_TCP, ZG_ADDRESS_UNIX, ZG_ADDRESS_STDIO };

struct zg_address {
  enum zg_address_kind kind;
  struct sockaddr_storage socket; /* tcp */
  char path[108];                 /* unix; as long as the system allows */
};

/* Reads "tcp://HOST:PORT" (HOST an IPv4 address, an IPv6 one in brackets, or localhost; port 0 is
 * any free one), "unix:PATH" or "-". ZG_EUSAGE when it is none, or an address that other machines
 * can reach: those need a token, and there are none yet. Names are not looked up. */
int zg_address_parse(const char *uri, struct zg_address *out, struct zg_error *err);

struct zg_listener;

/* Calls `on_connection` with `arg` and the stream for each connection; it is to be accepted there.
 * The file of a unix socket whose server is gone is replaced. ZG_ESYSTEM when it cannot be. */
int zg_listener_open(struct zg_loop *loop, const struct zg_address *address,
                     void (*on_connection)(void *arg, uv_stream_t *stream), void *arg,
                     struct zg_listener **out, struct zg_error *err);

/* The address as it came to be, with its real port; lives as long as the listener. */
const char *zg_listener_name(const struct zg_listener *listener);

/* Takes its socket file with it. NULL is fine. Freed by the loop. */
void zg_listener_close(struct zg_listener *listener);

#endif
