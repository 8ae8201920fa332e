/* cut_disk: what a disk may hold after the power was cut: a model of one folder's files.
 *
 * Safe is what was synced: of a file its bytes at the last sync, of the folder the names at its
 * last sync. Of what came later anything may be there: each write whole, torn at sectors of 512
 * bytes (some of them there, some not, some rubbish) or not at all; each creation and deletion,
 * too. The name of a new file is not safe because the file was synced; only a sync of its folder
 * does that.
 *
 * Bytes beside those that were written come to no harm, even in the same sector: SQLite takes a
 * disk to be like that unless it is told otherwise ("powersafe overwrite"). Disks that are not are
 * not looked at here, nor are those that lose what they had synced. */
#ifndef ZG_TESTS_CUT_DISK_H
#define ZG_TESTS_CUT_DISK_H

#include "base/bytes.h"
#include "property/dice.h"

/* Changes of a file or of the folder that were not synced yet, in their order. */
struct cut_changes {
  struct cut_change *first, *last;
};

/* A file, whatever its name is by now. */
struct cut_inode {
  struct zg_bytes safe;
  struct cut_changes changes;
  struct cut_inode *next; /* of all */
};

enum { CUT_NAMES = 8 };

struct cut_disk {
  struct dice dice;
  struct cut_inode *inodes;
  struct {
    char path[128];
    struct cut_inode *safe; /* NULL: not there */
  } names[CUT_NAMES];
  struct cut_changes changes; /* of the folder */
};

void cut_disk_init(struct cut_disk *disk, uint64_t seed);
void cut_disk_fini(struct cut_disk *disk);

/* The file that has the name now, or NULL. */
struct cut_inode *cut_disk_find(struct cut_disk *disk, const char *path);
struct cut_inode *cut_disk_create(struct cut_disk *disk, const char *path);
void cut_disk_delete(struct cut_disk *disk, const char *path);
void cut_disk_sync_folder(struct cut_disk *disk);

void cut_inode_write(struct cut_inode *inode, const void *data, size_t len, int64_t at);
void cut_inode_truncate(struct cut_inode *inode, int64_t size);
void cut_inode_sync(struct cut_inode *inode);

/* The power goes: chance says what is left, and that is safe from now on. */
void cut_disk_cut(struct cut_disk *disk);

/* Makes the real files those that are safe. Nobody may have one open. Returns 0 or -1. */
int cut_disk_restore(struct cut_disk *disk);

#endif
