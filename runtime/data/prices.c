#include "data/prices.h"

#include <string.h>

#include "data/prices_unit.h"
#include "data/text.h"

/* A price is decided by what stands before and after the number, so this errs on the side of no
 * price: whoever asks is asked again, but nobody is held to the number of a house. NOT handled:
 * guesses ("七八十", "几十块", "80多"), prices in words of another language than Chinese and
 * English. */

/* Numbers that share what stands before the first and after the last: "80-100块", "3到5斤". */
struct row {
  struct zg_amount amounts[2];
  size_t count;
  size_t end;
  bool dashed;
  bool broken; /* more of them, or a number that is none: a telephone number, a date */
};

/* The length of what joins two numbers to a row at `at`; 0: nothing does. */
static size_t joint_at(const struct zg_saying *s, size_t at, bool *dash) {
  size_t p = zg_skip_spaces(s, at);
  size_t joint = zg_words_at(s, p, "- ~ – — ‐ 到 至 或 或者");
  *dash = joint == 1 && s->text[p] == '-';
  if (joint == 0 && p > at) joint = zg_word_at(s, p, "to or");
  return joint == 0 ? 0 : zg_skip_spaces(s, p + joint) - at;
}

static struct row read_row(const struct zg_saying *s, struct zg_amount first) {
  struct row row = {.amounts = {first}, .count = 1, .end = first.end};
  bool dash = false;
  row.broken = first.sound == ZG_SOUND_NONE;
  while (!row.amounts[row.count - 1].marked) {
    struct zg_amount next = {0};
    size_t joint = joint_at(s, row.end, &dash);
    if (joint == 0 || !zg_amount_read(s, row.end + joint, &next)) break;
    row.dashed = row.dashed || dash;
    row.end = next.end;
    if (next.sound == ZG_SOUND_NONE || row.count == 2) row.broken = true;
    row.amounts[1] = next; /* of a broken row, no matter which */
    row.count = 2;
  }
  return row;
}

/* Dates ("11-21") and reductions ("300-30") look like a range. */
static bool is_range(const struct row *row, bool marked) {
  if (row->count < 2) return true;
  int64_t low = row->amounts[0].hundredths, high = row->amounts[1].hundredths;
  if (row->dashed && low >= high) return false;
  return marked || !row->dashed || low > 1200 || high > 3100;
}

/* Whether an amount without any sign of money can be a price where it stands. */
static bool is_plain_price(const struct zg_amount *amount, enum zg_near before, enum zg_near after,
                           bool alone) {
  if (before == ZG_NEAR_OTHER || after == ZG_NEAR_OTHER || amount->sound == ZG_SOUND_WEAK) {
    return false;
  }
  if (amount->hundredths < 100 || amount->hundredths > 99999999) return false;
  bool strong = before == ZG_NEAR_STRONG || after == ZG_NEAR_STRONG;
  if (after == ZG_NEAR_UNKNOWN && (before != ZG_NEAR_STRONG || amount->hundredths < 1000)) {
    return false;
  }
  if (amount->sound == ZG_SOUND_LOOSE) return strong;
  return strong || alone || amount->hundredths >= 1000;
}

/* Writes the prices of the row that begins (with its sign) at `begin`. */
static size_t decide(const struct zg_saying *s, const struct row *row, size_t begin,
                     struct zg_price *out, size_t cap) {
  size_t count = 0;
  size_t start = row->amounts[0].start;
  bool marked = begin < start || row->amounts[row->count - 1].marked;
  if (row->broken || !is_range(row, marked)) return 0;
  enum zg_near before = zg_near_before(s, begin);
  enum zg_near after = zg_near_after(s, row->end);
  bool alone = begin == zg_skip_spaces(s, 0) && zg_skip_spaces(s, row->end) == s->len;
  if (before == ZG_NEAR_NEVER || after == ZG_NEAR_NEVER) return 0;
  for (size_t i = 0; i < row->count && count < cap; i++) {
    const struct zg_amount *amount = &row->amounts[i];
    if (!marked && !is_plain_price(amount, before, after, alone)) continue;
    /* "三到五百": the first is cut short, and what it means is a guess. */
    if (i + 1 < row->count && amount->hundredths * 20 < row->amounts[1].hundredths) continue;
    out[count++] = (struct zg_price){.hundredths = amount->hundredths,
                                     .marked = marked,
                                     .start = i == 0 ? begin : amount->start,
                                     .end = amount->end};
  }
  return count;
}

/* Behind a run of letters, figures and hyphens ("tea-250", "sf1234", "v2.0"), which is a name; but
 * the name of a currency ends where its figures begin. */
static size_t skip_name(const struct zg_saying *s, size_t at) {
  size_t money = zg_words_at(s, at, "rmb cny usd hkd eur gbp jpy");
  if (money > 0 && zg_is_digit(s, at + money)) return at + money;
  for (;;) {
    while (zg_is_letter(s, at) || zg_is_digit(s, at))
      at++;
    bool joined = at < s->len && (s->text[at] == '-' || s->text[at] == '_' || s->text[at] == '.');
    if (!joined || !(zg_is_letter(s, at + 1) || zg_is_digit(s, at + 1))) return at;
    at++;
  }
}

size_t zg_prices_read(const char *text, size_t len, struct zg_price *out, size_t cap) {
  struct zg_saying s = {.text = text, .len = len};
  size_t count = 0, at = 0, from = 0;
  while (at < len && count < cap) {
    struct zg_amount amount = {0};
    if (!zg_amount_read(&s, at, &amount)) {
      at = zg_is_letter(&s, at) ? skip_name(&s, at) : zg_step(&s, at);
      continue;
    }
    struct row row = read_row(&s, amount);
    count += decide(&s, &row, zg_sign_before(&s, at, from), out + count, cap - count);
    at = row.end;
    if (zg_is_letter(&s, at)) at = skip_name(&s, at);
    from = at;
  }
  return count;
}

/* The length of the digit, plain or full-width, that ends at `at`; 0: none does. */
static size_t digit_before(const char *text, size_t at) {
  if (at >= 1 && text[at - 1] >= '0' && text[at - 1] <= '9') return 1;
  bool wide = at >= 3 && memcmp(text + at - 3, "\xEF\xBC", 2) == 0;
  return wide && (unsigned char)text[at - 1] >= 0x90 && (unsigned char)text[at - 1] <= 0x99 ? 3 : 0;
}

/* "1，200" groups, as "1,200" does; "80，100" is two prices. */
static bool divides(const char *text, size_t comma) {
  size_t last = digit_before(text, comma);
  return last > 0 && digit_before(text, comma - last) > 0;
}

const char *zg_prices_normalise(const struct zg_text *tables, struct zg_arena *arena,
                                const char *text, size_t len, size_t *out_len) {
  static const char wide_comma[] = "\uFF0C", divider[] = "\u3001";
  char *divided = zg_arena_strndup(arena, text, len);
  for (char *at = divided; (at = strstr(at, wide_comma)) != NULL; at += strlen(divider))
    if (divides(text, (size_t)(at - divided))) memcpy(at, divider, strlen(divider));
  return zg_text_normalise(tables, arena, divided, len, out_len);
}

size_t zg_prices_find(const struct zg_text *tables, struct zg_arena *arena, const char *text,
                      size_t len, struct zg_price *out, size_t cap) {
  size_t normal_len = 0;
  const char *normal = zg_prices_normalise(tables, arena, text, len, &normal_len);
  return zg_prices_read(normal, normal_len, out, cap);
}
