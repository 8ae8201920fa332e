/* commands: what the owner of a running server can ask it to do, one function a command.
 *
 * A command works in the quiet moments between two commits, a portion at a time, so that neither a
 * long export nor a large backup holds up a buyer. */
#ifndef ZG_NET_COMMANDS_H
#define ZG_NET_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include <zhanggui.h>

#include "base/bytes.h"
#include "net/peer.h"
#include "net/reloader.h"

/* One command being carried out. */
struct zg_asking {
  struct zg *zg;
  struct zg_peer *peer;         /* who asked */
  const char *const *words;     /* "dead", "list"; NULL-terminated */
  size_t count;                 /* of them */
  bool begun;                   /* it was called before */
  bool dirty;                   /* the engine has something to commit */
  uint64_t after;               /* how far a list was told */
  uint64_t last;                /* how far it goes */
  struct zg_reloader *reloader; /* NULL: nothing can be reloaded */
  struct zg_ticket *ticket;     /* what it was asked for */
  struct zg_backup *backup;     /* being made */
  struct zg_bytes rows;         /* to be sent; of a command that made `dirty`, after the commit */
};

enum { ZG_COMMAND_DONE, ZG_COMMAND_MORE, ZG_COMMAND_WAITS };

/* While the peer has room, carries it on: whether it is done, has more to do, or waits for
 * something and should be asked again some time; or a negative code. ZG_EUSAGE: no such command, or
 * not so. */
int zg_command_step(struct zg_asking *asking, struct zg_error *err);

/* Whatever it held is given back. */
void zg_command_end(struct zg_asking *asking);

#endif
