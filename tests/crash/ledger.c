#include "crash/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum { KEYS = 10, SOURCES = 3, AN_HOUR = 3600 * 1000, HOURS = 4, RECENT = 60, EVENTS = 4 };
static const int64_t start = INT64_C(1800000000000);
static const char *const packs[] = {"", "bargain"};

/* ---- making batches */

static const char *padding(struct ledger *ledger, struct dice *dice, int64_t most) {
  int64_t len = dice_between(dice, 0, most);
  char *text = zg_arena_alloc(ledger->batch.arena, (size_t)len + 1);
  for (int64_t i = 0; i < len; i++)
    text[i] = (char)('a' + dice_roll(dice) % 26);
  return text;
}

static void add_events(struct ledger *ledger, struct dice *dice, int n) {
  struct zg_arena *arena = ledger->batch.arena;
  for (int64_t i = 0, count = dice_between(dice, 0, EVENTS); i < count; i++) {
    struct zg_batch_event *event = zg_batch_add_event(&ledger->batch);
    event->shop = "shop";
    event->source = zg_arena_printf(arena, "source-%d", (int)dice_between(dice, 0, SOURCES - 1));
    event->id = zg_arena_printf(arena, "e%d-%d", n, (int)i);
    event->generation = "g";
    event->line =
        zg_arena_printf(arena, "{\"text\":\"%s\"}", padding(ledger, dice, ledger->weight));
    event->len = strlen(event->line);
    event->hash = dice_roll(dice);
    event->received = ledger->batch.now;
    event->time = event->received - dice_between(dice, 0, 40) * AN_HOUR;
  }
}

static void add_docs(struct ledger *ledger, struct dice *dice, int n) {
  struct zg_arena *arena = ledger->batch.arena;
  *zg_batch_add_doc(&ledger->batch) = (struct zg_batch_doc){
      .shop = "shop", .pack = "count", .key = "", .json = zg_arena_printf(arena, "%d", n)};
  for (int64_t i = dice_between(dice, 0, 6); i > 0; i--) {
    struct zg_batch_doc *doc = zg_batch_add_doc(&ledger->batch);
    doc->shop = "shop";
    doc->pack = DICE_PICK(dice, packs);
    doc->scope = (int)dice_between(dice, 0, 3);
    doc->key = zg_arena_printf(arena, "k%d", (int)dice_between(dice, 0, KEYS - 1));
    if (dice_chance(dice, 70))
      doc->json = zg_arena_printf(arena, "\"%d %s\"", n, padding(ledger, dice, ledger->weight));
  }
}

static void add_timers(struct ledger *ledger, struct dice *dice, int n) {
  for (int64_t i = dice_between(dice, 0, 3); i > 0; i--) {
    struct zg_batch_timer *timer = zg_batch_add_timer(&ledger->batch);
    timer->gone = dice_chance(dice, 50);
    timer->row = (struct zg_timer_row){.seq = (uint64_t)(n * 4 + i), .shop = "shop"};
    if (timer->gone) timer->row.seq -= (uint64_t)dice_between(dice, 0, n < 10 ? n : 10) * 4;
    if (timer->gone) continue;
    timer->row.due = (int64_t)(dice_roll(dice) >> 20);
    timer->row.pack = timer->row.key = timer->row.name = "timer";
    timer->row.data = zg_arena_printf(ledger->batch.arena, "{\"n\":%d}", n);
  }
}

static void add_actions(struct ledger *ledger, struct dice *dice, int n) {
  for (int64_t i = dice_between(dice, 0, 3); i > 0; i--) {
    struct zg_batch_action *action = zg_batch_add_action(&ledger->batch);
    action->gone = dice_chance(dice, 50);
    action->row = (struct zg_action_row){.seq = (uint64_t)(n * 4 + i), .shop = "shop"};
    if (action->gone) action->row.seq -= (uint64_t)dice_between(dice, 0, n < 10 ? n : 10) * 4;
    if (action->gone) continue;
    action->row.source = action->row.type = "action";
    action->row.id = zg_arena_printf(ledger->batch.arena, "a%d-%d", n, (int)i);
    action->row.json = zg_arena_printf(ledger->batch.arena, "{\"text\":\"%s\"}",
                                       padding(ledger, dice, ledger->weight / 4));
  }
}

static void add_rest(struct ledger *ledger, struct dice *dice, int n) {
  if (dice_chance(dice, 20)) {
    struct zg_batch_dead *dead = zg_batch_add_dead(&ledger->batch);
    dead->code = "dead";
    dead->message = "why";
    dead->line = zg_arena_printf(ledger->batch.arena, "%d %s", n, padding(ledger, dice, 300));
    dead->len = strlen(dead->line);
    dead->when = ledger->batch.now;
  }
  for (int64_t i = dice_between(dice, 0, 2); i > 0; i--)
    *zg_batch_add_trace(&ledger->batch) = (struct zg_batch_trace){
        .shop = "shop", .source = "source-0", .id = "e", .json = "{}", .when = ledger->batch.now};
}

void ledger_make(struct ledger *ledger, int n) {
  struct dice dice = {.state = ledger->seed ^ (uint64_t)n << 32};
  zg_batch_clear(&ledger->batch);
  zg_arena_reset(ledger->batch.arena);
  ledger->batch.now = start + (int64_t)n * HOURS * AN_HOUR;
  add_events(ledger, &dice, n);
  add_docs(ledger, &dice, n);
  add_timers(ledger, &dice, n);
  add_actions(ledger, &dice, n);
  add_rest(ledger, &dice, n);
}

/* ---- the model */

void ledger_init(struct ledger *ledger, uint64_t seed, int weight) {
  memset(ledger, 0, sizeof *ledger);
  ledger->seed = seed;
  ledger->weight = weight;
  zg_batch_init(&ledger->batch);
  zg_store_memory_open(&ledger->model);
}

void ledger_fini(struct ledger *ledger) {
  ledger->model->ops->close(ledger->model);
  zg_batch_fini(&ledger->batch);
}

/* The hash of a journal that has one event more. */
static uint64_t hash_event(uint64_t before, const struct zg_batch_event *event) {
  struct zg_bytes text = {0};
  zg_bytes_printf(&text, "%" PRIu64 " %s %s %s %" PRId64 " %" PRId64 " %s ", before, event->shop,
                  event->source, event->id, event->time, event->received, event->generation);
  zg_bytes_add(&text, event->line, event->len);
  uint64_t hash = zg_hash64(text.data, text.len);
  zg_bytes_fini(&text);
  return hash;
}

/* Brings the model to the first n batches; it cannot go back but by starting again. */
static void model_to(struct ledger *ledger, int n) {
  if (n < ledger->count) {
    ledger->model->ops->close(ledger->model);
    zg_store_memory_open(&ledger->model);
    ledger->count = 0;
  }
  while (ledger->count < n) {
    ledger_make(ledger, ledger->count + 1);
    ledger->model->ops->commit(ledger->model, &ledger->batch, NULL);
    ledger->after[ledger->count + 1] = ledger->after[ledger->count];
    ledger->count++;
    for (struct zg_batch_event *e = ledger->batch.events; e != NULL; e = e->next) {
      ledger->after[ledger->count].events++;
      ledger->after[ledger->count].hash = hash_event(ledger->after[ledger->count].hash, e);
    }
    for (struct zg_batch_trace *t = ledger->batch.traces; t != NULL; t = t->next)
      ledger->after[ledger->count].traces++;
  }
}

/* ---- looking at a store */

static int tell_timer(void *arg, const struct zg_timer_row *row) {
  zg_bytes_printf(arg, "timer %d %" PRId64 " %s %s\n", (int)row->seq, row->due, row->name,
                  row->data);
  return 0;
}

static int tell_action(void *arg, const struct zg_action_row *row) {
  zg_bytes_printf(arg, "action %d %s %s %s\n", (int)row->seq, row->source, row->id, row->json);
  return 0;
}

static int tell_dead(void *arg, const struct zg_batch_dead *row) {
  zg_bytes_printf(arg, "dead %" PRId64 " %.*s\n", row->when, (int)row->len, row->line);
  return 0;
}

static void tell_docs(struct zg_store *store, struct zg_bytes *out) {
  for (int i = 0; i < 2 * 4 * KEYS; i++) {
    char key[16];
    snprintf(key, sizeof key, "k%d", i / 8);
    zg_bytes_printf(out, "doc %s %d %s ", key, i / 2 % 4, packs[i % 2]);
    store->ops->doc(store, "shop", packs[i % 2], i / 2 % 4, key, out);
    zg_bytes_add_char(out, '\n');
  }
}

/* Every id around the window is looked up, that of the batch that may have been lost as well. */
static void tell_seen(struct zg_store *store, int n, struct zg_bytes *out) {
  for (int at = n > RECENT ? n - RECENT : 1; at <= n + 1; at++) {
    for (int i = 0; i < EVENTS * SOURCES; i++) {
      char id[32], source[32];
      uint64_t hash = 0;
      snprintf(id, sizeof id, "e%d-%d", at, i / SOURCES);
      snprintf(source, sizeof source, "source-%d", i % SOURCES);
      if (store->ops->seen(store, source, id, &hash) == 1)
        zg_bytes_printf(out, "seen %s %s %" PRIx64 "\n", source, id, hash);
    }
  }
  for (int i = 0; i < SOURCES; i++) {
    char source[32];
    snprintf(source, sizeof source, "source-%d", i);
    zg_bytes_printf(out, "horizon %s %" PRId64 "\n", source, store->ops->horizon(store, source));
  }
}

/* All that both stores can be asked, as text. */
static void tell(struct zg_store *store, int n, struct zg_bytes *out) {
  tell_docs(store, out);
  tell_seen(store, n, out);
  store->ops->each_timer(store, tell_timer, out);
  store->ops->each_action(store, tell_action, out);
  store->ops->each_dead(store, 0, tell_dead, out);
}

/* Whether the two say the same; puts the first line that differs into ledger->why. */
static bool same_state(struct ledger *ledger, struct zg_store *store, int n) {
  struct zg_bytes is = {0}, should = {0};
  tell(store, n, &is);
  tell(ledger->model, n, &should);
  size_t at = 0, line = 0;
  while (is.data[at] == should.data[at] && is.data[at] != '\0')
    if (is.data[at++] == '\n') line = at;
  bool same = is.len == should.len && at == is.len;
  if (!same)
    snprintf(ledger->why, sizeof ledger->why, "after %d batches it says %.80s and should say %.80s",
             n, is.data + line, should.data + line);
  zg_bytes_fini(&is);
  zg_bytes_fini(&should);
  return same;
}

/* One number from the store's tables; -1: it cannot be read. */
static int64_t number(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = NULL;
  int64_t value = -1;
  if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
    value = sqlite3_column_int64(s, 0);
  sqlite3_finalize(s);
  return value;
}

static bool same_journal(struct ledger *ledger, sqlite3 *db, int n) {
  sqlite3_stmt *s = NULL;
  uint64_t hash = 0;
  int events = 0;
  sqlite3_prepare_v2(db,
                     "SELECT shop, source, id, generation, line, time, received FROM events "
                     "ORDER BY seq",
                     -1, &s, NULL);
  for (; sqlite3_step(s) == SQLITE_ROW; events++) {
    const struct zg_batch_event event = {.shop = (const char *)sqlite3_column_text(s, 0),
                                         .source = (const char *)sqlite3_column_text(s, 1),
                                         .id = (const char *)sqlite3_column_text(s, 2),
                                         .generation = (const char *)sqlite3_column_text(s, 3),
                                         .line = (const char *)sqlite3_column_text(s, 4),
                                         .len = (size_t)sqlite3_column_bytes(s, 4),
                                         .time = sqlite3_column_int64(s, 5),
                                         .received = sqlite3_column_int64(s, 6)};
    hash = hash_event(hash, &event);
  }
  sqlite3_finalize(s);
  if (events == ledger->after[n].events && hash == ledger->after[n].hash) return true;
  snprintf(ledger->why, sizeof ledger->why,
           "after %d batches the journal has %d events and should have %d; or other ones", n,
           events, ledger->after[n].events);
  return false;
}

/* What must hold whatever is in it: the file is in order, and an event of the journal is either
 * known or as old as the horizon, so that it is never decided again. */
static bool in_order(struct ledger *ledger, sqlite3 *db, int n) {
  sqlite3_stmt *s = NULL;
  bool ok = sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL) == SQLITE_OK &&
            sqlite3_step(s) == SQLITE_ROW &&
            strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
  sqlite3_finalize(s);
  int64_t open = number(db, "SELECT count(*) FROM events AS e WHERE NOT EXISTS "
                            "(SELECT 1 FROM seen AS s WHERE s.source = e.source AND s.id = e.id) "
                            "AND NOT coalesce(e.time <= (SELECT h.time FROM horizons AS h "
                            "WHERE h.source = e.source), 0)");
  int64_t traces = number(db, "SELECT count(*) FROM traces");
  if (ok && open == 0 && traces == ledger->after[n].traces) return true;
  snprintf(ledger->why, sizeof ledger->why,
           "after %d batches: integrity %d, events behind no horizon %d, traces %d of %d", n, ok,
           (int)open, (int)traces, ledger->after[n].traces);
  return false;
}

enum ledger_verdict ledger_check(struct ledger *ledger, struct zg_store *store, sqlite3 *db,
                                 int acked, int tried, int *found) {
  struct zg_bytes text = {0};
  store->ops->doc(store, "shop", "count", 0, "", &text);
  *found = text.data != NULL ? atoi(text.data) : 0;
  zg_bytes_fini(&text);
  if (*found < 0 || *found > tried) {
    snprintf(ledger->why, sizeof ledger->why, "it has %d batches of %d", *found, tried);
    return LEDGER_BROKEN;
  }
  model_to(ledger, *found);
  if (!in_order(ledger, db, *found) || !same_journal(ledger, db, *found) ||
      !same_state(ledger, store, *found))
    return LEDGER_BROKEN;
  if (*found >= acked) return LEDGER_FINE;
  snprintf(ledger->why, sizeof ledger->why, "of %d safe batches it has %d", acked, *found);
  return LEDGER_LOST;
}
