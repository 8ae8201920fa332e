#include "cli/explain/why_words.h"

#include <string.h>

const char *zg_why_word(enum zg_tongue tongue, enum zg_why_word word) {
  static const struct zg_wording sentences[] = {ZG_WHY_WORDS(ZG_WORDING_ROW)};
  return sentences[word].in[tongue];
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
