/* instance: which of the many decisions of one cause is meant: that of which timer.
 *
 * Ids of actions, random numbers and the journal hang on it, so its form never changes:
 * "5:later of conversation 3:c-1 at 1795226400000 hop 0", with the bytes of the name and of the key
 * before them. The decision of the event itself has "". */
#ifndef ZG_ENGINE_INSTANCE_H
#define ZG_ENGINE_INSTANCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "data/event.h"

struct zg_instance {
  const char *name; /* of the timer */
  enum zg_scope scope;
  const char *key; /* whom it is about */
  int64_t due;     /* milliseconds since 1970 */
  int hop;         /* how many timers led to it */
};

const char *zg_instance_print(struct zg_arena *arena, const struct zg_instance *instance);

/* The inverse; texts come from the arena. -1: it is none, or "". */
int zg_instance_read(struct zg_arena *arena, const char *text, struct zg_instance *out);

#endif
