/* story_play: what the files of playing a story share; nobody else includes it. */
#ifndef ZG_ENGINE_STORY_PLAY_H
#define ZG_ENGINE_STORY_PLAY_H

#include "base/bytes.h"
#include "data/json.h"
#include "engine/stage.h"
#include "engine/story.h"

/* A story that is being played. */
struct zg_play {
  const struct zg_story *story;
  const struct zg_story_watcher *watcher; /* NULL: nobody looks on */
  struct zg_arena *arena;
  struct zg_stage stage; /* what the shop did and no step has told yet is in its `done` */
  const struct cJSON *step;
  struct zg_bytes log;  /* what rules complained of */
  struct cJSON *traces; /* of the last step that gave anything to decide, as many as are kept */
  size_t traced;        /* bytes of them */
  struct zg_bytes last; /* the last of them, which is always kept */
  bool next;            /* another step has begun: the next trace begins a new list */
  struct zg_story_failure *failure;
};

/* Fills the failure with the step's line and the message, and returns ZG_ERULE. */
int zg_play_fail(struct zg_play *play, const char *message);

/* Holds the shop's next action against the step. */
int zg_play_expect(struct zg_play *play);
/* Before anything else happens, and at the end, every action must have been told. */
int zg_play_nothing_left(struct zg_play *play);

/* Where two texts differ, when much of them is the same: "订单 t-[1 → 2] 正在处理"; else NULL. */
const char *zg_play_text_differs(struct zg_arena *arena, const char *wanted, const char *got);
/* The first member of `wanted` that `got` has not, or has otherwise; NULL: there is none. */
const char *zg_play_member_differs(struct zg_arena *arena, const struct cJSON *wanted,
                                   const struct cJSON *got);
/* Every member of `wanted` is in `seen`, objects to any depth. */
bool zg_play_contains(const struct cJSON *seen, const struct cJSON *wanted);

#endif
