/* test_store_history: what a store on disk keeps of the past, for how long, and copies of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zhanggui.h>

#include "store/store.h"

struct bench {
  char folder[32], path[64], copy[64];
  struct zg_store *store;
  struct zg_batch batch;
};

static void reopen(struct bench *b) {
  struct zg_error err = {0};
  if (b->store != NULL) b->store->ops->close(b->store);
  b->store = NULL;
  if (zg_store_sqlite_open(b->path, &b->store, &err) < 0) fail_msg("%s", err.message);
}

static void open_bench(struct bench *b) {
  *b = (struct bench){.folder = "/tmp/zg-history-XXXXXX"};
  assert_non_null(mkdtemp(b->folder));
  snprintf(b->path, sizeof b->path, "%s/z.db", b->folder);
  snprintf(b->copy, sizeof b->copy, "%s/copy.db", b->folder);
  zg_batch_init(&b->batch);
  reopen(b);
}

static void close_bench(struct bench *b) {
  static const char *const names[] = {"z.db",        "z.db-wal",    "copy.db",
                                      "copy.db-wal", "copy.db-shm", "z.db-shm"};
  char path[128];
  b->store->ops->close(b->store);
  zg_batch_fini(&b->batch);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    snprintf(path, sizeof path, "%s/%s", b->folder, names[i]);
    unlink(path);
  }
  assert_int_equal(rmdir(b->folder), 0); /* nothing else was left lying */
}

static void put_event(struct bench *b, int number, int64_t received) {
  struct zg_arena *arena = b->batch.arena;
  *zg_batch_add_event(&b->batch) =
      (struct zg_batch_event){.shop = "s",
                              .source = "src",
                              .id = zg_arena_printf(arena, "e-%d", number),
                              .generation = "g",
                              .line = zg_arena_printf(arena, "{\"n\":%d}", number),
                              .received = received,
                              .time = received};
}

static void put_trace(struct bench *b, int number) {
  *zg_batch_add_trace(&b->batch) =
      (struct zg_batch_trace){.shop = "s",
                              .source = "src",
                              .id = zg_arena_printf(b->batch.arena, "e-%d", number % 100),
                              .json = zg_arena_printf(b->batch.arena, "%d", number),
                              .when = number};
}

static void commit(struct bench *b, int64_t now, int64_t journal_from) {
  struct zg_error err = {0};
  b->batch.now = now;
  b->batch.journal_from = journal_from;
  if (b->store->ops->commit(b->store, &b->batch, &err) < 0) fail_msg("%s", err.message);
  zg_batch_clear(&b->batch);
}

struct seen {
  uint64_t first, last;
  int count, most;
};

static int note_event(void *arg, const struct zg_batch_event *row) {
  struct seen *seen = arg;
  if (seen->count++ == 0) seen->first = row->number;
  assert_true(row->number > seen->last);
  seen->last = row->number;
  return seen->count == seen->most;
}

static void assert_journal(struct bench *b, uint64_t after, int most, uint64_t first, uint64_t last,
                           int count) {
  struct seen seen = {.most = most};
  b->store->ops->each_event(b->store, after, note_event, &seen);
  assert_int_equal(seen.first, first);
  assert_int_equal(seen.last, last);
  assert_int_equal(seen.count, count);
}

static void test_the_journal_is_read_by_pages(void **state) {
  struct bench b;
  (void)state;
  open_bench(&b);
  assert_journal(&b, 0, 0, 0, 0, 0);
  for (int i = 1; i <= 10; i++)
    put_event(&b, i, i);
  commit(&b, 10, INT64_MIN);
  assert_journal(&b, 0, 0, 1, 10, 10);
  assert_journal(&b, 0, 4, 1, 4, 4);
  assert_journal(&b, 4, 4, 5, 8, 4);
  assert_journal(&b, 8, 4, 9, 10, 2);
  assert_journal(&b, 10, 4, 0, 0, 0);
  close_bench(&b);
}

/* What is old goes by and by, in portions, also after a long pause; what is not old stays. */
static void test_the_journal_is_trimmed(void **state) {
  struct bench b;
  (void)state;
  open_bench(&b);
  for (int i = 1; i <= 5000; i++)
    put_event(&b, i, i);
  commit(&b, 5000, 1); /* 1 is not before 1 */
  assert_journal(&b, 0, 0, 1, 5000, 5000);
  int commits = 0;
  for (uint64_t first = 1; first <= 4000; commits++) {
    commit(&b, 5000, 4001);
    struct seen seen = {.most = 1};
    b.store->ops->each_event(b.store, 0, note_event, &seen);
    assert_true(seen.first > first && seen.first - first <= 1000);
    first = seen.first;
  }
  assert_int_equal(commits, 4);
  commit(&b, 5000, 4001);
  assert_journal(&b, 0, 0, 4001, 5000, 1000);
  reopen(&b);
  assert_journal(&b, 0, 0, 4001, 5000, 1000);
  close_bench(&b);
}

static int join(void *arg, const struct zg_batch_trace *row) {
  zg_bytes_printf(arg, "%s ", row->json);
  return 0;
}

static void assert_traces(struct bench *b, const char *id, const char *expected) {
  struct zg_bytes text = {0};
  zg_bytes_add_text(&text, "");
  b->store->ops->each_trace(b->store, id, join, &text);
  assert_string_equal(text.len > 0 ? text.data : "", expected);
  zg_bytes_fini(&text);
}

static void test_traces(void **state) {
  struct bench b;
  (void)state;
  open_bench(&b);
  for (int i = 0; i < 250; i++)
    put_trace(&b, i);
  commit(&b, 1, INT64_MIN);
  assert_traces(&b, "e-7", "7 107 207 ");
  assert_traces(&b, "e-77", "77 177 ");
  assert_traces(&b, "none", "");
  for (int i = 250; i < ZG_TRACES_KEPT + 200; i++)
    put_trace(&b, i);
  commit(&b, 2, INT64_MIN);
  struct zg_bytes text = {0};
  b.store->ops->each_trace(b.store, "e-7", join, &text);
  assert_int_equal(strncmp(text.data, "207 307 ", 8), 0); /* the oldest 200 are gone */
  zg_bytes_fini(&text);
  close_bench(&b);
}

/* How many rows the table of a file has; the file is sound. */
static int rows_of(const char *path, const char *table) {
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(s), SQLITE_ROW);
  assert_string_equal(sqlite3_column_text(s, 0), "ok");
  sqlite3_finalize(s);
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(s), SQLITE_ROW);
  int count = sqlite3_column_int(s, 0);
  sqlite3_finalize(s);
  sqlite3_close(db);
  return count;
}

/* A copy holds what was committed by its last step, also of commits made while it was under way,
 * and opens as a store that ended in order. */
static void test_a_copy_in_use(void **state) {
  struct bench b;
  struct zg_error err = {0};
  int more = 1, steps = 0;
  (void)state;
  open_bench(&b);
  for (int i = 1; i <= 60000; i++)
    put_event(&b, i, i);
  commit(&b, 1, INT64_MIN);
  struct zg_backup *backup = b.store->ops->backup(b.store, b.copy, &err);
  assert_non_null(backup);
  for (; more == 1; steps++) {
    assert_int_equal(access(b.copy, F_OK), -1); /* not there before it is whole */
    put_event(&b, 60001 + steps, 1);
    commit(&b, 1, INT64_MIN);
    more = backup->step(backup, &err);
  }
  assert_int_equal(more, 0);
  assert_true(steps > 3);
  backup->close(backup);
  put_event(&b, 70000, 1);
  commit(&b, 1, INT64_MIN);
  assert_int_equal(rows_of(b.copy, "events"), 60000 + steps);

  struct zg_store *copy = NULL;
  assert_int_equal(zg_store_sqlite_open(b.copy, &copy, &err), 0);
  copy->ops->close(copy);
  assert_null(b.store->ops->backup(b.store, b.copy, &err));
  assert_int_equal(err.code, ZG_EUSAGE); /* a file that is there is not written over */
  assert_int_equal(rows_of(b.copy, "events"), 60000 + steps);
  close_bench(&b);
}

static void test_a_copy_given_up(void **state) {
  struct bench b;
  struct zg_error err = {0};
  (void)state;
  open_bench(&b);
  for (int i = 1; i <= 20000; i++)
    put_event(&b, i, i);
  commit(&b, 1, INT64_MIN);
  struct zg_backup *backup = b.store->ops->backup(b.store, b.copy, &err);
  assert_int_equal(backup->step(backup, &err), 1);
  backup->close(backup);
  assert_null(b.store->ops->backup(b.store, "/nowhere/at/all.db", &err));
  assert_int_equal(err.code, ZG_ESYSTEM);
  close_bench(&b); /* which finds nothing left */
}

/* A file of the first format is brought up to date, and nothing in it is lost. */
static void test_an_older_format(void **state) {
  struct bench b;
  char old[128], *message = NULL;
  sqlite3 *db = NULL;
  (void)state;
  open_bench(&b);
  snprintf(old, sizeof old, "%s/old.db", b.folder);
  b.store->ops->close(b.store);
  assert_int_equal(rename(b.path, old), 0);
  assert_int_equal(sqlite3_open(old, &db), SQLITE_OK);
  int rc = sqlite3_exec(
      db,
      "DROP TABLE dead; CREATE TABLE dead (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, code TEXT "
      "NOT NULL, message TEXT NOT NULL, line BLOB NOT NULL) STRICT;"
      "ALTER TABLE docs DROP COLUMN version;"
      "INSERT INTO dead VALUES (7, 1, 'bad_json', 'why', x'6c696e65'); PRAGMA user_version = 1;",
      NULL, NULL, &message);
  if (rc != SQLITE_OK) fail_msg("%s", message);
  sqlite3_close(db);
  assert_int_equal(rename(old, b.path), 0);
  b.store = NULL;
  reopen(&b);
  assert_int_equal(b.store->ops->mark(b.store, "works", 2), 2);
  b.store->ops->close(b.store);
  b.store = NULL;
  assert_int_equal(rows_of(b.path, "dead"), 1);
  assert_int_equal(rows_of(b.path, "dead WHERE seq = 7 AND source = '' AND line = x'6c696e65'"), 1);
  reopen(&b);
  close_bench(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_journal_is_read_by_pages),
      cmocka_unit_test(test_the_journal_is_trimmed),
      cmocka_unit_test(test_traces),
      cmocka_unit_test(test_a_copy_in_use),
      cmocka_unit_test(test_a_copy_given_up),
      cmocka_unit_test(test_an_older_format),
  };
  return cmocka_run_group_tests_name("store history", tests, NULL, NULL);
}
