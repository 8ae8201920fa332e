/* cuts: the runs that time ended, not steps.
 *
 * That is the one thing about a decision that the next machine, or the same one on a busier day,
 * would not do again. So the journal says it, in a line of its own before the event it belongs to
 * (or where the timer fired), and a replay that has read the line ends the run likewise:
 *
 *     {"specversion":"1.0","id":"…","source":"zhanggui","type":"zhanggui.run.cut","time":"…",
 *      "data":{"shop":"lili-tea","cause":{"source":"…","id":"m-1001"},"instance":"","pack":"…",
 *              "rule":"…","run":0,"kind":0,"due":1795226400000,"why":"…"}}
 *
 * Cause, instance, kind and due name the decision. `run` is 0, or for a guard's run its place among
 * all guards' runs of the decision. Under other rules the line means no run, and does nothing. */
#ifndef ZG_ENGINE_CUTS_H
#define ZG_ENGINE_CUTS_H

#include <stdbool.h>

#include "engine/decision.h"

struct zg_cuts;

struct zg_cuts *zg_cuts_new(void);
void zg_cuts_free(struct zg_cuts *cuts); /* NULL is fine */

#define ZG_CUT_TYPE "zhanggui.run.cut"

/* Whether the event is such a line. */
bool zg_cuts_is(const struct zg_event *event);

/* Remembers what it says, until the run comes. ZG_EEVENT when it is not as above. */
int zg_cuts_read(struct zg_cuts *cuts, const struct zg_event *event, struct zg_error *err);

/* Why the decision's run was ended the first time; NULL: it was not. Valid as long as the decision.
 */
const char *zg_cuts_find(struct zg_decision *d, const struct zg_run *run);

/* Puts the line into the journal. */
void zg_cuts_note(struct zg_decision *d, const struct zg_run *run, const char *why);

#endif
