#include "engine/decision.h"

#include <string.h>

#include "data/json.h"

static struct zg_read_doc *find(struct zg_decision *d, const char *pack, enum zg_scope scope) {
  for (struct zg_read_doc *doc = d->docs; doc != NULL; doc = doc->next)
    if (doc->scope == scope && strcmp(doc->pack, pack) == 0) return doc;
  return NULL;
}

static struct zg_read_doc *add(struct zg_decision *d, const char *pack, enum zg_scope scope) {
  struct zg_read_doc *doc = zg_arena_alloc(d->arena, sizeof *doc);
  *doc = (struct zg_read_doc){
      .pack = zg_arena_strdup(d->arena, pack), .scope = scope, .next = d->docs};
  d->docs = doc;
  return doc;
}

const struct cJSON *zg_decision_doc(struct zg_decision *d, const char *pack, enum zg_scope scope) {
  const char *key = d->scene.keys[scope];
  struct zg_read_doc *doc = find(d, pack, scope);
  if (key == NULL) return NULL;
  if (doc == NULL) {
    doc = add(d, pack, scope);
    doc->tree = zg_memory_doc(d->zg->memory, d->arena, d->occasion->shop->id, pack, scope, key);
  }
  return doc->tree;
}

const struct cJSON *zg_decision_other_doc(struct zg_decision *d, const char *pack,
                                          enum zg_scope scope, const char *key) {
  return zg_memory_doc(d->zg->memory, d->arena, d->occasion->shop->id, pack, scope, key);
}

void zg_decision_put(struct zg_decision *d, const char *pack, enum zg_scope scope,
                     const char *json) {
  struct zg_read_doc *doc = find(d, pack, scope);
  if (doc == NULL) doc = add(d, pack, scope);
  doc->tree = NULL;
  if (json != NULL) zg_json_parse_own(d->arena, json, strlen(json), &doc->tree, NULL);
  const struct zg_pack *writer = zg_shop_pack(d->occasion->shop, pack);
  zg_memory_put(d->zg->memory, d->occasion->shop->id, pack, scope, d->scene.keys[scope], json,
                writer != NULL ? writer->version : NULL);
}

const struct zg_claim *zg_decision_claim(const struct zg_decision *d, const char *name) {
  const struct zg_claim *best = NULL; /* of a turn's several messages the highest counts */
  for (const struct zg_claim *claim = d->claims; claim != NULL; claim = claim->next)
    if (strcmp(claim->name, name) == 0 && (best == NULL || claim->priority > best->priority))
      best = claim;
  return best;
}

void zg_decision_take_claim(struct zg_decision *d, const struct zg_rule *rule) {
  struct zg_claim *claim = zg_arena_alloc(d->arena, sizeof *claim);
  *claim = (struct zg_claim){.name = rule->claims,
                             .pack = rule->pack->name,
                             .rule = rule->name,
                             .priority = rule->priority,
                             .next = d->claims};
  d->claims = claim;
}

enum zg_scope zg_rule_scope(const struct zg_rule *rule, const struct zg_event *event) {
  return rule->scope >= 0 ? (enum zg_scope)rule->scope : zg_event_scope(event->type);
}
