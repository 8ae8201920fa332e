/* held: messages that nobody asked for, while the shop's quiet hours last.
 *
 * Who writes is answered at any hour, there where the word came from, also after the rules have
 * thought for a while; what comes of a parcel or a timer can wait. It is kept as a durable timer,
 * goes out when the hours are over, and not at all if a person looks after the conversation by
 * then. With quiet_drop it is dropped instead. */
#ifndef ZG_ENGINE_HELD_H
#define ZG_ENGINE_HELD_H

#include "engine/decision.h"

/* When the buyer's word fell that the occasion is, or follows from, if what happens at `at` still
 * is an answer to it, minutes later; -1: none. However many timers follow one another, it is the
 * word that counts. */
int64_t zg_held_word(const struct zg_occasion *o, int64_t at);

/* Whether the action must wait; then *until is when it may go, or -1: it is to be dropped. */
bool zg_held_waits(const struct zg_decision *d, const struct zg_draft *draft, int64_t *until);

/* Keeps an action, its envelope as it will be. */
void zg_held_keep(struct zg_decision *d, const struct zg_action_row *row,
                  const struct zg_draft *draft, bool with_human, int64_t until);

/* It is time: `data` is what the timer held. */
void zg_held_send(struct zg *zg, const struct zg_timer_row *timer, const struct cJSON *data);

#endif
