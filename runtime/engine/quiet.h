/* quiet: the shop's quiet hours, and which messages they hold back: those that nobody asked for.
 *
 * Who writes is answered at any hour, there where the word came from, also after the rules have
 * thought for a while; what comes of a parcel or a timer can wait (engine/held.h). */
#ifndef ZG_ENGINE_QUIET_H
#define ZG_ENGINE_QUIET_H

#include "engine/decision.h"

/* When the buyer's word fell that the occasion is, or follows from, if what happens at `at` still
 * is an answer to it, minutes later; -1: none. However many timers follow one another, it is the
 * word that counts. */
int64_t zg_quiet_word(const struct zg_occasion *o, int64_t at);

/* Whether the action must wait; then *until is when it may go, or -1: it is to be dropped. */
bool zg_quiet_holds(const struct zg_decision *d, const struct zg_draft *draft, int64_t *until);

#endif
