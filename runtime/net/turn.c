#include "net/turn.h"

#include "base/clock.h"

enum {
  SECOND = 1000,
  LULL = 50, /* milliseconds to wait when a timer is due and did not fire: the clock was set back */
};

void zg_turn_say(struct zg_server *server, const char *message) {
  if (server->config->on_log != NULL) server->config->on_log(server->config->arg, message);
}

/* --- waking up --- */

static void tick(struct zg_server *server) {
  uint64_t now = uv_now(&server->loop.uv);
  if (now - server->ticked < SECOND / 2) return;
  server->ticked = now;
  zg_crowd_tick(&server->crowd);
  zg_door_tick(server->door);
  zg_control_tick(server->control);
  if (server->stuck) {
    server->again = true;
    server->crowd.hall.stirred = true;
  }
  if (!server->stuck && zg_retry(server->config->zg, zg_time_wall()) > 0) {
    server->crowd.hall.dirty = true;
    server->crowd.hall.deliver = true;
    server->crowd.hall.stirred = true;
  }
}

/* Fires a turn's share of timers, of slow ones fewer; returns how many. */
static int run_some(struct zg *zg, int64_t until) {
  uint64_t begun = uv_hrtime();
  int fired = 0;
  while (fired < ZG_SERVER_TIMERS && uv_hrtime() - begun < ZG_CROWD_SPAN * UINT64_C(1000000)) {
    if (zg_run_due(zg, until, 1) == 0) break;
    fired++;
  }
  return fired;
}

/* Whether timers fire by themselves: not after SIGTERM, since they can after the next start. */
static bool fires_timers(const struct zg_server *server) {
  return server->config->clock == ZG_CLOCK_WALL && !server->stuck && !server->stopping;
}

/* Fires what is due before this millisecond. What is due in it waits for the next, since an event
 * may still come in it, and events come before timers of the same instant: a replay of this day,
 * where both are there from the beginning, must see the same order. */
static void run_due(struct zg_server *server) {
  struct zg *zg = server->config->zg;
  int64_t now = zg_time_wall();
  server->fruitless = false;
  if (!fires_timers(server)) return;
  if (zg_next_deadline(zg) < now) {
    server->fruitless = run_some(zg, now - 1) == 0;
    server->crowd.hall.dirty = true;
    server->crowd.hall.stirred = true;
  }
  server->behind = zg_next_deadline(zg) < now - ZG_SERVER_BEHIND;
}

static void on_wake(uv_timer_t *timer);

/* When to look again: at once if this turn left something to do, at the engine's deadline, and in
 * a second in any case. A deadline that nobody will meet must not count: on_wake would never end.
 */
static void arm(struct zg_server *server) {
  int64_t wait = SECOND;
  if (server->closed) return;
  if (fires_timers(server)) {
    int64_t due = zg_next_deadline(server->config->zg), now = zg_time_wall();
    if (due - SECOND < now) wait = due >= now ? due - now + 1 : 0;
    if (server->fruitless && wait < LULL) wait = LULL;
  }
  if (server->crowd.hall.stirred) wait = 0;
  uv_timer_start(&server->wake, on_wake, (uint64_t)wait, 0);
}

static void on_wake(uv_timer_t *timer) {
  struct zg_server *server = timer->data;
  tick(server);
  run_due(server);
  /* What was stirred is for the turn that follows, and it arms the timer. Here a wait of 0 would be
   * over at once: libuv does not leave its timers before none is due. */
  if (!server->crowd.hall.stirred) arm(server);
}

/* --- a turn --- */

/* On the event clock nothing comes after the last event to fire what is due at its instant. */
static void last_instant(struct zg_server *server) {
  struct zg *zg = server->config->zg;
  if (!server->crowd.last || server->crowd.open > 0) return;
  server->crowd.last = false;
  if (server->config->clock != ZG_CLOCK_EVENT) return;
  zg_run_due(zg, zg_now(zg), 0);
  server->crowd.hall.dirty = true;
}

static void get_stuck(struct zg_server *server, const struct zg_error *why) {
  if (!server->stuck) {
    server->stuck = true;
    zg_turn_say(server, why->message);
    zg_crowd_apologise(&server->crowd, why);
  }
  if (server->stopping) server->failed = *why;
}

/* From the committer's thread: no more than waking up. */
static void on_committed(void *arg) {
  struct zg_server *server = arg;
  uv_async_send(&server->landed);
}

/* A quiet moment, no commit is under way: the owner's commands have a turn. */
static void attend(struct zg_server *server) {
  if (zg_control_work(server->control, server->stuck)) server->crowd.hall.dirty = true;
}

/* What was handed over is safe, and can be answered; or the store is in trouble. */
static void land(struct zg_server *server) {
  struct zg_error err = {0};
  int result = zg_commit_end(server->config->zg, &err);
  server->committing = false;
  if (result == ZG_EDISK) server->config->on_disk(server->config->arg, &err);
  if (result < 0) {
    server->crowd.hall.dirty = true;
    get_stuck(server, &err);
    if (server->stopping) zg_crowd_cut(&server->crowd);
    return;
  }
  server->crowd.hall.stirred = true; /* what came meanwhile is the next batch */
  server->crowd.hall.deliver = true;
  if (server->stuck) {
    server->stuck = false;
    zg_turn_say(server, "the store can be written again");
  }
  zg_crowd_answer(&server->crowd);
  zg_control_committed(server->control);
  attend(server);
}

static void on_landed(uv_async_t *landed) {
  struct zg_server *server = landed->data;
  if (server->committing) land(server);
}

/* Hands over what was decided so far, unless a commit is under way: then it waits for the next,
 * which is the larger for it. */
static void commit(struct zg_server *server) {
  if (server->committing) return;
  attend(server);
  if (server->stuck && !server->again && !server->stopping) return;
  server->again = false;
  zg_crowd_seal(&server->crowd);
  zg_control_seal(server->control);
  int begun = 0;
  if (server->crowd.hall.dirty) {
    begun = zg_commit_begin(server->config->zg, on_committed, server);
    server->crowd.hall.dirty = false;
    server->crowd.hall.fed = 0;
  }
  server->committing = begun == 1;
  if (begun == 2) land(server);
  if (begun == 0) {
    zg_crowd_answer(&server->crowd);
    zg_control_committed(server->control);
  }
}

/* Whether lines are looked at: not while the store is in trouble, timers are overdue, or the batch
 * has all it may have. In the end no timer fires any more, so none is waited for. */
static void steer(struct zg_server *server) {
  bool full = server->committing && zg_crowd_full(&server->crowd);
  bool behind = server->behind && !server->stopping;
  zg_crowd_hold(&server->crowd, server->stuck || behind || full);
}

static void turn(struct zg_server *server) {
  server->crowd.hall.stirred = false;
  zg_crowd_resume(&server->crowd);
  last_instant(server);
  commit(server);
  steer(server);
  zg_crowd_flush(&server->crowd);
  zg_control_flush(server->control);
  bool done = !server->committing && (!server->crowd.hall.dirty || server->stuck);
  if (server->stopping && server->crowd.count == 0 && done && zg_control_idle(server->control)) {
    zg_turn_stop(server);
    server->on_over(server);
  } else {
    arm(server);
  }
}

static void on_prepare(uv_prepare_t *prepare) {
  struct zg_server *server = prepare->data;
  server->loop.turn++;
  if (server->crowd.hall.stirred) turn(server);
}

void zg_turn_init(struct zg_server *server) {
  uv_loop_t *uv = &server->loop.uv;
  uv_prepare_init(uv, &server->prepare);
  uv_async_init(uv, &server->landed, on_landed);
  uv_timer_init(uv, &server->wake);
  server->prepare.data = server;
  server->landed.data = server;
  server->wake.data = server;
}

void zg_turn_start(struct zg_server *server) {
  uv_prepare_start(&server->prepare, on_prepare);
  run_due(server); /* before anything is read */
  arm(server);
}

void zg_turn_stop(struct zg_server *server) {
  server->closed = true;
  uv_close((uv_handle_t *)&server->prepare, NULL);
  uv_close((uv_handle_t *)&server->landed, NULL);
  uv_close((uv_handle_t *)&server->wake, NULL);
}
