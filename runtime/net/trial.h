/* trial: another generation is first built in a process of its own, so that a pack that crashes the
 * loader, or keeps it busy for ever, is refused, and nothing else happens.
 *
 * A trial is a running `zhanggui try`, which is asked for one shop after the other and forks a
 * process for each. So a shop costs a fork and not the start of a program, and yet no shop meets
 * what another one left (cli/trial.c). */
#ifndef ZG_NET_TRIAL_H
#define ZG_NET_TRIAL_H

#include <stdbool.h>

#include <zhanggui.h>

#include "net/loop.h"

enum { ZG_TRIAL_PATIENCE = 60 * 1000 }; /* milliseconds that one shop may take */

struct zg_trial;

/* Starts the program. NULL when no process can be started; *err says why. */
struct zg_trial *zg_trial_open(struct zg_loop *loop, struct zg_error *err);

/* Tries what `reload` would build; nothing else may be under way. `on_done` is called once, from
 * the loop, with code 0 when it can be built, else with why not. `reload` is borrowed until then,
 * and knows after a success which generation it was, and that its packs have passed. */
void zg_trial_start(struct zg_trial *trial, struct zg_reload *reload,
                    void (*on_done)(void *arg, const struct zg_error *err), void *arg);

/* False when the program has ended, or was ended: no other shop can be tried with it. */
bool zg_trial_fit(const struct zg_trial *trial);

/* Ends it now, and frees it once the loop is done with it; on_done is not called. NULL is fine. */
void zg_trial_close(struct zg_trial *trial);

#endif
