#include "engine/language.h"

#include <stdbool.h>
#include <string.h>

#include "data/json.h"
#include "engine/decision.h"
#include "rules/shop.h"

static void put(struct zg_decision *d, enum zg_scope scope, const char *language) {
  const struct cJSON *old = zg_decision_doc(d, ZG_FACTS, scope);
  struct cJSON *facts =
      old != NULL ? zg_json_copy_top(d->arena, old) : zg_json_new_object(d->arena);
  zg_json_set(d->arena, facts, "language", zg_json_new_string(d->arena, language));
  zg_decision_put(d, ZG_FACTS, scope, zg_json_print(d->arena, facts));
}

/* A message, or a step of an order that says whose it is. */
static bool tells(const struct zg_decision *d) {
  const char *const *keys = d->scene.keys;
  if (strcmp(d->occasion->event->type, "message.received") == 0) return true;
  return strncmp(d->occasion->event->type, "order.", 6) == 0 && keys[ZG_SCOPE_ORDER] != NULL &&
         (keys[ZG_SCOPE_BUYER] != NULL || keys[ZG_SCOPE_CONVERSATION] != NULL);
}

void zg_language_note(struct zg_decision *d) {
  static const enum zg_scope scopes[] = {ZG_SCOPE_CONVERSATION, ZG_SCOPE_BUYER, ZG_SCOPE_ORDER};
  if (!tells(d)) return;
  const char *language = zg_scene_language(&d->scene), *home = d->occasion->shop->language;
  for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
    if (d->scene.keys[scopes[i]] == NULL) continue;
    const struct cJSON *facts = zg_decision_doc(d, ZG_FACTS, scopes[i]);
    const char *known = zg_json_string(zg_json_get(facts, "language"));
    if (strcmp(known != NULL ? known : home, language) != 0) put(d, scopes[i], language);
  }
}
