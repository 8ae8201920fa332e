#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/clock.h"
#include "base/memory.h"

enum { SERVED = 10000 }; /* sources whose shop is remembered */

struct zg_served {
  UT_hash_handle hh;
  struct zg_shop *shop; /* NULL: none serves it */
  char source[];
};

struct zg_shop *zg_engine_shop(const struct zg *zg, const char *id) {
  for (size_t i = 0; i < zg->shop_count; i++)
    if (strcmp(zg->shops[i]->id, id) == 0) return zg->shops[i];
  return NULL;
}

void zg_engine_remove_timer(struct zg *zg, const struct zg_timer_row *row) {
  struct zg_arena *arena = zg->batch->arena;
  struct zg_batch_timer *entry = zg_batch_add_timer(zg->batch);
  entry->gone = true;
  entry->row = (struct zg_timer_row){.seq = row->seq, .shop = zg_arena_strdup(arena, row->shop)};
  zg_timers_remove(zg->timers, row);
}

void zg_engine_set_timer(struct zg *zg, struct zg_timer_row row) {
  struct zg_arena *arena = zg->batch->arena;
  const struct zg_timer_row *standing =
      zg_timers_find(zg->timers, row.shop, row.pack, row.scope, row.key, row.name);
  struct zg_timer_row copy = {.seq = ++zg->timer_seq,
                              .due = row.due < ZG_TIME_LAST ? row.due : ZG_TIME_LAST,
                              .kind = row.kind,
                              .scope = row.scope,
                              .shop = zg_arena_strdup(arena, row.shop),
                              .pack = zg_arena_strdup(arena, row.pack),
                              .key = zg_arena_strdup(arena, row.key),
                              .name = zg_arena_strdup(arena, row.name),
                              .data = zg_arena_strdup(arena, row.data)};
  if (standing != NULL) zg_engine_remove_timer(zg, standing);
  zg_batch_add_timer(zg->batch)->row = copy;
  zg_timers_add(zg->timers, &copy);
}

void zg_engine_add_action(struct zg *zg, struct zg_action_row row) {
  struct zg_arena *arena = zg->batch->arena;
  struct zg_action_row copy = {.seq = ++zg->action_seq,
                               .shop = zg_arena_strdup(arena, row.shop),
                               .source = zg_arena_strdup(arena, row.source),
                               .id = zg_arena_strdup(arena, row.id),
                               .type = zg_arena_strdup(arena, row.type),
                               .json = zg_arena_strdup(arena, row.json)};
  zg_batch_add_action(zg->batch)->row = copy;
  zg_outbox_add(zg->outbox, &copy);
}

struct zg_shop *zg_engine_serving(struct zg *zg, const char *source) {
  struct zg_served *served = NULL;
  HASH_FIND_STR(zg->served, source, served);
  if (served != NULL) return served->shop;
  struct zg_shop *best = NULL;
  int how = 0;
  for (size_t i = 0; i < zg->shop_count; i++) {
    int serves = zg_shop_serves(zg->shops[i], source);
    if (serves > how) {
      how = serves;
      best = zg->shops[i];
    }
  }
  if (best == NULL) return NULL; /* unknown sources are not remembered: anybody can make them up */
  if (HASH_COUNT(zg->served) >= SERVED) zg_engine_forget_served(zg); /* a pattern takes any, too */
  served = zg_alloc(sizeof *served + strlen(source) + 1);
  strcpy(served->source, source);
  served->shop = best;
  HASH_ADD_STR(zg->served, source, served);
  return best;
}

void zg_engine_forget_served(struct zg *zg) {
  struct zg_served *served = NULL, *next = NULL;
  HASH_ITER(hh, zg->served, served, next) {
    HASH_DELETE(hh, zg->served, served);
    free(served);
  }
}
