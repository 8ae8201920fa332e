/* test_wording: sentences with places, in every language, and that no table forgets one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "cli/explain/why_words.h"
#include "cli/replay/report_words.h"
#include "cli/wording.h"

static void test_languages(void **state) {
  static const struct {
    const char *language;
    enum zg_tongue tongue;
  } cases[] = {{"zh", ZG_CHINESE}, {"zh-TW", ZG_CHINESE}, {"en", ZG_ENGLISH}, {"fr", ZG_ENGLISH},
               {"z", ZG_ENGLISH},  {"", ZG_ENGLISH},      {NULL, ZG_ENGLISH}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_int_equal(zg_tongue_of(cases[i].language), cases[i].tongue);
}

static void test_places(void **state) {
  static const struct {
    const char *sentence, *filled; /* with "a", "{0}" and "" */
  } cases[] = {
      {"", ""},
      {"no place", "no place"},
      {"{0} and {1}.", "a and {0}."},
      {"{1}，{0}", "{0}，a"},
      {"{0}{0}", "aa"},
      {"[{2}]", "[]"},
      {"[{3}]", "[]"},
      {"{8} {x} {0 {} }", "{8} {x} {0 {} }"},
      {"{", "{"},
  };
  struct zg_arena *arena = zg_arena_new_small();
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes out = {0};
    zg_bytes_add_text(&out, "x");
    zg_wording_add(&out, cases[i].sentence, "a", "{0}", "", NULL);
    assert_string_equal(out.data + 1, cases[i].filled);
    assert_string_equal(zg_wording_fill(arena, cases[i].sentence, "a", "{0}", "", NULL),
                        cases[i].filled);
    zg_bytes_fini(&out);
  }
  assert_string_equal(
      zg_wording_fill(arena, "{7}{6}{0}", "0", "1", "2", "3", "4", "5", "6", "7", NULL), "760");
  zg_arena_free(arena);
}

static void test_finds(void **state) {
  static const struct zg_wording table[] = {{{"a", "甲"}}, {{"b", "乙"}}};
  (void)state;
  assert_string_equal(zg_wording_find(table, 2, "b")->in[ZG_CHINESE], "乙");
  assert_null(zg_wording_find(table, 2, "甲"));
  assert_null(zg_wording_find(table, 1, "b"));
}

/* The places of a sentence, as bits. */
static unsigned places(const char *sentence) {
  unsigned bits = 0;
  for (; (sentence = strchr(sentence, '{')) != NULL; sentence++)
    if (sentence[1] >= '0' && sentence[1] <= '9' && sentence[2] == '}')
      bits |= 1U << (sentence[1] - '0');
  return bits;
}

static void assert_same_places(const struct zg_wording *table, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (enum zg_tongue tongue = 0; tongue < ZG_TONGUES; tongue++) {
      const char *english = table[i].in[ZG_ENGLISH], *sentence = table[i].in[tongue];
      if (sentence == NULL) fail_msg("%s: not in language %d", english, (int)tongue);
      if (places(sentence) != places(english)) fail_msg("%s: other places: %s", english, sentence);
    }
}

/* Each language may turn the order of the places, and may leave none out. */
static void test_tables(void **state) {
  static const struct zg_wording report[] = {ZG_REPORT_WORDS(ZG_WORDING_ROW)};
  static const struct zg_wording why[] = {ZG_WHY_WORDS(ZG_WORDING_ROW)};
  (void)state;
  assert_int_equal(sizeof report / sizeof report[0], ZG_WORD_COUNT);
  assert_same_places(report, sizeof report / sizeof report[0]);
  assert_same_places(why, sizeof why / sizeof why[0]);
  assert_string_equal(zg_report_word(ZG_CHINESE, ZG_WORD_FIRED), "执行");
  assert_string_equal(zg_why_word(ZG_ENGLISH, ZG_WHY_PRESENT), "be there");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_languages),
      cmocka_unit_test(test_places),
      cmocka_unit_test(test_finds),
      cmocka_unit_test(test_tables),
  };
  return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
