/* test_report: what came of the pieces of `zhanggui test`, printed in their order and counted. */
#ifndef ZG_CLI_TEST_REPORT_H
#define ZG_CLI_TEST_REPORT_H

#include <stdbool.h>

#include "cli/progress.h"
#include "cli/test/plan.h"
#include "engine/coverage.h"

struct zg_test_outcome {
  bool failed;
  const char *failure; /* the lines that were printed, each with its end */
  double ms;
};

struct zg_test_score {
  size_t passed, failed;
  double ms;
  struct zg_coverage coverage;
};

struct zg_test_report {
  const struct zg_test_plan *plan;
  bool verbose;
  struct zg_progress progress;
  struct zg_test_outcome *outcomes; /* one a piece */
  struct zg_test_score *scores;     /* one a suite */
  size_t passed, failed;
};

/* For all that is in the plan; it lives in the plan's arena. */
void zg_test_report_init(struct zg_test_report *report, const struct zg_test_plan *plan);

/* Takes what came of a piece, as struct zg_work has it. */
void zg_test_report_take(void *report, size_t piece, const struct zg_bytes *answer,
                         const char *death);

#endif
