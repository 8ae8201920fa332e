#include "engine/generations.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SERVED = 10000 }; /* sources whose shop is remembered */

struct zg_served {
  UT_hash_handle hh;
  struct zg_shop *shop;
  char source[];
};

static void forget_served(struct zg_shops *shops) {
  struct zg_served *served = NULL, *next = NULL;
  HASH_ITER(hh, shops->served, served, next) {
    HASH_DELETE(hh, shops->served, served);
    free(served);
  }
}

int zg_shops_add(struct zg_shops *shops, const struct zg_shop_source *source,
                 struct zg_error *err) {
  struct zg_shop *shop = NULL;
  int result = zg_shop_load(source, &shop, err);
  if (result < 0) return result;
  if (zg_shops_find(shops, shop->id) != NULL) {
    zg_fail_at(err, ZG_ELOAD, shop->file, 0, "another shop has the id %s, too", shop->id);
    zg_shop_free(shop);
    return ZG_ELOAD;
  }
  struct zg_generations *added = zg_alloc(sizeof *added);
  added->id = zg_strdup(shop->id);
  added->source = *source;
  added->source.dir = source->dir != NULL ? zg_strdup(source->dir) : NULL;
  added->source.rules = zg_strdup(source->rules);
  if (source->id != NULL) added->source.id = added->id;
  added->now = shop;
  shops->all = zg_realloc(shops->all, (shops->count + 1) * sizeof *shops->all);
  shops->all[shops->count++] = added;
  HASH_ADD_KEYPTR(hh, shops->by_id, added->id, strlen(added->id), added);
  return 0;
}

void zg_shops_fini(struct zg_shops *shops) {
  forget_served(shops);
  HASH_CLEAR(hh, shops->by_id);
  for (size_t i = 0; i < shops->count; i++) {
    struct zg_generations *shop = shops->all[i];
    zg_shop_free(shop->now);
    for (size_t j = 0; j < ZG_GENERATIONS_KEPT; j++)
      zg_shop_free(shop->older[j]);
    free(shop->id);
    free((char *)shop->source.dir);
    free((char *)shop->source.rules);
    free(shop);
  }
  free(shops->all);
  *shops = (struct zg_shops){0};
}

struct zg_generations *zg_shops_find(const struct zg_shops *shops, const char *id) {
  struct zg_generations *found = NULL;
  HASH_FIND_STR(shops->by_id, id, found);
  return found;
}

struct zg_shop *zg_shops_serving(struct zg_shops *shops, const char *source) {
  struct zg_served *served = NULL;
  HASH_FIND_STR(shops->served, source, served);
  if (served != NULL) return served->shop;
  struct zg_shop *best = NULL;
  int how = 0;
  for (size_t i = 0; i < shops->count; i++) {
    int serves = zg_shop_serves(shops->all[i]->now, source);
    if (serves > how) {
      how = serves;
      best = shops->all[i]->now;
    }
  }
  if (best == NULL) return NULL; /* unknown sources are not remembered: anybody can make them up */
  if (HASH_COUNT(shops->served) >= SERVED) forget_served(shops); /* a pattern takes any, too */
  served = zg_alloc(sizeof *served + strlen(source) + 1);
  strcpy(served->source, source);
  served->shop = best;
  HASH_ADD_STR(shops->served, source, served);
  return best;
}

/* ---- whose a source is */

static size_t claim_count(const struct zg_shop *shop) {
  return shop->sources == NULL ? 1 : shop->source_count;
}

static const char *claim_at(const struct zg_shop *shop, size_t i) {
  return shop->sources == NULL ? "*" : shop->sources[i];
}

static bool is_pattern(const char *claim) {
  size_t len = strlen(claim);
  return len > 0 && claim[len - 1] == '*';
}

/* Whether the first pattern takes all that the second one takes. */
static bool takes_all(const char *pattern, const char *narrower) {
  return strlen(pattern) <= strlen(narrower) &&
         strncmp(pattern, narrower, strlen(pattern) - 1) == 0;
}

/* Whether the shops up to the one `at` that place serve all of the pattern, so that those after
 * them have nothing of it to lose. */
static bool served_before(const struct zg_shops *shops, size_t at, const char *pattern) {
  for (size_t i = 0; i <= at; i++) {
    const struct zg_shop *shop = shops->all[i]->now;
    for (size_t j = 0; j < claim_count(shop); j++)
      if (is_pattern(claim_at(shop, j)) && takes_all(claim_at(shop, j), pattern)) return true;
  }
  return false;
}

/* Who loses something when the shop at that place claims the pattern: of patterns the first shop's
 * counts, and a name beats them all. NULL: nobody. */
static const struct zg_shop *loser_to_pattern(const struct zg_shops *shops, size_t at,
                                              const char *pattern) {
  for (size_t i = at + 1; i < shops->count; i++) {
    const struct zg_shop *shop = shops->all[i]->now;
    for (size_t j = 0; j < claim_count(shop); j++) {
      const char *theirs = claim_at(shop, j);
      if (!is_pattern(theirs)) continue;
      const char *both = takes_all(theirs, pattern)   ? pattern
                         : takes_all(pattern, theirs) ? theirs
                                                      : NULL;
      if (both != NULL && !served_before(shops, at, both)) return shop;
    }
  }
  return NULL;
}

static const struct zg_shop *loser_to_name(const struct zg_shops *shops, size_t at,
                                           const char *source) {
  size_t best = at;
  int how = 0;
  for (size_t i = 0; i < shops->count; i++) {
    int serves = zg_shop_serves(shops->all[i]->now, source);
    if (serves > how) {
      how = serves;
      best = i;
    }
  }
  bool wins = how < 2 || at < best;
  return best != at && wins ? shops->all[best]->now : NULL;
}

int zg_shops_may(const struct zg_shops *shops, const struct zg_generations *shop,
                 const struct zg_shop *next, struct zg_error *err) {
  size_t at = 0;
  while (shops->all[at] != shop)
    at++;
  for (size_t i = 0; i < claim_count(next); i++) {
    const char *claim = claim_at(next, i);
    const struct zg_shop *loser =
        is_pattern(claim) ? loser_to_pattern(shops, at, claim) : loser_to_name(shops, at, claim);
    if (loser != NULL)
      return zg_fail_at(err, ZG_ELOAD, next->file, 0,
                        "the source \"%s\" would take messages that the shop %s gets now; take "
                        "them out of its sources first, or restart",
                        claim, loser->id);
  }
  return 0;
}

struct zg_shop *zg_shops_swap(struct zg_shops *shops, struct zg_generations *shop,
                              struct zg_shop *next) {
  struct zg_shop *oldest = shop->older[ZG_GENERATIONS_KEPT - 1];
  memmove(shop->older + 1, shop->older, (ZG_GENERATIONS_KEPT - 1) * sizeof *shop->older);
  shop->older[0] = shop->now;
  shop->now = next;
  shop->calm = false;
  forget_served(shops);
  return oldest;
}

bool zg_shops_back(struct zg_shops *shops, struct zg_generations *shop) {
  if (shop->older[0] == NULL) return false;
  zg_shop_free(shop->now);
  shop->now = shop->older[0];
  shop->calm = false;
  memmove(shop->older, shop->older + 1, (ZG_GENERATIONS_KEPT - 1) * sizeof *shop->older);
  shop->older[ZG_GENERATIONS_KEPT - 1] = NULL;
  forget_served(shops);
  return true;
}
