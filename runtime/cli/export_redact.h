/* export_redact: events on their way out, without what tells who somebody is. */
#ifndef ZG_CLI_EXPORT_REDACT_H
#define ZG_CLI_EXPORT_REDACT_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"
#include "data/redact.h"

/* Events pass twice: all are learnt before the first is written. */
struct zg_redacting {
  struct zg_redact *redact; /* NULL: events go out as they are */
  struct zg_arena *arena;
  struct zg_bytes out;
  unsigned long long left_out; /* lines that are no JSON */
};

/* Begins; with the same key the same texts come out, without one (NULL) they do so only once. */
int zg_redacting_begin(struct zg_redacting *redacting, const char *key, struct zg_error *err);
void zg_redacting_end(struct zg_redacting *redacting);

/* Each takes an event as JSON, as row of an answer or line of a log; `arg` is the redacting. */
int zg_redacting_learn(void *arg, const char *json, size_t len);
int zg_redacting_print(void *arg, const char *json, size_t len); /* -1: it cannot be written */

#endif
