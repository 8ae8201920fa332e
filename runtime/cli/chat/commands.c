#include "cli/chat/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/suggest.h"
#include "cli/chat/print.h"
#include "cli/chat/values.h"
#include "data/json.h"

static void help(struct zg_chat *chat, const char *rest) {
  (void)chat;
  (void)rest;
  printf("What you type is what the buyer writes. Commands:\n");
  zg_chat_list_commands();
}

static void wait_for(struct zg_chat *chat, const char *rest) {
  int64_t ms = 0;
  if (zg_duration_parse(rest, strlen(rest), &ms) < 0)
    zg_chat_complain(chat, "/wait needs a time, like /wait 40s or /wait 2d");
  else
    zg_chat_wait(chat, ms);
}

static struct cJSON *text_in(struct zg_chat *chat, struct cJSON *to, const char *name,
                             const char *text) {
  return zg_json_add(chat->arena, to, name, zg_json_new_string(chat->arena, text));
}

static void offer(struct zg_chat *chat, const char *rest) {
  const char *currency = zg_stage_shop(&chat->stage)->currency;
  struct cJSON *with = zg_json_new_object(chat->arena), *price = zg_json_new_object(chat->arena);
  struct zg_money money = {0};
  char amount[ZG_MONEY_TEXT];
  if (zg_money_parse(rest, currency, &money) < 0) {
    zg_chat_complain(chat, "/offer needs a price in %s, like /offer 175", currency);
    return;
  }
  zg_money_format(money, amount);
  text_in(chat, price, "price", amount);
  text_in(chat, price, "currency", currency);
  zg_json_add(chat->arena, with, "offer", price);
  zg_chat_happen(chat, "buyer_offers", zg_chat_about(chat, with));
}

static void agent(struct zg_chat *chat, const char *rest) {
  struct cJSON *with = zg_json_new_object(chat->arena), *data = zg_json_new_object(chat->arena);
  struct cJSON *message = zg_json_new_object(chat->arena),
               *sender = zg_json_new_object(chat->arena);
  if (rest[0] == '\0') {
    zg_chat_complain(chat, "/agent needs what your colleague writes");
    return;
  }
  text_in(chat, message, "text", rest);
  text_in(chat, sender, "role", "agent");
  zg_json_add(chat->arena, data, "message", message);
  zg_json_add(chat->arena, data, "sender", sender);
  text_in(chat, with, "type", "message.sent");
  zg_json_add(chat->arena, with, "data", zg_chat_about(chat, data));
  zg_chat_happen(chat, "event", with);
}

static void event(struct zg_chat *chat, const char *rest) {
  struct cJSON *given = NULL;
  struct zg_error err = {0};
  if (zg_json_parse(chat->arena, rest, strlen(rest), &given, &err) < 0) {
    zg_chat_complain(chat, "/event needs an event as JSON: %s", err.message);
    return;
  }
  const struct cJSON *data = zg_json_get(given, "data");
  bool whole = data == NULL || zg_json_kind(data) == ZG_JSON_OBJECT;
  if (zg_json_text(given, "type", NULL) == NULL || !whole) {
    zg_chat_complain(chat, "/event needs an event with a type, and data that are an object, like "
                           "/event {\"type\":\"conversation.closed\",\"data\":{}}");
    return;
  }
  zg_json_set(chat->arena, given, "data",
              zg_chat_about(chat, data != NULL ? zg_json_copy_top(chat->arena, data)
                                               : zg_json_new_object(chat->arena)));
  zg_chat_happen(chat, "event", given);
}

/* ---- who writes, and about what */

static void tell_item(struct zg_chat *chat) {
  const struct zg_table *sheet = zg_shop_table(zg_stage_shop(&chat->stage), "products");
  const struct cJSON *item = chat->sku != NULL ? zg_stage_item(&chat->stage, chat->sku) : NULL;
  long name = sheet != NULL ? zg_table_find_column(sheet, "name") : -1;
  long row = item != NULL && sheet != NULL ? zg_table_find(sheet, chat->sku) : -1;
  const char *called = name >= 0 && row >= 0 ? zg_table_cell(sheet, (size_t)row, (size_t)name) : "";
  if (item == NULL)
    zg_chat_tell(chat, "about no product: the shop has no sheet of them");
  else
    zg_chat_tell(chat, "about %s%s%s, %s", chat->sku, called[0] != '\0' ? " " : "", called,
                 zg_chat_price(chat->arena, zg_json_text(item, "price", NULL),
                               zg_json_text(item, "currency", NULL)));
}

enum { SUGGESTED = 2000 }; /* rows of a sheet that a mistyped name is compared with */

static void complain_of_item(struct zg_chat *chat, const struct zg_table *sheet, const char *sku) {
  size_t rows = sheet != NULL ? zg_table_rows(sheet) : 0;
  if (rows > SUGGESTED) rows = SUGGESTED;
  const char **known = zg_arena_alloc(chat->arena, (rows + 1) * sizeof *known);
  char suggestion[ZG_SUGGESTION];
  for (size_t i = 0; i < rows; i++)
    known[i] = zg_table_cell(sheet, i, 0);
  zg_chat_complain(chat, "the sheet of products has no \"%s\"%s", sku,
                   zg_suggest(sku, known, rows, suggestion));
}

static void item(struct zg_chat *chat, const char *rest) {
  const struct zg_table *sheet = zg_shop_table(zg_stage_shop(&chat->stage), "products");
  if (rest[0] != '\0' && (sheet == NULL || zg_table_find(sheet, rest) < 0)) {
    complain_of_item(chat, sheet, rest);
    return;
  }
  if (rest[0] != '\0') chat->sku = zg_arena_strdup(chat->arena, rest);
  if (zg_json_first(chat->steps) == NULL) chat->stage.sku = chat->sku;
  tell_item(chat);
}

static bool has_controls(const char *text) {
  for (; *text != '\0'; text++)
    if ((unsigned char)*text < ' ' || *text == 0x7f) return true;
  return false;
}

/* "b-2 陈静": the id, and what the platform calls them. The conversation of "b-2" is "c-2". */
static void as(struct zg_chat *chat, const char *rest) {
  size_t len = strcspn(rest, " ");
  const char *name = rest + len + strspn(rest + len, " ");
  if (len > ZG_ID_LIMIT - 2 || has_controls(rest)) {
    zg_chat_complain(chat, "/as: an id is one word of at most %d bytes", ZG_ID_LIMIT - 2);
    return;
  }
  if (len > 0) {
    chat->buyer = zg_arena_strndup(chat->arena, rest, len);
    bool numbered = strncmp(chat->buyer, "b-", 2) == 0;
    chat->conversation = zg_arena_printf(chat->arena, "c-%s", chat->buyer + (numbered ? 2 : 0));
  }
  if (name[0] != '\0')
    zg_json_set(chat->arena, chat->names, chat->buyer, zg_json_new_string(chat->arena, name));
  const char *called = zg_json_text(chat->names, chat->buyer, NULL);
  zg_chat_tell(chat, "you are the buyer %s%s%s, in the conversation %s", chat->buyer,
               called != NULL ? " " : "", called != NULL ? called : "", chat->conversation);
}

/* ---- the rules */

static void reload(struct zg_chat *chat, const char *rest) {
  const struct zg_shop *shop = zg_stage_shop(&chat->stage);
  struct zg_reload *reload = NULL;
  struct zg_error err = {0};
  char where[1200];
  (void)rest;
  int result = zg_reload_begin(chat->stage.zg, shop->id, &reload, &err);
  if (result == 0) result = zg_reload_build(reload, &err);
  if (result == 0)
    result = zg_reload_end(chat->stage.zg, reload, &err);
  else
    zg_reload_drop(reload);
  if (result < 0) {
    zg_chat_complain(chat, "%s", zg_error_text(&err, where, sizeof where));
    zg_chat_note(chat, "(the shop goes on as it was)");
  } else {
    zg_chat_note(chat, result == 1 ? "(loaded anew; what was remembered goes on)"
                                   : "(nothing has changed)");
  }
}

static const struct command {
  const char *name, *takes, *about;
  void (*run)(struct zg_chat *chat, const char *rest); /* NULL: ends */
} commands[] = {
    {"wait", "TIME", "time passes: 40s, 5m, 2d; timers fire in it", wait_for},
    {"order", "STEP",
     "created, paid, shipped, delivered, completed, cancelled, refund_requested\n"
     "                 or refunded: what the platform tells of an order",
     zg_chat_order_step},
    {"offer", "PRICE", "the buyer names a price by the platform's button", offer},
    {"agent", "TEXT", "a colleague of yours answers by hand", agent},
    {"event", "JSON", "any event; what is missing in it is filled in", event},
    {"item", "[SKU]", "what it is about from here on", item},
    {"as", "ID [NAME]", "another buyer writes from here on, in another conversation", as},
    {"why", "[RULE]", "what the rules made of the last turn, or one rule; /why all tells more",
     zg_chat_why},
    {"timers", "", "what is to come", zg_chat_timers},
    {"state", "", "what the packs remember of this conversation", zg_chat_state},
    {"facts", "", "what they tell each other of it", zg_chat_facts},
    {"reload", "", "loads the shop as it is saved now; what was remembered goes on", reload},
    {"save", "NAME",
     "writes the conversation as a story that `zhanggui test` plays: into the\n"
     "                 shop's packs/PACK/tests, or into a file, which ends in .lua",
     zg_chat_save},
    {"help", "", "this list", help},
    {"quit", "", "ends, as Ctrl-D does", NULL},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

void zg_chat_list_commands(void) {
  for (size_t i = 0; i < COMMANDS; i++)
    printf("  /%-6s %-7s %s\n", commands[i].name, commands[i].takes, commands[i].about);
}

static void complain_of_command(struct zg_chat *chat, const char *name) {
  const char *known[COMMANDS];
  char suggestion[ZG_SUGGESTION];
  for (size_t i = 0; i < COMMANDS; i++)
    known[i] = commands[i].name;
  zg_chat_complain(chat, "there is no command /%s%s", name,
                   zg_suggest(name, known, COMMANDS, suggestion));
}

bool zg_chat_command(struct zg_chat *chat, const char *line) {
  size_t len = strcspn(line + 1, " \t");
  const char *name = zg_arena_strndup(chat->arena, line + 1, len), *rest = line + 1 + len;
  rest += strspn(rest, " \t");
  for (size_t i = 0; i < COMMANDS; i++) {
    if (strcmp(commands[i].name, name) != 0) continue;
    if (commands[i].run != NULL) commands[i].run(chat, rest);
    return commands[i].run != NULL;
  }
  complain_of_command(chat, name);
  return true;
}
