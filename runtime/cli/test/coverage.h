/* test_coverage: what the stories of packs show of their rules, for people and as JSON. */
#ifndef ZG_CLI_TEST_COVERAGE_H
#define ZG_CLI_TEST_COVERAGE_H

#include "cli/test/report.h"

/* Prints, a line a pack, which of its rules fire in no story; nothing when all do. */
void zg_test_coverage_never(const struct zg_test_report *report);
/* Prints every rule, and which of its conditions were not seen both to hold and to fail. */
void zg_test_coverage_table(const struct zg_test_report *report);
/* Writes all of it into a file. ZG_ESYSTEM. */
int zg_test_coverage_write(const struct zg_test_report *report, const char *path,
                           struct zg_error *err);

#endif
