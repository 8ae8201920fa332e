/* prices_words: a part of prices. What the words beside a number say of it. */
#ifndef ZG_DATA_PRICES_WORDS_H
#define ZG_DATA_PRICES_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* The normalised text that is being read; any bytes are safe. */
struct zg_saying {
  const char *text;
  size_t len;
};

/* `words` is a list with single spaces between. The length of its longest word that the text has
 * at `at`, or that ends at `at`; 0: none. */
size_t zg_words_at(const struct zg_saying *s, size_t at, const char *words);
size_t zg_words_before(const struct zg_saying *s, size_t at, const char *words);
/* The length of the run of letters a-z at `at`, when the list has exactly it. */
size_t zg_word_at(const struct zg_saying *s, size_t at, const char *words);

/* The length of the phrase, spaces and all, when the text has it at `at`; 0: it has not. And
 * whether it ends there. */
size_t zg_phrase_at(const struct zg_saying *s, size_t at, const char *phrase);
bool zg_phrase_before(const struct zg_saying *s, size_t at, const char *phrase);

bool zg_is_letter(const struct zg_saying *s, size_t at); /* a to z; false past the end */
bool zg_is_digit(const struct zg_saying *s, size_t at);
size_t zg_step(const struct zg_saying *s, size_t at);        /* the next character begins here */
size_t zg_skip_spaces(const struct zg_saying *s, size_t at); /* at most a few */

/* One Chinese numeral: the digit 0 to 9, or the power 10, 100, 1000, 10000; -1: none. All of them
 * are three bytes. */
int zg_numeral_at(const struct zg_saying *s, size_t at);

/* A measure word or a unit, as in "3盒": what is counted or measured is no price. */
bool zg_measure_at(const struct zg_saying *s, size_t at);

/* What a neighbour says of a number. */
enum zg_near {
  ZG_NEAR_NEVER,   /* no price, whatever sign stands by it: a coupon, a fee, a difference */
  ZG_NEAR_OTHER,   /* not a price, unless it has a sign of money */
  ZG_NEAR_UNKNOWN, /* a word that says nothing: the number may well belong to it */
  ZG_NEAR_EDGE,    /* the end, or a mark of punctuation */
  ZG_NEAR_FINE,    /* may stand by a price */
  ZG_NEAR_STRONG,  /* speaks of a price: "最低…", "…包邮", "can you do …" */
};
enum zg_near zg_near_after(const struct zg_saying *s, size_t at);
enum zg_near zg_near_before(const struct zg_saying *s, size_t at);

#endif
