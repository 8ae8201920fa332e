/* dice: chance that can be repeated. The same seed throws the same numbers (splitmix64). */
#ifndef ZG_TESTS_DICE_H
#define ZG_TESTS_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
  uint64_t state;
};

static inline uint64_t dice_roll(struct dice *dice) {
  uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* From `least` to `most`, both of them included. */
static inline int64_t dice_between(struct dice *dice, int64_t least, int64_t most) {
  return least + (int64_t)(dice_roll(dice) % (uint64_t)(most - least + 1));
}

static inline bool dice_chance(struct dice *dice, int percent) {
  return dice_between(dice, 1, 100) <= percent;
}

#define DICE_PICK(dice, list)                                                                      \
  (list)[dice_between((dice), 0, (int64_t)(sizeof(list) / sizeof *(list)) - 1)]

#endif
