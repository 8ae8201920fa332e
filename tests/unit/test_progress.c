/* test_progress: what the line says after so much work; when it is shown is tested from outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "cli/progress.h"
#include "cli/words.h"

static void test_lines(void **state) {
  static const struct {
    uint64_t count;
    int64_t ms;
    uint64_t done, total;
    const char *line;
  } cases[] = {
      {0, 0, 0, 0, "replay: 0 events, 0/s"},
      {1, 1, 0, 0, "replay: 1 events, 1,000/s"},
      {999, 1000, 0, 100, "replay: 999 events, 999/s"},
      {1000, 1000, 1, 100, "replay: 1,000 events, 1,000/s, 1 %, 99 s left"},
      {312400, 10000, 31, 100, "replay: 312,400 events, 31,240/s, 31 %, 22 s left"},
      {5, 10000, 1, 1000, "replay: 5 events, 0/s, 0 %, 3 h left"},
      {5, 10000, 1, 100, "replay: 5 events, 0/s, 1 %, 17 min left"},
      {5, 60000, 1, 1000, "replay: 5 events, 0/s, 0 %, 17 h left"},
      {5, 60000, 1, UINT64_MAX, "replay: 5 events, 0/s, 0 %, 100 h left"},
      {7, 500, 100, 100, "replay: 7 events, 14/s, 100 %, 0 s left"},
      {7, 500, 101, 100, "replay: 7 events, 14/s"}, /* a file that grew meanwhile */
      {UINT64_MAX, 1000, 0, 0, NULL},
      {UINT64_MAX, INT64_MAX, UINT64_MAX, UINT64_MAX, NULL},
  };
  const struct zg_progress progress = {.command = "replay", .what = "events"};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char line[ZG_PROGRESS_LINE];
    memset(line, 'x', sizeof line);
    zg_progress_line(&progress, cases[i].count, cases[i].ms, cases[i].done, cases[i].total, line);
    assert_true(memchr(line, '\0', sizeof line) != NULL);
    if (cases[i].line != NULL) assert_string_equal(line, cases[i].line);
  }
}

static void test_numbers(void **state) {
  static const struct {
    uint64_t number;
    const char *text;
  } cases[] = {{0, "0"},
               {7, "7"},
               {999, "999"},
               {1000, "1,000"},
               {12345, "12,345"},
               {1000000, "1,000,000"},
               {UINT64_MAX, "18,446,744,073,709,551,615"}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char text[ZG_NUMBER];
    zg_words_number(cases[i].number, text);
    assert_string_equal(text, cases[i].text);
  }
}

/* Nobody sees it in a test: nothing is written, and nothing breaks. */
static void test_unseen(void **state) {
  struct zg_progress progress = {0};
  (void)state;
  zg_progress_begin(&progress, "replay", "events", true);
  progress.on = false;
  for (uint64_t i = 0; i < 1000; i++)
    zg_progress_note(&progress, i, i, 1000);
  assert_false(progress.shown);
  zg_progress_hide(&progress);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lines),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_unseen),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
