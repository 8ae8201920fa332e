/* story_stage: sets the stage for a story as its options say. */
#ifndef ZG_ENGINE_STORY_STAGE_H
#define ZG_ENGINE_STORY_STAGE_H

#include "engine/stage.h"
#include "rules/story.h"

/* The folder of the shop that the story names from where it stands; NULL: it names none. */
const char *zg_story_shop(const struct zg_story *story, struct zg_arena *arena);

/* Opens `stage`, whose arena is set, over the pack in `dir` alone, or over the whole of the shop
 * that the story names, with the clock, the item and the facts of the story. `config` as
 * zg_stage_open has it. ZG_ELOAD and what it does; `stage` is to be closed in any case. */
int zg_story_stage(const struct zg_story *story, const char *dir, const struct zg_text *text,
                   const struct zg_config *config, struct zg_stage *stage, struct zg_error *err);

#endif
