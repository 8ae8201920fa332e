/* test_clock: RFC 3339 times and durations, as text and back. The C library's calendar is the
 * other opinion where it has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/hash.h"

/* Parses a copy that ends where the text ends, so that reading too far is seen. */
static int parse_exact(int (*parse)(const char *, size_t, int64_t *), const char *text, size_t len,
                       int64_t *out) {
  char *copy = malloc(len > 0 ? len : 1);
  assert_non_null(copy);
  memcpy(copy, text, len);
  int rc = parse(copy, len, out);
  free(copy);
  return rc;
}

static void test_time_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t ms;
  } table[] = {{"1970-01-01T00:00:00Z", 0},
               {"1970-01-01T00:00:00+00:00", 0},
               {"1970-01-01T00:00:00-00:00", 0},
               {"1970-01-01t00:00:00z", 0},
               {"1969-12-31T23:59:59.999Z", -1},
               {"1969-12-31T23:59:59.9999Z", -1}, /* cut, and cut means earlier before 1970, too */
               {"1970-01-01T00:00:00.0009Z", 0},
               {"1970-01-01T00:00:00.5Z", 500},
               {"1970-01-01T00:00:00.05Z", 50},
               {"1970-01-01T00:00:00.005Z", 5},
               {"1970-01-01T00:00:00.123456789012345678901234567890Z", 123},
               {"1970-01-01T00:00:00.99999999999999999999999999999999999999999999999999Z", 999},
               {"1970-01-01T08:00:00+08:00", 0},
               {"1969-12-31T16:00:00-08:00", 0},
               {"1970-01-01T05:45:00+05:45", 0},
               {"1970-01-01T23:59:00+23:59", 0},
               {"1969-12-31T00:01:00-23:59", 0},
               {"2026-11-21T10:00:00+08:00", 1795226400000},
               {"2026-11-21T02:00:00Z", 1795226400000},
               /* The examples of RFC 3339, 5.8. */
               {"1985-04-12T23:20:50.52Z", 482196050520},
               {"1996-12-19T16:39:57-08:00", 851042397000},
               {"1990-12-31T23:59:60Z", 662688000000},
               {"1990-12-31T15:59:60-08:00", 662688000000},
               {"1937-01-01T12:00:27.87+00:20", -1041337172130},
               {"2016-12-31T23:59:60.250Z", 1483228800250},
               {"2015-07-01T07:59:60+08:00", 1435708800000},
               {"2012-02-29T00:00:00Z", 1330473600000},
               {"2000-02-29T00:00:00Z", 951782400000},
               {"2000-02-29T23:59:59.999+00:00", 951868799999},
               {"0001-01-01T00:00:00Z", -62135596800000},
               {"0001-01-01T00:00:00-00:01", -62135596740000},
               {"9999-12-31T23:59:59.999Z", 253402300799999},
               {"9999-12-31T23:59:59.999+23:59", 253402214459999}};
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    int64_t ms = INT64_MIN;
    if (parse_exact(zg_time_parse, table[i].text, strlen(table[i].text), &ms) != 0 ||
        ms != table[i].ms)
      fail_msg("%s gave %lld", table[i].text, (long long)ms);
  }
}

static void test_time_refused(void **state) {
  (void)state;
  static const char *const table[] = {
      "", "Z", "2026", "2026-11-21", "10:00:00Z", "now", "1795226400",
      /* No offset, a broken one, one too many. */
      "2026-11-21T10:00:00", "2026-11-21T10:00:00+8", "2026-11-21T10:00:00+08",
      "2026-11-21T10:00:00+0800", "2026-11-21T10:00:00+08:0", "2026-11-21T10:00:00+08:000",
      "2026-11-21T10:00:00+08:00Z", "2026-11-21T10:00:00ZZ", "2026-11-21T10:00:00+24:00",
      "2026-11-21T10:00:00-24:00", "2026-11-21T10:00:00+08:60", "2026-11-21T10:00:00 +08:00",
      "2026-11-21T10:00:00+-8:00", "2026-11-21T10:00:00*08:00", "2026-11-21T10:00:00+08-00",
      "2026-11-21T10:00:00CST", "2026-11-21T10:00:00+:00",
      "2026-11-21T10:00:00\xe2\x88\x92"
      "08:00",
      /* Something before or behind. */
      " 2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z ", "2026-11-21T10:00:00Z\n",
      "+2026-11-21T10:00:00Z", "-2026-11-21T10:00:00Z",
      /* Other forms of ISO 8601, which RFC 3339 leaves out. */
      "2026-11-21 10:00:00Z", "20261121T100000Z", "2026-11-21T10:00Z", "2026-W47-6T10:00:00Z",
      "2026-325T10:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:00:00,5Z",
      "12026-11-21T10:00:00Z", "026-11-21T10:00:00Z", "2026-1-21T10:00:00Z", "2026-11-1T10:00:00Z",
      "2026-11-21T1:00:00Z", "2026-11-21T10:0:00Z", "2026-11-21T10:00:0Z", "2026/11/21T10:00:00Z",
      "2026-11-21T10.00.00Z", "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00.",
      "2026-11-21T10:00:00..5Z", "2026-11-21T10:00:00.5.5Z", "2026-11-21T10:00:00.-5Z",
      "2026-11-21T10:00:00.5",
      /* No such time. */
      "2026-11-21T24:00:01Z", "2026-11-21T25:00:00Z", "2026-11-21T10:60:00Z",
      "2026-11-21T10:00:61Z", "2026-11-21T10:00:99Z",
      /* No such leap second: not at the end of a month of UTC. */
      "2026-11-21T10:00:60Z", "2026-11-21T23:59:60Z", "2016-12-31T23:58:60Z",
      "2016-12-31T23:59:60+08:00", "2016-12-31T22:59:60Z",
      /* No such day. */
      "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-99-01T00:00:00Z",
      "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z",
      "2026-06-31T00:00:00Z", "2026-09-31T00:00:00Z", "2026-11-31T00:00:00Z",
      "2026-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "1900-02-29T00:00:00Z",
      "2100-02-29T00:00:00Z", "2026-12-99T00:00:00Z",
      /* Out of the years 0001 to 9999, as written or in UTC. */
      "0000-12-31T23:59:59Z", "0000-02-29T00:00:00Z", "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:60Z", "9999-12-31T23:59:59-00:01",
      /* Digits that are none here. */
      "\xef\xbc\x92"
      "026-11-21T10:00:00Z",
      "2O26-11-21T10:00:00Z", "0x26-11-21T10:00:00Z", "2026-11-21T-1:00:00Z",
      "2026-11- 1T10:00:00Z"};
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    int64_t ms = 4711;
    if (parse_exact(zg_time_parse, table[i], strlen(table[i]), &ms) != -1 || ms != 4711)
      fail_msg("\"%s\" was read as %lld", table[i], (long long)ms);
  }
}

/* No beginning of a time is one, nor with any byte replaced by NUL. */
static void test_time_cut(void **state) {
  (void)state;
  const char *text = "2026-11-21T10:00:00.125+08:00";
  size_t len = strlen(text);
  int64_t ms = 0;
  for (size_t cut = 0; cut < len; cut++)
    assert_int_equal(parse_exact(zg_time_parse, text, cut, &ms), -1);
  for (size_t i = 0; i < len; i++) {
    char copy[40] = {0};
    memcpy(copy, text, len);
    copy[i] = '\0';
    assert_int_equal(parse_exact(zg_time_parse, copy, len, &ms), -1);
  }
  assert_int_equal(zg_time_parse(NULL, 0, &ms), -1);
}

static void test_time_write(void **state) {
  (void)state;
  static const struct {
    int64_t ms;
    const char *text;
  } table[] = {{0, "1970-01-01T00:00:00Z"},
               {1, "1970-01-01T00:00:00.001Z"},
               {-1, "1969-12-31T23:59:59.999Z"},
               {100, "1970-01-01T00:00:00.100Z"},
               {-1000, "1969-12-31T23:59:59Z"},
               {1795226400000, "2026-11-21T02:00:00Z"},
               {951782400000, "2000-02-29T00:00:00Z"},
               {-62135596800000, "0001-01-01T00:00:00Z"},
               {253402300799999, "9999-12-31T23:59:59.999Z"},
               /* Not RFC 3339 any more, but it must fit and must not lie. */
               {253402300800000, "10000-01-01T00:00:00Z"},
               {-62135596800001, "0000-12-31T23:59:59.999Z"},
               {INT64_MAX, "292278994-08-17T07:12:55.807Z"},
               {INT64_MIN, "-292275055-05-16T16:47:04.192Z"}};
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    char text[ZG_TIME_TEXT] = {0};
    zg_time_format(table[i].ms, text);
    assert_string_equal(text, table[i].text);
  }
}

static void same_as_library(int64_t ms) {
  char text[ZG_TIME_TEXT] = {0};
  zg_time_format(ms, text);
  int64_t rest = ((ms % 1000) + 1000) % 1000;
  time_t seconds = (time_t)((ms - rest) / 1000);
  struct tm tm = {0};
  assert_non_null(gmtime_r(&seconds, &tm));
  char expected[80] = {0};
  int len = snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
                     tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
  snprintf(expected + len, sizeof expected - (size_t)len, rest != 0 ? ".%03dZ" : "Z", (int)rest);
  assert_string_equal(text, expected);
  int64_t back = 0;
  assert_int_equal(zg_time_parse(text, strlen(text), &back), 0);
  assert_true(back == ms);
}

/* Every day of some centuries with their odd leap years, and random milliseconds of all years. */
static void test_time_round_trip(void **state) {
  (void)state;
  const int64_t day = 86400000, first = -62135596800000, end = 253402300800000;
  for (int64_t ms = -4 * 36525 * day; ms < 6 * 36525 * day; ms += day)
    same_as_library(ms);
  uint64_t random = 3339;
  for (int i = 0; i < 100000; i++)
    same_as_library(first + (int64_t)(zg_random_next(&random) % (uint64_t)(end - first)));
}

/* The same instant told in random offsets. */
static void test_time_offsets(void **state) {
  (void)state;
  uint64_t random = 822;
  for (int i = 0; i < 20000; i++) {
    int64_t local = (int64_t)(zg_random_next(&random) % 4102444800) * 1000;
    int minutes = (int)(zg_random_next(&random) % 2879) - 1439;
    char text[64] = {0};
    zg_time_format(local, text);
    snprintf(text + strlen(text) - 1, 8, "%c%02d:%02d", minutes < 0 ? '-' : '+',
             abs(minutes) / 60 % 24, abs(minutes) % 60);
    int64_t ms = 0;
    assert_int_equal(parse_exact(zg_time_parse, text, strlen(text), &ms), 0);
    assert_true(ms == local - (int64_t)minutes * 60000);
  }
}

static void test_duration_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t ms;
  } table[] = {{"0s", 0},
               {"0ms", 0},
               {"1ms", 1},
               {"1s", 1000},
               {"1m", 60000},
               {"1h", 3600000},
               {"1d", 86400000},
               {"1w", 604800000},
               {"48h", 172800000},
               {"1h30m", 5400000},
               {"1m30s", 90000},
               {"1m500ms", 60500},
               {"1m5s", 65000},
               {"1w2d3h4m5s6ms", 788645006},
               {"30m1h", 5400000},
               {"1h1h", 7200000},
               {"007s", 7000},
               {"1.5h", 5400000},
               {"0.001s", 1},
               {"0.0010s", 1},
               {"1.0ms", 1},
               {"0.5d", 43200000},
               {"1.500000000000000000000h", 5400000},
               {"0.25h15m", 1800000},
               {"0.0009765625w", 590625},
               {"0.000000000000000000000000000000s", 0},
               {"36525d", INT64_C(3155760000000)},
               {"3155760000000ms", INT64_C(3155760000000)},
               {"00000000000000000000000000000001s", 1000}};
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    int64_t ms = -1;
    if (parse_exact(zg_duration_parse, table[i].text, strlen(table[i].text), &ms) != 0 ||
        ms != table[i].ms)
      fail_msg("\"%s\" gave %lld", table[i].text, (long long)ms);
  }
}

static void test_duration_refused(void **state) {
  (void)state;
  static const char *const table[] = {
      /* No number, no unit, or something else. */
      "", "s", "1", "0", "1.5", "1h30", "h30m", "1y", "1us", "1mss", "1sec", "1min", "1H", "1S",
      "1e3s", "0x1s", "-1s", "+1s", "1h-30m", " 1s", "1s ", "1 s", "1h  30m", "1h\t30m", "1s\n",
      /* Points where none can be. */
      ".5h", "1.h", "1..5h", "1.5.5h", "1,5h",
      /* Not exact; 2^-11 of a week is 295312.5 ms. */
      "1.5ms", "0.0001s", "0.0015s", "0.3333333333h", "0.00048828125w",
      "0.00000000165343915343915343915343915w",
      /* Above a hundred years. */
      "36525d1ms", "36526d", "3155760000001ms", "36524.9d2.5h", "5218w", "100000000w",
      "9223372036854775807w", "18446744073709551617ms", "99999999999999999999999999s"};
  int64_t ms = 4711;
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
    if (parse_exact(zg_duration_parse, table[i], strlen(table[i]), &ms) != -1 || ms != 4711)
      fail_msg("\"%s\" was read as %lld", table[i], (long long)ms);
  assert_int_equal(zg_duration_parse("1\0s", 3, &ms), -1);
  assert_int_equal(zg_duration_parse("1s\0", 3, &ms), -1);
  assert_int_equal(zg_duration_parse(NULL, 0, &ms), -1);
  assert_int_equal(ms, 4711);
  /* The length counts, not what stands behind it. */
  assert_int_equal(zg_duration_parse("36525d1s", 6, &ms), 0);
  assert_true(ms == INT64_C(3155760000000));
}

static void test_duration_write(void **state) {
  (void)state;
  static const struct {
    int64_t ms;
    const char *text;
  } table[] = {{0, "0s"},
               {1, "1ms"},
               {1000, "1s"},
               {1500, "1s500ms"},
               {60000, "1m"},
               {90000, "1m30s"},
               {3600000, "1h"},
               {5400000, "1h30m"},
               {86400000, "1d"},
               {172800000, "2d"},
               {604800000, "1w"},
               {788645006, "1w2d3h4m5s6ms"},
               {-90000, "-1m30s"},
               {INT64_MAX, "15250284452w3d7h12m55s807ms"},
               {INT64_MIN, "-15250284452w3d7h12m55s808ms"}};
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    char text[ZG_TIME_TEXT] = {0};
    zg_duration_format(table[i].ms, text);
    assert_string_equal(text, table[i].text);
  }
}

static void test_duration_round_trip(void **state) {
  (void)state;
  uint64_t random = 11;
  for (int i = 0; i < 100000; i++) {
    uint64_t range = UINT64_C(1) << (zg_random_next(&random) % 42);
    int64_t ms = (int64_t)(zg_random_next(&random) % range);
    if (ms > INT64_C(3155760000000)) continue;
    char text[ZG_TIME_TEXT] = {0};
    zg_duration_format(ms, text);
    int64_t back = -1;
    assert_int_equal(parse_exact(zg_duration_parse, text, strlen(text), &back), 0);
    assert_true(back == ms);
    /* The same as a fraction of a second, and with one digit too many. */
    char fraction[40] = {0};
    snprintf(fraction, sizeof fraction, "%lld.%03llds", (long long)ms / 1000, (long long)ms % 1000);
    assert_int_equal(zg_duration_parse(fraction, strlen(fraction), &back), 0);
    assert_true(back == ms);
    snprintf(fraction, sizeof fraction, "%lld.%03lld1s", (long long)ms / 1000,
             (long long)ms % 1000);
    assert_int_equal(zg_duration_parse(fraction, strlen(fraction), &back), -1);
  }
}

/* Random texts over the letters of both grammars: no crash, and what is read is in range. */
static void test_hostile(void **state) {
  (void)state;
  static const char letters[] = "0123456789TtZz+-:.wdhms";
  uint64_t random = 5;
  for (int i = 0; i < 300000; i++) {
    char text[32] = "2026-11-21T10:00:00.125+08:00";
    size_t len = 29;
    if (i % 2 == 0) {
      len = zg_random_next(&random) % sizeof text;
      for (size_t k = 0; k < len; k++)
        text[k] = letters[zg_random_next(&random) % (sizeof letters - 1)];
    } else {
      for (uint64_t k = zg_random_next(&random) % 3; k < 3; k++)
        text[zg_random_next(&random) % len] =
            letters[zg_random_next(&random) % (sizeof letters - 1)];
    }
    int64_t ms = 0;
    if (zg_time_parse(text, len, &ms) == 0)
      assert_true(ms >= -62135596800000 && ms < 253402300800000);
    if (zg_duration_parse(text, len, &ms) == 0)
      assert_true(ms >= 0 && ms <= INT64_C(3155760000000));
  }
}

static void test_wall(void **state) {
  (void)state;
  int64_t before = (int64_t)time(NULL) * 1000;
  int64_t now = zg_time_wall();
  assert_true(now >= before - 1000 && now < before + 60000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_time_read),       cmocka_unit_test(test_time_refused),
      cmocka_unit_test(test_time_cut),        cmocka_unit_test(test_time_write),
      cmocka_unit_test(test_time_round_trip), cmocka_unit_test(test_time_offsets),
      cmocka_unit_test(test_duration_read),   cmocka_unit_test(test_duration_refused),
      cmocka_unit_test(test_duration_write),  cmocka_unit_test(test_duration_round_trip),
      cmocka_unit_test(test_hostile),         cmocka_unit_test(test_wall)};
  return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
