/* /order: what a platform tells of an order, step by step, with data as it would send them. */
#include <string.h>

#include "base/clock.h"
#include "base/suggest.h"
#include "cli/chat/commands.h"
#include "cli/chat/language.h"
#include "cli/chat/print.h"
#include "cli/chat/values.h"
#include "data/json.h"

static void add_text(struct zg_chat *chat, struct cJSON *to, const char *name, const char *text) {
  if (text != NULL) zg_json_add(chat->arena, to, name, zg_json_new_string(chat->arena, text));
}

/* The price that was last agreed upon or offered for the item in this conversation, or its own. */
static const char *standing_price(const struct zg_chat *chat, const struct cJSON *item) {
  const char *price = zg_json_text(item, "price", NULL), *sku = zg_json_text(item, "sku", NULL);
  for (const struct cJSON *a = zg_json_first(chat->seen); a != NULL; a = zg_json_next(a)) {
    const struct cJSON *data = zg_json_get(a, "data");
    const char *type = zg_json_text(a, "type", NULL), *of = zg_json_text(data, "item", "sku");
    const char *to = zg_json_text(data, "conversation", "id");
    bool named = strcmp(type, "offer.make") == 0 || strcmp(type, "offer.accept") == 0;
    if (named && of != NULL && sku != NULL && strcmp(of, sku) == 0 && to != NULL &&
        strcmp(to, chat->conversation) == 0)
      price = zg_json_text(data, "price", NULL);
  }
  return price;
}

static struct cJSON *item_of(struct zg_chat *chat) {
  return chat->sku != NULL ? zg_stage_item(&chat->stage, chat->sku) : NULL;
}

static void add_created(struct zg_chat *chat, struct cJSON *order, struct cJSON *data) {
  const struct cJSON *item = item_of(chat);
  struct cJSON *items = zg_json_new_array(chat->arena), *line = zg_json_new_object(chat->arena);
  const char *price = standing_price(chat, item);
  (void)data;
  if (price == NULL) return;
  add_text(chat, order, "price", price);
  add_text(chat, order, "currency", zg_json_text(item, "currency", NULL));
  add_text(chat, line, "sku", chat->sku);
  zg_json_add(chat->arena, line, "quantity", zg_json_new_integer(chat->arena, 1));
  add_text(chat, line, "price", price);
  zg_json_push(items, line);
  zg_json_add(chat->arena, order, "items", items);
}

static void add_paid(struct zg_chat *chat, struct cJSON *order, struct cJSON *data) {
  const struct cJSON *item = item_of(chat);
  char now[ZG_TIME_TEXT];
  (void)data;
  zg_time_format(chat->stage.now, now);
  add_text(chat, order, "paid_at", now);
  add_text(chat, order, "amount", standing_price(chat, item));
  if (zg_json_get(order, "amount") != NULL)
    add_text(chat, order, "currency", zg_json_text(item, "currency", NULL));
}

/* By the first courier of the shop's table. */
static void add_shipped(struct zg_chat *chat, struct cJSON *order, struct cJSON *data) {
  const struct zg_table *couriers = zg_shop_table(zg_stage_shop(&chat->stage), "couriers");
  bool known = couriers != NULL && zg_table_rows(couriers) > 0;
  struct cJSON *shipment = zg_json_new_object(chat->arena);
  char now[ZG_TIME_TEXT];
  zg_time_format(chat->stage.now, now);
  add_text(chat, shipment, "tracking_number",
           zg_arena_printf(chat->arena, "T-%s", zg_json_text(order, "id", NULL)));
  add_text(chat, shipment, "courier", known ? zg_table_cell(couriers, 0, 0) : "顺丰");
  add_text(chat, shipment, "shipped_at", now);
  zg_json_add(chat->arena, data, "shipment", shipment);
}

static const struct stage {
  const char *name;
  void (*add)(struct zg_chat *chat, struct cJSON *order, struct cJSON *data);
} stages[] = {{"created", add_created},   {"paid", add_paid},  {"shipped", add_shipped},
              {"delivered", NULL},        {"completed", NULL}, {"cancelled", NULL},
              {"refund_requested", NULL}, {"refunded", NULL}};
enum { STAGES = sizeof stages / sizeof stages[0] };

/* What is created is a new order, and so is the first that is heard of. */
static const char *order_of(struct zg_chat *chat, const struct stage *stage) {
  const char *id = zg_chat_order(chat);
  if (id != NULL && stage->add != add_created) return id;
  id = zg_arena_printf(chat->arena, "o-%d", ++chat->order_count);
  zg_json_set(chat->arena, chat->orders, chat->conversation, zg_json_new_string(chat->arena, id));
  return id;
}

static void happen(struct zg_chat *chat, const struct stage *stage) {
  struct cJSON *with = zg_json_new_object(chat->arena), *data = zg_json_new_object(chat->arena);
  struct cJSON *order = zg_json_new_object(chat->arena);
  add_text(chat, order, "id", order_of(chat, stage));
  if (stage->add != NULL) stage->add(chat, order, data);
  zg_json_add(chat->arena, data, "order", order);
  add_text(chat, with, "type", zg_arena_printf(chat->arena, "order.%s", stage->name));
  zg_json_add(chat->arena, with, "data", zg_chat_about(chat, data));
  const char *price = zg_json_text(order, "price", NULL);
  if (price == NULL) price = zg_json_text(order, "amount", NULL);
  zg_chat_note(chat, "(order %s: %s%s%s)", zg_json_text(order, "id", NULL), stage->name,
               price != NULL ? zg_chat_sentence(chat, ", ") : "",
               price != NULL
                   ? zg_chat_price(chat->arena, price, zg_json_text(order, "currency", NULL))
                   : "");
  zg_chat_happen(chat, "event", with);
}

void zg_chat_order_step(struct zg_chat *chat, const char *rest) {
  const char *known[STAGES];
  char suggestion[ZG_SUGGESTION];
  for (size_t i = 0; i < STAGES; i++) {
    known[i] = stages[i].name;
    if (strcmp(stages[i].name, rest) != 0) continue;
    happen(chat, &stages[i]);
    return;
  }
  const char *list = known[0];
  for (size_t i = 1; i < STAGES; i++)
    list = zg_arena_printf(chat->arena, "%s%s%s", list,
                           zg_chat_sentence(chat, i + 1 < STAGES ? ", " : " or "), known[i]);
  if (rest[0] == '\0')
    zg_chat_complain(chat, "/order needs one of %s", list);
  else
    zg_chat_complain(chat, "an order is %s, and not \"%s\"%s", list, rest,
                     zg_suggest(rest, known, STAGES, suggestion));
}
