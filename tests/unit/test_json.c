/* The reader: what it takes, what it refuses, with which code, byte and advice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static int make_arena(void **state) {
  *state = zg_arena_new();
  return 0;
}

static int free_arena(void **state) {
  zg_arena_free(*state);
  return 0;
}

/* Parses from memory of exactly that size, so that a look past its end is seen. */
static int parse(struct zg_arena *arena, const char *text, size_t len, struct cJSON **out,
                 struct zg_error *err) {
  char *exact = malloc(len ? len : 1);
  assert_non_null(exact);
  if (len) memcpy(exact, text, len);
  int rc = zg_json_parse(arena, exact, len, out, err);
  free(exact);
  return rc;
}

static struct cJSON *read_ok(struct zg_arena *arena, const char *text, size_t len) {
  struct cJSON *node = NULL;
  struct zg_error err = {0};
  if (parse(arena, text, len, &node, &err) < 0)
    fail_msg("refused: %.*s: %s", (int)(len < 200 ? len : 200), text, err.message);
  assert_non_null(node);
  return node;
}

static void read_fails(struct zg_arena *arena, const char *text, size_t len, int code,
                       const char *says) {
  struct cJSON *node = NULL;
  struct zg_error err = {0};
  int rc = parse(arena, text, len, &node, &err);
  if (rc != code || err.code != code || !strstr(err.message, says))
    fail_msg("%.*s: wanted %d \"%s\", got %d \"%s\"", (int)(len < 200 ? len : 200), text, code,
             says, rc, err.message);
  assert_null(node);
  assert_int_equal(parse(arena, text, len, &node, NULL), code);
}

static void accepts(void **state) {
  static const struct {
    const char *text, *written; /* NULL: as it was read */
  } rows[] = {
      {"null", NULL},
      {"true", NULL},
      {"false", NULL},
      {"0", NULL},
      {"\"\"", NULL},
      {"[]", NULL},
      {"{}", NULL},
      {" \t\r\n [ \t\r\n ] \t\r\n ", "[]"},
      {" { } ", "{}"},
      {"[1,2,[3,[]],{}]", NULL},
      {"{\"b\":1,\"a\":{\"c\":[true,false,null]}}", NULL},
      {"{ \"a\" : 1 , \"b\" : [ 1 , 2 ] }", "{\"a\":1,\"b\":[1,2]}"},
      {"{\"\":1}", NULL},
      {"{\"a\":1,\"A\":2}", NULL},
      {"\"\\u0041\\u00e9\\u4f60\\ud83d\\ude00\"", "\"Aé你😀\""},
      {"\"\\ud800\\udc00 \\udbff\\udfff\"", "\"\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf\""},
      {"\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"/\\b\\f\\n\\r\\t\\\"\\\\\""},
      {"\"\\u0001\\u001F\\u007f\"", "\"\\u0001\\u001f\x7f\""},
      {"\"能便宜点吗\"", NULL},
      {"\"\xe2\x80\xa8\xef\xbb\xbf\xef\xbf\xbe\"", NULL},
      {"-0", NULL},
      {"[-0,-0.0,0e0,0E+9,0.0e-999999999999999999999]", NULL},
      {"[1.0,1e2,1E+2,1e-2,100.00,-1.50]", NULL},
      {"{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}", NULL},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct cJSON *node = read_ok(*state, rows[i].text, strlen(rows[i].text));
    const char *wanted = rows[i].written ? rows[i].written : rows[i].text;
    assert_string_equal(zg_json_print(*state, node), wanted);
  }
}

static void refuses(void **state) {
  static const struct {
    const char *text;
    int code;
    const char *says;
  } rows[] = {
      {"", ZG_EJSON, "a value was expected at byte 1, not the end of the text"},
      {"  ", ZG_EJSON, "byte 3"},
      {"\xef\xbb\xbf{}", ZG_EJSON, "byte-order mark"},
      {"\xff\xfe{\x01}\x01", ZG_EUTF8, "UTF-16"},
      {"{} {}", ZG_EJSON, "the end of the text was expected at byte 4, not '{'; send one value"},
      {"{}x", ZG_EJSON, "byte 3"},
      {"1 2", ZG_EJSON, "byte 3"},
      {"[1 2]", ZG_EJSON, "a comma or ] was expected at byte 4, not '2'"},
      {"[1,]", ZG_EJSON, "byte 4, not ']'; is there a comma too many?"},
      {"[,1]", ZG_EJSON, "byte 2"},
      {"[1,,2]", ZG_EJSON, "byte 4"},
      {"[1", ZG_EJSON, "byte 3, not the end of the text"},
      {"[", ZG_EJSON, "byte 2"},
      {"]", ZG_EJSON, "byte 1"},
      {"[}", ZG_EJSON, "byte 2, not '}'"},
      {"{]", ZG_EJSON, "byte 2, not ']'"},
      {"{\"a\":1,}", ZG_EJSON, "a key in double quotes was expected at byte 8, not '}'; is there"},
      {"{\"a\" 1}", ZG_EJSON, "a colon was expected at byte 6"},
      {"{\"a\":}", ZG_EJSON, "a value was expected at byte 6"},
      {"{\"a\":1 \"b\":2}", ZG_EJSON, "a comma or } was expected at byte 8"},
      {"{a:1}", ZG_EJSON, "a key in double quotes was expected at byte 2, not 'a'"},
      {"{'a':1}", ZG_EJSON, "byte 2"},
      {"{1:1}", ZG_EJSON, "byte 2"},
      {"{\"a\":1", ZG_EJSON, "byte 7"},
      {"'a'", ZG_EJSON, "strings take double quotes"},
      {"tru", ZG_EJSON, "byte 1"},
      {"truE", ZG_EJSON, "true, false and null"},
      {"True", ZG_EJSON, "byte 1, not 'T'"},
      {"truefalse", ZG_EJSON, "byte 5"},
      {"nul", ZG_EJSON, "byte 1"},
      {"NaN", ZG_EJSON, "send null"},
      {"-Infinity", ZG_EJSON, "a digit must follow the minus at byte 2"},
      {"你", ZG_EJSON, "not '你'"},
      {"[1\x0b]", ZG_EJSON, "not the byte 0x0b"},
      {"/* */1", ZG_EJSON, "byte 1"},
      {"\"a", ZG_EJSON, "the string that starts at byte 1 has no closing quote"},
      {"[\"a\\\"", ZG_EJSON, "starts at byte 2"},
      {"\"\\", ZG_EJSON, "byte 2"},
      {"\"a\tb\"", ZG_EJSON, "0x09 at byte 3; escape it as \\u0009 or \\t"},
      {"\"a\nb\"", ZG_EJSON, "or \\n"},
      {"\"\x1f\"", ZG_EJSON, "\\u001f"},
      {"\"\\x41\"", ZG_EJSON, "backslash at byte 2"},
      {"\"\\U0041\"", ZG_EJSON, "byte 2"},
      {"\"\\u004\"", ZG_EJSON, "byte 2 needs four"},
      {"\"\\u00g1\"", ZG_EJSON, "byte 2 needs four"},
      {"\"\\u", ZG_EJSON, "byte 2 needs four"},
      {"\"a\\u0000b\"", ZG_EJSON, "\\u0000 at byte 3 is refused"},
      {"{\"\\u0000\":1}", ZG_EJSON, "\\u0000 at byte 3"},
      {"\"\\ud800\"", ZG_EJSON, "\\ud800 at byte 2 is half"},
      {"\"\\udc00\"", ZG_EJSON, "lone surrogate"},
      {"\"\\ud83d\\u0041\"", ZG_EJSON, "lone surrogate"},
      {"\"\\ud83d\\ud83d\\ude00\"", ZG_EJSON, "byte 2"},
      {"\"\\ud83d\\n\"", ZG_EJSON, "byte 2"},
      {"\"\\ud83d\\ude0", ZG_EJSON, "byte 2"},
      {"\"\\ud83dxude00\"", ZG_EJSON, "byte 2"},
      {"01", ZG_EJSON, "starts with 0"},
      {"-01", ZG_EJSON, "starts with 0"},
      {"00", ZG_EJSON, "starts with 0"},
      {"+1", ZG_EJSON, "digit or a minus"},
      {".5", ZG_EJSON, "digit or a minus"},
      {"1.", ZG_EJSON, "a digit must follow the point at byte 3"},
      {"[1.]", ZG_EJSON, "byte 4"},
      {"1.e5", ZG_EJSON, "byte 3"},
      {"1e", ZG_EJSON, "byte 3"},
      {"1e+", ZG_EJSON, "byte 4"},
      {"1e5.5", ZG_EJSON, "byte 4"},
      {"-", ZG_EJSON, "byte 2"},
      {"--1", ZG_EJSON, "byte 2"},
      {"0x10", ZG_EJSON, "byte 2"},
      {"1_000", ZG_EJSON, "byte 2"},
      {"{\"a\":1,\"a\":1}", ZG_EKEYS, "the key \"a\" stands at byte 8 for the second time"},
      {"{\"a\":1,\"\\u0061\":2}", ZG_EKEYS, "\"a\""},
      {"{\"\":1,\"\":2}", ZG_EKEYS, "the key \"\""},
      {"[{\"x\":{\"y\\n\":1,\"b\":2,\"y\\n\":3}}]", ZG_EKEYS, "\"y?\""},
      {"\"a\xc3\"", ZG_EUTF8, "byte 3"},
      {"[1,\xc3\xa9\xa9]", ZG_EUTF8, "byte 6 (0xa9)"},
      {"[1,] \xe4\xbd", ZG_EUTF8, "byte 6 (0xe4)"},
      {"{\"a\":1,\"a\":\"\xed\xa0\x80\"}", ZG_EUTF8, "byte 13"},
  };
  for (size_t i = 0; i < COUNT(rows); i++)
    read_fails(*state, rows[i].text, strlen(rows[i].text), rows[i].code, rows[i].says);
  read_fails(*state, "{\"a\0b\":1}", 9, ZG_EJSON, "byte 4 is NUL");
  read_fails(*state, "[1,\0]", 5, ZG_EJSON, "byte 4 is NUL");
  read_fails(*state, "\0", 1, ZG_EJSON, "byte 1 is NUL");
  read_fails(*state, "{}\0", 3, ZG_EJSON, "byte 3 is NUL");
  read_fails(*state, "\"\\\0\"", 4, ZG_EJSON, "byte 2");
  read_fails(*state, NULL, 0, ZG_EJSON, "byte 1");
}

static void numbers(void **state) {
  static const struct {
    const char *literal;
    enum zg_json_kind kind;
    int64_t integer;
    double real;
  } rows[] = {
      {"0", ZG_JSON_INTEGER, 0, 0},
      {"-1", ZG_JSON_INTEGER, -1, -1},
      {"2147483646", ZG_JSON_INTEGER, 2147483646, 2147483646.0},
      {"2147483647", ZG_JSON_INTEGER, 2147483647, 2147483647.0},
      {"2147483648", ZG_JSON_INTEGER, 2147483648, 2147483648.0},
      {"-2147483648", ZG_JSON_INTEGER, INT32_MIN, -2147483648.0},
      {"-2147483649", ZG_JSON_INTEGER, -2147483649, -2147483649.0},
      {"9007199254740993", ZG_JSON_INTEGER, 9007199254740993, 9007199254740992.0},
      {"999999999999999999", ZG_JSON_INTEGER, 999999999999999999, 1e18},
      {"1000000000000000000", ZG_JSON_INTEGER, 1000000000000000000, 1e18},
      {"9223372036854775807", ZG_JSON_INTEGER, INT64_MAX, 9223372036854775808.0},
      {"9223372036854775806", ZG_JSON_INTEGER, INT64_MAX - 1, 9223372036854775808.0},
      {"-9223372036854775808", ZG_JSON_INTEGER, INT64_MIN, -9223372036854775808.0},
      {"-9223372036854775807", ZG_JSON_INTEGER, INT64_MIN + 1, -9223372036854775808.0},
      {"-0", ZG_JSON_REAL, 0, -0.0},
      {"-0.0e3", ZG_JSON_REAL, 0, -0.0},
      {"0e999999999999999999999999", ZG_JSON_REAL, 0, 0.0},
      {"1.0", ZG_JSON_REAL, 0, 1.0},
      {"9223372036854775808.0", ZG_JSON_REAL, 0, 9223372036854775808.0},
      {"1e23", ZG_JSON_REAL, 0, 1e23},
      {"8.5e22", ZG_JSON_REAL, 0, 8.5e22},
      {"9007199254740993.0", ZG_JSON_REAL, 0, 9007199254740993.0},
      {"9007199254740991e22", ZG_JSON_REAL, 0, 9007199254740991e22},
      {"0.1", ZG_JSON_REAL, 0, 0.1},
      {"-199.99", ZG_JSON_REAL, 0, -199.99},
      {"123456789012345678901234567890.5", ZG_JSON_REAL, 0, 123456789012345678901234567890.5},
      {"1.7976931348623157e308", ZG_JSON_REAL, 0, 1.7976931348623157e308},
      {"2.2250738585072011e-308", ZG_JSON_REAL, 0, 2.2250738585072011e-308},
      {"4.9406564584124654e-324", ZG_JSON_REAL, 0, 4.9406564584124654e-324},
      {"2.4703282292062328e-324", ZG_JSON_REAL, 0, 4.9406564584124654e-324},
      {"0.00000000000000000000000000000000000000000000000000000000000001", ZG_JSON_REAL, 0, 1e-62},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[200] = {0};
    snprintf(text, sizeof text, "{\"a\":%s,\"b\":[%s]}", rows[i].literal, rows[i].literal);
    struct cJSON *object = read_ok(*state, text, strlen(text));
    const struct cJSON *nodes[3] = {zg_json_get(object, "a"),
                                    zg_json_first(zg_json_get(object, "b")),
                                    read_ok(*state, rows[i].literal, strlen(rows[i].literal))};
    for (size_t j = 0; j < 3; j++) {
      const double real = zg_json_real(nodes[j]);
      assert_int_equal(zg_json_kind(nodes[j]), rows[i].kind);
      assert_true(zg_json_integer(nodes[j]) == rows[i].integer);
      assert_memory_equal(&real, &rows[i].real, sizeof real);
      assert_string_equal(zg_json_literal(nodes[j]), rows[i].literal);
      assert_null(zg_json_string(nodes[j]));
    }
    assert_string_equal(zg_json_print(*state, object), text);
  }
}

#define ONES_64 "1111111111111111111111111111111111111111111111111111111111111111"
#define ZEROS_64 "0000000000000000000000000000000000000000000000000000000000000000"

static void numbers_refused(void **state) {
  static const char *const rows[][2] = {
      {"9223372036854775808", "9223372036854775808 at byte 1 does not fit"},
      {"-9223372036854775809", "does not fit"},
      {"18446744073709551616", "does not fit"},
      {"10000000000000000000", "does not fit"},
      {"99999999999999999999", "does not fit"},
      {"[1,-170141183460469231731687303715884105728]",
       "the number -1701411834604692317316873037158... at byte 4 does not fit"},
      {"1e309", "1e309 at byte 1 is too large"},
      {"-1e99999999999999999999", "too large"},
      {"1.7976931348623159e308", "too large"},
      {"1e-400", "would become 0"},
      {"2e-324", "would become 0"},
      {"-0.1e-99999999999999999999", "would become 0"},
      {ONES_64 ONES_64 "1", "too many characters"},
      {"0." ZEROS_64 ZEROS_64, "too many characters"},
      {"0e" ZEROS_64 ZEROS_64, "too many"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    read_fails(*state, rows[i][0], strlen(rows[i][0]), ZG_ENUMBER, rows[i][1]);
    read_fails(*state, rows[i][0], strlen(rows[i][0]), ZG_ENUMBER, "; send it as a string");
  }
}

static void depth(void **state) {
  static const char *const open[] = {"[", "{\"a\":", "[[],"}, *const close[] = {"]", "}", "]"};
  for (size_t kind = 0; kind < COUNT(open); kind++)
    for (int levels = ZG_JSON_DEPTH - 1; levels <= ZG_JSON_DEPTH + 1; levels++) {
      struct zg_bytes text = {0};
      for (int i = 1; i < levels; i++)
        zg_bytes_add_text(&text, open[kind]);
      zg_bytes_add_text(&text, kind == 1 ? "{}" : "[1]");
      for (int i = 1; i < levels; i++)
        zg_bytes_add_text(&text, close[kind]);
      if (levels <= ZG_JSON_DEPTH)
        assert_string_equal(zg_json_print(*state, read_ok(*state, text.data, text.len)), text.data);
      else
        read_fails(*state, text.data, text.len, ZG_EDEEP, "deeper than 64");
      zg_bytes_fini(&text);
    }
}

/* `count` keys that agree in their first eight bytes and in length; key number `twin` is spelled
 * again at the end when it is not negative. */
static void add_object(struct zg_bytes *text, int count, int twin) {
  zg_bytes_add_char(text, '{');
  for (int i = 0; i < count; i++)
    zg_bytes_printf(text, "%s\"keykeykey%04d\":{\"a\":%d}", i ? "," : "", i, i);
  if (twin >= 0) zg_bytes_printf(text, ",\"keykeyk\\u0065y%04d\":0", twin);
  zg_bytes_add_char(text, '}');
}

static void keys(void **state) {
  static const int counts[] = {1, 2, 15, 16, 17, 18, 31, 32, 33, 64, 65, 300, 1023, 1024};
  for (size_t i = 0; i < COUNT(counts); i++) {
    const int n = counts[i];
    const int twins[] = {-1, 0, n / 2, n - 1};
    for (size_t j = 0; j < COUNT(twins); j++) {
      struct zg_bytes text = {0};
      add_object(&text, n, twins[j]);
      if (twins[j] < 0) {
        struct cJSON *object = read_ok(*state, text.data, text.len);
        assert_int_equal(zg_json_size(object), n);
        assert_string_equal(zg_json_print(*state, object), text.data);
      } else {
        read_fails(*state, text.data, text.len, ZG_EKEYS, "second time");
      }
      zg_bytes_fini(&text);
    }
    zg_arena_reset(*state);
  }
  struct zg_bytes text = {0};
  add_object(&text, ZG_JSON_KEYS + 1, -1);
  read_fails(*state, text.data, text.len, ZG_EKEYS, "more than 1024 keys");
  zg_bytes_fini(&text);
  /* A long key is cut in the message, between characters. */
  zg_bytes_add_text(&text, "{\"0你你你你你你你你你你你你你你你你\":1,"
                           "\"0你你你你你你你你你你你你你你你你\":1}");
  read_fails(*state, text.data, text.len, ZG_EKEYS, "\"0你你你你你你你你你你你你你\"...");
  zg_bytes_fini(&text);
}

static void many_values(void **state) {
  for (int extra = 0; extra < 2; extra++) {
    struct zg_bytes text = {0};
    zg_bytes_add_char(&text, '[');
    for (int i = 0; i < 65535 + extra; i++)
      zg_bytes_add_text(&text, i ? ",1" : "1");
    zg_bytes_add_char(&text, ']');
    if (extra)
      read_fails(*state, text.data, text.len, ZG_EKEYS, "more than 65536 values");
    else
      assert_int_equal(zg_json_size(read_ok(*state, text.data, text.len)), 65535);
    zg_bytes_fini(&text);
    zg_arena_reset(*state);
  }
}

/* Every length around the eight bytes that are looked at together, every place in them. */
static void strings_by_place(void **state) {
  static const char odd[] = "\"\\\x01\x1f\x7f\x80\xff\t";
  for (size_t len = 1; len < 40; len++)
    for (size_t place = 0; place < len; place++)
      for (size_t k = 0; k < sizeof odd; k++) { /* with the NUL */
        char text[48] = {0}, says[32] = {0};
        memset(text, 'x', len + 2);
        text[0] = text[len + 1] = '"';
        text[place + 1] = odd[k];
        const unsigned char c = (unsigned char)odd[k];
        if (c == 0x7f) {
          assert_string_equal(zg_json_print(*state, read_ok(*state, text, len + 2)), text);
          continue;
        }
        if (c == '\\' && place + 1 == len) continue; /* escapes the closing quote */
        snprintf(says, sizeof says, "byte %zu", place + (c == '"' ? 3 : 2));
        read_fails(*state, text, len + 2, c >= 0x80 ? ZG_EUTF8 : ZG_EJSON, says);
        if (k % 4 == 0) zg_arena_reset(*state);
      }
}

static void cut_short(void **state) {
  static const char text[] = "{\"id\":\"m-1\",\"n\":[1,-2.5e+3,true,false,null],\"t\":\"\\u4f60"
                             "\\ud83d\\ude00好\",\"o\":{\"a\":{}, \"b\":[] }}";
  (void)read_ok(*state, text, strlen(text));
  for (size_t len = 0; len < strlen(text); len++) {
    struct cJSON *node = NULL;
    assert_true(parse(*state, text, len, &node, NULL) < 0);
    assert_null(node);
  }
}

int main(void) {
#define ONE(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)
  const struct CMUnitTest tests[] = {
      ONE(accepts), ONE(refuses),   ONE(numbers),     ONE(numbers_refused),  ONE(depth),
      ONE(keys),    ONE(cut_short), ONE(many_values), ONE(strings_by_place),
  };
  return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
