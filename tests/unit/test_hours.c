/* test_hours: when a shop is open, read from what its shop.lua says; and what is refused there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "data/json.h"
#include "rules/hours.h"

static struct zg_arena *arena;

static int set_up(void **state) {
  (void)state;
  arena = zg_arena_new();
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  zg_arena_free(arena);
  return 0;
}

static int64_t at(const char *text) {
  int64_t ms = 0;
  if (zg_time_parse(text, strlen(text), &ms) < 0) fail_msg("%s", text);
  return ms;
}

static int read_hours(const char *declared, const char *zone_name, const struct zg_hours **hours,
                      struct zg_error *err) {
  struct cJSON *tree = NULL;
  const struct zg_zone *zone = NULL;
  assert_int_equal(zg_json_parse(arena, declared, strlen(declared), &tree, err), 0);
  assert_int_equal(zg_zone_load(arena, zone_name, NULL, &zone, err), 0);
  return zg_hours_read(arena, tree, zone, NULL, hours, err);
}

static const struct zg_hours *hours_of(const char *declared, const char *zone) {
  const struct zg_hours *hours = NULL;
  struct zg_error err = {0};
  if (read_hours(declared, zone, &hours, &err) < 0) fail_msg("%s: %s", declared, err.message);
  return hours;
}

#define SH "Asia/Shanghai"
#define NY "America/New_York"
#define WEEK "{\"hours\":{\"weekdays\":\"09:00-12:00, 13:30-18:00\",\"sat\":\"10:00-16:00\"}}"
#define NIGHT "{\"hours\":\"18:00-02:00\",\"holidays\":[\"2026-10-01..2026-10-07\"]}"

/* When it opens next; "" for: it is open. Instants are written in the time of the shop. */
static void test_opens(void **state) {
  (void)state;
  static const struct {
    const char *declared, *zone, *instant, *opens;
  } table[] = {
      {"{}", SH, "2026-11-21T03:00:00+08:00", ""},
      {"{\"hours\":\"09:00-22:00\"}", SH, "2026-11-21T09:00:00+08:00", ""},
      {"{\"hours\":\"09:00-22:00\"}", SH, "2026-11-21T21:59:59.999+08:00", ""},
      {"{\"hours\":\"09:00-22:00\"}", SH, "2026-11-21T22:00:00+08:00", "2026-11-22T09:00:00+08:00"},
      {"{\"hours\":\"9:00 - 22:00\"}", SH, "2026-11-21T08:59:59.999+08:00",
       "2026-11-21T09:00:00+08:00"},
      {"{\"hours\":\"00:00-24:00\"}", SH, "2026-11-21T23:59:59.999+08:00", ""},
      /* By weekday; 2026-11-21 is a Saturday. */
      {WEEK, SH, "2026-11-20T12:00:00+08:00", "2026-11-20T13:30:00+08:00"},
      {WEEK, SH, "2026-11-20T18:00:00+08:00", "2026-11-21T10:00:00+08:00"},
      {WEEK, SH, "2026-11-21T15:59:00+08:00", ""},
      {WEEK, SH, "2026-11-21T16:00:00+08:00", "2026-11-23T09:00:00+08:00"},
      {"{\"hours\":{\"every_day\":\"09:00-18:00\",\"weekend\":false,\"sun\":\"12:00-13:00\"}}", SH,
       "2026-11-21T10:00:00+08:00", "2026-11-22T12:00:00+08:00"},
      {"{\"hours\":{\"sun\":\"12:00-13:00\",\"every_day\":\"09:00-18:00\"}}", SH,
       "2026-11-22T10:00:00+08:00", "2026-11-22T12:00:00+08:00"},
      /* Past midnight; what began before a holiday is still done, and none begins on one. */
      {NIGHT, SH, "2026-11-21T01:59:59+08:00", ""},
      {NIGHT, SH, "2026-11-21T02:00:00+08:00", "2026-11-21T18:00:00+08:00"},
      {NIGHT, SH, "2026-10-01T01:00:00+08:00", ""},
      {NIGHT, SH, "2026-10-01T02:00:00+08:00", "2026-10-08T18:00:00+08:00"},
      {NIGHT, SH, "2026-10-07T20:00:00+08:00", "2026-10-08T18:00:00+08:00"},
      {NIGHT, SH, "2026-10-08T01:00:00+08:00", "2026-10-08T18:00:00+08:00"},
      {"{\"holidays\":[\"2027-02-06\",\"2026-11-21\"]}", SH, "2026-11-21T00:00:00+08:00",
       "2026-11-22T00:00:00+08:00"},
      {"{\"holidays\":[\"2027-02-06\",\"2026-11-21\"]}", SH, "2026-11-20T23:59:59+08:00", ""},
      {"{\"hours\":{\"mon\":\"22:00-10:00\",\"tue\":\"09:00-11:00\"}}", SH,
       "2026-11-24T10:30:00+08:00", ""}, /* the two run into one another */
      /* Around the changes of the clocks. */
      {"{\"hours\":\"02:15-03:30\"}", NY, "2026-03-08T01:59:59-05:00", "2026-03-08T03:00:00-04:00"},
      {"{\"hours\":\"02:10-02:50\"}", NY, "2026-03-08T01:00:00-05:00", "2026-03-09T02:10:00-04:00"},
      {"{\"hours\":\"01:30-01:45\"}", NY, "2026-11-01T01:50:00-04:00", "2026-11-02T01:30:00-05:00"},
      {"{\"hours\":\"09:00-17:00\"}", NY, "2026-11-01T08:59:00-05:00", "2026-11-01T09:00:00-05:00"},
      {"{\"hours\":\"09:00-17:00\"}", NY, "2026-03-08T09:00:00-04:00", ""},
      {"{\"hours\":\"09:00-17:00\"}", "Pacific/Apia", "2011-12-29T20:00:00-10:00",
       "2011-12-31T09:00:00+14:00"},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    const struct zg_hours *hours = hours_of(table[i].declared, table[i].zone);
    int64_t instant = at(table[i].instant), opens = zg_hours_opens(hours, instant);
    bool open = table[i].opens[0] == '\0';
    char seen[ZG_TIME_TEXT];
    zg_time_format(opens, seen);
    if (opens != (open ? instant : at(table[i].opens)))
      fail_msg("%s at %s: it opens %s", table[i].declared, table[i].instant, seen);
    assert_int_equal(zg_hours_open(hours, instant), open);
  }
}

static void test_add(void **state) {
  (void)state;
  static const struct {
    const char *declared, *zone, *from, *duration, *to;
  } table[] = {
      {"{}", SH, "2026-11-21T03:00:00+08:00", "4h", "2026-11-21T07:00:00+08:00"},
      {WEEK, SH, "2026-11-20T10:00:00+08:00", "0s", "2026-11-20T10:00:00+08:00"},
      {WEEK, SH, "2026-11-20T12:30:00+08:00", "0s", "2026-11-20T12:30:00+08:00"},
      {WEEK, SH, "2026-11-20T10:00:00+08:00", "2h", "2026-11-20T12:00:00+08:00"}, /* not 13:30 */
      {WEEK, SH, "2026-11-20T10:00:00+08:00", "2h1ms", "2026-11-20T13:30:00.001+08:00"},
      {WEEK, SH, "2026-11-20T17:00:00+08:00", "4h", "2026-11-21T13:00:00+08:00"},
      {WEEK, SH, "2026-11-21T15:30:00+08:00", "1h", "2026-11-23T09:30:00+08:00"},
      {WEEK, SH, "2026-11-22T15:30:00+08:00", "1h", "2026-11-23T10:00:00+08:00"},
      {NIGHT, SH, "2026-09-30T23:00:00+08:00", "4h", "2026-10-08T19:00:00+08:00"},
      {"{\"hours\":{\"mon\":\"22:00-10:00\",\"tue\":\"09:00-11:00\"}}", SH,
       "2026-11-23T22:00:00+08:00", "13h", "2026-11-24T11:00:00+08:00"}, /* the hour counts once */
      {"{\"hours\":\"00:00-06:00\"}", NY, "2026-03-08T00:00:00-05:00", "5h",
       "2026-03-08T06:00:00-04:00"}, /* that night has an hour less */
      {"{\"hours\":\"00:00-06:00\"}", NY, "2026-11-01T00:00:00-04:00", "7h",
       "2026-11-01T06:00:00-05:00"},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    const struct zg_hours *hours = hours_of(table[i].declared, table[i].zone);
    int64_t duration = 0;
    assert_int_equal(zg_duration_parse(table[i].duration, strlen(table[i].duration), &duration), 0);
    int64_t to = zg_hours_add(hours, at(table[i].from), duration);
    char seen[ZG_TIME_TEXT];
    zg_time_format(to, seen);
    if (to != at(table[i].to))
      fail_msg("%s, %s after %s: %s", table[i].declared, table[i].duration, table[i].from, seen);
  }
  const struct zg_hours *rare = hours_of("{\"hours\":{\"mon\":\"09:00-09:01\"}}", SH);
  assert_int_equal(zg_hours_add(rare, at("2026-11-21T00:00:00Z"), ZG_DAY), -1);
}

/* Another opinion: minute by minute. What was added up must be what is open in between. */
static void test_add_by_counting(void **state) {
  (void)state;
  static const char *const declared[] = {
      WEEK, NIGHT, "{\"hours\":{\"weekdays\":\"22:00-07:30\",\"sat\":\"06:00-08:00\"}}",
      "{\"hours\":\"00:00-02:30, 03:15-24:00\",\"holidays\":[\"2026-03-09\",\"2026-11-03\"]}"};
  static const char *const from[] = {"2026-03-06T05:00:00Z", "2026-10-30T05:00:00Z"};
  uint64_t dice = 3;
  for (int i = 0; i < 60; i++) {
    const struct zg_hours *hours =
        hours_of(declared[zg_random_next(&dice) % 4], i % 2 == 0 ? NY : SH);
    int64_t begin =
        at(from[zg_random_next(&dice) % 2]) + (int64_t)(zg_random_next(&dice) % 5000) * 60000;
    int64_t minutes = 1 + (int64_t)(zg_random_next(&dice) % 4000), counted = 0;
    int64_t end = zg_hours_add(hours, begin, minutes * 60000);
    for (int64_t t = begin; t < end; t += 60000)
      counted += zg_hours_open(hours, t) ? 1 : 0;
    assert_int_equal(counted, minutes);
    assert_true(zg_hours_open(hours, end - 1));
  }
}

static void test_refused(void **state) {
  (void)state;
  static const struct {
    const char *declared, *message;
  } table[] = {
      {"{\"hours\":\"\"}", "write them like \"09:00-22:00\""},
      {"{\"hours\":\"9-22\"}", "hours: \"9-22\" are no opening hours"},
      {"{\"hours\":\"09:00\"}", "no opening hours"},
      {"{\"hours\":\"09:00-\"}", "no opening hours"},
      {"{\"hours\":\"09:00-25:00\"}", "no opening hours"},
      {"{\"hours\":\"09:00-24:01\"}", "no opening hours"},
      {"{\"hours\":\"24:00-09:00\"}", "no opening hours"},
      {"{\"hours\":\"09:60-22:00\"}", "no opening hours"},
      {"{\"hours\":\"009:00-22:00\"}", "no opening hours"},
      {"{\"hours\":\"09:0-22:00\"}", "no opening hours"},
      {"{\"hours\":\"09:00-09:00\"}", "no opening hours"},
      {"{\"hours\":\"09:00-12:00 13:00-18:00\"}", "no opening hours"},
      {"{\"hours\":\"09:00-12:00,\"}", "no opening hours"},
      {"{\"hours\":\"09:00-12:00, 11:00-18:00\"}", "no opening hours"},
      {"{\"hours\":\"13:00-18:00, 09:00-12:00\"}", "no opening hours"},
      {"{\"hours\":\"22:00-02:00, 09:00-12:00\"}", "no opening hours"},
      {"{\"hours\":\"09:00-12:00, 22:00-09:30\"}", "no opening hours"},
      {"{\"hours\":\"1:00-1:01,2:00-2:01,3:00-3:01,4:00-4:01,5:00-5:01,6:00-6:01,7:00-7:01,"
       "8:00-8:01,9:00-9:01\"}",
       "no opening hours"},
      {"{\"hours\":9}", "hours must be a text, like \"09:00-22:00\", or a table"},
      {"{\"hours\":true}", "hours must be a text"},
      {"{\"hours\":[\"09:00-22:00\"]}", "hours must be a text"},
      {"{\"hours\":{}}", "the shop never opens"},
      {"{\"hours\":{\"mon\":false}}", "the shop never opens"},
      {"{\"hours\":{\"mon\":true}}", "mon must be a text"},
      {"{\"hours\":{\"mon\":\"closed\"}}", "mon: \"closed\" are no opening hours"},
      {"{\"hours\":{\"weekday\":\"09:00-18:00\"}}", "did you mean \"weekdays\"?"},
      {"{\"hours\":{\"holiday\":\"09:00-18:00\"}}", "write mon, tue"},
      {"{\"holidays\":\"2026-10-01\"}", "holidays must list dates"},
      {"{\"holidays\":{\"national day\":\"2026-10-01\"}}", "holidays must list dates"},
      {"{\"holidays\":[20261001]}", "is no date"},
      {"{\"holidays\":[\"2026-10-01\",\"2026-02-29\"]}", "\"2026-02-29\" is no date"},
      {"{\"holidays\":[\"10-01\"]}", "is no date"},
      {"{\"holidays\":[\"2026-10-07..2026-10-01\"]}", "is no date"},
      {"{\"holidays\":[\"2026-10-01..\"]}", "is no date"},
      {"{\"holidays\":[\"2026-01-01..2027-01-02\"]}", "is no date"},
      {"{\"holidays\":[\"2020-01-01..2020-12-31\",\"2021-01-01..2021-12-31\","
       "\"2022-01-01..2022-12-31\"]}",
       "more than 1000 days"},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    const struct zg_hours *hours = NULL;
    struct zg_error err = {0};
    if (read_hours(table[i].declared, SH, &hours, &err) != ZG_ELOAD ||
        strstr(err.message, table[i].message) == NULL)
      fail_msg("%s: %s", table[i].declared, err.message);
    assert_null(hours);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_opens, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_add, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_add_by_counting, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
