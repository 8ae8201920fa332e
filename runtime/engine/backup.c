/* The words of zhanggui.h for a copy of the store. */
#include "engine/engine.h"

int zg_backup_begin(struct zg *zg, const char *path, struct zg_backup **out, struct zg_error *err) {
  if (zg->store->ops->backup == NULL)
    return zg_fail(err, ZG_EUSAGE, "the store is kept in memory; there is nothing to copy");
  struct zg_error unused = {0};
  if (err == NULL) err = &unused;
  struct zg_backup *backup = zg->store->ops->backup(zg->store, path, err);
  if (backup == NULL) return err->code;
  *out = backup;
  return 0;
}

int zg_backup_step(struct zg_backup *backup, struct zg_error *err) {
  return backup->step(backup, err);
}

void zg_backup_close(struct zg_backup *backup) {
  if (backup != NULL) backup->close(backup);
}
