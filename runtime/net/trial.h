/* trial: another generation is first built in a process of its own, so that a pack that crashes the
 * loader, or keeps it busy for ever, is refused, and nothing else happens. */
#ifndef ZG_NET_TRIAL_H
#define ZG_NET_TRIAL_H

#include <zhanggui.h>

#include "net/loop.h"

enum { ZG_TRIAL_PATIENCE = 60 * 1000 }; /* milliseconds that one may take */

struct zg_trial;

/* Runs `zhanggui try` for what `reload` would build. `on_done` is called once, from the loop, with
 * code 0 when it can be built, else with why not; the trial is over then and frees itself. `reload`
 * is borrowed until then, and knows after a success which generation it was, and that its packs
 * have passed. NULL, and no call, when no process can be started; *err says why. */
struct zg_trial *zg_trial_start(struct zg_loop *loop, struct zg_reload *reload,
                                void (*on_done)(void *arg, const struct zg_error *err), void *arg,
                                struct zg_error *err);

/* Ends it now; on_done is not called. NULL is fine. */
void zg_trial_stop(struct zg_trial *trial);

#endif
