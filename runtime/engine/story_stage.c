#include "engine/story_stage.h"

#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "data/json.h"
#include "engine/shipped.h"

/* What is gathered to open a shop from. */
struct setting {
  const struct zg_story *story;
  struct zg_arena *arena;
  struct zg_shop_source source;
  struct zg_error *err;
};

/* Without the slashes at its end: the last part of the path names the pack. */
static const char *trim(struct zg_arena *arena, const char *dir) {
  size_t len = strlen(dir);
  while (len > 1 && dir[len - 1] == '/')
    len--;
  return zg_arena_strndup(arena, dir, len);
}

/* The shop of a story: what it says of a shop, with the settings under the pack's name. */
static struct cJSON *made_up_shop(struct setting *s, const char *dir) {
  static const char *const copied[] = {"authority", "limits", "language", "currency"};
  const struct cJSON *options = s->story->options, *given = zg_json_get(options, "shop");
  struct cJSON *shop =
      given != NULL ? zg_json_copy_top(s->arena, given) : zg_json_new_object(s->arena);
  const char *slash = strrchr(dir, '/');
  for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
    const struct cJSON *value = zg_json_get(options, copied[i]);
    if (value != NULL) zg_json_set(s->arena, shop, copied[i], zg_json_share(s->arena, value));
  }
  if (zg_json_get(options, "settings") != NULL) {
    struct cJSON *packs = zg_json_new_object(s->arena);
    zg_json_add(s->arena, packs, slash != NULL ? slash + 1 : dir,
                zg_json_share(s->arena, zg_json_get(options, "settings")));
    zg_json_set(s->arena, shop, "packs", packs);
  }
  return shop;
}

/* The pack alone, and what the story says of a shop. */
static void set_pack(struct setting *s, const char *dir) {
  s->source.rules = trim(s->arena, dir);
  s->source.declared = made_up_shop(s, s->source.rules);
  s->source.sheets = zg_json_get(s->story->options, "tables");
}

const char *zg_story_shop(const struct zg_story *story, struct zg_arena *arena) {
  const char *shop = zg_json_text(story->options, "shop", NULL);
  const char *slash = strrchr(story->file, '/');
  if (shop == NULL || shop[0] == '/' || slash == NULL) return shop;
  return zg_arena_printf(arena, "%.*s/%s", (int)(slash - story->file), story->file, shop);
}

/* A folder with a shop. */
static int set_shop(struct setting *s, const char *shop) {
  static const char *const of_one_pack[] = {"tables", "settings", "authority",
                                            "limits", "language", "currency"};
  for (size_t i = 0; i < sizeof of_one_pack / sizeof of_one_pack[0]; i++)
    if (zg_json_get(s->story->options, of_one_pack[i]) != NULL)
      return zg_fail(s->err, ZG_ELOAD, "\"%s\" is told by the shop %s; leave it out of the story",
                     of_one_pack[i], shop);
  char *shipped = zg_arena_alloc(s->arena, PATH_MAX);
  s->source.dir = zg_story_shop(s->story, s->arena);
  s->source.rules = zg_shipped_rules(shipped, PATH_MAX);
  if (s->source.rules != NULL) return 0;
  return zg_fail(s->err, ZG_ELOAD, "the shipped rules are not where they were installed");
}

/* What other packs have left as facts, of those that every event of a story is about. */
static void put_facts(const struct zg_story *story, struct zg_stage *stage) {
  static const char *const keys[ZG_SCOPES] = {"c-1", "b-1", NULL, ""};
  const struct cJSON *facts = zg_json_get(story->options, "facts");
  for (int i = 0; i < ZG_SCOPES; i++) {
    const struct cJSON *doc = zg_json_get(facts, zg_scope_name((enum zg_scope)i));
    if (doc != NULL && keys[i] != NULL)
      zg_memory_put(stage->zg->memory, zg_stage_shop(stage)->id, ZG_FACTS, (enum zg_scope)i,
                    keys[i], zg_json_print(stage->arena, doc), NULL);
  }
}

int zg_story_stage(const struct zg_story *story, const char *dir, const struct zg_text *text,
                   const struct zg_config *config, struct zg_stage *stage, struct zg_error *err) {
  struct setting s = {.story = story, .arena = stage->arena, .source.text = text, .err = err};
  const char *shop = zg_json_text(story->options, "shop", NULL);
  const struct cJSON *told = zg_json_get(story->options, "begins");
  const struct cJSON *seed = zg_json_get(story->options, "seed");
  const char *begins = zg_json_string(told);
  int result = 0;
  stage->now = ZG_STAGE_BEGINS;
  stage->sku = zg_json_text(story->options, "item", NULL);
  if (told != NULL && (begins == NULL || zg_time_parse(begins, strlen(begins), &stage->now) < 0))
    return zg_fail(err, ZG_ELOAD, "begins must be a time, like \"2026-11-21T10:00:00+08:00\"");
  if (seed != NULL && (zg_json_kind(seed) != ZG_JSON_INTEGER || zg_json_integer(seed) < 0))
    return zg_fail(err, ZG_ELOAD, "seed must be a whole number, 0 or more");
  if (shop != NULL)
    result = set_shop(&s, shop);
  else
    set_pack(&s, dir);
  if (result == 0) result = zg_stage_open(stage, &s.source, config, err);
  if (result == 0) put_facts(story, stage);
  if (result == 0 && seed != NULL) stage->zg->luck = (uint64_t)zg_json_integer(seed);
  return result;
}
