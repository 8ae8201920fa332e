#include <stdbool.h>
#include <string.h>

#include "data/redact_find.h"
#include "data/redact_shape.h"

enum { DIGITS = 24, GROUPS = 12 };

/* Digits with what stands between them. */
struct run {
  bool plus;
  size_t count, groups;
  size_t size[GROUPS + 1]; /* digits of each group */
  size_t end[GROUPS];      /* where it ends in the text */
  char digit[DIGITS + 1];
  size_t wide;  /* up to that group they are divided as numbers usually are; 0: all of them */
  char between; /* the first character that divides two groups */
};

static bool begins(const char *text, size_t len, const char *with) {
  size_t n = strlen(with);
  return len >= n && memcmp(text, with, n) == 0;
}

/* The bytes of what may stand between two groups, at most two characters of it. *wide: it divides
 * other things, too, so that only a mobile number is meant so. */
static size_t gap(const char *text, size_t len, bool *wide) {
  static const char *const gaps[] = {" ", "-", ".",      "(",      ")",  "－", "—",
                                     "–", "·", "\u00a0", "\u3000", "（", "）", "\u200b",
                                     "/", "_", ",",      "，",     "、", "\t", "\n"};
  enum { USUAL = 14 };
  size_t at = 0;
  for (int i = 0; i < 2; i++) {
    size_t before = at;
    for (size_t g = 0; g < sizeof gaps / sizeof gaps[0] && at == before; g++)
      if (begins(text + at, len - at, gaps[g])) {
        at += strlen(gaps[g]);
        *wide |= g >= USUAL;
      }
  }
  return at;
}

static int digit_at(const char *text, size_t len, size_t at, size_t *bytes) {
  uint32_t c = 0;
  if (at >= len) return -1;
  *bytes = zg_redact_decode(text + at, &c);
  return zg_redact_digit(c);
}

/* Gathers the groups from `at` on, as many as there are room for. */
static void gather(struct run *run, const char *text, size_t len, size_t at) {
  if (begins(text + at, len - at, "+") || begins(text + at, len - at, "＋")) {
    run->plus = true;
    at += text[at] == '+' ? 1 : strlen("＋");
  }
  while (run->groups < GROUPS) {
    size_t bytes = 0;
    int digit = digit_at(text, len, at, &bytes);
    if (digit < 0) break;
    size_t from = run->count;
    for (; digit >= 0 && run->count < DIGITS; digit = digit_at(text, len, at, &bytes)) {
      run->digit[run->count++] = (char)('0' + digit);
      at += bytes;
    }
    run->size[run->groups] = run->count - from;
    run->end[run->groups++] = at;
    bool wide = false;
    size_t skip = gap(text + at, len - at, &wide);
    if (skip == 0 || run->count == DIGITS) break;
    if (wide && run->wide == 0) run->wide = run->groups;
    if (run->groups == 1) run->between = text[at];
    at += skip;
  }
}

static size_t total(const struct run *run, size_t groups) {
  size_t sum = 0;
  for (size_t i = 0; i < groups; i++)
    sum += run->size[i];
  return sum;
}

static bool is_mobile(const char *digits, size_t count) {
  return count == 11 && digits[0] == '1' && digits[1] >= '3';
}

/* Where a Chinese mobile number begins in the digits; -1: there is none. */
static int mobile_at(const struct run *run, size_t count) {
  static const char *const codes[] = {"", "86", "0086"};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    size_t skip = strlen(codes[i]);
    if (begins(run->digit, count, codes[i]) && is_mobile(run->digit + skip, count - skip))
      return (int)skip;
  }
  return -1;
}

static bool sized(const struct run *run, size_t groups, const char *const *shapes) {
  for (; *shapes != NULL; shapes++) {
    size_t i = 0;
    while (i < groups && (*shapes)[i] != '\0' && run->size[i] == (size_t)((*shapes)[i] - '0'))
      i++;
    if (i == groups && (*shapes)[i] == '\0') return true;
  }
  return false;
}

/* Whether the groups, more than one, are written as such numbers are. */
static bool looks_divided(const struct run *run, size_t groups) {
  static const char *const mobile[] = {"344",  "38",   "74",          "443",  "335",
                                       "56",   "353",  "11111111111", "2344", "238",
                                       "2443", "4344", "438",         "2",    NULL};
  static const char *const other[] = {"334", "4444", "44443",  "44444", "465",
                                      "684", "683",  "444444", "344",   NULL};
  size_t count = total(run, groups);
  const char *d = run->digit;
  bool decimal = groups == 2 && run->between == '.' && run->size[1] <= 2;
  if (decimal) return false;
  if (mobile_at(run, count) >= 0 && sized(run, groups, mobile)) return true;
  if (run->wide > 0 && groups > run->wide) return false;
  if (run->plus) return count >= 8 && count <= 15;
  if (d[0] == '0' && d[1] == '0') return count >= 10 && count <= 17 && run->size[0] >= 2;
  if (d[0] == '0')
    return run->size[0] >= 3 && run->size[0] <= 5 && count >= run->size[0] + 6 && count <= 12;
  if (strncmp(d, "400", 3) == 0 || strncmp(d, "800", 3) == 0)
    return run->size[0] == 3 && count == 10;
  return sized(run, groups, other);
}

static bool is_money(const char *text, size_t len, size_t from, size_t to) {
  static const char *const before[] = {"¥", "￥", "$", "€", "£", "RMB", "CNY", "USD", "rmb"};
  static const char *const after[] = {"元",  "块",  "圆",  "万",  "亿",   "刀",
                                      "rmb", "RMB", "CNY", "USD", "yuan", "%"};
  while (from > 0 && text[from - 1] == ' ')
    from--;
  while (to < len && text[to] == ' ')
    to++;
  for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
    size_t n = strlen(before[i]);
    if (from >= n && memcmp(text + from - n, before[i], n) == 0) return true;
  }
  if (begins(text + to, len - to, "元旦") || begins(text + to, len - to, "元宵")) return false;
  for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
    if (begins(text + to, len - to, after[i])) return true;
  return false;
}

/* One group alone. `fraction`: ".50" follows. */
static bool looks_whole(const struct run *run, bool money, bool fraction) {
  size_t count = run->size[0];
  if (mobile_at(run, count) >= 0) return true;
  if (money || fraction) return false;
  return run->plus ? count >= 8 : count >= 10;
}

/* Writes the text from `from` to `to` with the digits given in place of its own, in their width. */
static void put(const char *text, size_t from, size_t to, const char *digits,
                struct zg_bytes *out) {
  while (from < to) {
    uint32_t c = 0;
    size_t bytes = zg_redact_decode(text + from, &c);
    int digit = zg_redact_digit(c);
    zg_bytes_add(out, text + from, digit < 0 ? bytes : bytes - 1);
    if (digit >= 0) /* the ten of a script differ in their last byte alone */
      zg_bytes_add_char(out, (char)(text[from + bytes - 1] - digit + (*digits++ - '0')));
    from += bytes;
  }
}

/* How many of the groups are such a number; 0: it is none. */
static size_t judge(const struct run *run, const char *text, size_t len, size_t at) {
  for (size_t groups = run->groups; groups > 1; groups--)
    if (looks_divided(run, groups) &&
        (mobile_at(run, total(run, groups)) >= 0 || !is_money(text, len, at, run->end[groups - 1])))
      return groups;
  bool fraction = run->groups > 1 && run->between == '.' && run->size[1] <= 2;
  return run->groups > 0 && looks_whole(run, is_money(text, len, at, run->end[0]), fraction);
}

static bool after_digit(const char *text, size_t at) {
  size_t before = at, bytes = 0;
  if (at == 0) return false;
  do
    before--;
  while (((unsigned char)text[before] & 0xc0) == 0x80);
  return digit_at(text, at, before, &bytes) >= 0;
}

size_t zg_redact_number(struct zg_hash128 key, const char *text, size_t len, size_t at,
                        struct zg_bytes *out) {
  struct run run = {0};
  struct zg_bytes digits = {0};
  size_t bytes = 0;
  if (digit_at(text, len, at, &bytes) < 0 && text[at] != '+' && !begins(text + at, len - at, "＋"))
    return 0;
  if (after_digit(text, at)) return 0;
  gather(&run, text, len, at);
  size_t groups = judge(&run, text, len, at);
  if (groups == 0) return 0;
  size_t count = total(&run, groups);
  int mobile = mobile_at(&run, count);
  bool phone = mobile >= 0 || run.plus || run.digit[0] == '0';
  size_t skip = mobile > 0 ? (size_t)mobile : 0;
  zg_bytes_add(&digits, run.digit, skip);
  zg_redact_shape(key, run.digit + skip, count - skip, phone ? 2 : 0, &digits);
  put(text, at, run.end[groups - 1], digits.data, out);
  zg_bytes_fini(&digits);
  return run.end[groups - 1] - at;
}
