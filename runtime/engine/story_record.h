/* story_record: plays what happens in a story and notes what the shop then does, as the steps that
 * expect it: so a conversation becomes a test. */
#ifndef ZG_ENGINE_STORY_RECORD_H
#define ZG_ENGINE_STORY_RECORD_H

#include "engine/story.h"

/* Lets the steps of `story` happen, which are buyer, buyer_offers, event and wait, on the stage
 * that zg_story_stage sets for it. A wait is divided where the shop does something meanwhile. Gives
 * *out, the story with all it then expects, and in *did (may be NULL) the list of what the shop
 * did; both in `arena`. As zg_story_stage, and ZG_E… of a step that is refused. */
int zg_story_record(const struct zg_story *story, const char *dir, const struct zg_text *text,
                    struct zg_arena *arena, struct zg_story **out, struct cJSON **did,
                    struct zg_error *err);

#endif
