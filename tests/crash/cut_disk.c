#include "crash/cut_disk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum { SECTOR = 512 };

struct cut_change {
  enum { WRITE, TRUNCATE, NAME } kind;
  int64_t at; /* where it is written; the new size; which name */
  size_t len;
  struct cut_inode *inode; /* what the name is for; NULL: nothing any more */
  struct cut_change *next;
  unsigned char data[];
};

static struct cut_change *add_change(struct cut_changes *list, int kind, int64_t at,
                                     const void *data, size_t len) {
  struct cut_change *change = zg_alloc(sizeof *change + len);
  change->kind = kind;
  change->at = at;
  change->len = len;
  if (len > 0) memcpy(change->data, data, len);
  if (list->first == NULL)
    list->first = change;
  else
    list->last->next = change;
  list->last = change;
  return change;
}

static struct cut_change *take_change(struct cut_changes *list) {
  struct cut_change *first = list->first;
  if (first != NULL) list->first = first->next;
  return first;
}

static void free_changes(struct cut_changes *list) {
  for (struct cut_change *change = take_change(list); change != NULL; change = take_change(list))
    free(change);
}

void cut_disk_init(struct cut_disk *disk, uint64_t seed) {
  *disk = (struct cut_disk){.dice = {.state = seed}};
}

static void free_inode(struct cut_inode *inode) {
  free_changes(&inode->changes);
  zg_bytes_fini(&inode->safe);
  free(inode);
}

void cut_disk_fini(struct cut_disk *disk) {
  free_changes(&disk->changes);
  while (disk->inodes != NULL) {
    struct cut_inode *inode = disk->inodes;
    disk->inodes = inode->next;
    free_inode(inode);
  }
}

/* ---- the folder */

static int name_of(struct cut_disk *disk, const char *path) {
  int at = 0;
  while (at < CUT_NAMES && disk->names[at].path[0] != '\0' &&
         strcmp(disk->names[at].path, path) != 0)
    at++;
  assert(at < CUT_NAMES && strlen(path) < sizeof disk->names[at].path);
  strcpy(disk->names[at].path, path);
  return at;
}

struct cut_inode *cut_disk_find(struct cut_disk *disk, const char *path) {
  int name = name_of(disk, path);
  struct cut_inode *found = disk->names[name].safe;
  for (const struct cut_change *c = disk->changes.first; c != NULL; c = c->next)
    if (c->at == name) found = c->inode;
  return found;
}

struct cut_inode *cut_disk_create(struct cut_disk *disk, const char *path) {
  struct cut_inode *inode = zg_alloc(sizeof *inode);
  inode->next = disk->inodes;
  disk->inodes = inode;
  add_change(&disk->changes, NAME, name_of(disk, path), NULL, 0)->inode = inode;
  return inode;
}

void cut_disk_delete(struct cut_disk *disk, const char *path) {
  add_change(&disk->changes, NAME, name_of(disk, path), NULL, 0);
}

static void apply_names(struct cut_disk *disk, int percent) {
  struct cut_change *change = NULL;
  while ((change = take_change(&disk->changes)) != NULL) {
    if (dice_chance(&disk->dice, percent)) disk->names[change->at].safe = change->inode;
    free(change);
  }
}

void cut_disk_sync_folder(struct cut_disk *disk) {
  apply_names(disk, 100);
}

/* ---- a file */

void cut_inode_write(struct cut_inode *inode, const void *data, size_t len, int64_t at) {
  add_change(&inode->changes, WRITE, at, data, len);
}

void cut_inode_truncate(struct cut_inode *inode, int64_t size) {
  add_change(&inode->changes, TRUNCATE, size, NULL, 0);
}

/* Makes it as long as that at least; what was never written is zero. */
static void lengthen(struct zg_bytes *bytes, size_t len) {
  if (bytes->len >= len) return;
  zg_bytes_reserve(bytes, len - bytes->len);
  memset(bytes->data + bytes->len, 0, len - bytes->len);
  bytes->len = len;
}

static void apply(struct zg_bytes *bytes, const struct cut_change *change) {
  lengthen(bytes, (size_t)change->at + change->len);
  if (change->kind == TRUNCATE) bytes->len = (size_t)change->at;
  if (change->kind == WRITE) memcpy(bytes->data + change->at, change->data, change->len);
}

void cut_inode_sync(struct cut_inode *inode) {
  struct cut_change *change = NULL;
  while ((change = take_change(&inode->changes)) != NULL) {
    apply(&inode->safe, change);
    free(change);
  }
}

/* Sector by sector of the file: there, not there, or rubbish. */
static void apply_torn(struct dice *dice, struct zg_bytes *bytes, const struct cut_change *change) {
  int there = (int)dice_between(dice, 0, 100), rubbish = dice_chance(dice, 30) ? 20 : 0;
  for (size_t from = 0, to = 0; from < change->len; from = to) {
    to = from + SECTOR - ((size_t)change->at + from) % SECTOR;
    if (to > change->len) to = change->len;
    if (!dice_chance(dice, there)) continue;
    lengthen(bytes, (size_t)change->at + to);
    bool spoil = dice_chance(dice, rubbish);
    for (size_t i = from; i < to; i++)
      bytes->data[(size_t)change->at + i] = (char)(spoil ? dice_roll(dice) : change->data[i]);
  }
}

/* What a cut leaves of a file: the changes that are there in `percent` of all cases, and of the
 * others some torn, and some that only made the file longer. */
static void cut_inode(struct dice *dice, struct cut_inode *inode, int percent, int torn) {
  struct cut_change *change = NULL;
  while ((change = take_change(&inode->changes)) != NULL) {
    if (dice_chance(dice, percent))
      apply(&inode->safe, change);
    else if (change->kind == WRITE && dice_chance(dice, torn))
      apply_torn(dice, &inode->safe, change);
    else if (change->kind == WRITE && dice_chance(dice, torn / 2))
      lengthen(&inode->safe, (size_t)change->at + change->len);
    free(change);
  }
}

/* Chance lies at the ends as often as between them: nothing that was not synced is left, or nearly
 * everything. */
void cut_disk_cut(struct cut_disk *disk) {
  struct dice *dice = &disk->dice;
  for (struct cut_inode *inode = disk->inodes; inode != NULL; inode = inode->next) {
    int kind = (int)dice_between(dice, 0, 3);
    int percent = kind == 0 ? 0 : kind == 1 ? 97 : (int)dice_between(dice, 0, 100);
    cut_inode(dice, inode, percent, kind == 0 ? 0 : (int)dice_between(dice, 0, 60));
  }
  apply_names(disk, dice_chance(dice, 50) ? 0 : 50);
}

/* ---- after the cut */

/* Lets go of files that have no name any more. */
static void sweep(struct cut_disk *disk) {
  for (struct cut_inode **at = &disk->inodes; *at != NULL;) {
    struct cut_inode *inode = *at;
    bool named = false;
    for (int i = 0; i < CUT_NAMES; i++)
      named = named || disk->names[i].safe == inode;
    if (named) {
      at = &inode->next;
      continue;
    }
    *at = inode->next;
    free_inode(inode);
  }
}

static int put_file(const char *path, const struct zg_bytes *bytes) {
  FILE *file = fopen(path, "wb");
  if (file == NULL) return -1;
  size_t written = bytes->len > 0 ? fwrite(bytes->data, 1, bytes->len, file) : 0;
  return fclose(file) == 0 && written == bytes->len ? 0 : -1;
}

int cut_disk_restore(struct cut_disk *disk) {
  int result = 0;
  assert(disk->changes.first == NULL); /* after a cut all is decided */
  sweep(disk);
  for (int i = 0; i < CUT_NAMES && disk->names[i].path[0] != '\0'; i++) {
    unlink(disk->names[i].path);
    if (disk->names[i].safe != NULL &&
        put_file(disk->names[i].path, &disk->names[i].safe->safe) < 0)
      result = -1;
  }
  return result;
}
