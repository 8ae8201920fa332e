/* prices_nothing_english: a part of prices_nothing. The same of English words. */
#ifndef ZG_DATA_PRICES_NOTHING_ENGLISH_H
#define ZG_DATA_PRICES_NOTHING_ENGLISH_H

#include "data/prices_words.h"

/* Whether words begin at `at` that let the goods go for nothing: "free" in "it's free", "take it
 * for free", and alone; not in "free shipping", "sugar-free", "the cup is free". */
bool zg_nothing_in_english(const struct zg_saying *s, size_t at);

#endif
