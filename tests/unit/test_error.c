/* test_error: the codes and the one-line way to fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

static void test_codes(void **state) {
  (void)state;
  static const struct {
    int code;
    const char *word, *meaning;
  } all[] = {
#define ROW(symbol, value, word, meaning) {symbol, word, meaning},
      ZG_ERRORS(ROW)
#undef ROW
  };
  size_t count = sizeof all / sizeof all[0];
  for (size_t i = 0; i < count; i++) {
    assert_true(all[i].code < 0);
    assert_string_equal(zg_code_word(all[i].code), all[i].word);
    assert_string_equal(zg_code_meaning(all[i].code), all[i].meaning);
    for (size_t k = 0; k < i; k++) {
      assert_int_not_equal(all[k].code, all[i].code);
      assert_string_not_equal(all[k].word, all[i].word);
    }
  }
  static const int strange[] = {0, 1, -19, -1000, INT_MIN, INT_MAX};
  for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
    assert_non_null(zg_code_word(strange[i]));
    assert_true(strlen(zg_code_meaning(strange[i])) > 0);
  }
  assert_string_equal(zg_code_word(0), "ok");
}

static void test_fail(void **state) {
  (void)state;
  struct zg_error err;
  memset(&err, 'x', sizeof err);
  assert_int_equal(zg_fail_at(&err, ZG_ELOAD, "tea/rules.lua", 12, "no %s in %d", "name", 3),
                   ZG_ELOAD);
  assert_int_equal(err.code, ZG_ELOAD);
  assert_int_equal(err.line, 12);
  assert_string_equal(err.file, "tea/rules.lua");
  assert_string_equal(err.message, "no name in 3");
  char text[64] = {0};
  assert_ptr_equal(zg_error_text(&err, text, sizeof text), text);
  assert_string_equal(text, "tea/rules.lua:12: no name in 3");
  err.line = 0;
  assert_string_equal(zg_error_text(&err, text, sizeof text), "tea/rules.lua: no name in 3");
  assert_string_equal(zg_error_text(&err, text, 5), "tea/");
  assert_string_equal(zg_error_text(&err, text, 1), "");
  /* The next failure leaves nothing of the one before. */
  assert_int_equal(zg_fail(&err, ZG_EJSON, "%s", "no colon"), ZG_EJSON);
  assert_string_equal(err.file, "");
  assert_int_equal(err.line, 0);
  assert_string_equal(zg_error_text(&err, text, sizeof text), "no colon");
  assert_int_equal(zg_fail(NULL, ZG_EUSAGE, "nobody reads this"), ZG_EUSAGE);
  assert_int_equal(zg_fail_at(NULL, ZG_EUSAGE, NULL, 0, "nor this"), ZG_EUSAGE);
  assert_int_equal(zg_fail_at(&err, ZG_EUSAGE, NULL, 4, "%s", ""), ZG_EUSAGE);
  assert_string_equal(zg_error_text(&err, text, sizeof text), zg_code_meaning(ZG_EUSAGE));
}

/* One failure told inside another: the arguments point into what is being filled. */
static void test_wrap(void **state) {
  (void)state;
  struct zg_error err = {0};
  zg_fail_at(&err, ZG_ELOAD, "a.lua", 1, "inner");
  zg_fail_at(&err, ZG_ERULE, err.file, err.line, "outer of %s: %s", err.file, err.message);
  assert_string_equal(err.file, "a.lua");
  assert_string_equal(err.message, "outer of a.lua: inner");
  assert_int_equal(err.code, ZG_ERULE);
}

/* Whatever is too long is cut between characters, never inside one. */
static void test_cut(void **state) {
  (void)state;
  static const char *const characters[] = {"a", "é", "茶", "🍵"};
  for (size_t kind = 0; kind < 4; kind++)
    for (int shift = 0; shift < 5; shift++) {
      char longer[2000] = {0};
      memset(longer, '.', (size_t)shift);
      while (strlen(longer) < 1900)
        strcat(longer, characters[kind]);
      struct zg_error err = {0};
      zg_fail_at(&err, ZG_ELOAD, longer, 1, "%s", longer);
      char text[100] = {0};
      zg_error_text(&err, text, sizeof text);
      const char *const cut[] = {err.message, err.file, text};
      const size_t room[] = {sizeof err.message, sizeof err.file, sizeof text};
      for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(cut[i]), size = strlen(characters[kind]);
        assert_int_equal((len - (size_t)shift) % size, 0);
        assert_true(len < room[i] && len + size >= room[i]);
        assert_memory_equal(cut[i], longer, len);
      }
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_codes),
      cmocka_unit_test(test_fail),
      cmocka_unit_test(test_wrap),
      cmocka_unit_test(test_cut),
  };
  return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
