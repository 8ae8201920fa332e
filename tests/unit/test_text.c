/* test_text: normalisation: what it does, that doing it twice is doing it once, and that the way by
 * the table and the way by utf8proc agree. */
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

#include "base/bytes.h"
#include "base/hash.h"
#include "data/text.h"

struct fixture {
  struct zg_text *text;
  struct zg_arena *arena;
};

static double now_ms(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int open_text(void **state) {
  struct fixture *f = calloc(1, sizeof *f);
  struct zg_error err = {0};
  double start = now_ms();
  assert_int_equal(zg_text_open(&f->text, &err), 0);
  print_message("opened in %.1f ms\n", now_ms() - start);
  f->arena = zg_arena_new();
  *state = f;
  return 0;
}

static int close_text(void **state) {
  struct fixture *f = *state;
  zg_text_close(f->text);
  zg_arena_free(f->arena);
  free(f);
  return 0;
}

/* Normalises a copy that ends where its bytes end, for the sanitizer to see a byte too far. */
static char *normalise(struct fixture *f, const char *in, size_t len, size_t *out_len) {
  char *exact = malloc(len > 0 ? len : 1);
  if (len > 0) memcpy(exact, in, len);
  char *out = zg_text_normalise(f->text, f->arena, exact, len, out_len);
  free(exact);
  assert_int_equal(out[*out_len], 0);
  return out;
}

static size_t put_char(uint32_t c, char *out) {
  size_t n = 0;
  if (c < 0x80) {
    out[n++] = (char)c;
  } else if (c < 0x800) {
    out[n++] = (char)(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    out[n++] = (char)(0xE0 | c >> 12);
    out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
  } else {
    out[n++] = (char)(0xF0 | c >> 18);
    out[n++] = (char)(0x80 | (c >> 12 & 0x3F));
    out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
  }
  if (c >= 0x80) out[n++] = (char)(0x80 | (c & 0x3F));
  return n;
}

static void test_expected(void **state) {
  struct fixture *f = *state;
  static const struct {
    const char *in, *out;
  } cases[] = {
      {"", ""},
      {"Can You do 80?", "can you do 80?"},
      {"便宜點", "便宜点"},
      {"老闆，頭髮乾淨嗎", "老板,头发干净吗"},
      {"这已经是简体", "这已经是简体"},
      {"ＡＢＣ　１２０", "abc 120"},
      {"～！", "~!"},
      {"……", "......"},
      {"٨٠ ۸۰", "80 80"},
      {"०१", "०१"}, /* other scripts' digits are theirs */
      {"①㎏ﬁ", "1kgfi"},
      {"Straße ΣΊΣΥΦΟΣ", "strasse σίσυφοσ"},
      {"É", "é"},
      {"E\xCC\x81", "é"},
      {"e\xCC\x81 老闆 ８", "é 老板 8"}, /* utf8proc's way simplifies too */
      {"İ", "i\xCC\x87"},
      {"ｶﾞ", "ガ"},
      {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한"},
      {"하\xE1\x86\xAB", "한"},
      {"a\xE2\x80\x8B\xC2\xAD\xEF\xBB\xBF"
       "b",
       "ab"},                                 /* invisible */
      {"❤\xEF\xB8\x8F👩\xE2\x80\x8D👩", "❤👩👩"}, /* selectors and joiners go */
      {"\xEF\xA4\x80", "岂"},                 /* U+F900 is 豈, and that is 岂 */
      {"\xF0\xAF\xA0\x80", "丽"},             /* U+2F800 folds to 丽 */
      {"\xF0\xA0\x80\x80 \xF0\x90\x90\x80", "\xF0\xA0\x80\x80 \xF0\x90\x90\xA8"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t len = 0;
    char *out = normalise(f, cases[i].in, strlen(cases[i].in), &len);
    assert_string_equal(out, cases[i].out);
    assert_int_equal(len, strlen(cases[i].out));
    assert_string_equal(
        zg_text_normalise(f->text, f->arena, cases[i].in, strlen(cases[i].in), NULL), out);
  }
}

static void test_ascii(void **state) {
  struct fixture *f = *state;
  char in[128] = {0}, lower[128] = {0};
  for (int c = 0; c < 128; c++) {
    in[c] = (char)c;
    lower[c] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  size_t len = 0;
  char *out = normalise(f, in, sizeof in, &len);
  assert_int_equal(len, sizeof lower);
  assert_memory_equal(out, lower, sizeof lower);
}

/* A mark at the end, which nothing composes with, sends the whole text to utf8proc; the line feed
 * keeps it apart. */
static const char slow_tail[] = "\nx\xCC\xA3";

static void check(struct fixture *f, const char *in, size_t len) {
  char buffer[4096] = {0};
  size_t out_len = 0, again_len = 0, slow_len = 0, tail = sizeof slow_tail - 1;
  assert_true(len + tail <= sizeof buffer);
  char *out = normalise(f, in, len, &out_len);
  char *again = normalise(f, out, out_len, &again_len);
  assert_int_equal(again_len, out_len);
  assert_memory_equal(again, out, out_len);
  memcpy(buffer, in, len);
  memcpy(buffer + len, slow_tail, tail);
  char *slow = normalise(f, buffer, len + tail, &slow_len);
  assert_int_equal(slow_len, out_len + tail);
  assert_memory_equal(slow, out, out_len);
  assert_memory_equal(slow + out_len, slow_tail, tail);
  zg_arena_reset(f->arena);
}

static void test_every_character(void **state) {
  struct fixture *f = *state;
  for (uint32_t c = 0; c < 0x30000; c++) {
    char in[4] = {0};
    if (c >= 0xD800 && c < 0xE000) continue;
    check(f, in, put_char(c, in));
  }
}

/* Characters that act on their neighbours, and neighbours they act on. */
static const uint32_t restless[] = {
    'a',    'E',    'i',    0x4E7E,  0x664,   0x300,   0x301,  0x307,  0x308,  0x327,  0x323,
    0x338,  0x345,  0x3B1,  0x390,   0x1F80,  0x3C3,   0x5B0,  0x651,  0x93C,  0x915,  0x9BE,
    0x9C7,  0xE31,  0xE33,  0xF71,   0xF72,   0xF74,   0x1100, 0x1161, 0x11A8, 0xAC00, 0xAC01,
    0x200D, 0xFE0F, 0x3099, 0x309A,  0x304B,  0xFF76,  0xFF9E, 0xFDFA, 0x130,  0xDF,   0x149,
    0x2026, 0xFF21, 0xFB00, 0x110BA, 0x11099, 0x16D67, 0x16D63};

static void test_random(void **state) {
  struct fixture *f = *state;
  uint64_t seed = 20261121;
  for (int round = 0; round < 200000; round++) {
    char in[64] = {0};
    size_t len = 0, chars = 1 + zg_random_next(&seed) % 8;
    for (size_t i = 0; i < chars; i++) {
      uint64_t r = zg_random_next(&seed);
      static const uint32_t below[] = {0x3000, 0x10000, 0x20000};
      uint32_t c = (uint32_t)(r >> 8);
      c = r % 4 == 3 ? restless[c % (sizeof restless / sizeof *restless)] : c % below[r % 4];
      len += put_char(c >= 0xD800 && c < 0xE000 ? 0x4E00 : c, in + len);
    }
    check(f, in, len);
  }
}

/* The caller promises UTF-8; a broken promise must still not read or write out of bounds. */
static void test_not_utf8(void **state) {
  struct fixture *f = *state;
  static const char *const cases[] = {"\xFF",
                                      "\x80",
                                      "老\xE9\x97",
                                      "abc\xC3",
                                      "\xC0\xAF",
                                      "\xE0\x80\xAF",
                                      "\xED\xA0\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xF0\x80\x80\xAF",
                                      "\xF0\x9F\x98",
                                      "A\xF8\x88\x80\x80\x80",
                                      "\xE8\x80\x41"};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t len = 0;
    char *out = normalise(f, cases[i], strlen(cases[i]), &len);
    assert_string_equal(out, cases[i]);
  }
  uint64_t seed = 7;
  for (int round = 0; round < 50000; round++) {
    char in[24] = {0};
    size_t n = zg_random_next(&seed) % sizeof in, len = 0;
    for (size_t i = 0; i < n; i++)
      in[i] = (char)(zg_random_next(&seed) | 0x80);
    normalise(f, in, n, &len);
    zg_arena_reset(f->arena);
  }
}

static void test_long(void **state) {
  struct fixture *f = *state;
  static const struct {
    const char *in, *out;
  } cases[] = {
      {"闆", "板"},
      {"ŉ", "ʼn"},
      {"e\xCC\x81", "é"},
      {"\xEF\xB7\xBA", /* U+FDFA, the longest of all: 3 bytes become 33 */
       "صلى الله عليه وسلم"},
  };
  enum { TIMES = 80000 };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct zg_bytes in = {0};
    for (int j = 0; j < TIMES; j++)
      zg_bytes_add_text(&in, cases[i].in);
    size_t len = 0, each = strlen(cases[i].out);
    char *out = normalise(f, in.data, in.len, &len);
    assert_int_equal(len, TIMES * each);
    for (size_t j = 0; j < TIMES; j += 79)
      assert_memory_equal(out + j * each, cases[i].out, each);
    zg_bytes_fini(&in);
    zg_arena_reset(f->arena);
  }
}

/* What buyers really write: a line each, the text in the third column. */
/* A row of combining marks is cut: putting a long one in order took half a minute. */
static void test_rows_of_marks(void **state) {
  struct fixture *f = *state;
  /* Between the marks: nothing, what folds to nothing, and a mark that is written as two. */
  static const char *const rows[] = {"\u0315\u0300", "\u0315\u200d\u0300", "\u0315\u0344"};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zg_bytes in = {0};
    size_t len = 0;
    zg_bytes_add_char(&in, 'a');
    while (in.len < 250000)
      zg_bytes_add_text(&in, rows[i]);
    zg_bytes_add_text(&in, "b");
    double start = now_ms();
    const char *out = zg_text_normalise(f->text, f->arena, in.data, in.len, &len);
    assert_true(now_ms() - start < 1000);
    assert_true(len > 30 && len < 100);
    assert_int_equal(out[len - 1], 'b');
    size_t again = 0;
    assert_string_equal(zg_text_normalise(f->text, f->arena, out, len, &again), out);
    zg_bytes_fini(&in);
  }
}

static void test_utterances(void **state) {
  struct fixture *f = *state;
  const char *root = getenv("ZG_SHARED_DATA");
  char path[4096] = {0};
  snprintf(path, sizeof path, "%s/jd_utterances/dev.tsv", root != NULL ? root : "../shared/data");
  struct zg_bytes file = {0};
  if (zg_bytes_add_file(&file, path) != 0) {
    zg_bytes_fini(&file);
    print_message("skipped: no %s\n", path);
    skip();
    return;
  }
  size_t lines = 0, bytes = 0;
  for (const char *line = file.data; *line != '\0';) {
    size_t len = strcspn(line, "\n");
    if (len < 4000) check(f, line, len);
    line += len + (line[len] == '\n');
    lines++;
  }
  double start = now_ms();
  for (const char *line = file.data; *line != '\0';) {
    size_t len = strcspn(line, "\n");
    zg_text_normalise(f->text, f->arena, line, len, NULL);
    zg_arena_reset(f->arena);
    bytes += len;
    line += len + (line[len] == '\n');
  }
  print_message("%zu lines of %zu bytes: %.0f ns each\n", lines, bytes / lines,
                (now_ms() - start) * 1e6 / (double)lines);
  zg_bytes_fini(&file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_expected),        cmocka_unit_test(test_ascii),
      cmocka_unit_test(test_every_character), cmocka_unit_test(test_random),
      cmocka_unit_test(test_not_utf8),        cmocka_unit_test(test_long),
      cmocka_unit_test(test_rows_of_marks),   cmocka_unit_test(test_utterances),
  };
  return cmocka_run_group_tests_name("text", tests, open_text, close_text);
}
