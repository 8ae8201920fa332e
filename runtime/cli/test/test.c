#include "cli/test/test.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/test/coverage.h"
#include "cli/test/junit.h"
#include "cli/test/play.h"
#include "cli/test/workers.h"
#include "engine/shipped.h"

static const char help[] =
    "zhanggui test: plays the stories of rule packs\n"
    "\n"
    "  zhanggui test [DIR]... [options]\n"
    "\n"
    "  DIR               a pack, a folder of packs, or a shop, whose own packs are tested\n"
    "                    (without: the shipped packs)\n"
    "  --shop DIR        the same, for a shop\n"
    "  --only WORDS      only stories whose name, or that of their file, has all of the words\n"
    "  --verbose         name the stories that pass, too\n"
    "  --coverage        which rules fire and which conditions hold and fail, as a table;\n"
    "                    --coverage=FILE writes it as JSON\n"
    "  --junit FILE      write the results as JUnit XML\n"
    "  --seed N          let variants and ctx.random fall otherwise; \"random\" draws a number,\n"
    "                    which is told when a story fails (0)\n"
    "  --jobs N          how many stories are played at once (one a processor)\n"
    "  --help            this text\n"
    "\n"
    "Exit status: 0 all passed, 1 a story failed or a pack does not load, 2 usage,\n"
    "3 could not run.\n";

enum { MOST_JOBS = 256 };

struct options {
  struct zg_strings dirs;
  const char *only, *junit, *coverage_file;
  bool verbose, coverage;
  uint64_t seed;
  size_t jobs;
};

/* ---- options */

static bool read_number(const char *text, uint64_t *out) {
  char *end = NULL;
  if (text[0] < '0' || text[0] > '9') return false;
  errno = 0;
  *out = strtoull(text, &end, 10);
  return errno == 0 && *end == '\0';
}

static bool read_seed(const char *text, uint64_t *out) {
  uint32_t drawn = 0;
  if (strcmp(text, "random") != 0) return read_number(text, out);
  if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) return false;
  *out = drawn;
  return true;
}

static int take_option(struct options *o, int c) {
  uint64_t number = 0;
  switch (c) {
  case 's':
    zg_strings_add(&o->dirs, optarg);
    return 0;
  case 'o':
    o->only = optarg;
    return 0;
  case 'v':
    o->verbose = true;
    return 0;
  case 'c':
    o->coverage = o->coverage || optarg == NULL;
    if (optarg != NULL) o->coverage_file = optarg;
    return 0;
  case 'j':
    o->junit = optarg;
    return 0;
  case 'S':
    if (read_seed(optarg, &o->seed)) return 0;
    return zg_usage("test", "--seed takes a whole number or \"random\", not %s", optarg);
  default:
    if (read_number(optarg, &number) && number >= 1 && number <= MOST_JOBS) {
      o->jobs = number;
      return 0;
    }
    return zg_usage("test", "--jobs takes a number from 1 to %d, not %s", MOST_JOBS, optarg);
  }
}

/* ZG_EXIT_DONE: go on; -1: the help is printed; else how to end. */
static int read_options(int argc, char **argv, struct options *o) {
  static const struct option known[] = {{"shop", required_argument, NULL, 's'},
                                        {"only", required_argument, NULL, 'o'},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"coverage", optional_argument, NULL, 'c'},
                                        {"junit", required_argument, NULL, 'j'},
                                        {"seed", required_argument, NULL, 'S'},
                                        {"jobs", required_argument, NULL, 'J'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  opterr = 0;
  optind = 1;
  for (int c = 0, status = 0; (c = getopt_long(argc, argv, ":hv", known, NULL)) != -1;) {
    if (c == 'h') {
      fputs(help, stdout);
      return -1;
    }
    if (c == '?' || c == ':') return zg_usage_getopt("test", c, argv);
    status = take_option(o, c);
    if (status != 0) return status;
  }
  for (int i = optind; i < argc; i++)
    zg_strings_add(&o->dirs, argv[i]);
  return ZG_EXIT_DONE;
}

/* ---- running */

static int gather(struct zg_test_plan *plan, const struct options *o, struct zg_error *err) {
  char shipped[4096];
  int result = 0;
  for (size_t i = 0; i < o->dirs.count && result == 0; i++)
    result = zg_test_plan_add(plan, o->dirs.items[i], err);
  if (result == 0 && o->dirs.count == 0) {
    const char *rules = zg_shipped_rules(shipped, sizeof shipped);
    result = rules != NULL ? zg_test_plan_add(plan, rules, err)
                           : zg_fail(err, ZG_ENOTFOUND,
                                     "the shipped rules are not where they were installed; name a "
                                     "folder");
  }
  if (result == 0 && o->only != NULL && plan->piece_count == 0)
    result = zg_fail(err, ZG_ENOTFOUND, "no story has \"%s\" in its name", o->only);
  return result;
}

static int write_files(const struct zg_test_report *report, const struct options *o,
                       struct zg_error *err) {
  int result = 0;
  if (o->junit != NULL) result = zg_test_junit(report, o->junit, err);
  if (result == 0 && o->coverage_file != NULL)
    result = zg_test_coverage_write(report, o->coverage_file, err);
  return result;
}

static void print_end(const struct zg_test_report *report, const struct options *o) {
  if (o->coverage)
    zg_test_coverage_table(report);
  else if (o->only == NULL)
    zg_test_coverage_never(report);
  if (report->failed > 0 && o->seed != 0)
    printf("this was --seed %llu, which gives the same again\n", (unsigned long long)o->seed);
  printf("%zu passed, %zu failed\n", report->passed, report->failed);
}

static int run(const struct options *o, struct zg_test_plan *plan, struct zg_test_report *report,
               struct zg_error *err) {
  struct zg_text *text = NULL;
  int result = gather(plan, o, err);
  if (result == 0) result = zg_text_open(&text, err);
  if (result < 0) return result;
  struct zg_test_player player = {.plan = plan, .text = text, .seed = o->seed};
  const struct zg_work work = {.count = plan->piece_count,
                               .jobs = o->jobs,
                               .play = zg_test_play,
                               .player = &player,
                               .take = zg_test_report_take,
                               .taker = report};
  zg_test_report_init(report, plan);
  report->verbose = o->verbose;
  zg_progress_begin(&report->progress, "test", "stories", true);
  result = zg_workers_run(&work, err);
  zg_progress_hide(&report->progress);
  if (result == 0) result = write_files(report, o, err);
  if (result == 0) print_end(report, o);
  zg_text_close(text);
  return result;
}

int zg_cli_test(int argc, char **argv) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  struct options options = {.jobs = processors < 1           ? 1
                                    : processors > MOST_JOBS ? MOST_JOBS
                                                             : (size_t)processors};
  struct zg_test_plan plan = {.arena = zg_arena_new()};
  struct zg_test_report report = {0};
  struct zg_error err = {0};
  int status = read_options(argc, argv, &options);
  if (status == ZG_EXIT_DONE) {
    plan.only = options.only;
    if (run(&options, &plan, &report, &err) < 0)
      status = zg_failed("test", &err);
    else if (report.failed > 0)
      status = ZG_EXIT_NO;
  }
  zg_test_plan_fini(&plan);
  zg_arena_free(plan.arena);
  zg_strings_fini(&options.dirs);
  return status < 0 ? ZG_EXIT_DONE : status;
}
