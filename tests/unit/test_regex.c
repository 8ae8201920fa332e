/* test_regex: what matches, what does not load, and that nothing takes for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "rules/regex.h"

static double now_ms(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct zg_regex *compile(const char *pattern) {
  struct zg_regex *regex = NULL;
  struct zg_error err = {0};
  if (zg_regex_compile(pattern, &regex, &err) != 0) fail_msg("%s: %s", pattern, err.message);
  return regex;
}

static int match(const char *pattern, const char *text, size_t len) {
  struct zg_regex *regex = compile(pattern);
  char *exact = malloc(len > 0 ? len : 1);
  if (len > 0) memcpy(exact, text, len);
  int rc = zg_regex_match(regex, exact, len);
  free(exact);
  zg_regex_free(regex);
  return rc;
}

static void test_expected(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *text;
    int found;
  } cases[] = {
      {"", "", 1},
      {"^$", "", 1},
      {"a", "", 0},
      {"\\d+ ?元", "120元行不行", 1},
      {"\\d+ ?元", "多少元", 0},
      {"^.$", "点", 1},         /* one character, not three bytes */
      {"^\\w+$", "便宜点é", 1}, /* letters of all scripts */
      {"^\\d$", "٣", 1},        /* digits too */
      {"(?i)É", "é", 1},
      {"\\bhi\\b", "which", 0},
      {"\\bhi\\b", "oh hi!", 1},
      {"(\\w)(\\w)\\2\\1", "abba", 1}, /* more groups than results are kept for */
      {"(a)(b)(c)(d)(e)", "abcde", 1},
      {"(?<=少)点", "少点", 1},
      {"(?<!少)点", "少点", 0},
      {"a(?C1)b", "ab", 1}, /* a callout of the pattern's own does nothing */
      {"a(*FAIL)|b", "ab", 1},
      {"(*LIMIT_MATCH=1000000000)a", "a", 1},
      {"^(\\((?:[^()]|(?1))*\\))$", "((a)(b(c)))", 1},
      {"^(\\((?:[^()]|(?1))*\\))$", "((a)(b(c))", 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int rc = match(cases[i].pattern, cases[i].text, strlen(cases[i].text));
    if (rc != cases[i].found) print_error("%s on %s\n", cases[i].pattern, cases[i].text);
    assert_int_equal(rc, cases[i].found);
  }
  assert_int_equal(match("a.b", "a\0b", 3), 1);
  assert_int_equal(match("b", "ab", 1), 0); /* not past the length */
  struct zg_regex *regex = compile("^x?$");
  assert_int_equal(zg_regex_match(regex, NULL, 0), 1);
  zg_regex_free(regex);
  zg_regex_free(NULL);
}

static void test_does_not_load(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *says;
  } cases[] = {
      {"(", "at byte 1"},
      {"ab)c", "at byte 2"},
      {"点[", "at byte 4"},
      {"a{2,1}", "at byte"},
      {"*a", "at byte 0"},
      {"a\\", "at byte 2"},
      {"[z-a]", "at byte 3"},
      {"(?<n>a)(?<n>b)", "at byte"},
      {"\\2(a)", "at byte"},
      {"(?<=a+)b", "at byte"},
      {"a\\Cb", "at byte 3"},
      {"\\p{Nonsense}", "at byte"},
      {"ab\xFF", "at byte 2"},
      {"\xED\xA0\x80", "at byte 0"},
      {"((((a{1,200}){1,200}){1,200}){1,200})", "too large"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct zg_regex *regex = NULL;
    struct zg_error err = {0};
    assert_int_equal(zg_regex_compile(cases[i].pattern, &regex, &err), ZG_ELOAD);
    assert_null(regex);
    assert_int_equal(err.code, ZG_ELOAD);
    if (strstr(err.message, cases[i].says) == NULL)
      fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].pattern, err.message, cases[i].says);
    assert_int_equal(zg_regex_compile(cases[i].pattern, &regex, NULL), ZG_ELOAD);
  }
}

static char *repeat(struct zg_bytes *bytes, const char *text, size_t times) {
  zg_bytes_clear(bytes);
  for (size_t i = 0; i < times; i++)
    zg_bytes_add_text(bytes, text);
  return bytes->data;
}

static void test_length(void **state) {
  (void)state;
  struct zg_bytes bytes = {0};
  struct zg_regex *regex = NULL;
  struct zg_error err = {0};
  zg_regex_free(compile(repeat(&bytes, "点", 1000))); /* characters, not bytes */
  assert_int_equal(zg_regex_compile(repeat(&bytes, "点", 1001), &regex, &err), ZG_ELOAD);
  assert_non_null(strstr(err.message, "1000"));
  assert_int_equal(zg_regex_compile(repeat(&bytes, "(", 1000), &regex, &err), ZG_ELOAD);
  assert_int_equal(zg_regex_compile(repeat(&bytes, "\x80", 100000), &regex, &err), ZG_ELOAD);
  zg_bytes_fini(&bytes);
}

/* Most would take from seconds to for ever. The time is printed, not asserted: machines differ, the
 * steps do not. */
static void test_bounded(void **state) {
  (void)state;
  static char long_runs[60001] = {0};
  memset(long_runs, 'x', 59999);
  long_runs[59999] = '!';
  static const struct {
    const char *pattern, *piece;
    size_t times;
    int rc;
  } cases[] = {
      {"(a+)+[bc]", "a", 40, ZG_ELIMIT},
      {"(a|a)*[bc]", "a", 40, ZG_ELIMIT},
      {"(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", 1, ZG_ELIMIT},
      {"^(\\w+\\s?)*$", "便宜点吧老板我真的很想要这个东西能不能再少一点点呢谢谢啦!", 1, ZG_ELIMIT},
      {"(.*)(.*)(.*)(.*)(.*)[bc]", "a", 60, ZG_ELIMIT},
      {"(x+x+)+y|z", "x", 60, ZG_ELIMIT},
      {"((a?){20}){20}[bc]", "a", 40, ZG_ELIMIT},
      /* Little for one start, much for all starts together. */
      {"x*x*x*x*[yz]", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ", 250, ZG_ELIMIT},
      {"\\d+[a-z]", "7", 250000, ZG_ELIMIT},
      {"\\d*+[a-z]", "7", 250000, ZG_ELIMIT},
      {"[^z]*?[yz]", "x", 250000, ZG_ELIMIT},
      /* Much inside one item, which the count does not see. */
      {"x{60000}[yz]", long_runs, 4, ZG_ELIMIT},
      {"(?=(x+))\\1\\1[yz]", long_runs, 4, ZG_ELIMIT},
      {"(x+)!\\1[yz]|[yz]!", long_runs, 4, ZG_ELIMIT},
      /* Deep rather than long. */
      {"^(?:a|b)*$", "ab", 100000, ZG_ELIMIT},
      {"^(a(?1)?b)$", "a", 100000, ZG_ELIMIT},
      {"^((?:.)(?:(?1))?)$", "a", 100000, ZG_ELIMIT},
      {"(?=(a+))\\1*(?=(a+)+b|c)[bc]", "a", 60, ZG_ELIMIT},
      /* The pattern cannot raise the bound. */
      {"(*LIMIT_MATCH=4000000000)(*LIMIT_DEPTH=4000000000)(a+)+[bc]", "a", 40, ZG_ELIMIT},
      /* And long texts as such are no crime. */
      {"\\d+ ?元", "便宜点", 25000, 0},
      {"便宜.*[89]", "便宜点吧", 20000, ZG_ELIMIT},
      {"^便宜.*吧$", "便宜点吧", 20000, 1},
      {"^.*80", "便宜点吧", 2000, 0},
  };
  struct zg_bytes text = {0};
  double worst = 0;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    repeat(&text, cases[i].piece, cases[i].times);
    double start = now_ms();
    int rc = match(cases[i].pattern, text.data, text.len);
    double took = now_ms() - start;
    if (took > worst) worst = took;
    if (rc != cases[i].rc) print_error("%s on %zu bytes: %d\n", cases[i].pattern, text.len, rc);
    print_message("%-40.40s %8.2f ms\n", cases[i].pattern, took);
    assert_int_equal(rc, cases[i].rc);
  }
  print_message("the worst of them took %.1f ms\n", worst);
  zg_bytes_fini(&text);
}

/* A bound met in one match is not held against the next. */
static void test_again(void **state) {
  (void)state;
  struct zg_regex *regex = compile("(a+)+[bc]");
  char text[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  for (int i = 0; i < 3; i++) {
    assert_int_equal(zg_regex_match(regex, text, sizeof text - 1), ZG_ELIMIT);
    assert_int_equal(zg_regex_match(regex, "aab", 3), 1);
    assert_int_equal(zg_regex_match(regex, "xyz", 3), 0);
  }
  zg_regex_free(regex);
}

/* Many matches together stay within one budget, and what is left of it counts. */
static void test_one_budget(void **state) {
  (void)state;
  struct zg_regex *regex = compile("(a+)+[bc]");
  char text[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  int64_t budget = 250000;
  for (int i = 0; i < 3; i++) {
    assert_true(budget > 0);
    assert_int_equal(zg_regex_match_within(regex, text, sizeof text - 1, &budget), ZG_ELIMIT);
  }
  assert_true(budget <= 0 && budget > -1000);
  assert_int_equal(zg_regex_match_within(regex, "aab", 3, &budget), ZG_ELIMIT);
  budget = 1000;
  for (int i = 0; i < 10; i++)
    assert_int_equal(zg_regex_match_within(regex, "aab", 3, &budget), 1);
  assert_true(budget > 0 && budget < 900);
  zg_regex_free(regex);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_expected), cmocka_unit_test(test_does_not_load),
      cmocka_unit_test(test_length),   cmocka_unit_test(test_bounded),
      cmocka_unit_test(test_again),    cmocka_unit_test(test_one_budget),
  };
  return cmocka_run_group_tests_name("regex", tests, NULL, NULL);
}
