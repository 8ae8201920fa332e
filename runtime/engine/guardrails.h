/* guardrails: what no script can do, whatever it returns.
 *
 * price floor: no offer and no acceptance under the sheet's floor; where the sheet has no floor,
 * none under the list price; where it has no such product, none under the price that the event
 * itself names. A message whose text names an offer is held to the same, with every price in it and
 * what it gives away in other words. Only offer.decline may name any price.
 *
 * list price: nor above the list price, nor with a list_price that is not the sheet's.
 *
 * no rise: an offer never goes up again in a conversation while the list price stands.
 *
 * largest cut: nor deeper than limits.largest_cut of the shop.
 *
 * known members: nothing stands in offer.* but what the schemas list. */
#ifndef ZG_ENGINE_GUARDRAILS_H
#define ZG_ENGINE_GUARDRAILS_H

#include "engine/decision.h"

/* What the actions of one run promise, until the run is kept. */
struct zg_promise;
struct zg_guardrails {
  struct zg_promise *promises; /* the newest first; NULL: none */
};

/* 0, or ZG_EREFUSED with the guardrail and its figures in *refusal, and the reason in *why. */
int zg_guardrails_check(struct zg_guardrails *rails, struct zg_decision *d,
                        const struct zg_draft *draft, struct zg_refusal *refusal,
                        struct zg_error *why);

/* The run is kept: what it promised is remembered. */
void zg_guardrails_keep(const struct zg_guardrails *rails, struct zg_decision *d);

#endif
