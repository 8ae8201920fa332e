#include "net/server.h"

#include <assert.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "net/control.h"
#include "net/crowd.h"
#include "net/reloader.h"
#include "net/watchdog.h"

enum { SECOND = 1000, LULL = 50 };

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
  struct zg_error failed; /* why it ends, when not in order */
};

static void say(struct zg_server *server, const char *message) {
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

/* Fires what is due before this millisecond. What is due in it waits for the next, since an event
 * may still come in it, and events come before timers of the same instant: a replay of this day,
 * where both are there from the beginning, must see the same order. */
static void run_due(struct zg_server *server) {
  struct zg *zg = server->config->zg;
  int64_t now = zg_time_wall();
  server->fruitless = false;
  if (server->config->clock != ZG_CLOCK_WALL || server->stuck || server->stopping) return;
  if (zg_next_deadline(zg) < now) {
    server->fruitless = run_some(zg, now - 1) == 0;
    server->crowd.hall.dirty = true;
    server->crowd.hall.stirred = true;
  }
  server->behind = zg_next_deadline(zg) < now - ZG_SERVER_BEHIND;
}

static void on_wake(uv_timer_t *timer);

/* When to look again: at once if this turn left something to do, at the engine's deadline, and in
 * a second in any case. */
static void arm(struct zg_server *server) {
  int64_t wait = SECOND;
  if (server->closed) return;
  if (server->config->clock == ZG_CLOCK_WALL && !server->stuck) {
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
    say(server, why->message);
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
    say(server, "the store can be written again");
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
 * has all it may have. */
static void steer(struct zg_server *server) {
  bool full = server->committing && zg_crowd_full(&server->crowd);
  zg_crowd_hold(&server->crowd, server->stuck || server->behind || full);
}

static void wind_up(struct zg_server *server) {
  server->closed = true;
  uv_close((uv_handle_t *)&server->prepare, NULL);
  uv_close((uv_handle_t *)&server->landed, NULL);
  uv_close((uv_handle_t *)&server->wake, NULL);
  uv_close((uv_handle_t *)&server->grace, NULL);
  uv_close((uv_handle_t *)&server->term, NULL);
  uv_close((uv_handle_t *)&server->interrupt, NULL);
  uv_close((uv_handle_t *)&server->hangup, NULL);
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
    wind_up(server);
  } else {
    arm(server);
  }
}

static void on_prepare(uv_prepare_t *prepare) {
  struct zg_server *server = prepare->data;
  server->loop.turn++;
  if (server->crowd.hall.stirred) turn(server);
}

/* --- the end of it --- */

static void on_grace(uv_timer_t *timer) {
  struct zg_server *server = timer->data;
  zg_crowd_cut(&server->crowd);
}

static void stop(struct zg_server *server) {
  server->stopping = true;
  zg_door_close(server->door);
  zg_control_close(server->control);
  zg_reloader_close(server->reloader);
  zg_crowd_stop(&server->crowd);
  uv_timer_start(&server->grace, on_grace, ZG_SERVER_GRACE, 0);
}

static void on_signal(uv_signal_t *handle, int number) {
  struct zg_server *server = handle->data;
  (void)number;
  if (server->stopping) {
    zg_crowd_cut(&server->crowd);
  } else {
    stop(server);
  }
}

/* Alone, standard input and output were what the server was for. */
static void on_stdio_gone(void *arg, const char *why) {
  struct zg_server *server = arg;
  struct zg_error err = {0};
  bool alone = server->config->count == 1;
  if (why != NULL) {
    zg_fail(&err, ZG_ESYSTEM, "-: standard input or output failed: %s; restart it with both open",
            why);
    if (alone) server->failed = err;
    if (!alone) say(server, err.message);
  }
  if (alone && !server->stopping) stop(server);
}

static void on_connection(void *arg, uv_stream_t *stream) {
  struct zg_server *server = arg;
  zg_crowd_accept(&server->crowd, stream);
}

/* Somebody asks at the control socket, or can take more of the answer. */
static void on_asked(void *arg) {
  struct zg_server *server = arg;
  server->crowd.hall.dirty = true; /* a reload may have migrated something */
  server->crowd.hall.stirred = true;
}

/* --- running --- */

static void init(struct zg_server *server, const struct zg_server_config *config) {
  uv_loop_t *uv = &server->loop.uv;
  server->config = config;
  server->door = zg_door_new(&server->loop, on_connection, server, config->on_log, config->arg);
  zg_crowd_init(&server->crowd, &server->loop, config->zg);
  server->crowd.door = server->door;
  server->crowd.on_stdio_gone = on_stdio_gone;
  server->crowd.arg = server;
  uv_prepare_init(uv, &server->prepare);
  uv_async_init(uv, &server->landed, on_landed);
  uv_timer_init(uv, &server->wake);
  uv_timer_init(uv, &server->grace);
  uv_signal_init(uv, &server->term);
  uv_signal_init(uv, &server->interrupt);
  uv_signal_init(uv, &server->hangup);
  server->prepare.data = server;
  server->landed.data = server;
  server->wake.data = server;
  server->grace.data = server;
  server->term.data = server;
  server->interrupt.data = server;
  server->hangup.data = server;
}

static void on_hangup(uv_signal_t *handle, int number) {
  struct zg_server *server = handle->data;
  (void)number;
  struct zg_ticket *ticket = zg_reloader_ask(server->reloader, NULL);
  zg_reloader_forget(server->reloader, ticket); /* the log tells */
}

static void open_reloader(struct zg_server *server) {
  const struct zg_server_config *config = server->config;
  const struct zg_reloader_config reloader = {.loop = &server->loop,
                                              .zg = config->zg,
                                              .rules = config->rules,
                                              .watch = config->watch,
                                              .on_log = config->on_log,
                                              .log_arg = config->arg,
                                              .on_work = on_asked,
                                              .arg = server};
  server->reloader = zg_reloader_open(&reloader);
}

static int start(struct zg_server *server, struct zg_error *err) {
  const struct zg_server_config *config = server->config;
  int rc = zg_door_open(server->door, config->addresses, config->count, err);
  open_reloader(server);
  if (rc == 0 && config->control != NULL) {
    rc = zg_control_open(&server->loop, config->zg, server->reloader, config->control, on_asked,
                         server, &server->control, err);
  }
  for (size_t i = 0; rc == 0 && i < config->count; i++) {
    if (config->addresses[i].kind == ZG_ADDRESS_STDIO) {
      rc = zg_crowd_open_stdio(&server->crowd, err);
    }
  }
  if (rc < 0) return rc;
  uv_prepare_start(&server->prepare, on_prepare);
  uv_signal_start(&server->term, on_signal, SIGTERM);
  uv_signal_start(&server->interrupt, on_signal, SIGINT);
  uv_signal_start(&server->hangup, on_hangup, SIGHUP);
  config->on_ready(config->arg, zg_door_names(server->door));
  run_due(server); /* what became due while nobody was here comes before what is read now */
  arm(server);
  zg_crowd_start_stdio(&server->crowd);
  return 0;
}

int zg_server_run(const struct zg_server_config *config, struct zg_error *err) {
  struct zg_server *server = zg_alloc(sizeof *server);
  int rc = uv_loop_init(&server->loop.uv);
  if (rc < 0) {
    free(server);
    return zg_fail(err, ZG_ESYSTEM, "cannot make a loop: %s", uv_strerror(rc));
  }
  signal(SIGPIPE, SIG_IGN); /* a peer that goes while we write must not take us with it */
  init(server, config);
  if (start(server, &server->failed) < 0) {
    zg_door_close(server->door);
    zg_control_close(server->control);
    zg_reloader_close(server->reloader);
    wind_up(server);
  }
  struct zg_watchdog *watchdog = zg_watchdog_start(config->zg);
  uv_run(&server->loop.uv, UV_RUN_DEFAULT);
  zg_watchdog_stop(watchdog);
  rc = uv_loop_close(&server->loop.uv);
  assert(rc == 0);
  zg_crowd_fini(&server->crowd);
  zg_door_free(server->door);
  zg_control_free(server->control);
  zg_reloader_free(server->reloader);
  rc = server->failed.code;
  if (rc < 0 && err != NULL) *err = server->failed;
  free(server);
  return rc;
}
