/* prices: the prices that a buyer's text names.
 *
 * Reads "80", "80块", "八十", "一百二" (120), "¥79.9", "1,200", "1.2k", "1万2" (12000), "三块五"
 * (3.50), "two fifty" (250), "80 bucks", "$80"; and is not fooled by what is no price: quantities
 * ("3盒", "两斤", "x2"), sizes ("42码", "180cm", "500ml"), dates, times, percentages, discounts
 * ("8折"), telephone, order and tracking numbers, ordinals, addresses. */
#ifndef ZG_DATA_PRICES_H
#define ZG_DATA_PRICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zg_price {
  int64_t hundredths; /* 7990 is 79.90 */
  bool marked;        /* a currency sign or unit stood by it: certainly a price */
  size_t start, end;  /* its bytes in the text */
};

/* Reads `text`, `len` bytes already normalised by zg_text_normalise, and writes at most `cap`
 * prices in the order they stand in. Returns how many it wrote. */
size_t zg_prices_read(const char *text, size_t len, struct zg_price *out, size_t cap);

struct zg_arena;
struct zg_text;

/* Normalises as zg_text_normalise, but lets a full-width comma divide ("150，180" are two prices)
 * where an ASCII one may group ("1,200"). The result is in `arena`, NUL-terminated. */
const char *zg_prices_normalise(const struct zg_text *tables, struct zg_arena *arena,
                                const char *text, size_t len, size_t *out_len);

/* The same of a text as it was written: normalises it so first. The bytes in `out` are of the
 * normalised text. */
size_t zg_prices_find(const struct zg_text *tables, struct zg_arena *arena, const char *text,
                      size_t len, struct zg_price *out, size_t cap);

/* Whether the text names some amount of money less than `hundredths`, whatever is said about it: a
 * number in figures or words with a sign or unit of money beside it; a vague one ("八十多",
 * "七八十块", "几百块") counts as the least it may mean. For those who must be sure rather than
 * understand; `text` is as it was written. */
bool zg_prices_below(const struct zg_text *tables, struct zg_arena *arena, const char *text,
                     size_t len, int64_t hundredths);

#endif
