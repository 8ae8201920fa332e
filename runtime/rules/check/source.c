#include "rules/check/source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/folder.h"
#include "base/memory.h"
#include "rules/sandbox.h"

enum {
  MADE = 200,   /* bytes of a name that may be put together */
  BLOCKS = 200, /* within one another; deeper ones are no Lua */
};

struct reading {
  struct zg_arena *arena;
  struct zg_source *source;
  size_t cap;
  const char *file, *at;
  int line;
};

static void add(struct reading *r, enum zg_word_kind kind, const char *text, size_t len, int line) {
  zg_grow(&r->source->words, &r->cap, r->source->count + 1, sizeof *r->source->words);
  r->source->words[r->source->count++] = (struct zg_word){
      .kind = kind, .text = zg_arena_strndup(r->arena, text, len), .file = r->file, .line = line};
}

/* The bytes of "[==[" at `at`, or 0. */
static size_t long_bracket(const char *at) {
  size_t len = 1 + strspn(at + 1, "=");
  return at[0] == '[' && at[len] == '[' ? len + 1 : 0;
}

/* Goes behind the long text that begins at r->at; `open` bytes open it. */
static void skip_long(struct reading *r, size_t open, bool keep) {
  const char *from = r->at + open, *end = from;
  int line = r->line;
  for (; *end != '\0'; end++) {
    if (*end == '\n') r->line++;
    if (*end == ']' && strspn(end + 1, "=") == open - 2 && end[open - 1] == ']') break;
  }
  if (keep) add(r, ZG_WORD_STRING, from, (size_t)(end - from), line);
  r->at = *end != '\0' ? end + open : end;
}

static void skip_comment(struct reading *r) {
  r->at += 2;
  size_t open = long_bracket(r->at);
  if (open > 0)
    skip_long(r, open, false);
  else
    r->at += strcspn(r->at, "\n");
}

static void read_string(struct reading *r) {
  struct zg_bytes text = {0};
  char quote = *r->at++;
  int line = r->line;
  for (; *r->at != '\0' && *r->at != quote && *r->at != '\n'; r->at++) {
    if (*r->at == '\\' && r->at[1] != '\0') {
      r->at++;
      if (strchr("\\\"'", *r->at) == NULL) zg_bytes_add_char(&text, '\\');
      if (*r->at == '\n') r->line++;
    }
    zg_bytes_add_char(&text, *r->at);
  }
  if (*r->at == quote) r->at++;
  add(r, ZG_WORD_STRING, text.len > 0 ? text.data : "", text.len, line);
  zg_bytes_fini(&text);
}

static void read_name(struct reading *r) {
  const char *from = r->at;
  enum zg_word_kind kind = isdigit((unsigned char)*from) ? ZG_WORD_NUMBER : ZG_WORD_NAME;
  while (isalnum((unsigned char)*r->at) || *r->at == '_' ||
         (kind == ZG_WORD_NUMBER && *r->at == '.'))
    r->at++;
  add(r, kind, from, (size_t)(r->at - from), r->line);
}

static void read_words(struct reading *r) {
  while (*r->at != '\0') {
    if (isspace((unsigned char)*r->at)) {
      r->line += *r->at++ == '\n';
    } else if (r->at[0] == '-' && r->at[1] == '-') {
      skip_comment(r);
    } else if (*r->at == '"' || *r->at == '\'') {
      read_string(r);
    } else if (long_bracket(r->at) > 0) {
      skip_long(r, long_bracket(r->at), true);
    } else if (isalnum((unsigned char)*r->at) || *r->at == '_') {
      read_name(r);
    } else {
      add(r, ZG_WORD_SIGN, r->at++, 1, r->line);
    }
  }
}

/* `end` closes what was opened last: a function, or a block. */
static void count_functions(struct zg_word *words, size_t count) {
  bool functions[BLOCKS] = {false};
  size_t open = 0;
  int depth = 0;
  for (size_t i = 0; i < count; i++) {
    bool function = zg_word_is(&words[i], "function");
    words[i].depth = depth;
    if (function || zg_word_is(&words[i], "if") || zg_word_is(&words[i], "do") ||
        zg_word_is(&words[i], "repeat")) {
      if (open < BLOCKS) functions[open] = function;
      open++;
      depth += function;
    } else if (open > 0 && (zg_word_is(&words[i], "end") || zg_word_is(&words[i], "until"))) {
      open--;
      depth -= open < BLOCKS && functions[open];
    }
  }
}

struct zg_source zg_source_read(struct zg_arena *arena, const char *dir) {
  struct zg_source source = {0};
  struct reading r = {.arena = arena, .source = &source};
  size_t count = 0;
  char **names = zg_folder_list(arena, dir, ".lua", &count);
  for (size_t i = 0; i < count; i++) {
    struct zg_bytes text = {0};
    r.file = zg_arena_printf(arena, "%s/%s", dir, names[i]);
    r.line = 1;
    if (zg_bytes_add_file(&text, r.file) == 0 && text.len <= ZG_PACK_FILE && text.len > 0) {
      r.at = text.data;
      size_t before = source.count;
      read_words(&r);
      count_functions(source.words + before, source.count - before);
    }
    zg_bytes_fini(&text);
  }
  add(&r, ZG_WORD_END, "", 0, 0);
  source.count--;
  struct zg_word *words = source.words;
  source.words = zg_arena_alloc(arena, (source.count + 1) * sizeof *words);
  memcpy(source.words, words, (source.count + 1) * sizeof *words);
  free(words);
  return source;
}

bool zg_word_is(const struct zg_word *word, const char *text) {
  return (word->kind == ZG_WORD_SIGN || word->kind == ZG_WORD_NAME) &&
         strcmp(word->text, text) == 0;
}

bool zg_source_has(const struct zg_source *source, enum zg_word_kind kind, const char *text) {
  for (size_t i = 0; i < source->count; i++)
    if (source->words[i].kind == kind && strcmp(source->words[i].text, text) == 0) return true;
  return false;
}

bool zg_source_makes(const struct zg_source *source, const char *text) {
  bool made[MADE + 1] = {true};
  size_t len = strlen(text);
  if (zg_source_has(source, ZG_WORD_NAME, text)) return true;
  if (len > MADE) return zg_source_has(source, ZG_WORD_STRING, text);
  for (size_t at = 0; at < len; at++) {
    if (!made[at]) continue;
    if (isdigit((unsigned char)text[at])) made[at + 1] = true;
    for (size_t i = 0; i < source->count; i++) {
      const struct zg_word *word = &source->words[i];
      size_t part = strlen(word->text);
      if (word->kind == ZG_WORD_STRING && part <= len - at &&
          memcmp(text + at, word->text, part) == 0)
        made[at + part] = true;
    }
  }
  return made[len];
}

bool zg_source_declares(const struct zg_source *source, const char *name) {
  bool names = false; /* within "local a, b", "for a, b", or the parameters of a function */
  for (size_t i = 0; i < source->count; i++) {
    const struct zg_word *word = &source->words[i];
    if (zg_word_is(word, "local") || zg_word_is(word, "for") || zg_word_is(word, "function"))
      names = true;
    else if (word->kind == ZG_WORD_SIGN && strchr("=)", word->text[0]) != NULL)
      names = false;
    else if (word->kind == ZG_WORD_NAME && strcmp(word->text, "in") == 0)
      names = false;
    else if (names && word->kind == ZG_WORD_NAME && strcmp(word->text, name) == 0)
      return true;
  }
  return false;
}
