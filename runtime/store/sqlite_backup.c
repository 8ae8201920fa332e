/* A copy of the store on disk while it is in use, by SQLite's backup interface on the one
 * connection there is: what is committed meanwhile goes into the copy, too. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/sqlite_disk.h"

enum { PAGES = 256 }; /* of one step: a millisecond or two */

struct copy {
  struct zg_backup backup; /* first: it is one */
  sqlite3 *db;
  sqlite3_backup *pages;
  int fd;     /* of the file; negative: none */
  bool made;  /* there is a file of that name to be removed */
  char *path; /* where it will be */
  char *part; /* where it is until it is whole; a kill leaves it lying */
};

static int fail(struct copy *copy, int rc, struct zg_error *err) {
  return zg_fail(err, ZG_ESYSTEM, "the copy %s cannot be written: %s", copy->path,
                 sqlite3_errstr(rc));
}

static int step(struct zg_backup *backup, struct zg_error *err);
static void give_up_or_close(struct zg_backup *backup);

static int begin(struct copy *copy, struct zg_disk *disk, struct zg_error *err) {
  if (access(copy->path, F_OK) == 0)
    return zg_fail(err, ZG_EUSAGE, "%s is there already; name a new file", copy->path);
  copy->fd = mkstemp(copy->part);
  if (copy->fd < 0)
    return zg_fail(err, ZG_ESYSTEM, "the copy %s cannot be written: %s", copy->path,
                   strerror(errno));
  copy->made = true;
  int rc = sqlite3_open_v2(copy->part, &copy->db, SQLITE_OPEN_READWRITE, NULL);
  /* A copy that is not whole is thrown away, so it needs no journal of its own; it is synced once.
   */
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(copy->db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL,
                      NULL);
  if (rc == SQLITE_OK) copy->pages = sqlite3_backup_init(copy->db, "main", disk->db, "main");
  if (rc == SQLITE_OK && copy->pages == NULL) rc = sqlite3_errcode(copy->db);
  return rc == SQLITE_OK ? 0 : fail(copy, rc, err);
}

struct zg_backup *zg_disk_backup(struct zg_store *store, const char *path, struct zg_error *err) {
  static const char unique[] = "-part-XXXXXX";
  struct copy *copy = zg_alloc(sizeof *copy);
  size_t len = strlen(path) + sizeof unique;
  copy->backup = (struct zg_backup){.step = step, .close = give_up_or_close};
  copy->fd = -1;
  copy->path = zg_strdup(path);
  copy->part = zg_alloc(len);
  snprintf(copy->part, len, "%s%s", path, unique);
  if (begin(copy, (struct zg_disk *)store, err) == 0) return &copy->backup;
  give_up_or_close(&copy->backup);
  return NULL;
}

/* The whole file is here: one that is in order (so it is not looked through when it is first
 * opened), a single file without a log beside it, under its name. */
static int finish(struct copy *copy, struct zg_error *err) {
  int rc = sqlite3_backup_finish(copy->pages);
  copy->pages = NULL;
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(copy->db,
                      "PRAGMA journal_mode = DELETE;"
                      "UPDATE marks SET value = 1 WHERE name = 'clean'",
                      NULL, NULL, NULL);
  if (rc != SQLITE_OK) return fail(copy, rc, err);
  sqlite3_close(copy->db);
  copy->db = NULL;
  if (fsync(copy->fd) < 0 ||
      renameat2(AT_FDCWD, copy->part, AT_FDCWD, copy->path, RENAME_NOREPLACE) < 0)
    return zg_fail(err, ZG_ESYSTEM, "the copy %s cannot be written: %s", copy->path,
                   strerror(errno));
  copy->made = false;
  return 0;
}

static int step(struct zg_backup *backup, struct zg_error *err) {
  struct copy *copy = (struct copy *)backup;
  int rc = sqlite3_backup_step(copy->pages, PAGES);
  /* The disk begins at once with what it got, or the sync at the end would hold up everybody. */
  sync_file_range(copy->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) return 1;
  return rc == SQLITE_DONE ? finish(copy, err) : fail(copy, rc, err);
}

static void give_up_or_close(struct zg_backup *backup) {
  struct copy *copy = (struct copy *)backup;
  if (copy->pages != NULL) sqlite3_backup_finish(copy->pages);
  sqlite3_close(copy->db);
  if (copy->fd >= 0) close(copy->fd);
  if (copy->made) unlink(copy->part);
  free(copy->path);
  free(copy->part);
  free(copy);
}
