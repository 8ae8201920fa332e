/* test_play: one piece of `zhanggui test`, played in a worker, and what is told of it. */
#ifndef ZG_CLI_TEST_PLAY_H
#define ZG_CLI_TEST_PLAY_H

#include <stdint.h>

#include "cli/test/plan.h"

struct zg_bytes;

struct zg_test_player {
  const struct zg_test_plan *plan;
  const struct zg_text *text;
  uint64_t seed;
};

/* Plays the piece and appends what came of it as JSON: "failure", the lines that are printed, when
 * there is one; "ms"; and of a story its "coverage". `player` is a struct zg_test_player. */
void zg_test_play(void *player, size_t piece, struct zg_bytes *answer);

/* The first line of what is printed of a piece that failed, in the plan's arena. */
const char *zg_test_head(const struct zg_test_plan *plan, size_t piece, int line,
                         const char *message);

#endif
