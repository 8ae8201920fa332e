/* What a text that names an offer says of money, held to the floor and the largest cut: every price
 * under the list price, and what its discounts make of the list price. */
#include <string.h>

#include "data/prices.h"
#include "data/prices_discount.h"
#include "engine/guardrails_promise.h"

enum { PRICES = 32 };

/* A message with an offer is no book; each of its letters is looked at several times. */
enum { OFFER_TEXT = 2000 };

/* Whether the text has any figure of money under what may be offered, however it is dressed up. */
static bool names_less(const struct zg_promise *p, const char *text) {
  const struct zg_money lowest = p->product.has_floor ? p->product.floor : p->product.list;
  int64_t hundredths = lowest.minor;
  int digits = zg_currency_digits(lowest.currency);
  for (; digits < 2; digits++)
    hundredths *= 10;
  for (; digits > 2; digits--)
    hundredths /= 10;
  return zg_prices_below(p->d->zg->text, p->d->arena, text, strlen(text), hundredths);
}

/* So is what its discounts make of the list price. */
static int check_discounts(struct zg_promise *p, const char *text) {
  struct zg_discount found[PRICES];
  size_t count = zg_discounts_find(p->d->zg->text, p->d->arena, text, strlen(text), found, PRICES);
  int result = 0;
  if (count == PRICES)
    result =
        zg_promise_refuse(p, "price floor", "the text names more discounts than can be looked at");
  for (size_t i = 0; i < count && result == 0; i++) {
    struct zg_money price = {0};
    if (zg_discount_apply(&found[i], p->product.list, &price) < 0)
      result = zg_promise_refuse(
          p, "price floor", "the text takes off what is no exact amount of %s", p->price.currency);
    else
      result = zg_promise_check_price(p, price);
  }
  return result;
}

int zg_promise_check_text(struct zg_promise *p, const char *text) {
  struct zg_price found[PRICES];
  if (strlen(text) > OFFER_TEXT)
    return zg_promise_refuse(p, "price floor",
                             "a text that names an offer has %d bytes at most, and this has %zu",
                             OFFER_TEXT, strlen(text));
  size_t count = zg_prices_find(p->d->zg->text, p->d->arena, text, strlen(text), found, PRICES);
  int result = 0;
  if (result == 0 && count == PRICES)
    result =
        zg_promise_refuse(p, "price floor", "the text names more prices than can be looked at");
  if (result == 0 && names_less(p, text))
    result = zg_promise_refuse(p, "price floor", "the text names an amount under the floor");
  for (size_t i = 0; i < count && result == 0; i++) {
    struct zg_money price = {0};
    if (zg_money_of_hundredths(found[i].hundredths, p->price.currency, &price) < 0)
      result = zg_promise_refuse(p, "price floor", "the text names what is no exact amount of %s",
                                 p->price.currency);
    else
      result = zg_promise_check_price(p, price);
  }
  return result == 0 ? check_discounts(p, text) : result;
}
