#include "cli/test/report.h"

#include <stdio.h>
#include <string.h>

#include "cli/plain.h"
#include "cli/test/play.h"
#include "data/json.h"

void zg_test_report_init(struct zg_test_report *report, const struct zg_test_plan *plan) {
  report->plan = plan;
  report->outcomes =
      zg_arena_alloc(plan->arena, (plan->piece_count + 1) * sizeof *report->outcomes);
  report->scores = zg_arena_alloc(plan->arena, (plan->suite_count + 1) * sizeof *report->scores);
  for (size_t i = 0; i < plan->suite_count; i++)
    report->scores[i].coverage.arena = plan->arena;
}

static void read_answer(const struct zg_test_report *report, const struct zg_bytes *answer,
                        struct zg_test_outcome *outcome, struct zg_coverage *coverage) {
  struct zg_arena *arena = zg_arena_new();
  struct cJSON *tree = NULL;
  zg_json_parse_own(arena, answer->data, answer->len, &tree, NULL);
  const char *failure = zg_json_text(tree, "failure", NULL);
  outcome->failed = failure != NULL;
  if (failure != NULL) outcome->failure = zg_arena_strdup(report->plan->arena, failure);
  outcome->ms = zg_json_real(zg_json_get(tree, "ms"));
  zg_coverage_add(coverage, zg_json_get(tree, "coverage"));
  zg_arena_free(arena);
}

static void tell_passed(const struct zg_story *story) {
  printf("%s:%d: story \"", story->file, story->line);
  zg_plain_print(stdout, story->name, strlen(story->name));
  puts("\": passed");
}

static void tell_suite(const struct zg_test_suite *suite, const struct zg_test_score *score,
                       enum zg_test_kind kind) {
  if (kind == ZG_TEST_SHOP && score->failed == 0)
    printf("%s: the shop loads\n", suite->dir);
  else if (kind == ZG_TEST_LOADS && score->failed == 0)
    printf("%s: loads, and has no stories\n", suite->dir);
  else if (kind != ZG_TEST_SHOP)
    printf("%s: %zu passed, %zu failed\n", suite->dir, score->passed, score->failed);
}

void zg_test_report_take(void *arg, size_t number, const struct zg_bytes *answer,
                         const char *death) {
  struct zg_test_report *report = arg;
  const struct zg_test_plan *plan = report->plan;
  const struct zg_test_piece *piece = &plan->pieces[number];
  const struct zg_test_suite *suite = &plan->suites[piece->suite];
  struct zg_test_outcome *outcome = &report->outcomes[number];
  struct zg_test_score *score = &report->scores[piece->suite];
  if (answer != NULL) {
    read_answer(report, answer, outcome, &score->coverage);
  } else {
    const char *how = zg_arena_printf(plan->arena, "the program ended with %s", death);
    outcome->failed = true;
    outcome->failure = zg_arena_printf(
        plan->arena, "%s\n",
        zg_test_head(plan, number, piece->story != NULL ? piece->story->line : 0, how));
  }
  zg_progress_note(&report->progress, number + 1, number + 1, plan->piece_count);
  if (outcome->failed) fputs(outcome->failure, stdout);
  if (report->verbose && !outcome->failed && piece->story != NULL) tell_passed(piece->story);
  score->failed += outcome->failed;
  score->passed += !outcome->failed && piece->kind == ZG_TEST_STORY;
  score->ms += outcome->ms;
  report->failed += outcome->failed;
  report->passed += !outcome->failed && piece->kind == ZG_TEST_STORY;
  if (number + 1 == suite->first + suite->count) tell_suite(suite, score, piece->kind);
}
