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

struct migrating {
  struct zg *zg;
  struct zg_arena *arena;
  const struct zg_shop *shop;
  struct zg_pack *pack;
  const char *from;
  struct item *items; /* of this pack */
  int64_t steps;      /* that it has left */
  struct zg_error *err;
};

static struct item *find(const struct migrating *m, int scope, const char *key) {
  struct item *item = m->items;
  while (item != NULL && ((int)item->scope != scope || strcmp(item->key, key) != 0))
    item = item->next;
  return item;
}

/* Tries the function on a copy of one document. */
static int try_one(void *arg, int scope, const char *key) {
  struct migrating *m = arg;
  const char *name = zg_scope_name((enum zg_scope)scope), *json = NULL;
  const struct cJSON *doc =
      zg_memory_doc(m->zg->memory, m->arena, m->shop->id, m->pack->name, (enum zg_scope)scope, key);
  struct zg_error why = {0};
  if (doc == NULL) return 0;
  if (zg_pack_migrate(m->pack, doc, m->from, &m->steps, m->arena, &json, &why) < 0)
    return zg_fail(m->err, ZG_ELOAD,
                   "the pack %s cannot migrate the state of %s %s from version %s: %s",
                   m->pack->name, name, key, m->from, why.message);
  struct item *item = zg_arena_alloc(m->arena, sizeof *item);
  *item = (struct item){.scope = (enum zg_scope)scope,
                        .key = zg_arena_strdup(m->arena, key),
                        .json = json,
                        .next = m->items};
  m->items = item;
  return 0;
}

/* Documents that no commit has reached yet. */
static int try_batch(struct migrating *m, const struct zg_batch *batch) {
  int result = 0;
  for (const struct zg_batch_doc *d = batch->docs; d != NULL && result == 0; d = d->next)
    if (strcmp(d->shop, m->shop->id) == 0 && strcmp(d->pack, m->pack->name) == 0 &&
        find(m, d->scope, d->key) == NULL)
      result = try_one(m, d->scope, d->key);
  return result;
}

static int try_all(struct migrating *m) {
  struct zg_store *store = m->zg->store;
  int result = try_batch(m, &m->zg->batches[0]);
  if (result == 0) result = try_batch(m, &m->zg->batches[1]);
  const struct item *fresh = m->items;
  m->items = NULL; /* the store's are not looked up among themselves */
  if (result == 0) result = store->ops->each_key(store, m->shop->id, m->pack->name, try_one, m);
  for (const struct item *i = fresh; i != NULL; i = i->next) { /* and the fresh ones count last */
    struct item *copy = zg_arena_alloc(m->arena, sizeof *copy);
    *copy = *i;
    copy->next = NULL;
    struct item **end = &m->items;
    while (*end != NULL)
      end = &(*end)->next;
    *end = copy;
  }
  return result;
}

static const struct zg_pack *pack_of(const struct zg_shop *shop, const char *name) {
  for (size_t i = 0; shop != NULL && i < shop->pack_count; i++)
    if (strcmp(shop->packs[i]->name, name) == 0) return shop->packs[i];
  return NULL;
}

static void put_all(struct migrating *m) {
  for (const struct item *i = m->items; i != NULL; i = i->next)
    zg_memory_put(m->zg->memory, m->shop->id, m->pack->name, i->scope, i->key, i->json);
}

/* Writes which version the state of each pack is of; one that is gone for now keeps its entry. */
static void note_versions(struct migrating *m, const struct cJSON *doc) {
  struct zg_arena *arena = m->arena;
  const struct cJSON *old = zg_json_get(doc, "versions");
  struct cJSON *next = doc != NULL ? zg_json_copy_top(arena, doc) : zg_json_new_object(arena);
  struct cJSON *versions = old != NULL ? zg_json_copy_top(arena, old) : zg_json_new_object(arena);
  for (size_t i = 0; i < m->shop->pack_count; i++)
    zg_json_set(arena, versions, m->shop->packs[i]->name,
                zg_json_new_string(arena, m->shop->packs[i]->version));
  zg_json_set(arena, next, "versions", versions);
  const char *json = zg_json_print(arena, next);
  if (doc == NULL || strcmp(json, zg_json_print(arena, doc)) != 0)
    zg_memory_put(m->zg->memory, m->shop->id, ZG_ENGINE_PACK, ZG_SCOPE_SHOP, "", json);
}

int zg_migrate(struct zg *zg, const struct zg_shop *before, const struct zg_shop *next,
               struct zg_error *err) {
  struct migrating m = {.zg = zg, .arena = zg_arena_new(), .shop = next, .err = err};
  const struct cJSON *doc =
      zg_memory_doc(zg->memory, m.arena, next->id, ZG_ENGINE_PACK, ZG_SCOPE_SHOP, "");
  struct item **done = zg_arena_alloc(m.arena, (next->pack_count + 1) * sizeof *done);
  int result = 0;
  for (size_t i = 0; i < next->pack_count && result == 0; i++) {
    const struct zg_pack *old = pack_of(before, next->packs[i]->name);
    m.pack = next->packs[i];
    m.items = NULL;
    m.steps = ZG_MIGRATE_STEPS;
    m.from = zg_json_text(doc, "versions", m.pack->name);
    if (m.from == NULL && old != NULL) m.from = old->version;
    if (m.from != NULL && m.pack->migrate >= 0 && strcmp(m.from, m.pack->version) != 0)
      result = try_all(&m);
    done[i] = m.items;
  }
  for (size_t i = 0; i < next->pack_count && result == 0; i++) {
    m.pack = next->packs[i];
    m.items = done[i];
    put_all(&m);
  }
  if (result == 0) note_versions(&m, doc);
  zg_arena_free(m.arena);
  return result;
}
