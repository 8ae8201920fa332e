/* journal: what was decided, as a log that a replay can read, and what the rules made of it. */
#ifndef ZG_ENGINE_JOURNAL_H
#define ZG_ENGINE_JOURNAL_H

#include "engine/engine.h"

/* Appends the event to *out as it came, with the attribute `receivedtime`, by which a replay sets
 * its clock; no newline. ZG_ESYSTEM when it cannot be read any more. Resets `arena`. */
int zg_journal_write(struct zg_arena *arena, const struct zg_batch_event *row, struct zg_bytes *out,
                     struct zg_error *err);

#endif
