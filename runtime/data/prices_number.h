/* prices_number: a part of prices. Reads one number, as figures or as Chinese or English words. */
#ifndef ZG_DATA_PRICES_NUMBER_H
#define ZG_DATA_PRICES_NUMBER_H

#include <stdint.h>

#include "data/prices_words.h"

enum zg_sound {
  ZG_SOUND_NONE,  /* looks like a number but is none that a price could be: pass over it */
  ZG_SOUND_WEAK,  /* a price only with a sign of money: 三, 十, 五一, "two" */
  ZG_SOUND_LOOSE, /* needs a word that speaks of a price: 4k, 618, 一九九 */
  ZG_SOUND_FULL,
};

struct zg_number {
  int64_t hundredths;
  size_t end;
  enum zg_sound sound;
  bool figures; /* written with 0-9 */
};

/* Reads the number that begins at `at`; false when none does. Whole runs are taken: a telephone
 * number, a version or 三三两两 is one number of ZG_SOUND_NONE. */
bool zg_number_read(const struct zg_saying *s, size_t at, struct zg_number *out);
bool zg_number_read_chinese(const struct zg_saying *s, size_t at, struct zg_number *out);
bool zg_number_read_english(const struct zg_saying *s, size_t at, struct zg_number *out);

/* Behind what begins at `at` and was of no interest: a number or a word is passed over whole. */
size_t zg_number_pass(const struct zg_saying *s, size_t at);

#endif
