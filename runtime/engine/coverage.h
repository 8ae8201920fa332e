/* coverage: which rules of a pack fire in its stories, and which of their conditions are seen to
 * hold and to fail.
 *
 * A condition counts only when it is asked: the ones behind the first that fails say nothing about
 * the rule, whatever they would have said. */
#ifndef ZG_ENGINE_COVERAGE_H
#define ZG_ENGINE_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct cJSON;
struct zg_arena;
struct zg_shop;

/* One comparison, and in how many stories it held and failed. */
struct zg_covered_test {
  const char *text; /* its label, and what it says */
  size_t held, failed;
};

struct zg_covered_rule {
  const char *name;
  size_t fired; /* in how many stories */
  struct zg_covered_test *tests;
  size_t test_count;
  bool untold; /* it has more conditions than a trace tells of */
};

struct zg_coverage {
  struct zg_arena *arena; /* given; everything lives in it */
  const char *pack;       /* given: whose rules they are */
  struct zg_covered_rule *rules;
  size_t count, cap;
};

/* Learns the rules of the pack, as a shop has it; the ones that are known stay. */
void zg_coverage_learn(struct zg_coverage *coverage, const struct zg_shop *shop);
/* Takes note of a trace of the story that is played: then every number is 0 or 1. */
void zg_coverage_note(struct zg_coverage *coverage, const char *trace, size_t len);
/* Appends the coverage of one story as JSON, and adds such a one to that of others. */
void zg_coverage_write(const struct zg_coverage *coverage, struct zg_bytes *out);
void zg_coverage_add(struct zg_coverage *coverage, const struct cJSON *written);

/* Of the outcomes that the conditions can have, two each, how many were seen; how many there are is
 * in *all. */
size_t zg_coverage_outcomes(const struct zg_coverage *coverage, size_t *all);

#endif
