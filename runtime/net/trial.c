#include "net/trial.h"

#include <assert.h>
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

enum { SAID = 1024 * 1024, HANDLES = 4 };

/* How `zhanggui try` begins the line that ends what it has to say of a shop. */
static const char ended[] = "\n{\"ended\":";

struct zg_trial {
  uv_process_t process;
  uv_pipe_t in, out;
  uv_timer_t patience;
  struct zg_reload *reload; /* NULL: nothing is tried */
  int open;                 /* handles that are not closed yet */
  struct zg_bytes said;
  char chunk[4096];
  int64_t status; /* of the program */
  int signal;
  bool exited, silent, killed, late, closed;
  void (*on_done)(void *arg, const struct zg_error *err);
  void *arg;
};

/* ---- what became of it */

/* One line of JSON, or NULL. */
static struct cJSON *read_line(struct zg_arena *arena, const char *line, size_t len) {
  struct cJSON *tree = NULL;
  while (len > 0 && line[len - 1] == '\n')
    len--;
  if (len == 0 || zg_json_parse_own(arena, line, len, &tree, NULL) < 0) return NULL;
  return tree;
}

/* Where the line begins that says how the process of this shop ended; NULL: it goes on. */
static const char *find_end(const struct zg_trial *trial) {
  const struct zg_bytes *said = &trial->said;
  if (said->len == 0 || said->data[said->len - 1] != '\n') return NULL;
  return strstr(said->data, ended);
}

static void read_error(const struct cJSON *said, int status, struct zg_error *err) {
  const char *message = zg_json_text(said, "message", NULL);
  const char *file = zg_json_text(said, "file", NULL);
  if (message != NULL && file != NULL && file[0] != '\0')
    zg_fail_at(err, ZG_ELOAD, file, (int)zg_json_integer(zg_json_get(said, "line")), "%s", message);
  else if (message != NULL)
    zg_fail(err, ZG_ELOAD, "%s", message);
  else
    zg_fail(err, ZG_ELOAD, "it could not be tried (status %d)", status);
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

/* A process that ended: the one of a shop, or the program itself. */
static void judge(const struct zg_trial *trial, const struct cJSON *said, int status, int signal,
                  struct zg_arena *arena, struct zg_error *err) {
  if (trial->late) {
    zg_fail(err, ZG_ELOAD, "loading it and playing its stories takes longer than %d seconds",
            ZG_TRIAL_PATIENCE / 1000);
  } else if (signal == SIGXCPU) {
    zg_fail(err, ZG_ELOAD, "loading it and playing its stories takes too much time");
  } else if (signal != 0) {
    zg_fail(err, ZG_ELOAD, "loading it or playing its stories ends the process (%s)",
            strsignal(signal));
  } else if (status != 0) {
    read_error(said, status, err);
  } else {
    read_passed(trial, arena, said, err);
  }
}

/* The verdict on the shop that is tried, if there is one: it may ask for the next at once. */
static void finish(struct zg_trial *trial) {
  struct zg_arena *arena = zg_arena_new();
  struct zg_error err = {0};
  const char *end = find_end(trial), *data = trial->said.data;
  if (trial->reload == NULL) goto done;
  if (end != NULL) {
    const struct cJSON *how = read_line(arena, end + 1, strlen(end + 1));
    judge(trial, read_line(arena, data, (size_t)(end - data)),
          (int)zg_json_integer(zg_json_get(how, "status")),
          (int)zg_json_integer(zg_json_get(how, "signal")), arena, &err);
  } else {
    judge(trial, read_line(arena, data, trial->said.len), (int)trial->status, trial->signal, arena,
          &err);
  }
  trial->reload = NULL;
  if (!trial->exited) uv_timer_stop(&trial->patience);
  zg_bytes_clear(&trial->said);
  trial->on_done(trial->arg, &err);
done:
  zg_arena_free(arena);
}

static void on_closed(uv_handle_t *handle) {
  struct zg_trial *trial = handle->data;
  if (--trial->open > 0) return;
  zg_bytes_fini(&trial->said);
  free(trial);
}

/* All of it is known when the program has gone and its output has ended. */
static void close_if_over(struct zg_trial *trial) {
  if (!trial->exited || !trial->silent) return;
  finish(trial);
  if (!trial->closed || uv_is_closing((uv_handle_t *)&trial->patience)) return;
  uv_close((uv_handle_t *)&trial->patience, on_closed);
  uv_close((uv_handle_t *)&trial->process, on_closed);
  uv_close((uv_handle_t *)&trial->in, on_closed);
  uv_close((uv_handle_t *)&trial->out, on_closed);
}

static void kill_it(struct zg_trial *trial) {
  trial->killed = true;
  if (!trial->exited) uv_process_kill(&trial->process, SIGKILL);
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
  if (count > 0) {
    zg_bytes_add(&trial->said, buf->base, (size_t)count);
    if (trial->said.len > SAID) kill_it(trial);
    if (find_end(trial) != NULL) finish(trial);
  }
  if (count >= 0) return;
  uv_read_stop(stream);
  trial->silent = true;
  close_if_over(trial);
}

static void on_patience(uv_timer_t *timer) {
  struct zg_trial *trial = timer->data;
  trial->late = true;
  kill_it(trial);
}

/* ---- starting */

/* As trial.c of the command line reads it. */
static void add_question(struct zg_bytes *line, const struct zg_reload *reload) {
  struct zg_arena *arena = zg_arena_new();
  const struct zg_shop_source *source = zg_reload_source(reload);
  size_t count = 0;
  const struct zg_reload_pack *packs = zg_reload_packs(reload, &count);
  struct cJSON *what = zg_json_new_object(arena), *have = zg_json_new_array(arena);
  if (source->dir != NULL) zg_json_add(arena, what, "shop", zg_json_new_string(arena, source->dir));
  zg_json_add(arena, what, "rules", zg_json_new_string(arena, source->rules));
  zg_json_add(arena, what, "given", zg_json_new_bool(arena, source->rules_given));
  for (size_t i = 0; i < count; i++) {
    const char *word = zg_arena_printf(arena, "%s:%016" PRIx64, packs[i].name, packs[i].hash);
    zg_json_push(have, zg_json_new_string(arena, word));
  }
  zg_json_add(arena, what, "have", have);
  zg_json_write(what, line);
  zg_bytes_add_char(line, '\n');
  zg_arena_free(arena);
}

struct zg_trial *zg_trial_open(struct zg_loop *loop, struct zg_error *err) {
  struct zg_trial *trial = zg_alloc(sizeof *trial);
  char *words[] = {"zhanggui", "try", NULL};
  trial->open = HANDLES;
  uv_timer_init(&loop->uv, &trial->patience);
  uv_pipe_init(&loop->uv, &trial->in, 0);
  uv_pipe_init(&loop->uv, &trial->out, 0);
  trial->patience.data = trial;
  trial->in.data = trial;
  trial->out.data = trial;
  trial->process.data = trial;
  uv_stdio_container_t stdio[] = {
      {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&trial->in},
      {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&trial->out},
      {.flags = UV_IGNORE}};
  uv_process_options_t options = {.file = "/proc/self/exe",
                                  .args = words,
                                  .exit_cb = on_exit_,
                                  .stdio = stdio,
                                  .stdio_count = 3};
  int rc = uv_spawn(&loop->uv, &trial->process, &options);
  if (rc < 0) { /* libuv wants its handle closed all the same */
    zg_fail(err, ZG_ESYSTEM, "no process can be started to try it in: %s", uv_strerror(rc));
    trial->exited = trial->silent = true;
    zg_trial_close(trial);
    return NULL;
  }
  uv_read_start((uv_stream_t *)&trial->out, on_room, on_said);
  return trial;
}

/* A question on its way. */
struct asking {
  uv_write_t write;
  struct zg_trial *trial;
  struct zg_bytes line;
};

/* Without its question it would be waited for in vain. */
static void on_asked(uv_write_t *write, int status) {
  struct asking *asking = write->data;
  if (status < 0) kill_it(asking->trial);
  zg_bytes_fini(&asking->line);
  free(asking);
}

void zg_trial_start(struct zg_trial *trial, struct zg_reload *reload,
                    void (*on_done)(void *arg, const struct zg_error *err), void *arg) {
  struct asking *asking = zg_alloc(sizeof *asking);
  assert(trial->reload == NULL);
  trial->reload = reload;
  trial->on_done = on_done;
  trial->arg = arg;
  asking->trial = trial;
  asking->write.data = asking;
  add_question(&asking->line, reload);
  uv_buf_t buf = uv_buf_init(asking->line.data, (unsigned)asking->line.len);
  int rc = uv_write(&asking->write, (uv_stream_t *)&trial->in, &buf, 1, on_asked);
  if (rc < 0) on_asked(&asking->write, rc);
  uv_timer_start(&trial->patience, on_patience, ZG_TRIAL_PATIENCE, 0);
}

bool zg_trial_fit(const struct zg_trial *trial) {
  return !trial->exited && !trial->silent && !trial->killed;
}

void zg_trial_close(struct zg_trial *trial) {
  if (trial == NULL) return;
  trial->reload = NULL;
  trial->closed = true;
  kill_it(trial);
  close_if_over(trial);
}
