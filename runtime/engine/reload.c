#include "engine/reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/engine.h"
#include "engine/migrate.h"
#include "engine/stories.h"

struct zg_reload {
  struct zg_shop_source source; /* its paths are owned */
  char *id;                     /* of the shop; NULL: any */
  struct zg_reload_pack *packs;
  size_t count, cap;
  struct zg_shop *built;
  char expected[sizeof((struct zg_shop *)0)->generation]; /* by zg_reload_expect; "": any */
  struct zg_bytes warnings;                               /* one a line */
};

/* The builder may be in another thread than whoever wants to know. */
static void keep_warning(void *arg, const char *message) {
  struct zg_reload *reload = arg;
  zg_bytes_printf(&reload->warnings, "%s\n", message);
}

struct zg_reload *zg_reload_new(const struct zg_shop_source *source, const char *id) {
  struct zg_reload *reload = zg_alloc(sizeof *reload);
  reload->source = *source;
  reload->source.dir = source->dir != NULL ? zg_strdup(source->dir) : NULL;
  reload->source.rules = zg_strdup(source->rules);
  reload->source.warn = keep_warning;
  reload->source.arg = reload;
  reload->id = id != NULL ? zg_strdup(id) : NULL;
  return reload;
}

void zg_reload_have(struct zg_reload *reload, const char *name, uint64_t hash) {
  zg_grow(&reload->packs, &reload->cap, reload->count, sizeof *reload->packs);
  reload->packs[reload->count++] = (struct zg_reload_pack){.name = zg_strdup(name), .hash = hash};
}

void zg_reload_expect(struct zg_reload *reload, const char *generation) {
  snprintf(reload->expected, sizeof reload->expected, "%s", generation);
}

const struct zg_reload_pack *zg_reload_packs(const struct zg_reload *reload, size_t *count) {
  *count = reload->count;
  return reload->packs;
}

const struct zg_shop_source *zg_reload_source(const struct zg_reload *reload) {
  return &reload->source;
}

void zg_reload_drop(struct zg_reload *reload) {
  if (reload == NULL) return;
  zg_shop_free(reload->built);
  for (size_t i = 0; i < reload->count; i++)
    free(reload->packs[i].name);
  free(reload->packs);
  free((char *)reload->source.dir);
  free((char *)reload->source.rules);
  free(reload->id);
  zg_bytes_fini(&reload->warnings);
  free(reload);
}

/* ---- building */

static bool is_known(const struct zg_reload *reload, const struct zg_pack *pack) {
  for (size_t i = 0; i < reload->count; i++)
    if (strcmp(reload->packs[i].name, pack->name) == 0 && reload->packs[i].hash == pack->hash)
      return true;
  return false;
}

static int stop_at_failure(void *arg, const struct zg_story *story,
                           const struct zg_story_failure *failure) {
  if (failure == NULL) return 0;
  return zg_fail_at(arg, ZG_ELOAD, story->file, failure->line, "the story \"%s\" fails: %s",
                    story->name, failure->message);
}

int zg_reload_build(struct zg_reload *reload, struct zg_error *err) {
  struct zg_error unused = {0};
  if (err == NULL) err = &unused;
  int result = zg_shop_load(&reload->source, &reload->built, err);
  if (result < 0) return result;
  const struct zg_shop *shop = reload->built;
  if (reload->id != NULL && strcmp(shop->id, reload->id) != 0)
    return zg_fail_at(err, ZG_ELOAD, shop->file, 0,
                      "the shop's id was %s and is %s now; its id cannot change while it runs",
                      reload->id, shop->id);
  if (reload->expected[0] != '\0' && strcmp(shop->generation, reload->expected) != 0)
    return zg_fail(err, ZG_EBUSY, "its files change while they are loaded; save one of them again");
  for (size_t i = 0; i < shop->pack_count && result == 0; i++)
    if (!is_known(reload, shop->packs[i]))
      result = zg_stories_play(shop->packs[i]->dir, ZG_STORIES_OF_OWN_SHOP, reload->source.text,
                               stop_at_failure, err, err);
  return result;
}

const char *zg_reload_generation(const struct zg_reload *reload) {
  return reload->built->generation;
}

void zg_reload_each_pack(const struct zg_reload *reload,
                         void (*fn)(void *arg, const char *name, uint64_t hash), void *arg) {
  for (size_t i = 0; i < reload->built->pack_count; i++)
    fn(arg, reload->built->packs[i]->name, reload->built->packs[i]->hash);
}

/* ---- into force */

int zg_reload_begin(struct zg *zg, const char *shop, struct zg_reload **out, struct zg_error *err) {
  const struct zg_generations *found = zg_shops_find(&zg->shops, shop);
  if (found == NULL) return zg_fail(err, ZG_ENOTFOUND, "there is no shop %s", shop);
  struct zg_reload *reload = zg_reload_new(&found->source, found->id);
  for (size_t i = 0; i < found->now->pack_count; i++)
    zg_reload_have(reload, found->now->packs[i]->name, found->now->packs[i]->hash);
  *out = reload;
  return 0;
}

const char *zg_reload_in_force(const struct zg *zg, const char *shop) {
  const struct zg_generations *found = zg_shops_find(&zg->shops, shop);
  return found != NULL ? found->now->generation : "";
}

bool zg_reload_changes_nothing(const struct zg *zg, const struct zg_reload *reload) {
  return strcmp(zg_reload_in_force(zg, reload->id), reload->expected) == 0;
}

bool zg_reload_moves_sources(const struct zg *zg, const struct zg_reload *reload) {
  const struct zg_shop *now = zg_shops_find(&zg->shops, reload->id)->now, *next = reload->built;
  if ((now->sources == NULL) != (next->sources == NULL)) return true;
  if (now->source_count != next->source_count) return true;
  for (size_t i = 0; i < next->source_count; i++)
    if (strcmp(now->sources[i], next->sources[i]) != 0) return true;
  return false;
}

static void tell_warnings(struct zg *zg, struct zg_reload *reload) {
  char *at = reload->warnings.len > 0 ? reload->warnings.data : NULL;
  for (char *end = NULL; at != NULL && *at != '\0'; at = end + 1) {
    end = strchr(at, '\n');
    *end = '\0';
    if (zg->config.on_log != NULL) zg->config.on_log(zg->config.arg, at);
  }
}

int zg_reload_swap(struct zg *zg, struct zg_reload *reload, struct zg_error *err) {
  struct zg_generations *shop = zg_shops_find(&zg->shops, reload->id);
  bool differs = strcmp(shop->now->generation, reload->built->generation) != 0;
  int result = differs ? zg_shops_may(&zg->shops, shop, reload->built, err) : 0;
  if (result == 0 && differs) result = zg_migrate(zg, shop->now, reload->built, err);
  if (result < 0 || !differs) return result;
  tell_warnings(zg, reload);
  reload->built = zg_shops_swap(&zg->shops, shop, reload->built);
  return 1;
}

int zg_reload_end(struct zg *zg, struct zg_reload *reload, struct zg_error *err) {
  int result = zg_reload_swap(zg, reload, err);
  zg_reload_drop(reload);
  return result;
}

int zg_rollback(struct zg *zg, const char *shop, struct zg_error *err) {
  struct zg_generations *found = zg_shops_find(&zg->shops, shop);
  if (found == NULL) return zg_fail(err, ZG_ENOTFOUND, "there is no shop %s", shop);
  if (found->older[0] == NULL)
    return zg_fail(err, ZG_ENOTFOUND, "no older generation of the shop %s is kept", shop);
  int result = zg_shops_may(&zg->shops, found, found->older[0], err);
  if (result < 0) return result;
  zg_migrate_back(zg, found->now, found->older[0]);
  zg_shops_back(&zg->shops, found);
  return 0;
}
