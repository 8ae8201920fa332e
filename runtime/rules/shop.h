/* shop: one generation of one shop: its shop.lua, tables and packs, and the index over its rules.
 *
 * A generation never changes once it is loaded; a reload builds another beside it. What a shop
 * remembers (state, facts, timers) is the engine's and outlives generations. */
#ifndef ZG_RULES_SHOP_H
#define ZG_RULES_SHOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/table.h"
#include "data/zone.h"
#include "rules/condition.h"
#include "rules/hours.h"
#include "rules/pack.h"
#include "rules/phrases_pool.h"
#include "rules/shop_limits.h"

struct zg_index;

struct zg_shop {
  struct zg_arena *arena;
  const char *id;   /* the folder's name unless shop.lua says; "default" without a folder */
  const char *name; /* for people */
  const char *dir;  /* NULL: the default shop */
  const char *file; /* its shop.lua; NULL likewise */
  char **sources;   /* exact, or a beginning and "*"; NULL: every source */
  size_t source_count;
  const char *language, *currency, *time_zone;
  const struct zg_zone *zone;
  const struct zg_hours *hours; /* always open without hours and holidays in shop.lua */
  struct zg_shop_limits limits;
  struct cJSON *declared;   /* the whole of shop.lua as data */
  struct zg_table **tables; /* NULL-terminated */
  struct zg_pack **packs;
  size_t pack_count;
  char generation[33]; /* a hash of everything that was read */

  struct zg_rule **rules; /* in the order they are tried */
  size_t rule_count;
  const struct zg_text *text;   /* borrowed */
  struct zg_phrases_pool *pool; /* borrowed; may be NULL */
  const struct zg_phrases *phrases;
  struct zg_index *index;
};

struct zg_shop_source {
  const char *dir;   /* the shop's folder; NULL: the default shop */
  const char *id;    /* the shop's id, whatever its files say; NULL: as they say */
  const char *rules; /* folder of the packs that every shop has */
  bool rules_given;  /* named by the user: then packs that shop.lua names may be missing */
  const struct zg_text *text;
  struct zg_phrases_pool
      *pool; /* of what shops share; NULL: nothing. Borrowed for the shop's life */
  const struct cJSON *declared; /* instead of a folder: what its shop.lua would say */
  const struct cJSON *sheets;   /* and its tables: names and their CSV */
  void (*warn)(void *arg, const char *message); /* may be NULL */
  /* Told of what is wrong; then loading goes on to find the rest, and what is wrong is left out: of
   * such a shop nothing but looking at it is allowed. NULL: it ends with the first. */
  void (*fault)(void *arg, const struct zg_error *err);
  void *arg; /* of both */
};

/* Loads everything. ZG_ENOTFOUND: no such folder; ZG_ELOAD: file, line, what to do. Gives *out. */
int zg_shop_load(const struct zg_shop_source *source, struct zg_shop **out, struct zg_error *err);
void zg_shop_free(struct zg_shop *shop); /* NULL is fine */

/* Whether the shop serves `source`: 2 by its exact name, 1 by a pattern, 0 not. */
int zg_shop_serves(const struct zg_shop *shop, const char *source);

/* The pack or table of that name, or NULL. */
struct zg_pack *zg_shop_pack(const struct zg_shop *shop, const char *name);
const struct zg_table *zg_shop_table(const struct zg_shop *shop, const char *name);

#endif
