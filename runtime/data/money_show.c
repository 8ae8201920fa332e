/* Amounts as people write them. */
#include <stdio.h>
#include <string.h>

#include "data/money.h"

/* Yen have the sign of yuan, and shops that sell in both would not know which. */
static const struct {
  const char *currency, *sign;
} signs[] = {{"CNY", "¥"},   {"USD", "$"},   {"EUR", "€"},  {"GBP", "£"},  {"JPY", "JP¥"},
             {"HKD", "HK$"}, {"TWD", "NT$"}, {"AUD", "A$"}, {"CAD", "C$"}, {"SGD", "S$"},
             {"NZD", "NZ$"}, {"KRW", "₩"},   {"INR", "₹"},  {"THB", "฿"},  {"VND", "₫"}};

static const char *find_sign(const char *currency) {
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
    if (strcmp(signs[i].currency, currency) == 0) return signs[i].sign;
  return NULL;
}

void zg_money_show(struct zg_money money, const char *language, char out[ZG_MONEY_SHOWN]) {
  char text[ZG_MONEY_TEXT];
  const char *sign = find_sign(money.currency), *amount = text;
  zg_money_format_short(money, text);
  bool below = text[0] == '-';
  if (strncmp(language, "zh", 2) == 0 && strcmp(money.currency, "CNY") == 0)
    snprintf(out, ZG_MONEY_SHOWN, "%s元", text);
  else if (sign != NULL)
    snprintf(out, ZG_MONEY_SHOWN, "%s%s%s", below ? "-" : "", sign, amount + below);
  else
    snprintf(out, ZG_MONEY_SHOWN, "%s %s", text, money.currency);
}
