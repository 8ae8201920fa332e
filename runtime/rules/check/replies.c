/* The texts that a pack says: nobody says them, they lack a language, or they are too long. */
#include <string.h>

#include "data/json.h"
#include "rules/check/checking.h"

enum { LONGEST = 500 /* characters that every platform takes */, LANGUAGES = 16 };

static bool is_first(const struct zg_pack *pack, const struct zg_texts *texts) {
  for (const struct zg_texts *t = pack->texts; t != texts; t = t->next)
    if (strcmp(t->name, texts->name) == 0) return false;
  return true;
}

void zg_check_unsaid(struct zg_checking *c) {
  for (const struct zg_texts *t = c->pack->texts; t != NULL && !zg_found_enough(c); t = t->next) {
    if (!zg_check_spend(c, c->code.count)) return;
    if (!is_first(c->pack, t) || zg_source_makes(&c->code, t->name)) continue;
    zg_found(c, zg_place_of_text(c, t, t->variants[0]), "say it, or remove it",
             "the text \"%.80s\" is named nowhere in the pack", t->name);
  }
}

static bool has(const struct zg_pack *pack, const char *name, const char *language) {
  for (const struct zg_texts *t = pack->texts; t != NULL; t = t->next)
    if (strcmp(t->name, name) == 0 && strcmp(t->language, language) == 0) return true;
  return false;
}

void zg_check_language(struct zg_checking *c) {
  const char *languages[LANGUAGES];
  size_t count = 0;
  for (const struct zg_texts *t = c->pack->texts; t != NULL; t = t->next) {
    bool known = false;
    for (size_t i = 0; i < count && !known; i++)
      known = strcmp(languages[i], t->language) == 0;
    if (!known && count < LANGUAGES) languages[count++] = t->language;
  }
  for (const struct zg_texts *t = c->pack->texts; t != NULL && !zg_found_enough(c); t = t->next) {
    if (!is_first(c->pack, t) || zg_check_listens(c, t->name)) continue;
    for (size_t i = 0; i < count; i++)
      if (!has(c->pack, t->name, languages[i]))
        zg_found(c, zg_place_of_text(c, t, t->variants[0]),
                 zg_arena_printf(c->work, "write it in text/%s.lua, too", languages[i]),
                 "the reply \"%.80s\" is there in %s, and not in %s", t->name, t->language,
                 languages[i]);
  }
}

static size_t count_chars(const char *text) {
  size_t count = 0;
  for (; *text != '\0'; text++)
    count += ((unsigned char)*text & 0xC0) != 0x80;
  return count;
}

void zg_check_length(struct zg_checking *c) {
  const struct cJSON *limits = zg_json_get(c->shop->declared, "limits");
  int64_t most = zg_json_integer(zg_json_get(limits, "text_length"));
  if (most <= 0) most = LONGEST;
  for (const struct zg_texts *t = c->pack->texts; t != NULL; t = t->next)
    for (size_t i = 0; i < t->count && !zg_found_enough(c); i++) {
      size_t chars = count_chars(t->variants[i]);
      if ((int64_t)chars <= most || zg_check_listens(c, t->name)) continue;
      zg_found(c, zg_place_of_text(c, t, t->variants[i]), "shorten it, or say it in two",
               "the reply \"%.80s\" has %zu characters; a platform takes %lld", t->name, chars,
               (long long)most);
    }
}
