/* world: a folder of packs made up by a test, an engine over it, and what came out.
 *
 * A test writes packs, starts the engine, says things at times, and compares one line: what was
 * done since it last looked, "message.send hello; offer.make 190.00; alert.raise late". */
#ifndef ZG_TEST_WORLD_H
#define ZG_TEST_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "data/json.h"
#include "data/text.h"
#include "engine/engine.h"

#define T0 INT64_C(1795226400000) /* 2026-11-21T02:00:00Z */

struct world {
  char dir[64]; /* packs lie in dir/rules */
  struct zg *zg;
  struct zg_arena *arena; /* of what the test looks at; reset by world_done */
  struct zg_bytes done;   /* a line: what was done since world_done */
  struct zg_bytes all;    /* every action in full, a line each */
  struct zg_bytes trace;  /* the last trace */
  struct zg_bytes traces; /* all of them, a line each */
  struct zg_bytes log;
  struct zg_error err;
  int said;                      /* numbers the events */
  const char *declared, *sheets; /* JSON; NULL: none */
  enum zg_clock clock;
  bool untraced;
};

static struct zg_text *world_text; /* slow to open, so opened once for all tests of a file */

static inline int world_setup(void **state) {
  (void)state;
  return zg_text_open(&world_text, NULL);
}

static inline int world_teardown(void **state) {
  (void)state;
  zg_text_close(world_text);
  return 0;
}

/* Writes a file below the world's folder, with the folders it needs. */
static inline void world_write_n(struct world *w, const char *path, const char *text, size_t len) {
  char full[512];
  snprintf(full, sizeof full, "%s/%s", w->dir, path);
  for (char *slash = strchr(full + strlen(w->dir) + 1, '/'); slash != NULL;
       slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(full, 0700);
    *slash = '/';
  }
  FILE *file = fopen(full, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, len, file), len);
  fclose(file);
}

static inline void world_write(struct world *w, const char *path, const char *text) {
  world_write_n(w, path, text, strlen(text));
}

/* Writes a pack: its head is made, `lua` is what follows on line 2. */
static inline void world_pack(struct world *w, const char *name, const char *lua) {
  struct zg_bytes text = {0};
  char path[128];
  snprintf(path, sizeof path, "rules/%s/pack.lua", name);
  zg_bytes_printf(&text, "pack { name = \"%s\" }\n", name);
  zg_bytes_add_text(&text, lua);
  world_write(w, path, text.data);
  zg_bytes_fini(&text);
}

static inline struct world *world_new(void) {
  struct world *w = calloc(1, sizeof *w);
  assert_non_null(w);
  snprintf(w->dir, sizeof w->dir, "/tmp/zg-test-XXXXXX");
  assert_non_null(mkdtemp(w->dir));
  world_write(w, "rules/none", "");
  w->arena = zg_arena_new();
  w->clock = ZG_CLOCK_EVENT;
  zg_bytes_add_text(&w->done, "");
  zg_bytes_add_text(&w->all, "");
  zg_bytes_add_text(&w->trace, "");
  zg_bytes_add_text(&w->traces, "");
  zg_bytes_add_text(&w->log, "");
  return w;
}

static inline int world_remove_one(const char *path, const struct stat *at, int type,
                                   struct FTW *ftw) {
  (void)at;
  (void)type;
  (void)ftw;
  return remove(path);
}

static inline void world_free(struct world *w) {
  zg_close(w->zg);
  nftw(w->dir, world_remove_one, 16, FTW_DEPTH | FTW_PHYS);
  zg_arena_free(w->arena);
  zg_bytes_fini(&w->done);
  zg_bytes_fini(&w->all);
  zg_bytes_fini(&w->trace);
  zg_bytes_fini(&w->traces);
  zg_bytes_fini(&w->log);
  free(w);
}

static inline void world_on_trace(void *arg, const char *json, size_t len) {
  struct world *w = arg;
  zg_bytes_clear(&w->trace);
  zg_bytes_add(&w->trace, json, len);
  zg_bytes_add(&w->traces, json, len);
  zg_bytes_add_char(&w->traces, '\n');
}

static inline void world_on_log(void *arg, const char *message) {
  struct world *w = arg;
  zg_bytes_add_text(&w->log, message);
  zg_bytes_add_char(&w->log, '\n');
}

static inline struct cJSON *world_json(struct world *w, const char *text) {
  struct cJSON *tree = NULL;
  struct zg_error err = {0};
  if (text == NULL) return NULL;
  if (zg_json_parse(w->arena, text, strlen(text), &tree, &err) < 0)
    fail_msg("%s: %s", err.message, text);
  return tree;
}

/* Opens the engine over the packs written so far; 0 or what went wrong in w->err. */
static inline int world_try(struct world *w) {
  char rules[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  const struct zg_config config = {.clock = w->clock,
                                   .replays = w->clock == ZG_CLOCK_EVENT,
                                   .on_trace = w->untraced ? NULL : world_on_trace,
                                   .on_log = world_on_log,
                                   .arg = w};
  const struct zg_shop_source source = {.rules = rules,
                                        .rules_given = true,
                                        .text = world_text,
                                        .declared = world_json(w, w->declared),
                                        .sheets = world_json(w, w->sheets)};
  return zg_engine_open(&config, &source, 1, &w->zg, &w->err);
}

static inline void world_start(struct world *w) {
  if (world_try(w) < 0) fail_msg("%s:%d: %s", w->err.file, w->err.line, w->err.message);
}

/* One pack "p", started. */
static inline struct world *world_of(const char *lua) {
  struct world *w = world_new();
  world_pack(w, "p", lua);
  world_start(w);
  return w;
}

static inline enum zg_taken world_take(void *arg, const struct zg_action_view *action) {
  struct world *w = arg;
  zg_bytes_add(&w->all, action->json, action->len);
  zg_bytes_add_char(&w->all, '\n');
  const struct cJSON *data = zg_json_get(world_json(w, action->json), "data");
  const char *what = zg_json_text(data, "text", NULL);
  if (strcmp(action->type, "alert.raise") == 0) what = zg_json_text(data, "kind", NULL);
  if (strncmp(action->type, "offer.", 6) == 0) what = zg_json_text(data, "price", NULL);
  zg_bytes_printf(&w->done, "%s%s%s%s", w->done.len > 0 ? "; " : "", action->type,
                  what != NULL ? " " : "", what != NULL ? what : "");
  return ZG_TAKE_DONE;
}

/* Commits and collects what was done. */
static inline void world_collect(struct world *w) {
  assert_int_equal(zg_commit(w->zg, NULL), 0);
  zg_take_actions(w->zg, NULL, world_take, w);
  assert_int_equal(zg_commit(w->zg, NULL), 0);
}

/* What was done since the last call. */
static inline const char *world_done(struct world *w) {
  world_collect(w);
  zg_arena_reset(w->arena);
  char *line = zg_arena_strdup(w->arena, w->done.data);
  zg_bytes_clear(&w->done);
  zg_bytes_add_text(&w->done, "");
  return line;
}

#define assert_done(w, expected) assert_string_equal(world_done(w), expected)

/* Feeds a line as it is, received at `now`. */
static inline int world_feed(struct world *w, int64_t now, const char *line) {
  return zg_feed(w->zg, line, strlen(line), now, NULL, &w->err);
}

/* Feeds an event of that type `ms` after T0, with these data (JSON). */
static inline int world_event(struct world *w, int64_t ms, const char *type, const char *data) {
  struct zg_bytes line = {0};
  char time[ZG_TIME_TEXT];
  zg_time_format(T0 + ms, time);
  zg_bytes_printf(&line,
                  "{\"id\":\"e-%d\",\"source\":\"src/a\",\"type\":\"%s\",\"time\":\"%s\","
                  "\"data\":%s}",
                  ++w->said, type, time, data);
  int result = world_feed(w, T0 + ms, line.data);
  zg_bytes_fini(&line);
  return result;
}

/* The buyer of conversation c-1 writes `text` (JSON escapes allowed). */
static inline void world_say(struct world *w, int64_t ms, const char *text) {
  struct zg_bytes data = {0};
  zg_bytes_printf(&data,
                  "{\"conversation\":{\"id\":\"c-1\"},\"buyer\":{\"id\":\"b-1\"},"
                  "\"item\":{\"sku\":\"tea\"},\"message\":{\"text\":\"%s\"}}",
                  text);
  if (world_event(w, ms, "message.received", data.data) < 0) fail_msg("%s", w->err.message);
  zg_bytes_fini(&data);
}

/* Something happens to order o-1. */
static inline void world_order(struct world *w, int64_t ms, const char *type) {
  if (world_event(w, ms, type, "{\"order\":{\"id\":\"o-1\"}}") < 0) fail_msg("%s", w->err.message);
}

/* Time passes until `ms` after T0, watched closely. */
static inline void world_wait(struct world *w, int64_t ms) {
  for (int64_t next = zg_next_deadline(w->zg); next <= T0 + ms; next = zg_next_deadline(w->zg))
    zg_run_due(w->zg, next, 0);
  zg_run_due(w->zg, T0 + ms, 0);
}

/* What the last trace says of that rule, or NULL. */
static inline const struct cJSON *world_rule(struct world *w, const char *rule) {
  const struct cJSON *r = zg_json_first(zg_json_get(world_json(w, w->trace.data), "rules"));
  for (; r != NULL; r = zg_json_next(r))
    if (strcmp(zg_json_text(r, "rule", NULL), rule) == 0) return r;
  return NULL;
}

static inline const char *world_result(struct world *w, const char *rule) {
  const char *result = zg_json_text(world_rule(w, rule), "result", NULL);
  return result != NULL ? result : "not told";
}

/* The message of the rule's failure in the last trace; "" when it did not fail. */
static inline const char *world_failure(struct world *w, const char *rule) {
  const char *message = zg_json_text(world_rule(w, rule), "message", NULL);
  return message != NULL ? message : "";
}

/* A rule on message.received, for a pack of a test. */
#define WORLD_RULE(name, head, body)                                                               \
  "rule \"" name "\" { on = \"message.received\", " head " run = function(event, ctx) " body       \
  " end }\n"

/* Says the message back. */
#define WORLD_ECHO "return { say(event.message.text) }"

enum { HOUR = 3600000 };

/* How often `what` stands in `text`. */
static inline int world_count(const char *text, const char *what) {
  int count = 0;
  for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
    count++;
  return count;
}

#endif
