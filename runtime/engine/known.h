/* known: which names the store may hold: a Bloom filter (Bloom, 1970). No means no, so that what
 * was never there is not looked for on the disk; yes means that it must be looked for. */
#ifndef ZG_ENGINE_KNOWN_H
#define ZG_ENGINE_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

struct zg_known;

struct zg_known *zg_known_new(void); /* 8 MiB, good for a few million names */
void zg_known_free(struct zg_known *known);
void zg_known_add(struct zg_known *known, const void *name, size_t len);
bool zg_known_maybe(const struct zg_known *known, const void *name, size_t len);

#endif
