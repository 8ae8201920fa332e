/* test_phrases: the automaton against a search phrase by phrase. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "rules/phrases.h"

static double now_ms(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The rule of the header, in the plainest way. */
static bool occurs(const char *text, size_t len, const char *phrase, size_t phrase_len) {
  for (size_t at = 0; at + phrase_len <= len; at++)
    if (memcmp(text + at, phrase, phrase_len) == 0 &&
        !(is_word(phrase[0]) && at > 0 && is_word(text[at - 1])))
      return true;
  return false;
}

static bool bit(const uint64_t *hits, size_t list) {
  return (hits[list / 64] >> list % 64 & 1) != 0;
}

/* Scans a copy that ends where its bytes end, for the sanitizer to see a byte too far. */
static void scan(const struct zg_phrases *phrases, const char *text, size_t len, uint64_t *hits) {
  char *exact = malloc(len > 0 ? len : 1);
  if (len > 0) memcpy(exact, text, len);
  zg_phrases_scan(phrases, exact, len, hits);
  free(exact);
}

static void test_expected(void **state) {
  (void)state;
  static const struct {
    const char *phrase, *text;
    bool found;
  } cases[] = {
      {"hi", "which", false},     {"hi", "hi", true},         {"hi", "which hi", true},
      {"hi", "-hi", true},        {"hi", "你hi", true},       {"hi", "9hi", false},
      {"cheap", "cheaper", true}, {"80", "180", false},       {"80", "180 80", true},
      {"便宜", "能便宜吗", true}, {"便宜", "abc便宜", true},  {"便宜", "便", false},
      {" 元", "5 元", true},      {"ing", "haggling", false}, {"?", "can you?", true},
      {"aaa", "aa", false},       {"a b", "a a b", true},     {"abab", "ababab", true},
      {"abab", "xababab", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct zg_phrases *phrases = zg_phrases_new();
    zg_phrases_add(phrases, 0, cases[i].phrase, strlen(cases[i].phrase));
    zg_phrases_build(phrases);
    uint64_t hits = 0;
    scan(phrases, cases[i].text, strlen(cases[i].text), &hits);
    if (hits != cases[i].found) print_error("%s in %s\n", cases[i].phrase, cases[i].text);
    assert_int_equal(hits, cases[i].found);
    zg_phrases_free(phrases);
  }
}

static void test_lists(void **state) {
  (void)state;
  struct zg_phrases *phrases = zg_phrases_new();
  assert_int_equal(zg_phrases_lists(phrases), 0);
  zg_phrases_add(phrases, 130, "便宜点", strlen("便宜点"));
  zg_phrases_add(phrases, 0, "便宜点", strlen("便宜点")); /* the same in two lists */
  zg_phrases_add(phrases, 0, "便宜点", strlen("便宜点")); /* and twice in one */
  zg_phrases_add(phrases, 64, "宜点", strlen("宜点"));    /* the end of another */
  zg_phrases_add(phrases, 63, "宜", strlen("宜"));        /* its middle */
  zg_phrases_add(phrases, 1, "再便宜点吧", strlen("再便宜点吧"));
  zg_phrases_add(phrases, 2, "", 0);
  zg_phrases_add(phrases, 3, "a\0b", 3);
  assert_int_equal(zg_phrases_lists(phrases), 131);
  zg_phrases_build(phrases);
  assert_int_equal(zg_phrases_lists(phrases), 131);

  uint64_t hits[3] = {0};
  scan(phrases, "再便宜点", strlen("再便宜点"), hits);
  assert_int_equal(hits[0], UINT64_C(1) << 63 | 1);
  assert_int_equal(hits[1], 1);
  assert_int_equal(hits[2], 4);

  /* Bits are added to what the caller had, and an empty text adds none. */
  scan(phrases, "", 0, hits);
  zg_phrases_scan(phrases, NULL, 0, hits);
  scan(phrases, "再便宜点吧 a\0b", strlen("再便宜点吧") + 4, hits);
  assert_int_equal(hits[0], UINT64_C(1) << 63 | 8 | 2 | 1);
  zg_phrases_free(phrases);
  zg_phrases_free(NULL);
}

static void test_nothing(void **state) {
  (void)state;
  struct zg_phrases *phrases = zg_phrases_new();
  zg_phrases_build(phrases);
  assert_int_equal(zg_phrases_lists(phrases), 0);
  scan(phrases, "anything", 8, NULL);
  zg_phrases_free(phrases);
  zg_phrases_free(zg_phrases_new()); /* never built */
}

enum { PHRASES_MAX = 20000, PHRASE_MAX = 24, TEXT_MAX = 4096, LISTS_MAX = 1000 };

struct sample {
  char phrase[PHRASES_MAX][PHRASE_MAX];
  size_t len[PHRASES_MAX];
  uint32_t list[PHRASES_MAX];
  size_t count;
};

static void add_sample(struct zg_phrases *phrases, struct sample *sample, uint32_t list) {
  size_t i = sample->count++;
  sample->list[i] = list;
  zg_phrases_add(phrases, list, sample->phrase[i], sample->len[i]);
}

static void compare(const struct zg_phrases *phrases, const struct sample *sample, const char *text,
                    size_t len) {
  uint64_t hits[(LISTS_MAX + 63) / 64] = {0}, wanted[(LISTS_MAX + 63) / 64] = {0};
  scan(phrases, text, len, hits);
  for (size_t i = 0; i < sample->count; i++) {
    bool found = occurs(text, len, sample->phrase[i], sample->len[i]);
    assert_int_equal(zg_phrases_occurs(text, len, sample->phrase[i], sample->len[i]), found);
    if (found) wanted[sample->list[i] / 64] |= UINT64_C(1) << sample->list[i] % 64;
  }
  assert_memory_equal(hits, wanted, sizeof hits);
}

static void fill(char *out, size_t len, const char *alphabet, size_t letters, uint64_t *seed) {
  for (size_t i = 0; i < len; i++)
    out[i] = alphabet[zg_random_next(seed) % letters];
}

static void test_small_alphabets(void **state) {
  (void)state;
  static const char *const alphabets[] = {"a", "ab", "a-", "ab ", "-+", "a1Z-", "\xE4\xB8\x80z"};
  struct sample *sample = calloc(1, sizeof *sample);
  uint64_t seed = 1975;
  for (int round = 0; round < 20000; round++) {
    const char *alphabet = alphabets[zg_random_next(&seed) % 7];
    size_t letters = strlen(alphabet);
    uint32_t lists = 1 + (uint32_t)(zg_random_next(&seed) % 70);
    size_t count = 1 + zg_random_next(&seed) % 20, most = 1 + zg_random_next(&seed) % 6;
    struct zg_phrases *phrases = zg_phrases_new();
    sample->count = 0;
    for (size_t i = 0; i < count; i++) {
      sample->len[i] = 1 + zg_random_next(&seed) % most;
      fill(sample->phrase[i], sample->len[i], alphabet, letters, &seed);
      add_sample(phrases, sample, (uint32_t)(zg_random_next(&seed) % lists));
    }
    zg_phrases_build(phrases);
    for (int i = 0; i < 4; i++) {
      char text[40] = {0};
      size_t len = zg_random_next(&seed) % sizeof text;
      fill(text, len, alphabet, letters, &seed);
      compare(phrases, sample, text, len);
    }
    zg_phrases_free(phrases);
  }
  free(sample);
}

/* Texts that are pieces of phrases one after another: they walk deep and fall far. */
static size_t piece_together(const struct sample *sample, char *out, size_t size, uint64_t *seed) {
  size_t len = 0;
  while (len + PHRASE_MAX < size) {
    size_t i = zg_random_next(seed) % sample->count;
    size_t from = zg_random_next(seed) % sample->len[i];
    size_t to = from + 1 + zg_random_next(seed) % (sample->len[i] - from);
    memcpy(out + len, sample->phrase[i] + from, to - from);
    len += to - from;
  }
  return len;
}

/* Many phrases, of all bytes there are: more states than have rows. */
static void test_many(void **state) {
  (void)state;
  char alphabet[256] = {0};
  for (int c = 0; c < 256; c++)
    alphabet[c] = (char)c;
  struct sample *sample = calloc(1, sizeof *sample);
  uint64_t seed = 256;
  for (size_t letters = 4; letters <= 256; letters *= 4) {
    struct zg_phrases *phrases = zg_phrases_new();
    sample->count = 0;
    for (size_t i = 0; i < 10000; i++) {
      sample->len[i] = 1 + zg_random_next(&seed) % (PHRASE_MAX - 1);
      if (letters < 16) sample->len[i] = PHRASE_MAX - 1; /* else all short ones occur */
      fill(sample->phrase[i], sample->len[i], alphabet + 'a' * (letters < 16), letters, &seed);
      add_sample(phrases, sample, (uint32_t)(i % LISTS_MAX));
    }
    zg_phrases_build(phrases);
    for (int i = 0; i < 20; i++) {
      char text[512] = {0};
      compare(phrases, sample, text, piece_together(sample, text, sizeof text, &seed));
    }
    zg_phrases_free(phrases);
  }
  free(sample);
}

/* Ten thousand phrases that look like phrases: two to seven characters out of 2,000. */
static void test_speed(void **state) {
  (void)state;
  struct sample *sample = calloc(1, sizeof *sample);
  struct zg_phrases *phrases = zg_phrases_new();
  uint64_t seed = 10000;
  for (size_t i = 0; i < 10000; i++) {
    size_t chars = 2 + zg_random_next(&seed) % 6;
    sample->len[i] = chars * 3;
    for (size_t j = 0; j < chars; j++) {
      uint32_t c = 0x4E00 + (uint32_t)(zg_random_next(&seed) % 2000);
      sample->phrase[i][j * 3] = (char)(0xE0 | c >> 12);
      sample->phrase[i][j * 3 + 1] = (char)(0x80 | (c >> 6 & 0x3F));
      sample->phrase[i][j * 3 + 2] = (char)(0x80 | (c & 0x3F));
    }
    add_sample(phrases, sample, (uint32_t)(i % LISTS_MAX));
  }
  double start = now_ms();
  zg_phrases_build(phrases);
  print_message("10,000 phrases built in %.1f ms\n", now_ms() - start);

  char *text = calloc(1, TEXT_MAX);
  size_t len = piece_together(sample, text, TEXT_MAX, &seed);
  compare(phrases, sample, text, len);
  uint64_t hits[(LISTS_MAX + 63) / 64] = {0};
  start = now_ms();
  for (int i = 0; i < 1000; i++)
    zg_phrases_scan(phrases, text, len, hits);
  print_message("scanned at %.2f ns a byte\n", (now_ms() - start) * 1e3 / (double)len);
  for (size_t i = 0; i < LISTS_MAX; i++)
    if (bit(hits, i)) hits[0] |= 1; /* the scan must not be optimised away */
  free(text);
  zg_phrases_free(phrases);
  free(sample);
}

/* Every phrase a suffix of the next, and a text that ends all of them at every byte. */
static void test_nested(void **state) {
  (void)state;
  enum { DEEP = 300 };
  char ones[DEEP * 20] = {0};
  memset(ones, '-', sizeof ones);
  struct zg_phrases *phrases = zg_phrases_new();
  for (uint32_t i = 0; i < DEEP; i++)
    zg_phrases_add(phrases, i, ones, i + 1);
  zg_phrases_build(phrases);
  for (size_t len = 0; len <= DEEP + 1; len += 43) {
    uint64_t hits[(DEEP + 63) / 64] = {0};
    scan(phrases, ones, len, hits);
    for (size_t i = 0; i < DEEP; i++)
      assert_int_equal(bit(hits, i), i < len);
  }
  uint64_t hits[(DEEP + 63) / 64] = {0};
  scan(phrases, ones, sizeof ones, hits);
  zg_phrases_free(phrases);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_expected), cmocka_unit_test(test_lists),
      cmocka_unit_test(test_nothing),  cmocka_unit_test(test_small_alphabets),
      cmocka_unit_test(test_many),     cmocka_unit_test(test_speed),
      cmocka_unit_test(test_nested),
  };
  return cmocka_run_group_tests_name("phrases", tests, NULL, NULL);
}
