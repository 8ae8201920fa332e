/* shop.lua: holidays, limits, and sources that two shops want. */
#include <string.h>

#include "data/json.h"
#include "data/money.h"
#include "rules/check/checking.h"
#include "rules/shop_file.h"

enum { DAY_MS = 86400000 };

static struct zg_place key_of(const struct zg_shop *shop, const char *key) {
  return (struct zg_place){.file = shop->file, .line = zg_shop_file_line(shop->file, key)};
}

/* Hours by which a shop never opens are refused by loading. */
void zg_check_holidays(struct zg_checking *c) {
  const struct zg_hours *hours = c->shop->hours;
  int count = hours->holiday_count;
  if (count > 0 && hours->holidays[count - 1] < c->now / DAY_MS - 1)
    zg_found(c, key_of(c->shop, "holidays"), "write the next ones", "all holidays are over");
}

/* Whether the share `a` is above `b`; of what does not fit it is not told. */
static bool above(struct zg_share a, struct zg_share b) {
  int64_t left = 0, right = 0;
  if (a.denominator == 0 || b.denominator == 0) return false;
  return !__builtin_mul_overflow(a.numerator, b.denominator, &left) &&
         !__builtin_mul_overflow(b.numerator, a.denominator, &right) && left > right;
}

void zg_check_limit(struct zg_checking *c) {
  const struct zg_shop_limits *limits = &c->shop->limits;
  struct zg_share cut = {0};
  const char *authority = zg_json_text(c->shop->declared, "authority", "cut");
  if (authority != NULL) zg_share_parse(authority, &cut.numerator, &cut.denominator);
  if (limits->messages_per_hour == 0)
    zg_found(c, key_of(c->shop, "messages_per_hour"), "leave it out for no limit",
             "limits.messages_per_hour is 0: the shop says nothing at all");
  if (limits->largest_cut.denominator > 0 && limits->largest_cut.numerator == 0)
    zg_found(c, key_of(c->shop, "largest_cut"), "leave it out for no limit but the floors",
             "limits.largest_cut is 0%%: no price is ever cut");
  else if (above(cut, limits->largest_cut))
    zg_found(c, key_of(c->shop, "cut"), "make it no larger",
             "authority.cut is larger than limits.largest_cut, which holds");
}

static bool serves_exactly(const struct zg_shop *shop, const char *source) {
  for (size_t i = 0; i < shop->source_count; i++)
    if (strcmp(shop->sources[i], source) == 0) return true;
  return false;
}

static void look_at_two(struct zg_checking *c, const struct zg_shop *a, const struct zg_shop *b) {
  for (size_t i = 0; i < b->source_count; i++) {
    const char *source = b->sources[i];
    if (!serves_exactly(a, source)) continue;
    struct zg_place at = {.file = b->file, .line = zg_shop_file_text_line(b->file, source)};
    zg_found(c, at, "let one of them serve it", "the source \"%.80s\" is served by %s, too", source,
             a->file);
  }
}

void zg_check_source(struct zg_checking *c) {
  for (size_t i = 0; i < c->shop_count; i++)
    for (size_t j = 0; j < i; j++)
      if (c->shops[i]->file != NULL && c->shops[j]->file != NULL &&
          strcmp(c->shops[i]->file, c->shops[j]->file) != 0)
        look_at_two(c, c->shops[j], c->shops[i]);
}
