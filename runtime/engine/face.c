/* The words of zhanggui.h that feed, tell the time, commit and deliver. */
#include <string.h>

#include "data/event.h"
#include "data/json.h"
#include "engine/cuts.h"
#include "engine/decide.h"
#include "engine/engine.h"
#include "engine/firing.h"
#include "engine/letters.h"
#include "engine/poison.h"

#define HOUR_MS (INT64_C(3600) * 1000)
#define DAY_MS (24 * HOUR_MS)

/* ---- feeding */

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
  if (event->time <= zg_memory_horizon(zg->memory, event->source))
    return zg_fail(err, ZG_EOLD,
                   "the event is older than what is remembered of this source, so it "
                   "may have been decided before; it is not decided");
  return 0;
}

static void journal(struct zg *zg, const struct zg_shop *shop, const struct zg_event *event,
                    uint64_t hash, const char *line, size_t len, int64_t received) {
  struct zg_arena *arena = zg->batch->arena;
  struct zg_batch_event *entry = zg_batch_add_event(zg->batch);
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

/* Time goes on to the instant at which the event is decided. On the event clock that is its own
 * time, or for an event out of an export the time of its receipt, which is what the clock showed
 * when it was decided. */
static void advance(struct zg *zg, const struct zg_event *event, int64_t now) {
  bool wall = zg->config.clock == ZG_CLOCK_WALL;
  bool exported = !wall && zg_json_get(event->envelope, "receivedtime") != NULL;
  int64_t instant = wall ? now : exported ? event->received : event->time;
  zg_firing_advance(zg, instant, wall || exported);
}

/* Only a log may say what happened to a run, not a platform. */
static int take_cut(struct zg *zg, const struct zg_event *event, struct zg_error *err) {
  if (!zg->config.replays)
    return zg_fail(err, ZG_EEVENT, "%s is the runtime's own; send your events under another type",
                   event->type);
  return zg_cuts_read(zg->cuts, event, err);
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
  if (zg_cuts_is(&event)) return take_cut(zg, &event, err);
  struct zg_shop *shop = zg_shops_serving(&zg->shops, event.source);
  if (shop == NULL)
    return zg_fail(err, ZG_ENOSHOP,
                   "no shop serves the source \"%s\"; add it to the sources in a "
                   "shop.lua",
                   event.source);
  receipt->shop = shop->id;
  uint64_t hash = zg_json_hash(tree);
  result = check_seen(zg, &event, hash, err);
  if (result != 0) {
    receipt->duplicate = result == 1;
    return result < 0 ? result : 0;
  }
  if (zg_outbox_full(zg->outbox, event.source))
    return zg_fail(err, ZG_EBUSY,
                   "%zu actions for this source wait to be delivered; take some, then "
                   "send the event again",
                   zg_outbox_pending(zg->outbox, event.source));
  advance(zg, &event, now);
  if (zg->config.clock == ZG_CLOCK_EVENT) received = zg->now; /* as the clock came to show */
  zg_decide_event(zg, shop, &event);
  journal(zg, shop, &event, hash, line, len, received); /* behind what deciding says of itself */
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
  int result = zg_poison_line(zg, line, len, err);
  if (result < 0) return result;
  result = feed(zg, line, len, now, receipt, err);
  zg_poison_line_over(zg);
  if (result < 0 && refusable(result)) zg_bury(zg, line, len, now, err);
  return result;
}

/* ---- time */

int64_t zg_next_deadline(const struct zg *zg) {
  const struct zg_timer_row *first = zg_timers_first(zg->timers);
  return first != NULL ? first->due : INT64_MAX;
}

int64_t zg_now(const struct zg *zg) {
  return zg_engine_now(zg);
}

int zg_run_due(struct zg *zg, int64_t now, int most) {
  return zg_firing_run(zg, now, most);
}

/* ---- committing and delivering */

/* The instant by which is forgotten. It follows the clock by an hour a commit at most: a clock that
 * jumps ahead for a moment must not make us forget, and refuse, what is of today. As long as no
 * time is known (the event clock before its first event) it does not begin: from 1970 it would take
 * half a million commits to today. */
static int64_t forgetting_until(struct zg *zg) {
  int64_t now = zg_now(zg);
  if (zg->now == INT64_MIN) return now;
  bool jumped = zg->forgetting != INT64_MIN && now - zg->forgetting > HOUR_MS;
  zg->forgetting = jumped ? zg->forgetting + HOUR_MS : now;
  return zg->forgetting;
}

/* The batch that was being filled is the next to be made safe; the other one is filled from here.
 */
static void hand_over(struct zg *zg) {
  zg->flying = zg->batch;
  zg->flying->now = forgetting_until(zg);
  zg->flying->journal_from = zg_now(zg) - zg->config.keep_days * DAY_MS;
  zg->flying_seq = zg->action_seq;
  zg->batch = zg->flying == &zg->batches[0] ? &zg->batches[1] : &zg->batches[0];
  zg_memory_turn(zg->memory, zg->batch);
}

/* What became of the flying batch. One that failed stays, to be tried again before any other. */
static int landed(struct zg *zg, int result) {
  if (result < 0) return result;
  zg_memory_settle(zg->memory);
  zg_batch_clear(zg->flying);
  zg->flying = NULL;
  zg_outbox_committed(zg->outbox, zg->flying_seq);
  return 0;
}

int zg_commit_begin(struct zg *zg, void (*done)(void *arg), void *arg) {
  if (zg->committing) return 0;
  if (zg->flying == NULL && zg_batch_empty(zg->batch)) return 0;
  if (zg->flying == NULL) hand_over(zg);
  if (zg->store->ops->concurrent && zg->committer == NULL)
    zg->committer = zg_committer_new(zg->store);
  zg->committing = zg->committer != NULL;
  if (zg->committing) zg_committer_begin(zg->committer, zg->flying, done, arg);
  return zg->committing ? 1 : 2;
}

int zg_commit_end(struct zg *zg, struct zg_error *err) {
  if (!zg->committing)
    return zg->flying != NULL ? landed(zg, zg->store->ops->commit(zg->store, zg->flying, err)) : 0;
  int result = zg_committer_end(zg->committer, err);
  zg->committing = false;
  return landed(zg, result);
}

int zg_commit(struct zg *zg, struct zg_error *err) {
  int result = zg_commit_end(zg, err); /* what is on its way, or failed, comes first */
  if (result < 0 || zg_batch_empty(zg->batch)) return result;
  hand_over(zg);
  return zg_commit_end(zg, err);
}

/* The action is out of the outbox: the next commit takes it out of the store. */
static void note_left(void *arg, const struct zg_action_row *row) {
  struct zg *zg = arg;
  struct zg_batch_action *entry = zg_batch_add_action(zg->batch);
  entry->gone = true;
  entry->row =
      (struct zg_action_row){.seq = row->seq, .shop = zg_arena_strdup(zg->batch->arena, row->shop)};
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
  zg_letters_add_action(rejection->zg, row, rejection->reason);
}

int zg_reject(struct zg *zg, const char *source, const char *id, const char *reason) {
  struct rejection rejection = {.zg = zg, .reason = reason};
  return zg_outbox_remove(zg->outbox, source, id, note_rejected, &rejection);
}

int zg_retry(struct zg *zg, int64_t now) {
  struct rejection rejection = {.zg = zg, .reason = "no adapter answered it in 20 tries"};
  return zg_outbox_retry(zg->outbox, now, note_rejected, &rejection);
}

void zg_release(struct zg *zg, const char *source) {
  zg_outbox_release(zg->outbox, source);
}
