/* server: a runtime on a loop, with listeners, sessions, the wall clock and signals.
 *
 * The loop turns. In a turn every connection that has something is read, at most a chunk each, and
 * its lines are fed to the engine at once, those of one connection in order; timers that are due
 * fire. Then, just before the loop would sleep, what was decided is handed to the committer's
 * thread, unless it is still busy with what came before; the next turns go on deciding meanwhile.
 * Only when a batch is safe its events are acknowledged and its actions go out. Nothing is told
 * that a crash could take back.
 *
 * Between two commits the owner's commands (control.h) get a portion of time.
 *
 * When the store cannot be written, nothing goes out and nobody is read until it can be again.
 *
 * On the wall clock the server wakes at the engine's next deadline, and looks at least each second
 * in case the clock was set. On the event clock the events drive it; when the last connection has
 * sent all it will, what is due at the last instant fires, too.
 *
 * SIGHUP, and with `watch` a change of the files, reloads the shops (reloader.h).
 *
 * SIGTERM and SIGINT end it: no new connections, what was read is decided and committed, queues are
 * flushed for five seconds at most. A second signal does not wait for the queues. When standard
 * input is the only thing listened to, its end ends the server in the same way. */
#ifndef ZG_NET_SERVER_H
#define ZG_NET_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include <zhanggui.h>

#include "net/listen.h"

enum {
  ZG_SERVER_TIMERS = 100, /* that fire in one turn */
  /* When timers are overdue by more than so many milliseconds (the server was down, or the clock
   * was set), nobody is read until they have fired, since they come before what is read. */
  ZG_SERVER_BEHIND = 1000,
  ZG_SERVER_GRACE = 5000, /* milliseconds to flush the queues at the end */
};

struct zg_server_config {
  struct zg *zg; /* borrowed */
  enum zg_clock clock;
  const struct zg_address *addresses;
  size_t count;
  const char *control; /* path of the control socket; NULL: none */
  bool watch;          /* changes to the files of shops and rules take effect by themselves */
  const char *rules;   /* the folder of packs that all shops have, as the runtime was opened with */
  /* All listeners are open; `addresses` are theirs as they came to be, with blanks between. */
  void (*on_ready)(void *arg, const char *addresses);
  void (*on_log)(void *arg, const char *message);
  /* The disk failed at a commit: nobody may be told anything about it. Must not return. */
  void (*on_disk)(void *arg, const struct zg_error *err);
  void *arg;
};

/* Serves until it is told to end. 0 when it ended in order; ZG_ESYSTEM when it could not listen or
 * standard output failed, ZG_EUNAVAILABLE when the last commit did. */
int zg_server_run(const struct zg_server_config *config, struct zg_error *err);

#endif
