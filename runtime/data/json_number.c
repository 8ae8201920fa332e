/* json_number: reads and writes numbers so that none of them changes its value. */
#include <assert.h>
#include <cjson/cJSON.h>
#include <float.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json_node.h"

enum { EXPONENT_MOST = 100000, QUOTED = 32 };

/* A number literal, taken apart. */
struct parts {
  uint64_t mantissa; /* all digits without the point; holds when there are at most 19 */
  size_t digits;     /* without leading zeros */
  int exponent;      /* of ten, for the mantissa */
  bool negative;
  bool real;
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static void take_digit(struct parts *parts, char c) {
  parts->mantissa = parts->mantissa * 10 + (uint64_t)(c - '0'); /* wraps; see `digits` */
  if (c != '0' || parts->digits > 0) parts->digits++;
}

static int fail_digit(const struct zg_json_reader *reader, const char *at, const char *after) {
  return zg_fail(reader->err, ZG_EJSON, "a digit must follow %s at byte %zu", after,
                 zg_json_byte(reader, at));
}

static int fail_number(const struct zg_json_reader *reader, const char *literal, size_t len,
                       size_t byte, const char *why) {
  return zg_fail(reader->err, ZG_ENUMBER, "the number %.*s%s at byte %zu %s; send it as a string",
                 (int)(len > QUOTED ? QUOTED : len), literal, len > QUOTED ? "..." : "", byte, why);
}

static int scan_exponent(const struct zg_json_reader *reader, const char **at,
                         struct parts *parts) {
  const char *p = *at + 1;
  const bool negative = *p == '-';
  int exponent = 0;
  if (*p == '-' || *p == '+') p++;
  if (!is_digit(*p)) return fail_digit(reader, p, "the exponent's sign or e");
  for (; is_digit(*p); p++)
    if (exponent < EXPONENT_MOST) exponent = exponent * 10 + (*p - '0');
  parts->exponent += negative ? -exponent : exponent;
  *at = p;
  return 0;
}

/* Takes the literal at *at apart by RFC 8259's grammar; what follows it is not looked at. */
static int scan_parts(const struct zg_json_reader *reader, const char **at, struct parts *parts) {
  const char *p = *at;
  parts->negative = *p == '-';
  if (parts->negative) p++;
  if (!is_digit(*p)) return fail_digit(reader, p, "the minus");
  if (*p == '0' && is_digit(p[1]))
    return zg_fail(reader->err, ZG_EJSON,
                   "the number at byte %zu starts with 0; leave it out, or send a string",
                   zg_json_byte(reader, *at));
  for (; is_digit(*p); p++)
    take_digit(parts, *p);
  if (*p == '.') {
    parts->real = true;
    p++;
    if (!is_digit(*p)) return fail_digit(reader, p, "the point");
    for (; is_digit(*p); p++) {
      take_digit(parts, *p);
      if (parts->exponent > -EXPONENT_MOST) parts->exponent--;
    }
  }
  if (*p == 'e' || *p == 'E') {
    int rc = scan_exponent(reader, &p, parts);
    if (rc < 0) return rc;
    parts->real = true;
  }
  *at = p;
  return 0;
}

/* False when the integer does not fit. */
static bool integer_of(const struct parts *parts, int64_t *out) {
  const uint64_t most = (uint64_t)INT64_MAX + (parts->negative ? 1 : 0);
  if (parts->digits > 19 || parts->mantissa > most) return false;
  if (parts->negative && parts->mantissa > 0)
    *out = -(int64_t)(parts->mantissa - 1) - 1;
  else
    *out = (int64_t)parts->mantissa;
  return true;
}

/* The nearest double. Where mantissa and power of ten are both exact doubles, one operation rounds
 * once and so rightly (Clinger, 1990); this holds for nearly all numbers that people send. Else
 * strtod, told to use a point whatever the process's locale is. */
static double real_of(const struct parts *parts, const char *literal) {
  static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (FLT_EVAL_METHOD == 0 && parts->digits <= 19 && parts->mantissa <= UINT64_C(1) << 53 &&
      parts->exponent >= -22 && parts->exponent <= 22) {
    const double whole =
        (double)(parts->negative ? -(int64_t)parts->mantissa : (int64_t)parts->mantissa);
    if (whole == 0) return parts->negative ? -0.0 : 0.0;
    return parts->exponent < 0 ? whole / tens[-parts->exponent] : whole * tens[parts->exponent];
  }
  const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  assert(plain != (locale_t)0);
  char *end = NULL;
  const double value = strtod_l(literal, &end, plain);
  assert(*end == '\0');
  freelocale(plain);
  return value;
}

void zg_json_set_integer(struct cJSON *node, char *literal, int64_t value) {
  node->type = cJSON_Number | ZG_JSON_IS_INTEGER;
  node->valuestring = literal;
  node->valuedouble = (double)value;
  node->valueint = value > INT_MAX ? INT_MAX : value < INT_MIN ? INT_MIN : (int)value;
}

void zg_json_set_real(struct cJSON *node, char *literal, double value) {
  node->type = cJSON_Number;
  node->valuestring = literal;
  node->valuedouble = value;
  node->valueint = value >= INT_MAX ? INT_MAX : value <= INT_MIN ? INT_MIN : (int)value;
}

int zg_json_scan_number(struct zg_json_reader *reader, struct cJSON *node) {
  const size_t byte = zg_json_byte(reader, reader->at);
  char *const start = reader->at, *const literal = start - 1;
  const char *end = start;
  struct parts parts = {0};
  int64_t integer = 0;
  double real = 0;
  int rc = scan_parts(reader, &end, &parts);
  const size_t len = (size_t)(end - start);
  if (rc < 0) return rc;
  if (len > ZG_JSON_NUMBER) return fail_number(reader, start, len, byte, "has too many characters");
  if (!parts.real && !integer_of(&parts, &integer))
    return fail_number(reader, start, len, byte, "does not fit a signed integer of 64 bits");
  reader->at += len;
  memmove(literal, start, len);
  literal[len] = '\0';
  if (!parts.real && !(parts.negative && integer == 0)) { /* -0 is no integer */
    zg_json_set_integer(node, literal, integer);
    return 0;
  }
  real = real_of(&parts, literal);
  if (!isfinite(real)) return fail_number(reader, literal, len, byte, "is too large for a double");
  if (real == 0 && parts.digits > 0)
    return fail_number(reader, literal, len, byte, "is so small that it would become 0");
  zg_json_set_real(node, literal, real);
  return 0;
}

size_t zg_json_format_real(double value, char out[ZG_JSON_REAL_TEXT]) {
  const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  const locale_t before = uselocale(plain);
  /* 15 digits and fewer come out of %.15g without their zeros, except below the normal range. */
  int digits = value != 0 && fabs(value) < DBL_MIN ? 1 : 15;
  int len = 0;
  assert(isfinite(value) && plain != (locale_t)0);
  for (; digits <= 17; digits++) {
    len = snprintf(out, ZG_JSON_REAL_TEXT, "%.*g", digits, value);
    if (strtod(out, NULL) == value) break;
  }
  assert(digits <= 17 && len > 0 && len < ZG_JSON_REAL_TEXT - 2);
  (void)uselocale(before);
  freelocale(plain);
  if (!strpbrk(out, ".e")) {
    memcpy(out + len, ".0", 3);
    len += 2;
  }
  return (size_t)len;
}
