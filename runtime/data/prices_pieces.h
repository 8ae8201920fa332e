/* prices_pieces: a part of prices_given. What is said of several pieces at once. */
#ifndef ZG_DATA_PRICES_PIECES_H
#define ZG_DATA_PRICES_PIECES_H

#include "data/prices_given.h"
#include "data/prices_words.h"

/* The end of what begins at `at` ("两件300", "300 for 2", "25x2", "买一送一"); 0: nothing does. */
size_t zg_pieces_at(const struct zg_saying *s, size_t at, struct zg_given *out);

#endif
