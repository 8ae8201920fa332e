#include "rules/scene.h"

#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "data/json.h"
#include "data/language.h"
#include "rules/shop.h"

static void share_members(struct zg_scene *scene, const struct cJSON *object, bool attributes) {
  const struct cJSON *member = zg_json_first(object);
  for (; member != NULL; member = zg_json_next(member)) {
    const char *key = zg_json_key(member);
    if (!attributes && zg_json_get(scene->top, key) != NULL) continue;
    if (attributes && strcmp(key, "data") == 0) continue;
    zg_json_add(scene->arena, scene->top, key, zg_json_share(scene->arena, member));
  }
}

struct cJSON *zg_scene_event(struct zg_scene *scene) {
  if (scene->top != NULL) return scene->top;
  const struct zg_event *event = scene->event;
  scene->top = zg_json_new_object(scene->arena);
  share_members(scene, event->envelope, true);
  if (event->time_text == NULL) {
    char text[ZG_TIME_TEXT];
    zg_time_format(event->time, text);
    zg_json_set(scene->arena, scene->top, "time", zg_json_new_string(scene->arena, text));
  }
  if (strcmp(event->type, "message.sent") == 0)
    zg_json_set(scene->arena, scene->top, "echo", zg_json_new_bool(scene->arena, scene->echo));
  zg_json_set(scene->arena, scene->top, "data", zg_json_share(scene->arena, event->data));
  share_members(scene, event->data, false);
  return scene->top;
}

static const char *remembered(struct zg_scene *scene) {
  static const enum zg_scope scopes[] = {ZG_SCOPE_CONVERSATION, ZG_SCOPE_BUYER, ZG_SCOPE_ORDER};
  const char *language = NULL;
  for (size_t i = 0; i < sizeof scopes / sizeof scopes[0] && language == NULL; i++) {
    if (scene->keys[scopes[i]] == NULL) continue;
    const struct cJSON *facts = scene->doc(scene->host, ZG_FACTS, scopes[i]);
    language = zg_json_string(zg_json_get(facts, "language"));
  }
  return language;
}

const char *zg_scene_language(struct zg_scene *scene) {
  const char *home = scene->shop->language;
  bool buyer = strcmp(scene->event->type, "message.received") == 0;
  const char *text = buyer ? zg_json_text(scene->event->data, "message", "text") : NULL;
  if (scene->language == NULL && text != NULL)
    scene->language = zg_language_of(text, strlen(text), home);
  if (scene->language == NULL) scene->language = remembered(scene);
  if (scene->language == NULL) scene->language = home;
  return scene->language;
}
