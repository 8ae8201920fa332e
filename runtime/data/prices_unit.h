/* prices_unit: a part of prices. A number with the sign or the unit of money that it carries. */
#ifndef ZG_DATA_PRICES_UNIT_H
#define ZG_DATA_PRICES_UNIT_H

#include "data/prices_number.h"

struct zg_amount {
  int64_t hundredths;
  size_t start, end; /* with unit; the sign before it is not looked at */
  enum zg_sound sound;
  bool marked; /* by a unit after it */
  bool figures;
};

/* Reads the number at `at` and the unit after it: "80", "80 块钱", "三块五", "80元5角". */
bool zg_amount_read(const struct zg_saying *s, size_t at, struct zg_amount *out);

/* Where the sign of money begins that stands before `at` and not before `from`; `at`: none. */
size_t zg_sign_before(const struct zg_saying *s, size_t at, size_t from);

#endif
