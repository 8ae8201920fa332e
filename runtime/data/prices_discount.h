/* prices_discount: what a text says should come off a price.
 *
 * Reads "8折", "八五折", "打个88折", "半价", "20% off", "便宜两成" (a share of the price is left)
 * and "减20", "便宜二十块", "$20 off" (an amount comes off), "抹零" (the odd money at its end
 * does). Is not fooled by "折叠", "九成新", "至少20", "少3克". */
#ifndef ZG_DATA_PRICES_DISCOUNT_H
#define ZG_DATA_PRICES_DISCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/money.h"

enum zg_discount_kind {
  ZG_DISCOUNT_SHARE, /* `amount` ten-thousandths of the price are left */
  ZG_DISCOUNT_OFF,   /* `amount` hundredths come off */
  ZG_DISCOUNT_ODD,   /* the last figure of it comes off */
};

struct zg_discount {
  enum zg_discount_kind kind;
  int64_t amount;
  int64_t from; /* "满300减30": only from so many hundredths on; 0: from any */
  bool sure;    /* false: it may mean something else ("85%", a coupon) or is vague ("七八折") */
  size_t start, end; /* its bytes in the text */
};

/* Reads `text`, `len` bytes already normalised by zg_text_normalise, and writes at most `cap`
 * discounts in the order they stand in. Returns how many it wrote. */
size_t zg_discounts_read(const char *text, size_t len, struct zg_discount *out, size_t cap);

struct zg_arena;
struct zg_text;
/* The same of a text as it was written. */
size_t zg_discounts_find(const struct zg_text *tables, struct zg_arena *arena, const char *text,
                         size_t len, struct zg_discount *out, size_t cap);

/* What `price` is with the discount, rounded down to its smallest coin; below 0 when more comes off
 * than it is. 0; -1 when that is no amount of its currency. */
int zg_discount_apply(const struct zg_discount *discount, struct zg_money price,
                      struct zg_money *out);

#endif
