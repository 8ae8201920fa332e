/* compare: what came out otherwise under the second of two rule sets that are fed in lockstep.
 *
 * Outcomes go together by their cause (the event they go back to) and their rule; of several, those
 * of one instant first, then in the order they came. One that finds no partner in its step waits
 * for it, since the other set may only be slower: for 30 days at most, and when very many wait, the
 * oldest is given up. So memory is bounded however long the log is. */
#ifndef ZG_CLI_COMPARE_H
#define ZG_CLI_COMPARE_H

#include "cli/rulebook.h"
#include "cli/tally.h"

/* Fills in whom an example is about: conversation, event, said; owned by the example. */
typedef void zg_compare_about_fn(void *arg, const struct zg_outcome *outcome,
                                 struct zg_example *example);

struct zg_waiter;

struct zg_compare {
  struct zg_rulebook *book;
  struct zg_kinds *kinds; /* of alerts: gained and lost are counted there */
  zg_compare_about_fn *about;
  void *arg;
  uint64_t pairs;             /* outcomes of both, or of either */
  struct zg_waiter *by_key;   /* a map */
  struct zg_waiter *in_order; /* a list, the oldest first */
  size_t waiting;
};

/* Compares what both made of one step. */
void zg_compare_step(struct zg_compare *compare, const struct zg_side sides[2]);
/* An example of what a set made of it; the change is to be filled in. */
struct zg_example zg_compare_example(const struct zg_compare *compare, int set,
                                     const struct zg_outcome *outcome);
/* It is `now`: who has waited too long has no partner. */
void zg_compare_forget(struct zg_compare *compare, int64_t now);
/* The log is over: who still waits for a partner has none. */
void zg_compare_end(struct zg_compare *compare);

#endif
