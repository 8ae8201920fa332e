/* The store on disk: SQLite, one exclusive connection, WAL, every commit synced. This file opens
 * and closes it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "store/sqlite_disk.h"
#include "store/sqlite_schema.h"

static int64_t disk_mark(struct zg_store *store, const char *name, int64_t by) {
  struct zg_disk *disk = (struct zg_disk *)store;
  int64_t value = zg_disk_get_mark(disk, name, 0) + by;
  return zg_disk_set_mark(disk, name, value) == SQLITE_OK ? value : -1;
}

static void disk_close(struct zg_store *store) {
  struct zg_disk *disk = (struct zg_disk *)store;
  if (disk->statements[ZG_SQL_SET_MARK] != NULL) zg_disk_set_mark(disk, "clean", 1);
  for (int i = 0; i < ZG_SQL_COUNT; i++)
    sqlite3_finalize(disk->statements[i]);
  sqlite3_close(disk->db);
  free(disk);
}

static const struct zg_store_ops disk_ops = {
    .concurrent = true, /* the connection is serialized, and reading uses statements of its own */
    .commit = zg_disk_commit,
    .doc = zg_disk_doc,
    .each_name = zg_disk_each_name,
    .each_key = zg_disk_each_key,
    .seen = zg_disk_seen,
    .horizon = zg_disk_horizon,
    .each_timer = zg_disk_each_timer,
    .each_action = zg_disk_each_action,
    .mark = disk_mark,
    .each_mark = zg_disk_each_mark,
    .last_event = zg_disk_last_event,
    .last_dead = zg_disk_last_dead,
    .each_event = zg_disk_each_event,
    .each_dead = zg_disk_each_dead,
    .each_trace = zg_disk_each_trace,
    .backup = zg_disk_backup,
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
static int ask(struct zg_disk *disk, const char *sql, struct zg_bytes *out) {
  zg_bytes_clear(out);
  return sqlite3_exec(disk->db, sql, keep_text, out, NULL);
}

/* One connection that nobody else can share (then there is no shared memory file, and no second
 * connection's defects), a journal that is synced at every commit. */
static int configure(struct zg_disk *disk, const char *path, struct zg_error *err) {
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

/* After an end that was not in order the file is looked through before anybody trusts it: that its
 * pages hang together and its rows can be read, and for what decisions rest on, also that the
 * indexes agree with the tables. For the journal and the seen ids, which are large, that would take
 * a second for each half a million events. */
static int check_whole(struct zg_disk *disk, const char *path, struct zg_error *err) {
  static const char *const checks[] = {
      "PRAGMA quick_check(10)",           "PRAGMA integrity_check(docs)",
      "PRAGMA integrity_check(timers)",   "PRAGMA integrity_check(outbox)",
      "PRAGMA integrity_check(horizons)", "PRAGMA integrity_check(marks)",
  };
  struct zg_bytes answer = {0};
  int result = 0;
  bool clean = zg_disk_get_mark(disk, "clean", 1) != 0;
  for (size_t i = 0; !clean && result == 0 && i < sizeof checks / sizeof checks[0]; i++) {
    int rc = ask(disk, checks[i], &answer);
    if (rc == SQLITE_OK && answer.data != NULL && strcmp(answer.data, "ok") == 0) continue;
    result = zg_fail(err, ZG_ESYSTEM, "the store %s is damaged (%.400s); restore a backup", path,
                     rc == SQLITE_OK && answer.data != NULL ? answer.data : "it cannot be read");
  }
  zg_bytes_fini(&answer);
  return result;
}

static int prepare(struct zg_disk *disk, const char *path, struct zg_error *err) {
  static const char *const sql[] = {
#define ZG_SQL_TEXT(name, text) text,
      ZG_SQL_STATEMENTS(ZG_SQL_TEXT)
#undef ZG_SQL_TEXT
  };
  for (int i = 0; i < ZG_SQL_COUNT; i++)
    if (sqlite3_prepare_v3(disk->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &disk->statements[i],
                           NULL) != SQLITE_OK)
      return zg_fail(err, ZG_ESYSTEM, "the store %s cannot be used: %s", path,
                     sqlite3_errmsg(disk->db));
  return 0;
}

int zg_store_sqlite_open(const char *path, struct zg_store **out, struct zg_error *err) {
  struct zg_disk *disk = zg_alloc(sizeof *disk);
  disk->store.ops = &disk_ops;
  int rc = sqlite3_open_v2(
      path, &disk->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, NULL);
  int result = rc == SQLITE_OK ? 0
                               : zg_fail(err, ZG_ESYSTEM, "the store %s cannot be opened: %s", path,
                                         sqlite3_errmsg(disk->db));
  /* before the file is looked at for the first time: so no shared memory file is ever made for it
   */
  if (result == 0) sqlite3_exec(disk->db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL);
  if (result == 0) result = zg_sqlite_check(disk->db, path, err);
  if (result == 0) result = configure(disk, path, err);
  if (result == 0) result = zg_sqlite_schema(disk->db, path, err);
  if (result == 0) result = prepare(disk, path, err);
  if (result == 0) result = check_whole(disk, path, err);
  if (result == 0 && zg_disk_set_mark(disk, "clean", 0) != SQLITE_OK)
    result = zg_fail(err, ZG_ESYSTEM, "the store %s cannot be written: %s", path,
                     sqlite3_errmsg(disk->db));
  if (result == 0) {
    *out = &disk->store;
    return 0;
  }
  for (int i = 0; i < ZG_SQL_COUNT; i++)
    sqlite3_finalize(disk->statements[i]);
  sqlite3_close(disk->db);
  free(disk);
  return result;
}

int zg_store_sqlite_open_there(const char *path, struct zg_store **out, struct zg_error *err) {
  struct stat there;
  if (stat(path, &there) < 0) return zg_fail(err, ZG_ENOTFOUND, "there is no store %s", path);
  if (there.st_size == 0)
    return zg_fail(err, ZG_EUSAGE, "%s is no store; name another file with --data", path);
  return zg_store_sqlite_open(path, out, err);
}
