/* The reader against what others made: JSONTestSuite, UTF-8 cases, platforms' payloads, and random
 * damage to them. ZG_SHARED_DATA names the folder; without it the tests on files are skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

static void path_to(char out[512], const char *below) {
  const char *root = getenv("ZG_SHARED_DATA");
  snprintf(out, 512, "%s/%s", root ? root : "../shared/data", below);
}

static bool ends_with(const char *text, const char *end) {
  const size_t len = strlen(text), end_len = strlen(end);
  return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* Calls `each` with every .json file of a folder below the data; returns how many, -1 without the
 * folder. */
static int each_file(struct zg_arena *arena, const char *folder,
                     void (*each)(struct zg_arena *arena, const char *name,
                                  const struct zg_bytes *text)) {
  char path[512] = {0};
  int count = 0;
  path_to(path, folder);
  DIR *dir = opendir(path);
  if (!dir) return -1;
  for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
    char file[1024] = {0};
    struct zg_bytes text = {0};
    if (!ends_with(entry->d_name, ".json")) continue;
    snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
    assert_int_equal(zg_bytes_add_file(&text, file), 0);
    each(arena, entry->d_name, &text);
    zg_bytes_fini(&text);
    zg_arena_reset(arena);
    count++;
  }
  closedir(dir);
  return count;
}

/* Writes the tree, reads it again and compares; gives the text's second tree. */
static struct cJSON *round_trip(struct zg_arena *arena, const struct cJSON *node) {
  struct zg_bytes text = {0}, again = {0};
  struct zg_error err = {0};
  struct cJSON *second = NULL;
  zg_json_write(node, &text);
  for (size_t i = 0; i < text.len; i++)
    assert_true((unsigned char)text.data[i] >= 0x20);
  if (zg_json_parse(arena, text.data, text.len, &second, &err) < 0)
    fail_msg("what was written is refused: %s: %s", err.message, text.data);
  assert_true(zg_json_hash(node) == zg_json_hash(second));
  zg_json_write(second, &again);
  assert_string_equal(again.data, text.data);
  zg_bytes_fini(&text);
  zg_bytes_fini(&again);
  return second;
}

/* Files that JSON allows and our wire does not, with the code they get. */
static int stricter(const char *name) {
  static const struct {
    const char *name;
    int code;
  } rows[] = {
      {"y_object_duplicated_key.json", ZG_EKEYS},
      {"y_object_duplicated_key_and_value.json", ZG_EKEYS},
      {"y_object_escaped_null_in_key.json", ZG_EJSON},
      {"y_string_backslash_and_u_escaped_zero.json", 0}, /* "\\u0000" is a backslash and letters */
      {"y_string_null_escape.json", ZG_EJSON},
      {"y_number_double_close_to_zero.json", ZG_JSON_NUMBER < 81 ? ZG_ENUMBER : 0},
  };
  for (size_t i = 0; i < COUNT(rows); i++)
    if (strcmp(name, rows[i].name) == 0) return rows[i].code;
  return 0;
}

static void check_suite(struct zg_arena *arena, const char *name, const char *text, size_t len) {
  struct cJSON *node = NULL;
  struct zg_error err = {0};
  int rc = zg_json_parse(arena, text, len, &node, &err);
  if (name[0] == 'y' && rc != stricter(name)) fail_msg("%s: %d %s", name, rc, err.message);
  if (name[0] == 'n' && rc == 0) fail_msg("%s: accepted", name);
  if (rc < 0) assert_true(err.code == rc && err.message[0] != '\0');
  if (rc == 0) (void)round_trip(arena, node);
}

static void suite_file(struct zg_arena *arena, const char *name, const struct zg_bytes *text) {
  struct zg_bytes wrapped = {0};
  check_suite(arena, name, text->data, text->len);
  zg_bytes_add_text(&wrapped, "{\"data\":");
  zg_bytes_add(&wrapped, text->data, text->len);
  zg_bytes_add_char(&wrapped, '}');
  check_suite(arena, name, wrapped.data, wrapped.len);
  zg_bytes_fini(&wrapped);
}

static void json_suite(void **state) {
  const int count = each_file(*state, "json_suite", suite_file);
  if (count < 0) skip();
  assert_true(count > 300);
}

/* Hexadecimal digits, spaces among them, up to the next colon or the end. */
static void add_hex(struct zg_bytes *out, const char *text) {
  int high = -1;
  for (; *text && *text != ':'; text++) {
    const char *digits = "0123456789abcdef";
    const char *digit = strchr(digits, *text >= 'A' && *text <= 'F' ? *text + 32 : *text);
    if (*text == ' ' || *text == '\r') continue;
    assert_non_null(digit);
    const int value = (int)(digit - digits);
    if (high >= 0) zg_bytes_add_char(out, (char)(high * 16 + value));
    high = high >= 0 ? -1 : value;
  }
  assert_int_equal(high, -1);
}

/* One case in a string of JSON, after `before` letters, as value and as key. Control characters,
 * quotes and backslashes are escaped, since it is the UTF-8 that is asked about; NUL cannot be. */
static void check_utf8(struct zg_arena *arena, const char *line, const struct zg_bytes *bytes,
                       bool valid, int before) {
  struct zg_bytes text = {0}, plain = {0};
  struct zg_error err = {0};
  struct cJSON *node = NULL;
  const bool nul = memchr(bytes->data, 0, bytes->len) != NULL;
  zg_bytes_add(&plain, "xxxxxxxxxxxxxxxx", (size_t)before);
  zg_bytes_add(&plain, bytes->data, bytes->len);
  for (int key = 0; key < 2; key++) {
    zg_bytes_clear(&text);
    zg_bytes_add_text(&text, key ? "{" : "[");
    zg_json_write_string(plain.data, plain.len, &text);
    zg_bytes_add_text(&text, key ? ":1}" : "]");
    int rc = zg_json_parse(arena, text.data, text.len, &node, &err);
    const int wanted = !valid ? ZG_EUTF8 : nul ? ZG_EJSON : 0;
    if (rc != wanted) fail_msg("%s: %d %s", line, rc, err.message);
    if (rc < 0) continue;
    node = zg_json_first(node);
    assert_string_equal(key ? zg_json_key(node) : zg_json_string(node), plain.data);
  }
  zg_bytes_fini(&text);
  zg_bytes_fini(&plain);
}

static void utf8_cases(void **state) {
  char path[512] = {0};
  struct zg_bytes file = {0};
  int counts[2] = {0};
  path_to(path, "utf8/utf8tests.txt");
  if (zg_bytes_add_file(&file, path) < 0) skip();
  for (char *rest = file.data, *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
    char *kind = strchr(line, ':'), *value = NULL;
    struct zg_bytes bytes = {0};
    if (line[0] == '#' || !kind) continue;
    kind += 1 + strspn(kind + 1, " ");
    value = strchr(kind, ':');
    assert_non_null(value);
    const bool valid = strncmp(kind, "valid", 5) == 0;
    if (memmem(kind, (size_t)(value - kind), "hex", 3))
      add_hex(&bytes, value + 1);
    else
      zg_bytes_add_text(&bytes, value + 1);
    assert_true(bytes.len > 0);
    for (int before = 0; before < 16; before++)
      check_utf8(*state, line, &bytes, valid, before);
    counts[valid]++;
    zg_bytes_fini(&bytes);
  }
  assert_true(counts[true] >= 76);
  assert_true(counts[false] >= 140);
  zg_bytes_fini(&file);
}

/* Every character there is, raw and escaped, comes through; counted here by arithmetic. */
static void all_characters(void **state) {
  struct zg_bytes raw = {0}, escaped = {0};
  for (unsigned point = 1; point < 0x110000; point++) {
    char c[5] = {0};
    if (point % 4096 == 1) zg_bytes_clear(&raw), zg_bytes_clear(&escaped);
    if (point % 4096 == 1) zg_bytes_add_text(&escaped, "\"");
    if (point >= 0xd800 && point < 0xe000) goto next;
    if (point < 0x80)
      c[0] = (char)point;
    else if (point < 0x800)
      c[0] = (char)(0xc0 + point / 64), c[1] = (char)(0x80 + point % 64);
    else if (point < 0x10000)
      c[0] = (char)(0xe0 + point / 4096), c[1] = (char)(0x80 + point / 64 % 64),
      c[2] = (char)(0x80 + point % 64);
    else
      c[0] = (char)(0xf0 + point / 262144), c[1] = (char)(0x80 + point / 4096 % 64),
      c[2] = (char)(0x80 + point / 64 % 64), c[3] = (char)(0x80 + point % 64);
    zg_bytes_add_text(&raw, c);
    if (point >= 0x10000)
      zg_bytes_printf(&escaped, "\\u%04x\\u%04X", 0xd800 + (point - 0x10000) / 1024,
                      0xdc00 + (point - 0x10000) % 1024);
    else
      zg_bytes_printf(&escaped, "\\u%04x", point);
  next:
    if (point % 4096 != 0 && point != 0x10ffff) continue;
    struct cJSON *a = NULL, *b = NULL;
    struct zg_bytes quoted = {0};
    zg_bytes_add_text(&escaped, "\"");
    zg_json_write_string(raw.data, raw.len, &quoted);
    assert_int_equal(zg_json_parse(*state, escaped.data, escaped.len, &a, NULL), 0);
    assert_int_equal(zg_json_parse(*state, quoted.data, quoted.len, &b, NULL), 0);
    assert_string_equal(zg_json_string(a), raw.data);
    assert_string_equal(zg_json_string(b), raw.data);
    zg_bytes_fini(&quoted);
    zg_arena_reset(*state);
  }
  zg_bytes_fini(&raw);
  zg_bytes_fini(&escaped);
}

/* Appends the number literals of the tree, in order, a space after each. */
static void add_literals(const struct cJSON *node, struct zg_bytes *out) {
  if (zg_json_literal(node)) zg_bytes_printf(out, "%s ", zg_json_literal(node));
  for (node = zg_json_first(node); node; node = zg_json_next(node))
    add_literals(node, out);
}

/* The same from the text: what starts with a digit or a minus outside of strings. */
static void scan_literals(const char *text, struct zg_bytes *out) {
  for (bool in_string = false; *text; text++) {
    if (*text == '"') in_string = !in_string;
    if (in_string && *text == '\\' && text[1]) text++;
    if (in_string || !strchr("-0123456789", *text)) continue;
    const size_t len = strspn(text, "+-.0123456789eE");
    zg_bytes_add(out, text, len);
    zg_bytes_add_char(out, ' ');
    text += len - 1;
  }
}

static void payload(struct zg_arena *arena, const char *name, const struct zg_bytes *text) {
  const size_t mark = memcmp(text->data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  struct zg_bytes wanted = {0}, first = {0}, second = {0};
  struct zg_error err = {0};
  struct cJSON *node = NULL;
  if (mark) {
    assert_int_equal(zg_json_parse(arena, text->data, text->len, &node, &err), ZG_EJSON);
    assert_non_null(strstr(err.message, "byte-order mark"));
  }
  if (zg_json_parse(arena, text->data + mark, text->len - mark, &node, &err) < 0)
    fail_msg("%s: %s", name, err.message);
  scan_literals(text->data + mark, &wanted);
  add_literals(node, &first);
  add_literals(round_trip(arena, node), &second);
  zg_bytes_add(&wanted, "", 0);
  zg_bytes_add(&first, "", 0);
  zg_bytes_add(&second, "", 0);
  assert_string_equal(first.data, wanted.data);
  assert_string_equal(second.data, wanted.data);
  zg_bytes_fini(&wanted);
  zg_bytes_fini(&first);
  zg_bytes_fini(&second);
}

static const char *const folders[] = {"payloads/aftership", "payloads/douyin", "payloads/easypost",
                                      "payloads/shopify", "payloads/woocommerce"};

static void payloads(void **state) {
  for (size_t i = 0; i < COUNT(folders); i++) {
    const int count = each_file(*state, folders[i], payload);
    if (count < 0) skip();
    assert_true(count > 0);
  }
}

/* Changes a few bytes, or moves, doubles or removes a piece. */
static void damage(struct zg_bytes *text, uint64_t *seed) {
  static const char tokens[] =
      "{}[]:,\"\\\"'/0123456789-+.eEu \n\t\x01\x7f\x80\xc3\xe4\xed\xf0\xff";
  for (uint64_t times = 1 + zg_random_next(seed) % 3; times > 0 && text->len > 1; times--) {
    const uint64_t r = zg_random_next(seed);
    const size_t at = (size_t)((r >> 8) % text->len), from = (size_t)((r >> 32) % text->len);
    size_t len = (size_t)(zg_random_next(seed) % 24);
    if (len > text->len - at) len = text->len - at;
    if (len > text->len - from) len = text->len - from;
    if (r % 8 < 4)
      text->data[at] = tokens[(r >> 3) % (sizeof tokens)];
    else if (r % 8 == 4)
      text->data[at] ^= (char)(1 << (r >> 3) % 8);
    else if (r % 8 == 5)
      memmove(text->data + at, text->data + from, len);
    else if (r % 8 == 6)
      memmove(text->data + at, text->data + at + len, text->len - at - len), text->len -= len;
    else if (r % 64 == 7)
      text->len = at;
  }
}

static void damage_often(struct zg_arena *arena, const char *text, size_t len, int times) {
  uint64_t seed = len;
  for (int i = 0; i < times; i++) {
    struct zg_bytes copy = {0};
    struct zg_error err = {0};
    struct cJSON *node = NULL;
    zg_bytes_add(&copy, text, len);
    damage(&copy, &seed);
    char *exact = malloc(copy.len ? copy.len : 1);
    assert_non_null(exact);
    memcpy(exact, copy.data, copy.len);
    int rc = zg_json_parse(arena, exact, copy.len, &node, &err);
    free(exact);
    if (rc == 0)
      (void)round_trip(arena, node);
    else
      assert_true(err.code == rc && err.message[0] && !node);
    zg_bytes_fini(&copy);
    zg_arena_reset(arena);
  }
}

static void damage_payload(struct zg_arena *arena, const char *name, const struct zg_bytes *text) {
  const size_t mark = memcmp(text->data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  (void)name;
  damage_often(arena, text->data + mark, text->len - mark, text->len < 2000 ? 400 : 40);
}

static void mutations(void **state) {
  static const char *const texts[] = {
      "{\"id\":\"m-1001\",\"n\":[9223372036854775807,-9223372036854775808,1.5e-7,-0,0.10,1e300],"
      "\"text\":\"能便宜点吗 \\u4f60\\ud83d\\ude00\\n\\\"\",\"t\":true,\"f\":false,\"z\":null}",
      "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10,\"k\":11,"
      "\"l\":12,\"m\":13,\"n\":14,\"o\":15,\"p\":16,\"q\":17,\"r\":18,\"s\":{\"a\":{\"a\":[[]]}}}",
      "[[[[[[[[]]]]]]],\"\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x98\x80\",\"\\u00e9\",{\"\":\"\"}]",
      "-123456789012345678",
  };
  for (size_t i = 0; i < COUNT(texts); i++)
    damage_often(*state, texts[i], strlen(texts[i]), 10000);
  for (size_t i = 0; i < COUNT(folders); i++)
    (void)each_file(*state, folders[i], damage_payload);
}

int main(void) {
#define ONE(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)
  const struct CMUnitTest tests[] = {
      ONE(json_suite), ONE(utf8_cases), ONE(all_characters), ONE(payloads), ONE(mutations),
  };
  return cmocka_run_group_tests_name("json_data", tests, NULL, NULL);
}
