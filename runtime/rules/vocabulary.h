/* vocabulary: the event types and the fields that adapters agree to send, so that a mistyped path
 * is found when a pack is loaded and not when a buyer waits. */
#ifndef ZG_RULES_VOCABULARY_H
#define ZG_RULES_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `type` is one of the agreed types ("message.*" is, when some are). */
bool zg_vocabulary_type(const char *type);

/* The agreed objects: "message", "order", ... */
const char *const *zg_vocabulary_objects(size_t *count);

/* The agreed fields of an object; NULL when there is no such object. */
const char *const *zg_vocabulary_fields(const char *object, size_t *count);

#endif
