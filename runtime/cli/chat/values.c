#include "cli/chat/values.h"

#include <string.h>

#include "base/clock.h"
#include "data/json.h"
#include "data/zone.h"
#include "rules/values.h"

/* With the sign, in either language: in a note a price is not part of a sentence. */
const char *zg_chat_price(struct zg_arena *arena, const char *price, const char *currency) {
  struct zg_money money = {0};
  char text[ZG_MONEY_SHOWN];
  if (price == NULL) return "?";
  if (currency == NULL || !zg_currency_valid(currency) ||
      zg_money_parse(price, currency, &money) < 0)
    return price;
  zg_money_show(money, "en", text);
  return zg_arena_strdup(arena, text);
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

const char *zg_chat_flat(struct zg_chat *chat, const struct cJSON *node) {
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
