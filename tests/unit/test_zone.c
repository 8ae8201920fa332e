/* test_zone: time zones of the system's tz database. The C library reads the same files, so it is
 * the other opinion; what it cannot be asked (the way back, days that were skipped, damaged files)
 * stands in tables. */
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
#include "data/zone.h"

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

static const struct zg_zone *load(const char *name) {
  const struct zg_zone *zone = NULL;
  struct zg_error err = {0};
  if (zg_zone_load(arena, name, NULL, &zone, &err) < 0) fail_msg("%s: %s", name, err.message);
  return zone;
}

static int64_t at(const char *text) {
  int64_t ms = 0;
  assert_int_equal(zg_time_parse(text, strlen(text), &ms), 0);
  return ms;
}

static void test_wall(void **state) {
  (void)state;
  static const struct {
    const char *zone, *instant, *wall; /* the wall written as if it were UTC */
  } table[] = {
      {"UTC", "2026-11-21T02:00:00Z", "2026-11-21T02:00:00Z"},
      {"+08:00", "2026-11-21T02:00:00Z", "2026-11-21T10:00:00Z"},
      {"-03:30", "2026-11-21T02:00:00.250Z", "2026-11-20T22:30:00.250Z"},
      {"Asia/Shanghai", "2026-11-21T02:00:00Z", "2026-11-21T10:00:00Z"},
      {"Asia/Shanghai", "1988-07-01T00:00:00Z", "1988-07-01T09:00:00Z"}, /* it had a summer time */
      {"Asia/Shanghai", "9999-12-31T00:00:00Z", "9999-12-31T08:00:00Z"},
      {"Asia/Kolkata", "2026-11-21T02:00:00Z", "2026-11-21T07:30:00Z"},
      {"Asia/Kathmandu", "2026-11-21T02:00:00Z", "2026-11-21T07:45:00Z"},
      {"America/New_York", "2026-03-08T06:59:59.999Z", "2026-03-08T01:59:59.999Z"},
      {"America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00Z"},
      {"America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T01:59:59Z"},
      {"America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00Z"},
      {"America/New_York", "2526-07-01T00:00:00Z", "2526-06-30T20:00:00Z"}, /* by the rule */
      {"America/New_York", "0001-01-02T00:00:00Z", "0001-01-01T19:03:58Z"},
      {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00Z"}, /* half an hour */
      {"Australia/Lord_Howe", "2060-07-01T00:00:00Z", "2060-07-01T10:30:00Z"},
      {"Europe/Dublin", "2050-01-01T00:00:00Z",
       "2050-01-01T00:00:00Z"}, /* its winter is the odd one */
      {"Europe/Dublin", "2050-07-01T00:00:00Z", "2050-07-01T01:00:00Z"},
      {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59Z"},
      {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00Z"},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    const struct zg_zone *zone = load(table[i].zone);
    int64_t wall = zg_zone_wall(zone, at(table[i].instant));
    char seen[ZG_TIME_TEXT];
    zg_time_format(wall, seen);
    if (wall != at(table[i].wall))
      fail_msg("%s in %s is %s, not %s", table[i].instant, table[i].zone, seen, table[i].wall);
  }
}

static void test_way_back(void **state) {
  (void)state;
  static const struct {
    const char *zone, *wall, *instant;
  } table[] = {
      {"Asia/Shanghai", "2026-11-22T00:00:00Z", "2026-11-21T16:00:00Z"},
      {"America/New_York", "2026-03-08T01:59:59Z", "2026-03-08T06:59:59Z"},
      {"America/New_York", "2026-03-08T02:00:00Z", "2026-03-08T07:00:00Z"}, /* skipped: the jump */
      {"America/New_York", "2026-03-08T02:30:00.5Z", "2026-03-08T07:00:00Z"},
      {"America/New_York", "2026-03-08T03:00:00Z", "2026-03-08T07:00:00Z"},
      {"America/New_York", "2026-11-01T00:59:59Z", "2026-11-01T04:59:59Z"},
      {"America/New_York", "2026-11-01T01:30:00.5Z",
       "2026-11-01T05:30:00.5Z"}, /* twice: the first */
      {"America/New_York", "2026-11-01T02:00:00Z", "2026-11-01T07:00:00Z"},
      {"America/New_York", "2126-07-01T00:00:00Z", "2126-07-01T04:00:00Z"},
      {"Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T10:00:00Z"}, /* a day skipped */
      {"Pacific/Kwajalein", "1993-08-21T12:00:00Z", "1993-08-21T12:00:00Z"},
      {"America/Sao_Paulo", "2018-11-04T00:00:00Z", "2018-11-04T03:00:00Z"}, /* midnight skipped */
      {"America/Havana", "2026-11-01T00:00:00Z", "2026-11-01T04:00:00Z"},    /* midnight twice */
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    const struct zg_zone *zone = load(table[i].zone);
    int64_t instant = zg_zone_instant(zone, at(table[i].wall));
    char seen[ZG_TIME_TEXT];
    zg_time_format(instant, seen);
    if (instant != at(table[i].instant))
      fail_msg("%s in %s is %s, not %s", table[i].wall, table[i].zone, seen, table[i].instant);
  }
}

static void test_days(void **state) {
  (void)state;
  static const struct {
    const char *zone, *instant, *next; /* when the day after begins */
    int hours;                         /* how long the day is */
  } table[] = {
      {"Asia/Shanghai", "2026-11-21T15:59:59.999Z", "2026-11-21T16:00:00Z", 24},
      {"Asia/Shanghai", "2026-11-21T16:00:00Z", "2026-11-22T16:00:00Z", 24},
      {"America/New_York", "2026-03-08T12:00:00Z", "2026-03-09T04:00:00Z", 23},
      {"America/New_York", "2026-11-01T12:00:00Z", "2026-11-02T05:00:00Z", 25},
      {"Asia/Kolkata", "2026-01-31T18:29:00Z", "2026-01-31T18:30:00Z", 24},
      {"Pacific/Apia", "2011-12-29T20:00:00Z", "2011-12-30T10:00:00Z",
       24}, /* the 29th, then the 31st */
      {"UTC", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", 24},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    const struct zg_zone *zone = load(table[i].zone);
    int64_t day = zg_zone_day(zone, at(table[i].instant));
    int64_t from = zg_zone_day_begin(zone, day), to = zg_zone_day_begin(zone, day + 1);
    assert_int_equal(to, at(table[i].next));
    assert_int_equal(to - from, table[i].hours * INT64_C(3600000));
  }
  const struct zg_zone *apia = load("Pacific/Apia");
  int64_t skipped = zg_date_days(2011, 12, 30);
  assert_int_equal(zg_zone_day_begin(apia, skipped), zg_zone_day_begin(apia, skipped + 1));
}

/* The C library, asked in its own way. */
static int64_t library_wall(int64_t second) {
  time_t time = (time_t)second;
  struct tm tm = {0};
  localtime_r(&time, &tm);
  return second + tm.tm_gmtoff;
}

static void compare_zone(const char *name, uint64_t *dice) {
  const struct zg_zone *zone = load(name);
  setenv("TZ", name, 1);
  tzset();
  for (int i = 0; i < 3000; i++) {
    /* 1900 to 2200, and every other time near an hour, where changes happen. */
    int64_t second = (int64_t)(zg_random_next(dice) % (300ull * 365 * 86400)) - 70ll * 365 * 86400;
    if (i % 2 == 0) second = second / 3600 * 3600 - (int64_t)(zg_random_next(dice) % 2);
    int64_t wall = zg_zone_wall(zone, second * 1000);
    if (wall != library_wall(second) * 1000)
      fail_msg("%s at %lld: %lld, but the library says %lld", name, (long long)second,
               (long long)(wall / 1000), (long long)library_wall(second));
    /* The way back leads to the first instant with that wall, never to a later one. */
    int64_t back = zg_zone_instant(zone, wall);
    assert_true(back <= second * 1000);
    assert_int_equal(zg_zone_wall(zone, back), wall);
    assert_true(zg_zone_wall(zone, back - 1) < wall);
  }
}

static void test_as_the_library(void **state) {
  (void)state;
  static const char *const names[] = {
      "Asia/Shanghai",     "America/New_York",   "Asia/Kolkata",     "Pacific/Apia",
      "Europe/London",     "Europe/Dublin",      "Australia/Sydney", "Australia/Lord_Howe",
      "America/Sao_Paulo", "Africa/Casablanca",  "Asia/Tehran",      "America/Nuuk",
      "Antarctica/Troll",  "Pacific/Chatham",    "Asia/Gaza",        "America/Santiago",
      "Asia/Kathmandu",    "Pacific/Kiritimati", "America/Godthab",  "Africa/Cairo",
  };
  uint64_t dice = 20261121;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    compare_zone(names[i], &dice);
}

static void test_unknown_names(void **state) {
  (void)state;
  static const struct {
    const char *name, *message;
  } table[] = {
      {"Asia/Shangai", "there is no time zone \"Asia/Shangai\"; did you mean \"Asia/Shanghai\"?"},
      {"asia/shanghai", "did you mean \"Asia/Shanghai\"?"},
      {"America/New York", "did you mean \"America/New_York\"?"},
      {"Beijing", "write one of the tz database"},
      {"", "write one of the tz database"},
      {"Asia", "there is no time zone \"Asia\""},
      {"zone.tab", "there is no time zone \"zone.tab\""},
      {"iso3166.tab", "there is no time zone"},
      {"/etc/localtime", "there is no time zone"},
      {"../../../etc/passwd", "there is no time zone"},
      {"Asia/../Asia/Shanghai", "there is no time zone"},
      {"Asia//Shanghai/", "there is no time zone"},
      {"+8:00", "there is no time zone \"+8:00\""},
      {"+24:00", "there is no time zone"},
      {"+08:60", "there is no time zone"},
      {"+0800", "there is no time zone"},
      {"08:00", "there is no time zone"},
      {"+08:00 ", "there is no time zone"},
      {"right/Asia/Shanghai", "right/Asia/Shanghai\""},
      {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
       "there is no time zone"},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    const struct zg_zone *zone = NULL;
    struct zg_error err = {0};
    assert_true(zg_zone_load(arena, table[i].name, NULL, &zone, &err) < 0);
    assert_null(zone);
    if (strstr(err.message, table[i].message) == NULL)
      fail_msg("\"%s\": %s", table[i].name, err.message);
  }
}

/* ---- Files. A small one is made here, and then spoiled. */

static void add_u32(struct zg_bytes *out, uint32_t value) {
  const uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                            (uint8_t)value};
  zg_bytes_add(out, bytes, sizeof bytes);
}

static void add_part(struct zg_bytes *out, char version, int wide, const int64_t *times,
                     uint32_t count) {
  static const char rest[15] = {0};
  zg_bytes_add(out, "TZif", 4);
  zg_bytes_add_char(out, version);
  zg_bytes_add(out, rest, sizeof rest);
  const uint32_t counts[6] = {0, 0, 0, count, 2, 4};
  for (int i = 0; i < 6; i++)
    add_u32(out, counts[i]);
  for (uint32_t i = 0; i < count; i++) {
    if (wide == 8) add_u32(out, (uint32_t)((uint64_t)times[i] >> 32));
    add_u32(out, (uint32_t)times[i]);
  }
  for (uint32_t i = 0; i < count; i++)
    zg_bytes_add_char(out, (char)((i + 1) % 2));
  for (int i = 0; i < 2; i++) { /* UTC, then an hour ahead */
    add_u32(out, i == 0 ? 0 : 3600);
    zg_bytes_add(out, "\0\0", 2);
  }
  zg_bytes_add(out, "ABC", 4);
}

static void make_file(struct zg_bytes *out, const int64_t *times, uint32_t count,
                      const char *footer) {
  add_part(out, '2', 4, times, 0);
  add_part(out, '2', 8, times, count);
  zg_bytes_add_text(out, footer);
}

static int parse(const void *data, size_t len, const struct zg_zone **zone, struct zg_error *err) {
  /* A copy that ends where the file ends, so that reading too far is seen. */
  void *copy = malloc(len > 0 ? len : 1);
  assert_non_null(copy);
  memcpy(copy, data, len);
  int result = zg_zone_parse(arena, "Test/Zone", copy, len, zone, err);
  free(copy);
  return result;
}

static void test_footers(void **state) {
  (void)state;
  static const struct {
    const char *footer;
    int32_t january, july; /* of 2050; -1: it must be refused */
  } table[] = {
      {"\n\n", 0, 0}, /* the last transition's for ever */
      {"\nUTC0\n", 0, 0},
      {"\nCST-8\n", 28800, 28800},
      {"\n<+0530>-5:30\n", 19800, 19800},
      {"\n<-0330>3:30:30\n", -12630, -12630},
      {"\nEST5EDT,M3.2.0,M11.1.0\n", -18000, -14400},
      {"\nEST5EDT4,M3.2.0/2,M11.1.0/2:00:00\n", -18000, -14400},
      {"\nAEST-10AEDT,M10.1.0,M4.1.0/3\n", 39600, 36000},
      {"\nIST-1GMT0,M10.5.0,M3.5.0/1\n", 0, 3600},
      {"\nXXX3EDT4,0/0,J365/23\n", -14400, -14400}, /* summer all year */
      {"\nABC0DEF,J60/0,J305/0\n", 0, 3600},
      {"\nABC0DEF,59/0,304/-100\n", 0, 3600},
      {"\nABC0DEF,M3.5.0/167,M10.5.0/-167\n", 0, 3600},
      {"", -1, 0},
      {"\n", -1, 0},
      {"UTC0\n", -1, 0},
      {"\nUTC0", -1, 0},
      {"\nUTC\n", -1, 0},
      {"\nUT0\n", -1, 0},
      {"\n<UTC0\n", -1, 0},
      {"\nUTC25\n", -1, 0},
      {"\nUTC0:60\n", -1, 0},
      {"\nUTC0:\n", -1, 0},
      {"\nUTC0 \n", -1, 0},
      {"\nEST5EDT\n", -1, 0}, /* POSIX would guess */
      {"\nEST5EDT,M3.2.0\n", -1, 0},
      {"\nEST5EDT,M3.2.0,M11.1.0,\n", -1, 0},
      {"\nEST5EDT,M13.2.0,M11.1.0\n", -1, 0},
      {"\nEST5EDT,M0.2.0,M11.1.0\n", -1, 0},
      {"\nEST5EDT,M3.6.0,M11.1.0\n", -1, 0},
      {"\nEST5EDT,M3.0.0,M11.1.0\n", -1, 0},
      {"\nEST5EDT,M3.2.7,M11.1.0\n", -1, 0},
      {"\nEST5EDT,M3.2.0/168,M11.1.0\n", -1, 0},
      {"\nEST5EDT,J0,J365\n", -1, 0},
      {"\nEST5EDT,0,366\n", -1, 0},
      {"\nEST999999999999EDT,0,365\n", -1, 0},
      {"\nEST5EDT,M3.2.0\n,M11.1.0\n", -1, 0},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    struct zg_bytes file = {0};
    const struct zg_zone *zone = NULL;
    struct zg_error err = {0};
    const int64_t times[] = {0, 1000};
    make_file(&file, times, 2, table[i].footer);
    int result = parse(file.data, file.len, &zone, &err);
    zg_bytes_fini(&file);
    if ((result < 0) != (table[i].january == -1)) fail_msg("%s: %s", table[i].footer, err.message);
    if (result < 0) continue;
    int32_t january = zg_zone_offset(zone, at("2050-01-15T12:00:00Z"));
    int32_t july = zg_zone_offset(zone, at("2050-07-15T12:00:00Z"));
    if (january != table[i].january || july != table[i].july)
      fail_msg("%s: %d in January, %d in July", table[i].footer, january, july);
    assert_int_equal(zg_zone_offset(zone, 500000), 3600); /* the transitions come first */
  }
}

static void test_damaged_files(void **state) {
  (void)state;
  static const int64_t backwards[] = {1000, 0}, equal[] = {5, 5};
  static const int64_t huge[] = {INT64_MIN, INT64_MAX}, good[] = {0, 1000};
  static const int64_t *const times[] = {backwards, equal, huge};
  struct zg_error err = {0};
  const struct zg_zone *zone = NULL;
  for (size_t i = 0; i < 3; i++) {
    struct zg_bytes file = {0};
    make_file(&file, times[i], 2, "\nUTC0\n");
    assert_int_equal(parse(file.data, file.len, &zone, &err), ZG_ELOAD);
    zg_bytes_fini(&file);
  }
  struct zg_bytes file = {0};
  make_file(&file, good, 2, "\nEST5EDT,M3.2.0,M11.1.0\n");
  for (size_t len = 0; len < file.len; len++) { /* cut anywhere: refused */
    assert_int_equal(parse(file.data, len, &zone, &err), ZG_ELOAD);
    assert_null(zone);
  }
  assert_int_equal(parse(file.data, file.len, &zone, &err), 0);
  zg_bytes_fini(&file);
}

/* Whatever bytes are changed: refused, or a zone whose clock can be asked anything and ends. */
static void test_spoiled_files(void **state) {
  (void)state;
  uint64_t dice = 7;
  struct zg_bytes file = {0};
  const int64_t times[] = {-1000000, 0, 1000, 100000000};
  make_file(&file, times, 4, "\nEST5EDT,M3.2.0,M11.1.0\n");
  for (int i = 0; i < 20000; i++) {
    struct zg_bytes spoiled = {0};
    const struct zg_zone *zone = NULL;
    struct zg_error err = {0};
    zg_bytes_add(&spoiled, file.data, file.len);
    for (int n = (int)(zg_random_next(&dice) % 3); n >= 0; n--)
      spoiled.data[zg_random_next(&dice) % spoiled.len] = (char)zg_random_next(&dice);
    if (parse(spoiled.data, spoiled.len, &zone, &err) == 0) {
      for (int n = 0; n < 5; n++) {
        int64_t instant = (int64_t)(zg_random_next(&dice) % 300000000000000ull) - 60000000000000;
        int64_t back = zg_zone_instant(zone, zg_zone_wall(zone, instant));
        assert_true(back <= instant);
      }
    }
    zg_bytes_fini(&spoiled);
    if (i % 1000 == 0) zg_arena_reset(arena);
  }
  zg_bytes_fini(&file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_wall, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_way_back, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_days, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_as_the_library, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_unknown_names, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_footers, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_damaged_files, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_spoiled_files, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
