/* Rules in one another's way: one that another leaves nothing, and two of different packs of which
 * only the packs' names say which comes first. */
#include <string.h>

#include "data/event.h"
#include "data/json.h"
#include "rules/check/checking.h"

enum { RULES = 1000 };

/* ---- Whether one condition follows from another */

static bool same_text(const char *a, const char *b) {
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether every phrase of `narrow` is one that `wide` hears. */
static bool hears_all(struct zg_checking *c, const struct zg_condition *wide,
                      const struct zg_condition *narrow) {
  size_t some = 0, count = 0;
  if (!zg_check_spend(c, wide->phrase_count * narrow->phrase_count)) return false;
  struct zg_heard *heard = zg_check_heard(c, wide, &some);
  struct zg_heard *said = zg_check_heard(c, narrow, &count);
  for (size_t i = 0; i < count; i++) {
    bool found = false;
    for (size_t j = 0; j < some && !found; j++)
      found = strcmp(said[i].alike, heard[j].alike) == 0;
    if (!found) return false;
  }
  return true;
}

static bool follows(struct zg_checking *c, const struct zg_condition *wide,
                    const struct zg_condition *narrow);

static bool same_list(struct zg_checking *c, const struct zg_condition *a,
                      const struct zg_condition *b) {
  const struct zg_condition *i = a->first, *j = b->first;
  for (; i != NULL && j != NULL; i = i->next, j = j->next)
    if (!follows(c, i, j) || !follows(c, j, i)) return false;
  return i == NULL && j == NULL;
}

/* Whether `wide` holds wherever `narrow` does, as far as their shape tells. */
static bool follows(struct zg_checking *c, const struct zg_condition *wide,
                    const struct zg_condition *narrow) {
  if (!zg_check_spend(c, 1)) return false;
  if (wide->kind == ZG_WHEN_TEST && narrow->kind == ZG_WHEN_TEST) {
    if (!same_text(wide->path, narrow->path)) return false;
    if (wide->op == ZG_OP_PRESENT && narrow->op != ZG_OP_ABSENT && narrow->op != ZG_OP_IS_NOT)
      return true;
    if (wide->op != narrow->op || wide->duration != narrow->duration) return false;
    if (wide->op == ZG_OP_SAYS) return hears_all(c, wide, narrow);
    return (wide->value == NULL && narrow->value == NULL) ||
           (zg_json_kind(wide->value) == zg_json_kind(narrow->value) &&
            zg_json_hash(wide->value) == zg_json_hash(narrow->value));
  }
  return wide->kind == narrow->kind && wide->kind != ZG_WHEN_TEST && same_list(c, wide, narrow);
}

/* Whether one of what `narrow` wants makes `wide` hold. */
static bool wanted(struct zg_checking *c, const struct zg_condition *wide,
                   const struct zg_condition *narrow) {
  if (narrow == NULL) return false;
  if (follows(c, wide, narrow)) return true;
  if (narrow->kind != ZG_WHEN_ALL) return false;
  for (const struct zg_condition *i = narrow->first; i != NULL; i = i->next)
    if (wanted(c, wide, i)) return true;
  return false;
}

static bool weaker(struct zg_checking *c, const struct zg_condition *wide,
                   const struct zg_condition *narrow) {
  if (wide == NULL) return true;
  if (wide->kind != ZG_WHEN_ALL) return wanted(c, wide, narrow);
  for (const struct zg_condition *i = wide->first; i != NULL; i = i->next)
    if (!weaker(c, i, narrow)) return false;
  return true;
}

/* ---- Pairs of rules */

static bool listens_to_all(const struct zg_rule *a, const struct zg_rule *b) {
  for (size_t i = 0; i < b->on_count; i++) {
    bool found = false;
    for (size_t j = 0; j < a->on_count && !found; j++)
      found = strcmp(a->on[j], b->on[i]) == 0 || zg_type_matches(a->on[j], b->on[i]);
    if (!found) return false;
  }
  return true;
}

/* Whether they claim the same thing for the same turn. */
static bool compete(const struct zg_rule *a, const struct zg_rule *b) {
  return a->claims != NULL && same_text(a->claims, b->claims) && a->settle == b->settle &&
         a->scope == b->scope && a->unless == NULL && b->unless == NULL;
}

/* Whether its function may end without an action: "return" before "end", "{}", or nil. The first
 * rule then leaves the turn to the second on purpose. Where it cannot be told, it may. */
static bool may_pass(const struct zg_checking *c, const struct zg_rule *rule) {
  const struct zg_word *word = c->code.words;
  bool answers = false;
  while (word->kind != ZG_WORD_END && (strcmp(word->file, rule->file) != 0 ||
                                       word->line < rule->line || !zg_word_is(word, "run")))
    word++;
  for (; word->kind != ZG_WORD_END && !zg_word_is(word, "rule"); word++) {
    if (zg_word_is(word, "if") || zg_word_is(word, "for") || zg_word_is(word, "while") ||
        zg_word_is(word, "and") || zg_word_is(word, "or"))
      return true;
    if (!zg_word_is(word, "return")) continue;
    if (!zg_word_is(word + 1, "{") || zg_word_is(word + 2, "}")) return true;
    answers = true;
  }
  return !answers;
}

void zg_check_shadow(struct zg_checking *c) {
  const struct zg_pack *pack = c->pack;
  if (pack->rule_count > RULES) return;
  for (size_t i = 0; i < pack->rule_count; i++)
    for (size_t j = 0; j < pack->rule_count; j++) {
      const struct zg_rule *first = pack->rules[i], *second = pack->rules[j];
      bool before = first->index < second->index;
      if (!before || !compete(first, second) || !listens_to_all(first, second) ||
          (second->with_human && !first->with_human) || may_pass(c, first) ||
          !weaker(c, first->when, second->when))
        continue;
      zg_found(c, zg_place_of_rule(second),
               zg_arena_printf(c->work,
                               "give it a priority above %d, or the other one more "
                               "conditions",
                               first->priority),
               "it never answers: the rule \"%s\" comes first, wants no more, and claims \"%s\"",
               first->name, first->claims);
    }
}

/* ---- Rules of two packs */

/* The test that message.text says something, among all that must hold. */
static const struct zg_condition *heard_by(const struct zg_condition *condition) {
  if (condition == NULL) return NULL;
  if (condition->kind == ZG_WHEN_TEST)
    return condition->op == ZG_OP_SAYS && strcmp(condition->path, "message.text") == 0 ? condition
                                                                                       : NULL;
  for (const struct zg_condition *i = condition->first; i != NULL && condition->kind == ZG_WHEN_ALL;
       i = i->next)
    if (heard_by(i) != NULL) return heard_by(i);
  return NULL;
}

/* A phrase that both hear, as the second has written it, or NULL. */
static const char *shared_phrase(struct zg_checking *c, const struct zg_condition *a,
                                 const struct zg_condition *b) {
  size_t some = 0, count = 0;
  if (a == NULL || b == NULL || !zg_check_spend(c, a->phrase_count * b->phrase_count)) return NULL;
  struct zg_heard *x = zg_check_heard(c, a, &some), *y = zg_check_heard(c, b, &count);
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < some; j++)
      if (strcmp(x[j].alike, y[i].alike) == 0) return y[i].written;
  return NULL;
}

void zg_check_order(struct zg_checking *c) {
  const struct zg_shop *shop = c->shop;
  if (shop->rule_count > RULES) return;
  for (size_t i = 0; i < shop->rule_count; i++)
    for (size_t j = i + 1; j < shop->rule_count; j++) {
      const struct zg_rule *a = shop->rules[i], *b = shop->rules[j];
      if (a->pack == b->pack || a->priority != b->priority || !compete(a, b) ||
          (!listens_to_all(a, b) && !listens_to_all(b, a)))
        continue;
      const char *phrase = shared_phrase(c, heard_by(a->when), heard_by(b->when));
      if (phrase == NULL) continue;
      zg_found(
          c, zg_place_of_rule(b), "give one of them another priority",
          "\"%.80s\" is for the rule \"%s\" of the pack %s, too, and only the packs' names say "
          "that it comes first",
          phrase, a->name, a->pack->name);
    }
}
