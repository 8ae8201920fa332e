/* json_tree: looking into trees and building them. Nodes are linked as cJSON links them: the first
 * child's `prev` is the last child, so appending is quick; the last child's `next` is NULL. */
#include <assert.h>
#include <cjson/cJSON.h>
#include <limits.h>
#include <string.h>

#include "data/json_node.h"

static bool has_type(const struct cJSON *node, int types) {
  return node && (node->type & 0xff & types) != 0;
}

enum zg_json_kind zg_json_kind(const struct cJSON *node) {
  if (!node) return ZG_JSON_NONE;
  switch (node->type & 0xff) {
  case cJSON_NULL:
    return ZG_JSON_NULL;
  case cJSON_True:
  case cJSON_False:
    return ZG_JSON_BOOL;
  case cJSON_Number:
    return node->type & ZG_JSON_IS_INTEGER ? ZG_JSON_INTEGER : ZG_JSON_REAL;
  case cJSON_String:
    return ZG_JSON_STRING;
  case cJSON_Array:
    return ZG_JSON_ARRAY;
  case cJSON_Object:
    return ZG_JSON_OBJECT;
  default:
    assert(!"a node that zg_json did not make");
    return ZG_JSON_NONE;
  }
}

struct cJSON *zg_json_get(const struct cJSON *object, const char *key) {
  if (!has_type(object, cJSON_Object) || !key) return NULL;
  for (struct cJSON *member = object->child; member; member = member->next)
    if (member->string[0] == key[0] && strcmp(member->string, key) == 0) return member;
  return NULL;
}

struct cJSON *zg_json_first(const struct cJSON *container) {
  return has_type(container, cJSON_Array | cJSON_Object) ? container->child : NULL;
}

struct cJSON *zg_json_next(const struct cJSON *node) {
  return node ? node->next : NULL;
}

const char *zg_json_key(const struct cJSON *member) {
  return member ? member->string : NULL;
}

size_t zg_json_size(const struct cJSON *container) {
  size_t size = 0;
  for (const struct cJSON *child = zg_json_first(container); child; child = child->next)
    size++;
  return size;
}

const char *zg_json_string(const struct cJSON *node) {
  return has_type(node, cJSON_String) ? node->valuestring : NULL;
}

/* Small ones are in valueint, which saturates; large ones are read from their digits, since the
 * double beside them is not exact. */
int64_t zg_json_integer(const struct cJSON *node) {
  if (!has_type(node, cJSON_Number) || !(node->type & ZG_JSON_IS_INTEGER)) return 0;
  if (node->valueint != INT_MAX && node->valueint != INT_MIN) return node->valueint;
  const char *digit = node->valuestring;
  const bool negative = *digit == '-';
  uint64_t size = 0;
  for (digit += negative; *digit; digit++)
    size = size * 10 + (uint64_t)(*digit - '0');
  return negative ? -(int64_t)(size - 1) - 1 : (int64_t)size;
}

double zg_json_real(const struct cJSON *node) {
  return has_type(node, cJSON_Number) ? node->valuedouble : 0;
}

const char *zg_json_literal(const struct cJSON *node) {
  return has_type(node, cJSON_Number) ? node->valuestring : NULL;
}

bool zg_json_true(const struct cJSON *node) {
  return has_type(node, cJSON_True);
}

const char *zg_json_text(const struct cJSON *node, const char *a, const char *b) {
  const struct cJSON *inner = zg_json_get(node, a);
  return zg_json_string(b != NULL ? zg_json_get(inner, b) : inner);
}

void zg_json_append(struct cJSON *container, struct cJSON *item) {
  struct cJSON *first = container->child;
  item->next = NULL;
  if (!first) {
    container->child = item;
    item->prev = item;
    return;
  }
  item->prev = first->prev;
  first->prev->next = item;
  first->prev = item;
}

static struct cJSON *new_node(struct zg_arena *arena, int type) {
  struct cJSON *node = zg_arena_alloc(arena, sizeof *node);
  node->type = type;
  return node;
}

struct cJSON *zg_json_new_object(struct zg_arena *arena) {
  return new_node(arena, cJSON_Object);
}

struct cJSON *zg_json_new_array(struct zg_arena *arena) {
  return new_node(arena, cJSON_Array);
}

struct cJSON *zg_json_new_string(struct zg_arena *arena, const char *text) {
  return zg_json_new_string_n(arena, text, strlen(text));
}

/* Nodes hold no length: a NUL in `text` would end the string there. */
struct cJSON *zg_json_new_string_n(struct zg_arena *arena, const char *text, size_t len) {
  struct cJSON *node = new_node(arena, cJSON_String);
  node->valuestring = zg_arena_strndup(arena, text, len);
  return node;
}

struct cJSON *zg_json_new_integer(struct zg_arena *arena, int64_t value) {
  struct cJSON *node = new_node(arena, cJSON_Number);
  char digits[24] = {0};
  char *first = digits + sizeof digits;
  uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    *--first = (char)('0' + size % 10);
    size /= 10;
  } while (size > 0);
  if (value < 0) *--first = '-';
  zg_json_set_integer(
      node, zg_arena_strndup(arena, first, (size_t)(digits + sizeof digits - first)), value);
  return node;
}

struct cJSON *zg_json_new_real(struct zg_arena *arena, double value) {
  struct cJSON *node = new_node(arena, cJSON_Number);
  char literal[ZG_JSON_REAL_TEXT] = {0};
  const size_t len = zg_json_format_real(value, literal);
  zg_json_set_real(node, zg_arena_strndup(arena, literal, len), value);
  return node;
}

struct cJSON *zg_json_new_bool(struct zg_arena *arena, bool value) {
  struct cJSON *node = new_node(arena, value ? cJSON_True : cJSON_False);
  node->valueint = value;
  return node;
}

struct cJSON *zg_json_new_null(struct zg_arena *arena) {
  return new_node(arena, cJSON_NULL);
}

/* The children are the other handle's, too: adding to one of the two leaves the other in between,
 * so a shared container is to be read only. zg_json_copy_top makes one that can be added to. */
struct cJSON *zg_json_share(struct zg_arena *arena, const struct cJSON *node) {
  struct cJSON *twin = new_node(arena, 0);
  *twin = *node;
  twin->next = NULL;
  twin->prev = NULL;
  twin->string = NULL;
  twin->type |= cJSON_IsReference;
  return twin;
}

/* That `item` stands nowhere yet: a node is in one list only. */
static void assert_free(const struct cJSON *item) {
  assert(item && !item->next && !item->prev);
}

/* Whether the key is new is not looked for: objects are built by code that knows its keys, and
 * where it does not, zg_json_set does. */
struct cJSON *zg_json_add(struct zg_arena *arena, struct cJSON *object, const char *key,
                          struct cJSON *item) {
  assert(has_type(object, cJSON_Object));
  assert_free(item);
  item->string = zg_arena_strdup(arena, key);
  zg_json_append(object, item);
  return item;
}

struct cJSON *zg_json_push(struct cJSON *array, struct cJSON *item) {
  assert(has_type(array, cJSON_Array));
  assert_free(item);
  zg_json_append(array, item);
  return item;
}

struct cJSON *zg_json_set(struct zg_arena *arena, struct cJSON *object, const char *key,
                          struct cJSON *item) {
  struct cJSON *old = zg_json_get(object, key);
  if (old == item && item) return item;
  if (!old) return zg_json_add(arena, object, key, item);
  assert_free(item);
  item->string = old->string;
  item->next = old->next;
  item->prev = old->prev == old ? item : old->prev;
  if (old->next)
    old->next->prev = item;
  else
    object->child->prev = item;
  if (object->child == old)
    object->child = item;
  else
    old->prev->next = item;
  old->next = NULL;
  old->prev = NULL;
  return item;
}

struct cJSON *zg_json_copy_top(struct zg_arena *arena, const struct cJSON *node) {
  struct cJSON *copy = zg_json_share(arena, node);
  if (!has_type(node, cJSON_Array | cJSON_Object)) return copy;
  copy->child = NULL;
  copy->type &= ~cJSON_IsReference;
  for (const struct cJSON *child = node->child; child; child = child->next) {
    struct cJSON *twin = zg_json_share(arena, child);
    twin->string = child->string;
    zg_json_append(copy, twin);
  }
  return copy;
}

size_t zg_json_weight(const struct cJSON *node, size_t most) {
  size_t weight = 4;
  const char *text = zg_json_string(node);
  if (text != NULL) weight += strlen(text);
  for (const struct cJSON *item = zg_json_first(node); item != NULL && weight < most;
       item = zg_json_next(item)) {
    if (item->string != NULL) weight += strlen(item->string) + 3;
    weight += zg_json_weight(item, most - weight);
  }
  return weight;
}
