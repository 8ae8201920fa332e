/* suggest: "did you mean ...": the known word nearest to a mistyped one. */
#ifndef ZG_BASE_SUGGEST_H
#define ZG_BASE_SUGGEST_H

#include <stddef.h>

/* The word among `count` words with the fewest edits (insert, drop, change, swap) from `typed`,
 * when there are few enough for it to be a slip; else NULL. */
const char *zg_suggest(const char *typed, const char *const *words, size_t count);

#endif
