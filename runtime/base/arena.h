/* arena: memory of one event. Everything that is made while one event is read and decided comes
 * from one arena and goes at once with it. What a shop declares lives likewise, as long as it. */
#ifndef ZG_BASE_ARENA_H
#define ZG_BASE_ARENA_H

#include <stddef.h>

struct zg_arena;

struct zg_arena *zg_arena_new(void);
/* In blocks of 8 KiB, not 64: for what is made once and stays, of which there are thousands. */
struct zg_arena *zg_arena_new_small(void);
void zg_arena_free(struct zg_arena *arena); /* NULL is fine */

/* Forgets everything; the first block is kept for the next event. */
void zg_arena_reset(struct zg_arena *arena);

/* Zeroed, aligned for any type; lives until reset or free. */
void *zg_arena_alloc(struct zg_arena *arena, size_t size);
char *zg_arena_strndup(struct zg_arena *arena, const char *text, size_t len);
char *zg_arena_strdup(struct zg_arena *arena, const char *text);
char *zg_arena_printf(struct zg_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
