#include "engine/story_words.h"

#include <string.h>

#include "data/json.h"

static const struct expectation {
  const char *word, *type;
} expectations[] = {
    {"shop", "message.send"},      {"offers", "offer.make"},  {"accepts", "offer.accept"},
    {"declines", "offer.decline"}, {"gives", "gift.offer"},   {"hands_off", "handoff.request"},
    {"alerts", "alert.raise"},     {"clears", "alert.clear"},
};
enum { EXPECTATIONS = sizeof expectations / sizeof expectations[0] };

const char *zg_story_type(const char *word) {
  for (size_t i = 0; i < EXPECTATIONS; i++)
    if (strcmp(expectations[i].word, word) == 0) return expectations[i].type;
  return NULL;
}

const char *zg_story_word(const char *type) {
  for (size_t i = 0; i < EXPECTATIONS; i++)
    if (strcmp(expectations[i].type, type) == 0) return expectations[i].word;
  return NULL;
}

const struct zg_pack *zg_story_pack(const struct zg_shop *shop, const struct cJSON *action) {
  const char *name = zg_json_text(action, "pack", NULL);
  return name != NULL ? zg_shop_pack(shop, name) : NULL;
}

/* Whether `text` is `variant` with something in its {blanks}. */
static bool fills(const char *variant, const char *text) {
  const char *open = strchr(variant, '{'), *close = open != NULL ? strchr(open, '}') : NULL;
  if (close == NULL) return strcmp(variant, text) == 0;
  if (strncmp(variant, text, (size_t)(open - variant)) != 0) return false;
  for (const char *rest = text + (open - variant);; rest++) {
    if (fills(close + 1, rest)) return true;
    if (*rest == '\0') return false;
  }
}

bool zg_story_says(const struct zg_pack *pack, const char *wanted, const char *text) {
  bool name = false;
  for (const struct zg_texts *t = pack != NULL ? pack->texts : NULL; t != NULL; t = t->next) {
    if (strcmp(t->name, wanted) != 0) continue;
    name = true;
    for (size_t i = 0; i < t->count; i++)
      if (fills(t->variants[i], text)) return true;
  }
  return !name && strstr(text, wanted) != NULL;
}

/* How many bytes of the variant are its own, and no blanks. */
static size_t own_bytes(const char *variant) {
  size_t count = 0;
  for (const char *at = variant; *at != '\0'; at++) {
    const char *close = *at == '{' ? strchr(at, '}') : NULL;
    if (close != NULL)
      at = close;
    else
      count++;
  }
  return count;
}

const char *zg_story_name(const struct zg_pack *pack, const char *text) {
  const char *name = NULL;
  size_t most = 0;
  for (const struct zg_texts *t = pack != NULL ? pack->texts : NULL; t != NULL; t = t->next)
    for (size_t i = 0; i < t->count; i++) {
      size_t own = own_bytes(t->variants[i]);
      if (own <= most || !fills(t->variants[i], text)) continue;
      name = t->name;
      most = own;
    }
  return name;
}
