#include "engine/journal.h"

#include <string.h>

#include "base/clock.h"
#include "data/json.h"

bool zg_journal_write(struct zg_arena *arena, const struct zg_batch_event *row,
                      struct zg_bytes *out) {
  struct cJSON *event = NULL;
  char received[ZG_TIME_TEXT];
  zg_arena_reset(arena);
  if (zg_json_parse_own(arena, row->line, row->len, &event, NULL) < 0) return false;
  zg_time_format(row->received, received);
  zg_json_set(arena, event, "receivedtime", zg_json_new_string(arena, received));
  zg_json_write(event, out);
  return true;
}

struct listening {
  struct zg *zg;
  zg_journal_fn *fn;
  zg_trace_fn *on_trace;
  void *arg;
};

static int show_event(void *arg, const struct zg_batch_event *row) {
  const struct listening *to = arg;
  struct zg_bytes *line = &to->zg->envelope;
  zg_bytes_clear(line);
  if (!zg_journal_write(to->zg->reading, row, line)) return 0;
  return to->fn(to->arg, row->number, line->data, line->len);
}

int zg_journal(struct zg *zg, unsigned long long after, zg_journal_fn *fn, void *arg) {
  struct listening to = {.zg = zg, .fn = fn, .arg = arg};
  if (zg->store->ops->each_event == NULL) return ZG_ENOTFOUND;
  zg->store->ops->each_event(zg->store, after, show_event, &to);
  return 0;
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
