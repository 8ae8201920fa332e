#include "cli/replay/acts.h"

#include <string.h>

#include "cli/plain.h"
#include "cli/replay/report_words.h"
#include "data/json.h"

static void add_part(struct zg_bytes *out, const char *before, const char *text) {
  if (text == NULL) return;
  zg_bytes_add_text(out, before);
  zg_plain_add(out, text);
}

static const char *value(const struct cJSON *data, const char *key) {
  const struct cJSON *node = zg_json_get(data, key);
  return zg_json_string(node) != NULL ? zg_json_string(node) : zg_json_literal(node);
}

static void add_price(struct zg_bytes *out, const char *word, const struct cJSON *data,
                      const char *key) {
  zg_bytes_add_text(out, word);
  add_part(out, " ", value(data, key));
  add_part(out, " ", value(data, "currency"));
}

void zg_report_act(enum zg_tongue tongue, const struct cJSON *act, struct zg_bytes *out) {
  const char *type = zg_json_text(act, "type", NULL);
  const struct cJSON *data = zg_json_get(act, "data");
  if (type == NULL) return;
  if (strcmp(type, "message.send") == 0) {
    add_part(out, "“", value(data, "text"));
    zg_bytes_add_text(out, "”");
  } else if (strcmp(type, "offer.make") == 0) {
    add_price(out, zg_report_word(tongue, ZG_WORD_ACT_OFFER), data, "price");
    if (value(data, "list_price") != NULL) {
      zg_bytes_printf(out, " (%s", zg_report_word(tongue, ZG_WORD_ACT_LIST));
      add_part(out, " ", value(data, "list_price"));
      zg_bytes_add_char(out, ')');
    }
  } else if (strcmp(type, "offer.accept") == 0) {
    add_price(out, zg_report_word(tongue, ZG_WORD_ACT_ACCEPT), data, "price");
  } else if (strcmp(type, "offer.decline") == 0) {
    add_price(out, zg_report_word(tongue, ZG_WORD_ACT_DECLINE), data, "price");
  } else if (strcmp(type, "gift.offer") == 0) {
    zg_bytes_add_text(out, zg_report_word(tongue, ZG_WORD_ACT_GIFT));
    add_part(out, " ", value(data, "gift"));
  } else if (strcmp(type, "handoff.request") == 0) {
    zg_bytes_add_text(out, zg_report_word(tongue, ZG_WORD_ACT_HANDOFF));
    add_part(out, ": ", value(data, "reason"));
  } else if (strcmp(type, "alert.raise") == 0) {
    zg_bytes_add_text(out, zg_report_word(tongue, ZG_WORD_ACT_ALERT));
    add_part(out, " ", value(data, "kind"));
    add_part(out, ": ", value(data, "text"));
  } else if (strcmp(type, "alert.clear") == 0) {
    zg_bytes_add_text(out, zg_report_word(tongue, ZG_WORD_ACT_CLEAR));
    add_part(out, " ", value(data, "kind"));
  } else if (strcmp(type, "courier.choose") == 0) {
    zg_bytes_add_text(out, zg_report_word(tongue, ZG_WORD_ACT_COURIER));
    add_part(out, " ", value(data, "courier"));
    add_price(out, ",", data, "fee");
  } else {
    zg_plain_add(out, type);
  }
}

int zg_report_acts(enum zg_tongue tongue, const char *json,
                   void (*line)(void *arg, const char *text), void *arg) {
  struct zg_arena *arena = zg_arena_new_small();
  struct zg_bytes text = {0};
  struct cJSON *list = NULL;
  int count = 0;
  if (json != NULL) zg_json_parse_own(arena, json, strlen(json), &list, NULL);
  for (const struct cJSON *act = zg_json_first(list); act != NULL; act = zg_json_next(act)) {
    zg_bytes_clear(&text);
    zg_report_act(tongue, act, &text);
    line(arg, text.data != NULL ? text.data : "");
    count++;
  }
  zg_bytes_fini(&text);
  zg_arena_free(arena);
  return count;
}
