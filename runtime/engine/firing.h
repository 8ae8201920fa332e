/* firing: timers that are due become occasions. */
#ifndef ZG_ENGINE_FIRING_H
#define ZG_ENGINE_FIRING_H

#include "engine/engine.h"

/* Before an event at `instant`: fires what is due before it (at the same instant events come first)
 * and moves the clock there; also back, when the instant was `told` by a clock and is much earlier.
 */
void zg_firing_advance(struct zg *zg, int64_t instant, bool told);

/* Fires what is due at `now` or before, at most `most` timers (0: all), and moves the clock there
 * when none is left. Returns how many fired. */
int zg_firing_run(struct zg *zg, int64_t now, int most);

#endif
