#include "cli/chat_show.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "data/json.h"
#include "data/zone.h"
#include "rules/values.h"

#define DIM "\033[2m"
#define BOLD "\033[1m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

/* ---- lines */

/* How many bytes at `at` steer a terminal or turn the direction of writing: controls (C0, C1, DEL),
 * U+2028 to U+202E, U+2066 to U+2069. */
static size_t steering(const char *at) {
  const unsigned char *c = (const unsigned char *)at;
  if (c[0] < 0x20 || c[0] == 0x7f) return 1;
  if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f) return 2;
  if (c[0] != 0xe2) return 0;
  if (c[1] == 0x80 && c[2] >= 0xa8 && c[2] <= 0xae) return 3;
  return c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9 ? 3 : 0;
}

/* Writes the text with nothing in it that steers; its further lines stand under the first. */
static void print_clean(const char *text, const char *under) {
  for (const char *at = text; *at != '\0';) {
    size_t len = steering(at);
    if (*at == '\n')
      printf("\n%s", under);
    else if (*at == '\t')
      putchar(' ');
    else if (len > 0)
      fputs("\xef\xbf\xbd", stdout);
    else
      putchar(*at);
    at += len > 0 ? len : 1;
  }
}

static void print_line(const struct zg_chat *chat, const char *colour, const char *text,
                       const char *under) {
  if (chat->colours) fputs(colour, stdout);
  print_clean(text, under);
  if (chat->colours) fputs(PLAIN, stdout);
  putchar('\n');
}

static void print_format(struct zg_chat *chat, const char *colour, const char *under,
                         const char *format, va_list args) {
  char *text = NULL;
  if (vasprintf(&text, format, args) < 0) return;
  print_line(chat, colour, text, under);
  free(text);
}

void zg_chat_note(struct zg_chat *chat, const char *format, ...) {
  va_list args;
  if (chat->json) return;
  va_start(args, format);
  print_format(chat, DIM, "    ", format, args);
  va_end(args);
}

void zg_chat_complain(struct zg_chat *chat, const char *format, ...) {
  va_list args;
  chat->failed = true;
  va_start(args, format);
  if (chat->colours) fputs(RED, stdout);
  fputs("! ", stdout);
  print_format(chat, RED, "  ", format, args);
  va_end(args);
}

void zg_chat_tell(struct zg_chat *chat, const char *format, ...) {
  va_list args;
  va_start(args, format);
  print_format(chat, "", "", format, args);
  va_end(args);
}

/* ---- words */

const char *zg_chat_price(struct zg_arena *arena, const char *price, const char *currency) {
  static const struct {
    const char *currency, *sign;
  } signs[] = {{"CNY", "¥"}, {"USD", "$"}, {"EUR", "€"}, {"GBP", "£"}, {"JPY", "JP¥"}};
  struct zg_money money = {0};
  char text[ZG_MONEY_TEXT];
  if (price == NULL) return "?";
  if (currency == NULL || !zg_currency_valid(currency) ||
      zg_money_parse(price, currency, &money) < 0)
    return price;
  zg_money_format_short(money, text);
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
    if (strcmp(signs[i].currency, currency) == 0)
      return zg_arena_printf(arena, "%s%s", signs[i].sign, text);
  return zg_arena_printf(arena, "%s %s", text, currency);
}

const char *zg_chat_time(const struct zg_chat *chat, int64_t time) {
  char text[ZG_TIME_TEXT];
  int64_t wall = zg_zone_wall(zg_stage_shop(&chat->stage)->zone, time);
  zg_time_format(wall - ((wall % 1000) + 1000) % 1000, text);
  text[10] = ' ';
  text[19] = '\0';
  return zg_arena_strdup(chat->arena, text);
}

/* Packs keep times as seconds; what lies within a year of now is one. */
static bool is_time(const struct zg_chat *chat, const struct cJSON *node) {
  const int64_t year = INT64_C(366) * 24 * 3600, now = chat->stage.now / 1000;
  int64_t seconds = zg_json_integer(node);
  return zg_json_kind(node) == ZG_JSON_INTEGER && now > year && seconds > now - year &&
         seconds < now + year;
}

/* A value on one line. */
static void write_flat(struct zg_chat *chat, const struct cJSON *node, struct zg_bytes *out) {
  struct zg_money money = {0};
  char text[ZG_MONEY_TEXT];
  enum zg_json_kind kind = zg_json_kind(node);
  if (zg_values_money(node, &money)) {
    zg_money_format(money, text);
    zg_bytes_add_text(out, zg_chat_price(chat->arena, text, money.currency));
  } else if (kind == ZG_JSON_STRING) {
    zg_bytes_add_text(out, zg_json_string(node));
  } else if (is_time(chat, node)) {
    zg_bytes_add_text(out, zg_chat_time(chat, zg_json_integer(node) * 1000));
  } else if (kind != ZG_JSON_ARRAY && kind != ZG_JSON_OBJECT) {
    zg_json_write(node, out);
  } else {
    for (const struct cJSON *m = zg_json_first(node); m != NULL; m = zg_json_next(m)) {
      bool nested = zg_json_kind(m) == ZG_JSON_OBJECT;
      if (kind == ZG_JSON_OBJECT) zg_bytes_printf(out, "%s ", zg_json_key(m));
      if (nested) zg_bytes_add_char(out, '(');
      write_flat(chat, m, out);
      zg_bytes_add_text(out, nested ? ")" : "");
      if (zg_json_next(m) != NULL) zg_bytes_add_text(out, ", ");
    }
  }
}

static const char *flat(struct zg_chat *chat, const struct cJSON *node) {
  struct zg_bytes out = {0};
  write_flat(chat, node, &out);
  const char *text = zg_arena_strndup(chat->arena, out.len > 0 ? out.data : "", out.len);
  zg_bytes_fini(&out);
  return text;
}

void zg_chat_write_tree(struct zg_chat *chat, const struct cJSON *node, int indent,
                        struct zg_bytes *out) {
  struct zg_money money = {0};
  for (const struct cJSON *m = zg_json_first(node); m != NULL; m = zg_json_next(m)) {
    bool branch = zg_json_kind(m) == ZG_JSON_OBJECT && !zg_values_money(m, &money);
    zg_bytes_printf(out, "\n%*s%s:", indent, "", zg_json_key(m));
    if (branch) {
      zg_chat_write_tree(chat, m, indent + 2, out);
    } else {
      zg_bytes_add_char(out, ' ');
      write_flat(chat, m, out);
    }
  }
}

/* ---- actions, but replies */

static const char *text_of(const struct cJSON *data, const char *a, const char *b) {
  const char *text = zg_json_text(data, a, b);
  return text != NULL ? text : "?";
}

static const char *price_of(struct zg_chat *chat, const struct cJSON *data, const char *field) {
  return zg_chat_price(chat->arena, zg_json_text(data, field, NULL),
                       zg_json_text(data, "currency", NULL));
}

static const char *tell_offer(struct zg_chat *chat, const struct cJSON *data) {
  bool list = zg_json_text(data, "list_price", NULL) != NULL;
  return zg_arena_printf(chat->arena, "offers %s for %s%s%s%s", price_of(chat, data, "price"),
                         text_of(data, "item", "sku"), list ? ", which lists at " : "",
                         list ? price_of(chat, data, "list_price") : "",
                         zg_json_true(zg_json_get(data, "final")) ? "; that is the last price"
                                                                  : "");
}

static const char *tell_accept(struct zg_chat *chat, const struct cJSON *data) {
  return zg_arena_printf(chat->arena, "accepts %s for %s", price_of(chat, data, "price"),
                         text_of(data, "item", "sku"));
}

static const char *tell_decline(struct zg_chat *chat, const struct cJSON *data) {
  return zg_arena_printf(chat->arena, "declines %s for %s", price_of(chat, data, "price"),
                         text_of(data, "item", "sku"));
}

static const char *tell_gift(struct zg_chat *chat, const struct cJSON *data) {
  return zg_arena_printf(chat->arena, "gives %s with %s", text_of(data, "gift", NULL),
                         text_of(data, "item", "sku"));
}

static const char *tell_courier(struct zg_chat *chat, const struct cJSON *data) {
  return zg_arena_printf(chat->arena, "sends it by %s for %s", text_of(data, "courier", NULL),
                         price_of(chat, data, "fee"));
}

static const char *of_order(struct zg_chat *chat, const struct cJSON *data) {
  const char *order = zg_json_text(data, "order", "id");
  return order != NULL ? zg_arena_printf(chat->arena, ", order %s", order) : "";
}

static const char *tell_alert(struct zg_chat *chat, const struct cJSON *data) {
  const char *text = zg_json_text(data, "text", NULL);
  bool said = text != NULL && text[0] != '\0';
  return zg_arena_printf(chat->arena, "alerts you: %s (%s%s)%s%s", text_of(data, "kind", NULL),
                         text_of(data, "severity", NULL), of_order(chat, data), said ? ": " : "",
                         said ? text : "");
}

static const char *tell_clear(struct zg_chat *chat, const struct cJSON *data) {
  return zg_arena_printf(chat->arena, "takes the alert back: %s%s", text_of(data, "kind", NULL),
                         of_order(chat, data));
}

static const char *tell_handoff(struct zg_chat *chat, const struct cJSON *data) {
  return zg_arena_printf(chat->arena, "hands over to you: %s", text_of(data, "reason", NULL));
}

static const char *tell_action(struct zg_chat *chat, const struct cJSON *action) {
  static const struct {
    const char *type;
    const char *(*tell)(struct zg_chat *chat, const struct cJSON *data);
  } known[] = {{"offer.make", tell_offer},       {"offer.accept", tell_accept},
               {"offer.decline", tell_decline},  {"gift.offer", tell_gift},
               {"courier.choose", tell_courier}, {"alert.raise", tell_alert},
               {"alert.clear", tell_clear},      {"handoff.request", tell_handoff}};
  const char *type = zg_json_text(action, "type", NULL);
  const struct cJSON *data = zg_json_get(action, "data");
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strcmp(known[i].type, type) == 0) return known[i].tell(chat, data);
  return zg_arena_printf(chat->arena, "%s: %s", type, flat(chat, data));
}

/* ---- what the shop did */

static bool is_reply(const struct cJSON *action) {
  return strcmp(zg_json_text(action, "type", NULL), "message.send") == 0;
}

static void show_reply(struct zg_chat *chat, const struct cJSON *action) {
  const struct cJSON *data = zg_json_get(action, "data");
  const char *to = zg_json_text(data, "conversation", "id");
  bool here = to == NULL || strcmp(to, chat->conversation) == 0;
  if (chat->colours) fputs(BOLD, stdout);
  print_clean(zg_stage_shop(&chat->stage)->name, "");
  if (chat->colours) fputs(PLAIN, stdout);
  if (!here) print_clean(zg_arena_printf(chat->arena, " to %s", to), "");
  fputs(": ", stdout);
  print_line(chat, "", text_of(data, "text", NULL), "  ");
}

/* For programs: as it goes out, but for characters that a terminal might take as its own. */
static void show_json(struct zg_chat *chat, const struct cJSON *action) {
  for (const char *at = zg_json_print(chat->arena, action); *at != '\0'; at++) {
    const unsigned char *c = (const unsigned char *)at;
    bool c1 = c[0] == 0xc2 && steering(at) == 2;
    if (c1 || c[0] == 0x7f)
      printf("\\u%04x", c1 ? c[1] : c[0]);
    else
      putchar(*at);
    at += c1;
  }
  putchar('\n');
}

void zg_chat_show(struct zg_chat *chat, const struct cJSON *actions) {
  char passed[ZG_TIME_TEXT];
  if (chat->json) {
    for (const struct cJSON *a = zg_json_first(actions); a != NULL; a = zg_json_next(a))
      show_json(chat, a);
    return;
  }
  zg_duration_format(chat->stage.now - chat->shown, passed);
  if (chat->stage.now > chat->shown) zg_chat_note(chat, "(%s later)", passed);
  chat->shown = chat->stage.now;
  for (const struct cJSON *a = zg_json_first(actions); a != NULL; a = zg_json_next(a))
    if (is_reply(a)) show_reply(chat, a);
  for (const struct cJSON *a = zg_json_first(actions); a != NULL; a = zg_json_next(a))
    if (!is_reply(a)) zg_chat_note(chat, "  %s", tell_action(chat, a));
}
