/* guardrails_promise: a promise of a price, being checked; what the files of the guardrails share.
 */
#ifndef ZG_ENGINE_GUARDRAILS_PROMISE_H
#define ZG_ENGINE_GUARDRAILS_PROMISE_H

#include "engine/decision.h"

/* Kept, it is what later ones may not rise above. */
struct zg_promise {
  struct zg_decision *d;
  const char *conversation, *sku;
  struct zg_money price;
  struct zg_product product; /* of the sheet, or made from the event */
  struct zg_refusal *refusal;
  struct zg_error *why;
  struct zg_promise *next;
};

/* Always ZG_EREFUSED: by that guardrail, for the reason that is written. */
int zg_promise_refuse(struct zg_promise *p, const char *guard, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What the price was held against, for whoever asks why. */
void zg_promise_note_bound(struct zg_promise *p, const char *price, const char *name,
                           const char *bound);

/* Whether the promise is no less than the floor (or, without one, the list price) and no more than
 * the list price; and no deeper than the largest cut. Each 0 or ZG_EREFUSED. */
int zg_promise_check_floor(struct zg_promise *p);
int zg_promise_check_cut(struct zg_promise *p);

/* Whether this price of the promise's goods is within the floor and the largest cut; whatever is
 * not under the list price is. 0 or ZG_EREFUSED. */
int zg_promise_check_price(const struct zg_promise *p, struct zg_money price);

/* Whether the text, as it was written, promises no less than that. 0 or ZG_EREFUSED. */
int zg_promise_check_text(struct zg_promise *p, const char *text);

/* Whether an offer has no members but those of the schemas. 0 or ZG_EREFUSED. */
int zg_promise_check_members(struct zg_promise *p, const char *type, const struct cJSON *data);

#endif
