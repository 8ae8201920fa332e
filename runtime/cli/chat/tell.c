#include "cli/chat/tell.h"

#include <string.h>

#include "cli/chat/language.h"
#include "cli/chat/values.h"
#include "data/json.h"

/* What a sentence is made with. */
struct telling {
  struct zg_chat *chat;
  const struct cJSON *data;
};

static const char *text_of(const struct telling *t, const char *a, const char *b) {
  const char *text = zg_json_text(t->data, a, b);
  return text != NULL ? text : "?";
}

static const char *price_of(const struct telling *t, const char *field) {
  return zg_chat_price(t->chat->arena, zg_json_text(t->data, field, NULL),
                       zg_json_text(t->data, "currency", NULL));
}

static const char *offers(const struct telling *t) {
  bool listed = zg_json_text(t->data, "list_price", NULL) != NULL;
  const char *list =
      listed ? zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, ", which lists at %s"),
                               price_of(t, "list_price"))
             : "";
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "offers %s for %s%s%s"),
                         price_of(t, "price"), text_of(t, "item", "sku"), list,
                         zg_json_true(zg_json_get(t->data, "final"))
                             ? zg_chat_sentence(t->chat, "; that is the last price")
                             : "");
}

static const char *accepts(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "accepts %s for %s"),
                         price_of(t, "price"), text_of(t, "item", "sku"));
}

static const char *declines(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "declines %s for %s"),
                         price_of(t, "price"), text_of(t, "item", "sku"));
}

static const char *gives(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "gives %s with %s"),
                         text_of(t, "gift", NULL), text_of(t, "item", "sku"));
}

static const char *sends(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "sends it by %s for %s"),
                         text_of(t, "courier", NULL), price_of(t, "fee"));
}

static const char *of_order(const struct telling *t) {
  const char *order = zg_json_text(t->data, "order", "id");
  return order != NULL
             ? zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, ", order %s"), order)
             : "";
}

static const char *alerts(const struct telling *t) {
  const char *text = zg_json_text(t->data, "text", NULL);
  bool said = text != NULL && text[0] != '\0';
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "alerts you: %s (%s)%s%s%s"),
                         text_of(t, "kind", NULL), text_of(t, "severity", NULL), of_order(t),
                         said ? zg_chat_sentence(t->chat, ": ") : "", said ? text : "");
}

static const char *clears(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "takes the alert back: %s%s"),
                         text_of(t, "kind", NULL), of_order(t));
}

static const char *hands_over(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, zg_chat_sentence(t->chat, "hands over to you: %s"),
                         text_of(t, "reason", NULL));
}

const char *zg_chat_tell_action(struct zg_chat *chat, const struct cJSON *action) {
  static const struct {
    const char *type;
    const char *(*tell)(const struct telling *t);
  } known[] = {{"offer.make", offers},  {"offer.accept", accepts},      {"offer.decline", declines},
               {"gift.offer", gives},   {"courier.choose", sends},      {"alert.raise", alerts},
               {"alert.clear", clears}, {"handoff.request", hands_over}};
  const char *type = zg_json_text(action, "type", NULL);
  const struct telling t = {.chat = chat, .data = zg_json_get(action, "data")};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strcmp(known[i].type, type) == 0) return known[i].tell(&t);
  return zg_arena_printf(chat->arena, "%s: %s", type, zg_chat_flat(chat, t.data));
}
