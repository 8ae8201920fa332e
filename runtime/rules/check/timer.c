/* Timers that no rule waits for, rules that wait for a timer nobody sets, and packs without a
 * story. */
#include <string.h>

#include "base/folder.h"
#include "data/event.h"
#include "rules/check/checking.h"
#include "rules/story.h"

static const char prefix[] = "timer.";

/* The string that is the second argument of the call whose "(" is `word`, or NULL. */
static const struct zg_word *second_argument(const struct zg_word *word) {
  int depth = 0;
  for (; word->kind != ZG_WORD_END; word++) {
    if (word->kind != ZG_WORD_SIGN) continue;
    if (strchr("({[", word->text[0]) != NULL) depth++;
    if (strchr(")}]", word->text[0]) != NULL && --depth == 0) return NULL;
    if (depth != 1 || word->text[0] != ',') continue;
    bool whole = zg_word_is(word + 2, ",") || zg_word_is(word + 2, ")");
    return word[1].kind == ZG_WORD_STRING && whole ? word + 1 : NULL;
  }
  return NULL;
}

static bool is_heard(struct zg_checking *c, const char *name) {
  const char *type = zg_arena_printf(c->work, "%s%s", prefix, name);
  for (size_t i = 0; i < c->pack->rule_count; i++)
    for (size_t j = 0; j < c->pack->rules[i]->on_count; j++)
      if (zg_type_matches(c->pack->rules[i]->on[j], type)) return true;
  return false;
}

static void look_at_settings(struct zg_checking *c) {
  for (const struct zg_word *word = c->code.words; word->kind != ZG_WORD_END; word++) {
    if (!zg_word_is(word, ".") || !zg_word_is(word + 2, "(") ||
        (!zg_word_is(word + 1, "after") && !zg_word_is(word + 1, "at")))
      continue;
    const struct zg_word *name = second_argument(word + 2);
    if (name == NULL || is_heard(c, name->text)) continue;
    zg_found(c, (struct zg_place){.file = name->file, .line = name->line, .pack = c->pack->name},
             zg_arena_printf(c->work, "write a rule with on = \"timer.%.80s\"", name->text),
             "no rule waits for the timer \"%.80s\"", name->text);
  }
}

void zg_check_timer(struct zg_checking *c) {
  look_at_settings(c);
  for (size_t i = 0; i < c->pack->rule_count; i++) {
    const struct zg_rule *rule = c->pack->rules[i];
    for (size_t j = 0; j < rule->on_count; j++) {
      const char *on = rule->on[j], *name = on + sizeof prefix - 1;
      if (strncmp(on, prefix, sizeof prefix - 1) != 0 || strchr(on, '*') != NULL) continue;
      if (!zg_check_spend(c, c->code.count) || zg_source_makes(&c->code, name)) continue;
      zg_found(c, zg_place_of_rule(rule), "set it with ctx.after or ctx.at",
               "it waits for the timer \"%.80s\", which nothing in the pack sets", name);
    }
  }
}

void zg_check_story(struct zg_checking *c) {
  const struct zg_pack *pack = c->pack;
  const char *dir = zg_arena_printf(c->work, "%s/tests", pack->dir);
  size_t count = 0;
  char **names = zg_folder_list(c->work, dir, ".lua", &count);
  for (size_t i = 0; i < count; i++) {
    struct zg_story *story = NULL;
    struct zg_error err = {0};
    if (zg_story_read(zg_arena_printf(c->work, "%s/%s", dir, names[i]), c->work, &story, &err) < 0)
      zg_found_fault(c, &err);
  }
  if (count > 0 || pack->rule_count == 0) return;
  zg_found(c,
           (struct zg_place){.file = zg_arena_printf(c->work, "%s/pack.lua", pack->dir),
                             .pack = pack->name},
           "write down what it does in tests/*.lua, and `zhanggui test` shows it",
           "the pack %s has no stories", pack->name);
}
