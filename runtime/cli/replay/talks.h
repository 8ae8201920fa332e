/* talks: how conversations ended under one or two rule sets.
 *
 * A conversation counts once the buyer has said something in it. It is over when the platform
 * closes it, or after three days without an event, or when very many are open and it has rested
 * longest; what comes later in it is a new one. So memory is bounded. */
#ifndef ZG_CLI_TALKS_H
#define ZG_CLI_TALKS_H

#include <stdint.h>

#include "cli/replay/side.h"
#include "data/event.h"

/* Agreed once, agreed for good; else the last of the middle three counts; else whether anything was
 * said at all. */
enum zg_talk_end {
  ZG_TALK_AGREED,     /* an offer of the buyer was accepted */
  ZG_TALK_OPEN,       /* our last offer stands */
  ZG_TALK_DECLINED,   /* the buyer's was declined */
  ZG_TALK_HANDED,     /* handed to a person */
  ZG_TALK_ANSWERED,   /* answered, and no price in it */
  ZG_TALK_UNANSWERED, /* by the rules, that is */
  ZG_TALK_ENDS,
};
/* "agreed" and so on. */
const char *zg_talk_word(enum zg_talk_end end);

struct zg_talk;

struct zg_talks {
  struct zg_talk *open; /* a map, in the order of their last events */
  uint64_t count;       /* of those that are over */
  uint64_t ends[2][ZG_TALK_ENDS];
};

/* An event, after what timers did before it; what rules did; and an event again, after what they
 * made of it, since it may close its conversation. */
void zg_talks_event(struct zg_talks *talks, const struct zg_event *event);
void zg_talks_act(struct zg_talks *talks, int set, const struct zg_act *act);
void zg_talks_close(struct zg_talks *talks, const struct zg_event *event);
/* The log is over, and so are all. */
void zg_talks_end(struct zg_talks *talks);

#endif
