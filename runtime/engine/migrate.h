/* migrate: state that one version of a pack left, made into what another wants.
 *
 * Which version a pack's state is of stands in a document of the engine's own. When a pack of
 * another version comes into force, by a reload or a restart, its migrate function is tried on all
 * its documents; only when it has dealt with each of them they are replaced, all at once. That
 * holds up the runtime for some twenty microseconds a document. */
#ifndef ZG_ENGINE_MIGRATE_H
#define ZG_ENGINE_MIGRATE_H

#include "engine/engine.h"

/* Migrates whatever must be, for the shop that is to come into force after `before` (NULL: after a
 * start), and notes the versions. ZG_ELOAD, naming the pack and the document: nothing was changed.
 */
int zg_migrate(struct zg *zg, const struct zg_shop *before, const struct zg_shop *next,
               struct zg_error *err);

#endif
