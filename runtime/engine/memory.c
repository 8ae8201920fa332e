#include "engine/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/memory.h"
#include "data/json.h"
#include "engine/known.h"

struct doc {
  UT_hash_handle hh;
  const char *json; /* in the batch's arena; NULL: removed */
  const char *version;
  char name[];
};

struct seen {
  UT_hash_handle hh;
  uint64_t hash;
  char name[];
};

struct layer {
  struct doc *docs;
  struct seen *seen;
};

/* Documents as the store has them, kept as long as there is room. */
enum { KEPT_DOCS = 50000, KEPT_BYTES = 64 << 20 };

struct kept {
  UT_hash_handle hh;
  char *json; /* owned; NULL: there is none */
  size_t size;
  size_t len;
  char name[];
};

/* A horizon as the store told it since the last commit. */
struct horizon {
  UT_hash_handle hh;
  int64_t time;
  char source[];
};

struct zg_memory {
  struct zg_store *store;
  struct zg_batch *batch;
  struct layer upper, lower;
  struct kept *kept; /* the oldest first */
  size_t kept_bytes;
  struct horizon *horizons;
  struct zg_known *known; /* NULL: the store is asked at once */
  struct zg_bytes name;   /* scratch: the parts of a name, NUL between them */
  struct zg_bytes text;   /* scratch: a document out of the store */
};

static void note_name(void *arg, const char *name, size_t len) {
  zg_known_add(arg, name, len);
}

struct zg_memory *zg_memory_new(struct zg_store *store, struct zg_batch *batch) {
  struct zg_memory *memory = zg_alloc(sizeof *memory);
  memory->store = store;
  memory->batch = batch;
  if (store->ops->concurrent) {
    memory->known = zg_known_new();
    store->ops->each_name(store, note_name, memory->known);
  }
  return memory;
}

static void empty(struct layer *layer) {
  struct doc *doc = NULL, *next_doc = NULL;
  struct seen *seen = NULL, *next_seen = NULL;
  HASH_ITER(hh, layer->docs, doc, next_doc) {
    HASH_DELETE(hh, layer->docs, doc);
    free(doc);
  }
  HASH_ITER(hh, layer->seen, seen, next_seen) {
    HASH_DELETE(hh, layer->seen, seen);
    free(seen);
  }
}

void zg_memory_turn(struct zg_memory *memory, struct zg_batch *next) {
  assert(memory->lower.docs == NULL && memory->lower.seen == NULL);
  memory->lower = memory->upper;
  memory->upper = (struct layer){0};
  memory->batch = next;
}

static void drop_kept(struct zg_memory *memory, struct kept *kept) {
  HASH_DELETE(hh, memory->kept, kept);
  memory->kept_bytes -= kept->size;
  free(kept->json);
  free(kept);
}

/* Keeps a document as the store has it, as the newest; the oldest make room. */
static void keep(struct zg_memory *memory, const char *name, size_t len, const char *json) {
  struct kept *kept = NULL;
  HASH_FIND(hh, memory->kept, name, len, kept);
  if (kept != NULL) drop_kept(memory, kept);
  kept = zg_alloc(sizeof *kept + len);
  memcpy(kept->name, name, len);
  kept->len = len;
  kept->json = zg_strdup(json);
  kept->size = sizeof *kept + len + (json != NULL ? strlen(json) : 0);
  memory->kept_bytes += kept->size;
  HASH_ADD_KEYPTR(hh, memory->kept, kept->name, kept->len, kept);
  while (HASH_COUNT(memory->kept) > KEPT_DOCS || memory->kept_bytes > KEPT_BYTES)
    drop_kept(memory, memory->kept);
}

static void forget_horizons(struct zg_memory *memory) {
  struct horizon *horizon = NULL, *next = NULL;
  HASH_ITER(hh, memory->horizons, horizon, next) {
    HASH_DELETE(hh, memory->horizons, horizon);
    free(horizon);
  }
}

int64_t zg_memory_horizon(struct zg_memory *memory, const char *source) {
  struct horizon *horizon = NULL;
  HASH_FIND_STR(memory->horizons, source, horizon);
  if (horizon != NULL) return horizon->time;
  horizon = zg_alloc(sizeof *horizon + strlen(source) + 1);
  strcpy(horizon->source, source);
  horizon->time = memory->store->ops->horizon(memory->store, source);
  HASH_ADD_STR(memory->horizons, source, horizon);
  return horizon->time;
}

void zg_memory_settle(struct zg_memory *memory) {
  forget_horizons(memory); /* a commit may move them */
  if (memory->known != NULL) {
    for (struct doc *doc = memory->lower.docs; doc != NULL; doc = doc->hh.next) {
      keep(memory, doc->name, doc->hh.keylen, doc->json);
      zg_known_add(memory->known, doc->name, doc->hh.keylen);
    }
    for (struct seen *seen = memory->lower.seen; seen != NULL; seen = seen->hh.next)
      zg_known_add(memory->known, seen->name, seen->hh.keylen);
  }
  empty(&memory->lower);
}

void zg_memory_free(struct zg_memory *memory) {
  if (memory == NULL) return;
  empty(&memory->upper);
  empty(&memory->lower);
  while (memory->kept != NULL)
    drop_kept(memory, memory->kept);
  forget_horizons(memory);
  zg_known_free(memory->known);
  zg_bytes_fini(&memory->name);
  zg_bytes_fini(&memory->text);
  free(memory);
}

static void name_parts(struct zg_memory *memory, const char *const *parts, size_t count) {
  zg_bytes_clear(&memory->name);
  for (size_t i = 0; i < count; i++)
    zg_bytes_add_part(&memory->name, parts[i]);
}

/* The document of the scratch name in that layer, or NULL. */
static struct doc *find_doc(const struct zg_memory *memory, const struct layer *layer) {
  struct doc *found = NULL;
  HASH_FIND(hh, layer->docs, memory->name.data, memory->name.len, found);
  return found;
}

static void name_doc(struct zg_memory *memory, const char *shop, const char *pack,
                     enum zg_scope scope, const char *key) {
  const char *const parts[] = {shop, pack, zg_scope_name(scope), key};
  name_parts(memory, parts, 4);
}

/* The committed document of the scratch name, or NULL; valid until the next call. */
static const char *stored_doc(struct zg_memory *memory, const char *shop, const char *pack,
                              enum zg_scope scope, const char *key) {
  struct kept *kept = NULL;
  const char *json = NULL;
  HASH_FIND(hh, memory->kept, memory->name.data, memory->name.len, kept);
  if (kept != NULL) return kept->json;
  if (memory->known != NULL && !zg_known_maybe(memory->known, memory->name.data, memory->name.len))
    return NULL;
  zg_bytes_clear(&memory->text);
  if (memory->store->ops->doc(memory->store, shop, pack, (int)scope, key, &memory->text) == 1)
    json = memory->text.data;
  if (memory->known != NULL) keep(memory, memory->name.data, memory->name.len, json);
  return json;
}

/* The document of the scratch name as it was put last, or NULL. */
static struct doc *fresh_doc(const struct zg_memory *memory) {
  struct doc *found = find_doc(memory, &memory->upper);
  return found != NULL ? found : find_doc(memory, &memory->lower);
}

struct cJSON *zg_memory_doc(struct zg_memory *memory, struct zg_arena *arena, const char *shop,
                            const char *pack, enum zg_scope scope, const char *key) {
  struct cJSON *tree = NULL;
  name_doc(memory, shop, pack, scope, key);
  const struct doc *found = fresh_doc(memory);
  const char *json = found != NULL ? found->json : stored_doc(memory, shop, pack, scope, key);
  if (json == NULL || zg_json_parse_own(arena, json, strlen(json), &tree, NULL) < 0) return NULL;
  return tree;
}

void zg_memory_put(struct zg_memory *memory, const char *shop, const char *pack,
                   enum zg_scope scope, const char *key, const char *json, const char *version) {
  struct zg_arena *arena = memory->batch->arena;
  struct zg_batch_doc *entry = zg_batch_add_doc(memory->batch);
  *entry =
      (struct zg_batch_doc){.shop = zg_arena_strdup(arena, shop),
                            .pack = zg_arena_strdup(arena, pack),
                            .key = zg_arena_strdup(arena, key),
                            .json = json != NULL ? zg_arena_strdup(arena, json) : NULL,
                            .version = version != NULL ? zg_arena_strdup(arena, version) : NULL,
                            .scope = (int)scope};
  name_doc(memory, shop, pack, scope, key);
  struct doc *doc = find_doc(memory, &memory->upper);
  if (doc == NULL) {
    doc = zg_alloc(sizeof *doc + memory->name.len);
    memcpy(doc->name, memory->name.data, memory->name.len);
    HASH_ADD_KEYPTR(hh, memory->upper.docs, doc->name, memory->name.len, doc);
  }
  doc->json = entry->json;
  doc->version = entry->version;
}

bool zg_memory_fresh(struct zg_memory *memory, const char *shop, const char *pack,
                     enum zg_scope scope, const char *key, const char **version) {
  name_doc(memory, shop, pack, scope, key);
  const struct doc *found = fresh_doc(memory);
  if (found != NULL) *version = found->version;
  return found != NULL;
}

int zg_memory_seen(struct zg_memory *memory, const char *source, const char *id, uint64_t *hash) {
  const char *const parts[] = {source, id};
  struct seen *found = NULL;
  name_parts(memory, parts, 2);
  HASH_FIND(hh, memory->upper.seen, memory->name.data, memory->name.len, found);
  if (found == NULL) HASH_FIND(hh, memory->lower.seen, memory->name.data, memory->name.len, found);
  if (found == NULL && memory->known != NULL &&
      !zg_known_maybe(memory->known, memory->name.data, memory->name.len))
    return 0;
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
  HASH_ADD_KEYPTR(hh, memory->upper.seen, seen->name, memory->name.len, seen);
}
