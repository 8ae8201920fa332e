/* suggest: "did you mean ...": the known word nearest to a mistyped one. */
#ifndef ZG_BASE_SUGGEST_H
#define ZG_BASE_SUGGEST_H

#include <stddef.h>

enum { ZG_SUGGESTION = 80 }; /* bytes; words of more than 48 are never suggested */

/* Writes the end of a message, `; did you mean "x"?`, with the word among `count` words that has
 * the fewest edits (insert, drop, change, swap) from `typed`; nothing when there are too many for
 * it to be a slip. Returns `out`. */
const char *zg_suggest(const char *typed, const char *const *words, size_t count,
                       char out[ZG_SUGGESTION]);

#endif
