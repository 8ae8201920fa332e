/* A copy of the store on disk while it is in use, by SQLite's backup interface on the one
 * connection there is: what is committed meanwhile goes into the copy, too. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/sqlite_disk.h"

enum { PAGES = 256 }; /* of one step: a millisecond or two */

struct zg_backup {
  sqlite3 *db;
  sqlite3_backup *pages;
  bool done;
  char *path; /* where it will be */
  char *part; /* where it is until it is whole */
};

static int fail(struct zg_backup *backup, struct zg_error *err) {
  return zg_fail(err, ZG_ESYSTEM, "the copy %s cannot be written: %s", backup->path,
                 sqlite3_errmsg(backup->db));
}

static int begin(struct zg_backup *backup, struct zg_disk *disk, struct zg_error *err) {
  if (access(backup->path, F_OK) == 0)
    return zg_fail(err, ZG_EUSAGE, "%s is there already; name a new file", backup->path);
  unlink(backup->part); /* of a copy that was cut short */
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2(backup->part, &backup->db, flags, NULL) != SQLITE_OK)
    return fail(backup, err);
  backup->pages = sqlite3_backup_init(backup->db, "main", disk->db, "main");
  return backup->pages != NULL ? 0 : fail(backup, err);
}

struct zg_backup *zg_disk_backup(struct zg_store *store, const char *path, struct zg_error *err) {
  struct zg_backup *backup = zg_alloc(sizeof *backup);
  size_t len = strlen(path) + sizeof "-part";
  backup->path = zg_strdup(path);
  backup->part = zg_alloc(len);
  snprintf(backup->part, len, "%s-part", path);
  if (begin(backup, (struct zg_disk *)store, err) == 0) return backup;
  zg_backup_close(backup);
  return NULL;
}

/* The whole file is here: one that is in order (so it is not looked through when it is first
 * opened), a single file without a log beside it, under its name. */
static int finish(struct zg_backup *backup, struct zg_error *err) {
  int rc = sqlite3_backup_finish(backup->pages);
  backup->pages = NULL;
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(backup->db,
                      "PRAGMA journal_mode = DELETE;"
                      "UPDATE marks SET value = 1 WHERE name = 'clean'",
                      NULL, NULL, NULL);
  if (rc != SQLITE_OK) return fail(backup, err);
  sqlite3_close(backup->db);
  backup->db = NULL;
  if (rename(backup->part, backup->path) < 0)
    return zg_fail(err, ZG_ESYSTEM, "the copy %s cannot be written: %s", backup->path,
                   strerror(errno));
  backup->done = true;
  return 0;
}

int zg_backup_step(struct zg_backup *backup, struct zg_error *err) {
  int rc = sqlite3_backup_step(backup->pages, PAGES);
  if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) return 1;
  return rc == SQLITE_DONE ? finish(backup, err) : fail(backup, err);
}

void zg_backup_close(struct zg_backup *backup) {
  if (backup == NULL) return;
  if (backup->pages != NULL) sqlite3_backup_finish(backup->pages);
  sqlite3_close(backup->db);
  if (!backup->done) unlink(backup->part);
  free(backup->path);
  free(backup->part);
  free(backup);
}
