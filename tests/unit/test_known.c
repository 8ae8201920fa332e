/* test_known: what was added is always known; what was not, hardly ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "engine/known.h"

enum { NAMES = 500000 };

static size_t name(char out[32], char kind, int number) {
  return (size_t)snprintf(out, 32, "%c-%d", kind, number) + 1;
}

static void test_no_means_no(void **state) {
  (void)state;
  struct zg_known *known = zg_known_new();
  char text[32];
  int mistaken = 0;
  assert_false(zg_known_maybe(known, "", 0));
  for (int i = 0; i < NAMES; i++) {
    size_t len = name(text, 'a', i);
    zg_known_add(known, text, len);
  }
  for (int i = 0; i < NAMES; i++) {
    size_t len = name(text, 'a', i);
    assert_true(zg_known_maybe(known, text, len));
    len = name(text, 'b', i);
    mistaken += zg_known_maybe(known, text, len);
  }
  assert_in_range(mistaken, 0, 50); /* some 1 in a million is to be expected */
  zg_known_free(known);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_means_no)};
  return cmocka_run_group_tests_name("known", tests, NULL, NULL);
}
