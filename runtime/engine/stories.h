/* stories: plays all stories of a pack's folder. */
#ifndef ZG_ENGINE_STORIES_H
#define ZG_ENGINE_STORIES_H

#include "engine/story.h"

/* Told of each story, in the order of files and lines; `failure` is NULL when it went as told.
 * Returns 0 to go on. */
typedef int zg_story_told_fn(void *arg, const struct zg_story *story,
                             const struct zg_story_failure *failure);

/* Which shops a story may name: any that whoever plays it can read, or, in a server that many shops
 * share, only the one it lies in; then it fails with another. */
enum zg_stories_of { ZG_STORIES_OF_ANY_SHOP, ZG_STORIES_OF_OWN_SHOP };

/* Plays the stories in DIR/tests. Returns
 * what `told` did; ZG_ELOAD, with file and line, when a file of stories cannot be read. */
int zg_stories_play(const char *dir, enum zg_stories_of of, const struct zg_text *text,
                    zg_story_told_fn *told, void *arg, struct zg_error *err);

#endif
