#include "engine/story_record.h"

#include <string.h>

#include "base/clock.h"
#include "data/json.h"
#include "engine/story_stage.h"
#include "engine/story_words.h"

/* The conversation that events and actions are about unless they say otherwise. */
#define CONVERSATION "c-1"

struct record {
  const struct zg_story *story;
  struct zg_arena *arena;
  struct zg_stage stage;
  struct cJSON *steps, *did;
  int64_t waited; /* that no step tells yet */
};

static struct cJSON *add_step(struct record *r, const char *word, const char *field,
                              const char *text) {
  struct cJSON *step = zg_json_new_object(r->arena);
  zg_json_add(r->arena, step, "do", zg_json_new_string(r->arena, word));
  if (text != NULL) zg_json_add(r->arena, step, field, zg_json_new_string(r->arena, text));
  return zg_json_push(r->steps, step);
}

/* ---- what the shop did, as what it must do */

static struct cJSON *part(struct record *r, struct cJSON *with, const char *name,
                          const struct cJSON *value) {
  if (value != NULL) zg_json_add(r->arena, with, name, zg_json_share(r->arena, value));
  return with;
}

static bool is_about(const struct cJSON *data, const char *what, const char *key,
                     const char *usual) {
  const char *seen = zg_json_text(data, what, key);
  return seen == NULL || (usual != NULL && strcmp(seen, usual) == 0);
}

/* What the short form of a word does not tell and somebody may want to know; NULL: nothing. */
static struct cJSON *unusual(struct record *r, const struct cJSON *data) {
  struct cJSON *with = zg_json_new_object(r->arena);
  if (!is_about(data, "conversation", "id", CONVERSATION))
    part(r, with, "conversation", zg_json_get(data, "conversation"));
  if (!is_about(data, "item", "sku", zg_json_text(r->story->options, "item", NULL)))
    part(r, with, "item", zg_json_get(data, "item"));
  if (!is_about(data, "order", "id", NULL)) part(r, with, "order", zg_json_get(data, "order"));
  if (zg_json_true(zg_json_get(data, "final"))) part(r, with, "final", zg_json_get(data, "final"));
  return zg_json_first(with) != NULL ? with : NULL;
}

/* A message by the name of its text, which outlives a change of the words; or by its words. The
 * words are told exactly where a part of them would be taken for a name, or for any message. */
static void expect_message(struct record *r, const struct cJSON *action, const struct cJSON *data,
                           struct cJSON *with) {
  const struct zg_pack *pack = zg_story_pack(zg_stage_shop(&r->stage), action);
  const char *text = zg_json_text(data, "text", NULL), *name = zg_story_name(pack, text);
  bool plain = text[0] != '\0' && zg_story_says(pack, text, text);
  if (with == NULL && name != NULL)
    add_step(r, "shop", "text", name);
  else if (with == NULL && plain)
    add_step(r, "shop", "text", text);
  else
    zg_json_add(r->arena, add_step(r, "shop", NULL, NULL), "with",
                part(r, with != NULL ? with : zg_json_new_object(r->arena), "text",
                     zg_json_get(data, "text")));
}

/* Any other, by the field that its word takes; the rest beside it where it must be told. */
static void expect_field(struct record *r, const char *word, const char *field,
                         const struct cJSON *data, struct cJSON *with) {
  if (with == NULL)
    add_step(r, word, field, zg_json_text(data, field, NULL));
  else
    zg_json_add(r->arena, add_step(r, word, NULL, NULL), "with",
                part(r, with, field, zg_json_get(data, field)));
}

static void expect_anything(struct record *r, const char *type, const struct cJSON *data) {
  struct cJSON *with = zg_json_new_object(r->arena);
  zg_json_add(r->arena, with, "type", zg_json_new_string(r->arena, type));
  if (zg_json_first(data) != NULL) part(r, with, "data", data);
  zg_json_add(r->arena, add_step(r, "acts", NULL, NULL), "with", with);
}

static void expect_action(struct record *r, const struct cJSON *action) {
  const struct cJSON *data = zg_json_get(action, "data");
  const char *type = zg_json_text(action, "type", NULL), *word = zg_story_word(type);
  const char *field = word != NULL ? zg_story_field(word) : NULL;
  struct cJSON *with = unusual(r, data);
  if (field == NULL || zg_json_text(data, field, NULL) == NULL)
    expect_anything(r, type, data);
  else if (strcmp(word, "shop") == 0)
    expect_message(r, action, data, with);
  else
    expect_field(r, word, field, data, with);
}

/* ---- what happens */

static void tell_wait(struct record *r) {
  char text[ZG_TIME_TEXT];
  if (r->waited == 0) return;
  zg_duration_format(r->waited, text);
  add_step(r, "wait", "time", text);
  r->waited = 0;
}

static void tell_done(struct record *r) {
  if (zg_json_first(r->stage.done) != NULL) tell_wait(r);
  for (struct cJSON *a = NULL; (a = zg_stage_take(&r->stage)) != NULL;) {
    expect_action(r, a);
    zg_json_push(r->did, zg_json_share(r->arena, a));
  }
}

/* From one timer to the next, so that each action stands where it was done. */
static int pass_time(struct record *r, const struct cJSON *step, struct zg_error *err) {
  const char *text = zg_json_text(step, "time", NULL);
  int64_t left = 0;
  if (text == NULL || zg_duration_parse(text, strlen(text), &left) < 0)
    return zg_stage_do(&r->stage, step, err);
  while (left > 0) {
    int64_t next = zg_next_deadline(r->stage.zg), pause = left;
    if (next < r->stage.now + left) pause = next > r->stage.now ? next - r->stage.now : 0;
    zg_stage_wait(&r->stage, pause);
    r->waited += pause;
    left -= pause;
    tell_done(r);
  }
  return 0;
}

static int happen(struct record *r, const struct cJSON *step, struct zg_error *err) {
  if (strcmp(zg_json_text(step, "do", NULL), "wait") == 0) return pass_time(r, step, err);
  tell_wait(r);
  zg_json_push(r->steps, zg_json_share(r->arena, step));
  int result = zg_stage_do(&r->stage, step, err);
  if (result == 0) tell_done(r);
  return result;
}

int zg_story_record(const struct zg_story *story, const char *dir, const struct zg_text *text,
                    struct zg_arena *arena, struct zg_story **out, struct cJSON **did,
                    struct zg_error *err) {
  struct record r = {.story = story,
                     .arena = arena,
                     .stage.arena = arena,
                     .steps = zg_json_new_array(arena),
                     .did = zg_json_new_array(arena)};
  const struct zg_config quiet = {0};
  int result = zg_story_stage(story, dir, text, &quiet, &r.stage, err);
  for (const struct cJSON *s = zg_json_first(story->steps); s != NULL && result == 0;
       s = zg_json_next(s))
    result = happen(&r, s, err);
  tell_wait(&r); /* at the end, too: nothing happens in it */
  zg_stage_close(&r.stage);
  if (result < 0) return result;
  *out = zg_arena_alloc(arena, sizeof **out);
  **out = *story;
  (*out)->steps = r.steps;
  (*out)->next = NULL;
  if (did != NULL) *did = r.did;
  return 0;
}
