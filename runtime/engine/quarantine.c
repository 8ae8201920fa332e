#include "engine/quarantine.h"

#include <string.h>

#include "data/json.h"
#include "engine/apply.h"
#include "engine/waiting.h"

/* Behind whatever the rule itself could have sent. */
enum { POSITION = 1000000 };

static struct zg_generations *generations_of(struct zg_decision *d) {
  return zg_shops_find(&d->zg->shops, d->occasion->shop->id);
}

static const char *name_of(struct zg_decision *d, const struct zg_rule *rule) {
  return zg_arena_printf(d->arena, "%s/%s", rule->pack->name, rule->name);
}

/* The counts of this generation, by "pack/rule"; NULL: there are none. */
static const struct cJSON *counts_in(const struct cJSON *doc, const struct zg_shop *shop) {
  const struct cJSON *failures = zg_json_get(doc, "failures");
  const char *generation = zg_json_text(failures, "generation", NULL);
  bool present = generation != NULL && strcmp(generation, shop->generation) == 0;
  return present ? zg_json_get(failures, "rules") : NULL;
}

/* Nearly always no rule of a shop has failed, and then nothing is read; NULL. Else the counts as
 * the decision has changed them so far. */
static struct cJSON *counts(struct zg_decision *d) {
  struct zg_generations *shop = generations_of(d);
  if (d->failures != NULL || shop == NULL || shop->calm) return d->failures;
  const struct cJSON *doc = zg_decision_doc(d, ZG_ENGINE_PACK, ZG_SCOPE_SHOP);
  const struct cJSON *found = counts_in(doc, d->occasion->shop);
  if (found != NULL) d->failures = zg_json_copy_top(d->arena, found);
  shop->calm = zg_json_first(found) == NULL;
  return d->failures;
}

static int64_t count_of(struct zg_decision *d, const struct zg_rule *rule) {
  const struct cJSON *found = counts(d);
  return found != NULL ? zg_json_integer(zg_json_get(found, name_of(d, rule))) : 0;
}

/* Notes the rule's count, to be written when all is decided. A rule that went well keeps a 0 until
 * then. */
static void put(struct zg_decision *d, const struct zg_rule *rule, int64_t count) {
  if (counts(d) == NULL) d->failures = zg_json_new_object(d->arena);
  zg_json_set(d->arena, d->failures, name_of(d, rule), zg_json_new_integer(d->arena, count));
  d->failed = true;
}

void zg_quarantine_keep(struct zg_decision *d) {
  struct zg_arena *arena = d->arena;
  if (!d->failed) return;
  const struct cJSON *doc = zg_decision_doc(d, ZG_ENGINE_PACK, ZG_SCOPE_SHOP);
  struct cJSON *next = doc != NULL ? zg_json_copy_top(arena, doc) : zg_json_new_object(arena);
  struct cJSON *failures = zg_json_new_object(arena), *rules = zg_json_new_object(arena);
  for (const struct cJSON *c = zg_json_first(d->failures); c != NULL; c = zg_json_next(c))
    if (zg_json_integer(c) > 0) zg_json_add(arena, rules, zg_json_key(c), zg_json_share(arena, c));
  zg_json_add(arena, failures, "generation",
              zg_json_new_string(arena, d->occasion->shop->generation));
  zg_json_add(arena, failures, "rules", rules);
  zg_json_set(arena, next, "failures", failures);
  zg_decision_put(d, ZG_ENGINE_PACK, ZG_SCOPE_SHOP, zg_json_print(arena, next));
  struct zg_generations *shop = generations_of(d);
  if (shop != NULL) shop->calm = zg_json_first(rules) == NULL;
}

bool zg_quarantine_holds(struct zg_decision *d, const struct zg_rule *rule) {
  return count_of(d, rule) >= ZG_QUARANTINE_FAILURES;
}

void zg_quarantine_passed(struct zg_decision *d, const struct zg_rule *rule) {
  if (count_of(d, rule) > 0) put(d, rule, 0);
}

static void raise_alert(struct zg_decision *d, const struct zg_rule *rule, const char *why) {
  bool chinese = strncmp(d->occasion->shop->language, "zh", 2) == 0;
  const char *text = zg_arena_printf(
      d->arena,
      chinese ? "规则 %s/%s 连续出错 %d 次，已暂停，改好保存后自动恢复。最后一次：%s"
              : "The rule %s/%s failed %d times in a row and is skipped until it is mended and "
                "saved. The last time: %s",
      rule->pack->name, rule->label, ZG_QUARANTINE_FAILURES, why);
  struct cJSON *data = zg_json_new_object(d->arena);
  zg_json_add(d->arena, data, "kind", zg_json_new_string(d->arena, "pack_quarantined"));
  zg_json_add(d->arena, data, "severity", zg_json_new_string(d->arena, "critical"));
  zg_json_add(d->arena, data, "text", zg_json_new_string(d->arena, text));
  zg_apply_send(d, rule, &(struct zg_draft){.type = "alert.raise", .data = data}, POSITION);
}

void zg_quarantine_failed(struct zg_decision *d, const struct zg_rule *rule, const char *why) {
  int64_t count = count_of(d, rule) + 1;
  put(d, rule, count);
  if (count == ZG_QUARANTINE_FAILURES) raise_alert(d, rule, why);
}

size_t zg_quarantine_count(struct zg *zg, const struct zg_shop *shop, const char *pack) {
  struct zg_arena *arena = zg_arena_new();
  size_t count = 0, len = strlen(pack);
  const struct cJSON *doc =
      zg_memory_doc(zg->memory, arena, shop->id, ZG_ENGINE_PACK, ZG_SCOPE_SHOP, "");
  const struct cJSON *c = zg_json_first(counts_in(doc, shop));
  for (; c != NULL; c = zg_json_next(c))
    if (strncmp(zg_json_key(c), pack, len) == 0 && zg_json_key(c)[len] == '/' &&
        zg_json_integer(c) >= ZG_QUARANTINE_FAILURES)
      count++;
  zg_arena_free(arena);
  return count;
}
