/* ledger: batches by number, and what a store must hold after so many of them.
 *
 * The nth batch is the same whenever it is made. What the first n leave, a store in memory says,
 * which has tests of its own; the journal and the traces, which it does not keep, are read from the
 * tables of the store on disk. */
#ifndef ZG_TESTS_LEDGER_H
#define ZG_TESTS_LEDGER_H

#include <sqlite3.h>

#include "property/dice.h"
#include "store/store.h"

enum { LEDGER_BATCHES = 4000 };

/* What is found in a store. */
enum ledger_verdict {
  LEDGER_FINE,
  LEDGER_LOST,   /* the last batches are missing; what there is, is whole */
  LEDGER_BROKEN, /* anything else */
};

struct ledger {
  uint64_t seed;
  int weight;             /* bytes of a line, about */
  struct zg_batch batch;  /* the one made last */
  struct zg_store *model; /* after the first `count` batches */
  int count;
  /* After so many batches: how many events and traces there are, and the hash of the journal. */
  struct {
    int events, traces;
    uint64_t hash;
  } after[LEDGER_BATCHES];
  char why[400]; /* not fine */
};

void ledger_init(struct ledger *ledger, uint64_t seed, int weight);
void ledger_fini(struct ledger *ledger);

/* Fills ledger->batch with the nth batch; the first is 1. */
void ledger_make(struct ledger *ledger, int n);

/* Looks at a store (and its connection) to which the first `tried` batches were given, the first
 * `acked` of which it called safe. *found: how many it has. */
enum ledger_verdict ledger_check(struct ledger *ledger, struct zg_store *store, sqlite3 *db,
                                 int acked, int tried, int *found);

#endif
