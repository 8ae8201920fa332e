#include "engine/story.h"

#include <string.h>

#include "base/utf8.h"
#include "engine/story_play.h"

/* Stories begin on a Monday at ten in the morning in Shanghai. */
#define STORY_BEGINS INT64_C(1767578400000)

int zg_play_fail(struct zg_play *p, const char *message) {
  size_t len = zg_utf8_cut(message, strlen(message), sizeof p->failure->message - 1);
  p->failure->line = (int)zg_json_integer(zg_json_get(p->step, "line"));
  memcpy(p->failure->message, message, len);
  p->failure->message[len] = '\0';
  return ZG_ERULE;
}

/* ---- setting up */

static void keep_log(void *arg, const char *message) {
  struct zg_play *p = arg;
  if (p->log.len > 0) zg_bytes_add_text(&p->log, "; ");
  zg_bytes_add_text(&p->log, message);
}

/* Those of the last step that gave anything to decide are kept, to tell why it came as it did. */
static void keep_trace(void *arg, const char *json, size_t len) {
  struct zg_play *p = arg;
  if (p->told) p->traces = zg_json_new_array(p->arena);
  p->told = false;
  zg_json_push(p->traces, zg_json_new_string_n(p->arena, json, len));
  p->stage->on_trace(p->stage->arg, json, len);
}

/* The shop of a story: what it says of a shop, with the settings under the pack's name. */
static struct cJSON *story_shop(struct zg_play *p, const char *dir) {
  static const char *const copied[] = {"authority", "limits", "language", "currency"};
  const struct cJSON *options = p->story->options, *given = zg_json_get(options, "shop");
  struct cJSON *shop =
      given != NULL ? zg_json_copy_top(p->arena, given) : zg_json_new_object(p->arena);
  const char *slash = strrchr(dir, '/');
  for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
    const struct cJSON *value = zg_json_get(options, copied[i]);
    if (value != NULL) zg_json_set(p->arena, shop, copied[i], zg_json_share(p->arena, value));
  }
  if (zg_json_get(options, "settings") != NULL) {
    struct cJSON *packs = zg_json_new_object(p->arena);
    zg_json_add(p->arena, packs, slash != NULL ? slash + 1 : dir,
                zg_json_share(p->arena, zg_json_get(options, "settings")));
    zg_json_set(p->arena, shop, "packs", packs);
  }
  return shop;
}

static int open_shop(struct zg_play *p, const char *dir) {
  struct zg_error err = {0};
  char where[1200];
  const struct zg_shop_source source = {.rules = dir,
                                        .text = p->stage->text,
                                        .declared = story_shop(p, dir),
                                        .sheets = zg_json_get(p->story->options, "tables")};
  const struct zg_config config = {.clock = ZG_CLOCK_EVENT,
                                   .on_trace = p->stage->on_trace != NULL ? keep_trace : NULL,
                                   .on_log = keep_log,
                                   .arg = p};
  if (zg_engine_open(&config, &source, 1, &p->zg, &err) == 0) {
    p->zg->luck = p->stage->seed;
    if (p->stage->on_shop != NULL) p->stage->on_shop(p->stage->arg, p->zg->shops.all[0]->now);
    return 0;
  }
  zg_play_fail(p, zg_error_text(&err, where, sizeof where));
  p->failure->line = p->story->line;
  return ZG_ELOAD;
}

/* What other packs have left as facts, of those that every event of a story is about. */
static void put_facts(struct zg_play *p) {
  static const char *const keys[ZG_SCOPES] = {"c-1", "b-1", NULL, ""};
  const struct cJSON *facts = zg_json_get(p->story->options, "facts");
  for (int i = 0; i < ZG_SCOPES; i++) {
    const struct cJSON *doc = zg_json_get(facts, zg_scope_name((enum zg_scope)i));
    if (doc != NULL && keys[i] != NULL)
      zg_memory_put(p->zg->memory, p->zg->shops.all[0]->now->id, ZG_FACTS, (enum zg_scope)i,
                    keys[i], zg_json_print(p->arena, doc));
  }
}

/* ---- playing */

static int play_step(struct zg_play *p) {
  int result = 0;
  return zg_play_stimulus(p, &result) ? result : zg_play_expect(p);
}

int zg_story_play(const struct zg_story *story, const struct zg_story_stage *stage,
                  struct zg_story_failure *failure) {
  struct zg_play p = {.story = story,
                      .stage = stage,
                      .arena = zg_arena_new(),
                      .now = STORY_BEGINS,
                      .failure = failure};
  char *dir = zg_arena_strdup(p.arena, stage->dir);
  for (size_t len = strlen(dir); len > 1 && dir[len - 1] == '/';)
    dir[--len] = '\0';
  p.done = zg_json_new_array(p.arena);
  p.traces = zg_json_new_array(p.arena);
  int result = open_shop(&p, dir);
  if (result == 0) put_facts(&p);
  for (p.step = zg_json_first(story->steps); p.step != NULL && result == 0;) {
    result = play_step(&p);
    if (result == 0) p.step = zg_json_next(p.step);
  }
  if (result == 0) {
    result = zg_play_nothing_left(&p);
    if (result < 0) failure->line = story->line;
  }
  zg_close(p.zg);
  zg_bytes_fini(&p.log);
  zg_arena_free(p.arena);
  return result;
}
