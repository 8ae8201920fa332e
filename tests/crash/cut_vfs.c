#include "crash/cut_vfs.h"

#include <assert.h>
#include <string.h>

static const char NAME[] = "cut";

struct cut_file {
  sqlite3_file base;
  struct cut_vfs *vfs;
  struct cut_inode *inode; /* NULL: a temporary file, which no cut concerns */
  bool main, log;
  sqlite3_file *real;
};

static struct cut_file *file_of(sqlite3_file *file) {
  return (struct cut_file *)file;
}

static struct cut_vfs *vfs_of(sqlite3_vfs *vfs) {
  return vfs->pAppData;
}

/* ---- the switch */

void cut_vfs_cut(struct cut_vfs *vfs) {
  if (vfs->off) return;
  vfs->off = true;
  vfs->cut_at_main = false;
  cut_disk_cut(&vfs->disk);
}

void cut_vfs_arm(struct cut_vfs *vfs, enum cut_when when, int steps) {
  vfs->when = when;
  vfs->steps_left = steps;
}

int cut_vfs_power_on(struct cut_vfs *vfs) {
  vfs->off = false;
  vfs->when = CUT_NEVER;
  vfs->full_for = 0;
  return cut_disk_restore(&vfs->disk);
}

/* A step that is of the kinds given as well as a step; says whether the power is off now. */
static bool step(struct cut_vfs *vfs, bool sync, bool main) {
  if (vfs->off) return true;
  vfs->steps++;
  bool counts = vfs->when == CUT_AT_STEP || (vfs->when == CUT_AT_SYNC && sync) ||
                (vfs->when == CUT_AT_MAIN && main);
  if (counts && --vfs->steps_left <= 0) {
    cut_vfs_cut(vfs);
    vfs->cut_at_main = main;
  }
  return vfs->off;
}

/* ---- a file */

static int file_close(sqlite3_file *file) {
  return file_of(file)->real->pMethods->xClose(file_of(file)->real);
}

static int file_read(sqlite3_file *file, void *out, int len, sqlite3_int64 at) {
  struct cut_file *f = file_of(file);
  return f->vfs->off ? SQLITE_IOERR_READ : f->real->pMethods->xRead(f->real, out, len, at);
}

static bool full(struct cut_vfs *vfs) {
  if (vfs->full_for <= 0) return false;
  if (vfs->full_in > 0) {
    vfs->full_in--;
    return false;
  }
  vfs->full_for--;
  return true;
}

static int file_write(sqlite3_file *file, const void *data, int len, sqlite3_int64 at) {
  struct cut_file *f = file_of(file);
  if (f->vfs->off) return SQLITE_IOERR_WRITE;
  if (f->inode != NULL) {
    if (full(f->vfs)) return SQLITE_FULL;
    cut_inode_write(f->inode, data, (size_t)len, at);
    if (step(f->vfs, false, f->main)) return SQLITE_IOERR_WRITE;
  }
  return f->real->pMethods->xWrite(f->real, data, len, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  struct cut_file *f = file_of(file);
  if (f->vfs->off) return SQLITE_IOERR_TRUNCATE;
  if (f->inode != NULL) {
    cut_inode_truncate(f->inode, size);
    if (step(f->vfs, false, f->main)) return SQLITE_IOERR_TRUNCATE;
  }
  return f->real->pMethods->xTruncate(f->real, size);
}

/* The real sync may sync the folder, too: open_folder hears of it. */
static int file_sync(sqlite3_file *file, int flags) {
  struct cut_file *f = file_of(file);
  if (step(f->vfs, true, f->main)) return SQLITE_IOERR_FSYNC;
  bool lies = (f->main && f->vfs->main_syncs_lie) || (f->log && f->vfs->log_syncs_lie);
  if (f->inode != NULL && !lies) cut_inode_sync(f->inode);
  int rc = f->real->pMethods->xSync(f->real, flags);
  return f->vfs->off ? SQLITE_IOERR_DIR_FSYNC : rc;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out) {
  struct cut_file *f = file_of(file);
  return f->vfs->off ? SQLITE_IOERR_FSTAT : f->real->pMethods->xFileSize(f->real, out);
}

static int file_lock(sqlite3_file *file, int level) {
  return file_of(file)->real->pMethods->xLock(file_of(file)->real, level);
}

static int file_unlock(sqlite3_file *file, int level) {
  return file_of(file)->real->pMethods->xUnlock(file_of(file)->real, level);
}

static int file_check_lock(sqlite3_file *file, int *out) {
  return file_of(file)->real->pMethods->xCheckReservedLock(file_of(file)->real, out);
}

/* Hints about sizes stay here: they could change a file behind our back. */
static int file_control(sqlite3_file *file, int op, void *arg) {
  if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_NOTFOUND;
  return file_of(file)->real->pMethods->xFileControl(file_of(file)->real, op, arg);
}

static int file_sector_size(sqlite3_file *file) {
  return file_of(file)->real->pMethods->xSectorSize(file_of(file)->real);
}

/* Nothing a file system may promise beyond the usual: no atomic writes, no order. */
static int file_characteristics(sqlite3_file *file) {
  (void)file;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* Version 1: no shared memory and no mapping. A store that needed them would not open. */
static const sqlite3_io_methods file_methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
};

/* ---- the folder */

/* SQLite opens a folder for one thing only: to sync it. */
static int open_folder(const char *path, int *fd) {
  struct cut_vfs *vfs = vfs_of(sqlite3_vfs_find(NAME));
  if (step(vfs, true, false)) return SQLITE_CANTOPEN;
  cut_disk_sync_folder(&vfs->disk);
  typedef int open_folder_fn(const char *, int *);
  return ((open_folder_fn *)vfs->open_folder)(path, fd);
}

static int vfs_open(sqlite3_vfs *base, const char *path, sqlite3_file *file, int flags, int *out) {
  struct cut_vfs *vfs = vfs_of(base);
  struct cut_file *f = file_of(file);
  *f = (struct cut_file){.vfs = vfs, .real = (sqlite3_file *)(f + 1)};
  if (vfs->off) return SQLITE_CANTOPEN;
  int rc = vfs->real->xOpen(vfs->real, path, f->real, flags, out);
  if (f->real->pMethods != NULL) f->base.pMethods = &file_methods;
  if (rc != SQLITE_OK || path == NULL) return rc;
  f->main = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  f->log = (flags & SQLITE_OPEN_WAL) != 0;
  f->inode = cut_disk_find(&vfs->disk, path);
  if (f->inode != NULL) return SQLITE_OK;
  f->inode = cut_disk_create(&vfs->disk, path);
  step(vfs, false, f->main);
  return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *base, const char *path, int sync_folder) {
  struct cut_vfs *vfs = vfs_of(base);
  if (vfs->off) return SQLITE_IOERR_DELETE;
  if (cut_disk_find(&vfs->disk, path) != NULL) {
    cut_disk_delete(&vfs->disk, path);
    if (step(vfs, false, false)) return SQLITE_IOERR_DELETE;
  }
  int rc = vfs->real->xDelete(vfs->real, path, sync_folder);
  return vfs->off ? SQLITE_IOERR_DELETE : rc;
}

static int vfs_access(sqlite3_vfs *base, const char *path, int flags, int *out) {
  struct cut_vfs *vfs = vfs_of(base);
  return vfs->off ? SQLITE_IOERR_ACCESS : vfs->real->xAccess(vfs->real, path, flags, out);
}

static int vfs_full_path(sqlite3_vfs *base, const char *path, int size, char *out) {
  return vfs_of(base)->real->xFullPathname(vfs_of(base)->real, path, size, out);
}

static int vfs_randomness(sqlite3_vfs *base, int len, char *out) {
  return vfs_of(base)->real->xRandomness(vfs_of(base)->real, len, out);
}

static int vfs_sleep(sqlite3_vfs *base, int microseconds) {
  return vfs_of(base)->real->xSleep(vfs_of(base)->real, microseconds);
}

static int vfs_time(sqlite3_vfs *base, double *out) {
  return vfs_of(base)->real->xCurrentTime(vfs_of(base)->real, out);
}

static int vfs_last_error(sqlite3_vfs *base, int len, char *out) {
  return vfs_of(base)->real->xGetLastError(vfs_of(base)->real, len, out);
}

/* SQLite calls this for every connection it has opened. */
static int keep_connection(sqlite3 *db, char **error, const struct sqlite3_api_routines *api) {
  (void)error;
  (void)api;
  vfs_of(sqlite3_vfs_find(NAME))->db = db;
  return SQLITE_OK;
}

void cut_vfs_install(struct cut_vfs *vfs, uint64_t seed) {
  sqlite3_vfs *real = sqlite3_vfs_find("unix");
  *vfs = (struct cut_vfs){
      .base = {.iVersion = 1,
               .szOsFile = (int)sizeof(struct cut_file) + real->szOsFile,
               .mxPathname = real->mxPathname,
               .zName = NAME,
               .pAppData = vfs,
               .xOpen = vfs_open,
               .xDelete = vfs_delete,
               .xAccess = vfs_access,
               .xFullPathname = vfs_full_path,
               .xRandomness = vfs_randomness,
               .xSleep = vfs_sleep,
               .xCurrentTime = vfs_time,
               .xGetLastError = vfs_last_error},
      .real = real,
      .open_folder = real->xGetSystemCall(real, "openDirectory"),
  };
  cut_disk_init(&vfs->disk, seed);
  sqlite3_vfs_register(&vfs->base, 1);
  int rc = real->xSetSystemCall(real, "openDirectory", (sqlite3_syscall_ptr)open_folder);
  assert(rc == SQLITE_OK);
  sqlite3_auto_extension((void (*)(void))keep_connection);
}

void cut_vfs_remove(struct cut_vfs *vfs) {
  sqlite3_cancel_auto_extension((void (*)(void))keep_connection);
  vfs->real->xSetSystemCall(vfs->real, "openDirectory", NULL);
  sqlite3_vfs_unregister(&vfs->base);
  cut_disk_fini(&vfs->disk);
}
