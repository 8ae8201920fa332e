/* source: Lua files as the words that stand in them, for what can be told without running them.
 *
 * It knows words, not their meaning: who shadows a name of ours, or makes a name at run time, is
 * not understood; the checks that use this take care to say nothing then. */
#ifndef ZG_RULES_CHECK_SOURCE_H
#define ZG_RULES_CHECK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum zg_word_kind {
  ZG_WORD_END, /* behind the last, with an empty text */
  ZG_WORD_NAME,
  ZG_WORD_STRING, /* without its quotes; escapes of letters are read, others stay */
  ZG_WORD_NUMBER,
  ZG_WORD_SIGN, /* one character */
};

struct zg_word {
  enum zg_word_kind kind;
  const char *text;
  const char *file;
  int line;
  int depth; /* how many functions it stands in */
};

struct zg_source {
  struct zg_word *words; /* `count` and one ZG_WORD_END */
  size_t count;
};

/* Reads the .lua files of the folder; one that cannot be read is left out. */
struct zg_source zg_source_read(struct zg_arena *arena, const char *dir);

/* Whether the word is that sign, or that name. */
bool zg_word_is(const struct zg_word *word, const char *text);

/* Whether a string of the source, or a name, is `text`. */
bool zg_source_has(const struct zg_source *source, enum zg_word_kind kind, const char *text);

/* Whether `text` is a name or string of the source, or can be put together of its strings and of
 * digits, as code makes names: "late" .. "_at". */
bool zg_source_makes(const struct zg_source *source, const char *text);

/* Whether the source declares the name itself, as a local or a parameter. */
bool zg_source_declares(const struct zg_source *source, const char *name);

#endif
