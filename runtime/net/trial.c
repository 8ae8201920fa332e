#include "net/trial.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "data/json.h"
#include "engine/reload.h"

enum { SAID = 64 * 1024, HANDLES = 3 };

struct zg_trial {
  uv_process_t process;
  uv_pipe_t out;
  uv_timer_t patience;
  struct zg_reload *reload; /* NULL once nobody wants to know */
  int open;                 /* handles that are not closed yet */
  struct zg_bytes said;
  char chunk[4096];
  int64_t status;
  int signal;
  bool exited, silent, late;
  void (*on_done)(void *arg, const struct zg_error *err);
  void *arg;
};

/* ---- what became of it */

/* What the process wrote as one line of JSON, or NULL. */
static struct cJSON *read_said(const struct zg_trial *trial, struct zg_arena *arena) {
  struct cJSON *tree = NULL;
  size_t len = trial->said.len;
  while (len > 0 && trial->said.data[len - 1] == '\n')
    len--;
  if (len == 0 || zg_json_parse_own(arena, trial->said.data, len, &tree, NULL) < 0) return NULL;
  return tree;
}

static void read_error(const struct zg_trial *trial, const struct cJSON *said,
                       struct zg_error *err) {
  const char *message = zg_json_text(said, "message", NULL);
  const char *file = zg_json_text(said, "file", NULL);
  if (message != NULL && file != NULL && file[0] != '\0')
    zg_fail_at(err, ZG_ELOAD, file, (int)zg_json_integer(zg_json_get(said, "line")), "%s", message);
  else if (message != NULL)
    zg_fail(err, ZG_ELOAD, "%s", message);
  else
    zg_fail(err, ZG_ELOAD, "it could not be tried (status %d)", (int)trial->status);
}

/* "bargain:0123456789abcdef", as trial.c of the command line writes and reads it. */
static void note_passed(struct zg_reload *reload, struct zg_arena *arena, const char *word) {
  const char *colon = word != NULL ? strrchr(word, ':') : NULL;
  if (colon == NULL) return;
  zg_reload_have(reload, zg_arena_strndup(arena, word, (size_t)(colon - word)),
                 strtoull(colon + 1, NULL, 16));
}

static void read_passed(const struct zg_trial *trial, struct zg_arena *arena,
                        const struct cJSON *said, struct zg_error *err) {
  const char *generation = zg_json_text(said, "generation", NULL);
  const struct cJSON *pack = zg_json_first(zg_json_get(said, "packs"));
  if (generation == NULL) {
    zg_fail(err, ZG_ELOAD, "it could not be tried (another program is in the place of this one)");
    return;
  }
  zg_reload_expect(trial->reload, generation);
  for (; pack != NULL; pack = zg_json_next(pack))
    note_passed(trial->reload, arena, zg_json_string(pack));
}

static void judge(const struct zg_trial *trial, struct zg_error *err) {
  struct zg_arena *arena = zg_arena_new();
  const struct cJSON *said = read_said(trial, arena);
  if (trial->late) {
    zg_fail(err, ZG_ELOAD, "loading it and playing its stories takes longer than %d seconds",
            ZG_TRIAL_PATIENCE / 1000);
  } else if (trial->signal == SIGXCPU) {
    zg_fail(err, ZG_ELOAD, "loading it and playing its stories takes too much time");
  } else if (trial->signal != 0) {
    zg_fail(err, ZG_ELOAD, "loading it or playing its stories ends the process (%s)",
            strsignal(trial->signal));
  } else if (trial->status != 0) {
    read_error(trial, said, err);
  } else {
    read_passed(trial, arena, said, err);
  }
  zg_arena_free(arena);
}

static void on_closed(uv_handle_t *handle) {
  struct zg_trial *trial = handle->data;
  struct zg_error err = {0};
  if (--trial->open > 0) return;
  if (trial->reload != NULL) {
    judge(trial, &err);
    trial->on_done(trial->arg, &err);
  }
  zg_bytes_fini(&trial->said);
  free(trial);
}

/* All of it is known when the process has gone and its output has ended. */
static void close_if_over(struct zg_trial *trial) {
  if (!trial->exited || !trial->silent || uv_is_closing((uv_handle_t *)&trial->patience)) return;
  uv_close((uv_handle_t *)&trial->patience, on_closed);
  uv_close((uv_handle_t *)&trial->process, on_closed);
  uv_close((uv_handle_t *)&trial->out, on_closed);
}

/* ---- while it goes on */

static void on_exit_(uv_process_t *process, int64_t status, int signal) {
  struct zg_trial *trial = process->data;
  trial->exited = true;
  trial->status = status;
  trial->signal = signal;
  close_if_over(trial);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *buf) {
  struct zg_trial *trial = handle->data;
  (void)wanted;
  *buf = uv_buf_init(trial->chunk, sizeof trial->chunk);
}

static void on_said(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf) {
  struct zg_trial *trial = stream->data;
  if (count > 0 && trial->said.len < SAID) zg_bytes_add(&trial->said, buf->base, (size_t)count);
  if (count >= 0) return;
  uv_read_stop(stream);
  trial->silent = true;
  close_if_over(trial);
}

static void on_patience(uv_timer_t *timer) {
  struct zg_trial *trial = timer->data;
  trial->late = true;
  uv_process_kill(&trial->process, SIGKILL);
}

/* ---- starting */

static char **arguments(struct zg_arena *arena, const struct zg_reload *reload) {
  const struct zg_shop_source *source = zg_reload_source(reload);
  size_t count = 0, at = 0;
  const struct zg_reload_pack *packs = zg_reload_packs(reload, &count);
  char **words = zg_arena_alloc(arena, (count * 2 + 8) * sizeof *words);
  words[at++] = "zhanggui";
  words[at++] = "try";
  words[at++] = "--rules";
  words[at++] = (char *)source->rules;
  if (source->rules_given) words[at++] = "--given";
  if (source->dir != NULL) words[at++] = "--shop";
  if (source->dir != NULL) words[at++] = (char *)source->dir;
  for (size_t i = 0; i < count; i++) {
    words[at++] = "--have";
    words[at++] = zg_arena_printf(arena, "%s:%016" PRIx64, packs[i].name, packs[i].hash);
  }
  return words;
}

struct zg_trial *zg_trial_start(struct zg_loop *loop, struct zg_reload *reload,
                                void (*on_done)(void *arg, const struct zg_error *err), void *arg,
                                struct zg_error *err) {
  struct zg_trial *trial = zg_alloc(sizeof *trial);
  struct zg_arena *arena = zg_arena_new();
  trial->reload = reload;
  trial->on_done = on_done;
  trial->arg = arg;
  trial->open = HANDLES;
  uv_timer_init(&loop->uv, &trial->patience);
  uv_pipe_init(&loop->uv, &trial->out, 0);
  trial->patience.data = trial;
  trial->out.data = trial;
  trial->process.data = trial;
  uv_stdio_container_t stdio[] = {
      {.flags = UV_IGNORE},
      {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&trial->out},
      {.flags = UV_IGNORE}};
  uv_process_options_t options = {.file = "/proc/self/exe",
                                  .args = arguments(arena, reload),
                                  .exit_cb = on_exit_,
                                  .stdio = stdio,
                                  .stdio_count = 3};
  int rc = uv_spawn(&loop->uv, &trial->process, &options);
  zg_arena_free(arena);
  if (rc < 0) { /* libuv wants its handle closed all the same */
    zg_fail(err, ZG_ESYSTEM, "no process can be started to try it in: %s", uv_strerror(rc));
    trial->reload = NULL;
    trial->exited = trial->silent = true;
    close_if_over(trial);
    return NULL;
  }
  uv_read_start((uv_stream_t *)&trial->out, on_room, on_said);
  uv_timer_start(&trial->patience, on_patience, ZG_TRIAL_PATIENCE, 0);
  return trial;
}

void zg_trial_stop(struct zg_trial *trial) {
  if (trial == NULL) return;
  trial->reload = NULL;
  if (!trial->exited) uv_process_kill(&trial->process, SIGKILL);
}
