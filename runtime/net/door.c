#include "net/door.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "net/peer.h"
#include "net/wire.h"

enum {
  SPARE = 64, /* descriptors kept for the store, for reloads and for whatever the loop opens */
  NOTES = 5,  /* lines of log a second about connections that ended badly */
};

struct zg_door {
  struct zg_loop *loop;
  void (*on_connection)(void *arg, uv_stream_t *stream);
  void *arg;
  void (*on_log)(void *arg, const char *message);
  void *log_arg;
  struct zg_listener **listeners;
  size_t count;
  struct zg_bytes names;
  size_t most;
  size_t refused, refused_told;
  size_t notes, silent; /* in this second */
};

/* The soft limit is what a shell happened to set; the hard one is what the administrator meant. */
static size_t allowed(void) {
  struct rlimit limit = {0};
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return ZG_DOOR_CONNECTIONS;
  if (limit.rlim_cur < ZG_DOOR_CONNECTIONS + SPARE && limit.rlim_cur < limit.rlim_max) {
    rlim_t want = ZG_DOOR_CONNECTIONS + SPARE;
    limit.rlim_cur = want < limit.rlim_max ? want : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return ZG_DOOR_CONNECTIONS;
  }
  if (limit.rlim_cur >= ZG_DOOR_CONNECTIONS + SPARE) return ZG_DOOR_CONNECTIONS;
  return limit.rlim_cur > 2 * SPARE ? (size_t)limit.rlim_cur - SPARE : (size_t)limit.rlim_cur / 2;
}

struct zg_door *zg_door_new(struct zg_loop *loop,
                            void (*on_connection)(void *arg, uv_stream_t *stream), void *arg,
                            void (*on_log)(void *arg, const char *message), void *log_arg) {
  struct zg_door *door = zg_alloc(sizeof *door);
  door->loop = loop;
  door->on_connection = on_connection;
  door->arg = arg;
  door->on_log = on_log;
  door->log_arg = log_arg;
  door->most = allowed();
  return door;
}

void zg_door_free(struct zg_door *door) {
  if (door == NULL) return;
  free(door->listeners);
  zg_bytes_fini(&door->names);
  free(door);
}

static void add_name(struct zg_door *door, const char *name) {
  if (door->names.len > 0) zg_bytes_add_char(&door->names, ' ');
  zg_bytes_add_text(&door->names, name);
}

int zg_door_open(struct zg_door *door, const struct zg_address *addresses, size_t count,
                 struct zg_error *err) {
  door->listeners = zg_alloc((count + 1) * sizeof *door->listeners);
  for (size_t i = 0; i < count; i++) {
    struct zg_listener *listener = NULL;
    if (addresses[i].kind == ZG_ADDRESS_STDIO) {
      add_name(door, "-");
      continue;
    }
    if (zg_listener_open(door->loop, &addresses[i], door->on_connection, door->arg, &listener,
                         err) < 0) {
      return ZG_ESYSTEM;
    }
    door->listeners[door->count++] = listener;
    add_name(door, zg_listener_name(listener));
  }
  return 0;
}

const char *zg_door_names(const struct zg_door *door) {
  return door->names.len > 0 ? door->names.data : "";
}

size_t zg_door_most(const struct zg_door *door) {
  return door->most;
}

static void say(struct zg_door *door, const char *message) {
  if (door->on_log != NULL) door->on_log(door->log_arg, message);
}

static void on_refused_gone(void *arg, const char *why) {
  (void)arg;
  (void)why;
}

void zg_door_refuse(struct zg_door *door, uv_stream_t *stream) {
  static const struct zg_peer_calls calls = {.on_gone = on_refused_gone};
  struct zg_bytes line = {0};
  struct zg_peer *peer = zg_peer_accept(door->loop, stream, &calls, NULL);
  door->refused++;
  if (peer == NULL) return;
  zg_wire_error(&line, zg_code_word(ZG_EBUSY), 0, NULL,
                "too many connections are open; close one, or try again later");
  zg_peer_add(peer, line.data, line.len);
  zg_peer_flush(peer);
  zg_peer_cut(peer, NULL);
  zg_bytes_fini(&line);
}

void zg_door_note(struct zg_door *door, const char *why) {
  char text[256] = "";
  if (++door->notes > NOTES) {
    door->silent++;
    return;
  }
  snprintf(text, sizeof text, "a connection was closed: %s", why);
  say(door, text);
}

void zg_door_tick(struct zg_door *door) {
  char text[256] = "";
  if (door->silent > 0) {
    snprintf(text, sizeof text, "%zu more connections were closed", door->silent);
    say(door, text);
  }
  if (door->refused != door->refused_told) {
    snprintf(text, sizeof text, "%zu connections were refused, %zu are allowed at once",
             door->refused - door->refused_told, door->most);
    say(door, text);
  }
  door->refused_told = door->refused;
  door->notes = 0;
  door->silent = 0;
}

void zg_door_close(struct zg_door *door) {
  while (door->count > 0) {
    zg_listener_close(door->listeners[--door->count]);
  }
}
