#include "engine/held.h"

#include "data/json.h"
#include "engine/courtesy.h"
#include "engine/presence.h"
#include "engine/waiting.h"

void zg_held_keep(struct zg_decision *d, const struct zg_action_row *row,
                  const struct zg_draft *draft, bool with_human, int64_t until) {
  struct zg_arena *arena = d->arena;
  const char *conversation = zg_json_text(draft->data, "conversation", "id");
  const char *recipient = zg_courtesy_recipient(d, draft);
  struct cJSON *data = zg_json_new_object(arena);
  zg_json_add(arena, data, "id", zg_json_new_string(arena, row->id));
  zg_json_add(arena, data, "type", zg_json_new_string(arena, row->type));
  zg_json_add(arena, data, "source", zg_json_new_string(arena, row->source));
  zg_json_add(arena, data, "json", zg_json_new_string(arena, row->json));
  if (recipient != NULL)
    zg_json_add(arena, data, "recipient", zg_json_new_string(arena, recipient));
  zg_json_add(arena, data, "with_human", zg_json_new_bool(arena, with_human));
  zg_engine_set_timer(d->zg, (struct zg_timer_row){.due = until,
                                                   .kind = ZG_TIMER_HELD,
                                                   .scope = ZG_SCOPE_CONVERSATION,
                                                   .shop = row->shop,
                                                   .pack = ZG_ENGINE_PACK,
                                                   .key = conversation != NULL ? conversation : "",
                                                   .name = row->id,
                                                   .data = zg_json_print(arena, data)});
}

void zg_held_send(struct zg *zg, const struct zg_timer_row *timer, const struct cJSON *data) {
  const struct zg_generations *shop = zg_shops_find(&zg->shops, timer->shop);
  bool always = zg_json_true(zg_json_get(data, "with_human"));
  if (shop == NULL ||
      (!always && zg_presence_human(zg, zg->deciding, shop->now, timer->key, zg->now)))
    return;
  const char *recipient = zg_json_text(data, "recipient", NULL);
  if (recipient != NULL && !zg_courtesy_leaves(zg, shop->now, recipient)) return;
  zg_engine_add_action(zg, (struct zg_action_row){.shop = timer->shop,
                                                  .source = zg_json_text(data, "source", NULL),
                                                  .id = zg_json_text(data, "id", NULL),
                                                  .type = zg_json_text(data, "type", NULL),
                                                  .json = zg_json_text(data, "json", NULL)});
}
