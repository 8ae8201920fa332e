/* turn: what a server does in one turn of its loop: fires timers, lets the lines that wait be read,
 * hands over what was decided and answers what is safe. server.h tells the whole story. */
#ifndef ZG_NET_TURN_H
#define ZG_NET_TURN_H

#include <stdbool.h>

#include "net/control.h"
#include "net/crowd.h"
#include "net/reloader.h"
#include "net/server.h"

struct zg_server {
  const struct zg_server_config *config;
  struct zg_loop loop;
  struct zg_crowd crowd;
  struct zg_door *door;
  struct zg_control *control; /* NULL: there is none */
  struct zg_reloader *reloader;
  uv_prepare_t prepare;
  uv_timer_t wake, grace;
  uv_signal_t term, interrupt, hangup;
  uv_async_t landed;
  uint64_t ticked; /* when the crowd was last looked at for stalls */
  bool committing; /* a commit is under way */
  bool stuck;      /* the store cannot be written */
  bool again;      /* it is time to try whether it can be by now */
  bool behind;     /* timers are overdue */
  bool fruitless;  /* something was due and nothing fired */
  bool stopping, closed;
  void (*on_over)(struct zg_server *server); /* the last turn was made */
  struct zg_error failed;                    /* why it ends, when not in order */
};

void zg_turn_init(struct zg_server *server);
/* Begins with what became due while nobody was here; the loop calls from here on. */
void zg_turn_start(struct zg_server *server);
/* No more turns. Called by itself, with `on_over`, when the server is stopping and nothing is left
 * to do; by others when it could not start. */
void zg_turn_stop(struct zg_server *server);

void zg_turn_say(struct zg_server *server, const char *message); /* to the log */

#endif
