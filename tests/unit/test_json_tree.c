/* Trees: looking in, building, writing, hashing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h> /* only the layout of a node is looked at */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
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

static struct cJSON *read_ok(struct zg_arena *arena, const char *text) {
  struct cJSON *node = NULL;
  struct zg_error err = {0};
  if (zg_json_parse(arena, text, strlen(text), &node, &err) < 0)
    fail_msg("refused: %s: %s", text, err.message);
  return node;
}

/* That the links are as cJSON makes them, all the way down. */
static void check_links(const struct cJSON *node) {
  const struct cJSON *before = NULL;
  for (const struct cJSON *child = node->child; child; child = child->next) {
    if (before) assert_ptr_equal(child->prev, before);
    if (!child->next) assert_ptr_equal(node->child->prev, child);
    if (zg_json_kind(node) == ZG_JSON_OBJECT) assert_non_null(child->string);
    check_links(child);
    before = child;
  }
}

static void check_text(struct zg_arena *arena, const struct cJSON *node, const char *text) {
  check_links(node);
  assert_string_equal(zg_json_print(arena, node), text);
  assert_true(zg_json_hash(node) == zg_json_hash(read_ok(arena, text)));
}

static void looks_in(void **state) {
  const struct cJSON *root = read_ok(
      *state, "{\"message\":{\"text\":\"hi\",\"n\":7},\"list\":[1,\"x\",true],\"Message\":1,"
              "\"big\":9223372036854775807,\"r\":1.5,\"no\":null,\"f\":false}");
  const struct cJSON *list = zg_json_get(root, "list");
  check_links(root);
  assert_string_equal(zg_json_text(root, "message", "text"), "hi");
  assert_null(zg_json_text(root, "message", "n"));
  assert_null(zg_json_text(root, "message", "none"));
  assert_null(zg_json_text(root, "list", "text"));
  assert_null(zg_json_text(NULL, "a", "b"));
  assert_int_equal(zg_json_integer(zg_json_get(root, "Message")), 1);
  assert_null(zg_json_get(root, "MESSAGE"));
  assert_null(zg_json_get(root, "messag"));
  assert_null(zg_json_get(root, "messages"));
  assert_null(zg_json_get(root, ""));
  assert_null(zg_json_get(list, "0"));
  assert_int_equal(zg_json_size(root), 7);
  assert_int_equal(zg_json_size(list), 3);
  assert_int_equal(zg_json_size(zg_json_first(list)), 0);
  assert_null(zg_json_key(zg_json_first(list)));
  assert_null(zg_json_key(root));
  assert_string_equal(zg_json_key(list), "list");
  assert_string_equal(zg_json_string(zg_json_next(zg_json_first(list))), "x");
  assert_true(zg_json_true(zg_json_next(zg_json_next(zg_json_first(list)))));
  assert_false(zg_json_true(zg_json_get(root, "f")));
  assert_false(zg_json_true(zg_json_first(list)));
  assert_int_equal(zg_json_get(root, "big")->valueint, INT32_MAX);
  assert_true(zg_json_integer(zg_json_get(root, "big")) == INT64_MAX);
  assert_true(zg_json_integer(zg_json_get(root, "r")) == 0);
  assert_true(zg_json_real(zg_json_first(list)) == 1.0);
  assert_int_equal(zg_json_kind(zg_json_get(root, "no")), ZG_JSON_NULL);
  assert_int_equal(zg_json_kind(zg_json_get(root, "f")), ZG_JSON_BOOL);
  assert_int_equal(zg_json_kind(list), ZG_JSON_ARRAY);
}

static void takes_null(void **state) {
  (void)state;
  assert_int_equal(zg_json_kind(NULL), ZG_JSON_NONE);
  assert_null(zg_json_get(NULL, "a"));
  assert_null(zg_json_first(NULL));
  assert_null(zg_json_next(NULL));
  assert_null(zg_json_key(NULL));
  assert_null(zg_json_string(NULL));
  assert_null(zg_json_literal(NULL));
  assert_int_equal(zg_json_size(NULL), 0);
  assert_int_equal(zg_json_integer(NULL), 0);
  assert_true(zg_json_real(NULL) == 0);
  assert_false(zg_json_true(NULL));
  struct zg_bytes out = {0};
  zg_json_write(NULL, &out);
  assert_string_equal(out.data, "null");
  zg_bytes_fini(&out);
}

static void builds(void **state) {
  struct zg_arena *arena = *state;
  char key[] = "k", text[] = "text", part[] = "partial";
  struct cJSON *root = zg_json_new_object(arena);
  struct cJSON *list = zg_json_add(arena, root, "list", zg_json_new_array(arena));
  check_text(arena, root, "{\"list\":[]}");
  zg_json_push(list, zg_json_new_integer(arena, INT64_MIN));
  zg_json_push(list, zg_json_new_integer(arena, INT64_MAX));
  zg_json_push(list, zg_json_new_integer(arena, 0));
  zg_json_push(list, zg_json_new_integer(arena, -10));
  zg_json_push(list, zg_json_new_bool(arena, true));
  zg_json_push(list, zg_json_new_bool(arena, false));
  zg_json_push(list, zg_json_new_null(arena));
  zg_json_add(arena, root, key, zg_json_new_string(arena, text));
  zg_json_add(arena, root, "p", zg_json_new_string_n(arena, part, 4));
  memset(key, '!', 1);
  memset(text, '!', 4);
  memset(part, '!', 7);
  check_text(arena, root,
             "{\"list\":[-9223372036854775808,9223372036854775807,0,-10,true,false,null],"
             "\"k\":\"text\",\"p\":\"part\"}");
  assert_true(zg_json_integer(zg_json_first(list)) == INT64_MIN);
}

static void sets(void **state) {
  static const struct {
    const char *before, *key, *after;
  } rows[] = {
      {"{}", "a", "{\"a\":9}"},
      {"{\"a\":1}", "a", "{\"a\":9}"},
      {"{\"a\":1}", "b", "{\"a\":1,\"b\":9}"},
      {"{\"a\":1,\"b\":2}", "a", "{\"a\":9,\"b\":2}"},
      {"{\"a\":1,\"b\":2}", "b", "{\"a\":1,\"b\":9}"},
      {"{\"a\":1,\"b\":2,\"c\":3}", "a", "{\"a\":9,\"b\":2,\"c\":3}"},
      {"{\"a\":1,\"b\":2,\"c\":3}", "b", "{\"a\":1,\"b\":9,\"c\":3}"},
      {"{\"a\":1,\"b\":2,\"c\":3}", "c", "{\"a\":1,\"b\":2,\"c\":9}"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct zg_arena *arena = *state;
    struct cJSON *object = read_ok(arena, rows[i].before);
    struct cJSON *item = zg_json_new_integer(arena, 9);
    assert_ptr_equal(zg_json_set(arena, object, rows[i].key, item), item);
    check_text(arena, object, rows[i].after);
    assert_ptr_equal(zg_json_set(arena, object, rows[i].key, item), item);
    check_text(arena, object, rows[i].after);
    zg_json_add(arena, object, "z", zg_json_new_null(arena));
    check_links(object);
    assert_non_null(zg_json_get(object, "z"));
  }
}

static void shares(void **state) {
  struct zg_arena *arena = *state;
  const char *text = "{\"a\":{\"x\":[1,2]},\"b\":\"t\",\"n\":9223372036854775807}";
  struct cJSON *root = read_ok(arena, text);
  struct cJSON *other = zg_json_new_object(arena);
  for (struct cJSON *child = zg_json_first(root); child; child = zg_json_next(child))
    zg_json_add(arena, other, zg_json_key(child), zg_json_share(arena, child));
  check_text(arena, other, text);
  check_text(arena, root, text);
  struct cJSON *copy = zg_json_copy_top(arena, root);
  zg_json_set(arena, copy, "b", zg_json_new_null(arena));
  zg_json_set(arena, copy, "c", zg_json_new_null(arena));
  check_text(arena, copy, "{\"a\":{\"x\":[1,2]},\"b\":null,\"n\":9223372036854775807,\"c\":null}");
  check_text(arena, root, text);
  struct cJSON *list = zg_json_copy_top(arena, zg_json_get(zg_json_get(root, "a"), "x"));
  zg_json_push(list, zg_json_copy_top(arena, zg_json_get(root, "b")));
  check_text(arena, list, "[1,2,\"t\"]");
  check_text(arena, zg_json_copy_top(arena, read_ok(arena, "[]")), "[]");
  check_text(arena, root, text);
}

static void writes(void **state) {
  struct zg_arena *arena = *state;
  struct zg_bytes out = {0};
  for (unsigned c = 1; c < 0x80; c++) {
    char text[8] = {'a', (char)c, 'b', (char)c, (char)c, 0};
    zg_bytes_clear(&out);
    zg_json_write_string(text, strlen(text), &out);
    for (size_t i = 0; i < out.len; i++)
      assert_true((unsigned char)out.data[i] >= 0x20);
    assert_string_equal(zg_json_string(read_ok(arena, out.data)), text);
    if (c >= 0x20 && c != '"' && c != '\\') assert_int_equal(out.len, strlen(text) + 2);
    struct cJSON *object = zg_json_new_object(arena);
    zg_json_add(arena, object, text, zg_json_new_null(arena));
    assert_string_equal(zg_json_key(zg_json_first(read_ok(arena, zg_json_print(arena, object)))),
                        text);
  }
  zg_bytes_clear(&out);
  zg_bytes_add_text(&out, "before ");
  zg_json_write_string("", 0, &out);
  zg_json_write(read_ok(arena, "[\"a\\/\"]"), &out);
  assert_string_equal(out.data, "before \"\"[\"a/\"]");
  zg_bytes_fini(&out);
}

static void check_real(struct zg_arena *arena, double value) {
  const struct cJSON *node = zg_json_new_real(arena, value);
  const char *literal = zg_json_literal(node);
  const struct cJSON *again = read_ok(arena, literal);
  const double back = zg_json_real(again), beside = zg_json_real(node);
  assert_int_equal(zg_json_kind(node), ZG_JSON_REAL);
  assert_int_equal(zg_json_kind(again), ZG_JSON_REAL);
  assert_non_null(strpbrk(literal, ".e"));
  assert_memory_equal(&back, &value, sizeof back);
  assert_memory_equal(&beside, &value, sizeof back);
  assert_true(zg_json_hash(node) == zg_json_hash(again));
}

static void reals(void **state) {
  static const struct {
    double value;
    const char *literal;
  } rows[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1.0, "1.0"},
      {-3.0, "-3.0"},
      {0.1, "0.1"},
      {199.99, "199.99"},
      {1e15, "1e+15"},
      {123456.0, "123456.0"},
      {1e300, "1e+300"},
      {5e-324, "5e-324"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1e-7, "1e-07"},
      {DBL_MAX, "1.7976931348623157e+308"},
      {1.0 / 3, "0.3333333333333333"},
      {9007199254740993.0, "9007199254740992.0"},
  };
  const char *comma = setlocale(LC_NUMERIC, "de_DE.UTF-8"); /* where there is one */
  for (size_t i = 0; i < COUNT(rows); i++) {
    const struct cJSON *node = zg_json_new_real(*state, rows[i].value);
    assert_string_equal(zg_json_literal(node), rows[i].literal);
    check_real(*state, rows[i].value);
  }
  uint64_t seed = 7;
  for (int i = 0; i < 20000; i++) {
    const uint64_t bits = zg_random_next(&seed);
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    if (isfinite(value)) check_real(*state, value);
    check_real(*state, (double)(int64_t)(bits >> (bits & 63)) / 100);
    if (i % 100 == 0) zg_arena_reset(*state);
  }
  if (comma) setlocale(LC_NUMERIC, "C");
}

static void hashes(void **state) {
  /* All of them differ; the second of each pair, where there is one, is the same as the first. */
  static const char *const rows[][2] = {
      {"null", NULL},
      {"true", NULL},
      {"false", NULL},
      {"0", NULL},
      {"0.0", "0e5"},
      {"-0.0", "-0"},
      {"1", " 1 "},
      {"-1", NULL},
      {"1.0", "10e-1"},
      {"\"1\"", "\"\\u0031\""},
      {"\"\"", NULL},
      {"[]", "[ ]"},
      {"{}", "{ }"},
      {"[[]]", NULL},
      {"[{}]", NULL},
      {"[null]", NULL},
      {"[null,null]", NULL},
      {"[1,2]", NULL},
      {"[2,1]", NULL},
      {"[[1],2]", NULL},
      {"[1,[2]]", NULL},
      {"{\"a\":1,\"b\":2}", "{ \"b\" : 2, \"\\u0061\" : 1 }"},
      {"{\"a\":2,\"b\":1}", "{\"b\":1,\"a\":2}"},
      {"{\"a\":\"b\"}", NULL},
      {"{\"b\":\"a\"}", NULL},
      {"[\"a\",\"b\"]", NULL},
      {"{\"a\":{\"b\":1}}", NULL},
      {"{\"b\":{\"a\":1}}", NULL},
      {"{\"a\":null}", NULL},
      {"9223372036854775807", NULL},
      {"9223372036854775806", NULL},
      {"9223372036854775807.0", "9223372036854775806.0"},
  };
  uint64_t seen[COUNT(rows)] = {0};
  for (size_t i = 0; i < COUNT(rows); i++) {
    seen[i] = zg_json_hash(read_ok(*state, rows[i][0]));
    if (rows[i][1]) assert_true(seen[i] == zg_json_hash(read_ok(*state, rows[i][1])));
    for (size_t j = 0; j < i; j++)
      assert_true(seen[i] != seen[j]);
  }
}

int main(void) {
#define ONE(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)
  const struct CMUnitTest tests[] = {
      ONE(looks_in), ONE(takes_null), ONE(builds), ONE(sets),
      ONE(shares),   ONE(writes),     ONE(reals),  ONE(hashes),
  };
  return cmocka_run_group_tests_name("json_tree", tests, NULL, NULL);
}
