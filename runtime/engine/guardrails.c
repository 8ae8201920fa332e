#include "engine/guardrails.h"

#include <string.h>

#include "data/json.h"
#include "engine/guardrails_promise.h"

#define RAILS_PACK "~guardrails"

/* An amount as packs and platforms write it, as text or as a number; NULL: it is neither. */
static const char *amount_of(const struct cJSON *node) {
  const char *text = zg_json_string(node);
  return text != NULL ? text : zg_json_literal(node);
}

static bool same_goods(const struct zg_promise *p, const struct zg_promise *q) {
  return strcmp(p->conversation, q->conversation) == 0 && strcmp(p->sku, q->sku) == 0;
}

/* The price of the item that the event itself names, when it is about this item. What a timer
 * carries is the pack's own word, and a pack does not set its own list price. */
static bool event_product(const struct zg_promise *p, struct zg_product *out) {
  if (p->d->occasion->kind == ZG_OCCASION_TIMER) return false;
  const struct cJSON *item = zg_json_get(p->d->occasion->event->data, "item");
  const struct cJSON *price = zg_json_get(item, "price");
  const char *sku = zg_json_text(item, "sku", NULL),
             *currency = zg_json_text(item, "currency", NULL);
  const char *amount = amount_of(price);
  if (sku == NULL || strcmp(sku, p->sku) != 0 || amount == NULL) return false;
  if (currency == NULL) currency = p->d->occasion->shop->currency;
  *out = (struct zg_product){.has_floor = false};
  return zg_currency_valid(currency) && zg_money_parse(amount, currency, &out->list) == 0 &&
         out->list.minor > 0;
}

/* Promises are remembered one by one, so that no number of them crowds another out. */
static const char *promise_key(const struct zg_promise *p) {
  return zg_arena_printf(p->d->arena, "%zu:%s:%s", strlen(p->conversation), p->conversation,
                         p->sku);
}

/* The price promised before for the same goods in the same conversation: in this run, or as it is
 * remembered; and the list price it came from. */
static bool promised(const struct zg_guardrails *rails, const struct zg_promise *p,
                     struct zg_money *price, struct zg_money *list) {
  for (const struct zg_promise *q = rails->promises; q != NULL; q = q->next)
    if (same_goods(q, p)) {
      *price = q->price;
      *list = q->product.list;
      return true;
    }
  const struct cJSON *doc = zg_memory_doc(p->d->zg->memory, p->d->arena, p->d->occasion->shop->id,
                                          RAILS_PACK, ZG_SCOPE_CONVERSATION, promise_key(p));
  const char *last = zg_json_text(doc, "price", NULL), *from = zg_json_text(doc, "list", NULL);
  const char *currency = zg_json_text(doc, "currency", NULL);
  return last != NULL && from != NULL && currency != NULL &&
         zg_money_parse(last, currency, price) == 0 && zg_money_parse(from, currency, list) == 0;
}

static int check_rise(const struct zg_guardrails *rails, struct zg_promise *p) {
  struct zg_money last = {0}, list = {0};
  char price[ZG_MONEY_TEXT], before[ZG_MONEY_TEXT];
  if (!promised(rails, p, &last, &list) || strcmp(last.currency, p->price.currency) != 0 ||
      zg_money_compare(list, p->product.list) != 0 || zg_money_compare(p->price, last) <= 0)
    return 0;
  zg_money_format(p->price, price);
  zg_money_format(last, before);
  zg_promise_note_bound(p, price, "before", before);
  return zg_promise_refuse(p, "no rise", "%s is above %s, which was offered before", price, before);
}

static void remember(struct zg_guardrails *rails, const struct zg_promise *p) {
  struct zg_promise *kept = zg_arena_alloc(p->d->arena, sizeof *kept);
  *kept = *p;
  kept->next = rails->promises;
  rails->promises = kept;
}

static int check_promise(struct zg_guardrails *rails, struct zg_promise *p) {
  const struct zg_table *sheet = zg_shop_table(p->d->occasion->shop, "products");
  if ((sheet == NULL || zg_table_product(sheet, p->sku, &p->product) < 0) &&
      !event_product(p, &p->product))
    return zg_promise_refuse(p, "price floor",
                             "nothing says what \"%s\" costs, so no price can be promised", p->sku);
  int result = zg_promise_check_floor(p);
  if (result == 0) result = zg_promise_check_cut(p);
  if (result == 0) result = check_rise(rails, p);
  if (result == 0) remember(rails, p);
  return result;
}

static int read_promise(struct zg_promise *p, const struct cJSON *data, const struct cJSON *offer) {
  const struct cJSON *price = zg_json_get(offer, "price");
  const char *amount = amount_of(price);
  const char *currency = zg_json_text(offer, "currency", NULL);
  p->conversation = zg_json_text(data, "conversation", "id");
  p->sku = offer == data ? zg_json_text(data, "item", "sku") : zg_json_text(offer, "sku", NULL);
  if (p->conversation == NULL)
    return zg_promise_refuse(p, "price floor", "an offer must say conversation.id");
  if (p->sku == NULL || amount == NULL || currency == NULL || !zg_currency_valid(currency) ||
      zg_money_parse(amount, currency, &p->price) < 0 || p->price.minor <= 0)
    return zg_promise_refuse(p, "price floor", "an offer must say item.sku, price and currency");
  return 0;
}

/* What the buyer is told was the price before must be that price. */
static int check_list_price(struct zg_promise *p, const struct cJSON *data) {
  const struct cJSON *node = zg_json_get(data, "list_price");
  const char *amount = amount_of(node);
  struct zg_money told = {0};
  char list[ZG_MONEY_TEXT];
  if (node == NULL) return 0;
  if (amount != NULL && zg_money_parse(amount, p->price.currency, &told) == 0 &&
      zg_money_compare(told, p->product.list) == 0)
    return 0;
  zg_money_format(p->product.list, list);
  return zg_promise_refuse(p, "list price", "it says the list price is %s, and it is %s",
                           amount != NULL ? amount : "something", list);
}

int zg_guardrails_check(struct zg_guardrails *rails, struct zg_decision *d,
                        const struct zg_draft *draft, struct zg_refusal *refusal,
                        struct zg_error *why) {
  struct zg_promise p = {.d = d, .refusal = refusal, .why = why};
  bool offer = strncmp(draft->type, "offer.", 6) == 0;
  bool decline = strcmp(draft->type, "offer.decline") == 0;
  int result = offer ? zg_promise_check_members(&p, draft->type, draft->data) : 0;
  if (result == 0 && offer && !decline) {
    result = read_promise(&p, draft->data, draft->data);
    if (result == 0) result = check_promise(rails, &p);
    if (result == 0) result = check_list_price(&p, draft->data);
  } else if (result == 0 && draft->offer != NULL) {
    const char *text = zg_json_text(draft->data, "text", NULL);
    result = read_promise(&p, draft->data, draft->offer);
    if (result == 0) result = check_promise(rails, &p);
    if (result == 0) result = zg_promise_check_text(&p, text != NULL ? text : "");
  }
  return result;
}

void zg_guardrails_keep(const struct zg_guardrails *rails, struct zg_decision *d) {
  for (const struct zg_promise *p = rails->promises; p != NULL; p = p->next) {
    bool newer = false; /* the newest promise of the same goods comes first */
    for (const struct zg_promise *q = rails->promises; q != p; q = q->next)
      newer = newer || same_goods(q, p);
    if (newer) continue;
    struct cJSON *doc = zg_json_new_object(d->arena);
    char price[ZG_MONEY_TEXT], list[ZG_MONEY_TEXT];
    zg_money_format(p->price, price);
    zg_money_format(p->product.list, list);
    zg_json_add(d->arena, doc, "price", zg_json_new_string(d->arena, price));
    zg_json_add(d->arena, doc, "list", zg_json_new_string(d->arena, list));
    zg_json_add(d->arena, doc, "currency", zg_json_new_string(d->arena, p->price.currency));
    zg_memory_put(d->zg->memory, d->occasion->shop->id, RAILS_PACK, ZG_SCOPE_CONVERSATION,
                  promise_key(p), zg_json_print(d->arena, doc), NULL);
  }
}
