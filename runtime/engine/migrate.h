/* migrate: state that one version of a pack left, made into what another wants.
 *
 * Each document bears the version of the pack that wrote it last. When a pack with a migrate
 * function comes into force, by a reload or a restart, that is tried on each of its documents that
 * is of another version; only when it has dealt with all of them they are replaced, at once. That
 * holds up the runtime for some twenty microseconds a document. A document of the engine's own
 * notes where all are of one version, so that nothing is looked for where there is nothing to do.
 *
 * Going back is no migration: an older version cannot know what a newer one made, and a rollback
 * must not fail. What it writes is migrated when the newer one, or any other, comes again. */
#ifndef ZG_ENGINE_MIGRATE_H
#define ZG_ENGINE_MIGRATE_H

#include "engine/engine.h"

/* Migrates whatever must be, for the shop that is to come into force after `before` (NULL: after a
 * start), and notes the versions. ZG_ELOAD, naming the pack and the document: nothing was changed.
 */
int zg_migrate(struct zg *zg, const struct zg_shop *before, const struct zg_shop *next,
               struct zg_error *err);

/* Notes that `older` takes the place of `before`, with the documents as they are. */
void zg_migrate_back(struct zg *zg, const struct zg_shop *before, const struct zg_shop *older);

#endif
