/* sqlite_disk: what the files of the store on disk share: the connection and its statements. */
#ifndef ZG_STORE_SQLITE_DISK_H
#define ZG_STORE_SQLITE_DISK_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "store/store.h"

/* Every statement, prepared once when the store is opened. */
#define ZG_SQL_STATEMENTS(X)                                                                       \
  X(BEGIN, "BEGIN IMMEDIATE")                                                                      \
  X(COMMIT, "COMMIT")                                                                              \
  X(ROLLBACK, "ROLLBACK")                                                                          \
  X(ADD_EVENT, "INSERT INTO events (shop, source, id, time, received, generation, line) "          \
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                              \
  X(ADD_SEEN, "INSERT OR REPLACE INTO seen (source, id, hash, time, forget) "                      \
              "VALUES (?1, ?2, ?3, ?4, ?5)")                                                       \
  X(SET_DOC, "INSERT INTO docs (shop, pack, scope, key, json, version) "                           \
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6) "                                                    \
             "ON CONFLICT DO UPDATE SET json = excluded.json, version = excluded.version")         \
  X(DROP_DOC, "DELETE FROM docs WHERE shop = ?1 AND pack = ?2 AND scope = ?3 AND key = ?4")        \
  X(ADD_TIMER, "INSERT OR REPLACE INTO timers (seq, due, kind, shop, pack, scope, key, name, "     \
               "data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                                \
  X(DROP_TIMER, "DELETE FROM timers WHERE seq = ?1")                                               \
  X(ADD_ACTION, "INSERT OR REPLACE INTO outbox (seq, shop, source, id, type, json) "               \
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                 \
  X(DROP_ACTION, "DELETE FROM outbox WHERE seq = ?1")                                              \
  X(ADD_DEAD, "INSERT INTO dead (at, code, message, source, line) VALUES (?1, ?2, ?3, ?4, ?5)")    \
  X(DROP_DEAD, "DELETE FROM dead WHERE seq = ?1")                                                  \
  X(TRIM_DEAD, "DELETE FROM dead WHERE seq <= (SELECT max(seq) FROM dead) - ?1")                   \
  X(ADD_TRACE, "INSERT INTO traces (shop, source, id, at, json) VALUES (?1, ?2, ?3, ?4, ?5)")      \
  X(TRIM_TRACES, "DELETE FROM traces WHERE seq <= (SELECT max(seq) FROM traces) - ?1")             \
  X(OLDEST_EVENT, "SELECT received FROM events ORDER BY seq LIMIT 1")                              \
  X(DROP_EVENTS, "DELETE FROM events WHERE received < ?1 AND "                                     \
                 "seq < (SELECT min(seq) FROM events) + ?2")                                       \
  X(KEEP_HORIZON, "INSERT INTO horizons (source, time) SELECT source, max(time) FROM "             \
                  "(SELECT source, time FROM seen WHERE forget < ?1 ORDER BY forget, source, id "  \
                  "LIMIT ?2) WHERE true GROUP BY source "                                          \
                  "ON CONFLICT DO UPDATE SET time = max(time, excluded.time)")                     \
  X(FORGET, "DELETE FROM seen WHERE (source, id) IN (SELECT source, id FROM seen "                 \
            "WHERE forget < ?1 ORDER BY forget, source, id LIMIT ?2)")                             \
  X(FORGETTABLE, "SELECT 1 FROM seen WHERE forget < ?1 LIMIT 1")                                   \
  X(GET_DOC, "SELECT json FROM docs WHERE shop = ?1 AND pack = ?2 AND scope = ?3 AND key = ?4")    \
  X(EACH_DOC_NAME, "SELECT shop, pack, scope, key FROM docs")                                      \
  X(EACH_KEY, "SELECT scope, key, version FROM docs WHERE shop = ?1 AND pack = ?2 "                \
              "ORDER BY scope, key")                                                               \
  X(EACH_SEEN_NAME, "SELECT source, id FROM seen")                                                 \
  X(GET_SEEN, "SELECT hash FROM seen WHERE source = ?1 AND id = ?2")                               \
  X(GET_HORIZON, "SELECT time FROM horizons WHERE source = ?1")                                    \
  X(EACH_TIMER, "SELECT seq, due, kind, shop, pack, scope, key, name, data FROM timers "           \
                "ORDER BY seq")                                                                    \
  X(EACH_ACTION, "SELECT seq, shop, source, id, type, json FROM outbox ORDER BY seq")              \
  X(EACH_EVENT, "SELECT seq, shop, source, id, time, received, generation, line FROM events "      \
                "WHERE seq > ?1 ORDER BY seq")                                                     \
  X(EACH_DEAD,                                                                                     \
    "SELECT seq, at, code, message, source, line FROM dead WHERE seq > ?1 ORDER BY seq")           \
  X(EACH_TRACE, "SELECT shop, source, id, at, json FROM traces WHERE id = ?1 ORDER BY seq")        \
  X(LAST_EVENT, "SELECT ifnull(max(seq), 0) FROM events")                                          \
  X(LAST_DEAD, "SELECT ifnull(max(seq), 0) FROM dead")                                             \
  X(GET_MARK, "SELECT value FROM marks WHERE name = ?1")                                           \
  X(EACH_MARK, "SELECT name, value FROM marks ORDER BY name")                                      \
  X(SET_MARK, "INSERT INTO marks (name, value) VALUES (?1, ?2) "                                   \
              "ON CONFLICT DO UPDATE SET value = excluded.value")

enum zg_sql {
#define ZG_SQL_NAME(name, text) ZG_SQL_##name,
  ZG_SQL_STATEMENTS(ZG_SQL_NAME)
#undef ZG_SQL_NAME
      ZG_SQL_COUNT,
};

struct zg_disk {
  struct zg_store store;
  sqlite3 *db;
  sqlite3_stmt *statements[ZG_SQL_COUNT];
  atomic_bool failed; /* something could not be read: nothing is committed any more */
};

/* Binds the arguments by the letters of `types`: t a text, i an int64_t, b bytes and their length.
 * Borrowed until zg_disk_reset. */
sqlite3_stmt *zg_disk_bind(struct zg_disk *disk, enum zg_sql which, const char *types, ...);
void zg_disk_reset(sqlite3_stmt *statement);

/* Runs a statement that gives no rows; bound as zg_disk_bind. An SQLite code. */
int zg_disk_run(struct zg_disk *disk, enum zg_sql which, const char *types, ...);

/* ZG_EUNAVAILABLE or ZG_EDISK for a write that gave `rc`. */
int zg_disk_told(struct zg_disk *disk, int rc, struct zg_error *err);

/* The names of scopes as they stand in the tables. */
const char *zg_disk_scope(int scope);
int zg_disk_find_scope(const char *name);

/* A word of the marks table. */
int64_t zg_disk_get_mark(struct zg_disk *disk, const char *name, int64_t fallback);
int zg_disk_set_mark(struct zg_disk *disk, const char *name, int64_t value);

/* The words of the vtable, by file: sqlite_write.c, sqlite_read.c, sqlite_backup.c. */
int zg_disk_commit(struct zg_store *store, const struct zg_batch *batch, struct zg_error *err);
int zg_disk_doc(struct zg_store *store, const char *shop, const char *pack, int scope,
                const char *key, struct zg_bytes *out);
int zg_disk_seen(struct zg_store *store, const char *source, const char *id, uint64_t *hash);
int64_t zg_disk_horizon(struct zg_store *store, const char *source);
uint64_t zg_disk_last_event(struct zg_store *store);
uint64_t zg_disk_last_dead(struct zg_store *store);
int zg_disk_each_name(struct zg_store *store, zg_name_fn *fn, void *arg);
int zg_disk_each_key(struct zg_store *store, const char *shop, const char *pack, zg_key_fn *fn,
                     void *arg);
int zg_disk_each_timer(struct zg_store *store, zg_timer_row_fn *fn, void *arg);
int zg_disk_each_action(struct zg_store *store, zg_action_row_fn *fn, void *arg);
int zg_disk_each_event(struct zg_store *store, uint64_t after, zg_event_row_fn *fn, void *arg);
int zg_disk_each_dead(struct zg_store *store, uint64_t after, zg_dead_row_fn *fn, void *arg);
int zg_disk_each_trace(struct zg_store *store, const char *id, zg_trace_row_fn *fn, void *arg);
int zg_disk_each_mark(struct zg_store *store, zg_mark_fn *fn, void *arg);
struct zg_backup *zg_disk_backup(struct zg_store *store, const char *path, struct zg_error *err);

#endif
