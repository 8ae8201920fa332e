/* given_texts: what the two readers of what a text gives away are tried with beside their rows: the
 * goods for nothing (prices_nothing), and several for less, halves, money back (prices_given). */
#ifndef ZG_TESTS_GIVEN_TEXTS_H
#define ZG_TESTS_GIVEN_TEXTS_H

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
#include "data/prices_nothing.h"
#include "data/text.h"

#include "random.h"

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

enum { MOST = 16 };

/* Reads from exactly these bytes, and takes `cap` findings at most, where there may be several. */
typedef void check_text_fn(const char *text, size_t len, size_t cap);

/* Pieces that mean something to the readers, in any order, now and then cut within a character. */
static inline void check_random_pieces(check_text_fn *check) {
  static const char *const pieces[] = {
      "8",      "2",           "150",         "两",    "三",
      "十",     "件",          "盒",          "一共",  "一",
      "买",     "送",          "您",          "返",    "现",
      "满",     "半",          "百",          "对半",  "一半",
      "原价",   "-",           "x",           "×",     "*",
      "元",     "¥",           "$",           "/",     "每",
      " for ",  "both",        "buy ",        "get ",  "one ",
      "free",   "half ",       "of it",       "less ", " back",
      "it's ",  "take ",       "it ",         "免费",  "这",
      "白送",   "了",          ",",           "。",    "the price of ",
      "不要钱", "骨折价",      "99999999999", "\xe5",  "\xff",
      "\0",     ZG_GOODS_MARK, " ",           "."};
  uint64_t seed = 662607;
  for (size_t i = 0; i < 60000; i++) {
    char text[RANDOM_TEXT];
    size_t len = random_text(&seed, pieces, sizeof pieces / sizeof pieces[0], i % 4 == 0, text);
    check(text, len, i % (MOST + 1));
  }
}

static inline void check_random_bytes(check_text_fn *check) {
  uint64_t seed = 137035;
  char text[64];
  for (size_t i = 0; i < 20000; i++)
    check(text, random_bytes_of(&seed, text, sizeof text), MOST);
}

/* Cut at every byte: what is before the cut, and what is behind it. */
static inline void check_cuts(check_text_fn *check, const char *text) {
  size_t whole = strlen(text);
  for (size_t len = 0; len <= whole; len++) {
    check(text, len, MOST);
    check(text + len, whole - len, MOST);
  }
}

/* The longest text that is looked at, of what makes the readers look far: no more than a moment. */
static inline void check_long_runs(check_text_fn *check) {
  static const char *const pieces[] = {"8",  "两件", "的",  "的免费", "for ",     "free ", ", ",
                                       "x8", "8x",   "满8", "给您",   "拿走免费", "1 for "};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    struct zg_bytes text = {0};
    while (text.len < 6000)
      zg_bytes_add_text(&text, pieces[i]);
    check(text.data, text.len, MOST);
    zg_bytes_fini(&text);
  }
}

#endif
