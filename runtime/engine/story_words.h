/* story_words: actions in the words of stories: which word expects which, and what a pack says. */
#ifndef ZG_ENGINE_STORY_WORDS_H
#define ZG_ENGINE_STORY_WORDS_H

#include <stdbool.h>

#include "rules/shop.h"

struct cJSON;

/* The type of action that a word expects ("shop": "message.send"); NULL: it is none of a type. */
const char *zg_story_type(const char *word);
/* The word that expects actions of that type; NULL: `acts` must say it. */
const char *zg_story_word(const char *type);

/* The pack whose rule wanted the action, an envelope; NULL: the runtime itself did. */
const struct zg_pack *zg_story_pack(const struct zg_shop *shop, const struct cJSON *action);

/* Whether `wanted` is the name of a text of the pack (which may be NULL), one of whose variants
 * `text` is; or, when there is no text of that name, a part of `text`. */
bool zg_story_says(const struct zg_pack *pack, const char *wanted, const char *text);

/* The name of the text of the pack that says `text` in the fewest blanks; NULL: none does. */
const char *zg_story_name(const struct zg_pack *pack, const char *text);

#endif
