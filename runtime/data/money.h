/* money: exact amounts. An amount is a 64-bit count of minor units (fen, cents) and a currency of
 * ISO 4217; how many minor digits a currency has is known (JPY 0, CNY 2, KWD 3; others 2). */
#ifndef ZG_DATA_MONEY_H
#define ZG_DATA_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zg_money {
  int64_t minor;
  char currency[4]; /* "CNY" */
};

/* Three capital letters. */
bool zg_currency_valid(const char *currency);
/* One of ISO 4217 that people pay with: CNY is, RMB is not. */
bool zg_currency_known(const char *currency);
int zg_currency_digits(const char *currency);

/* Reads a plain decimal ("199", "199.00", "-3.5", "1e2" is not one), exact to the minor unit
 * (trailing zeros beyond it are fine). 0; -1 when it is not an amount, not exact, or too big. */
int zg_money_parse(const char *amount, const char *currency, struct zg_money *out);

/* The amount of that many hundredths of the whole unit, whatever minor digits the currency has:
 * 7990 is 79.90 CNY and 79.900 KWD. 0; -1 when it is not exact (JPY has no 79.90) or too big. */
int zg_money_of_hundredths(int64_t hundredths, const char *currency, struct zg_money *out);

enum { ZG_MONEY_TEXT = 32 };
/* With all minor digits: "199.00". */
void zg_money_format(struct zg_money money, char out[ZG_MONEY_TEXT]);
/* Without a zero fraction, as people write it: "199", "79.90". */
void zg_money_format_short(struct zg_money money, char out[ZG_MONEY_TEXT]);

enum { ZG_MONEY_SHOWN = 40 };
/* As people of that language read it: "199元" in Chinese, else "¥199"; "$18", "18 NOK". */
void zg_money_show(struct zg_money money, const char *language, char out[ZG_MONEY_SHOWN]);

/* -1, 0, 1. The currencies must be the same. */
int zg_money_compare(struct zg_money a, struct zg_money b);
/* 0, or -1 on overflow. */
int zg_money_add(struct zg_money a, struct zg_money b, struct zg_money *out);
int zg_money_subtract(struct zg_money a, struct zg_money b, struct zg_money *out);
int zg_money_times(struct zg_money money, int64_t factor, struct zg_money *out);

enum zg_round { ZG_ROUND_DOWN, ZG_ROUND_UP, ZG_ROUND_HALF }; /* down: toward minus infinity */
/* money * numerator / denominator (positive), rounded; 128-bit inside. 0, or -1 on overflow. */
int zg_money_ratio(struct zg_money money, int64_t numerator, int64_t denominator,
                   enum zg_round round, struct zg_money *out);

/* A decimal number of at most 18 digits: value = digits / 10^scale. */
struct zg_decimal {
  int64_t digits;
  int scale;
};
/* Plain decimals only. 0 or -1. */
int zg_decimal_parse(const char *text, size_t len, struct zg_decimal *out);
int zg_decimal_compare(struct zg_decimal a, struct zg_decimal b);

/* Reads a share: "3%", "2.5%", "0.03" is not one; 0 to 100 %. value = numerator / denominator. */
int zg_share_parse(const char *text, int64_t *numerator, int64_t *denominator);

#endif
