#include "store/sqlite_schema.h"

#include <sqlite3.h>
#include <stdio.h>

/* "zgui": by it a file is known as ours, also to file(1). */
enum { APPLICATION_ID = 0x7A677569 };

/* Each step leads from the version of its place to the next; a step that was released never
 * changes. */
static const char *const steps[] = {
    /* 0 to 1 */
    "CREATE TABLE events ("      /* the journal: every event that was decided, as it came */
    "  seq INTEGER PRIMARY KEY," /* in the order of deciding */
    "  shop TEXT NOT NULL,"
    "  source TEXT NOT NULL,"
    "  id TEXT NOT NULL,"
    "  time INTEGER NOT NULL,"     /* the event's, in ms since 1970 */
    "  received INTEGER NOT NULL," /* ours */
    "  generation TEXT NOT NULL,"  /* of the rules that decided it */
    "  line TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX events_id ON events (id);"
    "CREATE TABLE seen (" /* which events were decided, until they are forgotten */
    "  source TEXT NOT NULL,"
    "  id TEXT NOT NULL,"
    "  hash INTEGER NOT NULL," /* of the body */
    "  time INTEGER NOT NULL,"
    "  forget INTEGER NOT NULL," /* not before */
    "  PRIMARY KEY (source, id)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX seen_forget ON seen (forget);"
    "CREATE TABLE horizons (" /* the newest time among the forgotten events of a source */
    "  source TEXT PRIMARY KEY,"
    "  time INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE docs (" /* state of packs; facts have the pack '' */
    "  shop TEXT NOT NULL,"
    "  pack TEXT NOT NULL,"
    "  scope TEXT NOT NULL," /* conversation, buyer, order, shop */
    "  key TEXT NOT NULL,"
    "  json TEXT NOT NULL,"
    "  PRIMARY KEY (shop, pack, scope, key)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE timers ("
    "  seq INTEGER PRIMARY KEY,"
    "  due INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL," /* 0 set by a rule, 1 settle, 2 unless_within, 3 held */
    "  shop TEXT NOT NULL,"
    "  pack TEXT NOT NULL,"
    "  scope TEXT NOT NULL,"
    "  key TEXT NOT NULL,"
    "  name TEXT NOT NULL,"
    "  data TEXT NOT NULL"
    ") STRICT;"
    "CREATE TABLE outbox (" /* actions that no adapter has acknowledged yet */
    "  seq INTEGER PRIMARY KEY,"
    "  shop TEXT NOT NULL,"
    "  source TEXT NOT NULL," /* where it goes */
    "  id TEXT NOT NULL,"
    "  type TEXT NOT NULL,"
    "  json TEXT NOT NULL"
    ") STRICT;"
    "CREATE TABLE dead (" /* lines refused, actions that could not be done */
    "  seq INTEGER PRIMARY KEY,"
    "  at INTEGER NOT NULL,"
    "  code TEXT NOT NULL,"
    "  message TEXT NOT NULL,"
    "  line BLOB NOT NULL"
    ") STRICT;"
    "CREATE TABLE traces (" /* what every rule made of an event */
    "  seq INTEGER PRIMARY KEY,"
    "  shop TEXT NOT NULL,"
    "  source TEXT NOT NULL,"
    "  id TEXT NOT NULL,"
    "  at INTEGER NOT NULL,"
    "  json TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX traces_id ON traces (id);"
    "CREATE TABLE marks (" /* what the runtime notes about itself */
    "  name TEXT PRIMARY KEY,"
    "  value INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;",
    /* 1 to 2: a dead letter's number is never given again, and an action knows where it was to go
     */
    "ALTER TABLE dead RENAME TO old_dead;"
    "CREATE TABLE dead ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  at INTEGER NOT NULL,"
    "  code TEXT NOT NULL,"
    "  message TEXT NOT NULL,"
    "  source TEXT NOT NULL," /* of the adapter an action was for; '' for a line */
    "  line BLOB NOT NULL"
    ") STRICT;"
    "INSERT INTO dead SELECT seq, at, code, message, '', line FROM old_dead;"
    "DROP TABLE old_dead;",
    /* 2 to 3: a document knows which version of its pack wrote it last */
    "ALTER TABLE docs ADD COLUMN version TEXT;",
};
enum { VERSION = sizeof steps / sizeof steps[0] };

static int number(sqlite3 *db, const char *sql, int64_t *out) {
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (rc == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
    *out = sqlite3_column_int64(statement, 0);
  else
    rc = rc == SQLITE_OK ? SQLITE_ERROR : rc;
  sqlite3_finalize(statement);
  return rc == SQLITE_OK ? 0 : -1;
}

static int run_step(sqlite3 *db, int from, const char *path, struct zg_error *err) {
  char mark[128];
  snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
           APPLICATION_ID, from + 1);
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
      sqlite3_exec(db, steps[from], NULL, NULL, NULL) == SQLITE_OK &&
      sqlite3_exec(db, mark, NULL, NULL, NULL) == SQLITE_OK)
    return 0;
  zg_fail(err, ZG_ESYSTEM, "the store %s cannot be made ready: %s", path, sqlite3_errmsg(db));
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return ZG_ESYSTEM;
}

int zg_sqlite_check(sqlite3 *db, const char *path, struct zg_error *err) {
  int64_t application = 0, version = 0, tables = 0;
  if (number(db, "PRAGMA application_id", &application) < 0 ||
      number(db, "PRAGMA user_version", &version) < 0 ||
      number(db, "SELECT count(*) FROM sqlite_schema", &tables) < 0) {
    int primary = sqlite3_errcode(db) & 0xFF;
    if (primary == SQLITE_NOTADB)
      return zg_fail(err, ZG_EUSAGE, "%s is no store; name another file with --data", path);
    if (primary == SQLITE_BUSY)
      return zg_fail(err, ZG_ESYSTEM,
                     "the store %s is in use by another zhanggui; stop that one, "
                     "or name another file with --data",
                     path);
    return zg_fail(err, ZG_ESYSTEM, "the store %s cannot be read: %s", path, sqlite3_errmsg(db));
  }
  if (tables > 0 && application != APPLICATION_ID)
    return zg_fail(err, ZG_EUSAGE,
                   "%s is another program's database; name another file with --data", path);
  if (version > VERSION)
    return zg_fail(err, ZG_EUSAGE,
                   "the store %s was written by a newer zhanggui (format %d, this "
                   "one knows %d); run that version",
                   path, (int)version, (int)VERSION);
  return 0;
}

int zg_sqlite_schema(sqlite3 *db, const char *path, struct zg_error *err) {
  int64_t version = 0;
  int result = 0;
  if (number(db, "PRAGMA user_version", &version) < 0)
    return zg_fail(err, ZG_ESYSTEM, "the store %s cannot be read: %s", path, sqlite3_errmsg(db));
  for (int64_t from = version; from < VERSION && result == 0; from++)
    result = run_step(db, (int)from, path, err);
  return result;
}
