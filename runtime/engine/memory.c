#include "engine/memory.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/memory.h"
#include "data/json.h"

struct doc {
  UT_hash_handle hh;
  const char *json; /* in the batch's arena; NULL: removed */
  char name[];
};

struct seen {
  UT_hash_handle hh;
  uint64_t hash;
  char name[];
};

struct zg_memory {
  struct zg_store *store;
  struct zg_batch *batch;
  struct doc *docs;
  struct seen *seen;
  struct zg_bytes name; /* scratch: the parts of a name, NUL between them */
  struct zg_bytes text; /* scratch: a document out of the store */
};

struct zg_memory *zg_memory_new(struct zg_store *store, struct zg_batch *batch) {
  struct zg_memory *memory = zg_alloc(sizeof *memory);
  memory->store = store;
  memory->batch = batch;
  return memory;
}

void zg_memory_settle(struct zg_memory *memory) {
  struct doc *doc = NULL, *next_doc = NULL;
  struct seen *seen = NULL, *next_seen = NULL;
  HASH_ITER(hh, memory->docs, doc, next_doc) {
    HASH_DELETE(hh, memory->docs, doc);
    free(doc);
  }
  HASH_ITER(hh, memory->seen, seen, next_seen) {
    HASH_DELETE(hh, memory->seen, seen);
    free(seen);
  }
}

void zg_memory_free(struct zg_memory *memory) {
  if (memory == NULL) return;
  zg_memory_settle(memory);
  zg_bytes_fini(&memory->name);
  zg_bytes_fini(&memory->text);
  free(memory);
}

static void name_parts(struct zg_memory *memory, const char *const *parts, size_t count) {
  zg_bytes_clear(&memory->name);
  for (size_t i = 0; i < count; i++)
    zg_bytes_add(&memory->name, parts[i], strlen(parts[i]) + 1);
}

static struct doc *find_doc(struct zg_memory *memory, const char *shop, const char *pack,
                            enum zg_scope scope, const char *key) {
  const char *const parts[] = {shop, pack, zg_scope_name(scope), key};
  struct doc *found = NULL;
  name_parts(memory, parts, 4);
  HASH_FIND(hh, memory->docs, memory->name.data, memory->name.len, found);
  return found;
}

struct cJSON *zg_memory_doc(struct zg_memory *memory, struct zg_arena *arena, const char *shop,
                            const char *pack, enum zg_scope scope, const char *key) {
  struct doc *found = find_doc(memory, shop, pack, scope, key);
  struct cJSON *tree = NULL;
  const char *json = found != NULL ? found->json : NULL;
  if (found == NULL) {
    zg_bytes_clear(&memory->text);
    if (memory->store->ops->doc(memory->store, shop, pack, (int)scope, key, &memory->text) == 1)
      json = memory->text.data;
  }
  if (json == NULL || zg_json_parse_own(arena, json, strlen(json), &tree, NULL) < 0) return NULL;
  return tree;
}

void zg_memory_put(struct zg_memory *memory, const char *shop, const char *pack,
                   enum zg_scope scope, const char *key, const char *json) {
  struct zg_arena *arena = memory->batch->arena;
  struct zg_batch_doc *entry = zg_batch_add_doc(memory->batch);
  *entry = (struct zg_batch_doc){.shop = zg_arena_strdup(arena, shop),
                                 .pack = zg_arena_strdup(arena, pack),
                                 .key = zg_arena_strdup(arena, key),
                                 .json = json != NULL ? zg_arena_strdup(arena, json) : NULL,
                                 .scope = (int)scope};
  struct doc *doc = find_doc(memory, shop, pack, scope, key);
  if (doc == NULL) {
    doc = zg_alloc(sizeof *doc + memory->name.len);
    memcpy(doc->name, memory->name.data, memory->name.len);
    HASH_ADD_KEYPTR(hh, memory->docs, doc->name, memory->name.len, doc);
  }
  doc->json = entry->json;
}

int zg_memory_seen(struct zg_memory *memory, const char *source, const char *id, uint64_t *hash) {
  const char *const parts[] = {source, id};
  struct seen *found = NULL;
  name_parts(memory, parts, 2);
  HASH_FIND(hh, memory->seen, memory->name.data, memory->name.len, found);
  if (found == NULL) return memory->store->ops->seen(memory->store, source, id, hash);
  *hash = found->hash;
  return 1;
}

void zg_memory_note(struct zg_memory *memory, const struct zg_batch_event *event) {
  const char *const parts[] = {event->source, event->id};
  name_parts(memory, parts, 2);
  struct seen *seen = zg_alloc(sizeof *seen + memory->name.len);
  memcpy(seen->name, memory->name.data, memory->name.len);
  seen->hash = event->hash;
  HASH_ADD_KEYPTR(hh, memory->seen, seen->name, memory->name.len, seen);
}
