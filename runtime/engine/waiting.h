/* waiting: what rules wait for: the end of a buyer's turn (`settle`), or an event that does not
 * come (`unless_within`). Both are durable timers that hold the events they began with. */
#ifndef ZG_ENGINE_WAITING_H
#define ZG_ENGINE_WAITING_H

#include <stdbool.h>

#include "engine/decision.h"

enum zg_timer_kind { ZG_TIMER_NAMED, ZG_TIMER_SETTLE, ZG_TIMER_WAIT, ZG_TIMER_HELD };

/* The engine's own pack name, which no pack can have: of its timers and documents. */
#define ZG_ENGINE_PACK "~engine"

/* The rule wants the whole turn. False when the event is about nobody of the rule's scope. */
bool zg_waiting_settle(struct zg_decision *d, const struct zg_rule *rule);
/* After all rules: the event joins the turns that were asked for, with the claims taken on it. */
void zg_waiting_keep_turn(struct zg_decision *d);

/* The rule's condition holds: from the event's time on it waits, unless it waits already or what
 * would call it off has come before. Tells the trace. */
void zg_waiting_begin(struct zg_decision *d, const struct zg_rule *rule);
/* The event calls off whatever waited for it, if it is in time. */
void zg_waiting_call_off(struct zg_decision *d);

#endif
