#include <string.h>

#include "data/prices_number.h"

/* What a word is in a number. */
enum kind { NO_WORD, UNIT, TEEN, TENS, POWER, AND, OH, A };

struct word {
  enum kind kind;
  int value;
  size_t end;
};

static const struct {
  const char *text;
  enum kind kind;
  int value;
} vocabulary[] = {
    {"zero", UNIT, 0},
    {"one", UNIT, 1},
    {"two", UNIT, 2},
    {"three", UNIT, 3},
    {"four", UNIT, 4},
    {"five", UNIT, 5},
    {"six", UNIT, 6},
    {"seven", UNIT, 7},
    {"eight", UNIT, 8},
    {"nine", UNIT, 9},
    {"ten", TEEN, 10},
    {"eleven", TEEN, 11},
    {"twelve", TEEN, 12},
    {"thirteen", TEEN, 13},
    {"fourteen", TEEN, 14},
    {"fifteen", TEEN, 15},
    {"sixteen", TEEN, 16},
    {"seventeen", TEEN, 17},
    {"eighteen", TEEN, 18},
    {"nineteen", TEEN, 19},
    {"twenty", TENS, 20},
    {"thirty", TENS, 30},
    {"forty", TENS, 40},
    {"fourty", TENS, 40},
    {"fifty", TENS, 50},
    {"sixty", TENS, 60},
    {"seventy", TENS, 70},
    {"eighty", TENS, 80},
    {"ninety", TENS, 90},
    {"hundred", POWER, 100},
    {"thousand", POWER, 1000},
    {"grand", POWER, 1000},
    {"and", AND, 0},
    {"oh", OH, 0},
    {"o", OH, 0},
    {"a", A, 1},
};

/* The word behind at most three spaces or one hyphen. */
static struct word next_word(const struct zg_saying *s, size_t at) {
  struct word word = {.kind = NO_WORD, .end = at};
  size_t begin = zg_skip_spaces(s, at), end = 0;
  if (begin == at && at < s->len && s->text[at] == '-') begin++;
  for (end = begin; zg_is_letter(s, end);)
    end++;
  for (size_t i = 0; i < sizeof vocabulary / sizeof vocabulary[0]; i++) {
    if (strlen(vocabulary[i].text) == end - begin &&
        memcmp(s->text + begin, vocabulary[i].text, end - begin) == 0) {
      word = (struct word){vocabulary[i].kind, vocabulary[i].value, end};
    }
  }
  return word;
}

/* 1 to 99: "five", "twelve", "eighty five". -1: none. Moves *at. */
static int read_small(const struct zg_saying *s, size_t *at) {
  struct word word = next_word(s, *at);
  if (word.kind != UNIT && word.kind != TEEN && word.kind != TENS) return -1;
  int value = word.value;
  *at = word.end;
  if (word.kind == TENS) {
    struct word unit = next_word(s, *at);
    if (unit.kind == UNIT && unit.value > 0) {
      value += unit.value;
      *at = unit.end;
    }
  }
  return value;
}

/* The spoken short forms: "two fifty" 250, "nineteen ninety nine" 1999, "one oh five" 105. Adds to
 * *value. */
static void read_short_form(const struct zg_saying *s, size_t *at, int64_t *value) {
  struct word word = next_word(s, *at);
  size_t p = *at;
  int low = -1;
  if (word.kind == OH) {
    struct word unit = next_word(s, word.end);
    if (unit.kind == UNIT) {
      low = unit.value;
      p = unit.end;
    }
  } else if (word.kind == TEEN || word.kind == TENS) {
    low = read_small(s, &p);
  }
  if (low < 0 || *value == 0) return;
  *value = *value * 100 + low;
  *at = p;
}

/* What follows a power: "[and] fifty". */
static void read_remainder(const struct zg_saying *s, size_t *at, int64_t *value) {
  struct word word = next_word(s, *at);
  size_t p = word.kind == AND ? word.end : *at;
  int low = read_small(s, &p);
  if (low <= 0) return;
  struct word power = next_word(s, p);
  if (power.kind == POWER && power.value == 100 && *value % 1000 == 0 && low < 10) {
    *value += low * 100;
    *at = power.end;
    read_remainder(s, at, value); /* once: the value is no longer of whole thousands */
    return;
  }
  *value += low;
  *at = p;
}

bool zg_number_read_english(const struct zg_saying *s, size_t at, struct zg_number *out) {
  struct word first = next_word(s, at);
  size_t p = at;
  int64_t value = 0;
  if (first.kind == A) {
    struct word power = next_word(s, first.end);
    if (power.kind != POWER) return false;
    p = first.end;
    value = 1;
  } else {
    int small = read_small(s, &p);
    if (small < 0) return false;
    value = small;
  }
  struct word word = next_word(s, p);
  if (word.kind != POWER) {
    read_short_form(s, &p, &value);
  }
  for (int i = 0; i < 2 && word.kind == POWER; i++) { /* "two hundred thousand" */
    value *= word.value;
    p = word.end;
    word = next_word(s, p);
  }
  if (value >= 100) {
    if (value % 100 == 0) read_remainder(s, &p, &value);
  }
  enum zg_sound sound = value < 10 ? ZG_SOUND_WEAK : ZG_SOUND_FULL;
  word = next_word(s, p);
  if (word.kind == UNIT || word.kind == TEEN || word.kind == TENS) {
    /* "one two three": spelled out, not said. Passed over to its end. */
    sound = ZG_SOUND_NONE;
    while (word.kind == UNIT || word.kind == TEEN || word.kind == TENS) {
      p = word.end;
      word = next_word(s, p);
    }
  }
  *out = (struct zg_number){.hundredths = value * 100, .end = p, .sound = sound};
  return true;
}
