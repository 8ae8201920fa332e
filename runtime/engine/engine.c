#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "data/event.h"
#include "data/json.h"
#include "engine/decide.h"
#include "engine/firing.h"
#include "engine/shipped.h"

enum { DEAD_LINE = 64 * 1024 }; /* bytes kept of a line that was refused */

struct zg_served {
  UT_hash_handle hh;
  struct zg_shop *shop; /* NULL: none serves it */
  char source[];
};

/* ---- opening and closing */

static void warn(void *arg, const char *message) {
  struct zg *zg = arg;
  if (zg->config.on_log != NULL) zg->config.on_log(zg->config.arg, message);
}

static int load_shop(struct zg *zg, const struct zg_shop_source *source, struct zg_error *err) {
  struct zg_shop *shop = NULL;
  int result = zg_shop_load(source, &shop, err);
  if (result < 0) return result;
  if (zg_engine_shop(zg, shop->id) != NULL) {
    zg_fail_at(err, ZG_ELOAD, shop->file, 0, "another shop has the id %s, too", shop->id);
    zg_shop_free(shop);
    return ZG_ELOAD;
  }
  zg->shops = zg_realloc(zg->shops, (zg->shop_count + 1) * sizeof *zg->shops);
  zg->shops[zg->shop_count++] = shop;
  return 0;
}

static int load_folders(struct zg *zg, struct zg_error *err) {
  char shipped[4096];
  const char *const *shops = zg->config.shops;
  bool given = zg->config.rules != NULL;
  const char *rules = given ? zg->config.rules : zg_shipped_rules(shipped, sizeof shipped);
  int result = 0;
  if (rules == NULL)
    return zg_fail(err, ZG_ENOTFOUND,
                   "the shipped rules are not where they were installed; name "
                   "their folder with --rules");
  bool unnamed = shops == NULL || shops[0] == NULL;
  for (size_t i = 0; result == 0 && (unnamed ? i < 1 : shops[i] != NULL); i++) {
    const struct zg_shop_source source = {.dir = unnamed ? NULL : shops[i],
                                          .rules = rules,
                                          .rules_given = given,
                                          .text = zg->text,
                                          .warn = warn,
                                          .arg = zg};
    result = load_shop(zg, &source, err);
  }
  return result;
}

/* What stood in the store when it was opened. */
static int recall_timer(void *arg, const struct zg_timer_row *row) {
  struct zg *zg = arg;
  zg_timers_add(zg->timers, row);
  if (row->seq > zg->timer_seq) zg->timer_seq = row->seq;
  return 0;
}

static int recall_action(void *arg, const struct zg_action_row *row) {
  struct zg *zg = arg;
  zg_outbox_add(zg->outbox, row);
  if (row->seq > zg->action_seq) zg->action_seq = row->seq;
  return 0;
}

static int open_store(struct zg *zg, struct zg_error *err) {
  const char *data = zg->config.data;
  if (data != NULL && strcmp(data, ":memory:") != 0)
    return zg_fail(err, ZG_EUSAGE,
                   "the store %s cannot be opened: this version keeps everything "
                   "in memory; use :memory:",
                   data);
  int result = zg_store_memory_open(&zg->store);
  if (result < 0) return result;
  zg->memory = zg_memory_new(zg->store, &zg->batch);
  result = zg->store->ops->each_timer(zg->store, recall_timer, zg);
  if (result == 0) result = zg->store->ops->each_action(zg->store, recall_action, zg);
  zg_outbox_committed(zg->outbox, zg->action_seq);
  return result;
}

static struct zg *new_engine(const struct zg_config *config) {
  struct zg *zg = zg_alloc(sizeof *zg);
  zg->config = *config;
  zg->now = INT64_MIN;
  zg_batch_init(&zg->batch);
  zg->reading = zg_arena_new();
  zg->deciding = zg_arena_new();
  zg->timers = zg_timers_new();
  zg->outbox = zg_outbox_new();
  return zg;
}

static int finish_opening(struct zg *zg, int result, struct zg **out, struct zg_error *err) {
  if (result == 0) result = open_store(zg, err);
  if (result < 0)
    zg_close(zg);
  else
    *out = zg;
  return result;
}

int zg_open(const struct zg_config *config, struct zg **out, struct zg_error *err) {
  struct zg *zg = new_engine(config);
  int result = zg_text_open(&zg->own_text, err);
  zg->text = zg->own_text;
  if (result == 0) result = load_folders(zg, err);
  return finish_opening(zg, result, out, err);
}

int zg_engine_open(const struct zg_config *config, const struct zg_shop_source *sources,
                   size_t count, struct zg **out, struct zg_error *err) {
  struct zg *zg = new_engine(config);
  int result = 0;
  zg->text = sources[0].text;
  for (size_t i = 0; i < count && result == 0; i++)
    result = load_shop(zg, &sources[i], err);
  return finish_opening(zg, result, out, err);
}

void zg_close(struct zg *zg) {
  struct zg_served *served = NULL, *next = NULL;
  if (zg == NULL) return;
  HASH_ITER(hh, zg->served, served, next) {
    HASH_DELETE(hh, zg->served, served);
    free(served);
  }
  for (size_t i = 0; i < zg->shop_count; i++)
    zg_shop_free(zg->shops[i]);
  free(zg->shops);
  zg_memory_free(zg->memory);
  if (zg->store != NULL) zg->store->ops->close(zg->store);
  zg_timers_free(zg->timers);
  zg_outbox_free(zg->outbox);
  zg_batch_fini(&zg->batch);
  zg_arena_free(zg->reading);
  zg_arena_free(zg->deciding);
  zg_bytes_fini(&zg->envelope);
  zg_bytes_fini(&zg->about);
  zg_text_close(zg->own_text);
  free(zg);
}

/* ---- what the floor above the store shares */

struct zg_shop *zg_engine_shop(const struct zg *zg, const char *id) {
  for (size_t i = 0; i < zg->shop_count; i++)
    if (strcmp(zg->shops[i]->id, id) == 0) return zg->shops[i];
  return NULL;
}

void zg_engine_remove_timer(struct zg *zg, const struct zg_timer_row *row) {
  struct zg_arena *arena = zg->batch.arena;
  struct zg_batch_timer *entry = zg_batch_add_timer(&zg->batch);
  entry->gone = true;
  entry->row = (struct zg_timer_row){.seq = row->seq, .shop = zg_arena_strdup(arena, row->shop)};
  zg_timers_remove(zg->timers, row);
}

void zg_engine_set_timer(struct zg *zg, struct zg_timer_row row) {
  struct zg_arena *arena = zg->batch.arena;
  const struct zg_timer_row *standing =
      zg_timers_find(zg->timers, row.shop, row.pack, row.scope, row.key, row.name);
  struct zg_timer_row copy = {.seq = ++zg->timer_seq,
                              .due = row.due,
                              .kind = row.kind,
                              .scope = row.scope,
                              .shop = zg_arena_strdup(arena, row.shop),
                              .pack = zg_arena_strdup(arena, row.pack),
                              .key = zg_arena_strdup(arena, row.key),
                              .name = zg_arena_strdup(arena, row.name),
                              .data = zg_arena_strdup(arena, row.data)};
  if (standing != NULL) zg_engine_remove_timer(zg, standing);
  zg_batch_add_timer(&zg->batch)->row = copy;
  zg_timers_add(zg->timers, &copy);
}

void zg_engine_add_action(struct zg *zg, struct zg_action_row row) {
  struct zg_arena *arena = zg->batch.arena;
  struct zg_action_row copy = {.seq = ++zg->action_seq,
                               .shop = zg_arena_strdup(arena, row.shop),
                               .source = zg_arena_strdup(arena, row.source),
                               .id = zg_arena_strdup(arena, row.id),
                               .type = zg_arena_strdup(arena, row.type),
                               .json = zg_arena_strdup(arena, row.json)};
  zg_batch_add_action(&zg->batch)->row = copy;
  zg_outbox_add(zg->outbox, &copy);
}

void zg_engine_bury(struct zg *zg, const char *line, size_t len, int64_t when, const char *code,
                    const char *message) {
  struct zg_arena *arena = zg->batch.arena;
  struct zg_batch_dead *dead = zg_batch_add_dead(&zg->batch);
  dead->len = len < DEAD_LINE ? len : DEAD_LINE;
  dead->line = zg_arena_strndup(arena, line, dead->len);
  dead->code = zg_arena_strdup(arena, code);
  dead->message = zg_arena_strdup(arena, message);
  dead->when = when;
}

/* ---- feeding */

static struct zg_shop *find_shop(struct zg *zg, const char *source) {
  struct zg_served *served = NULL;
  HASH_FIND_STR(zg->served, source, served);
  if (served != NULL) return served->shop;
  struct zg_shop *best = NULL;
  int how = 0;
  for (size_t i = 0; i < zg->shop_count; i++) {
    int serves = zg_shop_serves(zg->shops[i], source);
    if (serves > how) {
      how = serves;
      best = zg->shops[i];
    }
  }
  if (best == NULL) return NULL; /* unknown sources are not remembered: anybody can make them up */
  served = zg_alloc(sizeof *served + strlen(source) + 1);
  strcpy(served->source, source);
  served->shop = best;
  HASH_ADD_STR(zg->served, source, served);
  return best;
}

/* Whether it was decided before (1), is new (0), or must be refused. */
static int check_seen(struct zg *zg, const struct zg_event *event, uint64_t hash,
                      struct zg_error *err) {
  uint64_t before = 0;
  if (zg_memory_seen(zg->memory, event->source, event->id, &before) == 1) {
    if (before == hash) return 1;
    return zg_fail(err, ZG_ECONFLICT,
                   "the event \"%s\" came before with another body; give a new "
                   "event a new id",
                   event->id);
  }
  if (event->time <= zg->store->ops->horizon(zg->store, event->source))
    return zg_fail(err, ZG_EOLD,
                   "the event is older than what is remembered of this source, so it "
                   "may have been decided before; it is not decided");
  return 0;
}

static void journal(struct zg *zg, const struct zg_shop *shop, const struct zg_event *event,
                    uint64_t hash, const char *line, size_t len, int64_t received) {
  struct zg_arena *arena = zg->batch.arena;
  struct zg_batch_event *entry = zg_batch_add_event(&zg->batch);
  entry->shop = zg_arena_strdup(arena, shop->id);
  entry->source = zg_arena_strdup(arena, event->source);
  entry->id = zg_arena_strdup(arena, event->id);
  entry->generation = zg_arena_strdup(arena, shop->generation);
  entry->line = zg_arena_strndup(arena, line, len);
  entry->len = len;
  entry->hash = hash;
  entry->time = event->time;
  entry->received = received;
  zg_memory_note(zg->memory, entry);
}

static int refusable(int code) {
  return code != ZG_ELINE && code != ZG_EBUSY && code != ZG_EUNAVAILABLE;
}

static int feed(struct zg *zg, const char *line, size_t len, int64_t now,
                struct zg_receipt *receipt, struct zg_error *err) {
  struct cJSON *tree = NULL;
  struct zg_event event = {0};
  int result = zg_json_parse(zg->reading, line, len, &tree, err);
  if (result < 0) return result;
  int64_t received = zg->config.clock == ZG_CLOCK_WALL ? now : zg->now == INT64_MIN ? now : zg->now;
  result = zg_event_read(zg->reading, tree, received, &event, err);
  receipt->source = event.source;
  receipt->id = event.id;
  if (result < 0) return result;
  struct zg_shop *shop = find_shop(zg, event.source);
  if (shop == NULL)
    return zg_fail(err, ZG_ENOSHOP,
                   "no shop serves the source \"%s\"; add it to the sources in a "
                   "shop.lua",
                   event.source);
  uint64_t hash = zg_json_hash(tree);
  result = check_seen(zg, &event, hash, err);
  if (result != 0) {
    receipt->duplicate = result == 1;
    return result < 0 ? result : 0;
  }
  if (zg_outbox_pending(zg->outbox, event.source) >= ZG_OUTBOX_LIMIT)
    return zg_fail(err, ZG_EBUSY,
                   "%d actions for this source wait to be delivered; take some, then "
                   "send the event again",
                   ZG_OUTBOX_LIMIT);
  zg_firing_advance(zg, zg->config.clock == ZG_CLOCK_EVENT ? event.time : now);
  journal(zg, shop, &event, hash, line, len, received);
  zg_decide_event(zg, shop, &event);
  return 0;
}

int zg_feed(struct zg *zg, const char *line, size_t len, int64_t now, struct zg_receipt *receipt,
            struct zg_error *err) {
  struct zg_receipt ignored = {0};
  struct zg_error unused = {0};
  if (receipt == NULL) receipt = &ignored;
  if (err == NULL) err = &unused;
  *receipt = (struct zg_receipt){0};
  zg_arena_reset(zg->reading);
  int result = feed(zg, line, len, now, receipt, err);
  if (result < 0 && refusable(result)) zg_bury(zg, line, len, now, err);
  return result;
}

void zg_bury(struct zg *zg, const char *line, size_t len, int64_t now, const struct zg_error *why) {
  zg_engine_bury(zg, line, len, now, zg_code_word(why->code), why->message);
}

/* ---- time */

int64_t zg_next_deadline(const struct zg *zg) {
  const struct zg_timer_row *first = zg_timers_first(zg->timers);
  return first != NULL ? first->due : INT64_MAX;
}

int64_t zg_now(const struct zg *zg) {
  return zg->now == INT64_MIN ? 0 : zg->now;
}

int zg_run_due(struct zg *zg, int64_t now, int most) {
  return zg_firing_run(zg, now, most);
}

/* ---- committing and delivering */

int zg_commit(struct zg *zg, struct zg_error *err) {
  if (zg_batch_empty(&zg->batch)) return 0;
  zg->batch.now = zg->now;
  int result = zg->store->ops->commit(zg->store, &zg->batch, err);
  if (result < 0) return result;
  zg_memory_settle(zg->memory);
  zg_batch_clear(&zg->batch);
  zg_outbox_committed(zg->outbox, zg->action_seq);
  return 0;
}

/* The action is out of the outbox: the next commit takes it out of the store. */
static void note_left(void *arg, const struct zg_action_row *row) {
  struct zg *zg = arg;
  struct zg_batch_action *entry = zg_batch_add_action(&zg->batch);
  entry->gone = true;
  entry->row =
      (struct zg_action_row){.seq = row->seq, .shop = zg_arena_strdup(zg->batch.arena, row->shop)};
}

int zg_take_actions(struct zg *zg, const char *source, zg_action_fn *fn, void *arg) {
  return zg_outbox_take(zg->outbox, source, fn, arg, note_left, zg);
}

size_t zg_pending(const struct zg *zg, const char *source) {
  return zg_outbox_pending(zg->outbox, source);
}

int zg_acknowledge(struct zg *zg, const char *source, const char *id) {
  return zg_outbox_remove(zg->outbox, source, id, note_left, zg);
}

/* What a rejected action leaves behind. */
struct rejection {
  struct zg *zg;
  const char *reason;
};

static void note_rejected(void *arg, const struct zg_action_row *row) {
  const struct rejection *rejection = arg;
  note_left(rejection->zg, row);
  zg_engine_bury(rejection->zg, row->json, strlen(row->json), zg_now(rejection->zg), "nack",
                 rejection->reason);
}

int zg_reject(struct zg *zg, const char *source, const char *id, const char *reason) {
  struct rejection rejection = {.zg = zg, .reason = reason};
  return zg_outbox_remove(zg->outbox, source, id, note_rejected, &rejection);
}

void zg_release(struct zg *zg, const char *source) {
  zg_outbox_release(zg->outbox, source);
}

const char *zg_describe(struct zg *zg) {
  zg_bytes_clear(&zg->about);
  for (size_t i = 0; i < zg->shop_count; i++) {
    const struct zg_shop *shop = zg->shops[i];
    zg_bytes_printf(&zg->about, "%sshop %s (%s), packs", i > 0 ? "\n" : "", shop->id,
                    shop->generation);
    for (size_t j = 0; j < shop->pack_count; j++)
      zg_bytes_printf(&zg->about, "%s %s %s", j > 0 ? "," : "", shop->packs[j]->name,
                      shop->packs[j]->version);
    if (shop->pack_count == 0) zg_bytes_add_text(&zg->about, " none");
  }
  return zg->about.data;
}
