/* life: a store from its making through many cuts of the power. Every opening looks at all that is
 * in it; the first thing that is wrong is kept as the verdict, and nothing more is done then. */
#ifndef ZG_TESTS_LIFE_H
#define ZG_TESTS_LIFE_H

#include "crash/cut_vfs.h"
#include "crash/ledger.h"

/* How a life is led. */
struct habits {
  int weight;         /* bytes of a line, about */
  int autocheckpoint; /* pages */
  int batches;        /* between cuts, at most */
  int cuts;
  bool normal; /* synchronous = NORMAL, behind the store's back */
  bool main_syncs_lie, log_syncs_lie;
};

/* A store from its making through many cuts. */
struct life {
  struct habits habits;
  struct cut_vfs vfs;
  struct ledger ledger;
  struct dice dice;
  struct zg_store *store; /* NULL: closed */
  char folder[64], path[96];
  int acked, tried; /* batches */
  int marks, marks_tried;
  int cuts, checkpoints, full; /* cuts in checkpoints */
  enum ledger_verdict verdict;
  char why[900];
};

/* One at a time: SQLite's default VFS is replaced. */
struct life *life_begin(struct habits habits, uint64_t seed);
void life_end(struct life *life);

/* Ends it, and fails the test when something was wrong. */
void life_end_fine(struct life *life, const char *what, uint64_t seed);

/* Opens the store and looks at it. */
void life_open(struct life *life);
void life_close(struct life *life);

/* Commits so many batches, or as many as it can before the cut. */
void life_work(struct life *life, int batches);

/* The power goes, if it has not yet, and comes back. */
void life_cut(struct life *life);

/* Through so many random cuts, or until something is wrong. The store is open after. */
void life_live(struct life *life, int cuts);

/* Opens it and commits some batches; then once more, after another cut. It must be closed. */
void life_use(struct life *life, int batches);

#endif
