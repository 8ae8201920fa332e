/* story_text: a story as the text that stands in a file. */
#ifndef ZG_ENGINE_STORY_TEXT_H
#define ZG_ENGINE_STORY_TEXT_H

#include "base/bytes.h"
#include "rules/story.h"

/* Appends the story, options and steps, in the language of packs, which zg_story_read reads back.
 * Null and empty lists have no place in it and become nothing and { }. */
void zg_story_write(const struct zg_story *story, struct zg_bytes *out);

#endif
