/* json_read: the strict reader. One pass over a copy of the text, by recursive descent; the limit
 * on depth bounds the stack. Nothing is mended and nothing guessed: what is not JSON is refused
 * with the byte where that showed.
 *
 * The eight zeroes behind the copy end every scan, so nothing here asks whether it is at the end
 * before it looks. A NUL of the text itself looks the same and is told apart by its place. */
#include <assert.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "data/json_node.h"

enum { SLAB = 32, SPARE = 8, KEY_QUOTED = 40 };

/* What we wrote ourselves holds what others sent, a few levels deeper. */
enum { OWN_DEPTH = ZG_JSON_DEPTH + 16 };

static int read_value(struct zg_json_reader *reader, struct cJSON *node, int depth);

static inline void skip_space(struct zg_json_reader *reader) {
  char *at = reader->at;
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
    at++;
  reader->at = at;
}

/* What stands where something else was expected, for a message; `out` of 24 bytes. */
static const char *found(const struct zg_json_reader *reader, char out[24]) {
  const unsigned char c = (unsigned char)*reader->at;
  const size_t len = zg_utf8_length(reader->at, (size_t)(reader->end - reader->at));
  if (reader->at == reader->end)
    snprintf(out, 24, "the end of the text");
  else if (c < 0x20 || c == 0x7f || len == 0)
    snprintf(out, 24, "the byte 0x%02x", c);
  else
    snprintf(out, 24, "'%.*s'", (int)len, reader->at);
  return out;
}

/* `what` says what was expected there, `hint` what to do or nothing. */
static int fail_here(const struct zg_json_reader *reader, const char *what, const char *hint) {
  char seen[24] = {0};
  if (*reader->at == '\0' && reader->at < reader->end)
    return zg_fail(reader->err, ZG_EJSON, "byte %zu is NUL; send text without NUL bytes, in UTF-8",
                   zg_json_byte(reader, reader->at));
  return zg_fail(reader->err, ZG_EJSON, "%s was expected at byte %zu, not %s%s", what,
                 zg_json_byte(reader, reader->at), found(reader, seen), hint);
}

static int fail_value(const struct zg_json_reader *reader) {
  const char *hint = "";
  if (*reader->at == '\'') hint = "; strings take double quotes";
  if (*reader->at == '+' || *reader->at == '.') hint = "; a number starts with a digit or a minus";
  if (*reader->at == ']') hint = "; is there a comma too many?";
  if (*reader->at == 'N' || *reader->at == 'I') hint = "; NaN and Infinity are no JSON, send null";
  return fail_here(reader, "a value", hint);
}

static int fail_depth(const struct zg_json_reader *reader) {
  return zg_fail(reader->err, ZG_EDEEP,
                 "the array or object at byte %zu is nested deeper than %d; send it flatter",
                 zg_json_byte(reader, reader->at), ZG_JSON_DEPTH);
}

static int new_node(struct zg_json_reader *reader, struct cJSON **out) {
  if (reader->nodes == reader->most)
    return zg_fail(reader->err, ZG_EKEYS,
                   "there are more than %d values at byte %zu; send less "
                   "in one line",
                   ZG_JSON_NODES, zg_json_byte(reader, reader->at));
  reader->nodes++;
  if (reader->slab_left == 0) {
    reader->slab = zg_arena_alloc(reader->arena, SLAB * sizeof *reader->slab);
    reader->slab_left = SLAB;
  }
  reader->slab_left--;
  *out = reader->slab++;
  return 0;
}

static int read_word(struct zg_json_reader *reader, struct cJSON *node, const char *word,
                     int type) {
  const size_t len = strlen(word);
  if (strncmp(reader->at, word, len) != 0)
    return fail_here(reader, "a value", "; the words are true, false and null");
  reader->at += len;
  node->type = type;
  node->valueint = type == cJSON_True;
  return 0;
}

static int read_array(struct zg_json_reader *reader, struct cJSON *array, int depth) {
  if (depth > reader->depth) return fail_depth(reader);
  array->type = cJSON_Array;
  reader->at++;
  skip_space(reader);
  if (*reader->at == ']') {
    reader->at++;
    return 0;
  }
  for (;;) {
    struct cJSON *item = NULL;
    int rc = new_node(reader, &item);
    if (rc < 0) return rc;
    rc = read_value(reader, item, depth + 1);
    if (rc < 0) return rc;
    zg_json_append(array, item);
    skip_space(reader);
    if (*reader->at == ']') break;
    if (*reader->at != ',') return fail_here(reader, "a comma or ]", "");
    reader->at++;
    skip_space(reader);
  }
  reader->at++;
  return 0;
}

static int fail_twice(const struct zg_json_reader *reader, const char *key, size_t len,
                      size_t byte) {
  char shown[KEY_QUOTED + 1] = {0};
  size_t kept = len < KEY_QUOTED ? len : KEY_QUOTED;
  while (kept < len && kept > 0 && ((unsigned char)key[kept] & 0xc0) == 0x80)
    kept--; /* not in the middle of a character */
  for (size_t i = 0; i < kept; i++)
    shown[i] = (unsigned char)key[i] < 0x20 ? '?' : key[i];
  return zg_fail(reader->err, ZG_EKEYS,
                 "the key \"%s\"%s stands at byte %zu for the second time in its object; send it "
                 "once",
                 shown, kept < len ? "..." : "", byte);
}

/* The key at hand, noted in `keys`, and the colon after it. */
static int read_key(struct zg_json_reader *reader, const struct cJSON *object,
                    struct zg_json_keys *keys, struct cJSON *member) {
  const size_t byte = zg_json_byte(reader, reader->at);
  char *key = NULL;
  size_t len = 0;
  if (*reader->at != '"')
    return fail_here(reader, "a key in double quotes",
                     *reader->at == '}' ? "; is there a comma too many?" : "");
  int rc = zg_json_scan_string(reader, &key, &len);
  if (rc < 0) return rc;
  if (!zg_json_keys_add(keys, reader->arena, object, key, len))
    return fail_twice(reader, key, len, byte);
  if (keys->count > ZG_JSON_KEYS)
    return zg_fail(reader->err, ZG_EKEYS,
                   "the object has more than %d keys at byte %zu; send an array or split it",
                   ZG_JSON_KEYS, byte);
  member->string = key;
  skip_space(reader);
  if (*reader->at != ':') return fail_here(reader, "a colon", "");
  reader->at++;
  skip_space(reader);
  return 0;
}

static int read_object(struct zg_json_reader *reader, struct cJSON *object, int depth) {
  struct zg_json_keys keys = {0};
  if (depth > reader->depth) return fail_depth(reader);
  object->type = cJSON_Object;
  reader->at++;
  skip_space(reader);
  if (*reader->at == '}') {
    reader->at++;
    return 0;
  }
  for (;;) {
    struct cJSON *member = NULL;
    int rc = new_node(reader, &member);
    if (rc < 0) return rc;
    rc = read_key(reader, object, &keys, member);
    if (rc < 0) return rc;
    rc = read_value(reader, member, depth + 1);
    if (rc < 0) return rc;
    zg_json_append(object, member);
    skip_space(reader);
    if (*reader->at == '}') break;
    if (*reader->at != ',') return fail_here(reader, "a comma or }", "");
    reader->at++;
    skip_space(reader);
  }
  reader->at++;
  return 0;
}

/* Reads the value at hand into `node`; `depth` is that of a container, were it one. */
static int read_value(struct zg_json_reader *reader, struct cJSON *node, int depth) {
  size_t len = 0;
  switch (*reader->at) {
  case '"':
    node->type = cJSON_String;
    return zg_json_scan_string(reader, &node->valuestring, &len);
  case '{':
    return read_object(reader, node, depth);
  case '[':
    return read_array(reader, node, depth);
  case 't':
    return read_word(reader, node, "true", cJSON_True);
  case 'f':
    return read_word(reader, node, "false", cJSON_False);
  case 'n':
    return read_word(reader, node, "null", cJSON_NULL);
  default:
    if (*reader->at == '-' || (*reader->at >= '0' && *reader->at <= '9'))
      return zg_json_scan_number(reader, node);
    return fail_value(reader);
  }
}

static int read_text(struct zg_json_reader *reader, struct cJSON **out) {
  struct cJSON *root = NULL;
  int rc = new_node(reader, &root);
  if (rc < 0) return rc;
  if (memcmp(reader->at, "\xef\xbb\xbf", 3) == 0)
    return zg_fail(reader->err, ZG_EJSON,
                   "the text starts with a byte-order mark; send UTF-8 without one");
  skip_space(reader);
  rc = read_value(reader, root, 1);
  if (rc < 0) return rc;
  skip_space(reader);
  if (reader->at != reader->end)
    return fail_here(reader, "the end of the text", "; send one value a line");
  *out = root;
  return 0;
}

/* Where the first byte is that no valid UTF-8 has there, or NULL. */
static const char *bad_utf8(const char *text, size_t len) {
  for (size_t i = 0; i < len;) {
    const size_t step = zg_utf8_length(text + i, len - i);
    if (step == 0) return text + i;
    i += step;
  }
  return NULL;
}

/* Bad UTF-8 anywhere is the graver fault: what else was found may come from it. Only refused texts
 * are looked through twice. */
static int judge_utf8(int rc, const char *text, size_t len, struct zg_error *err) {
  const char *bad = bad_utf8(text, len);
  assert(bad || rc != ZG_EUTF8);
  if (!bad) return rc;
  if (bad == text && len > 1 &&
      (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
    return zg_fail(err, ZG_EUTF8, "the text at byte 1 looks like UTF-16; send UTF-8");
  return zg_fail(err, ZG_EUTF8, "byte %zu (0x%02x) starts no valid UTF-8 character; send UTF-8",
                 (size_t)(bad - text) + 1, (unsigned)(unsigned char)*bad);
}

static int parse(struct zg_json_reader reader, const char *text, size_t len, struct cJSON **out) {
  reader.start = (char *)zg_arena_alloc(reader.arena, len + 1 + SPARE) + 1;
  if (len > 0) memcpy(reader.start, text, len);
  reader.at = reader.start;
  reader.end = reader.start + len;
  int rc = read_text(&reader, out);
  return rc < 0 ? judge_utf8(rc, text, len, reader.err) : 0;
}

int zg_json_parse(struct zg_arena *arena, const char *text, size_t len, struct cJSON **out,
                  struct zg_error *err) {
  const struct zg_json_reader reader = {
      .arena = arena, .err = err, .depth = ZG_JSON_DEPTH, .most = ZG_JSON_NODES};
  return parse(reader, text, len, out);
}

int zg_json_parse_own(struct zg_arena *arena, const char *text, size_t len, struct cJSON **out,
                      struct zg_error *err) {
  const struct zg_json_reader reader = {
      .arena = arena, .err = err, .depth = OWN_DEPTH, .most = SIZE_MAX};
  return parse(reader, text, len, out);
}
