/* generations: the shops of a runtime, each with the generation in force and the last good ones. */
#ifndef ZG_ENGINE_GENERATIONS_H
#define ZG_ENGINE_GENERATIONS_H

#include <uthash.h>

#include "rules/shop.h"

enum { ZG_GENERATIONS_KEPT = 3 }; /* besides the one in force */

/* The shop that serves a source, once it was looked for. */
struct zg_served;

/* One shop over time. */
struct zg_generations {
  UT_hash_handle hh;
  char *id;
  struct zg_shop_source source; /* where it is loaded from; its paths are owned */
  struct zg_shop *now;
  struct zg_shop *older[ZG_GENERATIONS_KEPT]; /* the newest first */
  size_t timers;                              /* of its that stand */
  bool calm; /* no rule of it has failed lately, for sure (quarantine.h) */
};

struct zg_shops {
  struct zg_generations **all;
  size_t count;
  struct zg_generations *by_id;
  struct zg_served *served; /* by source, as far as it was asked for */
};

/* Loads a shop and adds it. ZG_ELOAD also when there is one of its id. */
int zg_shops_add(struct zg_shops *shops, const struct zg_shop_source *source, struct zg_error *err);
void zg_shops_fini(struct zg_shops *shops);

/* The shop of that id, or NULL. */
struct zg_generations *zg_shops_find(const struct zg_shops *shops, const char *id);
/* The generation in force of the shop that serves the source, by its exact name before a pattern;
 * NULL: none does. */
struct zg_shop *zg_shops_serving(struct zg_shops *shops, const char *source);

/* Whether `next`, a generation of `shop`, leaves the others what they serve now: ZG_ELOAD when it
 * would get a source of theirs, by its name or a pattern. */
int zg_shops_may(const struct zg_shops *shops, const struct zg_generations *shop,
                 const struct zg_shop *next, struct zg_error *err);

/* Puts `next` into force, of the same id; it is owned from here on. Between two events. Gives the
 * generation that is kept no longer, to be freed by the caller, on any thread; or NULL. */
struct zg_shop *zg_shops_swap(struct zg_shops *shops, struct zg_generations *shop,
                              struct zg_shop *next);
/* Puts the one before into force again; the present one is forgotten. False: there is none. */
bool zg_shops_back(struct zg_shops *shops, struct zg_generations *shop);

#endif
