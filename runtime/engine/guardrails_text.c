/* What a text that names an offer says of money, held to the floor and the largest cut: every price
 * under the list price, what its discounts make of the list price, and what else it gives away. */
#include <string.h>

#include "base/bytes.h"
#include "data/prices.h"
#include "data/prices_discount.h"
#include "data/prices_given.h"
#include "data/prices_nothing.h"
#include "data/prices_words.h"
#include "data/text.h"
#include "engine/guardrails_promise.h"

enum { PRICES = 32 };

/* A message with an offer is no book; each of its letters is looked at several times. */
enum { OFFER_TEXT = 2000 };

/* A text as it is read: normalised, and the prices in it, in their order. */
struct reading {
  struct zg_saying said;
  struct zg_price prices[PRICES];
  size_t count;
};

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

/* Whether what lies there is no part of a longer word. */
static bool stands_alone(const struct zg_saying *s, size_t at, size_t len) {
  bool begins = at == 0 || !zg_is_letter(s, at) || !zg_is_letter(s, at - 1);
  return begins && !(zg_is_letter(s, at + len - 1) && zg_is_letter(s, at + len));
}

/* The normalised text with a mark in the place of a name of the goods: what a name says of pieces
 * ("礼盒 2罐") or of nothing ("sugar free") is no promise. */
static const char *mark_name(const struct zg_promise *p, const char *normal, const char *name) {
  size_t len = 0;
  const char *plain = zg_prices_normalise(p->d->zg->text, p->d->arena, name, strlen(name), &len);
  if (len == 0 || strstr(normal, plain) == NULL) return normal;
  const struct zg_saying said = {.text = normal, .len = strlen(normal)};
  struct zg_bytes out = {0};
  for (size_t at = 0; at < said.len;) {
    bool here = zg_phrase_at(&said, at, plain) > 0 && stands_alone(&said, at, len);
    size_t step = here ? len : zg_step(&said, at) - at;
    zg_bytes_add(&out, here ? ZG_GOODS_MARK : normal + at, here ? strlen(ZG_GOODS_MARK) : step);
    at += step;
  }
  const char *marked = zg_arena_strndup(p->d->arena, out.data, out.len);
  zg_bytes_fini(&out);
  return marked;
}

static struct reading read_text(const struct zg_promise *p, const char *text) {
  const struct zg_table *sheet = zg_shop_table(p->d->occasion->shop, "products");
  const char *normal = zg_prices_normalise(p->d->zg->text, p->d->arena, text, strlen(text), NULL);
  long row = sheet == NULL ? -1 : zg_table_find(sheet, p->sku);
  for (size_t i = 0; row >= 0 && i < zg_table_columns(sheet); i++) {
    const char *column = zg_table_column(sheet, i);
    if (strcmp(column, "name") == 0 || strncmp(column, "name_", 5) == 0)
      normal = mark_name(p, normal, zg_table_cell(sheet, (size_t)row, i));
  }
  struct reading r = {.said = {.text = normal, .len = strlen(normal)}};
  r.count = zg_prices_read(normal, r.said.len, r.prices, PRICES);
  return r;
}

/* The last price that the text names before `at`, or else `price`. */
static struct zg_money price_before(const struct reading *r, size_t at, struct zg_money price) {
  struct zg_money named = price, found = {0};
  for (size_t i = 0; i < r->count && r->prices[i].end <= at; i++)
    if (zg_money_of_hundredths(r->prices[i].hundredths, price.currency, &found) == 0) named = found;
  return named;
}

/* "再减20", "another 20 off": off the price that was named just before. */
static bool is_further(const struct reading *r, size_t at) {
  while (at > 0 && r->said.text[at - 1] == ' ')
    at--;
  return zg_words_before(&r->said, at,
                         "再 再给您 再给你 再打 再打个 又 另 另外 还 还能 还可 还可以 额外 折上 "
                         "another extra further additional plus then") > 0;
}

static int refuse_inexact(struct zg_promise *p, const char *does) {
  return zg_promise_refuse(p, "price floor", "the text %s what is no exact amount of %s", does,
                           p->price.currency);
}

/* What the discount makes of the list price, and a further one of the price before it, too. */
static int check_discount(struct zg_promise *p, const struct reading *r,
                          const struct zg_discount *discount) {
  struct zg_money price = {0};
  if (zg_discount_apply(discount, p->product.list, &price) < 0)
    return refuse_inexact(p, "takes off");
  int result = zg_promise_check_price(p, price);
  if (result < 0 || !is_further(r, discount->start)) return result;
  zg_discount_apply(discount, price_before(r, discount->start, p->product.list), &price);
  return zg_promise_check_price(p, price);
}

static int check_discounts(struct zg_promise *p, const struct reading *r) {
  struct zg_discount found[PRICES];
  size_t count = zg_discounts_read(r->said.text, r->said.len, found, PRICES);
  int result = 0;
  if (count == PRICES)
    result =
        zg_promise_refuse(p, "price floor", "the text names more discounts than can be looked at");
  for (size_t i = 0; i < count && result == 0; i++)
    result = check_discount(p, r, &found[i]);
  return result;
}

/* What one piece comes to with what is given. 0; -1: no exact amount. */
static int price_with(const struct zg_promise *p, const struct reading *r,
                      const struct zg_given *given, struct zg_money *out) {
  const struct zg_money list = p->product.list;
  struct zg_money amount = {0}, from = {0};
  if (given->kind == ZG_GIVEN_SHARE)
    return zg_money_ratio(list, given->amount, given->count, ZG_ROUND_DOWN, out);
  if (zg_money_of_hundredths(given->amount, list.currency, &amount) < 0) return -1;
  if (given->kind == ZG_GIVEN_FOR)
    return zg_money_ratio(amount, 1, given->count, ZG_ROUND_DOWN, out);
  /* What comes back after paying is off what is paid, not off the list price. */
  bool back = given->kind == ZG_GIVEN_BACK;
  if (back || is_further(r, given->start))
    *out = price_before(r, given->start, back ? p->price : list);
  else
    *out = list;
  if (given->of > 0 && (zg_money_of_hundredths(given->of, list.currency, &from) < 0 ||
                        zg_money_compare(from, list) != 0))
    return 0;
  if (zg_money_of_hundredths(given->from, list.currency, &from) == 0 &&
      zg_money_compare(from, *out) > 0)
    *out = list;
  if (zg_money_compare(from, *out) > 0) return 0;
  return zg_money_subtract(*out, amount, out);
}

static int check_given(struct zg_promise *p, const struct reading *r) {
  struct zg_given found[PRICES];
  size_t count = zg_given_read(r->said.text, r->said.len, found, PRICES);
  int result = 0;
  if (count == PRICES)
    result = zg_promise_refuse(p, "price floor", "the text gives more than can be looked at");
  for (size_t i = 0; i < count && result == 0; i++) {
    struct zg_money price = {0};
    result = price_with(p, r, &found[i], &price) < 0 ? refuse_inexact(p, "gives")
                                                     : zg_promise_check_price(p, price);
  }
  if (result == 0 && zg_prices_nothing(r->said.text, r->said.len))
    result = zg_promise_refuse(p, "price floor",
                               "the text lets the goods go for nothing; say what it is that costs "
                               "nothing (\"赠品免费\", \"free shipping\"), or name the price");
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
  if (count == PRICES)
    result =
        zg_promise_refuse(p, "price floor", "the text names more prices than can be looked at");
  if (result == 0 && names_less(p, text))
    result = zg_promise_refuse(p, "price floor", "the text names an amount under the floor");
  for (size_t i = 0; i < count && result == 0; i++) {
    struct zg_money price = {0};
    result = zg_money_of_hundredths(found[i].hundredths, p->price.currency, &price) < 0
                 ? refuse_inexact(p, "names")
                 : zg_promise_check_price(p, price);
  }
  if (result < 0) return result;
  const struct reading r = read_text(p, text);
  result = check_discounts(p, &r);
  return result == 0 ? check_given(p, &r) : result;
}
