#include "engine/journal.h"

#include <string.h>

#include "base/clock.h"
#include "data/json.h"

int zg_journal_write(struct zg_arena *arena, const struct zg_batch_event *row, struct zg_bytes *out,
                     struct zg_error *err) {
  struct cJSON *event = NULL;
  char received[ZG_TIME_TEXT];
  zg_arena_reset(arena);
  if (zg_json_parse_own(arena, row->line, row->len, &event, NULL) < 0)
    return zg_fail(err, ZG_ESYSTEM, "the event %llu of the journal cannot be read",
                   (unsigned long long)row->number);
  zg_time_format(row->received, received);
  zg_json_set(arena, event, "receivedtime", zg_json_new_string(arena, received));
  zg_json_write(event, out);
  return 0;
}

struct listening {
  struct zg *zg;
  zg_journal_fn *fn;
  zg_trace_fn *on_trace;
  void *arg;
  struct zg_error *err;
};

static int show_event(void *arg, const struct zg_batch_event *row) {
  const struct listening *to = arg;
  struct zg_bytes *line = &to->zg->envelope;
  zg_bytes_clear(line);
  if (zg_journal_write(to->zg->reading, row, line, to->err) < 0) return ZG_ESYSTEM;
  return to->fn(to->arg, row->number, line->data, line->len);
}

int zg_journal(struct zg *zg, unsigned long long after, zg_journal_fn *fn, void *arg,
               struct zg_error *err) {
  struct zg_error unused = {0};
  if (err == NULL) err = &unused;
  struct listening to = {.zg = zg, .fn = fn, .arg = arg, .err = err};
  if (zg->store->ops->each_event == NULL)
    return zg_fail(err, ZG_ENOTFOUND, "no journal is kept; name a file with --data");
  int stop = zg->store->ops->each_event(zg->store, after, show_event, &to);
  if (stop == ZG_ESYSTEM && err->code == 0)
    zg_fail(err, ZG_ESYSTEM, "the store cannot be read to its end; restore a backup");
  return stop == ZG_ESYSTEM ? ZG_ESYSTEM : 0;
}

unsigned long long zg_journal_last(struct zg *zg) {
  return zg->store->ops->last_event != NULL ? zg->store->ops->last_event(zg->store) : 0;
}

static int show_trace(void *arg, const struct zg_batch_trace *row) {
  const struct listening *to = arg;
  to->on_trace(to->arg, row->json, strlen(row->json));
  return 0;
}

int zg_traces(struct zg *zg, const char *id, zg_trace_fn *fn, void *arg) {
  struct listening to = {.zg = zg, .on_trace = fn, .arg = arg};
  if (zg->store->ops->each_trace == NULL) return ZG_ENOTFOUND;
  zg->store->ops->each_trace(zg->store, id, show_trace, &to);
  return 0;
}
