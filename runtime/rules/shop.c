#include "rules/shop.h"

#include <stdlib.h>
#include <string.h>

#include "rules/index.h"

void zg_shop_free(struct zg_shop *shop) {
  if (shop == NULL) return;
  zg_index_free(shop->index);
  zg_phrases_pool_give(shop->pool, shop->phrases);
  for (size_t i = 0; i < shop->pack_count; i++)
    zg_pack_free(shop->packs[i]);
  for (struct zg_table **t = shop->tables; t != NULL && *t != NULL; t++)
    zg_table_free(*t);
  free(shop->packs);
  free(shop->rules);
  zg_arena_free(shop->arena);
  free(shop);
}

int zg_shop_serves(const struct zg_shop *shop, const char *source) {
  int best = shop->sources == NULL ? 1 : 0;
  for (size_t i = 0; i < shop->source_count; i++) {
    if (strcmp(shop->sources[i], source) == 0) return 2;
    if (zg_type_matches(shop->sources[i], source)) best = 1;
  }
  return best;
}

struct zg_pack *zg_shop_pack(const struct zg_shop *shop, const char *name) {
  for (size_t i = 0; i < shop->pack_count; i++)
    if (strcmp(shop->packs[i]->name, name) == 0) return shop->packs[i];
  return NULL;
}

const struct zg_table *zg_shop_table(const struct zg_shop *shop, const char *name) {
  for (struct zg_table *const *t = shop->tables; *t != NULL; t++)
    if (strcmp(zg_table_name(*t), name) == 0) return *t;
  return NULL;
}
