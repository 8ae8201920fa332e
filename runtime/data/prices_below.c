/* Amounts with a sign of money, read without understanding, and vague ones taken as the least that
 * they may mean: for the guardrail under the price floor. */
#include <ctype.h>
#include <string.h>

#include "data/prices.h"
#include "data/prices_unit.h"
#include "data/text.h"

static bool ends_in_sign(const char *text, const char *at) {
  static const char *const signs[] = {"¥", "$", "€", "£", "rmb", "cny", "usd"};
  while (at > text && at[-1] == ' ')
    at--;
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    size_t len = strlen(signs[i]);
    if ((size_t)(at - text) >= len && memcmp(at - len, signs[i], len) == 0) return true;
  }
  return false;
}

static bool starts_with_unit(const char *at) {
  static const char *const units[] = {"元",  "块",   "圆",   "刀",    "rmb",   "cny",
                                      "usd", "yuan", "kuai", "bucks", "dollar"};
  while (*at == ' ')
    at++;
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (strncmp(at, units[i], strlen(units[i])) == 0) return true;
  return false;
}

/* Reads a figure like 1,200.50 and leaves *at behind it; a fraction finer than a cent is cut. */
static int64_t figure(const char **at) {
  const int64_t most = INT64_C(1) << 50;
  int64_t value = 0;
  const char *c = *at;
  for (; isdigit((unsigned char)*c) || (*c == ',' && isdigit((unsigned char)c[1])); c++)
    if (*c != ',' && value < most) value = value * 10 + (*c - '0');
  value *= 100;
  if (*c == '.' && isdigit((unsigned char)c[1])) {
    value += 10 * (c[1] - '0');
    if (isdigit((unsigned char)c[2])) value += c[2] - '0';
    for (c++; isdigit((unsigned char)*c);)
      c++;
  }
  *at = c;
  return value;
}

static bool figure_below(const char *normal, int64_t hundredths) {
  for (const char *at = normal; *at != '\0';) {
    if (!isdigit((unsigned char)*at)) {
      at++;
      continue;
    }
    bool sign = ends_in_sign(normal, at);
    int64_t value = figure(&at);
    if ((sign || starts_with_unit(at)) && value < hundredths) return true;
  }
  return false;
}

/* The least that numerals mean which are no number by themselves: "七八十" 70, "百来" 100,
 * "一百五六" 100. */
static int64_t least_of(const struct zg_saying *s, size_t at, size_t end) {
  int64_t least = zg_numeral_at(s, at);
  for (size_t p = at + 3; p < end && least < 10; p += 3)
    if (zg_numeral_at(s, p) >= 10) return least * zg_numeral_at(s, p) * 100;
  return least * 100;
}

/* "八十多块", "80来块"; also "八十多给您" and "最低十一", where no word speaks against a price. */
static bool is_meant(const struct zg_saying *s, const struct zg_amount *amount) {
  size_t p = zg_skip_spaces(s, amount->end);
  size_t more = zg_words_at(s, p, "多 来 几 余 好几 出头 把");
  bool vague = more > 0 || amount->sound == ZG_SOUND_NONE;
  if (vague && starts_with_unit(s->text + p + more)) return true;
  enum zg_near before = zg_near_before(s, amount->start), after = zg_near_after(s, p + more);
  bool weak = amount->sound == ZG_SOUND_WEAK;
  bool number = amount->hundredths >= 1000 && (weak || amount->sound == ZG_SOUND_FULL);
  bool spoken_for = more > 0 || (weak && before == ZG_NEAR_STRONG);
  return number && spoken_for && before != ZG_NEAR_NEVER && before != ZG_NEAR_OTHER &&
         (after == ZG_NEAR_EDGE || after == ZG_NEAR_FINE || after == ZG_NEAR_STRONG);
}

/* Numbers in words as well as in figures. */
static bool worded_below(const struct zg_saying *s, int64_t hundredths) {
  for (size_t at = 0, from = 0; at < s->len;) {
    struct zg_amount amount = {0};
    if (!zg_amount_read(s, at, &amount)) {
      do
        at = zg_step(s, at);
      while (zg_is_letter(s, at - 1) && zg_is_letter(s, at));
      continue;
    }
    if (amount.sound == ZG_SOUND_NONE && zg_numeral_at(s, at) > 0)
      amount.hundredths = least_of(s, at, amount.end);
    bool money = amount.marked || zg_sign_before(s, at, from) < at || is_meant(s, &amount);
    bool known = amount.sound != ZG_SOUND_NONE || zg_numeral_at(s, at) > 0;
    if (known && money && amount.hundredths < hundredths) return true;
    at = from = amount.end;
  }
  return false;
}

bool zg_prices_below(const struct zg_text *tables, struct zg_arena *arena, const char *text,
                     size_t len, int64_t hundredths) {
  size_t normal_len = 0;
  const char *normal = zg_text_normalise(tables, arena, text, len, &normal_len);
  struct zg_saying said = {.text = normal, .len = normal_len};
  return figure_below(normal, hundredths) || worded_below(&said, hundredths);
}
