/* Blanks of replies that are not filled in. Of a blank whose name the code does not make it is
 * certain; and where the code says a reply with a table that is written out, so it is of what the
 * table lacks. What is put together at run time is not understood. */
#include <string.h>

#include "rules/check/checking.h"
#include "rules/reply.h"

enum { KEYS = 64 };

static bool is_new(const struct zg_texts *t, size_t variant, const char *name) {
  char other[ZG_BLANK];
  for (size_t i = 0; i < variant; i++) {
    const char *start = NULL, *end = NULL;
    for (const char *at = t->variants[i]; zg_reply_blank(at, other, &start, &end); at = end)
      if (strcmp(other, name) == 0) return false;
  }
  return true;
}

static void look_at_names(struct zg_checking *c, const struct zg_texts *t) {
  char name[ZG_BLANK];
  const char *start = NULL, *end = NULL;
  for (size_t i = 0; i < t->count && !zg_found_enough(c); i++)
    for (const char *at = t->variants[i]; zg_reply_blank(at, name, &start, &end); at = end) {
      if (!zg_check_spend(c, c->code.count)) return;
      if (!is_new(t, i, name) || zg_source_makes(&c->code, name)) continue;
      zg_found(c, zg_place_of_text(c, t, t->variants[i]), "give it in say(…), or take it out",
               "nothing in the pack fills in the blank {%s} of \"%.80s\"", name, t->name);
    }
}

/* ---- say("name", { a = …, b = … }) */

struct given {
  const char *keys[KEYS];
  size_t count;
};

/* The names of the table that begins at `word`, "{". NULL when it is not one of names alone; else
 * the word behind it. */
static const struct zg_word *read_table(const struct zg_word *word, struct given *given) {
  int depth = 0;
  bool key = false;
  for (; word->kind != ZG_WORD_END; word++) {
    bool opens = word->kind == ZG_WORD_SIGN && strchr("{([", word->text[0]) != NULL;
    bool closes = word->kind == ZG_WORD_SIGN && strchr("})]", word->text[0]) != NULL;
    if (zg_word_is(word, "function")) return NULL;
    if (closes && --depth == 0) return word + 1;
    if (depth == 1 && key && !closes) {
      if (word->kind != ZG_WORD_NAME || !zg_word_is(word + 1, "=") || zg_word_is(word + 2, "=") ||
          given->count == KEYS)
        return NULL;
      given->keys[given->count++] = word->text;
    }
    key = (opens && depth == 0) ||
          (depth == 1 && word->kind == ZG_WORD_SIGN && strchr(",;", word->text[0]) != NULL);
    depth += opens;
  }
  return NULL;
}

static bool gives(const struct given *given, const char *name) {
  for (size_t i = 0; i < given->count; i++)
    if (strcmp(given->keys[i], name) == 0) return true;
  return false;
}

/* Whether a variant can be filled in; else `missing` is a blank of the last. */
static bool can_fill(const struct zg_texts *t, const struct given *given, char missing[ZG_BLANK]) {
  for (size_t i = 0; i < t->count; i++) {
    char name[ZG_BLANK];
    bool whole = true;
    const char *start = NULL, *end = NULL;
    for (const char *at = t->variants[i]; zg_reply_blank(at, name, &start, &end); at = end) {
      if (gives(given, name)) continue;
      whole = false;
      memcpy(missing, name, sizeof name);
    }
    if (whole) return true;
  }
  return false;
}

static void look_at_say(struct zg_checking *c, const struct zg_word *word) {
  const char *reply = word[2].text;
  const struct zg_word *end = word + 3;
  struct given given = {.count = 0};
  if (zg_word_is(end, ",") && zg_word_is(end + 1, "{")) end = read_table(end + 1, &given);
  if (end == NULL || !zg_word_is(end, ")")) return;
  for (const struct zg_texts *t = c->pack->texts; t != NULL; t = t->next) {
    char missing[ZG_BLANK] = "";
    if (strcmp(t->name, reply) != 0 || can_fill(t, &given, missing) ||
        !zg_source_makes(&c->code, missing))
      continue; /* of what nobody fills in it was told above */
    zg_found(c, (struct zg_place){.file = word->file, .line = word->line, .pack = c->pack->name},
             "give it here, or write a variant without it",
             "\"%.80s\" cannot be said in %s: nothing is given for its blank {%s}", reply,
             t->language, missing);
  }
}

void zg_check_blank(struct zg_checking *c) {
  for (const struct zg_texts *t = c->pack->texts; t != NULL; t = t->next)
    if (!zg_check_listens(c, t->name)) look_at_names(c, t);
  if (zg_source_declares(&c->code, "say")) return;
  for (const struct zg_word *word = c->code.words; word->kind != ZG_WORD_END; word++)
    if (zg_word_is(word, "say") && zg_word_is(word + 1, "(") && word[2].kind == ZG_WORD_STRING)
      look_at_say(c, word);
}
