/* test_progress: what the line says after so much work, and who sees it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"
#include "cli/wording.h"

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
    zg_wording_number(cases[i].number, text);
    assert_string_equal(text, cases[i].text);
  }
}

/* Standard error while something is tried: a terminal of our own, a pipe or a file. */
struct stage {
  int old, master;
  const char *term;
};

static struct stage put_on(int fd, int master, const char *term) {
  struct stage stage = {.old = dup(STDERR_FILENO), .master = master, .term = getenv("TERM")};
  if (stage.term != NULL) stage.term = strdup(stage.term);
  fflush(stderr);
  dup2(fd, STDERR_FILENO);
  close(fd);
  setenv("TERM", term, 1);
  return stage;
}

/* Puts all back and gives how many bytes came out. */
static size_t take_off(struct stage *stage) {
  char seen[4096];
  size_t many = 0;
  ssize_t got = 0;
  fflush(stderr);
  fcntl(stage->master, F_SETFL, O_NONBLOCK);
  while ((got = read(stage->master, seen, sizeof seen)) > 0)
    many += (size_t)got;
  dup2(stage->old, STDERR_FILENO);
  close(stage->old);
  close(stage->master);
  if (stage->term != NULL)
    setenv("TERM", stage->term, 1);
  else
    unsetenv("TERM");
  free((char *)stage->term);
  return many;
}

static struct stage terminal(const char *term) {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
  return put_on(open(ptsname(master), O_RDWR | O_NOCTTY), master, term);
}

static struct stage pipe_of(const char *term) {
  int ends[2] = {-1, -1};
  assert_int_equal(pipe(ends), 0);
  return put_on(ends[1], ends[0], term);
}

/* The same work, long enough to be shown, before each of them. */
static void test_who_sees_it(void **state) {
  static const struct {
    struct stage (*stage)(const char *term);
    const char *term;
    bool seen;
  } cases[] = {{terminal, "xterm", true},
               {terminal, "dumb", false}, /* it cannot take a line back */
               {pipe_of, "xterm", false},
               {pipe_of, "dumb", false}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_progress progress = {0};
    struct stage stage = cases[i].stage(cases[i].term);
    zg_progress_begin(&progress, "replay", "events", false);
    progress.began -= 10000; /* as if it had gone on for long */
    progress.painted -= 10000;
    for (uint64_t n = 0; n < 1000; n++)
      zg_progress_note(&progress, n, n, 1000);
    bool shown = progress.shown;
    zg_progress_hide(&progress);
    size_t written = take_off(&stage);
    if (shown != cases[i].seen || (written > 0) != cases[i].seen)
      fail_msg("case %d: shown %d, %d bytes", (int)i, shown, (int)written);
    assert_false(progress.shown);
  }
}

/* What is over within half a second shows nothing, and leaves nothing to take away. */
static void test_short_work(void **state) {
  struct zg_progress progress = {0};
  struct stage stage = terminal("xterm");
  (void)state;
  zg_progress_begin(&progress, "replay", "events", false);
  for (uint64_t n = 0; n < 1000; n++)
    zg_progress_note(&progress, n, n, 1000);
  zg_progress_hide(&progress);
  assert_int_equal(take_off(&stage), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lines),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_who_sees_it),
      cmocka_unit_test(test_short_work),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
