/* decide: from an occasion to a decision: which rules match, which of them run, what comes of it.
 *
 * One decision is one scene. The candidates are tried in the order of their priority; each that
 * matches runs as a unit that is kept whole (its state, timers and actions) or undone whole. */
#ifndef ZG_ENGINE_DECIDE_H
#define ZG_ENGINE_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"

/* A claim that stands: who has it, with what priority. */
struct zg_claim {
  const char *name;
  const char *pack, *rule;
  int priority;
  struct zg_claim *next;
};

/* What makes rules look at something. */
enum zg_occasion_kind {
  ZG_OCCASION_EVENT,   /* an event came */
  ZG_OCCASION_SETTLED, /* the buyer paused: rules with that `settle` see the merged turn */
  ZG_OCCASION_WAITED,  /* what a rule waited for did not come: that rule alone */
  ZG_OCCASION_TIMER,   /* a timer of a pack: the rules of that pack that listen to it */
};

struct zg_occasion {
  enum zg_occasion_kind kind;
  struct zg_shop *shop;
  const struct zg_event *event; /* what the rules see */
  int64_t now;
  int64_t due; /* of a timer; of an event, now */
  bool late;
  const char *keys[ZG_SCOPES];
  const char *cause_source, *cause_id; /* the event that began it all */
  const char *instance; /* tells apart what one cause decides again and again; "" for the event */
  int64_t word;         /* TIMER: when the buyer's word fell that is behind it; -1: none is */
  int hop;              /* how many timers lie between the cause and this */
  int64_t settle;       /* SETTLED: the pause */
  int scope;            /* SETTLED: of the turn */
  const char *pack;     /* WAITED, TIMER */
  const char *rule;     /* WAITED */
  struct zg_claim *claims;  /* SETTLED: taken while the turn was still going on */
  const struct cJSON *turn; /* SETTLED: the events of the turn, oldest first */
};

/* Decides an event that was just fed. */
void zg_decide_event(struct zg *zg, struct zg_shop *shop, const struct zg_event *event);

/* Decides any occasion; its memory is in zg->deciding, which the caller has reset. */
void zg_decide(struct zg *zg, const struct zg_occasion *occasion);

#endif
