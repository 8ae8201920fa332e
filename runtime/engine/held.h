/* held: messages that the quiet hours hold back (engine/quiet.h).
 *
 * Such a message is kept as a durable timer, goes out when the hours are over, and not at all if a
 * person looks after the conversation by then. With quiet_drop it is dropped instead. */
#ifndef ZG_ENGINE_HELD_H
#define ZG_ENGINE_HELD_H

#include "engine/decision.h"

/* Keeps an action, its envelope as it will be. */
void zg_held_keep(struct zg_decision *d, const struct zg_action_row *row,
                  const struct zg_draft *draft, bool with_human, int64_t until);

/* It is time: `data` is what the timer held. */
void zg_held_send(struct zg *zg, const struct zg_timer_row *timer, const struct cJSON *data);

#endif
