/* reload: another generation of a shop, built aside and put into force between two events. Its
 * words for programs that embed the runtime are in zhanggui.h. */
#ifndef ZG_ENGINE_RELOAD_H
#define ZG_ENGINE_RELOAD_H

#include <stdbool.h>

#include <zhanggui.h>

#include "rules/shop.h"

/* A pack as it is in force: its stories need not be played again while it stays so. */
struct zg_reload_pack {
  char *name;
  uint64_t hash; /* of its files */
};

/* Builds what `source` says, its paths borrowed, as zg_reload_build does, for a shop that must have
 * the id `id` (NULL: any). Ended with zg_reload_drop. */
struct zg_reload *zg_reload_new(const struct zg_shop_source *source, const char *id);
/* Notes that a pack is in force. */
void zg_reload_have(struct zg_reload *reload, const char *name, uint64_t hash);

/* Makes the building of any other generation fail with ZG_EBUSY: only this one was tried. */
void zg_reload_expect(struct zg_reload *reload, const char *generation);

/* The generation of that shop that is in force now; "" when there is no such shop. */
const char *zg_reload_in_force(const struct zg *zg, const char *shop);
/* Whether what was tried (zg_reload_expect) is in force already, so that it need not be built. */
bool zg_reload_changes_nothing(const struct zg *zg, const struct zg_reload *reload);
/* Whether what was built is to serve other sources than the generation in force. */
bool zg_reload_moves_sources(const struct zg *zg, const struct zg_reload *reload);

/* What was built: its generation, and its packs, whose stories have passed. */
const char *zg_reload_generation(const struct zg_reload *reload);
void zg_reload_each_pack(const struct zg_reload *reload,
                         void (*fn)(void *arg, const char *name, uint64_t hash), void *arg);

/* zg_reload_end without its last step: the caller drops *reload, which may be done on any thread
 * and frees the generation that is kept no longer. Of a large shop that takes a while. */
int zg_reload_swap(struct zg *zg, struct zg_reload *reload, struct zg_error *err);

/* Shows what `zg_reload_have` was told, to be told elsewhere. */
const struct zg_reload_pack *zg_reload_packs(const struct zg_reload *reload, size_t *count);
const struct zg_shop_source *zg_reload_source(const struct zg_reload *reload);

#endif
