/* A store whose power is cut, again and again: at a random write, sync or deletion, in checkpoints,
 * while it is made, opened after another cut or closed. What was synced is still there after a cut,
 * of the rest some at random (cut_disk). Then:
 *
 *   - it opens
 *   - every batch that was called safe is there whole; the one after them whole or not at all
 *   - the file is in order, and nothing in the journal can be decided again
 *
 * The controls show that the cuts bite: with less syncing they must find losses.
 *
 *   ZG_SEED=…  the seed, as it was printed
 *   ZG_CUTS=…  how many random cuts; those at every step of making and closing come on top */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "crash/cut_vfs.h"
#include "crash/ledger.h"

#ifdef __SANITIZE_ADDRESS__
enum { CUTS = 150 };
#else
enum { CUTS = 400 };
#endif
enum { CUTS_OF_A_CONTROL = 60 };

/* How a life is led. */
struct habits {
  int weight;         /* bytes of a line, about */
  int autocheckpoint; /* pages */
  int batches;        /* between cuts, at most */
  int cuts;
  bool normal; /* synchronous = NORMAL, behind the store's back */
  bool main_syncs_lie, log_syncs_lie;
};

/* A store from its making through many cuts. */
struct life {
  struct habits habits;
  struct cut_vfs vfs;
  struct ledger ledger;
  struct dice dice;
  struct zg_store *store; /* NULL: closed */
  char folder[64], path[96];
  int acked, tried; /* batches */
  int marks, marks_tried;
  int cuts, checkpoints, full; /* cuts in checkpoints */
  enum ledger_verdict verdict;
  char why[500];
};

static uint64_t number_from(const char *variable, uint64_t otherwise) {
  const char *text = getenv(variable);
  return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

static uint64_t first_seed(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  return number_from("ZG_SEED", (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
}

/* In memory when there is such a place: what a real disk does plays no part, only what it was
 * told. */
static struct life *begin(struct habits habits, uint64_t seed) {
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

static void close_store(struct life *life) {
  if (life->store != NULL) life->store->ops->close(life->store);
  life->store = NULL;
}

static void end(struct life *life) {
  close_store(life);
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

static void open_store(struct life *life) {
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
  close_store(life);
  if (!life->vfs.off) open_store(life);
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

static void work(struct life *life, int batches) {
  for (int i = 0; i < batches; i++) {
    if (life->vfs.off || life->store == NULL || life->verdict != LEDGER_FINE) return;
    if (life->tried + 2 >= LEDGER_BATCHES) return;
    if (dice_chance(&life->dice, 5)) mark(life);
    if (!life->vfs.off) commit(life);
    if (!life->vfs.off && dice_chance(&life->dice, 3)) close_and_open(life);
  }
}

/* The power goes, if it has not yet, and comes back. */
static void cut(struct life *life) {
  cut_vfs_cut(&life->vfs);
  close_store(life);
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

/* Through so many cuts, or until something is wrong. */
static void live(struct life *life, int cuts) {
  while (life->cuts < cuts && life->verdict == LEDGER_FINE) {
    arm(life);
    open_store(life);
    work(life, life->habits.batches);
    if (life->verdict == LEDGER_FINE) cut(life);
  }
  if (life->verdict != LEDGER_FINE) return;
  cut_vfs_arm(&life->vfs, CUT_NEVER, 0);
  open_store(life);
  if (life->store != NULL) close_and_open(life);
}

/* Ends it, and fails the test when something was wrong. */
static void end_fine(struct life *life, const char *what, uint64_t seed) {
  char why[700] = "";
  if (life->verdict != LEDGER_FINE)
    snprintf(why, sizeof why, "%s, ZG_SEED=%" PRIu64 ", after %d cuts: %s", what, seed, life->cuts,
             life->why);
  end(life);
  if (why[0] != '\0') fail_msg("%s", why);
}

static const struct habits kinds[] = {
    {.weight = 300, .autocheckpoint = 1000, .batches = 60, .cuts = 12},
    {.weight = 300, .autocheckpoint = 5, .batches = 60, .cuts = 12},
    {.weight = 4000, .autocheckpoint = 30, .batches = 40, .cuts = 12},
    {.weight = 8000, .autocheckpoint = 1000, .batches = 80, .cuts = 8}, /* as it is in earnest */
    {.weight = 4000, .autocheckpoint = 200, .batches = 30, .cuts = 12},
    /* more than SQLite's cache holds: written before the commit */
    {.weight = 800000, .autocheckpoint = 1000, .batches = 3, .cuts = 3},
    /* a log that is cut back to size, in long runs only */
    {.weight = 6000000, .autocheckpoint = 1000, .batches = 3, .cuts = 2},
};
enum { LONG_KINDS = sizeof kinds / sizeof kinds[0], KINDS = LONG_KINDS - 1 };

static void test_random_cuts(void **state) {
  (void)state;
  uint64_t seed = first_seed();
  int wanted = (int)number_from("ZG_CUTS", CUTS), cuts = 0, batches = 0, full = 0;
  int checkpoints = 0;
  print_message("  ZG_SEED=%" PRIu64 ", %d cuts\n", seed, wanted);
  for (uint64_t n = 0; cuts < wanted; n++) {
    size_t kind = n % (wanted > CUTS ? LONG_KINDS : KINDS);
    struct life *life = begin(kinds[kind], seed + n * 1000);
    live(life, life->habits.cuts);
    cuts += life->cuts;
    batches += life->acked;
    full += life->full;
    checkpoints += life->checkpoints;
    end_fine(life, "random cuts", seed);
  }
  print_message("  %d cuts, %d of them in checkpoints, %d batches that had to be there, "
                "%d times full\n",
                cuts, checkpoints, batches, full);
  assert_true(batches > cuts && checkpoints > cuts / 20); /* or the test shows nothing */
}

/* Opens it and commits some batches; then once more, after another cut. */
static void use(struct life *life, int batches) {
  for (int i = 0; i < 2; i++) {
    open_store(life);
    work(life, batches);
    cut(life);
  }
}

/* At every step of making a store (its migration from nothing). */
static void test_cuts_while_it_is_made(void **state) {
  (void)state;
  uint64_t seed = first_seed();
  bool more = true;
  int at = 0;
  while (more) {
    at++;
    for (uint64_t again = 0; again < 4; again++) {
      struct life *life = begin(kinds[1], seed + (uint64_t)at * 1000 + again);
      cut_vfs_arm(&life->vfs, CUT_AT_STEP, at);
      open_store(life);
      more = life->vfs.off; /* how many steps there are is no matter of chance */
      cut(life);
      if (again % 2 == 1) live(life, 3); /* with other cuts soon after */
      close_store(life);
      use(life, 3);
      end_fine(life, "cuts while it is made", seed);
    }
  }
  print_message("  ZG_SEED=%" PRIu64 ", %d steps\n", seed, at);
  assert_true(at > 20);
}

/* At every step of closing it, which is the last checkpoint. */
static void test_cuts_while_it_is_closed(void **state) {
  (void)state;
  uint64_t seed = first_seed();
  bool more = true;
  int at = 0;
  while (more) {
    at++;
    for (uint64_t again = 0; again < 4; again++) {
      struct life *life = begin(kinds[0], seed + again);
      open_store(life);
      work(life, 5);
      cut_vfs_arm(&life->vfs, CUT_AT_STEP, at);
      close_store(life);
      more = again == 0 ? life->vfs.off : more || life->vfs.off;
      cut(life);
      use(life, 1);
      end_fine(life, "cuts while it is closed", seed);
    }
  }
  print_message("  ZG_SEED=%" PRIu64 ", %d steps\n", seed, at);
  assert_true(at > 10);
}

/* The disk of the test holds what the real one holds, or it shows nothing. */
static void test_nothing_goes_past_the_disk(void **state) {
  (void)state;
  for (size_t i = 0; i < KINDS; i++) {
    struct life *life = begin(kinds[i], i);
    struct cut_disk *disk = &life->vfs.disk;
    int files = 0;
    open_store(life);
    work(life, kinds[i].batches);
    cut_disk_sync_folder(disk);
    for (int at = 0; at < CUT_NAMES && disk->names[at].path[0] != '\0'; at++) {
      struct zg_bytes real = {0};
      int missing = zg_bytes_add_file(&real, disk->names[at].path) < 0;
      assert_int_equal(missing, disk->names[at].safe == NULL);
      if (missing) continue;
      cut_inode_sync(disk->names[at].safe);
      assert_int_equal(real.len, disk->names[at].safe->safe.len);
      assert_memory_equal(real.data, disk->names[at].safe->safe.data, real.len);
      zg_bytes_fini(&real);
      files++;
    }
    end_fine(life, "no cut", i);
    assert_true(files >= 2); /* the store and its log */
  }
}

/* ---- the controls */

struct losses {
  int lost, broken;
};

/* Lives of that kind until the first fault of each, and what the faults were. */
static struct losses count_losses(struct habits habits) {
  struct losses losses = {0};
  uint64_t seed = first_seed();
  for (int cuts = 0, n = 0; cuts < CUTS_OF_A_CONTROL; n++) {
    struct life *life = begin(habits, seed + (uint64_t)n * 1000);
    live(life, 6);
    cuts += life->cuts;
    losses.lost += life->verdict == LEDGER_LOST;
    losses.broken += life->verdict == LEDGER_BROKEN;
    end(life);
  }
  print_message("  of %d cuts %d lost batches, %d broke the store\n", CUTS_OF_A_CONTROL,
                losses.lost, losses.broken);
  return losses;
}

/* synchronous = NORMAL: the log is synced before a checkpoint only, not at commits. What was
 * committed last is lost, but the store stays whole: a simulation that broke it would ask for too
 * much. */
static void test_control_normal(void **state) {
  (void)state;
  struct losses losses = count_losses(
      (struct habits){.weight = 4000, .autocheckpoint = 60, .batches = 30, .normal = true});
  assert_true(losses.lost > 0);
  assert_int_equal(losses.broken, 0);
}

/* The syncs of the main file do nothing: a checkpoint is believed, and the log begins anew over the
 * only copy of what the checkpoint wrote. */
static void test_control_main_syncs_lie(void **state) {
  (void)state;
  struct losses losses = count_losses(
      (struct habits){.weight = 4000, .autocheckpoint = 30, .batches = 30, .main_syncs_lie = true});
  assert_true(losses.lost + losses.broken > 0);
}

static void test_control_log_syncs_lie(void **state) {
  (void)state;
  struct losses losses = count_losses(
      (struct habits){.weight = 4000, .autocheckpoint = 60, .batches = 30, .log_syncs_lie = true});
  assert_true(losses.lost + losses.broken > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nothing_goes_past_the_disk),
      cmocka_unit_test(test_random_cuts),
      cmocka_unit_test(test_cuts_while_it_is_made),
      cmocka_unit_test(test_cuts_while_it_is_closed),
      cmocka_unit_test(test_control_normal),
      cmocka_unit_test(test_control_main_syncs_lie),
      cmocka_unit_test(test_control_log_syncs_lie),
  };
  return cmocka_run_group_tests_name("powercut", tests, NULL, NULL);
}
