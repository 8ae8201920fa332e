#include "cli/why_words.h"

#include <stdarg.h>
#include <string.h>

#include "base/bytes.h"

enum { PLACES = 8 };

static const struct {
  const char *zh, *en;
} sentences[] = {
#define SENTENCE(symbol, zh, en) {zh, en},
    ZG_WHY_WORDS(SENTENCE)
#undef SENTENCE
};

static bool is_place(const char *at) {
  return at[0] == '{' && at[1] >= '0' && at[1] < '0' + PLACES && at[2] == '}';
}

const char *zg_why_words(struct zg_arena *arena, bool chinese, enum zg_why_word word, ...) {
  const char *texts[PLACES] = {0}, *at = chinese ? sentences[word].zh : sentences[word].en;
  struct zg_bytes out = {0};
  va_list args;
  va_start(args, word);
  for (int i = 0; i < PLACES && (texts[i] = va_arg(args, const char *)) != NULL;)
    i++;
  va_end(args);
  for (; *at != '\0'; at++) {
    if (!is_place(at)) {
      zg_bytes_add_char(&out, *at);
      continue;
    }
    const char *text = texts[at[1] - '0'];
    if (text != NULL) zg_bytes_add_text(&out, text);
    at += 2;
  }
  const char *filled = zg_arena_strndup(arena, out.data != NULL ? out.data : "", out.len);
  zg_bytes_fini(&out);
  return filled;
}

enum zg_why_word zg_why_operator(const char *operator_word) {
  static const struct {
    const char *name;
    enum zg_why_word word;
  } operators[] = {
      {"is", ZG_WHY_IS},
      {"is_not", ZG_WHY_IS_NOT},
      {"in", ZG_WHY_IN},
      {"says", ZG_WHY_SAYS},
      {"matches", ZG_WHY_MATCHES},
      {"<", ZG_WHY_LESS},
      {"<=", ZG_WHY_AT_MOST},
      {">", ZG_WHY_MORE_THAN},
      {">=", ZG_WHY_AT_LEAST},
      {"between", ZG_WHY_BETWEEN},
      {"present", ZG_WHY_PRESENT},
      {"absent", ZG_WHY_ABSENT},
      {"older_than", ZG_WHY_OLDER_THAN},
  };
  for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
    if (strcmp(operators[i].name, operator_word) == 0) return operators[i].word;
  return ZG_WHY_IS;
}
