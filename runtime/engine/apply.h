/* apply: what a run wants done is shown to the guards, and then done: all of it or nothing. */
#ifndef ZG_ENGINE_APPLY_H
#define ZG_ENGINE_APPLY_H

#include "engine/decision.h"

/* Applies the effects of a run of `rule`: actions to the outbox, documents and timers to memory.
 * ZG_EREFUSED (or ZG_ERULE, ZG_ELIMIT of a guard) with the reason: nothing was done. */
int zg_apply(struct zg_decision *d, const struct zg_rule *rule, struct zg_effects *effects,
             struct zg_error *err);

/* Sends one action of `rule` past the guards, as the engine itself does. `position` tells it from
 * the others of the same run. */
void zg_apply_send(struct zg_decision *d, const struct zg_rule *rule, const struct zg_draft *draft,
                   int position);

#endif
