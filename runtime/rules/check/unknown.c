/* Names that a function uses and nobody has declared: a load does not see them, and the rule fails
 * when a buyer waits. */
#include <string.h>

#include "base/suggest.h"
#include "rules/check/checking.h"
#include "rules/reply.h"

enum { KNOWN = 128 };

/* What the pack has of one kind. */
struct known {
  const char *names[KNOWN];
  size_t count;
  bool all; /* of more it is not told what is unknown */
};

static void add(struct known *known, const char *name) {
  if (known->count < KNOWN)
    known->names[known->count++] = name;
  else
    known->all = true;
}

static bool has(const struct known *known, const char *name) {
  for (size_t i = 0; i < known->count; i++)
    if (strcmp(known->names[i], name) == 0) return true;
  return known->all;
}

static void tell(struct zg_checking *c, const struct known *known, const struct zg_word *word,
                 const char *what) {
  const struct zg_place at = {.file = word->file, .line = word->line, .pack = c->pack->name};
  char hint[ZG_SUGGESTION];
  if (has(known, word->text)) return;
  zg_suggest(word->text, known->names, known->count, hint);
  zg_found(c, at, hint[0] != '\0' ? hint + 2 : "declare it, or use one that is there",
           "%s: \"%s\" is nowhere declared", what, word->text);
}

/* "text.NAME" and the like, unless it is a member of something else, or a name of the pack's own.
 */
static void look(struct zg_checking *c, const struct known *known, const char *of) {
  const struct zg_word *words = c->code.words;
  if (zg_source_declares(&c->code, of)) return;
  for (size_t i = 0; i + 2 < c->code.count; i++) {
    bool member = i > 0 && (zg_word_is(&words[i - 1], ".") || zg_word_is(&words[i - 1], ":"));
    bool in_context = member && i > 1 && zg_word_is(&words[i - 2], "ctx");
    bool begins = zg_word_is(&words[i], of) && zg_word_is(&words[i + 1], ".") &&
                  words[i + 2].kind == ZG_WORD_NAME;
    if (begins && (!member || (in_context && strcmp(of, "settings") == 0)))
      tell(c, known, &words[i + 2], of);
  }
}

static void look_at_replies(struct zg_checking *c, const struct known *texts) {
  const struct zg_word *words = c->code.words;
  if (c->pack->texts == NULL || zg_source_declares(&c->code, "say")) return;
  for (size_t i = 0; i + 3 < c->code.count; i++) {
    bool whole = zg_word_is(&words[i + 3], ",") || zg_word_is(&words[i + 3], ")");
    if (zg_word_is(&words[i], "say") && zg_word_is(&words[i + 1], "(") && whole &&
        words[i + 2].kind == ZG_WORD_STRING && zg_reply_is_name(words[i + 2].text))
      tell(c, texts, &words[i + 2], "say");
  }
}

void zg_check_unknown(struct zg_checking *c) {
  struct known texts = {0}, settings = {0};
  for (const struct zg_texts *t = c->pack->texts; t != NULL; t = t->next)
    if (!has(&texts, t->name)) add(&texts, t->name);
  for (const struct zg_setting *s = c->pack->settings; s != NULL; s = s->next)
    add(&settings, s->name);
  look(c, &texts, "text");
  look(c, &settings, "settings");
  look_at_replies(c, &texts);
}
