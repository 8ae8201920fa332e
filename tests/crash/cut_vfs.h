/* cut_vfs: SQLite's way to the disk with a power switch: a VFS that hands everything on to the one
 * of Unix and notes it in a cut_disk. After the cut nothing works any more until power_on. */
#ifndef ZG_TESTS_CUT_VFS_H
#define ZG_TESTS_CUT_VFS_H

#include <sqlite3.h>

#include "crash/cut_disk.h"

/* Which steps count on the way to the cut: all that change something, or those of one kind. The
 * main file of a store is written by checkpoints only, but for the time of its creation. */
enum cut_when { CUT_NEVER, CUT_AT_STEP, CUT_AT_SYNC, CUT_AT_MAIN, CUT_WHENS };

struct cut_vfs {
  sqlite3_vfs base;
  sqlite3_vfs *real;
  sqlite3 *db; /* what was opened last */
  struct cut_disk disk;
  enum cut_when when;
  int steps_left; /* to the cut */
  int steps;      /* so far, of every kind */
  bool off;
  bool cut_at_main;      /* the cut came while the main file was written */
  int full_in, full_for; /* writes until there is no space, and how many then fail */
  /* The disk says it has synced and has not. */
  bool main_syncs_lie, log_syncs_lie;
  sqlite3_syscall_ptr open_folder; /* the real one */
};

/* Makes it SQLite's default, and gives it back. One at a time. */
void cut_vfs_install(struct cut_vfs *vfs, uint64_t seed);
void cut_vfs_remove(struct cut_vfs *vfs);

/* The cut comes at so many steps of that kind from now. */
void cut_vfs_arm(struct cut_vfs *vfs, enum cut_when when, int steps);

/* Cuts now, if it was not cut yet. */
void cut_vfs_cut(struct cut_vfs *vfs);

/* The files are what the cut left; nobody may have them open. Returns 0 or -1. */
int cut_vfs_power_on(struct cut_vfs *vfs);

#endif
