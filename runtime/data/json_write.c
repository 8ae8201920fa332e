/* json_write: prints trees and hashes them. Both go down by recursion: trees that were read are at
 * most ZG_JSON_DEPTH deep, and who builds deeper ones answers for the stack. */
#include <cjson/cJSON.h>
#include <endian.h>
#include <string.h>

#include "data/json_node.h"

/* What may not stand in a string as it is. */
/* clang-format off */
static const bool special[256] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ['"'] = 1, ['\\'] = 1,
};
/* clang-format on */

/* These two leave the NUL at the end to the public functions. */
static inline void put(struct zg_bytes *out, char c) {
  if (out->cap - out->len < 2) zg_bytes_reserve(out, 1);
  out->data[out->len++] = c;
}

static inline void put_text(struct zg_bytes *out, const char *text, size_t len) {
  if (out->cap - out->len <= len) zg_bytes_reserve(out, len);
  memcpy(out->data + out->len, text, len);
  out->len += len;
}

static void put_escape(struct zg_bytes *out, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  static const char values[] = "\"\\\b\f\n\r\t", codes[] = "\"\\bfnrt";
  const char *found = c ? strchr(values, c) : NULL;
  if (found) {
    const char text[2] = {'\\', codes[found - values]};
    put_text(out, text, sizeof text);
  } else {
    const char text[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    put_text(out, text, sizeof text);
  }
}

/* The top bit of every byte that must be escaped, and perhaps of some after the first such. */
static inline uint64_t word_hits(const char *text) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t word = 0, hits = 0;
  memcpy(&word, text, sizeof word);
  hits = (word - ones * 0x20) | ((word ^ ones * '"') - ones) | ((word ^ ones * '\\') - ones);
  return hits & ~word & ones << 7;
}

/* Whether nothing needs an escape; eight bytes at a time, the last eight perhaps twice. */
static bool is_plain(const char *text, size_t len) {
  uint64_t hits = 0;
  if (len < sizeof hits) {
    for (size_t i = 0; i < len; i++)
      hits |= special[(unsigned char)text[i]];
    return hits == 0;
  }
  for (size_t i = 0; i < len - sizeof hits; i += sizeof hits)
    hits |= word_hits(text + i);
  return (hits | word_hits(text + len - sizeof hits)) == 0;
}

static void put_string(struct zg_bytes *out, const char *text, size_t len) {
  size_t run = 0; /* what is before it has been written */
  put(out, '"');
  if (!is_plain(text, len))
    for (size_t i = 0; i < len; i++) {
      if (!special[(unsigned char)text[i]]) continue;
      put_text(out, text + run, i - run);
      put_escape(out, (unsigned char)text[i]);
      run = i + 1;
    }
  put_text(out, text + run, len - run);
  put(out, '"');
}

static void put_node(struct zg_bytes *out, const struct cJSON *node);

static void put_children(struct zg_bytes *out, const struct cJSON *container, bool keys) {
  for (const struct cJSON *child = container->child; child; child = child->next) {
    if (child != container->child) put(out, ',');
    if (keys) {
      put_string(out, child->string, strlen(child->string));
      put(out, ':');
    }
    put_node(out, child);
  }
}

static void put_node(struct zg_bytes *out, const struct cJSON *node) {
  switch (zg_json_kind(node)) {
  case ZG_JSON_NONE: /* nothing is written as null, so that what comes out is JSON in any case */
  case ZG_JSON_NULL:
    put_text(out, "null", 4);
    break;
  case ZG_JSON_BOOL:
    put_text(out, zg_json_true(node) ? "true" : "false", zg_json_true(node) ? 4 : 5);
    break;
  case ZG_JSON_INTEGER:
  case ZG_JSON_REAL:
    put_text(out, node->valuestring, strlen(node->valuestring));
    break;
  case ZG_JSON_STRING:
    put_string(out, node->valuestring, strlen(node->valuestring));
    break;
  case ZG_JSON_ARRAY:
    put(out, '[');
    put_children(out, node, false);
    put(out, ']');
    break;
  case ZG_JSON_OBJECT:
    put(out, '{');
    put_children(out, node, true);
    put(out, '}');
    break;
  }
}

void zg_json_write(const struct cJSON *node, struct zg_bytes *out) {
  put_node(out, node);
  out->data[out->len] = '\0';
}

void zg_json_write_string(const char *text, size_t len, struct zg_bytes *out) {
  put_string(out, text, len);
  out->data[out->len] = '\0';
}

void zg_json_write_member(const char *name, const char *text, struct zg_bytes *out) {
  if (text == NULL) return;
  put_text(out, ",\"", 2);
  put_text(out, name, strlen(name));
  put_text(out, "\":", 2);
  zg_json_write_string(text, strlen(text), out);
}

char *zg_json_print(struct zg_arena *arena, const struct cJSON *node) {
  struct zg_bytes out = {0};
  zg_json_write(node, &out);
  char *text = zg_arena_strndup(arena, out.data, out.len);
  zg_bytes_fini(&out);
  return text;
}

/* Two words to one, not the same when swapped; what goes in is spread over all bits (the steps are
 * those of SplitMix64). This and not base/hash.h, because every event is hashed whole and SipHash
 * would take longer than reading it. Who prepares a collision deceives only himself. */
static inline uint64_t mix(uint64_t a, uint64_t b) {
  uint64_t z = a * UINT64_C(0x9e3779b97f4a7c15) + b;
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static uint64_t hash_text(const char *text) {
  size_t len = strlen(text);
  uint64_t hash = len, word = 0;
  for (; len >= sizeof word; len -= sizeof word, text += sizeof word) {
    memcpy(&word, text, sizeof word);
    hash = mix(hash, le64toh(word));
  }
  word = 0;
  for (size_t i = 0; i < len; i++)
    word = word << 8 | (unsigned char)text[i];
  return mix(hash, word);
}

static uint64_t hash_children(const struct cJSON *node, uint64_t hash) {
  for (const struct cJSON *child = node->child; child; child = child->next)
    hash = mix(hash, zg_json_hash(child));
  return hash;
}

/* A sum, so that the order does not count; a key stands once, so nothing cancels out. */
static uint64_t hash_members(const struct cJSON *node, uint64_t hash) {
  uint64_t sum = 0;
  for (const struct cJSON *member = node->child; member; member = member->next)
    sum += mix(hash_text(member->string), zg_json_hash(member));
  return mix(hash, sum);
}

/* Integers count by value, reals by the bits of their double: 100.0 and 1e2 are the same, 1 and 1.0
 * are not, and neither are 0.0 and -0.0. */
uint64_t zg_json_hash(const struct cJSON *node) {
  const enum zg_json_kind kind = zg_json_kind(node);
  const uint64_t start = mix((uint64_t)kind, 0);
  uint64_t bits = 0;
  switch (kind) {
  case ZG_JSON_NONE:
  case ZG_JSON_NULL:
    break;
  case ZG_JSON_BOOL:
    bits = zg_json_true(node);
    break;
  case ZG_JSON_INTEGER:
    bits = (uint64_t)zg_json_integer(node);
    break;
  case ZG_JSON_REAL:
    memcpy(&bits, &node->valuedouble, sizeof bits);
    break;
  case ZG_JSON_STRING:
    bits = hash_text(node->valuestring);
    break;
  case ZG_JSON_ARRAY:
    return hash_children(node, start);
  case ZG_JSON_OBJECT:
    return hash_members(node, start);
  }
  return mix(start, bits);
}
