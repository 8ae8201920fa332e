/* memory: the checked allocator. Out of memory is not survivable half-way through a decision, so
 * these end the process with a sentence; what was committed is safe. Sizes that come from outside
 * are bounded by the limits of the wire before they get here. */
#ifndef ZG_BASE_MEMORY_H
#define ZG_BASE_MEMORY_H

#include <stddef.h>

void *zg_alloc(size_t size);                    /* zeroed; never NULL */
void *zg_realloc(void *old, size_t size);       /* never NULL */
char *zg_strdup(const char *text);              /* NULL gives NULL */
char *zg_strndup(const char *text, size_t len); /* NUL-terminated copy */

/* Grows the array `*items` of `each`-byte items so that `count + 1` fit; *cap is kept. */
void zg_grow(void *items, size_t *cap, size_t count, size_t each);

#endif
