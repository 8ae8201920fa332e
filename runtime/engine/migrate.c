#include "engine/migrate.h"

#include <string.h>

#include "data/json.h"
#include "engine/waiting.h"

/* One document, as it will be. */
struct item {
  enum zg_scope scope;
  const char *key, *json;
  struct item *next;
};

/* What is noted of a pack's documents: the version of those that bear none (NULL: nobody knows),
 * and whether all are of that one. */
struct noted {
  const char *version;
  bool alike;
};

struct migrating {
  struct zg *zg;
  struct zg_arena *arena;
  const struct zg_shop *shop, *before;
  const struct cJSON *doc; /* of the engine; NULL: there is none yet */
  struct zg_pack *pack;
  struct noted noted; /* of this pack */
  struct item *items;
  int64_t steps; /* that it has left */
  struct zg_error *err;
};

/* ---- what is noted */

static struct noted read_noted(const struct migrating *m, const struct zg_pack *pack) {
  const struct cJSON *node = zg_json_get(zg_json_get(m->doc, "versions"), pack->name);
  const struct zg_pack *old = m->before != NULL ? zg_shop_pack(m->before, pack->name) : NULL;
  if (zg_json_kind(node) == ZG_JSON_STRING) return (struct noted){zg_json_string(node), true};
  if (node != NULL) return (struct noted){zg_json_string(zg_json_first(node)), false};
  return (struct noted){old != NULL ? old->version : NULL, true};
}

static bool is_of(const struct noted *noted, const struct zg_pack *pack) {
  return noted->version == NULL || (noted->alike && strcmp(noted->version, pack->version) == 0);
}

/* Notes what the documents of each pack are of from here on: "2.0.0", or when some were left as
 * they are, ["1.0.0"], and each that is written bears its own. A pack that is gone for now keeps
 * its entry. */
static void note_versions(const struct migrating *m, bool migrated) {
  struct zg_arena *arena = m->arena;
  const struct cJSON *doc = m->doc, *old = zg_json_get(doc, "versions");
  struct cJSON *next = doc != NULL ? zg_json_copy_top(arena, doc) : zg_json_new_object(arena);
  struct cJSON *versions = old != NULL ? zg_json_copy_top(arena, old) : zg_json_new_object(arena);
  for (size_t i = 0; i < m->shop->pack_count; i++) {
    const struct zg_pack *pack = m->shop->packs[i];
    const struct noted noted = read_noted(m, pack);
    bool alike = is_of(&noted, pack) || (migrated && pack->migrate >= 0);
    struct cJSON *version = zg_json_new_string(arena, alike ? pack->version : noted.version);
    struct cJSON *list = alike ? NULL : zg_json_new_array(arena);
    if (list != NULL) zg_json_push(list, version);
    zg_json_set(arena, versions, pack->name, list != NULL ? list : version);
  }
  zg_json_set(arena, next, "versions", versions);
  const char *json = zg_json_print(arena, next);
  if (doc == NULL || strcmp(json, zg_json_print(arena, doc)) != 0)
    zg_memory_put(m->zg->memory, m->shop->id, ZG_ENGINE_PACK, ZG_SCOPE_SHOP, "", json, NULL);
}

/* ---- a pack's documents */

static const struct item *find(const struct migrating *m, int scope, const char *key) {
  const struct item *item = m->items;
  while (item != NULL && ((int)item->scope != scope || strcmp(item->key, key) != 0))
    item = item->next;
  return item;
}

/* Tries the function on a copy of one document. */
static int try_one(struct migrating *m, enum zg_scope scope, const char *key, const char *version) {
  const char *name = m->pack->name, *json = NULL;
  const char *from = version != NULL ? version : m->noted.version;
  struct zg_error why = {0};
  if (strcmp(from, m->pack->version) == 0) return 0;
  const struct cJSON *doc = zg_memory_doc(m->zg->memory, m->arena, m->shop->id, name, scope, key);
  if (doc == NULL) return 0;
  if (zg_pack_migrate(m->pack, doc, from, &m->steps, m->arena, &json, &why) < 0)
    return zg_fail(m->err, ZG_ELOAD,
                   "the pack %s cannot migrate the state of %s %s from version %s: %s", name,
                   zg_scope_name(scope), key, from, why.message);
  struct item *item = zg_arena_alloc(m->arena, sizeof *item);
  *item = (struct item){
      .scope = scope, .key = zg_arena_strdup(m->arena, key), .json = json, .next = m->items};
  m->items = item;
  return 0;
}

/* Documents that no commit has reached yet. */
static int try_batch(struct migrating *m, const struct zg_batch *batch) {
  int result = 0;
  for (const struct zg_batch_doc *d = batch->docs; d != NULL && result == 0; d = d->next) {
    const char *version = NULL; /* of what was put last, which may be later than this */
    if (strcmp(d->shop, m->shop->id) != 0 || strcmp(d->pack, m->pack->name) != 0 ||
        find(m, d->scope, d->key) != NULL)
      continue;
    if (zg_memory_fresh(m->zg->memory, d->shop, d->pack, (enum zg_scope)d->scope, d->key, &version))
      result = try_one(m, (enum zg_scope)d->scope, d->key, version);
  }
  return result;
}

static int try_stored(void *arg, int scope, const char *key, const char *version) {
  struct migrating *m = arg;
  const char *fresh = NULL;
  if (zg_memory_fresh(m->zg->memory, m->shop->id, m->pack->name, (enum zg_scope)scope, key, &fresh))
    return 0;
  return try_one(m, (enum zg_scope)scope, key, version);
}

static int try_all(struct migrating *m) {
  struct zg_store *store = m->zg->store;
  int result = try_batch(m, &m->zg->batches[0]);
  if (result == 0) result = try_batch(m, &m->zg->batches[1]);
  if (result == 0) result = store->ops->each_key(store, m->shop->id, m->pack->name, try_stored, m);
  return result;
}

static void put_all(const struct migrating *m) {
  for (const struct item *i = m->items; i != NULL; i = i->next)
    zg_memory_put(m->zg->memory, m->shop->id, m->pack->name, i->scope, i->key, i->json,
                  m->pack->version);
}

/* ---- all of them */

static void begin(struct migrating *m) {
  m->arena = zg_arena_new();
  m->doc = zg_memory_doc(m->zg->memory, m->arena, m->shop->id, ZG_ENGINE_PACK, ZG_SCOPE_SHOP, "");
}

int zg_migrate(struct zg *zg, const struct zg_shop *before, const struct zg_shop *next,
               struct zg_error *err) {
  struct migrating m = {.zg = zg, .shop = next, .before = before, .err = err};
  int result = 0;
  begin(&m);
  struct item **done = zg_arena_alloc(m.arena, (next->pack_count + 1) * sizeof *done);
  for (size_t i = 0; i < next->pack_count && result == 0; i++) {
    m.pack = next->packs[i];
    m.noted = read_noted(&m, m.pack);
    m.items = NULL;
    m.steps = ZG_MIGRATE_STEPS;
    if (m.pack->migrate >= 0 && !is_of(&m.noted, m.pack)) result = try_all(&m);
    done[i] = m.items;
  }
  for (size_t i = 0; i < next->pack_count && result == 0; i++) {
    m.pack = next->packs[i];
    m.items = done[i];
    put_all(&m);
  }
  if (result == 0) note_versions(&m, true);
  zg_arena_free(m.arena);
  return result;
}

void zg_migrate_back(struct zg *zg, const struct zg_shop *before, const struct zg_shop *older) {
  struct migrating m = {.zg = zg, .shop = older, .before = before};
  begin(&m);
  note_versions(&m, false);
  zg_arena_free(m.arena);
}
