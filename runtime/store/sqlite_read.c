/* Reading from the store on disk.
 *
 * What cannot be read is not the same as what is not there. After a failed read the store is marked
 * as failed, and commits nothing any more: no decision that rests on half of the truth is kept. */
#include "store/sqlite_disk.h"

/* Whether there is another row. */
static bool next_row(struct zg_disk *disk, sqlite3_stmt *s) {
  int rc = sqlite3_step(s);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) disk->failed = true;
  return rc == SQLITE_ROW;
}

/* Gives each row to `show`, until it returns other than 0, and returns that. */
static int each(struct zg_disk *disk, sqlite3_stmt *s, int (*show)(sqlite3_stmt *s, const void *to),
                const void *to) {
  int stop = 0;
  while (stop == 0 && next_row(disk, s))
    stop = show(s, to);
  zg_disk_reset(s);
  return stop == 0 && disk->failed ? ZG_ESYSTEM : stop;
}

static const char *column(sqlite3_stmt *s, int at) {
  return (const char *)sqlite3_column_text(s, at);
}

static uint64_t unsigned_column(sqlite3_stmt *s, int at) {
  return (uint64_t)sqlite3_column_int64(s, at);
}

/* ---- one thing */

int zg_disk_doc(struct zg_store *store, const char *shop, const char *pack, int scope,
                const char *key, struct zg_bytes *out) {
  struct zg_disk *disk = (struct zg_disk *)store;
  sqlite3_stmt *s =
      zg_disk_bind(disk, ZG_SQL_GET_DOC, "tttt", shop, pack, zg_disk_scope(scope), key);
  int found = next_row(disk, s);
  if (found) zg_bytes_add_text(out, column(s, 0));
  zg_disk_reset(s);
  return found;
}

int zg_disk_seen(struct zg_store *store, const char *source, const char *id, uint64_t *hash) {
  struct zg_disk *disk = (struct zg_disk *)store;
  sqlite3_stmt *s = zg_disk_bind(disk, ZG_SQL_GET_SEEN, "tt", source, id);
  int found = next_row(disk, s);
  if (found) *hash = unsigned_column(s, 0);
  zg_disk_reset(s);
  return found;
}

int64_t zg_disk_horizon(struct zg_store *store, const char *source) {
  struct zg_disk *disk = (struct zg_disk *)store;
  sqlite3_stmt *s = zg_disk_bind(disk, ZG_SQL_GET_HORIZON, "t", source);
  int64_t horizon = next_row(disk, s) ? sqlite3_column_int64(s, 0) : INT64_MIN;
  zg_disk_reset(s);
  return horizon;
}

static uint64_t last(struct zg_store *store, enum zg_sql which) {
  struct zg_disk *disk = (struct zg_disk *)store;
  sqlite3_stmt *s = disk->statements[which];
  uint64_t number = next_row(disk, s) ? unsigned_column(s, 0) : 0;
  zg_disk_reset(s);
  return number;
}

uint64_t zg_disk_last_event(struct zg_store *store) {
  return last(store, ZG_SQL_LAST_EVENT);
}

uint64_t zg_disk_last_dead(struct zg_store *store) {
  return last(store, ZG_SQL_LAST_DEAD);
}

/* ---- all of them */

struct to_name {
  zg_name_fn *fn;
  void *arg;
  int parts;
  struct zg_bytes *name;
};

static int show_name(sqlite3_stmt *s, const void *arg) {
  const struct to_name *to = arg;
  zg_bytes_clear(to->name);
  for (int i = 0; i < to->parts; i++)
    zg_bytes_add_part(to->name, column(s, i));
  to->fn(to->arg, to->name->data, to->name->len);
  return 0;
}

int zg_disk_each_name(struct zg_store *store, zg_name_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  struct zg_bytes name = {0};
  struct to_name docs = {.fn = fn, .arg = arg, .parts = 4, .name = &name};
  struct to_name seen = {.fn = fn, .arg = arg, .parts = 2, .name = &name};
  int result = each(disk, disk->statements[ZG_SQL_EACH_DOC_NAME], show_name, &docs);
  if (result == 0) result = each(disk, disk->statements[ZG_SQL_EACH_SEEN_NAME], show_name, &seen);
  zg_bytes_fini(&name);
  return result;
}

struct to_key {
  zg_key_fn *fn;
  void *arg;
};

static int show_key(sqlite3_stmt *s, const void *arg) {
  const struct to_key *to = arg;
  return to->fn(to->arg, zg_disk_find_scope(column(s, 0)), column(s, 1),
                (const char *)sqlite3_column_text(s, 2));
}

int zg_disk_each_key(struct zg_store *store, const char *shop, const char *pack, zg_key_fn *fn,
                     void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  const struct to_key to = {.fn = fn, .arg = arg};
  return each(disk, zg_disk_bind(disk, ZG_SQL_EACH_KEY, "tt", shop, pack), show_key, &to);
}

struct to_timer {
  zg_timer_row_fn *fn;
  void *arg;
};

static int show_timer(sqlite3_stmt *s, const void *arg) {
  const struct to_timer *to = arg;
  const struct zg_timer_row row = {.seq = unsigned_column(s, 0),
                                   .due = sqlite3_column_int64(s, 1),
                                   .kind = sqlite3_column_int(s, 2),
                                   .shop = column(s, 3),
                                   .pack = column(s, 4),
                                   .scope = zg_disk_find_scope(column(s, 5)),
                                   .key = column(s, 6),
                                   .name = column(s, 7),
                                   .data = column(s, 8)};
  return to->fn(to->arg, &row);
}

int zg_disk_each_timer(struct zg_store *store, zg_timer_row_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  const struct to_timer to = {.fn = fn, .arg = arg};
  return each(disk, disk->statements[ZG_SQL_EACH_TIMER], show_timer, &to);
}

struct to_action {
  zg_action_row_fn *fn;
  void *arg;
};

static int show_action(sqlite3_stmt *s, const void *arg) {
  const struct to_action *to = arg;
  const struct zg_action_row row = {.seq = unsigned_column(s, 0),
                                    .shop = column(s, 1),
                                    .source = column(s, 2),
                                    .id = column(s, 3),
                                    .type = column(s, 4),
                                    .json = column(s, 5)};
  return to->fn(to->arg, &row);
}

int zg_disk_each_action(struct zg_store *store, zg_action_row_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  const struct to_action to = {.fn = fn, .arg = arg};
  return each(disk, disk->statements[ZG_SQL_EACH_ACTION], show_action, &to);
}

struct to_event {
  zg_event_row_fn *fn;
  void *arg;
};

static int show_event(sqlite3_stmt *s, const void *arg) {
  const struct to_event *to = arg;
  const struct zg_batch_event row = {.number = unsigned_column(s, 0),
                                     .shop = column(s, 1),
                                     .source = column(s, 2),
                                     .id = column(s, 3),
                                     .time = sqlite3_column_int64(s, 4),
                                     .received = sqlite3_column_int64(s, 5),
                                     .generation = column(s, 6),
                                     .line = column(s, 7),
                                     .len = (size_t)sqlite3_column_bytes(s, 7)};
  return to->fn(to->arg, &row);
}

int zg_disk_each_event(struct zg_store *store, uint64_t after, zg_event_row_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  const struct to_event to = {.fn = fn, .arg = arg};
  return each(disk, zg_disk_bind(disk, ZG_SQL_EACH_EVENT, "i", (int64_t)after), show_event, &to);
}

struct to_dead {
  zg_dead_row_fn *fn;
  void *arg;
};

static int show_dead(sqlite3_stmt *s, const void *arg) {
  const struct to_dead *to = arg;
  const void *line = sqlite3_column_blob(s, 5);
  const struct zg_batch_dead row = {.number = unsigned_column(s, 0),
                                    .when = sqlite3_column_int64(s, 1),
                                    .code = column(s, 2),
                                    .message = column(s, 3),
                                    .source = column(s, 4),
                                    .line = line != NULL ? line : "",
                                    .len = (size_t)sqlite3_column_bytes(s, 5)};
  return to->fn(to->arg, &row);
}

int zg_disk_each_dead(struct zg_store *store, uint64_t after, zg_dead_row_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  const struct to_dead to = {.fn = fn, .arg = arg};
  return each(disk, zg_disk_bind(disk, ZG_SQL_EACH_DEAD, "i", (int64_t)after), show_dead, &to);
}

struct to_trace {
  zg_trace_row_fn *fn;
  void *arg;
};

static int show_trace(sqlite3_stmt *s, const void *arg) {
  const struct to_trace *to = arg;
  const struct zg_batch_trace row = {.shop = column(s, 0),
                                     .source = column(s, 1),
                                     .id = column(s, 2),
                                     .when = sqlite3_column_int64(s, 3),
                                     .json = column(s, 4)};
  return to->fn(to->arg, &row);
}

int zg_disk_each_trace(struct zg_store *store, const char *id, zg_trace_row_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  const struct to_trace to = {.fn = fn, .arg = arg};
  return each(disk, zg_disk_bind(disk, ZG_SQL_EACH_TRACE, "t", id), show_trace, &to);
}

struct to_mark {
  zg_mark_fn *fn;
  void *arg;
};

static int show_mark(sqlite3_stmt *s, const void *arg) {
  const struct to_mark *to = arg;
  return to->fn(to->arg, column(s, 0), sqlite3_column_int64(s, 1));
}

int zg_disk_each_mark(struct zg_store *store, zg_mark_fn *fn, void *arg) {
  struct zg_disk *disk = (struct zg_disk *)store;
  const struct to_mark to = {.fn = fn, .arg = arg};
  return each(disk, disk->statements[ZG_SQL_EACH_MARK], show_mark, &to);
}
