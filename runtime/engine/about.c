/* The words of zhanggui.h that tell what a runtime is made of. */
#include "engine/engine.h"
#include "engine/quarantine.h"

const char *zg_describe(struct zg *zg) {
  zg_bytes_clear(&zg->about);
  for (size_t i = 0; i < zg->shops.count; i++) {
    const struct zg_shop *shop = zg->shops.all[i]->now;
    zg_bytes_printf(&zg->about, "%sshop %s (%s), packs", i > 0 ? "\n" : "", shop->id,
                    shop->generation);
    for (size_t j = 0; j < shop->pack_count; j++)
      zg_bytes_printf(&zg->about, "%s %s %s", j > 0 ? "," : "", shop->packs[j]->name,
                      shop->packs[j]->version);
    if (shop->pack_count == 0) zg_bytes_add_text(&zg->about, " none");
  }
  return zg->about.data;
}

const char *zg_rules(const struct zg *zg) {
  return zg->shops.count > 0 ? zg->shops.all[0]->source.rules : NULL;
}

unsigned long long zg_deciding(const struct zg *zg) {
  return atomic_load(&zg->pulse);
}

void zg_shops(struct zg *zg, zg_shop_fn *fn, void *arg) {
  for (size_t i = 0; i < zg->shops.count; i++) {
    const struct zg_generations *shop = zg->shops.all[i];
    struct zg_shop_view view = {.id = shop->id,
                                .name = shop->now->name,
                                .generation = shop->now->generation,
                                .folder = shop->now->dir,
                                .packs = shop->now->pack_count};
    while (view.older < ZG_GENERATIONS_KEPT && shop->older[view.older] != NULL)
      view.older++;
    if (fn(arg, &view) != 0) return;
  }
}

void zg_packs(struct zg *zg, zg_pack_fn *fn, void *arg) {
  for (size_t i = 0; i < zg->shops.count; i++) {
    const struct zg_generations *shop = zg->shops.all[i];
    for (size_t j = 0; j < shop->now->pack_count; j++) {
      const struct zg_pack *pack = shop->now->packs[j];
      const struct zg_pack_view view = {.shop = shop->id,
                                        .generation = shop->now->generation,
                                        .name = pack->name,
                                        .version = pack->version,
                                        .about = pack->about,
                                        .folder = pack->dir,
                                        .rules = pack->rule_count,
                                        .quarantined =
                                            zg_quarantine_count(zg, shop->now, pack->name)};
      if (fn(arg, &view) != 0) return;
    }
  }
}
