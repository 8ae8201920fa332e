#include "engine/cuts.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/memory.h"
#include "data/json.h"

/* One run, by the hash of what names it. */
struct entry {
  struct zg_hash128 name;
  UT_hash_handle hh;
  char why[];
};

struct zg_cuts {
  struct entry *all;
};

struct zg_cuts *zg_cuts_new(void) {
  return zg_alloc(sizeof(struct zg_cuts));
}

static void drop(struct zg_cuts *cuts, struct entry *entry) {
  HASH_DEL(cuts->all, entry);
  free(entry);
}

void zg_cuts_free(struct zg_cuts *cuts) {
  struct entry *entry = NULL, *next = NULL;
  if (cuts == NULL) return;
  HASH_ITER(hh, cuts->all, entry, next)
  drop(cuts, entry);
  free(cuts);
}

/* What is said of a run, and what names it. */
struct cut {
  const char *shop, *source, *id, *instance;
  struct zg_run run;
  int kind; /* of the occasion */
  int64_t due;
};

static struct zg_hash128 name_of(const struct cut *cut) {
  const char *const parts[] = {cut->shop,     cut->source,   cut->id,
                               cut->instance, cut->run.pack, cut->run.name};
  struct zg_bytes text = {0};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    zg_bytes_add_part(&text, parts[i]);
  zg_bytes_printf(&text, "%d %d %lld", cut->run.number, cut->kind, (long long)cut->due);
  struct zg_hash128 name = zg_hash128(text.data, text.len);
  zg_bytes_fini(&text);
  return name;
}

bool zg_cuts_is(const struct zg_event *event) {
  return strcmp(event->type, ZG_CUT_TYPE) == 0;
}

int zg_cuts_read(struct zg_cuts *cuts, const struct zg_event *event, struct zg_error *err) {
  const struct cJSON *data = event->data;
  const char *why = zg_json_text(data, "why", NULL);
  const struct cJSON *number = zg_json_get(data, "run");
  const struct cut cut = {.shop = zg_json_text(data, "shop", NULL),
                          .source = zg_json_text(data, "cause", "source"),
                          .id = zg_json_text(data, "cause", "id"),
                          .instance = zg_json_text(data, "instance", NULL),
                          .run = {.pack = zg_json_text(data, "pack", NULL),
                                  .name = zg_json_text(data, "rule", NULL),
                                  .number = (int)zg_json_integer(number)},
                          .kind = (int)zg_json_integer(zg_json_get(data, "kind")),
                          .due = zg_json_integer(zg_json_get(data, "due"))};
  if (cut.shop == NULL || cut.source == NULL || cut.id == NULL || cut.instance == NULL ||
      cut.run.pack == NULL || cut.run.name == NULL || why == NULL ||
      zg_json_kind(number) != ZG_JSON_INTEGER)
    return zg_fail(err, ZG_EEVENT, "a %s tells its shop, cause, instance, pack, rule, run and why",
                   ZG_CUT_TYPE);
  struct zg_hash128 name = name_of(&cut);
  struct entry *entry = NULL;
  HASH_FIND(hh, cuts->all, &name, sizeof name, entry);
  if (entry != NULL) return 0;
  entry = zg_alloc(sizeof *entry + strlen(why) + 1);
  entry->name = name;
  strcpy(entry->why, why);
  HASH_ADD(hh, cuts->all, name, sizeof name, entry);
  return 0;
}

static struct zg_hash128 name_in(const struct zg_decision *d, const struct zg_run *run) {
  const struct zg_occasion *o = d->occasion;
  return name_of(&(struct cut){.shop = o->shop->id,
                               .source = o->cause_source,
                               .id = o->cause_id,
                               .instance = o->instance,
                               .run = *run,
                               .kind = (int)o->kind,
                               .due = o->due});
}

const char *zg_cuts_find(struct zg_decision *d, const struct zg_run *run) {
  struct zg_cuts *cuts = d->zg->cuts;
  struct entry *entry = NULL;
  if (cuts->all == NULL) return NULL;
  struct zg_hash128 name = name_in(d, run);
  HASH_FIND(hh, cuts->all, &name, sizeof name, entry);
  if (entry == NULL) return NULL;
  const char *why = zg_arena_strdup(d->arena, entry->why);
  drop(cuts, entry);
  return why;
}

/* The line itself. Its id follows from the run, so that the same run never has two. */
static const char *line_of(const struct zg_decision *d, const char *id, const struct zg_run *run,
                           const char *why) {
  const struct zg_occasion *o = d->occasion;
  struct zg_arena *arena = d->arena;
  struct cJSON *line = zg_json_new_object(arena), *data = zg_json_new_object(arena);
  struct cJSON *cause = zg_json_new_object(arena);
  char time[ZG_TIME_TEXT];
  zg_time_format(o->now, time);
  zg_json_add(arena, cause, "source", zg_json_new_string(arena, o->cause_source));
  zg_json_add(arena, cause, "id", zg_json_new_string(arena, o->cause_id));
  zg_json_add(arena, data, "shop", zg_json_new_string(arena, o->shop->id));
  zg_json_add(arena, data, "cause", cause);
  zg_json_add(arena, data, "instance", zg_json_new_string(arena, o->instance));
  zg_json_add(arena, data, "pack", zg_json_new_string(arena, run->pack));
  zg_json_add(arena, data, "rule", zg_json_new_string(arena, run->name));
  zg_json_add(arena, data, "run", zg_json_new_integer(arena, run->number));
  zg_json_add(arena, data, "kind", zg_json_new_integer(arena, (int64_t)o->kind));
  zg_json_add(arena, data, "due", zg_json_new_integer(arena, o->due));
  zg_json_add(arena, data, "why", zg_json_new_string(arena, why));
  zg_json_add(arena, line, "specversion", zg_json_new_string(arena, "1.0"));
  zg_json_add(arena, line, "id", zg_json_new_string(arena, id));
  zg_json_add(arena, line, "source", zg_json_new_string(arena, "zhanggui"));
  zg_json_add(arena, line, "type", zg_json_new_string(arena, ZG_CUT_TYPE));
  zg_json_add(arena, line, "time", zg_json_new_string(arena, time));
  zg_json_add(arena, line, "data", data);
  return zg_json_print(arena, line);
}

void zg_cuts_note(struct zg_decision *d, const struct zg_run *run, const char *why) {
  struct zg_arena *arena = d->zg->batch->arena;
  struct zg_batch_event *entry = zg_batch_add_event(d->zg->batch);
  struct zg_hash128 name = name_in(d, run);
  char id[33];
  zg_hash_hex(name, id);
  entry->shop = zg_arena_strdup(arena, d->occasion->shop->id);
  entry->source = "zhanggui";
  entry->id = zg_arena_strdup(arena, id);
  entry->generation = zg_arena_strdup(arena, d->occasion->shop->generation);
  entry->line = zg_arena_strdup(arena, line_of(d, id, run, why));
  entry->len = strlen(entry->line);
  entry->hash = name.a;
  entry->time = entry->received = d->occasion->now;
}
