#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/money.h"

#include "random.h"

__extension__ typedef __int128 wide;

/* Numbers of every size, the ends of the range among them. */
static int64_t random_amount(uint64_t *state) {
  static const int64_t ends[] = {0, 1, -1, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1};
  uint64_t r = next_random(state);
  if (r % 16 == 0) return ends[(r >> 8) % 7];
  int64_t value = (int64_t)(next_random(state) >> (r % 64));
  return (r >> 32) & 1 ? value : -(value / 2);
}

static struct zg_money money(int64_t minor, const char *currency) {
  struct zg_money m = {.minor = minor};
  memcpy(m.currency, currency, 4);
  return m;
}

static void currencies(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool valid;
  } rows[] = {
      {"CNY", true}, {"USD", true},  {"cny", false},    {"CN", false},  {"CNYY", false},
      {"", false},   {"C1Y", false}, {"CN\xc3", false}, {"  Y", false}, {NULL, false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    assert_int_equal(zg_currency_valid(rows[i].text), rows[i].valid);
  }
  assert_int_equal(zg_currency_digits("CNY"), 2);
  assert_int_equal(zg_currency_digits("JPY"), 0);
  assert_int_equal(zg_currency_digits("KRW"), 0);
  assert_int_equal(zg_currency_digits("KWD"), 3);
  assert_int_equal(zg_currency_digits("CLF"), 4);
  assert_int_equal(zg_currency_digits("QQQ"), 2);
}

static void parses(void **state) {
  (void)state;
  static const struct {
    const char *text, *currency;
    int result;
    int64_t minor;
  } rows[] = {
      {"199", "CNY", 0, 19900},
      {"199.00", "CNY", 0, 19900},
      {"-3.5", "CNY", 0, -350},
      {"0.01", "CNY", 0, 1},
      {"-0", "CNY", 0, 0},
      {"-0.00", "CNY", 0, 0},
      {"007", "CNY", 0, 700},
      {"1.0000000000000000000000000", "CNY", 0, 100},
      {"00000000000000000000000000001", "CNY", 0, 100},
      {"0000000000000000000000000000.10", "CNY", 0, 10},
      {"199.999", "CNY", -1, 0},
      {"199.001", "CNY", -1, 0},
      {"1200", "JPY", 0, 1200},
      {"1200.0", "JPY", 0, 1200},
      {"1200.5", "JPY", -1, 0},
      {"1.234", "KWD", 0, 1234},
      {"1.2345", "KWD", -1, 0},
      {"1.2", "KWD", 0, 1200},
      {"92233720368547758.07", "CNY", 0, INT64_MAX},
      {"92233720368547758.08", "CNY", -1, 0},
      {"-92233720368547758.08", "CNY", 0, INT64_MIN},
      {"-92233720368547758.09", "CNY", -1, 0},
      {"9223372036854775807", "JPY", 0, INT64_MAX},
      {"9223372036854775808", "JPY", -1, 0},
      {"9223372036854775807", "CNY", -1, 0},
      {"99999999999999999999999999999999", "CNY", -1, 0},
      {"1e2", "CNY", -1, 0},
      {"+1", "CNY", -1, 0},
      {"--1", "CNY", -1, 0},
      {"-", "CNY", -1, 0},
      {"", "CNY", -1, 0},
      {".", "CNY", -1, 0},
      {".5", "CNY", -1, 0},
      {"5.", "CNY", -1, 0},
      {"-.5", "CNY", -1, 0},
      {"1.2.3", "CNY", -1, 0},
      {"1,200", "CNY", -1, 0},
      {" 1", "CNY", -1, 0},
      {"1 ", "CNY", -1, 0},
      {"0x10", "CNY", -1, 0},
      {"19O", "CNY", -1, 0},
      {"¥199", "CNY", -1, 0},
      {"１９９", "CNY", -1, 0},
      {"nan", "CNY", -1, 0},
      {"inf", "CNY", -1, 0},
      {"1", "cny", -1, 0},
      {"1", "", -1, 0},
      {"1", NULL, -1, 0},
      {NULL, "CNY", -1, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zg_money m = money(-77, "XXX");
    int result = zg_money_parse(rows[i].text, rows[i].currency, &m);
    if (result != rows[i].result) fail_msg("row %zu: %s", i, rows[i].text);
    assert_int_equal(m.minor, result == 0 ? rows[i].minor : -77);
    assert_string_equal(m.currency, result == 0 ? rows[i].currency : "XXX");
  }
}

static void hundredths(void **state) {
  (void)state;
  static const struct {
    int64_t hundredths;
    const char *currency;
    int result;
    int64_t minor;
  } rows[] = {
      {7990, "CNY", 0, 7990},
      {0, "CNY", 0, 0},
      {-1, "CNY", 0, -1},
      {INT64_MAX, "CNY", 0, INT64_MAX},
      {INT64_MIN, "CNY", 0, INT64_MIN},
      {7900, "JPY", 0, 79},
      {7990, "JPY", -1, 0},
      {7901, "JPY", -1, 0},
      {-7900, "JPY", 0, -79},
      {-7990, "JPY", -1, 0},
      {7990, "KWD", 0, 79900},
      {7990, "CLF", 0, 799000},
      {INT64_MAX / 10, "KWD", 0, INT64_MAX / 10 * 10},
      {INT64_MAX / 10 + 1, "KWD", -1, 0},
      {INT64_MIN / 10, "KWD", 0, INT64_MIN / 10 * 10},
      {INT64_MIN / 10 - 1, "KWD", -1, 0},
      {INT64_MAX / 100, "CLF", 0, INT64_MAX / 100 * 100},
      {INT64_MAX / 100 + 1, "CLF", -1, 0},
      {100, "cny", -1, 0},
      {100, "", -1, 0},
      {100, NULL, -1, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zg_money m = money(-77, "XXX");
    int result = zg_money_of_hundredths(rows[i].hundredths, rows[i].currency, &m);
    if (result != rows[i].result) fail_msg("row %zu", i);
    assert_int_equal(m.minor, result == 0 ? rows[i].minor : -77);
    assert_string_equal(m.currency, result == 0 ? rows[i].currency : "XXX");
  }
}

static void formats(void **state) {
  (void)state;
  static const struct {
    int64_t minor;
    const char *currency, *full, *brief;
  } rows[] = {
      {19900, "CNY", "199.00", "199"},
      {7990, "CNY", "79.90", "79.90"},
      {1, "CNY", "0.01", "0.01"},
      {-1, "CNY", "-0.01", "-0.01"},
      {-350, "CNY", "-3.50", "-3.50"},
      {0, "CNY", "0.00", "0"},
      {-100, "CNY", "-1.00", "-1"},
      {1200, "JPY", "1200", "1200"},
      {-5, "JPY", "-5", "-5"},
      {1234, "KWD", "1.234", "1.234"},
      {1200, "KWD", "1.200", "1.200"},
      {1000, "KWD", "1.000", "1"},
      {10000, "CLF", "1.0000", "1"},
      {INT64_MAX, "CNY", "92233720368547758.07", "92233720368547758.07"},
      {INT64_MIN, "CNY", "-92233720368547758.08", "-92233720368547758.08"},
      {INT64_MIN, "JPY", "-9223372036854775808", "-9223372036854775808"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char out[ZG_MONEY_TEXT];
    zg_money_format(money(rows[i].minor, rows[i].currency), out);
    assert_string_equal(out, rows[i].full);
    zg_money_format_short(money(rows[i].minor, rows[i].currency), out);
    assert_string_equal(out, rows[i].brief);
  }
}

static void round_trips(void **state) {
  (void)state;
  static const char *const currencies_of[] = {"JPY", "CNY", "KWD", "CLF"};
  uint64_t seed = 88172645463325252u;
  for (int i = 0; i < 100000; i++) {
    struct zg_money m = money(random_amount(&seed), currencies_of[i % 4]);
    struct zg_money back = {0};
    char out[ZG_MONEY_TEXT];
    zg_money_format(m, out);
    assert_int_equal(zg_money_parse(out, m.currency, &back), 0);
    assert_int_equal(back.minor, m.minor);
    zg_money_format_short(m, out);
    assert_int_equal(zg_money_parse(out, m.currency, &back), 0);
    assert_int_equal(back.minor, m.minor);
    assert_int_equal(zg_money_compare(m, back), 0);
  }
}

static void hostile_text(void **state) {
  (void)state;
  static const char letters[] = "0123456789.-+, e%\xe5\xff";
  uint64_t seed = 42;
  for (int i = 0; i < 200000; i++) {
    char text[40] = {0};
    size_t len = next_random(&seed) % sizeof text;
    for (size_t k = 0; k + 1 < len; k++) {
      text[k] = letters[next_random(&seed) % (sizeof letters - 1)];
    }
    struct zg_money m = {0};
    int64_t n = 0, d = 1;
    struct zg_decimal decimal = {0};
    zg_money_parse(text, "KWD", &m);
    if (zg_share_parse(text, &n, &d) == 0) assert_true(n >= 0 && n <= d);
    zg_decimal_parse(text, len, &decimal);
    assert_in_range(decimal.scale, 0, 18);
  }
}

/* Says whether the result fits, and checks it. */
static void check(int result, struct zg_money got, wide want) {
  bool fits = want >= INT64_MIN && want <= INT64_MAX;
  assert_int_equal(result, fits ? 0 : -1);
  if (fits) assert_true(got.minor == (int64_t)want);
}

static void arithmetic(void **state) {
  (void)state;
  uint64_t seed = 7;
  for (int i = 0; i < 200000; i++) {
    struct zg_money a = money(random_amount(&seed), "CNY");
    struct zg_money b = money(random_amount(&seed), "CNY");
    struct zg_money out = {0};
    check(zg_money_add(a, b, &out), out, (wide)a.minor + b.minor);
    check(zg_money_subtract(a, b, &out), out, (wide)a.minor - b.minor);
    check(zg_money_times(a, b.minor, &out), out, (wide)a.minor * b.minor);
    assert_int_equal(zg_money_compare(a, b), (a.minor > b.minor) - (a.minor < b.minor));
  }
  struct zg_money kept = money(5, "CNY");
  assert_int_equal(zg_money_add(money(INT64_MAX, "CNY"), money(1, "CNY"), &kept), -1);
  assert_int_equal(zg_money_times(money(INT64_MIN, "CNY"), -1, &kept), -1);
  assert_int_equal(kept.minor, 5); /* nothing is written on failure */
}

static void rounds_by_table(void **state) {
  (void)state;
  static const struct {
    int64_t minor, numerator, denominator, down, up, half;
  } rows[] = {
      {100, 1, 3, 33, 34, 33},
      {-100, 1, 3, -34, -33, -33},
      {5, 1, 2, 2, 3, 3},
      {-5, 1, 2, -3, -2, -3},
      {1, 1, 2, 0, 1, 1},
      {-1, 1, 2, -1, 0, -1},
      {19900, 97, 100, 19303, 19303, 19303},
      {199, 97, 100, 193, 194, 193},
      {0, 5, 7, 0, 0, 0},
      {7, 0, 3, 0, 0, 0},
      {5, -1, 2, -3, -2, -3},
      {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX},
      {INT64_MIN, INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN, INT64_MIN},
      {3, 1, INT64_MAX, 0, 1, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zg_money out = {0};
    struct zg_money m = money(rows[i].minor, "CNY");
    int64_t n = rows[i].numerator, d = rows[i].denominator;
    assert_int_equal(zg_money_ratio(m, n, d, ZG_ROUND_DOWN, &out), 0);
    assert_int_equal(out.minor, rows[i].down);
    assert_int_equal(zg_money_ratio(m, n, d, ZG_ROUND_UP, &out), 0);
    assert_int_equal(out.minor, rows[i].up);
    assert_int_equal(zg_money_ratio(m, n, d, ZG_ROUND_HALF, &out), 0);
    assert_int_equal(out.minor, rows[i].half);
    assert_string_equal(out.currency, "CNY");
  }
  struct zg_money out = money(1, "CNY");
  assert_int_equal(zg_money_ratio(out, 1, 0, ZG_ROUND_DOWN, &out), -1);
  assert_int_equal(zg_money_ratio(out, 1, -1, ZG_ROUND_DOWN, &out), -1);
  assert_int_equal(zg_money_ratio(money(INT64_MAX, "CNY"), 2, 1, ZG_ROUND_DOWN, &out), -1);
  assert_int_equal(zg_money_ratio(money(INT64_MIN, "CNY"), -1, 1, ZG_ROUND_UP, &out), -1);
}

/* The reference is the definition: the biggest q with q * d <= p, and so on, by multiplication. */
static void rounds_by_definition(void **state) {
  (void)state;
  uint64_t seed = 99;
  for (int i = 0; i < 300000; i++) {
    struct zg_money m = money(random_amount(&seed), "CNY");
    int64_t n = random_amount(&seed);
    int64_t d = random_amount(&seed);
    if (d <= 0) d = d == INT64_MIN || d == 0 ? 1 : -d;
    wide p = (wide)m.minor * n;
    struct zg_money down = {0}, up = {0}, half = {0};
    int down_result = zg_money_ratio(m, n, d, ZG_ROUND_DOWN, &down);
    int up_result = zg_money_ratio(m, n, d, ZG_ROUND_UP, &up);
    int half_result = zg_money_ratio(m, n, d, ZG_ROUND_HALF, &half);
    bool far_out = p / d > INT64_MAX || p / d < INT64_MIN;
    if (far_out) {
      assert_int_equal(down_result & up_result & half_result, -1);
      continue;
    }
    if (down_result == 0) {
      assert_true((wide)down.minor * d <= p && ((wide)down.minor + 1) * d > p);
    }
    if (up_result == 0) assert_true((wide)up.minor * d >= p && ((wide)up.minor - 1) * d < p);
    if (half_result == 0) {
      wide off = (wide)half.minor * d - p;
      if (off < 0) off = -off;
      assert_true(2 * off <= d);
      if (2 * off == d) { /* away from zero */
        assert_true(p > 0 ? (wide)half.minor * d > p : (wide)half.minor * d < p);
      }
    }
    if (down_result == 0 && up_result == 0) {
      assert_int_equal(half_result, 0);
      assert_true((wide)up.minor - down.minor == (p % d != 0));
    }
  }
}

static void decimals(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int result;
    int64_t digits;
    int scale;
  } rows[] = {
      {"1", 0, 1, 0},
      {"1.50", 0, 15, 1},
      {"-0.005", 0, -5, 3},
      {"0", 0, 0, 0},
      {"100", 0, 100, 0},
      {"999999999999999999", 0, 999999999999999999, 0},
      {"1000000000000000000", -1, 0, 0},
      {"0.000000000000000001", 0, 1, 18},
      {"0.0000000000000000001", -1, 0, 0},
      {"1.", -1, 0, 0},
      {"", -1, 0, 0},
      {"1e5", -1, 0, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zg_decimal d = {0};
    assert_int_equal(zg_decimal_parse(rows[i].text, strlen(rows[i].text), &d), rows[i].result);
    assert_int_equal(d.digits, rows[i].digits);
    assert_int_equal(d.scale, rows[i].scale);
  }
  struct zg_decimal cut = {0};
  assert_int_equal(zg_decimal_parse("12.5kg", 4, &cut), 0); /* not NUL-terminated */
  assert_int_equal(cut.digits, 125);

  static const char *const rising[] = {"-999999999999999999",
                                       "-1",
                                       "-0.999999999999999999",
                                       "-0.1",
                                       "0",
                                       "0.000000000000000001",
                                       "0.1",
                                       "0.11",
                                       "1",
                                       "999999999999999999"};
  size_t count = sizeof rising / sizeof rising[0];
  for (size_t i = 0; i < count; i++) {
    for (size_t k = 0; k < count; k++) {
      struct zg_decimal a = {0}, b = {0};
      assert_int_equal(zg_decimal_parse(rising[i], strlen(rising[i]), &a), 0);
      assert_int_equal(zg_decimal_parse(rising[k], strlen(rising[k]), &b), 0);
      assert_int_equal(zg_decimal_compare(a, b), (i > k) - (i < k));
    }
  }
}

static void shares(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int result;
    int64_t numerator, denominator;
  } rows[] = {
      {"3%", 0, 3, 100},
      {"2.5%", 0, 25, 1000},
      {"100%", 0, 100, 100},
      {"0%", 0, 0, 100},
      {"100.00%", 0, 100, 100},
      {"0.01%", 0, 1, 10000},
      {"100.01%", -1, 0, 0},
      {"101%", -1, 0, 0},
      {"-1%", -1, 0, 0},
      {"-0%", -1, 0, 0},
      {"0.03", -1, 0, 0},
      {"%", -1, 0, 0},
      {"", -1, 0, 0},
      {"3 %", -1, 0, 0},
      {"3%%", -1, 0, 0},
      {"3% ", -1, 0, 0},
      {"three%", -1, 0, 0},
      {NULL, -1, 0, 0},
      {"0.0000000000000001%", 0, 1, 1000000000000000000},
      {"0.00000000000000001%", -1, 0, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    int64_t n = -7, d = -7;
    int result = zg_share_parse(rows[i].text, &n, &d);
    if (result != rows[i].result) fail_msg("row %zu", i);
    assert_int_equal(n, result == 0 ? rows[i].numerator : -7);
    assert_int_equal(d, result == 0 ? rows[i].denominator : -7);
  }
}

static void shows(void **state) {
  (void)state;
  static const struct {
    int64_t minor;
    const char *currency, *chinese, *other;
  } rows[] = {
      {19900, "CNY", "199元", "¥199"},
      {7990, "CNY", "79.90元", "¥79.90"},
      {-350, "CNY", "-3.50元", "-¥3.50"},
      {1800, "USD", "$18", "$18"},
      {-1, "USD", "-$0.01", "-$0.01"},
      {1200, "JPY", "JP¥1200", "JP¥1200"},
      {1850, "HKD", "HK$18.50", "HK$18.50"},
      {1800, "NOK", "18 NOK", "18 NOK"},
      {INT64_MIN, "CNY", "-92233720368547758.08元", "-¥92233720368547758.08"},
      {INT64_MIN, "KWD", "-9223372036854775.808 KWD", "-9223372036854775.808 KWD"},
      {INT64_MIN, "JPY", "-JP¥9223372036854775808", "-JP¥9223372036854775808"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char out[ZG_MONEY_SHOWN];
    zg_money_show(money(rows[i].minor, rows[i].currency), "zh", out);
    assert_string_equal(out, rows[i].chinese);
    zg_money_show(money(rows[i].minor, rows[i].currency), "zh-Hant", out);
    assert_string_equal(out, rows[i].chinese);
    zg_money_show(money(rows[i].minor, rows[i].currency), "en", out);
    assert_string_equal(out, rows[i].other);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(currencies),
      cmocka_unit_test(parses),
      cmocka_unit_test(shows),
      cmocka_unit_test(formats),
      cmocka_unit_test(round_trips),
      cmocka_unit_test(hostile_text),
      cmocka_unit_test(arithmetic),
      cmocka_unit_test(rounds_by_table),
      cmocka_unit_test(rounds_by_definition),
      cmocka_unit_test(decimals),
      cmocka_unit_test(shares),
      cmocka_unit_test(hundredths),
  };
  return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
