#include "cli/chat_words.h"

#include <string.h>

#include "cli/chat_show.h"
#include "data/json.h"

/* Each sentence with its blanks in the order of the English one. */
static const struct zg_chat_language {
  const char *offers, *list, *final, *accepts, *declines, *gives, *courier;
  const char *alerts, *of_order, *clears, *hands_over;
  struct zg_chat_words words;
} english = {.offers = "offers %s for %s%s%s",
             .list = ", which lists at %s",
             .final = "; that is the last price",
             .accepts = "accepts %s for %s",
             .declines = "declines %s for %s",
             .gives = "gives %s with %s",
             .courier = "sends it by %s for %s",
             .alerts = "alerts you: %s (%s)%s%s%s",
             .of_order = ", order %s",
             .clears = "takes the alert back: %s%s",
             .hands_over = "hands over to you: %s",
             .words = {.later = "(%s later)",
                       .order = "(order %s: %s%s%s)",
                       .nothing = "(nothing happens)",
                       .nothing_yet = "(nothing happens; /timers shows what is to come)",
                       .decided_before = "(this event was decided before)"}},
  chinese = {.offers = "报价 %s（%s%s%s）",
             .list = "，标价 %s",
             .final = "，最后一次让价",
             .accepts = "接受 %s（%s）",
             .declines = "不接受 %s（%s）",
             .gives = "送 %s（%s）",
             .courier = "发 %s，运费 %s",
             .alerts = "提醒您：%s（%s）%s%s%s",
             .of_order = "，订单 %s",
             .clears = "撤回提醒：%s%s",
             .hands_over = "转给您：%s",
             .words = {.later = "（%s 后）",
                       .order = "（订单 %s：%s%s%s）",
                       .nothing = "（没有动静）",
                       .nothing_yet = "（暂时没有动静；/timers 列出还没到时间的事）",
                       .decided_before = "（这个事件已经判断过了）"}};

static const struct zg_chat_language *language_of(const struct zg_chat *chat) {
  return strncmp(zg_stage_shop(&chat->stage)->language, "zh", 2) == 0 ? &chinese : &english;
}

const struct zg_chat_words *zg_chat_words(const struct zg_chat *chat) {
  return &language_of(chat)->words;
}

/* What a sentence is made with. */
struct telling {
  struct zg_chat *chat;
  const struct zg_chat_language *words;
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
      listed ? zg_arena_printf(t->chat->arena, t->words->list, price_of(t, "list_price")) : "";
  return zg_arena_printf(t->chat->arena, t->words->offers, price_of(t, "price"),
                         text_of(t, "item", "sku"), list,
                         zg_json_true(zg_json_get(t->data, "final")) ? t->words->final : "");
}

static const char *accepts(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, t->words->accepts, price_of(t, "price"),
                         text_of(t, "item", "sku"));
}

static const char *declines(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, t->words->declines, price_of(t, "price"),
                         text_of(t, "item", "sku"));
}

static const char *gives(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, t->words->gives, text_of(t, "gift", NULL),
                         text_of(t, "item", "sku"));
}

static const char *sends(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, t->words->courier, text_of(t, "courier", NULL),
                         price_of(t, "fee"));
}

static const char *of_order(const struct telling *t) {
  const char *order = zg_json_text(t->data, "order", "id");
  return order != NULL ? zg_arena_printf(t->chat->arena, t->words->of_order, order) : "";
}

static const char *alerts(const struct telling *t) {
  const char *text = zg_json_text(t->data, "text", NULL);
  bool said = text != NULL && text[0] != '\0';
  return zg_arena_printf(t->chat->arena, t->words->alerts, text_of(t, "kind", NULL),
                         text_of(t, "severity", NULL), of_order(t), said ? ": " : "",
                         said ? text : "");
}

static const char *clears(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, t->words->clears, text_of(t, "kind", NULL), of_order(t));
}

static const char *hands_over(const struct telling *t) {
  return zg_arena_printf(t->chat->arena, t->words->hands_over, text_of(t, "reason", NULL));
}

const char *zg_chat_tell_action(struct zg_chat *chat, const struct cJSON *action) {
  static const struct {
    const char *type;
    const char *(*tell)(const struct telling *t);
  } known[] = {{"offer.make", offers},  {"offer.accept", accepts},      {"offer.decline", declines},
               {"gift.offer", gives},   {"courier.choose", sends},      {"alert.raise", alerts},
               {"alert.clear", clears}, {"handoff.request", hands_over}};
  const char *type = zg_json_text(action, "type", NULL);
  const struct telling t = {
      .chat = chat, .words = language_of(chat), .data = zg_json_get(action, "data")};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strcmp(known[i].type, type) == 0) return known[i].tell(&t);
  return zg_arena_printf(chat->arena, "%s: %s", type, zg_chat_flat(chat, t.data));
}
