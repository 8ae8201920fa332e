/* side: one rule set at work on a log: a runtime on the event clock, its actions, and on demand
 * what every rule made of every event, step by step. A step is what happens between two looks: one
 * event with the timers before it, or the timers of one instant. */
#ifndef ZG_CLI_SIDE_H
#define ZG_CLI_SIDE_H

#include <stdbool.h>
#include <stdio.h>

#include <uthash.h>
#include <zhanggui.h>

#include "base/arena.h"
#include "cli/progress.h"

struct cJSON;

/* One action of the step. Everything in a step lives until the next begins. */
struct zg_act {
  UT_hash_handle hh; /* by id */
  const char *id, *type, *source, *cause, *pack, *rule;
  int64_t time;
  const struct cJSON *data;
  struct zg_act *next; /* of the same outcome */
  bool taken;          /* it belongs to an outcome */
};

/* What one rule made of one event or timer: a result of the trace but "no" and "waiting"; or "sent
 * later" for an action that had waited for the end of the quiet hours. */
struct zg_outcome {
  const char *source, *cause; /* of the event it goes back to */
  const char *pack, *rule, *result;
  int64_t time;
  struct zg_act *acts, **acts_end;
  struct zg_outcome *next;
};

struct zg_side {
  struct zg *zg;
  const char *name; /* before messages; NULL: the first, which needs none */
  FILE *actions;    /* where they are written; NULL: nowhere */
  FILE *trace;      /* likewise */
  bool watched;     /* outcomes are wanted */
  struct zg_progress *progress;
  uint64_t events, duplicates, refused, sent, fired;

  struct zg_arena *arena; /* of the step */
  struct zg_act *acts;
  struct zg_outcome *outcomes, **outcomes_end;
  struct zg_side_trace *traces, **traces_end; /* of the step, until its actions are there */
};

/* Opens the runtime; name, actions, trace, watched and progress are set before. `rules` and `shops`
 * as in zg_config. */
int zg_side_open(struct zg_side *side, const char *rules, const char *const *shops,
                 struct zg_error *err);
/* The same, but with the shop in the folder `dir` in place of one of `other`'s: of its only one,
 * whose id it takes on, since ids of actions and luck go by it; of several, of the one with its id.
 * ZG_ENOTFOUND: there is none. `other` must outlive it. */
int zg_side_open_shop(struct zg_side *side, const struct zg_side *other, const char *dir,
                      struct zg_error *err);
void zg_side_close(struct zg_side *side);
/* What both share. */
struct zg_config zg_side_config(struct zg_side *side);

/* Each is a step. zg_feed's result, and whether the event was new. */
int zg_side_feed(struct zg_side *side, const char *line, size_t len, bool *fresh,
                 struct zg_error *err);
/* Fires what is due until then. */
void zg_side_run(struct zg_side *side, int64_t until);

#endif
