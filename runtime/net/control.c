#include "net/control.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "base/arena.h"
#include "base/memory.h"
#include "data/json.h"
#include "net/commands.h"
#include "net/wire.h"

enum {
  CALLERS = 16, /* at once; each is a person or a script of the owner's */
  WORDS = 8,    /* of one request */
};

/* One connection to the control socket. */
struct caller {
  struct zg_control *control;
  struct zg_peer *peer;
  struct zg_arena *arena; /* the words of the request */
  struct zg_asking asking;
  bool busy;    /* a request is being carried out; the peer is held */
  bool waiting; /* for a commit: of what was before the question, or of what it changed */
  bool sealed;  /* which is under way */
  bool done;    /* it was the last step */
  bool ended;   /* the other side sends no more */
  struct caller *prev, *next;
};

struct zg_control {
  struct zg_loop *loop;
  struct zg *zg;
  struct zg_reloader *reloader;
  struct zg_listener *listener;
  struct caller *callers;
  size_t count;
  void (*on_work)(void *arg);
  void *arg;
};

/* Adds how it ended to the rows. */
static void answer(struct caller *caller, const struct zg_error *err) {
  struct zg_bytes *rows = &caller->asking.rows;
  if (err->code == 0) {
    zg_bytes_add_text(rows, "{\"done\":true}\n");
  } else {
    zg_wire_error(rows, zg_code_word(err->code), 0, NULL, err->message);
  }
}

static void send_rows(struct caller *caller) {
  struct zg_bytes *rows = &caller->asking.rows;
  if (rows->len > 0) zg_peer_add(caller->peer, rows->data, rows->len);
  zg_bytes_clear(rows);
}

/* --- requests --- */

static int read_request(struct caller *caller, const char *line, size_t len, struct zg_error *err) {
  struct cJSON *tree = NULL;
  struct zg_asking *asking = &caller->asking;
  zg_arena_reset(caller->arena);
  zg_bytes_fini(&asking->rows);
  const char **words = zg_arena_alloc(caller->arena, (WORDS + 1) * sizeof *words);
  *asking = (struct zg_asking){.zg = caller->control->zg,
                               .peer = caller->peer,
                               .words = words,
                               .reloader = caller->control->reloader};
  if (zg_json_parse(caller->arena, line, len, &tree, err) < 0) return err->code;
  const struct cJSON *list = zg_json_get(tree, "control");
  for (const struct cJSON *w = zg_json_first(list); w != NULL; w = zg_json_next(w)) {
    if (asking->count == WORDS)
      return zg_fail(err, ZG_ELINE, "a request has %d words at most", WORDS);
    if (zg_json_kind(w) != ZG_JSON_STRING)
      return zg_fail(err, ZG_ELINE, "the words of a request are texts");
    words[asking->count++] = zg_json_string(w);
  }
  if (list == NULL || zg_json_kind(list) != ZG_JSON_ARRAY)
    return zg_fail(err, ZG_ELINE,
                   "this is the control socket: send {\"control\":[\"dead\",\"list\"]} "
                   "or the like; events go to the address of the server");
  return 0;
}

static void on_line(void *arg, uint64_t number, const char *line, size_t len, bool whole) {
  struct caller *caller = arg;
  struct zg_error err = {0};
  (void)number;
  if (!whole) zg_fail(&err, ZG_ELONG, "a request may not be that long");
  if (whole && read_request(caller, line, len, &err) == 0) {
    caller->busy = true;
    caller->waiting = true; /* the answer knows all that was decided before the question */
    zg_peer_hold(caller->peer, true);
  } else {
    answer(caller, &err);
    send_rows(caller);
  }
  caller->control->on_work(caller->control->arg);
}

static void on_end(void *arg) {
  struct caller *caller = arg;
  caller->ended = true;
  caller->control->on_work(caller->control->arg);
}

static void on_drain(void *arg) {
  struct caller *caller = arg;
  caller->control->on_work(caller->control->arg);
}

static void on_gone(void *arg, const char *why) {
  struct caller *caller = arg;
  struct zg_control *control = caller->control;
  (void)why;
  zg_command_end(&caller->asking);
  DL_DELETE(control->callers, caller);
  control->count--;
  zg_arena_free(caller->arena);
  free(caller);
  control->on_work(control->arg);
}

static void on_connection(void *arg, uv_stream_t *stream) {
  static const struct zg_peer_calls calls = {on_line, on_end, on_drain, on_gone};
  struct zg_control *control = arg;
  struct caller *caller = zg_alloc(sizeof *caller);
  caller->control = control;
  caller->peer = zg_peer_accept(control->loop, stream, &calls, caller);
  if (caller->peer == NULL) {
    free(caller);
    return;
  }
  caller->arena = zg_arena_new();
  DL_APPEND(control->callers, caller);
  control->count++;
  caller->asking.peer = caller->peer;
  zg_peer_start(caller->peer);
  if (control->count <= CALLERS) return;
  struct zg_error err = {0};
  zg_fail(&err, ZG_EBUSY, "%d others ask already; try again later", CALLERS);
  answer(caller, &err);
  send_rows(caller);
  zg_peer_flush(caller->peer);
  zg_peer_finish(caller->peer);
}

/* --- carrying out --- */

/* Nothing is told that a crash could take back: what was changed must be committed first. */
static void tell(struct caller *caller) {
  struct zg_control *control = caller->control;
  send_rows(caller);
  if (caller->done) {
    zg_command_end(&caller->asking);
    caller->busy = false;
    caller->done = false;
    zg_peer_hold(caller->peer, false);
  }
  if (zg_peer_room(caller->peer, 0)) control->on_work(control->arg); /* else when it drains */
}

static void carry_on(struct caller *caller) {
  struct zg_error err = {0};
  int step = zg_command_step(&caller->asking, &err);
  caller->done = step != ZG_COMMAND_MORE && step != ZG_COMMAND_WAITS;
  if (caller->done) answer(caller, &err);
  caller->waiting = caller->asking.dirty;
  caller->asking.dirty = false;
  if (step == ZG_COMMAND_WAITS)
    send_rows(caller);
  else if (!caller->waiting)
    tell(caller);
}

bool zg_control_work(struct zg_control *control, bool stuck) {
  struct caller *caller = NULL, *next = NULL;
  bool dirty = false;
  if (control == NULL) return false;
  DL_FOREACH_SAFE(control->callers, caller, next) {
    if (!caller->busy) zg_peer_resume(caller->peer);
    if (stuck && !caller->asking.begun) caller->waiting = false;
    if (caller->busy && !caller->waiting && zg_peer_room(caller->peer, 0)) carry_on(caller);
    dirty = dirty || caller->waiting;
    if (!caller->busy && caller->ended) zg_peer_finish(caller->peer);
  }
  return dirty;
}

void zg_control_seal(struct zg_control *control) {
  struct caller *caller = NULL;
  if (control == NULL) return;
  DL_FOREACH(control->callers, caller) {
    caller->sealed = caller->waiting;
  }
}

void zg_control_committed(struct zg_control *control) {
  struct caller *caller = NULL;
  if (control == NULL) return;
  DL_FOREACH(control->callers, caller) {
    if (!caller->sealed) continue;
    caller->sealed = false;
    caller->waiting = false;
    tell(caller);
  }
}

void zg_control_tick(struct zg_control *control) {
  struct caller *caller = NULL, *next = NULL;
  if (control == NULL) return;
  DL_FOREACH_SAFE(control->callers, caller, next) {
    zg_peer_tick(caller->peer, uv_now(&control->loop->uv));
  }
}

void zg_control_flush(struct zg_control *control) {
  struct caller *caller = NULL, *next = NULL;
  if (control == NULL) return;
  DL_FOREACH_SAFE(control->callers, caller, next) {
    zg_peer_flush(caller->peer);
  }
}

/* --- opening and closing --- */

int zg_control_open(struct zg_loop *loop, struct zg *zg, struct zg_reloader *reloader,
                    const char *path, void (*on_work)(void *arg), void *arg,
                    struct zg_control **out, struct zg_error *err) {
  struct zg_control *control = zg_alloc(sizeof *control);
  struct zg_address address = {.kind = ZG_ADDRESS_UNIX};
  int result = 0;
  *control = (struct zg_control){
      .loop = loop, .zg = zg, .reloader = reloader, .on_work = on_work, .arg = arg};
  if (strlen(path) >= sizeof address.path) {
    result = zg_fail(err, ZG_EUSAGE, "the path of the control socket is too long: %s", path);
  } else {
    strcpy(address.path, path);
    result = zg_listener_open(loop, &address, on_connection, control, &control->listener, err);
  }
  if (result < 0) {
    free(control);
  } else {
    *out = control;
  }
  return result;
}

void zg_control_close(struct zg_control *control) {
  struct caller *caller = NULL, *next = NULL;
  if (control == NULL) return;
  zg_listener_close(control->listener);
  control->listener = NULL;
  DL_FOREACH_SAFE(control->callers, caller, next) {
    zg_peer_cut(caller->peer, NULL);
  }
}

bool zg_control_idle(const struct zg_control *control) {
  return control == NULL || control->count == 0;
}

void zg_control_free(struct zg_control *control) {
  free(control);
}
