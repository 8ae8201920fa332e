/* quarantine: a rule that fails many times in a row is skipped until its shop is reloaded, and its
 * owner told.
 *
 * The counts are a document of the engine's own, so they survive a restart and a replay has them,
 * too. They are of one generation: another one begins at nothing. Guards are never skipped: what
 * they guard would go unguarded. */
#ifndef ZG_ENGINE_QUARANTINE_H
#define ZG_ENGINE_QUARANTINE_H

#include "engine/decision.h"

enum { ZG_QUARANTINE_FAILURES = 20 };

/* Whether the rule is to be skipped. */
bool zg_quarantine_holds(struct zg_decision *d, const struct zg_rule *rule);

/* A run of the rule failed, for the reason; the last one of many raises the alert
 * pack_quarantined. Or it went well. */
void zg_quarantine_failed(struct zg_decision *d, const struct zg_rule *rule, const char *why);
void zg_quarantine_passed(struct zg_decision *d, const struct zg_rule *rule);

/* Writes what has changed, once, when all rules have had their turn. */
void zg_quarantine_keep(struct zg_decision *d);

/* How many rules of the pack are skipped now. */
size_t zg_quarantine_count(struct zg *zg, const struct zg_shop *shop, const char *pack);

#endif
