#include "crash/life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

/* In memory when there is such a place: what a real disk does plays no part, only what it was
 * told. */
struct life *life_begin(struct habits habits, uint64_t seed) {
  struct life *life = zg_alloc(sizeof *life);
  life->habits = habits;
  life->dice.state = seed;
  snprintf(life->folder, sizeof life->folder, "%s/zg-cut-XXXXXX",
           access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
  assert_non_null(mkdtemp(life->folder));
  snprintf(life->path, sizeof life->path, "%s/z.db", life->folder);
  cut_vfs_install(&life->vfs, seed + 1);
  life->vfs.main_syncs_lie = habits.main_syncs_lie;
  life->vfs.log_syncs_lie = habits.log_syncs_lie;
  ledger_init(&life->ledger, seed, habits.weight);
  return life;
}

void life_close(struct life *life) {
  if (life->store != NULL) life->store->ops->close(life->store);
  life->store = NULL;
}

void life_end(struct life *life) {
  life_close(life);
  for (int i = 0; i < CUT_NAMES; i++)
    unlink(life->vfs.disk.names[i].path);
  rmdir(life->folder);
  ledger_fini(&life->ledger);
  cut_vfs_remove(&life->vfs);
  free(life);
}

/* The first thing that went wrong counts. */
static void blame(struct life *life, enum ledger_verdict verdict, const char *what,
                  const char *why) {
  if (life->verdict != LEDGER_FINE) return;
  life->verdict = verdict;
  snprintf(life->why, sizeof life->why, "%s: %s", what, why);
}

static int keep_mark(void *arg, const char *name, int64_t value) {
  if (strcmp(name, "poison:cut") == 0) *(int *)arg = (int)value;
  return 0;
}

/* What is there counts as safe from now on: it has been read from what was synced, or else the next
 * cut shows that it was not. */
static void check(struct life *life) {
  int found = 0, marks = 0;
  enum ledger_verdict verdict =
      ledger_check(&life->ledger, life->store, life->vfs.db, life->acked, life->tried, &found);
  if (verdict != LEDGER_FINE) blame(life, verdict, "opened after a cut", life->ledger.why);
  if (verdict == LEDGER_BROKEN) return; /* nothing it says can be relied on */
  life->store->ops->each_mark(life->store, keep_mark, &marks);
  if (marks < life->marks) blame(life, LEDGER_LOST, "opened after a cut", "a mark is lost");
  if (marks > life->marks_tried) blame(life, LEDGER_BROKEN, "opened after a cut", "too many marks");
  life->acked = life->tried = found;
  life->marks = life->marks_tried = marks;
}

void life_open(struct life *life) {
  struct zg_error err = {0};
  char tune[96];
  int result = zg_store_sqlite_open(life->path, &life->store, &err);
  if (result < 0) life->store = NULL;
  if (life->vfs.off) return;
  if (result < 0) {
    blame(life, LEDGER_BROKEN, "it does not open", err.message);
    return;
  }
  check(life);
  snprintf(tune, sizeof tune, "PRAGMA wal_autocheckpoint = %d%s", life->habits.autocheckpoint,
           life->habits.normal ? "; PRAGMA synchronous = NORMAL" : "");
  sqlite3_exec(life->vfs.db, tune, NULL, NULL, NULL);
}

/* Closes it in order and opens it again, as far as it gets. */
static void close_and_open(struct life *life) {
  life_close(life);
  if (!life->vfs.off) life_open(life);
}

static void mark(struct life *life) {
  life->marks_tried++;
  int64_t value = life->store->ops->mark(life->store, "poison:cut", 1);
  if (life->vfs.off) return;
  if (value != life->marks_tried) blame(life, LEDGER_BROKEN, "marking", "it counts wrong");
  life->marks = life->marks_tried;
}

/* Commits the next batch. With the disk full for a while it must be refused with nothing kept, and
 * then the same batch is tried again. */
static void commit(struct life *life) {
  struct zg_error err = {0};
  ledger_make(&life->ledger, life->acked + 1);
  life->tried = life->acked + 1;
  if (dice_chance(&life->dice, 5)) {
    life->vfs.full_in = (int)dice_between(&life->dice, 0, 20);
    life->vfs.full_for = (int)dice_between(&life->dice, 1, 3);
  }
  int result = ZG_EUNAVAILABLE;
  for (int tries = 0; tries < 6 && result == ZG_EUNAVAILABLE; tries++) {
    result = life->store->ops->commit(life->store, &life->ledger.batch, &err);
    life->full += result == ZG_EUNAVAILABLE;
  }
  life->vfs.full_for = 0;
  if (life->vfs.off) return;
  if (result == 0)
    life->acked = life->tried;
  else
    blame(life, LEDGER_BROKEN, "committing", err.message);
}

void life_work(struct life *life, int batches) {
  for (int i = 0; i < batches; i++) {
    if (life->vfs.off || life->store == NULL || life->verdict != LEDGER_FINE) return;
    if (life->tried + 2 >= LEDGER_BATCHES) return;
    if (dice_chance(&life->dice, 5)) mark(life);
    if (!life->vfs.off) commit(life);
    if (!life->vfs.off && dice_chance(&life->dice, 3)) close_and_open(life);
  }
}

void life_cut(struct life *life) {
  cut_vfs_cut(&life->vfs);
  life_close(life);
  assert_int_equal(cut_vfs_power_on(&life->vfs), 0);
  life->cuts++;
  life->checkpoints += life->vfs.cut_at_main;
}

/* Where the next cut comes: often soon, so that it strikes the opening after the one before. */
static void arm(struct life *life) {
  static const int far[CUT_WHENS] = {[CUT_AT_STEP] = 500, [CUT_AT_SYNC] = 80, [CUT_AT_MAIN] = 150};
  enum cut_when when = (enum cut_when)dice_between(&life->dice, CUT_AT_STEP, CUT_AT_MAIN);
  int most = dice_chance(&life->dice, 30) ? 12 : far[when];
  cut_vfs_arm(&life->vfs, when, (int)dice_between(&life->dice, 1, most));
}

void life_live(struct life *life, int cuts) {
  while (life->cuts < cuts && life->verdict == LEDGER_FINE) {
    arm(life);
    life_open(life);
    life_work(life, life->habits.batches);
    if (life->verdict == LEDGER_FINE) life_cut(life);
  }
  if (life->verdict != LEDGER_FINE) return;
  cut_vfs_arm(&life->vfs, CUT_NEVER, 0);
  life_open(life);
  if (life->store != NULL) close_and_open(life);
}

void life_use(struct life *life, int batches) {
  for (int i = 0; i < 2; i++) {
    life_open(life);
    life_work(life, batches);
    life_cut(life);
  }
}

void life_end_fine(struct life *life, const char *what, uint64_t seed) {
  char why[1000] = "";
  if (life->verdict != LEDGER_FINE)
    snprintf(why, sizeof why, "%s, ZG_SEED=%" PRIu64 ", after %d cuts: %s", what, seed, life->cuts,
             life->why);
  life_end(life);
  if (why[0] != '\0') fail_msg("%s", why);
}
