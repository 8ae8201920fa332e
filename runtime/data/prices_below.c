/* Figures with a sign of money, read without understanding: for the guardrail under the price
 * floor. */
#include <ctype.h>
#include <string.h>

#include "data/prices.h"
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

bool zg_prices_below(const struct zg_text *tables, struct zg_arena *arena, const char *text,
                     size_t len, int64_t hundredths) {
  const char *normal = zg_text_normalise(tables, arena, text, len, NULL);
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
