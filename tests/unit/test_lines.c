/* test_lines: however a stream is cut into pieces, the same lines come out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "data/lines.h"

/* Writes what was given as "number[!]:line|", "!" for a line that is not whole. */
static int note(void *arg, uint64_t number, const char *line, size_t len, bool whole) {
  struct zg_bytes *seen = arg;
  zg_bytes_printf(seen, "%llu%s:", (unsigned long long)number, whole ? "" : "!");
  zg_bytes_add(seen, line, len);
  zg_bytes_add_char(seen, '|');
  return 0;
}

/* Feeds a piece from memory of exactly its size, so that reading past it is seen. */
static void feed_piece(struct zg_lines *lines, const char *data, size_t len,
                       struct zg_bytes *seen) {
  char *copy = malloc(len > 0 ? len : 1);
  assert_non_null(copy);
  if (len > 0) memcpy(copy, data, len);
  assert_int_equal(zg_lines_feed(lines, copy, len, note, seen), 0);
  free(copy);
}

/* The plain meaning of the header, on a whole stream at once. */
static void expect(const char *data, size_t len, size_t limit, struct zg_bytes *out) {
  uint64_t number = 0;
  size_t start = 0;
  while (start < len) {
    const char *newline = memchr(data + start, '\n', len - start);
    size_t end = newline != NULL ? (size_t)(newline - data) : len;
    size_t next = newline != NULL ? end + 1 : len;
    if (end > start && data[end - 1] == '\r') end--;
    number++;
    size_t size = end - start;
    if (size > 0) note(out, number, data + start, size < limit ? size : limit, size <= limit);
    start = next;
  }
}

static const struct {
  const char *stream;
  const char *given; /* with a limit of 8 bytes */
} table[] = {
    {"", ""},
    {"\n", ""},
    {"a\n", "1:a|"},
    {"a", "1:a|"},
    {"a\nb\n", "1:a|2:b|"},
    {"a\nb", "1:a|2:b|"},
    {"a\r\nb\r\n", "1:a|2:b|"},
    {"a\n\n\nb\n", "1:a|4:b|"},
    {"\n\r\n\na", "4:a|"},
    {"\r\n", ""},
    {"\r", ""},
    {"a\r", "1:a|"},
    {"a\rb\n", "1:a\rb|"},
    {"\ra\n", "1:\ra|"},
    {"a\r\r\n", "1:a\r|"},
    {"\r\r\n", "1:\r|"},
    {" \n\t\nb", "1: |2:\t|3:b|"},
    /* At the limit and about it. */
    {"1234567\n", "1:1234567|"},
    {"12345678\n", "1:12345678|"},
    {"12345678\r\n", "1:12345678|"},
    {"12345678", "1:12345678|"},
    {"12345678\r", "1:12345678|"},
    {"123456789\n", "1!:12345678|"},
    {"123456789", "1!:12345678|"},
    {"123456789\r\n", "1!:12345678|"},
    {"12345678\r\r\n", "1!:12345678|"},
    {"12345678\rx\n", "1!:12345678|"},
    {"12345678\rx", "1!:12345678|"},
    {"1234567\r\n", "1:1234567|"},
    {"1234567\r\r\n", "1:1234567\r|"},
    {"1234567\r8\n", "1!:1234567\r|"},
    {"\r\r\r\r\r\r\r\r\r\r\r\n", "1!:\r\r\r\r\r\r\r\r|"},
    {"123456789012345678901234567890\nnext\n", "1!:12345678|2:next|"},
    {"12345678901234567890\n12345678901234567890\n\nx", "1!:12345678|2!:12345678|4:x|"},
    {"ok\n12345678901234567890", "1:ok|2!:12345678|"},
    {"12345678901234567890\r\n\r\n12345678\r\ny", "1!:12345678|3:12345678|4:y|"},
};

static void check_pieces(const char *stream, size_t len, size_t chunk, const char *given) {
  struct zg_bytes seen = {0};
  zg_bytes_add_text(&seen, "");
  struct zg_lines lines;
  zg_lines_init(&lines, 8);
  for (size_t at = 0; at < len; at += chunk)
    feed_piece(&lines, stream + at, chunk < len - at ? chunk : len - at, &seen);
  assert_int_equal(zg_lines_end(&lines, note, &seen), 0);
  assert_string_equal(seen.data, given);
  assert_int_equal(zg_lines_end(&lines, note, &seen), 0); /* nothing comes twice */
  assert_string_equal(seen.data, given);
  zg_lines_fini(&lines);
  zg_bytes_fini(&seen);
}

static void test_chunk_sizes(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
    for (size_t chunk = 1; chunk <= strlen(table[i].stream) + 1; chunk++)
      check_pieces(table[i].stream, strlen(table[i].stream), chunk, table[i].given);
}

/* Every way at all of cutting a short stream into pieces, empty ones too. */
static void test_every_cut(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    size_t len = strlen(table[i].stream);
    if (len == 0 || len > 12) continue;
    for (uint32_t cuts = 0; cuts < UINT32_C(1) << (len - 1); cuts++) {
      struct zg_bytes seen = {0};
      zg_bytes_add_text(&seen, "");
      struct zg_lines lines;
      zg_lines_init(&lines, 8);
      size_t start = 0;
      for (size_t at = 1; at <= len; at++) {
        if (at < len && (cuts >> (at - 1) & 1) == 0) continue;
        feed_piece(&lines, table[i].stream + start, at - start, &seen);
        feed_piece(&lines, "", 0, &seen);
        start = at;
      }
      assert_int_equal(zg_lines_end(&lines, note, &seen), 0);
      assert_string_equal(seen.data, table[i].given);
      zg_lines_fini(&lines);
      zg_bytes_fini(&seen);
    }
  }
}

/* Random streams rich in line ends and NULs, random limits, random pieces, against the model. */
static void test_random(void **state) {
  (void)state;
  static const char letters[] = {'\n', '\n', '\r', 'a', 'b', '\0'};
  uint64_t random = 99;
  for (int round = 0; round < 20000; round++) {
    char stream[200] = {0};
    size_t len = zg_random_next(&random) % sizeof stream;
    size_t limit = 1 + zg_random_next(&random) % 12;
    uint64_t rare = 3 + zg_random_next(&random) % 30; /* of line ends */
    for (size_t i = 0; i < len; i++) {
      uint64_t pick = zg_random_next(&random);
      stream[i] = pick % rare < 2 ? letters[pick / 64 % sizeof letters] : 'x';
    }
    struct zg_bytes expected = {0}, seen = {0};
    zg_bytes_add_text(&expected, "");
    zg_bytes_add_text(&seen, "");
    expect(stream, len, limit, &expected);
    struct zg_lines lines;
    zg_lines_init(&lines, limit);
    for (size_t at = 0, size = 0; at < len; at += size) {
      size = zg_random_next(&random) % 20;
      if (size > len - at) size = len - at;
      feed_piece(&lines, stream + at, size, &seen);
      assert_true(lines.held.len <= limit + 2);
    }
    zg_lines_end(&lines, note, &seen);
    assert_int_equal(seen.len, expected.len);
    assert_memory_equal(seen.data, expected.data, seen.len);
    zg_lines_fini(&lines);
    zg_bytes_fini(&seen);
    zg_bytes_fini(&expected);
  }
}

struct count {
  uint64_t lines, broken, last;
  size_t longest;
};

static int add_up(void *arg, uint64_t number, const char *line, size_t len, bool whole) {
  (void)line;
  struct count *count = arg;
  count->lines++;
  count->broken += whole ? 0 : 1;
  count->last = number;
  if (len > count->longest) count->longest = len;
  return 0;
}

/* The real limit: exactly at it, one more, and 64 MiB without a newline held in little memory. */
static void test_real_limit(void **state) {
  (void)state;
  enum { PIECE = 64 * 1024 };
  char *piece = malloc(PIECE);
  assert_non_null(piece);
  memset(piece, 'x', PIECE);
  struct zg_lines lines;
  zg_lines_init(&lines, ZG_LINE_LIMIT);
  struct count count = {0};
  for (int i = 0; i < ZG_LINE_LIMIT / PIECE; i++)
    zg_lines_feed(&lines, piece, PIECE, add_up, &count);
  zg_lines_feed(&lines, "\r\n", 2, add_up, &count);
  assert_true(count.lines == 1 && count.broken == 0 && count.longest == ZG_LINE_LIMIT);
  for (int i = 0; i < ZG_LINE_LIMIT / PIECE; i++)
    zg_lines_feed(&lines, piece, PIECE, add_up, &count);
  assert_int_equal(count.lines, 1);
  zg_lines_feed(&lines, "y", 1, add_up, &count);
  assert_true(count.lines == 2 && count.broken == 1 && count.longest == ZG_LINE_LIMIT);
  zg_lines_feed(&lines, "\n", 1, add_up, &count);
  for (int i = 0; i < 1024; i++)
    zg_lines_feed(&lines, piece, PIECE, add_up, &count);
  assert_true(count.lines == 3 && count.broken == 2 && count.longest == ZG_LINE_LIMIT);
  assert_true(lines.held.cap <= 4 * ZG_LINE_LIMIT);
  zg_lines_feed(&lines, "\nz", 2, add_up, &count);
  zg_lines_end(&lines, add_up, &count);
  assert_true(count.lines == 4 && count.broken == 2 && count.last == 4);
  zg_lines_fini(&lines);
  free(piece);
}

static int stop_at(void *arg, uint64_t number, const char *line, size_t len, bool whole) {
  (void)line;
  (void)len;
  (void)whole;
  return number == *(uint64_t *)arg ? -7 : 0;
}

/* What the function returns comes back, from each of the places where lines are given. */
static void test_stop(void **state) {
  (void)state;
  struct zg_lines lines;
  uint64_t at = 2;
  zg_lines_init(&lines, 8);
  assert_int_equal(zg_lines_feed(&lines, "a\nb\nc\n", 6, stop_at, &at), -7);
  assert_int_equal(lines.number, 2);
  at = 3;
  assert_int_equal(zg_lines_feed(&lines, "d", 1, stop_at, &at), 0);
  assert_int_equal(zg_lines_feed(&lines, "e\nf", 3, stop_at, &at), -7);
  at = 4;
  assert_int_equal(zg_lines_feed(&lines, "1234567890", 10, stop_at, &at), -7);
  at = 5;
  assert_int_equal(zg_lines_feed(&lines, "more\nlast", 9, stop_at, &at), 0);
  assert_int_equal(zg_lines_end(&lines, stop_at, &at), -7);
  assert_int_equal(zg_lines_end(&lines, stop_at, &at), 0);
  zg_lines_fini(&lines);
  zg_lines_fini(&lines);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_chunk_sizes), cmocka_unit_test(test_every_cut),
      cmocka_unit_test(test_random),      cmocka_unit_test(test_real_limit),
      cmocka_unit_test(test_stop),
  };
  return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
