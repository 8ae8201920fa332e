/* The store on disk: SQLite, one exclusive connection, WAL, every commit synced. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "store/sqlite_schema.h"
#include "store/store.h"

static const char *const scopes[] = {"conversation", "buyer", "order", "shop"};
enum { SCOPES = sizeof scopes / sizeof scopes[0] };

/* Every statement, prepared once. */
#define STATEMENTS(X)                                                                              \
  X(BEGIN, "BEGIN IMMEDIATE")                                                                      \
  X(COMMIT, "COMMIT")                                                                              \
  X(ROLLBACK, "ROLLBACK")                                                                          \
  X(ADD_EVENT, "INSERT INTO events (shop, source, id, time, received, generation, line) "          \
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                              \
  X(ADD_SEEN, "INSERT OR REPLACE INTO seen (source, id, hash, time, forget) "                      \
              "VALUES (?1, ?2, ?3, ?4, ?5)")                                                       \
  X(SET_DOC, "INSERT INTO docs (shop, pack, scope, key, json) VALUES (?1, ?2, ?3, ?4, ?5) "        \
             "ON CONFLICT DO UPDATE SET json = excluded.json")                                     \
  X(DROP_DOC, "DELETE FROM docs WHERE shop = ?1 AND pack = ?2 AND scope = ?3 AND key = ?4")        \
  X(ADD_TIMER, "INSERT OR REPLACE INTO timers (seq, due, kind, shop, pack, scope, key, name, "     \
               "data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                                \
  X(DROP_TIMER, "DELETE FROM timers WHERE seq = ?1")                                               \
  X(ADD_ACTION, "INSERT OR REPLACE INTO outbox (seq, shop, source, id, type, json) "               \
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                 \
  X(DROP_ACTION, "DELETE FROM outbox WHERE seq = ?1")                                              \
  X(ADD_DEAD, "INSERT INTO dead (at, code, message, line) VALUES (?1, ?2, ?3, ?4)")                \
  X(TRIM_DEAD, "DELETE FROM dead WHERE seq <= (SELECT max(seq) FROM dead) - ?1")                   \
  X(ADD_TRACE, "INSERT INTO traces (shop, source, id, at, json) VALUES (?1, ?2, ?3, ?4, ?5)")      \
  X(KEEP_HORIZON, "INSERT INTO horizons (source, time) "                                           \
                  "SELECT source, max(time) FROM seen WHERE forget < ?1 GROUP BY source "          \
                  "ON CONFLICT DO UPDATE SET time = max(time, excluded.time)")                     \
  X(FORGET, "DELETE FROM seen WHERE forget < ?1")                                                  \
  X(FORGETTABLE, "SELECT 1 FROM seen WHERE forget < ?1 LIMIT 1")                                   \
  X(GET_DOC, "SELECT json FROM docs WHERE shop = ?1 AND pack = ?2 AND scope = ?3 AND key = ?4")    \
  X(EACH_DOC_NAME, "SELECT shop, pack, scope, key FROM docs")                                      \
  X(EACH_SEEN_NAME, "SELECT source, id FROM seen")                                                 \
  X(GET_SEEN, "SELECT hash FROM seen WHERE source = ?1 AND id = ?2")                               \
  X(GET_HORIZON, "SELECT time FROM horizons WHERE source = ?1")                                    \
  X(EACH_TIMER, "SELECT seq, due, kind, shop, pack, scope, key, name, data FROM timers "           \
                "ORDER BY seq")                                                                    \
  X(EACH_ACTION, "SELECT seq, shop, source, id, type, json FROM outbox ORDER BY seq")              \
  X(EACH_EVENT, "SELECT shop, source, id, time, received, generation, line FROM events "           \
                "ORDER BY seq")                                                                    \
  X(EACH_DEAD, "SELECT at, code, message, line FROM dead ORDER BY seq")                            \
  X(GET_MARK, "SELECT value FROM marks WHERE name = ?1")                                           \
  X(EACH_MARK, "SELECT name, value FROM marks ORDER BY name")                                      \
  X(SET_MARK, "INSERT INTO marks (name, value) VALUES (?1, ?2) "                                   \
              "ON CONFLICT DO UPDATE SET value = excluded.value")

enum statement {
#define STATEMENT_NAME(name, sql) name,
  STATEMENTS(STATEMENT_NAME)
#undef STATEMENT_NAME
      STATEMENT_COUNT,
};

struct disk {
  struct zg_store store;
  sqlite3 *db;
  sqlite3_stmt *statements[STATEMENT_COUNT];
};

/* Binds the arguments by the letters of `types`: t a text, i an int64_t, b bytes and their length.
 * Borrowed until the statement is done. */
static sqlite3_stmt *bind(struct disk *disk, enum statement which, const char *types, ...) {
  sqlite3_stmt *statement = disk->statements[which];
  va_list args;
  va_start(args, types);
  for (int at = 1; *types != '\0'; types++, at++) {
    if (*types == 't') {
      sqlite3_bind_text(statement, at, va_arg(args, const char *), -1, SQLITE_STATIC);
    } else if (*types == 'i') {
      sqlite3_bind_int64(statement, at, va_arg(args, int64_t));
    } else {
      const void *data = va_arg(args, const void *);
      sqlite3_bind_blob64(statement, at, data, va_arg(args, size_t), SQLITE_STATIC);
    }
  }
  va_end(args);
  return statement;
}

/* Runs a statement that gives no rows. */
static int run(sqlite3_stmt *statement) {
  int rc = sqlite3_step(statement);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static void done(sqlite3_stmt *statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

/* ---- committing */

static int write_events(struct disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_event *e = batch->events; e != NULL && rc == SQLITE_OK; e = e->next) {
    int64_t forget = (e->time > e->received ? e->time : e->received) + ZG_SEEN_WINDOW_MS;
    rc = run(bind(disk, ADD_EVENT, "tttiitt", e->shop, e->source, e->id, e->time, e->received,
                  e->generation, e->line));
    if (rc == SQLITE_OK)
      rc = run(bind(disk, ADD_SEEN, "ttiii", e->source, e->id, (int64_t)e->hash, e->time, forget));
  }
  return rc;
}

static int write_docs(struct disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_doc *d = batch->docs; d != NULL && rc == SQLITE_OK; d = d->next) {
    rc =
        d->json != NULL
            ? run(bind(disk, SET_DOC, "ttttt", d->shop, d->pack, scopes[d->scope], d->key, d->json))
            : run(bind(disk, DROP_DOC, "tttt", d->shop, d->pack, scopes[d->scope], d->key));
  }
  return rc;
}

static int write_timers(struct disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_timer *t = batch->timers; t != NULL && rc == SQLITE_OK; t = t->next) {
    const struct zg_timer_row *r = &t->row;
    rc = t->gone ? run(bind(disk, DROP_TIMER, "i", (int64_t)r->seq))
                 : run(bind(disk, ADD_TIMER, "iiitttttt", (int64_t)r->seq, r->due, (int64_t)r->kind,
                            r->shop, r->pack, scopes[r->scope], r->key, r->name, r->data));
  }
  return rc;
}

static int write_actions(struct disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_action *a = batch->actions; a != NULL && rc == SQLITE_OK;
       a = a->next) {
    const struct zg_action_row *r = &a->row;
    rc = a->gone ? run(bind(disk, DROP_ACTION, "i", (int64_t)r->seq))
                 : run(bind(disk, ADD_ACTION, "ittttt", (int64_t)r->seq, r->shop, r->source, r->id,
                            r->type, r->json));
  }
  return rc;
}

static int write_rest(struct disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_dead *d = batch->dead; d != NULL && rc == SQLITE_OK; d = d->next)
    rc = run(bind(disk, ADD_DEAD, "ittb", d->when, d->code, d->message, d->line, d->len));
  if (batch->dead != NULL && rc == SQLITE_OK)
    rc = run(bind(disk, TRIM_DEAD, "i", (int64_t)ZG_DEAD_KEPT));
  for (const struct zg_batch_trace *t = batch->traces; t != NULL && rc == SQLITE_OK; t = t->next)
    rc = run(bind(disk, ADD_TRACE, "tttit", t->shop, t->source, t->id, t->when, t->json));
  return rc;
}

/* Forgets what is past the window, and remembers how far, in one transaction. */
static int forget(struct disk *disk, int64_t now) {
  sqlite3_stmt *any = bind(disk, FORGETTABLE, "i", now);
  int rc = sqlite3_step(any);
  done(any);
  if (rc != SQLITE_ROW) return rc == SQLITE_DONE ? SQLITE_OK : rc;
  rc = run(bind(disk, KEEP_HORIZON, "i", now));
  return rc == SQLITE_OK ? run(bind(disk, FORGET, "i", now)) : rc;
}

static int write_all(struct disk *disk, const struct zg_batch *batch) {
  int rc = run(disk->statements[BEGIN]);
  if (rc == SQLITE_OK) rc = write_events(disk, batch);
  if (rc == SQLITE_OK) rc = write_docs(disk, batch);
  if (rc == SQLITE_OK) rc = write_timers(disk, batch);
  if (rc == SQLITE_OK) rc = write_actions(disk, batch);
  if (rc == SQLITE_OK) rc = write_rest(disk, batch);
  if (rc == SQLITE_OK) rc = forget(disk, batch->now);
  return rc;
}

/* A full disk rolls back for certain and can be tried again. After an I/O error nobody knows what
 * the disk holds: then the process must end without a word to anyone, and look again when it
 * starts. */
static int told(struct disk *disk, int rc, struct zg_error *err) {
  int primary = rc & 0xFF;
  bool full = primary == SQLITE_FULL || primary == SQLITE_BUSY || primary == SQLITE_LOCKED ||
              primary == SQLITE_READONLY || primary == SQLITE_NOMEM;
  return zg_fail(err, full ? ZG_EUNAVAILABLE : ZG_EDISK, "the store cannot be written: %s",
                 sqlite3_errstr(sqlite3_extended_errcode(disk->db)));
}

static int disk_commit(struct zg_store *store, const struct zg_batch *batch, struct zg_error *err) {
  struct disk *disk = (struct disk *)store;
  int rc = write_all(disk, batch);
  if (rc == SQLITE_OK) rc = run(disk->statements[COMMIT]);
  if (rc == SQLITE_OK) return 0;
  int result = told(disk, rc, err);
  if (!sqlite3_get_autocommit(disk->db)) run(disk->statements[ROLLBACK]);
  return result;
}

/* ---- reading */

static int disk_doc(struct zg_store *store, const char *shop, const char *pack, int scope,
                    const char *key, struct zg_bytes *out) {
  struct disk *disk = (struct disk *)store;
  sqlite3_stmt *statement = bind(disk, GET_DOC, "tttt", shop, pack, scopes[scope], key);
  int found = sqlite3_step(statement) == SQLITE_ROW;
  if (found) zg_bytes_add_text(out, (const char *)sqlite3_column_text(statement, 0));
  done(statement);
  return found;
}

static int disk_seen(struct zg_store *store, const char *source, const char *id, uint64_t *hash) {
  struct disk *disk = (struct disk *)store;
  sqlite3_stmt *statement = bind(disk, GET_SEEN, "tt", source, id);
  int found = sqlite3_step(statement) == SQLITE_ROW;
  if (found) *hash = (uint64_t)sqlite3_column_int64(statement, 0);
  done(statement);
  return found;
}

static int64_t disk_horizon(struct zg_store *store, const char *source) {
  struct disk *disk = (struct disk *)store;
  sqlite3_stmt *statement = bind(disk, GET_HORIZON, "t", source);
  int64_t horizon =
      sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : INT64_MIN;
  done(statement);
  return horizon;
}

static const char *column(sqlite3_stmt *statement, int at) {
  return (const char *)sqlite3_column_text(statement, at);
}

static int find_scope(const char *name) {
  for (int i = 0; i < SCOPES; i++)
    if (strcmp(scopes[i], name) == 0) return i;
  return SCOPES - 1;
}

static void each_name(sqlite3_stmt *statement, int columns, zg_name_fn *fn, void *arg) {
  struct zg_bytes name = {0};
  while (sqlite3_step(statement) == SQLITE_ROW) {
    zg_bytes_clear(&name);
    for (int i = 0; i < columns; i++)
      zg_bytes_add(&name, column(statement, i), (size_t)sqlite3_column_bytes(statement, i) + 1);
    fn(arg, name.data, name.len);
  }
  sqlite3_reset(statement);
  zg_bytes_fini(&name);
}

static int disk_each_name(struct zg_store *store, zg_name_fn *fn, void *arg) {
  struct disk *disk = (struct disk *)store;
  each_name(disk->statements[EACH_DOC_NAME], 4, fn, arg);
  each_name(disk->statements[EACH_SEEN_NAME], 2, fn, arg);
  return 0;
}

static int disk_each_timer(struct zg_store *store, zg_timer_row_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct disk *)store)->statements[EACH_TIMER];
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const struct zg_timer_row row = {.seq = (uint64_t)sqlite3_column_int64(s, 0),
                                     .due = sqlite3_column_int64(s, 1),
                                     .kind = sqlite3_column_int(s, 2),
                                     .shop = column(s, 3),
                                     .pack = column(s, 4),
                                     .scope = find_scope(column(s, 5)),
                                     .key = column(s, 6),
                                     .name = column(s, 7),
                                     .data = column(s, 8)};
    stop = fn(arg, &row);
  }
  sqlite3_reset(s);
  return stop;
}

static int disk_each_action(struct zg_store *store, zg_action_row_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct disk *)store)->statements[EACH_ACTION];
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const struct zg_action_row row = {.seq = (uint64_t)sqlite3_column_int64(s, 0),
                                      .shop = column(s, 1),
                                      .source = column(s, 2),
                                      .id = column(s, 3),
                                      .type = column(s, 4),
                                      .json = column(s, 5)};
    stop = fn(arg, &row);
  }
  sqlite3_reset(s);
  return stop;
}

static int disk_each_event(struct zg_store *store, zg_event_row_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct disk *)store)->statements[EACH_EVENT];
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const struct zg_batch_event row = {.shop = column(s, 0),
                                       .source = column(s, 1),
                                       .id = column(s, 2),
                                       .time = sqlite3_column_int64(s, 3),
                                       .received = sqlite3_column_int64(s, 4),
                                       .generation = column(s, 5),
                                       .line = column(s, 6),
                                       .len = (size_t)sqlite3_column_bytes(s, 6)};
    stop = fn(arg, &row);
  }
  sqlite3_reset(s);
  return stop;
}

static int disk_each_dead(struct zg_store *store, zg_dead_row_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct disk *)store)->statements[EACH_DEAD];
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const void *line = sqlite3_column_blob(s, 3);
    const struct zg_batch_dead row = {.when = sqlite3_column_int64(s, 0),
                                      .code = column(s, 1),
                                      .message = column(s, 2),
                                      .line = line != NULL ? line : "",
                                      .len = (size_t)sqlite3_column_bytes(s, 3)};
    stop = fn(arg, &row);
  }
  sqlite3_reset(s);
  return stop;
}

/* ---- opening and closing */

static int set_mark(struct disk *disk, const char *name, int64_t value) {
  return run(bind(disk, SET_MARK, "ti", name, value));
}

static int64_t get_mark(struct disk *disk, const char *name, int64_t fallback) {
  sqlite3_stmt *statement = bind(disk, GET_MARK, "t", name);
  int64_t value =
      sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : fallback;
  done(statement);
  return value;
}

static int64_t disk_mark(struct zg_store *store, const char *name, int64_t by) {
  struct disk *disk = (struct disk *)store;
  int64_t value = get_mark(disk, name, 0) + by;
  return set_mark(disk, name, value) == SQLITE_OK ? value : -1;
}

static int disk_each_mark(struct zg_store *store, zg_mark_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct disk *)store)->statements[EACH_MARK];
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW)
    stop = fn(arg, column(s, 0), sqlite3_column_int64(s, 1));
  sqlite3_reset(s);
  return stop;
}

static void disk_close(struct zg_store *store) {
  struct disk *disk = (struct disk *)store;
  if (disk->statements[SET_MARK] != NULL) set_mark(disk, "clean", 1);
  for (int i = 0; i < STATEMENT_COUNT; i++)
    sqlite3_finalize(disk->statements[i]);
  sqlite3_close(disk->db);
  free(disk);
}

static const struct zg_store_ops disk_ops = {
    .concurrent = true, /* the connection is serialized, and reading uses statements of its own */
    .commit = disk_commit,
    .doc = disk_doc,
    .each_name = disk_each_name,
    .seen = disk_seen,
    .horizon = disk_horizon,
    .each_timer = disk_each_timer,
    .each_action = disk_each_action,
    .mark = disk_mark,
    .each_mark = disk_each_mark,
    .each_event = disk_each_event,
    .each_dead = disk_each_dead,
    .close = disk_close,
};

static int keep_text(void *arg, int columns, char **values, char **names) {
  struct zg_bytes *out = arg;
  (void)names;
  for (int i = 0; i < columns; i++) {
    if (out->len > 0) zg_bytes_add_text(out, "; ");
    zg_bytes_add_text(out, values[i] != NULL ? values[i] : "");
  }
  return 0;
}

/* The answer of a PRAGMA, as text. */
static int ask(struct disk *disk, const char *sql, struct zg_bytes *out) {
  zg_bytes_clear(out);
  return sqlite3_exec(disk->db, sql, keep_text, out, NULL);
}

/* One connection that nobody else can share (then there is no shared memory file, and no second
 * connection's defects), a journal that is synced at every commit. */
static int configure(struct disk *disk, const char *path, struct zg_error *err) {
  struct zg_bytes answer = {0};
  int result = 0, rc = SQLITE_OK;
  sqlite3_db_config(disk->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(disk->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_extended_result_codes(disk->db, 1);
  rc = ask(disk, "PRAGMA journal_mode = WAL", &answer);
  if (rc == SQLITE_OK && (answer.data == NULL || strcmp(answer.data, "wal") != 0))
    result = zg_fail(err, ZG_ESYSTEM,
                     "the store %s cannot keep a write-ahead log here; put it on a "
                     "local disk",
                     path);
  if (rc == SQLITE_OK)
    rc = ask(disk,
             "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
             "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 16777216;"
             "PRAGMA temp_store = MEMORY",
             &answer);
  int primary = rc & 0xFF;
  if (result == 0 && primary == SQLITE_BUSY)
    result = zg_fail(err, ZG_ESYSTEM,
                     "the store %s is in use by another zhanggui; stop that one, "
                     "or name another file with --data",
                     path);
  else if (result == 0 && (primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN))
    result = zg_fail(err, ZG_ESYSTEM,
                     "the store %s cannot be written; look at its permissions and "
                     "its folder's",
                     path);
  else if (result == 0 && primary == SQLITE_NOTADB)
    result = zg_fail(err, ZG_EUSAGE, "%s is no store; name another file with --data", path);
  else if (result == 0 && rc != SQLITE_OK)
    result = zg_fail(err, ZG_ESYSTEM, "the store %s cannot be opened: %s", path,
                     sqlite3_errmsg(disk->db));
  zg_bytes_fini(&answer);
  return result;
}

/* After an end that was not in order the whole file is looked through before anybody trusts it. */
static int check_whole(struct disk *disk, const char *path, struct zg_error *err) {
  struct zg_bytes answer = {0};
  int result = 0;
  if (get_mark(disk, "clean", 1) == 0 &&
      (ask(disk, "PRAGMA integrity_check(10)", &answer) != SQLITE_OK || answer.data == NULL ||
       strcmp(answer.data, "ok") != 0))
    result = zg_fail(err, ZG_ESYSTEM, "the store %s is damaged (%.400s); restore a backup", path,
                     answer.data != NULL ? answer.data : "it cannot be read");
  zg_bytes_fini(&answer);
  return result;
}

static int prepare(struct disk *disk, const char *path, struct zg_error *err) {
  static const char *const sql[] = {
#define STATEMENT_SQL(name, text) text,
      STATEMENTS(STATEMENT_SQL)
#undef STATEMENT_SQL
  };
  for (int i = 0; i < STATEMENT_COUNT; i++)
    if (sqlite3_prepare_v3(disk->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &disk->statements[i],
                           NULL) != SQLITE_OK)
      return zg_fail(err, ZG_ESYSTEM, "the store %s cannot be used: %s", path,
                     sqlite3_errmsg(disk->db));
  return 0;
}

int zg_store_sqlite_open(const char *path, struct zg_store **out, struct zg_error *err) {
  struct disk *disk = zg_alloc(sizeof *disk);
  disk->store.ops = &disk_ops;
  int rc = sqlite3_open_v2(
      path, &disk->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, NULL);
  int result = rc == SQLITE_OK ? 0
                               : zg_fail(err, ZG_ESYSTEM, "the store %s cannot be opened: %s", path,
                                         sqlite3_errmsg(disk->db));
  /* before the file is looked at for the first time: so no shared memory file is ever made for it */
  if (result == 0) sqlite3_exec(disk->db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL);
  if (result == 0) result = zg_sqlite_check(disk->db, path, err);
  if (result == 0) result = configure(disk, path, err);
  if (result == 0) result = zg_sqlite_schema(disk->db, path, err);
  if (result == 0) result = prepare(disk, path, err);
  if (result == 0) result = check_whole(disk, path, err);
  if (result == 0 && set_mark(disk, "clean", 0) != SQLITE_OK)
    result = zg_fail(err, ZG_ESYSTEM, "the store %s cannot be written: %s", path,
                     sqlite3_errmsg(disk->db));
  if (result == 0) {
    *out = &disk->store;
    return 0;
  }
  for (int i = 0; i < STATEMENT_COUNT; i++)
    sqlite3_finalize(disk->statements[i]);
  sqlite3_close(disk->db);
  free(disk);
  return result;
}
