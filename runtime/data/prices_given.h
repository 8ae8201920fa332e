/* prices_given: what a shop's own text gives away in words that no buyer would ask in, beside
 * prices (prices.h) and discounts (prices_discount.h).
 *
 * Reads "两件300", "三件一共300", "300 for 2", "25x2" (an amount for several pieces), "买一送一",
 * "2 for the price of 1", "对半", "half of it" (a share of the price is left), "原价-150", "less
 * 150" (an amount comes off), "返现150", "150 cashback" (so much comes back after paying), "半百"
 * (50). Is not fooled by "两罐装，190元", "每件190", "一盒两罐", "30x40cm", "half an hour",
 * "年过半百". */
#ifndef ZG_DATA_PRICES_GIVEN_H
#define ZG_DATA_PRICES_GIVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zg_given_kind {
  ZG_GIVEN_FOR,   /* `amount` hundredths for `count` pieces */
  ZG_GIVEN_SHARE, /* `amount` of `count` parts of the price are left */
  ZG_GIVEN_OFF,   /* `amount` hundredths come off */
  ZG_GIVEN_BACK,  /* they come back after paying */
};

struct zg_given {
  enum zg_given_kind kind;
  int64_t amount;
  int64_t count; /* at least 1 */
  int64_t of;    /* "199-150": the price it comes off, where it stands beside it; 0: it does not */
  int64_t from;  /* "满300返30": only from so many hundredths on; 0: from any */
  size_t start, end; /* its bytes in the text */
};

/* Reads `text`, `len` bytes already normalised by zg_text_normalise, and writes at most `cap` of
 * them in the order they stand in. Returns how many it wrote. */
size_t zg_given_read(const char *text, size_t len, struct zg_given *out, size_t cap);

#endif
