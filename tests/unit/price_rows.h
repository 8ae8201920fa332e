/* price_rows: texts as buyers write them beside the prices that are read in them, and what holds
 * for every text, whatever its bytes are. */
#ifndef ZG_TESTS_PRICE_ROWS_H
#define ZG_TESTS_PRICE_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "data/money.h"
#include "data/prices.h"
#include "data/text.h"

enum { MOST = 16 };

struct row {
  const char *text; /* as the buyer writes it */
  const char *want; /* the prices; "!" behind those that carry a sign of money */
};

static struct zg_text *tables;
static struct zg_arena *arena;

static inline int open_tables(void **state) {
  (void)state;
  arena = zg_arena_new();
  return zg_text_open(&tables, NULL);
}

static inline int close_tables(void **state) {
  (void)state;
  zg_text_close(tables);
  zg_arena_free(arena);
  return 0;
}

/* Reads the text after normalisation, checks the spans, and writes the prices as the tables do. */
static inline size_t read_prices(const char *text, struct zg_bytes *out) {
  struct zg_price prices[MOST];
  size_t len = 0, last = 0;
  const char *normal = zg_text_normalise(tables, arena, text, strlen(text), &len);
  size_t count = zg_prices_read(normal, len, prices, MOST);
  zg_bytes_clear(out);
  zg_bytes_add_text(out, " ");
  for (size_t i = 0; i < count; i++) {
    char amount[ZG_MONEY_TEXT];
    zg_money_format_short((struct zg_money){.minor = prices[i].hundredths, .currency = "CNY"},
                          amount);
    zg_bytes_printf(out, "%s%s ", amount, prices[i].marked ? "!" : "");
    assert_true(prices[i].start >= last && prices[i].start < prices[i].end);
    last = prices[i].end;
    assert_true(last <= len);
  }
  return count;
}

static inline void check_rows(const struct row *rows, size_t count) {
  struct zg_bytes got = {0};
  size_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    read_prices(rows[i].text, &got);
    char want[128];
    snprintf(want, sizeof want, " %s%s", rows[i].want, *rows[i].want == '\0' ? "" : " ");
    if (strcmp(got.data, want) != 0) {
      print_error("%s: got [%s], want [%s]\n", rows[i].text, got.data, want);
      faults++;
    }
    zg_arena_reset(arena);
  }
  zg_bytes_fini(&got);
  assert_int_equal(faults, 0);
}

/* Reads from a buffer of exactly `len` bytes, so that a sanitizer sees a step too far. */
static inline void check_bytes(const char *text, size_t len, size_t cap) {
  struct zg_price prices[MOST + 1] = {{0}};
  char *exact = malloc(len == 0 ? 1 : len);
  assert_non_null(exact);
  memcpy(exact, text, len);
  prices[cap].hundredths = -77;
  size_t count = zg_prices_read(exact, len, prices, cap), last = 0;
  assert_true(count <= cap);
  assert_int_equal(prices[cap].hundredths, -77);
  for (size_t i = 0; i < count; i++) {
    assert_true(prices[i].hundredths >= 0);
    assert_true(prices[i].start >= last && prices[i].start < prices[i].end);
    last = prices[i].end;
    assert_true(last <= len);
  }
  free(exact);
}

/* Every row, cut at every byte: what is before the cut, and what is behind it. */
static inline void cut_rows(const struct row *rows, size_t count) {
  for (size_t i = 0; i < count; i++) {
    size_t whole = strlen(rows[i].text);
    for (size_t len = 0; len <= whole; len++) {
      check_bytes(rows[i].text, len, MOST);
      check_bytes(rows[i].text + len, whole - len, MOST);
    }
  }
}

#endif
