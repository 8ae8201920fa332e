/* json_keys: notices a key that stands twice in an object. Few keys, the rule, are compared in
 * pairs by a small mark; more go into a hash set, so that time stays linear. */
#include <cjson/cJSON.h>
#include <string.h>

#include "base/hash.h"
#include "data/json_node.h"

/* Equal keys have equal marks, others seldom. Single bytes are looked at, since a load of eight
 * would have to wait for the NUL that was stored among them just now. */
static uint32_t mark_of(const char *key, size_t len) {
  if (len == 0) return 0;
  return (uint32_t)len << 24 ^ (uint32_t)(unsigned char)key[len - 1] << 16 ^
         (uint32_t)(unsigned char)key[len / 2] << 8 ^ (uint32_t)(unsigned char)key[0];
}

static bool stands_in(const struct cJSON *object, const char *key) {
  for (const struct cJSON *member = object->child; member; member = member->next)
    if (strcmp(member->string, key) == 0) return true;
  return false;
}

/* Where a key goes. The set's address, which a peer cannot know, is stirred in: the hash has a
 * fixed key, and somebody could prepare keys that crowd one place. */
static size_t slot_of(const struct zg_json_keys *keys, uint64_t hash) {
  const uint64_t stirred = (hash ^ (uint64_t)(uintptr_t)keys->slots) * UINT64_C(0xd6e8feb86659fd93);
  return (size_t)(stirred >> (64 - keys->bits));
}

static bool insert(struct zg_json_keys *keys, const char *key, uint64_t hash) {
  const size_t mask = ((size_t)1 << keys->bits) - 1;
  size_t i = slot_of(keys, hash);
  while (keys->slots[i].key) {
    if (keys->slots[i].hash == hash && strcmp(keys->slots[i].key, key) == 0) return false;
    i = (i + 1) & mask;
  }
  keys->slots[i] = (struct zg_json_key_slot){.key = key, .hash = hash};
  return true;
}

/* Doubles the set, which is kept at most half full. The old one stays in the arena; all sizes
 * together are less than twice the last. */
static void grow(struct zg_json_keys *keys, struct zg_arena *arena, const struct cJSON *object) {
  keys->bits = keys->bits ? keys->bits + 1 : 6;
  keys->slots = zg_arena_alloc(arena, sizeof *keys->slots << keys->bits);
  for (const struct cJSON *member = object->child; member; member = member->next)
    (void)insert(keys, member->string, zg_hash64(member->string, strlen(member->string)));
}

bool zg_json_keys_add(struct zg_json_keys *keys, struct zg_arena *arena, const struct cJSON *object,
                      const char *key, size_t len) {
  if (keys->count < ZG_JSON_KEYS_PAIRWISE) {
    const uint32_t mark = mark_of(key, len);
    bool alike = false;
    for (size_t i = 0; i < keys->count; i++)
      alike |= keys->marks[i] == mark;
    if (alike && stands_in(object, key)) return false;
    keys->marks[keys->count++] = mark;
    return true;
  }
  if (keys->bits == 0 || keys->count * 2 >= (size_t)1 << keys->bits) grow(keys, arena, object);
  if (!insert(keys, key, zg_hash64(key, len))) return false;
  keys->count++;
  return true;
}
