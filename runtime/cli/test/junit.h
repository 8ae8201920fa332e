/* test_junit: what came of the stories as JUnit XML, which CI systems read. */
#ifndef ZG_CLI_TEST_JUNIT_H
#define ZG_CLI_TEST_JUNIT_H

#include "cli/test/report.h"

/* Writes the file: a testsuite a pack, a testcase a story. ZG_ESYSTEM. */
int zg_test_junit(const struct zg_test_report *report, const char *path, struct zg_error *err);

#endif
