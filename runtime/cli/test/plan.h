/* test_plan: what `zhanggui test` has to do, in the order in which it is told. */
#ifndef ZG_CLI_TEST_PLAN_H
#define ZG_CLI_TEST_PLAN_H

#include "base/arena.h"
#include "base/error.h"
#include "data/text.h"
#include "rules/story.h"

enum zg_test_kind {
  ZG_TEST_STORY,
  ZG_TEST_LOADS,      /* a pack that has no stories should at least load */
  ZG_TEST_SHOP,       /* a shop's settings and tables, with the shipped packs and its own */
  ZG_TEST_UNREADABLE, /* a file of stories that is none */
};

struct zg_test_piece {
  enum zg_test_kind kind;
  size_t suite;
  const struct zg_story *story; /* of ZG_TEST_STORY */
  const char *fault;            /* of ZG_TEST_UNREADABLE */
};

/* A pack or a shop. */
struct zg_test_suite {
  const char *dir;
  const char *pack;    /* whose stories they are, when its rules lie there, too; else NULL */
  size_t first, count; /* its pieces */
};

struct zg_test_plan {
  struct zg_arena *arena; /* given; everything lives in it */
  const char *only; /* words, all of which a story's name or its file's has; NULL: any story */
  struct zg_test_suite *suites;
  size_t suite_count, suite_cap;
  struct zg_test_piece *pieces;
  size_t piece_count, piece_cap;
};

/* Adds a pack's folder, a shop with its own packs, or a folder of packs. ZG_ENOTFOUND. */
int zg_test_plan_add(struct zg_test_plan *plan, const char *dir, struct zg_error *err);
void zg_test_plan_fini(struct zg_test_plan *plan);

#endif
