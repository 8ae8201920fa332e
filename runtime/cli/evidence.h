/* evidence: what is known of one event: its traces, whether it was refused, and which other events
 * there are; from a running server, a store that nobody has open, or a log that is replayed. */
#ifndef ZG_CLI_EVIDENCE_H
#define ZG_CLI_EVIDENCE_H

#include "base/error.h"
#include "cli/options.h"

enum { ZG_EVIDENCE_KNOWN = 1000 }; /* of the latest events, to look for one of a like name */

struct zg_evidence {
  const char *id;                    /* of the event, set by the caller; the rest begins empty */
  struct zg_strings traces;          /* JSON, in the order of deciding */
  struct zg_strings codes, messages; /* of each line of this id that was refused */
  struct zg_strings known; /* ids of other events, oldest first; only when nothing else was found */
};

void zg_evidence_fini(struct zg_evidence *evidence);
/* Whether anything was found about the event. */
int zg_evidence_found(const struct zg_evidence *evidence);

/* Asks the server at the control socket. ZG_ENOTFOUND: no server is there. */
int zg_evidence_ask(struct zg_evidence *evidence, const char *control, struct zg_error *err);
/* Looks into the store. */
int zg_evidence_open(struct zg_evidence *evidence, const char *path, struct zg_error *err);

/* What is replayed, and with what. */
struct zg_evidence_replay {
  const char *log; /* a file; NULL: the journal of the store, as zg_cli_journal */
  const char *data, *control;
  const char *const *shops; /* NULL-terminated; NULL: the default shop */
  const char *rules;        /* NULL: the shipped packs */
};

/* Replays it up to its last event. */
int zg_evidence_replay(struct zg_evidence *evidence, const struct zg_evidence_replay *replay,
                       struct zg_error *err);

#endif
