/* Regular expressions that do not mean what is written: texts are made alike before they are
 * matched, and so are the letters of a pattern. */
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "rules/check/checking.h"

/* The bytes of the character at `at`. */
static size_t char_len(const char *at) {
  size_t len = 1;
  while (((unsigned char)at[len] & 0xC0) == 0x80)
    len++;
  return len;
}

static struct zg_place place_of(const struct zg_checking *c, const struct zg_rule *rule,
                                const char *pattern) {
  const struct zg_source *sources[] = {&c->texts, &c->code};
  struct zg_place place = zg_place_of_rule(rule);
  for (size_t i = 0; i < 2; i++)
    for (const struct zg_word *word = sources[i]->words; word->kind != ZG_WORD_END; word++)
      if (word->kind == ZG_WORD_STRING && strcmp(word->text, pattern) == 0) {
        place.file = word->file;
        place.line = word->line;
        return place;
      }
  return place;
}

/* "？" is made "?", which is a sign of patterns, unless it stands in brackets. */
static void tell_sign(struct zg_checking *c, struct zg_place at, const char *from, size_t len) {
  char *written = zg_arena_strndup(c->work, from, len);
  const char *alike = zg_check_alike(c, written);
  if (alike[strcspn(alike, "?*+.()[]{}|^$\\")] != '\0')
    zg_found(c, at, zg_arena_printf(c->work, "write [%s], or leave it out", written),
             "the pattern has \"%s\", which is made \"%s\" and then is a sign of the pattern",
             written, alike);
}

/* \x41, \x{7e41}, \p{Lu}: what stands behind a backslash is left as it is. */
static void tell_escape(struct zg_checking *c, struct zg_place at, const char *escape) {
  char letter[5] = "", *end = NULL;
  bool upper = strncmp(escape, "\\p{Lu}", 6) == 0 || strncmp(escape, "\\p{Lt}", 6) == 0;
  if (upper) {
    zg_found(c, at, "write \\p{L}",
             "the pattern has \"%.6s\"; a text has no capital letters when it is matched", escape);
    return;
  }
  if (escape[1] != 'x') return;
  unsigned long code = strtoul(escape + (escape[2] == '{' ? 3 : 2), &end, 16);
  if (code < 0x20 || code >= 0x80) return; /* of others it is not told */
  letter[0] = (char)code;
  if (strcmp(zg_check_alike(c, letter), letter) != 0)
    zg_found(c, at, zg_arena_printf(c->work, "write \"%s\"", zg_check_alike(c, letter)),
             "the pattern has \"%.*s\", which is \"%s\"; a text has no capital letters when it is "
             "matched",
             (int)(end - escape), escape, letter);
}

static void look_at_pattern(struct zg_checking *c, const struct zg_rule *rule,
                            const char *pattern) {
  struct zg_place place = place_of(c, rule, pattern);
  bool brackets = false;
  for (const char *at = pattern; *at != '\0';) {
    size_t len = char_len(at);
    if (*at == '\\' && at[1] != '\0') {
      if (!brackets) tell_escape(c, place, at);
      len = 1 + char_len(at + 1);
    } else if (*at == '[' || *at == ']') {
      brackets = *at == '[';
    } else if (!brackets && (unsigned char)*at >= 0x80) {
      tell_sign(c, place, at, len);
    }
    at += len;
  }
}

static void look(struct zg_checking *c, const struct zg_rule *rule,
                 const struct zg_condition *condition) {
  if (condition == NULL) return;
  for (const struct zg_condition *i = condition->first; i != NULL; i = i->next)
    look(c, rule, i);
  if (condition->kind == ZG_WHEN_TEST && condition->op == ZG_OP_MATCHES)
    look_at_pattern(c, rule, zg_json_string(condition->value));
}

void zg_check_pattern(struct zg_checking *c) {
  for (size_t i = 0; i < c->pack->rule_count; i++)
    look(c, c->pack->rules[i], c->pack->rules[i]->when);
}
