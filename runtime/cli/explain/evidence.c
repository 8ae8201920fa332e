#include "cli/explain/evidence.h"

#include <string.h>

#include <zhanggui.h>

#include "base/arena.h"
#include "base/folder.h"
#include "cli/ask.h"
#include "cli/journal.h"
#include "cli/logs.h"
#include "data/json.h"
#include "store/store.h"

void zg_evidence_fini(struct zg_evidence *evidence) {
  zg_strings_fini(&evidence->traces);
  zg_strings_fini(&evidence->codes);
  zg_strings_fini(&evidence->messages);
  zg_strings_fini(&evidence->known);
}

int zg_evidence_found(const struct zg_evidence *evidence) {
  return evidence->traces.count + evidence->codes.count > 0;
}

/* While something is being looked at. */
struct looking {
  struct zg_evidence *evidence;
  struct zg_arena *arena; /* reset for each row */
  struct zg *zg;
};

static void add_refused(struct zg_evidence *evidence, const char *code, const char *message) {
  zg_strings_add(&evidence->codes, code);
  zg_strings_add(&evidence->messages, message);
}

/* Whether the event in the line has the id; of what cannot be read, whether the id stands in it. */
static bool is_about(struct looking *looking, const char *line, size_t len) {
  struct cJSON *tree = NULL;
  zg_arena_reset(looking->arena);
  const char *id = looking->evidence->id;
  if (zg_json_parse_own(looking->arena, line, len, &tree, NULL) == 0) {
    const char *own = zg_json_text(tree, "id", NULL);
    return own != NULL && strcmp(own, id) == 0;
  }
  const char *quoted = zg_arena_printf(looking->arena, "\"%s\"", id);
  return memmem(line, len, quoted, strlen(quoted)) != NULL;
}

/* A turn is about each of its events. */
static bool tells_of(const struct cJSON *trace, const char *id) {
  const char *event = zg_json_text(trace, "event", NULL);
  const struct cJSON *e = zg_json_first(zg_json_get(trace, "turn"));
  for (; e != NULL; e = zg_json_next(e))
    if (strcmp(zg_json_string(e), id) == 0) return true;
  return event != NULL && strcmp(event, id) == 0;
}

/* Where a trace only says in which event's trace the turn stands: that event's id; else NULL. Lives
 * until the next row. */
static const char *elsewhere(struct looking *looking, const char *json) {
  struct cJSON *trace = NULL;
  zg_arena_reset(looking->arena);
  zg_json_parse_own(looking->arena, json, strlen(json), &trace, NULL);
  return zg_json_text(trace, "with", NULL);
}

/* Puts into the place of each such trace the one it speaks of, which `find` looks for under an id;
 * it goes if that is not kept any more. */
static void follow(struct looking *looking,
                   void (*find)(struct looking *there, const char *id, void *arg), void *arg) {
  struct zg_strings *own = &looking->evidence->traces, all = {0};
  for (size_t i = 0; i < own->count; i++) {
    const char *with = elsewhere(looking, own->items[i]);
    struct zg_evidence other = {.id = with};
    struct looking there = {.evidence = &other, .arena = zg_arena_new()};
    if (with == NULL)
      zg_strings_add(&all, own->items[i]);
    else
      find(&there, with, arg);
    for (size_t j = 0; j < other.traces.count; j++) {
      struct cJSON *trace = NULL;
      const char *json = other.traces.items[j];
      zg_json_parse_own(there.arena, json, strlen(json), &trace, NULL);
      if (zg_json_get(trace, "turn") != NULL && tells_of(trace, looking->evidence->id))
        zg_strings_add(&all, json);
    }
    zg_evidence_fini(&other);
    zg_arena_free(there.arena);
  }
  zg_strings_fini(own);
  *own = all;
}

/* ---- a running server */

static int take_row(void *arg, const char *json, size_t len) {
  struct looking *looking = arg;
  zg_strings_add(&looking->evidence->traces, zg_arena_strndup(looking->arena, json, len));
  zg_arena_reset(looking->arena);
  return 0;
}

static int take_letter_row(void *arg, const char *json, size_t len) {
  struct looking *looking = arg;
  struct cJSON *row = NULL;
  struct zg_arena *arena = zg_arena_new();
  if (zg_json_parse_own(arena, json, len, &row, NULL) == 0) {
    const char *line = zg_json_text(row, "line", NULL);
    if (zg_json_get(row, "source") == NULL && line != NULL && is_about(looking, line, strlen(line)))
      add_refused(looking->evidence, zg_json_text(row, "code", NULL),
                  zg_json_text(row, "message", NULL));
  }
  zg_arena_free(arena);
  return 0;
}

static int take_event_row(void *arg, const char *json, size_t len) {
  struct looking *looking = arg;
  struct cJSON *event = NULL;
  zg_arena_reset(looking->arena);
  if (zg_json_parse_own(looking->arena, json, len, &event, NULL) < 0) return 0;
  const char *id = zg_json_text(event, "id", NULL);
  if (id != NULL) zg_strings_add(&looking->evidence->known, id);
  return 0;
}

static void find_running(struct looking *there, const char *id, void *arg) {
  const char *const explain[] = {"explain", id, NULL};
  struct zg_error unknown = {0};
  zg_ask(arg, explain, take_row, there, &unknown);
}

int zg_evidence_ask(struct zg_evidence *evidence, const char *control, struct zg_error *err) {
  static const char *const dead[] = {"dead", "list", NULL}, *const latest[] = {"export", "1000",
                                                                               NULL};
  const char *const explain[] = {"explain", evidence->id, NULL};
  struct looking looking = {.evidence = evidence, .arena = zg_arena_new()};
  struct zg_error unknown = {0};
  /* No trace is no failure here; no server is, and the next question meets it, too. */
  int result = zg_ask(control, explain, take_row, &looking, &unknown);
  if (result < 0 && result != ZG_ENOTFOUND)
    *err = unknown;
  else
    result = zg_ask(control, dead, take_letter_row, &looking, err);
  follow(&looking, find_running, (void *)control);
  if (result == 0 && !zg_evidence_found(evidence))
    result = zg_ask(control, latest, take_event_row, &looking, err);
  zg_arena_free(looking.arena);
  return result;
}

/* ---- a store that nobody has open */

static int take_trace(void *arg, const struct zg_batch_trace *row) {
  struct looking *looking = arg;
  zg_strings_add(&looking->evidence->traces, row->json);
  return 0;
}

static int take_dead(void *arg, const struct zg_batch_dead *row) {
  struct looking *looking = arg;
  if (row->source[0] == '\0' && is_about(looking, row->line, row->len))
    add_refused(looking->evidence, row->code, row->message);
  return 0;
}

static int take_event(void *arg, const struct zg_batch_event *row) {
  struct looking *looking = arg;
  zg_strings_add(&looking->evidence->known, row->id);
  return 0;
}

static void find_stored(struct looking *there, const char *id, void *arg) {
  struct zg_store *store = arg;
  store->ops->each_trace(store, id, take_trace, there);
}

int zg_evidence_open(struct zg_evidence *evidence, const char *path, struct zg_error *err) {
  struct looking looking = {.evidence = evidence};
  struct zg_store *store = NULL;
  int result = zg_store_sqlite_open_there(path, &store, err);
  if (result == ZG_ENOTFOUND)
    return zg_fail(err, ZG_ENOTFOUND,
                   "there is no store %s; say with --data which one is meant, or replay a log with "
                   "--log",
                   path);
  if (result < 0) return result;
  looking.arena = zg_arena_new();
  uint64_t last = store->ops->last_event(store);
  int stopped = store->ops->each_trace(store, evidence->id, take_trace, &looking);
  follow(&looking, find_stored, store);
  if (stopped == 0) stopped = store->ops->each_dead(store, 0, take_dead, &looking);
  if (stopped == 0 && !zg_evidence_found(evidence))
    stopped = store->ops->each_event(store, last > ZG_EVIDENCE_KNOWN ? last - ZG_EVIDENCE_KNOWN : 0,
                                     take_event, &looking);
  store->ops->close(store);
  zg_arena_free(looking.arena);
  if (stopped == 0) return 0;
  return zg_fail(err, ZG_ESYSTEM, "the store %s cannot be read to its end; restore a backup", path);
}

/* ---- a log */

static void hear_trace(void *arg, const char *json, size_t len) {
  struct looking *looking = arg;
  struct cJSON *trace = NULL;
  zg_arena_reset(looking->arena);
  if (zg_json_parse_own(looking->arena, json, len, &trace, NULL) == 0 &&
      tells_of(trace, looking->evidence->id))
    zg_strings_add(&looking->evidence->traces, json);
}

static enum zg_taken forget_action(void *arg, const struct zg_action_view *action) {
  (void)arg;
  (void)action;
  return ZG_TAKE_DONE;
}

static int feed_event(void *arg, const char *line, size_t len) {
  struct looking *looking = arg;
  struct zg_receipt receipt = {0};
  struct zg_error err = {0};
  int result = zg_feed(looking->zg, line, len, 0, &receipt, &err);
  if (result == 0) {
    zg_strings_add(&looking->evidence->known, receipt.id);
  } else if (receipt.id != NULL ? strcmp(receipt.id, looking->evidence->id) == 0
                                : is_about(looking, line, len)) {
    add_refused(looking->evidence, zg_code_word(err.code), err.message);
  }
  zg_commit(looking->zg, NULL);
  zg_take_actions(looking->zg, NULL, forget_action, NULL);
  return 0;
}

/* zg_log_line_fn */
static void feed_line(void *arg, const struct zg_log_line *line) {
  if (line->whole) feed_event(arg, line->text, line->len);
}

int zg_evidence_replay(struct zg_evidence *evidence, const struct zg_evidence_replay *replay,
                       struct zg_error *err) {
  struct looking looking = {.evidence = evidence};
  struct zg_logs_place place = {0};
  char *const logs[] = {(char *)replay->log};
  const struct zg_config config = {.rules = replay->rules,
                                   .shops = replay->shops,
                                   .clock = ZG_CLOCK_EVENT,
                                   .replays = 1,
                                   .on_trace = hear_trace,
                                   .arg = &looking};
  looking.arena = zg_arena_new();
  int result = zg_open(&config, &looking.zg, err);
  if (result == 0)
    result = replay->log != NULL
                 ? zg_logs_read(logs, 1, false, feed_line, &looking, &place, err)
                 : zg_cli_journal(replay->data, replay->control, feed_event, &looking, err);
  if (result == 0) zg_run_due(looking.zg, zg_now(looking.zg), 0);
  zg_close(looking.zg);
  zg_arena_free(looking.arena);
  return result;
}
