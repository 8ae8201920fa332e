/* test_store: what every store must do, told by its vtable. A store joins by a line in `backends`.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "store/store.h"

/* Each store on disk in a file of its own, which nobody finds any more once it is closed. */
static int open_sqlite(struct zg_store **out) {
  char folder[] = "/tmp/zg-store-XXXXXX", path[64], log[64];
  struct zg_error err = {0};
  if (mkdtemp(folder) == NULL) return ZG_ESYSTEM;
  snprintf(path, sizeof path, "%s/store.db", folder);
  snprintf(log, sizeof log, "%s/store.db-wal", folder);
  int result = zg_store_sqlite_open(path, out, &err);
  if (result < 0) print_error("%s\n", err.message);
  unlink(path);
  unlink(log);
  rmdir(folder);
  return result;
}

static const struct {
  const char *name;
  int (*open)(struct zg_store **out);
} backends[] = {
    {"memory", zg_store_memory_open},
    {"sqlite", open_sqlite},
};
enum { BACKENDS = sizeof backends / sizeof backends[0] };

/* A store and the batch that is being filled. */
struct bench {
  struct zg_store *store;
  struct zg_batch batch;
};

static void open_bench(struct bench *b, size_t backend) {
  b->store = NULL;
  print_message("  %s\n", backends[backend].name);
  assert_int_equal(backends[backend].open(&b->store), 0);
  zg_batch_init(&b->batch);
}

static void close_bench(struct bench *b) {
  zg_batch_fini(&b->batch);
  b->store->ops->close(b->store);
}

/* Commits what was gathered, with the engine's time; the batch is empty after, and its memory
 * spoiled, so that a store that borrowed from it is found out. */
static void commit(struct bench *b, int64_t now) {
  struct zg_error err = {0};
  b->batch.now = now;
  assert_int_equal(b->store->ops->commit(b->store, &b->batch, &err), 0);
  zg_batch_clear(&b->batch);
  memset(zg_arena_alloc(b->batch.arena, 2000), 'x', 2000);
  zg_arena_reset(b->batch.arena);
}

static const char *keep(struct bench *b, const char *text) {
  return text != NULL ? zg_arena_strdup(b->batch.arena, text) : NULL;
}

static void put_doc(struct bench *b, const char *shop, const char *pack, int scope, const char *key,
                    const char *json) {
  *zg_batch_add_doc(&b->batch) = (struct zg_batch_doc){.shop = keep(b, shop),
                                                       .pack = keep(b, pack),
                                                       .key = keep(b, key),
                                                       .json = keep(b, json),
                                                       .scope = scope};
}

static void put_event(struct bench *b, const char *source, const char *id, uint64_t hash,
                      int64_t time, int64_t received) {
  struct zg_batch_event *event = zg_batch_add_event(&b->batch);
  event->shop = keep(b, "s");
  event->source = keep(b, source);
  event->id = keep(b, id);
  event->generation = keep(b, "g");
  event->line = keep(b, "{}");
  event->len = 2;
  event->hash = hash;
  event->time = time;
  event->received = received;
}

static void put_timer(struct bench *b, uint64_t seq, int64_t due, const char *name) {
  struct zg_batch_timer *timer = zg_batch_add_timer(&b->batch);
  timer->gone = name == NULL;
  timer->row.seq = seq;
  timer->row.shop = keep(b, "s");
  if (timer->gone) return;
  timer->row.due = due;
  timer->row.kind = 2;
  timer->row.scope = 1;
  timer->row.pack = keep(b, "p");
  timer->row.key = keep(b, "k");
  timer->row.name = keep(b, name);
  timer->row.data = keep(b, "{\"a\":1}");
}

static void put_action(struct bench *b, uint64_t seq, const char *id) {
  struct zg_batch_action *action = zg_batch_add_action(&b->batch);
  action->gone = id == NULL;
  action->row.seq = seq;
  action->row.shop = keep(b, "s");
  if (action->gone) return;
  action->row.source = keep(b, "src");
  action->row.id = keep(b, id);
  action->row.type = keep(b, "t");
  action->row.json = keep(b, "{}");
}

/* The document as text; "" when there is none. Valid until the next call. */
static void assert_doc(struct bench *b, const char *shop, const char *pack, int scope,
                       const char *key, const char *expected) {
  struct zg_bytes text = {0};
  zg_bytes_add_text(&text, "<"); /* it is appended */
  int found = b->store->ops->doc(b->store, shop, pack, scope, key, &text);
  assert_int_equal(found, expected != NULL);
  assert_int_equal(text.data[0], '<');
  assert_string_equal(text.data + 1, expected != NULL ? expected : "");
  zg_bytes_fini(&text);
}

static int seen(struct bench *b, const char *source, const char *id, uint64_t expected) {
  uint64_t hash = 0;
  int found = b->store->ops->seen(b->store, source, id, &hash);
  if (found == 1) assert_true(hash == expected);
  return found;
}

struct listing {
  struct zg_bytes text;
  int stop_after;
};

static int list_timer(void *arg, const struct zg_timer_row *row) {
  struct listing *l = arg;
  assert_string_equal(row->data, "{\"a\":1}");
  assert_int_equal(row->kind, 2);
  assert_int_equal(row->scope, 1);
  assert_string_equal(row->key, "k");
  zg_bytes_printf(&l->text, "%d:%s@%d ", (int)row->seq, row->name, (int)row->due);
  return --l->stop_after == 0 ? 7 : 0;
}

static int list_action(void *arg, const struct zg_action_row *row) {
  struct listing *l = arg;
  assert_string_equal(row->source, "src");
  assert_string_equal(row->json, "{}");
  zg_bytes_printf(&l->text, "%d:%s ", (int)row->seq, row->id);
  return --l->stop_after == 0 ? 7 : 0;
}

static void assert_timers(struct bench *b, const char *expected) {
  struct listing l = {0};
  zg_bytes_add_text(&l.text, "");
  assert_int_equal(b->store->ops->each_timer(b->store, list_timer, &l), 0);
  assert_string_equal(l.text.data, expected);
  zg_bytes_fini(&l.text);
}

static void assert_actions(struct bench *b, const char *expected) {
  struct listing l = {0};
  zg_bytes_add_text(&l.text, "");
  assert_int_equal(b->store->ops->each_action(b->store, list_action, &l), 0);
  assert_string_equal(l.text.data, expected);
  zg_bytes_fini(&l.text);
}

static void test_empty(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    commit(&b, INT64_MIN); /* an engine that was never told the time */
    assert_doc(&b, "s", "p", 0, "k", NULL);
    assert_int_equal(seen(&b, "a", "1", 0), 0);
    assert_true(b.store->ops->horizon(b.store, "a") == INT64_MIN);
    assert_timers(&b, "");
    assert_actions(&b, "");
    close_bench(&b);
  }
}

static void test_docs(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    put_doc(&b, "s", "p", 0, "k", "{\"n\":1}");
    put_doc(&b, "s", "p", 1, "k", "{\"n\":2}");
    put_doc(&b, "s", "", 0, "k", "{\"n\":3}");
    put_doc(&b, "s2", "p", 0, "k", "{\"n\":4}");
    put_doc(&b, "s", "p", 3, "", "{\"n\":5}");
    put_doc(&b, "s", "pp", 0, "k", "{\"n\":6}"); /* names do not run together */
    put_doc(&b, "sp", "p", 0, "k", "{\"n\":7}");
    assert_doc(&b, "s", "p", 0, "k", NULL); /* nothing before the commit */
    commit(&b, 1);
    assert_doc(&b, "s", "p", 0, "k", "{\"n\":1}");
    assert_doc(&b, "s", "p", 1, "k", "{\"n\":2}");
    assert_doc(&b, "s", "", 0, "k", "{\"n\":3}");
    assert_doc(&b, "s2", "p", 0, "k", "{\"n\":4}");
    assert_doc(&b, "s", "p", 3, "", "{\"n\":5}");
    assert_doc(&b, "s", "pp", 0, "k", "{\"n\":6}");
    assert_doc(&b, "sp", "p", 0, "k", "{\"n\":7}");
    assert_doc(&b, "s", "p", 2, "k", NULL);
    assert_doc(&b, "s", "p", 0, "", NULL);
    /* Within one batch the last word counts. */
    put_doc(&b, "s", "p", 0, "k", "{\"n\":10}");
    put_doc(&b, "s", "p", 0, "k", NULL);
    put_doc(&b, "s", "p", 1, "k", NULL);
    put_doc(&b, "s", "p", 1, "k", "{\"n\":20}");
    put_doc(&b, "s", "p", 2, "never", NULL);
    commit(&b, 2);
    assert_doc(&b, "s", "p", 0, "k", NULL);
    assert_doc(&b, "s", "p", 1, "k", "{\"n\":20}");
    assert_doc(&b, "s", "", 0, "k", "{\"n\":3}");
    put_doc(&b, "s", "p", 0, "k", "{\"n\":30}");
    commit(&b, 3);
    assert_doc(&b, "s", "p", 0, "k", "{\"n\":30}");
    close_bench(&b);
  }
}

/* Thousands of random puts and deletes against an array. */
static void test_docs_random(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    int model[200] = {0}; /* 0: none */
    uint64_t seed = 5;
    open_bench(&b, i);
    for (int round = 0; round < 300; round++) {
      for (uint64_t n = zg_random_next(&seed) % 30; n > 0; n--) {
        uint64_t dice = zg_random_next(&seed);
        int at = (int)(dice % 200), value = dice >> 32 & 3 ? round + 1 : 0;
        char key[16], json[32];
        snprintf(key, sizeof key, "k%d", at / 4);
        snprintf(json, sizeof json, "{\"v\":%d}", value);
        put_doc(&b, "s", "p", at % 4, key, value != 0 ? json : NULL);
        model[at] = value;
      }
      commit(&b, round);
    }
    for (int at = 0; at < 200; at++) {
      char key[16], json[32];
      snprintf(key, sizeof key, "k%d", at / 4);
      snprintf(json, sizeof json, "{\"v\":%d}", model[at]);
      assert_doc(&b, "s", "p", at % 4, key, model[at] != 0 ? json : NULL);
    }
    close_bench(&b);
  }
}

static void test_seen(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    put_event(&b, "a", "1", 111, 1000, 1000);
    put_event(&b, "a1", "", 222, 1000, 1000);
    put_event(&b, "b", "1", UINT64_MAX, 1000, 1000);
    assert_int_equal(seen(&b, "a", "1", 111), 0); /* not committed */
    commit(&b, 1000);
    assert_int_equal(seen(&b, "a", "1", 111), 1);
    assert_int_equal(seen(&b, "a1", "", 222), 1);
    assert_int_equal(seen(&b, "b", "1", UINT64_MAX), 1);
    assert_int_equal(seen(&b, "a", "", 0), 0);
    assert_int_equal(seen(&b, "a", "11", 0), 0);
    assert_true(b.store->ops->horizon(b.store, "a") == INT64_MIN);
    close_bench(&b);
  }
}

/* What the window has forgotten leaves a horizon, and nothing may fall between the two: an event
 * that was committed is always either seen, or at or before the horizon of its source. */
static void test_forgetting(void **state) {
  (void)state;
  const int64_t day = INT64_C(24) * 3600 * 1000, start = 1000 * day;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    put_event(&b, "a", "old", 1, start, start);
    put_event(&b, "a", "dated back", 2, start - 100 * day, start);
    put_event(&b, "b", "other", 3, start, start);
    commit(&b, start);
    put_event(&b, "a", "next day", 4, start + day, start + day);
    commit(&b, start + day);
    commit(&b, start + ZG_SEEN_WINDOW_MS); /* just inside the window */
    assert_int_equal(seen(&b, "a", "old", 1), 1);
    assert_int_equal(seen(&b, "a", "dated back", 2), 1);
    put_doc(&b, "s", "p", 0, "k", "{}");
    commit(&b, start + ZG_SEEN_WINDOW_MS + 1);
    assert_int_equal(seen(&b, "a", "old", 1), 0);
    assert_int_equal(seen(&b, "a", "dated back", 2), 0);
    assert_int_equal(seen(&b, "a", "next day", 4), 1);
    assert_true(b.store->ops->horizon(b.store, "a") == start);
    assert_true(b.store->ops->horizon(b.store, "b") == start);
    assert_true(b.store->ops->horizon(b.store, "c") == INT64_MIN);
    commit(&b, start + 30 * day);
    assert_int_equal(seen(&b, "a", "next day", 4), 0);
    assert_true(b.store->ops->horizon(b.store, "a") == start + day);
    close_bench(&b);
  }
}

/* An event from the future must not move the horizon past honest ones before its time. */
static void test_forgetting_the_future(void **state) {
  (void)state;
  const int64_t day = INT64_C(24) * 3600 * 1000, start = 1000 * day;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    put_event(&b, "a", "future", 1, start + 20 * day, start);
    put_event(&b, "a", "honest", 2, start + 1, start + 1);
    commit(&b, start + 1);
    commit(&b, start + 10 * day);
    assert_int_equal(seen(&b, "a", "future", 1), 1);
    assert_true(b.store->ops->horizon(b.store, "a") < start + 10 * day);
    commit(&b, start + 20 * day + ZG_SEEN_WINDOW_MS);
    assert_int_equal(seen(&b, "a", "future", 1), 1);
    commit(&b, start + 20 * day + ZG_SEEN_WINDOW_MS + 1);
    assert_int_equal(seen(&b, "a", "future", 1), 0);
    assert_true(b.store->ops->horizon(b.store, "a") == start + 20 * day);
    close_bench(&b);
  }
}

/* Nor must it keep those behind it from being forgotten: each commit passes one such by. */
static void test_forgetting_behind_the_future(void **state) {
  (void)state;
  const int64_t day = INT64_C(24) * 3600 * 1000, start = 1000 * day;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    put_event(&b, "a", "future", 1, start + 10000 * day, start);
    put_event(&b, "a", "honest", 2, start + 1, start + 1);
    put_event(&b, "a", "future, too", 3, start + 10000 * day, start + 1);
    put_event(&b, "a", "behind", 4, start + 2, start + 2);
    commit(&b, start + 2);
    for (int n = 0; n < 3; n++)
      commit(&b, start + 3 + ZG_SEEN_WINDOW_MS);
    assert_int_equal(seen(&b, "a", "honest", 2), 0);
    assert_int_equal(seen(&b, "a", "behind", 4), 0);
    assert_int_equal(seen(&b, "a", "future", 1), 1);
    assert_int_equal(seen(&b, "a", "future, too", 3), 1);
    assert_true(b.store->ops->horizon(b.store, "a") == start + 2);
    close_bench(&b);
  }
}

/* Random times, forward and back: nothing that was committed is ever taken for new. */
static void test_forgetting_never_doubles(void **state) {
  (void)state;
  const int64_t hour = INT64_C(3600) * 1000;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    int64_t now = 1000000 * hour, times[2000];
    uint64_t seed = 3;
    size_t count = 0, forgotten = 0;
    open_bench(&b, i);
    while (count < 2000) {
      uint64_t dice = zg_random_next(&seed);
      now += (int64_t)(dice % 3) * hour;
      int64_t time = now + ((int64_t)(dice >> 8 & 63) - 48) * hour;
      char id[16];
      snprintf(id, sizeof id, "%d", (int)count);
      if (time <= b.store->ops->horizon(b.store, "a")) continue; /* as the engine would refuse */
      times[count++] = time;
      put_event(&b, "a", id, count, time, now);
      if (dice >> 20 & 1) commit(&b, now);
    }
    commit(&b, now);
    for (size_t at = 0; at < count; at++) {
      char id[16];
      snprintf(id, sizeof id, "%d", (int)at);
      if (seen(&b, "a", id, at + 1) == 1) continue;
      forgotten++;
      assert_true(times[at] <= b.store->ops->horizon(b.store, "a"));
    }
    assert_true(forgotten > 1000); /* or the test shows nothing */
    close_bench(&b);
  }
}

static void test_timers_and_actions(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    struct listing l = {.stop_after = 2};
    open_bench(&b, i);
    put_timer(&b, 5, 50, "e");
    put_timer(&b, 1, 900, "a");
    put_timer(&b, 300, -3, "x");
    put_action(&b, 12, "l");
    put_action(&b, 2, "b");
    put_action(&b, 7, "g");
    assert_timers(&b, "");
    commit(&b, 1);
    assert_timers(&b, "1:a@900 5:e@50 300:x@-3 ");
    assert_actions(&b, "2:b 7:g 12:l ");
    put_timer(&b, 5, 0, NULL);
    put_timer(&b, 400, 1, "y"); /* set and gone in one batch */
    put_timer(&b, 400, 0, NULL);
    put_timer(&b, 99, 0, NULL); /* never there */
    put_timer(&b, 2, 2, "b");
    put_action(&b, 2, NULL);
    put_action(&b, 77, NULL);
    put_action(&b, 13, "m");
    put_action(&b, 13, NULL);
    commit(&b, 2);
    assert_timers(&b, "1:a@900 2:b@2 300:x@-3 ");
    assert_actions(&b, "7:g 12:l ");
    /* Whoever is told the rows can stop. */
    assert_int_equal(b.store->ops->each_timer(b.store, list_timer, &l), 7);
    assert_string_equal(l.text.data, "1:a@900 2:b@2 ");
    zg_bytes_fini(&l.text);
    close_bench(&b);
  }
}

/* A batch that stood in the way of nothing leaves all its parts together. */
static void test_all_parts_of_a_batch(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    put_event(&b, "a", "1", 1, 10, 10);
    put_doc(&b, "s", "p", 0, "k", "{}");
    put_timer(&b, 1, 20, "t");
    put_action(&b, 1, "x");
    struct zg_batch_dead *dead = zg_batch_add_dead(&b.batch);
    dead->code = dead->message = dead->line = keep(&b, "bad");
    dead->len = 3;
    assert_int_equal(seen(&b, "a", "1", 1), 0);
    assert_actions(&b, "");
    commit(&b, 10);
    assert_int_equal(seen(&b, "a", "1", 1), 1);
    assert_doc(&b, "s", "p", 0, "k", "{}");
    assert_timers(&b, "1:t@20 ");
    assert_actions(&b, "1:x ");
    close_bench(&b);
  }
}

static void put_dead(struct bench *b, const char *line) {
  struct zg_batch_dead *dead = zg_batch_add_dead(&b->batch);
  dead->code = keep(b, "bad_json");
  dead->message = keep(b, "why");
  dead->len = strlen(line) - 1; /* the length counts, not the NUL */
  dead->line = keep(b, line);
  dead->when = 42;
}

static int list_dead(void *arg, const struct zg_batch_dead *row) {
  struct listing *l = arg;
  assert_string_equal(row->code, "bad_json");
  assert_string_equal(row->message, "why");
  assert_int_equal(row->when, 42);
  zg_bytes_add(&l->text, row->line, row->len);
  zg_bytes_add_char(&l->text, ' ');
  return --l->stop_after == 0 ? 7 : 0;
}

/* The newest ZG_DEAD_KEPT are kept, and told oldest first. */
static void test_dead_letters(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    struct listing l = {0}, all = {0};
    char line[16];
    open_bench(&b, i);
    assert_int_equal(b.store->ops->each_dead(b.store, 0, list_dead, &l), 0);
    put_dead(&b, "one.");
    put_dead(&b, ".");
    commit(&b, 1);
    put_dead(&b, "two.");
    commit(&b, 1);
    assert_int_equal(b.store->ops->each_dead(b.store, 0, list_dead, &l), 0);
    assert_string_equal(l.text.data, "one  two ");
    for (int n = 0; n < ZG_DEAD_KEPT + 999; n++) {
      snprintf(line, sizeof line, "%d.", n);
      put_dead(&b, line);
    }
    commit(&b, 1);
    zg_bytes_clear(&l.text);
    l.stop_after = 2;
    assert_int_equal(b.store->ops->each_dead(b.store, 0, list_dead, &l), 7);
    assert_string_equal(l.text.data, "999 1000 ");
    assert_int_equal(b.store->ops->each_dead(b.store, 0, list_dead, &all), 0);
    assert_int_equal(all.stop_after, -ZG_DEAD_KEPT);
    assert_string_equal(all.text.data + all.text.len - 6, "10998 ");
    zg_bytes_fini(&l.text);
    zg_bytes_fini(&all.text);
    close_bench(&b);
  }
}

static int number_dead(void *arg, const struct zg_batch_dead *row) {
  struct listing *l = arg;
  zg_bytes_printf(&l->text, "%d:%.*s@%s ", (int)row->number, (int)row->len, row->line, row->source);
  return 0;
}

static void assert_dead(struct bench *b, uint64_t after, const char *expected) {
  struct listing l = {0};
  zg_bytes_add_text(&l.text, "");
  assert_int_equal(b->store->ops->each_dead(b->store, after, number_dead, &l), 0);
  assert_string_equal(l.text.len > 0 ? l.text.data : "", expected);
  zg_bytes_fini(&l.text);
}

/* A number names one letter for ever, also when the newest is gone. */
static void test_dead_numbers(void **state) {
  (void)state;
  for (size_t i = 0; i < BACKENDS; i++) {
    struct bench b;
    open_bench(&b, i);
    put_dead(&b, "a.");
    put_dead(&b, "b.");
    put_dead(&b, "c.");
    b.batch.dead->source = keep(&b, "src");
    commit(&b, 1);
    assert_dead(&b, 0, "1:a@src 2:b@ 3:c@ ");
    assert_dead(&b, 1, "2:b@ 3:c@ ");
    assert_dead(&b, 3, "");
    for (uint64_t gone = 2; gone <= 9; gone += 1) { /* 4 to 9 are not there */
      struct zg_batch_dead *dead = zg_batch_add_dead(&b.batch);
      dead->number = gone;
      dead->gone = true;
    }
    commit(&b, 1);
    assert_dead(&b, 0, "1:a@src ");
    put_dead(&b, "d.");
    commit(&b, 1);
    assert_dead(&b, 0, "1:a@src 4:d@ ");
    close_bench(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_empty),
      cmocka_unit_test(test_docs),
      cmocka_unit_test(test_docs_random),
      cmocka_unit_test(test_seen),
      cmocka_unit_test(test_forgetting),
      cmocka_unit_test(test_forgetting_the_future),
      cmocka_unit_test(test_forgetting_behind_the_future),
      cmocka_unit_test(test_forgetting_never_doubles),
      cmocka_unit_test(test_timers_and_actions),
      cmocka_unit_test(test_all_parts_of_a_batch),
      cmocka_unit_test(test_dead_letters),
      cmocka_unit_test(test_dead_numbers),
  };
  return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
