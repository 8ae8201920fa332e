#include "data/money.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Products of two 64-bit numbers need 128 bits; gcc and clang both have them. */
__extension__ typedef __int128 wide;

/* The currencies of ISO 4217 whose minor unit is not a hundredth (list one, 2024). */
static const struct {
  char currency[4];
  int digits;
} unusual[] = {
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
    {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
    {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
    {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool zg_currency_valid(const char *currency) {
  if (currency == NULL) return false;
  for (int i = 0; i < 3; i++) {
    if (currency[i] < 'A' || currency[i] > 'Z') return false;
  }
  return currency[3] == '\0';
}

int zg_currency_digits(const char *currency) {
  for (size_t i = 0; i < sizeof unusual / sizeof unusual[0]; i++) {
    if (strcmp(unusual[i].currency, currency) == 0) return unusual[i].digits;
  }
  return 2;
}

/* What a plain decimal is made of: -?[0-9]+(\.[0-9]+)?, borrowed from the text. Zeros that say
 * nothing are left out of both parts, so `whole` may be empty. */
struct plain {
  bool negative;
  const char *whole, *fraction;
  size_t whole_len, fraction_len;
};

static int split(const char *text, size_t len, struct plain *out) {
  struct plain p = {0};
  size_t at = 0;
  if (at < len && text[at] == '-') {
    p.negative = true;
    at++;
  }
  p.whole = text + at;
  while (at < len && is_digit(text[at]))
    at++;
  p.whole_len = (size_t)(text + at - p.whole);
  if (p.whole_len == 0) return -1;
  if (at < len) {
    if (text[at++] != '.') return -1;
    p.fraction = text + at;
    while (at < len && is_digit(text[at]))
      at++;
    p.fraction_len = (size_t)(text + at - p.fraction);
    if (p.fraction_len == 0 || at < len) return -1;
  }
  while (p.whole_len > 0 && *p.whole == '0') {
    p.whole++;
    p.whole_len--;
  }
  while (p.fraction_len > 0 && p.fraction[p.fraction_len - 1] == '0')
    p.fraction_len--;
  *out = p;
  return 0;
}

/* The number p * 10^scale, where the fraction is known to have at most `scale` digits. Adds up on
 * the negative side, which reaches one further. 0, or -1 when 64 bits do not hold it. */
static int scaled(const struct plain *p, size_t scale, int64_t *out) {
  int64_t value = 0;
  for (size_t i = 0; i < p->whole_len + scale; i++) {
    int digit = 0;
    if (i < p->whole_len) {
      digit = p->whole[i] - '0';
    } else if (i - p->whole_len < p->fraction_len) {
      digit = p->fraction[i - p->whole_len] - '0';
    }
    if (__builtin_mul_overflow(value, 10, &value)) return -1;
    if (__builtin_sub_overflow(value, digit, &value)) return -1;
  }
  if (!p->negative && __builtin_sub_overflow(0, value, &value)) return -1;
  *out = value;
  return 0;
}

static struct zg_money make(int64_t minor, const char *currency) {
  struct zg_money money = {.minor = minor};
  memcpy(money.currency, currency, sizeof money.currency);
  return money;
}

int zg_money_parse(const char *amount, const char *currency, struct zg_money *out) {
  struct plain p;
  int64_t minor = 0;
  if (amount == NULL || !zg_currency_valid(currency)) return -1;
  if (split(amount, strlen(amount), &p) < 0) return -1;
  size_t digits = (size_t)zg_currency_digits(currency);
  if (p.fraction_len > digits || scaled(&p, digits, &minor) < 0) return -1;
  *out = make(minor, currency);
  return 0;
}

int zg_money_of_hundredths(int64_t hundredths, const char *currency, struct zg_money *out) {
  int64_t minor = hundredths;
  if (!zg_currency_valid(currency)) return -1;
  int digits = zg_currency_digits(currency);
  for (; digits > 2; digits--)
    if (__builtin_mul_overflow(minor, 10, &minor)) return -1;
  for (; digits < 2; digits++) {
    if (minor % 10 != 0) return -1;
    minor /= 10;
  }
  *out = make(minor, currency);
  return 0;
}

static void format(struct zg_money money, bool keep_zeros, char out[ZG_MONEY_TEXT]) {
  int digits = zg_currency_digits(money.currency);
  uint64_t unit = 1;
  for (int i = 0; i < digits; i++)
    unit *= 10;
  /* Unsigned negation is defined for the smallest number too. */
  uint64_t size = money.minor < 0 ? 0 - (uint64_t)money.minor : (uint64_t)money.minor;
  const char *sign = money.minor < 0 ? "-" : "";
  if (digits == 0 || (!keep_zeros && size % unit == 0)) {
    snprintf(out, ZG_MONEY_TEXT, "%s%llu", sign, (unsigned long long)(size / unit));
  } else {
    snprintf(out, ZG_MONEY_TEXT, "%s%llu.%0*llu", sign, (unsigned long long)(size / unit), digits,
             (unsigned long long)(size % unit));
  }
}

void zg_money_format(struct zg_money money, char out[ZG_MONEY_TEXT]) {
  format(money, true, out);
}

void zg_money_format_short(struct zg_money money, char out[ZG_MONEY_TEXT]) {
  format(money, false, out);
}

int zg_money_compare(struct zg_money a, struct zg_money b) {
  assert(strcmp(a.currency, b.currency) == 0);
  return (a.minor > b.minor) - (a.minor < b.minor);
}

int zg_money_add(struct zg_money a, struct zg_money b, struct zg_money *out) {
  int64_t minor = 0;
  assert(strcmp(a.currency, b.currency) == 0);
  if (__builtin_add_overflow(a.minor, b.minor, &minor)) return -1;
  *out = make(minor, a.currency);
  return 0;
}

int zg_money_subtract(struct zg_money a, struct zg_money b, struct zg_money *out) {
  int64_t minor = 0;
  assert(strcmp(a.currency, b.currency) == 0);
  if (__builtin_sub_overflow(a.minor, b.minor, &minor)) return -1;
  *out = make(minor, a.currency);
  return 0;
}

int zg_money_times(struct zg_money money, int64_t factor, struct zg_money *out) {
  int64_t minor = 0;
  if (__builtin_mul_overflow(money.minor, factor, &minor)) return -1;
  *out = make(minor, money.currency);
  return 0;
}

/* Half rounds away from zero, as on a receipt. A denominator that is not positive is refused like
 * an overflow: it can come from a rule's arithmetic. */
int zg_money_ratio(struct zg_money money, int64_t numerator, int64_t denominator,
                   enum zg_round round, struct zg_money *out) {
  if (denominator <= 0) return -1;
  wide product = (wide)money.minor * numerator;
  wide down = product / denominator;
  wide rest = product % denominator;
  if (rest < 0) { /* C cuts toward zero */
    rest += denominator;
    down--;
  }
  bool up = false;
  switch (round) {
  case ZG_ROUND_DOWN:
    break;
  case ZG_ROUND_UP:
    up = rest > 0;
    break;
  case ZG_ROUND_HALF:
    up = product < 0 ? 2 * rest > denominator : 2 * rest >= denominator;
    break;
  }
  if (up) down++;
  if (down < INT64_MIN || down > INT64_MAX) return -1;
  *out = make((int64_t)down, money.currency);
  return 0;
}

enum { MOST_DIGITS = 18 };

int zg_decimal_parse(const char *text, size_t len, struct zg_decimal *out) {
  struct plain p;
  int64_t digits = 0;
  if (split(text, len, &p) < 0) return -1;
  if (p.whole_len + p.fraction_len > MOST_DIGITS) return -1;
  if (scaled(&p, p.fraction_len, &digits) < 0) return -1;
  *out = (struct zg_decimal){.digits = digits, .scale = (int)p.fraction_len};
  return 0;
}

static wide power_of_ten(int exponent) {
  wide power = 1;
  for (int i = 0; i < exponent; i++)
    power *= 10;
  return power;
}

int zg_decimal_compare(struct zg_decimal a, struct zg_decimal b) {
  assert(a.scale >= 0 && a.scale <= MOST_DIGITS && b.scale >= 0 && b.scale <= MOST_DIGITS);
  wide left = a.digits * power_of_ten(b.scale);
  wide right = b.digits * power_of_ten(a.scale);
  return (left > right) - (left < right);
}

int zg_share_parse(const char *text, int64_t *numerator, int64_t *denominator) {
  struct zg_decimal percent;
  if (text == NULL) return -1;
  size_t len = strlen(text);
  if (len == 0 || text[len - 1] != '%') return -1;
  if (text[0] == '-' || zg_decimal_parse(text, len - 1, &percent) < 0) return -1;
  if (zg_decimal_compare(percent, (struct zg_decimal){.digits = 100}) > 0) return -1;
  if (percent.scale > MOST_DIGITS - 2) return -1; /* the denominator must fit */
  *numerator = percent.digits;
  *denominator = (int64_t)power_of_ten(percent.scale + 2);
  return 0;
}
