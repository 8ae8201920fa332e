/* test_shares: what each shop has had of a turn of the loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "net/shares.h"

#define MS UINT64_C(1000000)
#define WHOLE (ZG_SHARE_MS * MS)

static void test_one_shop(void **state) {
  static const struct {
    uint64_t turn, used, asked; /* in that turn it used so much, and then that one is asked about */
    bool spent;
  } steps[] = {
      {1, 0, 1, false},          {1, WHOLE, 1, false}, /* the whole share is not more than it */
      {1, 1, 1, true},           {1, 0, 1, true},
      {1, 0, 2, false},          {2, MS, 2, false}, /* a turn begins with nothing used */
      {2, WHOLE, 2, true},       {2, 0, 3, false},
      {5, 100 * WHOLE, 5, true}, /* one slow line: nothing is owed in the next turn */
      {6, 1, 6, false},          {6, WHOLE - 2, 6, false},
      {6, 1, 6, false},          {6, 1, 6, true},
      {UINT64_MAX, 1, 6, false}, {UINT64_MAX, WHOLE, UINT64_MAX, true},
  };
  struct zg_shares *shares = zg_shares_new();
  struct zg_share *share = zg_shares_of(shares, "tea");
  (void)state;
  assert_false(zg_share_spent(share, 1));
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    zg_share_use(share, steps[i].turn, steps[i].used);
    if (zg_share_spent(share, steps[i].asked) != steps[i].spent) fail_msg("step %d", (int)i);
  }
  zg_shares_free(shares);
}

/* However greedy one is, it takes nothing from another; and names are told apart whole. */
static void test_shops_apart(void **state) {
  static const char *const names[] = {"tea", "te", "tea ", "Tea", "", "\u8336"};
  enum { NAMES = sizeof names / sizeof names[0] };
  struct zg_shares *shares = zg_shares_new();
  (void)state;
  for (size_t greedy = 0; greedy < NAMES; greedy++) {
    uint64_t turn = greedy + 1;
    zg_share_use(zg_shares_of(shares, names[greedy]), turn, WHOLE + 1);
    for (size_t i = 0; i < NAMES; i++)
      assert_int_equal(zg_share_spent(zg_shares_of(shares, names[i]), turn), i == greedy);
  }
  zg_shares_free(shares);
}

/* Connections keep the pointer: it must stay where it is when many more shops come. */
static void test_shares_stay(void **state) {
  enum { SHOPS = 5000 };
  static struct zg_share *kept[SHOPS];
  struct zg_shares *shares = zg_shares_new();
  char name[32];
  (void)state;
  for (int i = 0; i < SHOPS; i++) {
    snprintf(name, sizeof name, "shop-%d", i);
    kept[i] = zg_shares_of(shares, name);
    zg_share_use(kept[i], 1, (uint64_t)i);
  }
  for (int i = 0; i < SHOPS; i++) {
    snprintf(name, sizeof name, "shop-%d", i);
    assert_ptr_equal(zg_shares_of(shares, name), kept[i]);
    assert_int_equal(kept[i]->used, i);
  }
  zg_shares_free(shares);
  zg_shares_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_shop),
      cmocka_unit_test(test_shops_apart),
      cmocka_unit_test(test_shares_stay),
  };
  return cmocka_run_group_tests_name("shares", tests, NULL, NULL);
}
