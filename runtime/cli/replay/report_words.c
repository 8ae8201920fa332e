#include "cli/replay/report_words.h"

const char *zg_report_word(enum zg_tongue tongue, enum zg_word word) {
  static const struct zg_wording words[] = {ZG_REPORT_WORDS(ZG_WORDING_ROW)};
  return words[word].in[tongue];
}
