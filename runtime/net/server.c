#include "net/server.h"

#include <assert.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "net/turn.h"
#include "net/watchdog.h"

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
    if (!alone) zg_turn_say(server, err.message);
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

static void close_rest(struct zg_server *server) {
  uv_close((uv_handle_t *)&server->grace, NULL);
  uv_close((uv_handle_t *)&server->term, NULL);
  uv_close((uv_handle_t *)&server->interrupt, NULL);
  uv_close((uv_handle_t *)&server->hangup, NULL);
}

static void init(struct zg_server *server, const struct zg_server_config *config) {
  uv_loop_t *uv = &server->loop.uv;
  server->config = config;
  server->door = zg_door_new(&server->loop, on_connection, server, config->on_log, config->arg);
  zg_crowd_init(&server->crowd, &server->loop, config->zg);
  server->crowd.door = server->door;
  server->crowd.on_stdio_gone = on_stdio_gone;
  server->crowd.arg = server;
  server->on_over = close_rest;
  zg_turn_init(server);
  uv_timer_init(uv, &server->grace);
  uv_signal_init(uv, &server->term);
  uv_signal_init(uv, &server->interrupt);
  uv_signal_init(uv, &server->hangup);
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
  uv_signal_start(&server->term, on_signal, SIGTERM);
  uv_signal_start(&server->interrupt, on_signal, SIGINT);
  uv_signal_start(&server->hangup, on_hangup, SIGHUP);
  config->on_ready(config->arg, zg_door_names(server->door));
  zg_turn_start(server);
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
    zg_turn_stop(server);
    close_rest(server);
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
