/* stage: a shop on a virtual clock to which things happen one after the other: what stories and
 * `chat` are played on.
 *
 * What happens is a step as rules/story.h has them: buyer, buyer_offers, event and wait. Every
 * event is about the conversation c-1, the buyer b-1 and the item of the stage unless it says
 * otherwise; what the shop does gathers in `done` until somebody takes it. */
#ifndef ZG_ENGINE_STAGE_H
#define ZG_ENGINE_STAGE_H

#include <stdbool.h>

#include "engine/engine.h"

/* Stories begin on a Monday at ten in the morning in Shanghai, unless they say otherwise. */
#define ZG_STAGE_BEGINS INT64_C(1767578400000)

struct cJSON;

struct zg_stage {
  struct zg_arena *arena; /* of all that happens; borrowed */
  int64_t now;
  const char *sku; /* what every event is about; NULL: nothing */
  struct zg *zg;
  const char *source; /* of every event: one that the shop serves */
  int events;         /* numbers them */
  bool duplicate;     /* the last event was decided before */
  struct cJSON *done; /* a list of envelopes */
};

/* Opens the shop; the caller has set arena, now and sku. `config` says who hears of traces and
 * complaints; its clock is the events'. As zg_engine_open. */
int zg_stage_open(struct zg_stage *stage, const struct zg_shop_source *source,
                  const struct zg_config *config, struct zg_error *err);
void zg_stage_close(struct zg_stage *stage);

/* The shop as it is in force. */
struct zg_shop *zg_stage_shop(const struct zg_stage *stage);

/* Whether the word of a step makes something happen. */
bool zg_stage_knows(const char *word);
/* Lets the step happen. When the event is refused, with the code of zg_feed. */
int zg_stage_do(struct zg_stage *stage, const struct cJSON *step, struct zg_error *err);
/* Lets time pass, and the timers fire that are due in it. False: that does not end, since a timer
 * sets itself again and again. */
bool zg_stage_wait(struct zg_stage *stage, int64_t ms);

/* The first of what the shop did, which leaves the list; NULL: there is none. */
struct cJSON *zg_stage_take(struct zg_stage *stage);

/* An item as a platform would send it: with the price of the sheet. */
struct cJSON *zg_stage_item(const struct zg_stage *stage, const char *sku);

#endif
