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
#include <stdlib.h>
#include <time.h>

#include "crash/life.h"

#ifdef __SANITIZE_ADDRESS__
enum { CUTS = 150 };
#else
enum { CUTS = 400 };
#endif
enum { CUTS_OF_A_CONTROL = 60 };

static uint64_t number_from(const char *variable, uint64_t otherwise) {
  const char *text = getenv(variable);
  return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

static uint64_t first_seed(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  return number_from("ZG_SEED", (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
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
    struct life *life = life_begin(kinds[kind], seed + n * 1000);
    life_live(life, life->habits.cuts);
    cuts += life->cuts;
    batches += life->acked;
    full += life->full;
    checkpoints += life->checkpoints;
    life_end_fine(life, "random cuts", seed);
  }
  print_message("  %d cuts, %d of them in checkpoints, %d batches that had to be there, "
                "%d times full\n",
                cuts, checkpoints, batches, full);
  assert_true(batches > cuts && checkpoints > cuts / 20); /* or the test shows nothing */
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
      struct life *life = life_begin(kinds[1], seed + (uint64_t)at * 1000 + again);
      cut_vfs_arm(&life->vfs, CUT_AT_STEP, at);
      life_open(life);
      more = life->vfs.off; /* how many steps there are is no matter of chance */
      life_cut(life);
      if (again % 2 == 1) life_live(life, 3); /* with other cuts soon after */
      life_close(life);
      life_use(life, 3);
      life_end_fine(life, "cuts while it is made", seed);
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
      struct life *life = life_begin(kinds[0], seed + again);
      life_open(life);
      life_work(life, 5);
      cut_vfs_arm(&life->vfs, CUT_AT_STEP, at);
      life_close(life);
      more = again == 0 ? life->vfs.off : more || life->vfs.off;
      life_cut(life);
      life_use(life, 1);
      life_end_fine(life, "cuts while it is closed", seed);
    }
  }
  print_message("  ZG_SEED=%" PRIu64 ", %d steps\n", seed, at);
  assert_true(at > 10);
}

/* The disk of the test holds what the real one holds, or it shows nothing. */
static void test_nothing_goes_past_the_disk(void **state) {
  (void)state;
  for (size_t i = 0; i < KINDS; i++) {
    struct life *life = life_begin(kinds[i], i);
    struct cut_disk *disk = &life->vfs.disk;
    int files = 0;
    life_open(life);
    life_work(life, kinds[i].batches);
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
    life_end_fine(life, "no cut", i);
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
    struct life *life = life_begin(habits, seed + (uint64_t)n * 1000);
    life_live(life, 6);
    cuts += life->cuts;
    losses.lost += life->verdict == LEDGER_LOST;
    losses.broken += life->verdict == LEDGER_BROKEN;
    life_end(life);
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
