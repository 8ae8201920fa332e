#include "store/sqlite_disk.h"

#include <string.h>

static const char *const scopes[] = {"conversation", "buyer", "order", "shop"};
enum { SCOPES = sizeof scopes / sizeof scopes[0] };

const char *zg_disk_scope(int scope) {
  return scopes[scope];
}

int zg_disk_find_scope(const char *name) {
  for (int i = 0; i < SCOPES; i++)
    if (strcmp(scopes[i], name) == 0) return i;
  return SCOPES - 1;
}

static sqlite3_stmt *bind(struct zg_disk *disk, enum zg_sql which, const char *types,
                          va_list args) {
  sqlite3_stmt *statement = disk->statements[which];
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
  return statement;
}

sqlite3_stmt *zg_disk_bind(struct zg_disk *disk, enum zg_sql which, const char *types, ...) {
  va_list args;
  va_start(args, types);
  sqlite3_stmt *statement = bind(disk, which, types, args);
  va_end(args);
  return statement;
}

void zg_disk_reset(sqlite3_stmt *statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

int zg_disk_run(struct zg_disk *disk, enum zg_sql which, const char *types, ...) {
  va_list args;
  va_start(args, types);
  sqlite3_stmt *statement = bind(disk, which, types, args);
  va_end(args);
  int rc = sqlite3_step(statement);
  zg_disk_reset(statement);
  return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* A full disk rolls back for certain and can be tried again. After an I/O error nobody knows what
 * the disk holds: then the process must end without a word to anyone, and look again when it
 * starts. */
int zg_disk_told(struct zg_disk *disk, int rc, struct zg_error *err) {
  int primary = rc & 0xFF;
  bool full = primary == SQLITE_FULL || primary == SQLITE_BUSY || primary == SQLITE_LOCKED ||
              primary == SQLITE_READONLY || primary == SQLITE_NOMEM;
  return zg_fail(err, full ? ZG_EUNAVAILABLE : ZG_EDISK, "the store cannot be written: %s",
                 sqlite3_errstr(sqlite3_extended_errcode(disk->db)));
}

int zg_disk_set_mark(struct zg_disk *disk, const char *name, int64_t value) {
  return zg_disk_run(disk, ZG_SQL_SET_MARK, "ti", name, value);
}

int64_t zg_disk_get_mark(struct zg_disk *disk, const char *name, int64_t fallback) {
  sqlite3_stmt *statement = zg_disk_bind(disk, ZG_SQL_GET_MARK, "t", name);
  int64_t value =
      sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : fallback;
  zg_disk_reset(statement);
  return value;
}
