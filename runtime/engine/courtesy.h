/* courtesy: the guardrails that spare a buyer: how many messages in an hour. */
#ifndef ZG_ENGINE_COURTESY_H
#define ZG_ENGINE_COURTESY_H

#include "engine/decision.h"

/* What the messages of one run add up to, until the run is kept. */
struct zg_recipient;
struct zg_courtesy {
  struct zg_recipient *recipients; /* NULL: no message yet */
};

/* 0, or ZG_EREFUSED with the guardrail and its figures in *refusal, and the reason in *why. */
int zg_courtesy_check(struct zg_courtesy *courtesy, struct zg_decision *d,
                      const struct zg_draft *draft, struct zg_refusal *refusal,
                      struct zg_error *why);

/* The run is kept: its messages count. */
void zg_courtesy_keep(const struct zg_courtesy *courtesy, struct zg_decision *d);

#endif
