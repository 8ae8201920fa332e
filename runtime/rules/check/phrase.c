/* Phrases of a `says` that change nothing: twice the same, or one that holds another of its list,
 * which is found wherever it is. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rules/check/checking.h"

enum { LONGEST = 32 * 1024, MOST = 20000 };

/* Whether whoever says `phrase` says `part`, too: a letter or digit of ASCII begins a word. */
static bool holds(const char *phrase, const char *part) {
  for (const char *at = strstr(phrase, part); at != NULL; at = strstr(at + 1, part)) {
    bool begins = isalnum((unsigned char)part[0]) == 0 || (unsigned char)part[0] >= 0x80;
    if (begins || at == phrase || (unsigned char)at[-1] >= 0x80 || !isalnum((unsigned char)at[-1]))
      return true;
  }
  return false;
}

/* Where the phrase stands: in the texts that hold all of it, else at the rule. */
static struct zg_place place_of(struct zg_checking *c, const struct zg_rule *rule,
                                const char *written) {
  for (const struct zg_texts *t = c->pack->texts; t != NULL; t = t->next)
    for (size_t i = 0; i < t->count; i++)
      if (strcmp(t->variants[i], written) == 0 && zg_check_listens(c, t->name)) {
        struct zg_place place = zg_place_of_text(c, t, written);
        place.rule = rule->name;
        return place;
      }
  struct zg_place place = zg_place_of_rule(rule);
  for (const struct zg_word *word = c->code.words; word->kind != ZG_WORD_END; word++)
    if (word->kind == ZG_WORD_STRING && strcmp(word->file, rule->file) == 0 &&
        strcmp(word->text, written) == 0 && word->line >= rule->line) {
      place.line = word->line;
      break;
    }
  return place;
}

/* The first phrase that makes this one needless, or NULL. Of two alike it is the later one. */
static const struct zg_heard *needless(struct zg_heard *heard, size_t count, size_t at,
                                       const uint64_t *hits) {
  for (size_t i = 0; i < count; i++) {
    if ((hits[i / 64] >> (i % 64) & 1) == 0 || i == at) continue;
    bool same = strcmp(heard[i].alike, heard[at].alike) == 0;
    if (same ? i < at : holds(heard[at].alike, heard[i].alike)) return &heard[i];
  }
  return NULL;
}

static void look_at_list(struct zg_checking *c, const struct zg_rule *rule, struct zg_heard *heard,
                         size_t count) {
  struct zg_phrases *phrases = zg_phrases_new();
  size_t words = count / 64 + 1;
  uint64_t *hits = zg_arena_alloc(c->work, words * sizeof *hits);
  for (size_t i = 0; i < count; i++)
    zg_phrases_add(phrases, (uint32_t)i, heard[i].alike, strlen(heard[i].alike));
  zg_phrases_build(phrases);
  for (size_t i = 0; i < count && !zg_found_enough(c); i++) {
    if (!zg_check_spend(c, words + strlen(heard[i].alike))) break;
    memset(hits, 0, words * sizeof *hits);
    zg_phrases_scan(phrases, heard[i].alike, strlen(heard[i].alike), hits);
    const struct zg_heard *other = needless(heard, count, i, hits);
    if (other == NULL) continue;
    bool same = strcmp(other->alike, heard[i].alike) == 0;
    zg_found(c, place_of(c, rule, heard[i].written), "leave it out",
             same ? "the phrase \"%.80s\" is there twice, the other time as \"%.80s\""
                  : "the phrase \"%.80s\" is never needed: \"%.80s\" is found in it",
             heard[i].written, other->written);
  }
  zg_phrases_free(phrases);
}

static void look(struct zg_checking *c, const struct zg_rule *rule,
                 const struct zg_condition *condition) {
  if (condition == NULL) return;
  for (const struct zg_condition *i = condition->first; i != NULL; i = i->next)
    look(c, rule, i);
  if (condition->kind != ZG_WHEN_TEST || condition->op != ZG_OP_SAYS) return;
  size_t count = 0;
  struct zg_heard *heard = zg_check_heard(c, condition, &count);
  for (size_t i = 0; i < count; i++)
    if (strlen(heard[i].alike) > LONGEST)
      zg_found(c, place_of(c, rule, heard[i].written), "make it shorter",
               "the phrase \"%.40s…\" is longer than what a buyer writes in one turn",
               heard[i].written);
  if (count > 1 && count <= MOST) look_at_list(c, rule, heard, count);
}

void zg_check_phrase(struct zg_checking *c) {
  for (size_t i = 0; i < c->pack->rule_count; i++)
    look(c, c->pack->rules[i], c->pack->rules[i]->when);
}
