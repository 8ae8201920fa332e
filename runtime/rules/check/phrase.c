/* Phrases of a `says` that change nothing: twice the same, or one that holds another of its list,
 * which is found wherever it is. A list is what somebody has written as one: the phrases of a text
 * in one language, or those that stand in a rule. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rules/check/checking.h"

enum { LONGEST = 32 * 1024 /* bytes of a settled turn */, MOST = 20000 };

struct list {
  struct zg_heard *heard;
  int *lines;
  size_t count;
  struct zg_place place; /* without the line */
};

static struct list new_list(struct zg_checking *c, size_t most) {
  return (struct list){.heard = zg_arena_alloc(c->work, (most + 1) * sizeof(struct zg_heard)),
                       .lines = zg_arena_alloc(c->work, (most + 1) * sizeof(int))};
}

static void add(struct zg_checking *c, struct list *list, const char *written, int line) {
  list->heard[list->count] =
      (struct zg_heard){.written = written, .alike = zg_check_alike(c, written)};
  list->lines[list->count++] = line;
}

/* ---- Looking at a list */

/* Whether whoever says `phrase` says `part`, too: a letter or digit of ASCII begins a word. */
static bool holds(const char *phrase, const char *part) {
  for (const char *at = strstr(phrase, part); at != NULL; at = strstr(at + 1, part))
    if (at == phrase || !isalnum((unsigned char)part[0]) || !isalnum((unsigned char)at[-1]))
      return true;
  return false;
}

/* The first phrase that makes this one needless, or NULL. Of two alike it is the later one. */
static const struct zg_heard *needless(const struct list *list, size_t at, const uint64_t *hits) {
  const struct zg_heard *heard = list->heard;
  for (size_t i = 0; i < list->count; i++) {
    if ((hits[i / 64] >> (i % 64) & 1) == 0 || i == at) continue;
    bool same = strcmp(heard[i].alike, heard[at].alike) == 0;
    if (same ? i < at : holds(heard[at].alike, heard[i].alike)) return &heard[i];
  }
  return NULL;
}

static void tell(struct zg_checking *c, const struct list *list, size_t at,
                 const struct zg_heard *other) {
  const struct zg_heard *heard = &list->heard[at];
  struct zg_place place = list->place;
  place.line = list->lines[at];
  bool same = strcmp(other->alike, heard->alike) == 0;
  zg_found(c, place, "leave it out",
           same ? "the phrase \"%.80s\" is there twice, the other time as \"%.80s\""
                : "the phrase \"%.80s\" is never needed: \"%.80s\" is found in it",
           heard->written, other->written);
}

/* A character that is dropped before texts are compared, and seen by nobody; of those that make
 * one picture of several nobody need hear. */
static const char *unseen(struct zg_checking *c, const char *phrase) {
  static const char *const joining[] = {"\u200d", "\ufe0e", "\ufe0f"};
  for (const char *at = phrase; *at != '\0';) {
    size_t len = 1;
    bool joins = false;
    while (((unsigned char)at[len] & 0xC0) == 0x80)
      len++;
    const char *letter = zg_arena_strndup(c->work, at, len);
    for (size_t i = 0; i < sizeof joining / sizeof joining[0]; i++)
      joins = joins || strcmp(letter, joining[i]) == 0;
    if ((unsigned char)*at >= 0x80 && !joins && zg_check_alike(c, letter)[0] == '\0') return at;
    at += len;
  }
  return NULL;
}

/* What is wrong with a phrase by itself. */
static void look_at_phrase(struct zg_checking *c, const struct list *list, size_t at) {
  const struct zg_heard *heard = &list->heard[at];
  struct zg_place place = list->place;
  place.line = list->lines[at];
  if (strlen(heard->alike) > LONGEST)
    zg_found(c, place, "make it shorter",
             "the phrase \"%.80s…\" is longer than what a buyer writes in one turn",
             heard->written);
  const char *hidden = unseen(c, heard->written);
  if (hidden != NULL)
    zg_found(c, place, "write it anew",
             "the phrase \"%.80s\" has a character that nobody sees, behind its first %d bytes",
             heard->written, (int)(hidden - heard->written));
}

static void look_at_list(struct zg_checking *c, const struct list *list) {
  if (list->count > MOST) return;
  struct zg_phrases *phrases = zg_phrases_new();
  size_t words = list->count / 64 + 1;
  uint64_t *hits = zg_arena_alloc(c->work, words * sizeof *hits);
  for (size_t i = 0; i < list->count; i++)
    zg_phrases_add(phrases, (uint32_t)i, list->heard[i].alike, strlen(list->heard[i].alike));
  zg_phrases_build(phrases);
  for (size_t i = 0; i < list->count && !zg_found_enough(c); i++) {
    const char *alike = list->heard[i].alike;
    if (!zg_check_spend(c, words + strlen(alike))) break;
    memset(hits, 0, words * sizeof *hits);
    zg_phrases_scan(phrases, alike, strlen(alike), hits);
    const struct zg_heard *other = needless(list, i, hits);
    if (other != NULL) tell(c, list, i, other);
    look_at_phrase(c, list, i);
  }
  zg_phrases_free(phrases);
}

/* ---- The lists of a pack */

/* Calls `each` with every `says` of the rule, until it returns true. */
static bool any_says(struct zg_checking *c, const struct zg_rule *rule,
                     const struct zg_condition *condition,
                     bool (*each)(struct zg_checking *c, const struct zg_rule *rule,
                                  const struct zg_heard *heard, size_t count, const void *arg),
                     const void *arg) {
  if (condition == NULL) return false;
  for (const struct zg_condition *i = condition->first; i != NULL; i = i->next)
    if (any_says(c, rule, i, each, arg)) return true;
  if (condition->kind != ZG_WHEN_TEST || condition->op != ZG_OP_SAYS) return false;
  size_t count = 0;
  const struct zg_heard *heard = zg_check_heard(c, condition, &count);
  return zg_check_spend(c, count) && each(c, rule, heard, count, arg);
}

static bool hears_text(struct zg_checking *c, const struct zg_rule *rule,
                       const struct zg_heard *heard, size_t count, const void *arg) {
  const struct zg_texts *texts = arg;
  bool first = false, last = false;
  (void)c;
  (void)rule;
  for (size_t i = 0; i < count; i++) {
    first = first || strcmp(heard[i].written, texts->variants[0]) == 0;
    last = last || strcmp(heard[i].written, texts->variants[texts->count - 1]) == 0;
  }
  return first && last;
}

static void look_at_text(struct zg_checking *c, const struct zg_texts *texts) {
  struct list list = new_list(c, texts->count);
  bool heard = false;
  if (!zg_check_only_listens(c, texts->name)) return;
  for (size_t i = 0; i < c->pack->rule_count && !heard; i++)
    heard = any_says(c, c->pack->rules[i], c->pack->rules[i]->when, hears_text, texts);
  if (!heard) return;
  for (size_t i = 0; i < texts->count; i++) {
    list.place = zg_place_of_text(c, texts, texts->variants[i]);
    add(c, &list, texts->variants[i], list.place.line);
  }
  look_at_list(c, &list);
}

static int by_place(const void *left, const void *right) {
  const struct zg_word *const *a = left, *const *b = right;
  return (*a > *b) - (*a < *b);
}

/* The phrases that are written in the rule itself. */
static bool look_at_rule(struct zg_checking *c, const struct zg_rule *rule,
                         const struct zg_heard *heard, size_t count, const void *arg) {
  struct list list = new_list(c, count);
  const struct zg_word *begin = arg, *end = begin;
  while (end->kind != ZG_WORD_END && strcmp(end->file, rule->file) == 0 && !zg_word_is(end, "rule"))
    end++;
  list.place = zg_place_of_rule(rule);
  const struct zg_word **written = zg_arena_alloc(c->work, (count + 1) * sizeof *written);
  size_t places = 0;
  for (size_t i = 0; i < count; i++) {
    const struct zg_word *found = NULL;
    if (!zg_check_spend(c, (size_t)(end - begin))) return true;
    for (const struct zg_word *word = begin; word < end; word++)
      if (word->kind == ZG_WORD_STRING && strcmp(word->text, heard[i].written) == 0) found = word;
    if (found != NULL) written[places++] = found;
  }
  qsort(written, places, sizeof *written,
        by_place); /* rules keep those of the shop's language first */
  for (size_t i = 0; i < places; i++)
    add(c, &list, written[i]->text, written[i]->line);
  look_at_list(c, &list);
  return false;
}

void zg_check_phrase(struct zg_checking *c) {
  for (const struct zg_texts *t = c->pack->texts; t != NULL && !zg_found_enough(c); t = t->next)
    look_at_text(c, t);
  for (size_t i = 0; i < c->pack->rule_count; i++) {
    const struct zg_rule *rule = c->pack->rules[i];
    const struct zg_word *word = c->code.words;
    while (word->kind != ZG_WORD_END && (strcmp(word->file, rule->file) != 0 ||
                                         word->line < rule->line || !zg_word_is(word, "rule")))
      word++;
    if (word->kind != ZG_WORD_END) any_says(c, rule, rule->when, look_at_rule, word + 1);
  }
}
