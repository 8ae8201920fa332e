#include "engine/guardrails.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "data/prices.h"

#define RAILS_PACK "~guardrails"

enum { PRICES = 32 };

/* A promise of a price, being checked. */
struct promise {
  struct zg_decision *d;
  const char *sku;
  struct zg_money price;
  struct zg_product product; /* of the sheet, or made from the event */
  const char **guard;
  struct zg_error *why;
};

static int refuse(struct promise *p, const char *guard, const char *format, const char *a,
                  const char *b) {
  char text[512];
  snprintf(text, sizeof text, format, a, b);
  *p->guard = guard;
  return zg_fail(p->why, ZG_EREFUSED, "%s", text);
}

/* The price of the item that the event itself names, when it is about this item. */
static bool event_product(const struct promise *p, struct zg_product *out) {
  const struct cJSON *item = zg_json_get(p->d->occasion->event->data, "item");
  const struct cJSON *price = zg_json_get(item, "price");
  const char *sku = zg_json_text(item, "sku", NULL),
             *currency = zg_json_text(item, "currency", NULL);
  const char *amount =
      zg_json_string(price) != NULL ? zg_json_string(price) : zg_json_literal(price);
  if (sku == NULL || strcmp(sku, p->sku) != 0 || amount == NULL) return false;
  if (currency == NULL) currency = p->d->occasion->shop->currency;
  *out = (struct zg_product){.has_floor = false};
  return zg_currency_valid(currency) && zg_money_parse(amount, currency, &out->list) == 0;
}

static int check_floor(struct promise *p) {
  char price[ZG_MONEY_TEXT], bound[ZG_MONEY_TEXT];
  struct zg_product *product = &p->product;
  if (strcmp(p->price.currency, product->list.currency) != 0)
    return refuse(p, "price floor", "the price is in %s, the sheet in %s", p->price.currency,
                  product->list.currency);
  zg_money_format(p->price, price);
  if (product->has_floor && zg_money_compare(p->price, product->floor) < 0) {
    zg_money_format(product->floor, bound);
    return refuse(p, "price floor", "%s is under the floor of %s", price, bound);
  }
  zg_money_format(product->list, bound);
  if (!product->has_floor && zg_money_compare(p->price, product->list) < 0)
    return refuse(p, "price floor", "%s is under the price of %s, and there is no floor to go to",
                  price, bound);
  if (zg_money_compare(p->price, product->list) > 0)
    return refuse(p, "list price", "%s is above the list price of %s", price, bound);
  return 0;
}

static int check_cut(struct promise *p) {
  const struct zg_share *cut = &p->d->occasion->shop->largest_cut;
  struct zg_money most = {0}, lowest = {0};
  char price[ZG_MONEY_TEXT], bound[ZG_MONEY_TEXT];
  if (cut->denominator == 0) return 0;
  if (zg_money_ratio(p->product.list, cut->numerator, cut->denominator, ZG_ROUND_DOWN, &most) < 0 ||
      zg_money_subtract(p->product.list, most, &lowest) < 0)
    return refuse(p, "largest cut", "the list price is too big to reckon with%s%s", "", "");
  if (zg_money_compare(p->price, lowest) >= 0) return 0;
  zg_money_format(p->price, price);
  zg_money_format(lowest, bound);
  return refuse(p, "largest cut", "%s is under %s, the largest cut the shop allows", price, bound);
}

/* What was promised before: in this run, or as it is remembered. */
static const struct cJSON *promised(const struct zg_guardrails *rails, struct zg_decision *d) {
  if (rails->offers != NULL) return rails->offers;
  return zg_json_get(zg_decision_doc(d, RAILS_PACK, ZG_SCOPE_CONVERSATION), "offers");
}

static int check_rise(const struct zg_guardrails *rails, struct promise *p) {
  char price[ZG_MONEY_TEXT], list[ZG_MONEY_TEXT];
  const struct cJSON *before = zg_json_get(promised(rails, p->d), p->sku);
  const char *last = zg_json_text(before, "price", NULL), *old = zg_json_text(before, "list", NULL);
  struct zg_money offered = {0};
  zg_money_format(p->product.list, list);
  if (last == NULL || old == NULL || strcmp(old, list) != 0) return 0;
  if (zg_money_parse(last, p->price.currency, &offered) < 0) return 0;
  if (zg_money_compare(p->price, offered) <= 0) return 0;
  zg_money_format(p->price, price);
  return refuse(p, "no rise", "%s is above %s, which was offered before", price, last);
}

static void remember(struct zg_guardrails *rails, struct promise *p) {
  struct zg_arena *arena = p->d->arena;
  const struct cJSON *old = promised(rails, p->d);
  struct cJSON *offers = old != NULL ? zg_json_copy_top(arena, old) : zg_json_new_object(arena);
  struct cJSON *offer = zg_json_new_object(arena);
  char price[ZG_MONEY_TEXT], list[ZG_MONEY_TEXT];
  zg_money_format(p->price, price);
  zg_money_format(p->product.list, list);
  zg_json_add(arena, offer, "price", zg_json_new_string(arena, price));
  zg_json_add(arena, offer, "list", zg_json_new_string(arena, list));
  zg_json_set(arena, offers, p->sku, offer);
  rails->offers = offers;
}

static int check_promise(struct zg_guardrails *rails, struct promise *p, bool keep) {
  const struct zg_table *sheet = zg_shop_table(p->d->occasion->shop, "products");
  if ((sheet == NULL || zg_table_product(sheet, p->sku, &p->product) < 0) &&
      !event_product(p, &p->product))
    return refuse(p, "price floor", "nothing says what \"%s\" costs, so no price can be promised%s",
                  p->sku, "");
  int result = check_floor(p);
  if (result == 0) result = check_cut(p);
  if (result == 0) result = check_rise(rails, p);
  if (result == 0 && keep) remember(rails, p);
  return result;
}

/* Every price that stands in the text of an offer is held to the floor, too. */
static int check_text(struct zg_guardrails *rails, struct promise *p, const char *text) {
  struct zg_price found[PRICES];
  size_t count = zg_prices_find(p->d->zg->text, p->d->arena, text, strlen(text), found, PRICES);
  int result = check_promise(rails, p, true);
  for (size_t i = 0; i < count && result == 0; i++) {
    char amount[ZG_MONEY_TEXT];
    struct promise named = *p;
    snprintf(amount, sizeof amount, "%" PRId64 ".%02d", found[i].hundredths / 100,
             (int)(found[i].hundredths % 100));
    if (zg_money_parse(amount, p->price.currency, &named.price) < 0) continue;
    if (zg_money_compare(named.price, p->product.list) < 0) result = check_floor(&named);
  }
  return result;
}

static int read_promise(struct promise *p, const char *sku, const char *amount,
                        const char *currency) {
  p->sku = sku;
  if (sku == NULL || amount == NULL || currency == NULL || !zg_currency_valid(currency) ||
      zg_money_parse(amount, currency, &p->price) < 0)
    return refuse(p, "price floor", "an offer must say item.sku, price and currency%s%s", "", "");
  return 0;
}

int zg_guardrails_check(struct zg_guardrails *rails, struct zg_decision *d,
                        const struct zg_draft *draft, const char **guard, struct zg_error *why) {
  struct promise p = {.d = d, .guard = guard, .why = why};
  bool make = strcmp(draft->type, "offer.make") == 0;
  bool accept = strcmp(draft->type, "offer.accept") == 0;
  int result = 0;
  if (make || accept) {
    const struct cJSON *price = zg_json_get(draft->data, "price");
    const char *amount =
        zg_json_string(price) != NULL ? zg_json_string(price) : zg_json_literal(price);
    result = read_promise(&p, zg_json_text(draft->data, "item", "sku"), amount,
                          zg_json_text(draft->data, "currency", NULL));
    if (result == 0) result = check_promise(rails, &p, true);
  } else if (draft->offer != NULL) {
    const char *text = zg_json_text(draft->data, "text", NULL);
    result = read_promise(&p, zg_json_text(draft->offer, "sku", NULL),
                          zg_json_text(draft->offer, "price", NULL),
                          zg_json_text(draft->offer, "currency", NULL));
    if (result == 0) result = check_text(rails, &p, text != NULL ? text : "");
  }
  return result;
}

void zg_guardrails_keep(const struct zg_guardrails *rails, struct zg_decision *d) {
  if (rails->offers == NULL || d->scene.keys[ZG_SCOPE_CONVERSATION] == NULL) return;
  struct cJSON *doc = zg_json_new_object(d->arena);
  zg_json_add(d->arena, doc, "offers", zg_json_share(d->arena, rails->offers));
  zg_decision_put(d, RAILS_PACK, ZG_SCOPE_CONVERSATION, zg_json_print(d->arena, doc));
}
