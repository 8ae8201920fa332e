/* Reading from the store on disk. */
#include "store/sqlite_disk.h"

int zg_disk_doc(struct zg_store *store, const char *shop, const char *pack, int scope,
                const char *key, struct zg_bytes *out) {
  struct zg_disk *disk = (struct zg_disk *)store;
  sqlite3_stmt *statement =
      zg_disk_bind(disk, ZG_SQL_GET_DOC, "tttt", shop, pack, zg_disk_scope(scope), key);
  int found = sqlite3_step(statement) == SQLITE_ROW;
  if (found) zg_bytes_add_text(out, (const char *)sqlite3_column_text(statement, 0));
  zg_disk_reset(statement);
  return found;
}

int zg_disk_seen(struct zg_store *store, const char *source, const char *id, uint64_t *hash) {
  struct zg_disk *disk = (struct zg_disk *)store;
  sqlite3_stmt *statement = zg_disk_bind(disk, ZG_SQL_GET_SEEN, "tt", source, id);
  int found = sqlite3_step(statement) == SQLITE_ROW;
  if (found) *hash = (uint64_t)sqlite3_column_int64(statement, 0);
  zg_disk_reset(statement);
  return found;
}

int64_t zg_disk_horizon(struct zg_store *store, const char *source) {
  struct zg_disk *disk = (struct zg_disk *)store;
  sqlite3_stmt *statement = zg_disk_bind(disk, ZG_SQL_GET_HORIZON, "t", source);
  int64_t horizon =
      sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : INT64_MIN;
  zg_disk_reset(statement);
  return horizon;
}

static const char *column(sqlite3_stmt *statement, int at) {
  return (const char *)sqlite3_column_text(statement, at);
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

int zg_disk_each_name(struct zg_store *store, zg_name_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  each_name(disk->statements[ZG_SQL_EACH_DOC_NAME], 4, fn, arg);
  each_name(disk->statements[ZG_SQL_EACH_SEEN_NAME], 2, fn, arg);
  return 0;
}

int zg_disk_each_timer(struct zg_store *store, zg_timer_row_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct zg_disk *)store)->statements[ZG_SQL_EACH_TIMER];
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const struct zg_timer_row row = {.seq = (uint64_t)sqlite3_column_int64(s, 0),
                                     .due = sqlite3_column_int64(s, 1),
                                     .kind = sqlite3_column_int(s, 2),
                                     .shop = column(s, 3),
                                     .pack = column(s, 4),
                                     .scope = zg_disk_find_scope(column(s, 5)),
                                     .key = column(s, 6),
                                     .name = column(s, 7),
                                     .data = column(s, 8)};
    stop = fn(arg, &row);
  }
  sqlite3_reset(s);
  return stop;
}

int zg_disk_each_action(struct zg_store *store, zg_action_row_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct zg_disk *)store)->statements[ZG_SQL_EACH_ACTION];
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

int zg_disk_each_event(struct zg_store *store, uint64_t after, zg_event_row_fn *fn, void *arg) {
  sqlite3_stmt *s = zg_disk_bind((struct zg_disk *)store, ZG_SQL_EACH_EVENT, "i", (int64_t)after);
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const struct zg_batch_event row = {.number = (uint64_t)sqlite3_column_int64(s, 0),
                                       .shop = column(s, 1),
                                       .source = column(s, 2),
                                       .id = column(s, 3),
                                       .time = sqlite3_column_int64(s, 4),
                                       .received = sqlite3_column_int64(s, 5),
                                       .generation = column(s, 6),
                                       .line = column(s, 7),
                                       .len = (size_t)sqlite3_column_bytes(s, 7)};
    stop = fn(arg, &row);
  }
  zg_disk_reset(s);
  return stop;
}

int zg_disk_each_dead(struct zg_store *store, uint64_t after, zg_dead_row_fn *fn, void *arg) {
  sqlite3_stmt *s = zg_disk_bind((struct zg_disk *)store, ZG_SQL_EACH_DEAD, "i", (int64_t)after);
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const void *line = sqlite3_column_blob(s, 5);
    const struct zg_batch_dead row = {.number = (uint64_t)sqlite3_column_int64(s, 0),
                                      .when = sqlite3_column_int64(s, 1),
                                      .code = column(s, 2),
                                      .message = column(s, 3),
                                      .source = column(s, 4),
                                      .line = line != NULL ? line : "",
                                      .len = (size_t)sqlite3_column_bytes(s, 5)};
    stop = fn(arg, &row);
  }
  zg_disk_reset(s);
  return stop;
}

int zg_disk_each_trace(struct zg_store *store, const char *id, zg_trace_row_fn *fn, void *arg) {
  sqlite3_stmt *s = zg_disk_bind((struct zg_disk *)store, ZG_SQL_EACH_TRACE, "t", id);
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW) {
    const struct zg_batch_trace row = {.shop = column(s, 0),
                                       .source = column(s, 1),
                                       .id = column(s, 2),
                                       .when = sqlite3_column_int64(s, 3),
                                       .json = column(s, 4)};
    stop = fn(arg, &row);
  }
  zg_disk_reset(s);
  return stop;
}

int zg_disk_each_mark(struct zg_store *store, zg_mark_fn *fn, void *arg) {
  sqlite3_stmt *s = ((struct zg_disk *)store)->statements[ZG_SQL_EACH_MARK];
  int stop = 0;
  while (stop == 0 && sqlite3_step(s) == SQLITE_ROW)
    stop = fn(arg, column(s, 0), sqlite3_column_int64(s, 1));
  sqlite3_reset(s);
  return stop;
}
