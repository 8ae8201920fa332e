#include "engine/guardrails_promise.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int zg_promise_refuse(struct zg_promise *p, const char *guard, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  p->refusal->guard = guard;
  return zg_fail(p->why, ZG_EREFUSED, "%s", text);
}

void zg_promise_note_bound(struct zg_promise *p, const char *price, const char *name,
                           const char *bound) {
  p->refusal->price = zg_arena_strdup(p->d->arena, price);
  p->refusal->bound_name = name;
  p->refusal->bound = zg_arena_strdup(p->d->arena, bound);
}

int zg_promise_check_floor(struct zg_promise *p) {
  char price[ZG_MONEY_TEXT], bound[ZG_MONEY_TEXT];
  struct zg_product *product = &p->product;
  if (strcmp(p->price.currency, product->list.currency) != 0)
    return zg_promise_refuse(p, "price floor", "the price is in %s, the sheet in %s",
                             p->price.currency, product->list.currency);
  zg_money_format(p->price, price);
  if (product->has_floor && zg_money_compare(p->price, product->floor) < 0) {
    zg_money_format(product->floor, bound);
    zg_promise_note_bound(p, price, "floor", bound);
    return zg_promise_refuse(p, "price floor", "%s is under the floor of %s", price, bound);
  }
  zg_money_format(product->list, bound);
  zg_promise_note_bound(p, price, "list_price", bound);
  if (!product->has_floor && zg_money_compare(p->price, product->list) < 0)
    return zg_promise_refuse(p, "price floor",
                             "%s is under the price of %s, and there is no floor to go to", price,
                             bound);
  if (zg_money_compare(p->price, product->list) > 0)
    return zg_promise_refuse(p, "list price", "%s is above the list price of %s", price, bound);
  return 0;
}

int zg_promise_check_cut(struct zg_promise *p) {
  const struct zg_share *cut = &p->d->occasion->shop->limits.largest_cut;
  struct zg_money most = {0}, lowest = {0};
  char price[ZG_MONEY_TEXT], bound[ZG_MONEY_TEXT];
  if (cut->denominator == 0) return 0;
  if (zg_money_ratio(p->product.list, cut->numerator, cut->denominator, ZG_ROUND_DOWN, &most) < 0 ||
      zg_money_subtract(p->product.list, most, &lowest) < 0)
    return zg_promise_refuse(p, "largest cut", "the list price is too big to reckon with");
  if (zg_money_compare(p->price, lowest) >= 0) return 0;
  zg_money_format(p->price, price);
  zg_money_format(lowest, bound);
  zg_promise_note_bound(p, price, "lowest", bound);
  return zg_promise_refuse(p, "largest cut", "%s is under %s, the largest cut the shop allows",
                           price, bound);
}

int zg_promise_check_price(const struct zg_promise *p, struct zg_money price) {
  struct zg_promise named = *p;
  named.price = price;
  if (zg_money_compare(price, p->product.list) >= 0) return 0;
  return zg_promise_check_floor(&named) == 0 ? zg_promise_check_cut(&named) : ZG_EREFUSED;
}
