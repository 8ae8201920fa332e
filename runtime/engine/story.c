#include "engine/story.h"

#include <string.h>

#include "engine/story_play.h"
#include "engine/story_stage.h"

static int happen(struct zg_play *p) {
  struct zg_error err = {0};
  int result = zg_play_nothing_left(p);
  zg_bytes_clear(&p->log);
  p->next = true;
  if (result == 0 && zg_stage_do(&p->stage, p->step, &err) < 0)
    result = zg_play_fail(p, err.message);
  return result;
}

static int play_step(struct zg_play *p) {
  const char *word = zg_json_text(p->step, "do", NULL);
  if (zg_stage_knows(word)) return happen(p);
  return strcmp(word, "silence") == 0 ? zg_play_nothing_left(p) : zg_play_expect(p);
}

static void keep_log(void *arg, const char *message) {
  struct zg_play *p = arg;
  if (p->log.len > 0) zg_bytes_add_text(&p->log, "; ");
  zg_bytes_add_text(&p->log, message);
}

/* A long wait may have more of them than anybody wants to keep. */
enum { TRACES = 1024 * 1024 };

static void keep_trace(void *arg, const char *json, size_t len) {
  struct zg_play *p = arg;
  if (p->next) p->traces = zg_json_new_array(p->arena);
  if (p->next) p->traced = 0;
  p->next = false;
  p->traced += len;
  if (p->traced <= TRACES) zg_json_push(p->traces, zg_json_new_string_n(p->arena, json, len));
  zg_bytes_clear(&p->last);
  zg_bytes_add(&p->last, json, len);
  p->watcher->on_trace(p->watcher->arg, json, len);
}

static int open_stage(struct zg_play *p, const char *dir, const struct zg_text *text) {
  const struct zg_config config = {
      .on_trace = p->watcher != NULL ? keep_trace : NULL, .on_log = keep_log, .arg = p};
  struct zg_error err = {0};
  char where[1200];
  p->stage.arena = p->arena;
  int result = zg_story_stage(p->story, dir, text, &config, &p->stage, &err);
  if (result < 0) {
    zg_play_fail(p, zg_error_text(&err, where, sizeof where));
    p->failure->line = p->story->line;
    return ZG_ELOAD;
  }
  if (p->watcher == NULL) return 0;
  if (zg_json_get(p->story->options, "seed") == NULL) p->stage.zg->luck = p->watcher->seed;
  p->watcher->on_shop(p->watcher->arg, zg_stage_shop(&p->stage));
  return 0;
}

int zg_story_watch(const struct zg_story *story, const char *dir, const struct zg_text *text,
                   const struct zg_story_watcher *watcher, struct zg_story_failure *failure) {
  struct zg_play p = {
      .story = story, .watcher = watcher, .arena = zg_arena_new(), .failure = failure};
  p.traces = zg_json_new_array(p.arena);
  int result = open_stage(&p, dir, text);
  for (p.step = zg_json_first(story->steps); p.step != NULL && result == 0;) {
    result = play_step(&p);
    if (result == 0) p.step = zg_json_next(p.step);
  }
  if (result == 0) {
    result = zg_play_nothing_left(&p);
    if (result < 0) failure->line = story->line;
  }
  zg_stage_close(&p.stage);
  zg_bytes_fini(&p.log);
  zg_bytes_fini(&p.last);
  zg_arena_free(p.arena);
  return result;
}

int zg_story_play(const struct zg_story *story, const char *dir, const struct zg_text *text,
                  struct zg_story_failure *failure) {
  return zg_story_watch(story, dir, text, NULL, failure);
}
