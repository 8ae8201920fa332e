/* courtesy: the guardrails that spare a buyer: how many messages in an hour. */
#ifndef ZG_ENGINE_COURTESY_H
#define ZG_ENGINE_COURTESY_H

#include "engine/decision.h"

/* What the messages of one run add up to, until the run is kept. */
struct zg_recipient;
struct zg_courtesy {
  struct zg_recipient *recipients; /* NULL: no message yet */
};

/* What is held back for the quiet hours counts when it leaves. 0, or ZG_EREFUSED with the guardrail
 * and its figures in *refusal, and the reason in *why. */
int zg_courtesy_check(struct zg_courtesy *courtesy, struct zg_decision *d,
                      const struct zg_draft *draft, struct zg_refusal *refusal,
                      struct zg_error *why);

/* Whom the action counts for; NULL: it does not count. */
const char *zg_courtesy_recipient(struct zg_decision *d, const struct zg_draft *draft);

/* A message that was held back is to go to them now: whether they may get it, and then it counts.
 */
bool zg_courtesy_leaves(struct zg *zg, const struct zg_shop *shop, const char *recipient);

/* The run is kept: its messages count. */
void zg_courtesy_keep(const struct zg_courtesy *courtesy, struct zg_decision *d);

#endif
