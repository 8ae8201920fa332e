/* control: the socket by which its owner talks to a running server. Only the user it runs as can
 * open it.
 *
 * A request is one line, {"control":["dead","list"]}; the answer is lines {"row":…}, then
 * {"done":true} or {"error":{"code":…,"message":…}}; then the next request of that connection is
 * looked at. */
#ifndef ZG_NET_CONTROL_H
#define ZG_NET_CONTROL_H

#include <stdbool.h>

#include <zhanggui.h>

#include "net/listen.h"
#include "net/reloader.h"

struct zg_control;

/* Listens at `path`. `on_work` is called with `arg` when there is something to do in the next turn.
 * ZG_ESYSTEM when it cannot. */
int zg_control_open(struct zg_loop *loop, struct zg *zg, struct zg_reloader *reloader,
                    const char *path, void (*on_work)(void *arg), void *arg,
                    struct zg_control **out, struct zg_error *err);

/* In a turn in which no commit is under way: carries out a portion of what was asked. True when the
 * engine has something to commit now. While the store is `stuck`, what was decided before a
 * question is not waited for. */
bool zg_control_work(struct zg_control *control, bool stuck);
/* A commit begins; and it is done: whoever waited for it can be told. */
void zg_control_seal(struct zg_control *control);
void zg_control_committed(struct zg_control *control);
void zg_control_tick(struct zg_control *control); /* each second */
void zg_control_flush(struct zg_control *control);

/* No more requests; what is under way is given up. Once it is idle, and the loop has run out, it
 * can be freed. NULL is fine everywhere. */
void zg_control_close(struct zg_control *control);
bool zg_control_idle(const struct zg_control *control);
void zg_control_free(struct zg_control *control);

#endif
