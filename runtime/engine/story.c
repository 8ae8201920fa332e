#include "engine/story.h"

#include <string.h>

#include "base/utf8.h"
#include "data/json.h"
#include "engine/story_stage.h"
#include "engine/story_words.h"

struct play {
  const struct zg_story *story;
  struct zg_arena *arena;
  struct zg_stage stage; /* what the shop did and no step has told yet is in its `done` */
  const struct cJSON *step;
  struct zg_bytes log; /* what rules complained of */
  struct zg_story_failure *failure;
};

static int fail(struct play *p, const char *message) {
  size_t len = zg_utf8_cut(message, strlen(message), sizeof p->failure->message - 1);
  p->failure->line = (int)zg_json_integer(zg_json_get(p->step, "line"));
  memcpy(p->failure->message, message, len);
  p->failure->message[len] = '\0';
  return ZG_ERULE;
}

/* An action in few words, for a person: what it is and what matters of it. */
static const char *tell(struct play *p, const struct cJSON *action) {
  return zg_arena_printf(p->arena, "%s %s", zg_json_text(action, "type", NULL),
                         zg_json_print(p->arena, zg_json_get(action, "data")));
}

/* ---- what the shop must do */

/* Every member of `wanted` is in `seen`, objects to any depth. */
static bool contains(const struct cJSON *seen, const struct cJSON *wanted) {
  if (zg_json_kind(wanted) != ZG_JSON_OBJECT)
    return seen != NULL && zg_json_hash(seen) == zg_json_hash(wanted);
  for (const struct cJSON *w = zg_json_first(wanted); w != NULL; w = zg_json_next(w))
    if (!contains(zg_json_get(seen, zg_json_key(w)), w)) return false;
  return true;
}

/* The field of a plain text must equal it; of a message it is a name or a part. */
static bool meets(struct play *p, const char *word, const struct cJSON *action) {
  const struct cJSON *data = zg_json_get(action, "data"), *with = zg_json_get(p->step, "with");
  const char *field = zg_story_field(word);
  const char *wanted = zg_json_text(p->step, field, NULL);
  const char *seen = zg_json_text(data, field, NULL);
  if (strcmp(zg_json_text(action, "type", NULL), zg_story_type(word)) != 0) return false;
  if (with != NULL && !contains(data, with)) return false;
  if (wanted == NULL) return true;
  if (seen == NULL) return false;
  if (strcmp(word, "shop") != 0) return strcmp(seen, wanted) == 0;
  return zg_story_says(zg_story_pack(zg_stage_shop(&p->stage), action), wanted, seen);
}

/* The next action must be what the word expects; `acts` says it all in its argument. */
static int expect(struct play *p, const char *word) {
  const char *type = zg_story_type(word);
  const char *wanted = type != NULL ? zg_json_text(p->step, zg_story_field(word), NULL) : NULL;
  const struct cJSON *with = zg_json_get(p->step, "with");
  const struct cJSON *action = zg_stage_take(&p->stage);
  const char *told = zg_arena_printf(p->arena, "expected %s %s", type != NULL ? type : "an action",
                                     wanted != NULL ? wanted
                                     : with != NULL ? zg_json_print(p->arena, with)
                                                    : "");
  if (action == NULL)
    return fail(p, zg_arena_printf(p->arena, "%s, but the shop did nothing%s%s", told,
                                   p->log.len > 0 ? "; " : "", p->log.len > 0 ? p->log.data : ""));
  if (type != NULL ? meets(p, word, action) : contains(action, with)) return 0;
  return fail(p, zg_arena_printf(p->arena, "%s, got %s", told, tell(p, action)));
}

/* Before anything else happens, and at the end, every action must have been told. */
static int nothing_left(struct play *p) {
  const struct cJSON *action = zg_json_first(p->stage.done);
  if (action == NULL) return 0;
  return fail(p, zg_arena_printf(p->arena, "before this, the shop also did: %s", tell(p, action)));
}

static int happen(struct play *p) {
  struct zg_error err = {0};
  int result = nothing_left(p);
  zg_bytes_clear(&p->log);
  if (result == 0 && zg_stage_do(&p->stage, p->step, &err) < 0) result = fail(p, err.message);
  return result;
}

static int play_step(struct play *p) {
  const char *word = zg_json_text(p->step, "do", NULL);
  if (zg_stage_knows(word)) return happen(p);
  return strcmp(word, "silence") == 0 ? nothing_left(p) : expect(p, word);
}

static void keep_log(void *arg, const char *message) {
  struct play *p = arg;
  if (p->log.len > 0) zg_bytes_add_text(&p->log, "; ");
  zg_bytes_add_text(&p->log, message);
}

static int open_stage(struct play *p, const char *dir, const struct zg_text *text) {
  const struct zg_config config = {.on_log = keep_log, .arg = p};
  struct zg_error err = {0};
  char where[1200];
  p->stage.arena = p->arena;
  int result = zg_story_stage(p->story, dir, text, &config, &p->stage, &err);
  if (result < 0) fail(p, zg_error_text(&err, where, sizeof where));
  if (result < 0) p->failure->line = p->story->line;
  return result < 0 ? ZG_ELOAD : 0;
}

int zg_story_play(const struct zg_story *story, const char *dir, const struct zg_text *text,
                  struct zg_story_failure *failure) {
  struct play p = {.story = story, .arena = zg_arena_new(), .failure = failure};
  int result = open_stage(&p, dir, text);
  for (p.step = zg_json_first(story->steps); p.step != NULL && result == 0;) {
    result = play_step(&p);
    if (result == 0) p.step = zg_json_next(p.step);
  }
  if (result == 0) {
    result = nothing_left(&p);
    if (result < 0) failure->line = story->line;
  }
  zg_stage_close(&p.stage);
  zg_bytes_fini(&p.log);
  zg_arena_free(p.arena);
  return result;
}
