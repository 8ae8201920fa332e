#include "data/prices_number.h"

#include <string.h>

enum { MOST_DIGITS = 12 }; /* before the point; more is no price, marked or not */

/* ---- Figures: 80, 79.9, 1,200, 1.2k, 1万2 ---- */

/* A run of figures as it is read: value = digits / 10^scale. */
struct figures {
  int64_t digits;
  int scale;
  size_t count; /* figures before the point */
  size_t end;
  bool sound;
};

static size_t digits_at(const struct zg_saying *s, size_t at) {
  size_t end = at;
  while (zg_is_digit(s, end))
    end++;
  return end - at;
}

static void take_digits(const struct zg_saying *s, struct figures *f, size_t count) {
  if (f->count + (size_t)f->scale + count > MOST_DIGITS + 4) {
    f->sound = false;
  } else {
    for (size_t i = 0; i < count; i++)
      f->digits = f->digits * 10 + (s->text[f->end + i] - '0');
  }
  f->end += count;
}

static struct figures read_figures(const struct zg_saying *s, size_t at) {
  struct figures f = {.end = at, .sound = true};
  size_t count = digits_at(s, at);
  if (count > MOST_DIGITS || (count > 1 && s->text[at] == '0')) f.sound = false;
  take_digits(s, &f, count);
  f.count = count;
  /* Groups of three, and nothing but groups of three: "1,200" but not "80,90". */
  while (count <= 3 && f.end < s->len && s->text[f.end] == ',' && digits_at(s, f.end + 1) == 3) {
    f.end++;
    take_digits(s, &f, 3);
    f.count += 3;
  }
  if (f.end < s->len && s->text[f.end] == '.' && zg_is_digit(s, f.end + 1)) {
    count = digits_at(s, f.end + 1);
    if (count > 4) f.sound = false;
    f.end++;
    take_digits(s, &f, count);
    f.scale = count > 4 ? 0 : (int)count;
  }
  while (f.end < s->len && s->text[f.end] == '.' && zg_is_digit(s, f.end + 1)) {
    f.sound = false; /* a version, a date, an address of a machine */
    f.end += 1 + digits_at(s, f.end + 1);
  }
  if (f.count > MOST_DIGITS) f.sound = false;
  return f;
}

/* digits / 10^scale * times, in hundredths; -1 when that is not a whole number of them. */
static int64_t in_hundredths(const struct figures *f, int64_t times) {
  int64_t value = f->digits, ten = 1;
  if (__builtin_mul_overflow(value, times * 100, &value)) return -1;
  for (int i = 0; i < f->scale; i++)
    ten *= 10;
  return value % ten == 0 ? value / ten : -1;
}

/* One figure or one Chinese digit; moves *at behind it. -1: none. */
static int take_digit(const struct zg_saying *s, size_t *at) {
  int digit = zg_numeral_at(s, *at);
  if (zg_is_digit(s, *at) && !zg_is_digit(s, *at + 1)) return s->text[(*at)++] - '0';
  if (digit < 0 || digit > 9) return -1;
  *at += 3;
  return digit;
}

/* "1万1台": the last figure counts the things. 块 may be money as well, so it does not tell. */
static bool counts(const struct zg_saying *s, size_t at) {
  return zg_measure_at(s, at) && zg_words_at(s, at, "块") == 0;
}

/* What comes behind "1万" or "三千": "2千", "零50", "2" (meaning 2 of the next smaller unit, unless
 * it counts something: "1万1台"). Adds to *value, in whole units, and moves *at. */
static void take_rest(const struct zg_saying *s, int64_t power, size_t *at, int64_t *value) {
  while (power > 10) {
    size_t p = *at;
    bool zero = zg_numeral_at(s, p) == 0;
    if (zero) p += 3;
    int digit = take_digit(s, &p);
    if (digit < 0) return;
    int next = zg_numeral_at(s, p);
    if (next >= 10 && next < power) {
      *value += digit * next;
      p += 3;
      power = next;
    } else if (zero) {
      *value += digit;
      power = 1;
    } else if (!counts(s, p) && !zg_is_digit(s, p) && !zg_is_letter(s, p) &&
               (p >= s->len || s->text[p] != '.')) {
      *value += digit * (power / 10);
      power = 1;
    } else {
      return;
    }
    *at = p;
  }
  int ones = -1; /* behind a ten: "二十五" */
  size_t p = *at;
  if (power == 10) ones = take_digit(s, &p);
  if (ones > 0 && zg_words_at(s, *at, "两") == 0) {
    *value += ones;
    *at = p;
  }
}

/* 百, 千, 万, k or w right behind figures. 1: none. */
static int64_t power_at(const struct zg_saying *s, size_t at, size_t *end) {
  static const char others[] =
      "千克 千瓦 千米 千卡 千兆 百合 百分 百度 万像素 万能 万向 万次 千层 千斤";
  int numeral = zg_numeral_at(s, at);
  *end = at;
  if (numeral >= 100 && zg_words_at(s, at, others) == 0) {
    *end = at + 3;
    return numeral;
  }
  if (zg_word_at(s, at, "k w") > 0 && !zg_is_digit(s, at + 1)) {
    *end = at + 1;
    return s->text[at] == 'k' ? 1000 : 10000;
  }
  size_t space = zg_skip_spaces(s, at);
  size_t word = zg_word_at(s, space, "hundred thousand grand");
  if (word > 0) {
    *end = space + word;
    return word == 7 ? 100 : 1000;
  }
  return 1;
}

/* Figures that are the name of a day, a shopping festival or a hotline before they are a price. */
static bool is_a_name(const struct zg_saying *s, size_t at, size_t len) {
  static const char *const names[] = {"618",   "6.18",  "11.11", "12.12", "1111",  "1212",
                                      "315",   "520",   "12315", "12345", "10086", "10010",
                                      "12306", "95588", "360",   "365"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (len == strlen(names[i]) && memcmp(s->text + at, names[i], len) == 0) return true;
  }
  return false;
}

static void read_arabic(const struct zg_saying *s, size_t at, struct zg_number *out) {
  struct figures f = read_figures(s, at);
  size_t end = f.end;
  int64_t power = power_at(s, f.end, &end), rest = 0;
  bool short_form = power >= 1000 && zg_is_letter(s, f.end);
  bool name = power == 1 && is_a_name(s, at, f.end - at);
  if (power >= 100 && !zg_is_letter(s, end - 1)) take_rest(s, power, &end, &rest);
  *out = (struct zg_number){.end = end, .sound = ZG_SOUND_FULL, .figures = true};
  out->hundredths = f.sound ? in_hundredths(&f, power) : -1;
  /* "1.000" may be a thousand as well as one. */
  if (out->hundredths < 0 || (rest > 0 && f.scale > 0) || (power == 1 && f.scale > 2)) {
    out->sound = ZG_SOUND_NONE;
    out->hundredths = 0;
    return;
  }
  out->hundredths += rest * 100;
  if (short_form && f.scale == 0) { /* 4k of a screen, 65w of a charger */
    out->sound = s->text[f.end] == 'w' && f.digits > 9 ? ZG_SOUND_WEAK : ZG_SOUND_LOOSE;
  }
  if (name) out->sound = ZG_SOUND_LOOSE;
}

/* ---- Chinese numerals ---- */

static size_t numerals_end(const struct zg_saying *s, size_t at) {
  while (zg_numeral_at(s, at) >= 0)
    at += 3;
  return at;
}

/* "一九九": digit by digit. Two of them are mostly a day (五一) or a guess (三五块). */
static void read_positional(const struct zg_saying *s, size_t at, size_t end,
                            struct zg_number *out) {
  size_t count = (end - at) / 3;
  int64_t value = 0;
  bool festival = zg_words_at(s, at, "六一八 三一五 五二零 一二三 三三两两") > 0;
  int step = zg_numeral_at(s, at + 3) - zg_numeral_at(s, at);
  if (count > 6 || zg_numeral_at(s, at) == 0 || (count == 2 && step >= 1 && step <= 2)) return;
  for (size_t p = at; p < end; p += 3)
    value = value * 10 + zg_numeral_at(s, p);
  out->hundredths = value * 100;
  out->sound = count == 2 || festival ? ZG_SOUND_WEAK : ZG_SOUND_LOOSE;
}

/* A number below ten thousand with its powers: 十二, 一百零五, 一百二, 三千六. Moves *at; -1 when
 * the run begins with no such number. */
static int64_t read_section(const struct zg_saying *s, size_t *at) {
  size_t p = *at;
  int first = zg_numeral_at(s, p);
  int power = zg_numeral_at(s, p + 3);
  int64_t value = 0;
  if (first == 10) { /* 十, 十二 */
    power = 10;
    value = 10;
    p += 3;
  } else if (first > 0 && first < 10 && power >= 10 && power <= 1000) {
    value = (int64_t)first * power;
    p += 6;
  } else {
    return -1;
  }
  take_rest(s, power, &p, &value);
  *at = p;
  return value;
}

bool zg_number_read_chinese(const struct zg_saying *s, size_t at, struct zg_number *out) {
  int first = zg_numeral_at(s, at);
  if (first < 0) return false;
  size_t run = numerals_end(s, at), p = at, digits = 0;
  *out = (struct zg_number){.end = run, .sound = ZG_SOUND_NONE};
  while (zg_numeral_at(s, at + 3 * digits) >= 0 && zg_numeral_at(s, at + 3 * digits) < 10)
    digits++;
  if (first >= 100) return true; /* 百度, 千万, 万一 */
  if (digits >= 2 && at + 3 * digits == run) {
    read_positional(s, at, run, out);
    return true;
  }
  int64_t value = -1;
  if (digits == 1 && run == at + 3) {
    value = first;
    p = run;
    out->sound = ZG_SOUND_WEAK;
  } else if (digits == 1 && zg_numeral_at(s, at + 3) == 10000) {
    value = first * 10000;
    p = at + 6;
    take_rest(s, 10000, &p, &value);
    out->sound = ZG_SOUND_FULL;
  } else if (digits <= 1) {
    value = read_section(s, &p);
    if (value > 0 && zg_numeral_at(s, p) == 10000) { /* 十二万三千 */
      value *= 10000;
      p += 3;
      take_rest(s, 10000, &p, &value);
    }
    out->sound = value == 10 || value == 11 ? ZG_SOUND_WEAK : ZG_SOUND_FULL;
  }
  /* What is left of the run may count what the price buys: "一百一个"; else it was no number. */
  if (value < 0 || (p < run && (run - p != 3 || !counts(s, run)))) {
    out->sound = ZG_SOUND_NONE;
    return true;
  }
  out->hundredths = value * 100;
  out->end = p;
  return true;
}

bool zg_number_read(const struct zg_saying *s, size_t at, struct zg_number *out) {
  if (zg_is_digit(s, at)) {
    read_arabic(s, at, out);
    return true;
  }
  if (zg_is_letter(s, at)) return zg_number_read_english(s, at, out);
  return zg_number_read_chinese(s, at, out);
}

size_t zg_number_pass(const struct zg_saying *s, size_t at) {
  struct zg_number number = {0};
  if (zg_is_digit(s, at) || zg_numeral_at(s, at) >= 0) {
    if (zg_number_read(s, at, &number) && number.end > at) return number.end;
  }
  if (!zg_is_letter(s, at)) return zg_step(s, at);
  while (zg_is_letter(s, at) || zg_is_digit(s, at))
    at++;
  return at;
}
