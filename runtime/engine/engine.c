#include "engine/engine.h"

#include "base/clock.h"

int64_t zg_engine_now(const struct zg *zg) {
  return zg->now == INT64_MIN ? 0 : zg->now;
}

void zg_engine_remove_timer(struct zg *zg, const struct zg_timer_row *row) {
  struct zg_arena *arena = zg->batch->arena;
  struct zg_batch_timer *entry = zg_batch_add_timer(zg->batch);
  entry->gone = true;
  entry->row = (struct zg_timer_row){.seq = row->seq, .shop = zg_arena_strdup(arena, row->shop)};
  struct zg_generations *shop = zg_shops_find(&zg->shops, row->shop);
  if (shop != NULL) shop->timers--;
  zg_timers_remove(zg->timers, row);
}

void zg_engine_recall_timer(struct zg *zg, const struct zg_timer_row *row) {
  struct zg_generations *shop = zg_shops_find(&zg->shops, row->shop);
  if (shop != NULL) shop->timers++;
  zg_timers_add(zg->timers, row);
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
  zg_engine_recall_timer(zg, &copy);
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
