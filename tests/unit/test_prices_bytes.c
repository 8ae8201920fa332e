/* Whatever the bytes are, what is read lies within them, in order, and is read at once. */
#include "unit/price_rows.h"

#include "random.h"

static void random_bytes(void **state) {
  (void)state;
  uint64_t seed = 271828;
  char text[64];
  for (int i = 0; i < 30000; i++) {
    size_t len = random_bytes_of(&seed, text, sizeof text);
    check_bytes(text, len, (size_t)i % (MOST + 1));
  }
}

/* Pieces that mean something to the reader, in any order, now and then cut within a character. */
static void random_pieces(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "8",       "80",   "1",    "0",      ",",     ".",        "200",  "一",          "二",
      "两",      "十",   "百",   "千",     "万",    "零",       "块",   "元",          "毛",
      "角",      "分",   "钱",   "个",     "半",    "¥",        "$",    " ",           "-",
      "到",      "k",    "w",    "rmb",    "usd",   "r",        "最低", "行",          "吗",
      "满",      "减",   "%",    ":",      "/",     "one ",     "two",  "fifty",       " a ",
      "hundred", "and",  "oh",   "eighty", " for ", "thousand", "x",    "99999999999", "第",
      "券",      "\xe5", "\xff", "包邮"};
  uint64_t seed = 314159;
  for (int i = 0; i < 100000; i++) {
    char text[RANDOM_TEXT];
    size_t len = random_text(&seed, pieces, sizeof pieces / sizeof pieces[0], i % 4 == 0, text);
    check_bytes(text, len, MOST);
  }
}

/* Long runs must not take more than a moment; there is no time limit here but the test's own. */
static void long_runs(void **state) {
  (void)state;
  static const char *const pieces[] = {"8",       "8 ", "8-",  "一", "百",
                                       "eighty ", "¥",  "8块", "a-", ",888"};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    struct zg_bytes text = {0};
    while (text.len < 100000)
      zg_bytes_add_text(&text, pieces[i]);
    check_bytes(text.data, text.len, MOST);
    zg_bytes_fini(&text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_bytes),
      cmocka_unit_test(random_pieces),
      cmocka_unit_test(long_runs),
  };
  return cmocka_run_group_tests_name("prices_bytes", tests, open_tables, close_tables);
}
