#include "rules/check/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rules/check/checking.h"

static const struct zg_check checks[] = {
    {{"load", true, "what loading refuses, and what it warns of"}, NULL, NULL, NULL},
    {{"unknown", true, "a text, setting or reply that a function names and nobody has declared"},
     zg_check_unknown,
     NULL,
     NULL},
    {{"never", true, "conditions that cannot hold, alone or together"}, zg_check_never, NULL, NULL},
    {{"pattern", false, "a regular expression that does not mean what is written"},
     zg_check_pattern,
     NULL,
     NULL},
    {{"phrase", false,
      "a phrase that is there twice, or hidden in part, or that another makes needless"},
     zg_check_phrase,
     NULL,
     NULL},
    {{"shadow", false, "a rule that another of its pack leaves nothing to answer"},
     zg_check_shadow,
     NULL,
     NULL},
    {{"order", false, "rules of two packs for the same words, of which the name decides"},
     NULL,
     zg_check_order,
     NULL},
    {{"blank", false, "a blank of a reply that nobody fills in"}, zg_check_blank, NULL, NULL},
    {{"unsaid", false, "a text that nobody says or listens for"}, zg_check_unsaid, NULL, NULL},
    {{"language", false, "a reply that is missing in one of the pack's languages"},
     zg_check_language,
     NULL,
     NULL},
    {{"length", false, "a reply longer than a platform takes"}, zg_check_length, NULL, NULL},
    {{"timer", false, "a timer without a rule, or a rule without its timer"},
     zg_check_timer,
     NULL,
     NULL},
    {{"story", false, "a pack without stories"}, zg_check_story, NULL, NULL},
    {{"floor", false, "floors that are very low, or missing while a pack bargains"},
     NULL,
     zg_check_floor,
     NULL},
    {{"gift", false, "gifts are on, and no product has one"}, NULL, zg_check_gift, NULL},
    {{"currency", false, "prices in another currency than the shop's"},
     NULL,
     zg_check_currency,
     NULL},
    {{"courier", false, "gaps between the bands of a courier, and fees that fall with the weight"},
     NULL,
     zg_check_courier,
     NULL},
    {{"holidays", false, "holidays that are over"}, NULL, zg_check_holidays, NULL},
    {{"limit", false, "limits that leave a shop nothing to say, or an authority beyond them"},
     NULL,
     zg_check_limit,
     NULL},
    {{"source", false, "a source that two shops serve"}, NULL, NULL, zg_check_source},
};
enum { CHECKS = sizeof checks / sizeof checks[0] };

bool zg_check_row(size_t at, struct zg_check_row *out) {
  if (at < CHECKS) *out = checks[at].row;
  return at < CHECKS;
}

struct zg_checking *zg_checking_new(const struct zg_text *text, int64_t now) {
  struct zg_checking *c = zg_alloc(sizeof *c);
  *c = (struct zg_checking){.text = text, .now = now};
  c->arena = zg_arena_new();
  c->work = zg_arena_new();
  return c;
}

void zg_checking_free(struct zg_checking *c) {
  if (c == NULL) return;
  for (size_t i = 0; i < c->shop_count; i++)
    zg_shop_free(c->shops[i]);
  free(c->shops);
  free(c->findings);
  zg_arena_free(c->work);
  zg_arena_free(c->arena);
  free(c);
}

/* ---- What loading tells */

static void on_fault(void *arg, const struct zg_error *err) {
  zg_found_fault(arg, err);
}

static void on_warning(void *arg, const char *message) {
  zg_found_warning(arg, message);
}

/* ---- Looking */

enum { PATIENCE = 20000000 };

static void begin(struct zg_checking *c, const struct zg_check *check) {
  c->check = check;
  c->told = 0;
  c->patience = PATIENCE;
}

static void look_at_pack(struct zg_checking *c, const struct zg_pack *pack) {
  c->pack = pack;
  c->code = zg_source_read(c->work, pack->dir);
  c->texts = zg_source_read(c->work, zg_arena_printf(c->work, "%s/text", pack->dir));
  for (size_t i = 0; i < CHECKS; i++) {
    begin(c, &checks[i]);
    if (c->check->pack != NULL) c->check->pack(c);
  }
  c->pack = NULL;
  zg_arena_reset(c->work);
}

/* Of a shop its own packs: those that every shop has are checked where they are named. */
static bool is_own(const struct zg_shop *shop, const struct zg_pack *pack) {
  size_t len = shop->dir != NULL ? strlen(shop->dir) : 0;
  return len == 0 || (strncmp(pack->dir, shop->dir, len) == 0 && pack->dir[len] == '/');
}

static void look_at_shop(struct zg_checking *c, const struct zg_shop *shop) {
  bool whole = true;
  c->shop = shop;
  for (size_t i = 0; i < shop->pack_count; i++) {
    whole = whole && shop->packs[i]->faults == 0;
    if (shop->packs[i]->faults == 0 && is_own(shop, shop->packs[i]))
      look_at_pack(c, shop->packs[i]);
  }
  for (size_t i = 0; i < CHECKS; i++) {
    begin(c, &checks[i]);
    if (c->check->shop != NULL && whole) c->check->shop(c);
  }
  c->shop = NULL;
  zg_arena_reset(c->work);
}

int zg_checking_add(struct zg_checking *c, const struct zg_shop_source *source,
                    struct zg_error *err) {
  struct zg_shop_source told = *source;
  struct zg_shop *shop = NULL;
  told.warn = on_warning;
  told.fault = on_fault;
  told.arg = c;
  int result = zg_shop_load(&told, &shop, err);
  if (result == ZG_ELOAD) {
    on_fault(c, err);
    return 0;
  }
  if (result < 0) return result;
  zg_grow(&c->shops, &c->shop_cap, c->shop_count, sizeof *c->shops);
  c->shops[c->shop_count++] = shop;
  look_at_shop(c, shop);
  return 0;
}

static int by_place(const void *left, const void *right) {
  const struct zg_finding *a = left, *b = right;
  int file = strcmp(a->file, b->file);
  if (file != 0) return file;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  if (a->error != b->error) return a->error ? -1 : 1;
  int check = strcmp(a->check, b->check);
  return check != 0 ? check : strcmp(a->what, b->what);
}

const struct zg_finding *zg_checking_end(struct zg_checking *c, size_t *count) {
  size_t kept = 0;
  for (size_t i = 0; i < CHECKS; i++) {
    begin(c, &checks[i]);
    if (c->check->shops != NULL) c->check->shops(c);
  }
  if (c->count > 0) qsort(c->findings, c->count, sizeof *c->findings, by_place);
  for (size_t i = 0; i < c->count; i++)
    if (kept == 0 || by_place(&c->findings[kept - 1], &c->findings[i]) != 0)
      c->findings[kept++] = c->findings[i];
  *count = c->count = kept;
  return c->findings;
}
