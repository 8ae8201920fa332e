/* shop_limits: the lines that the runtime itself holds for a shop, from `limits` in its shop.lua,
 * and when it takes a conversation back from a person. */
#ifndef ZG_RULES_SHOP_LIMITS_H
#define ZG_RULES_SHOP_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct cJSON;

/* A share, "15%", as a fraction; denominator 0: not set. */
struct zg_share {
  int64_t numerator, denominator;
};

struct zg_shop_limits {
  struct zg_share largest_cut;
  int64_t messages_per_hour; /* to one buyer; negative: as many as there are. 0 is none at all */
  int quiet_from, quiet_to;  /* minutes of the day; negative: no hour is quiet */
  bool quiet_drop;           /* what would go out then is dropped, not delayed */
  int64_t hand_back;         /* milliseconds of a person's silence; 0: only when it is said */
};

/* Reads and checks what `declared`, the whole of shop.lua, says; `file` is for errors, NULL: none.
 */
int zg_shop_limits_read(const struct cJSON *declared, const char *file, struct zg_shop_limits *out,
                        struct zg_error *err);

#endif
