/* What several checks ask. */
#include <string.h>

#include "data/json.h"
#include "rules/check/checking.h"

struct zg_place zg_place_of_rule(const struct zg_rule *rule) {
  return (struct zg_place){
      .file = rule->file, .line = rule->line, .pack = rule->pack->name, .rule = rule->name};
}

/* Behind `name =`, up to the next name; the language's own file comes before others. */
struct zg_place zg_place_of_text(const struct zg_checking *c, const struct zg_texts *texts,
                                 const char *text) {
  const char *file = zg_arena_printf(c->work, "%s/text/%s.lua", c->pack->dir, texts->language);
  struct zg_place place = {.file = file, .pack = c->pack->name};
  bool inside = false;
  for (const struct zg_word *word = c->texts.words; word->kind != ZG_WORD_END; word++) {
    if (strcmp(word->file, file) != 0) continue;
    if (word->kind == ZG_WORD_NAME) inside = strcmp(word->text, texts->name) == 0;
    if (inside && (place.line == 0 || strcmp(word->text, text) == 0)) place.line = word->line;
  }
  return place;
}

const char *zg_check_alike(struct zg_checking *c, const char *text) {
  return zg_text_normalise(c->text, c->work, text, strlen(text), NULL);
}

struct zg_heard *zg_check_heard(struct zg_checking *c, const struct zg_condition *condition,
                                size_t *count) {
  const char *written = condition->said;
  if (written == NULL) written = zg_json_string(condition->value);
  *count = condition->phrase_count;
  struct zg_heard *heard = zg_arena_alloc(c->work, (*count + 1) * sizeof *heard);
  for (size_t i = 0; i < *count; i++, written += strlen(written) + 1)
    heard[i] = (struct zg_heard){.written = written, .alike = zg_check_alike(c, written)};
  return heard;
}

bool zg_check_listens(const struct zg_checking *c, const char *name) {
  for (const struct zg_word *word = c->code.words; word->kind != ZG_WORD_END; word++)
    if (zg_word_is(word, "text") && zg_word_is(word + 1, ".") && zg_word_is(word + 2, name))
      return true;
  return false;
}

/* A list that is kept under a name, or used in a function, may be for something else, too. */
bool zg_check_only_listens(const struct zg_checking *c, const char *name) {
  const struct zg_word *words = c->code.words;
  bool some = false;
  for (size_t i = 0; i < c->code.count; i++) {
    if (!zg_word_is(&words[i], "text") || !zg_word_is(&words[i + 1], ".") ||
        !zg_word_is(&words[i + 2], name))
      continue;
    if (words[i].depth > 0 || (i > 0 && zg_word_is(&words[i - 1], "="))) return false;
    some = true;
  }
  return some;
}
