/* Opening and closing: the shops are loaded, the store is opened, what stood in it is recalled. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/cuts.h"
#include "engine/engine.h"
#include "engine/migrate.h"
#include "engine/poison.h"
#include "engine/shipped.h"

enum { KEEP_DAYS = 30 }; /* of the journal, unless it is said otherwise */

static void warn(void *arg, const char *message) {
  struct zg *zg = arg;
  if (zg->config.on_log != NULL) zg->config.on_log(zg->config.arg, message);
}

static int load_folders(struct zg *zg, struct zg_error *err) {
  char shipped[4096];
  const char *const *shops = zg->config.shops;
  bool given = zg->config.rules != NULL;
  const char *rules = given ? zg->config.rules : zg_shipped_rules(shipped, sizeof shipped);
  int result = 0;
  if (rules == NULL)
    return zg_fail(err, ZG_ENOTFOUND,
                   "the shipped rules are not where they were installed; name "
                   "their folder with --rules");
  bool unnamed = shops == NULL || shops[0] == NULL;
  for (size_t i = 0; result == 0 && (unnamed ? i < 1 : shops[i] != NULL); i++) {
    const struct zg_shop_source source = {.dir = unnamed ? NULL : shops[i],
                                          .rules = rules,
                                          .rules_given = given,
                                          .text = zg->text,
                                          .pool = zg->pool,
                                          .warn = warn,
                                          .arg = zg};
    result = zg_shops_add(&zg->shops, &source, err);
  }
  return result;
}

/* What stood in the store when it was opened. */
static int recall_timer(void *arg, const struct zg_timer_row *row) {
  struct zg *zg = arg;
  zg_engine_recall_timer(zg, row);
  if (row->seq > zg->timer_seq) zg->timer_seq = row->seq;
  return 0;
}

static int recall_action(void *arg, const struct zg_action_row *row) {
  struct zg *zg = arg;
  zg_outbox_add(zg->outbox, row);
  if (row->seq > zg->action_seq) zg->action_seq = row->seq;
  return 0;
}

static int open_store(struct zg *zg, struct zg_error *err) {
  const char *data = zg->config.data;
  bool disk = data != NULL && strcmp(data, ":memory:") != 0;
  int result =
      disk ? zg_store_sqlite_open(data, &zg->store, err) : zg_store_memory_open(&zg->store);
  if (result < 0) return result;
  zg->memory = zg_memory_new(zg->store, zg->batch);
  result = zg->store->ops->each_timer(zg->store, recall_timer, zg);
  if (result == 0) result = zg->store->ops->each_action(zg->store, recall_action, zg);
  if (result < 0)
    return zg_fail(err, ZG_ESYSTEM, "the store %s cannot be read; restore a backup", data);
  zg_outbox_committed(zg->outbox, zg->action_seq);
  for (size_t i = 0; disk && i < zg->shops.count && result == 0; i++)
    result = zg_migrate(zg, NULL, zg->shops.all[i]->now, err);
  if (result == 0) result = zg_poison_open(zg, err);
  if (result == 0 && disk) result = zg_commit(zg, err);
  return result;
}

static struct zg *new_engine(const struct zg_config *config) {
  struct zg *zg = zg_alloc(sizeof *zg);
  zg->config = *config;
  if (zg->config.keep_days <= 0) zg->config.keep_days = KEEP_DAYS;
  zg->now = INT64_MIN;
  zg->forgetting = INT64_MIN;
  zg_batch_init(&zg->batches[0]);
  zg_batch_init(&zg->batches[1]);
  zg->batch = &zg->batches[0];
  zg->reading = zg_arena_new();
  zg->deciding = zg_arena_new();
  zg->timers = zg_timers_new();
  zg->outbox = zg_outbox_new();
  zg->pool = zg_phrases_pool_new();
  zg->cuts = zg_cuts_new();
  return zg;
}

static int finish_opening(struct zg *zg, int result, struct zg **out, struct zg_error *err) {
  if (result == 0) result = open_store(zg, err);
  if (result < 0)
    zg_close(zg);
  else
    *out = zg;
  return result;
}

int zg_open(const struct zg_config *config, struct zg **out, struct zg_error *err) {
  struct zg *zg = new_engine(config);
  int result = zg_text_open(&zg->own_text, err);
  zg->text = zg->own_text;
  if (result == 0) result = load_folders(zg, err);
  return finish_opening(zg, result, out, err);
}

int zg_engine_open(const struct zg_config *config, const struct zg_shop_source *sources,
                   size_t count, struct zg **out, struct zg_error *err) {
  struct zg *zg = new_engine(config);
  int result = 0;
  zg->text = sources[0].text;
  for (size_t i = 0; i < count && result == 0; i++)
    result = zg_shops_add(&zg->shops, &sources[i], err);
  return finish_opening(zg, result, out, err);
}

void zg_close(struct zg *zg) {
  if (zg == NULL) return;
  if (zg->committing) zg_committer_end(zg->committer, NULL);
  zg_committer_free(zg->committer);
  zg_shops_fini(&zg->shops);
  zg_phrases_pool_free(zg->pool);
  zg_cuts_free(zg->cuts);
  zg_poison_close(zg);
  zg_memory_free(zg->memory);
  if (zg->store != NULL) zg->store->ops->close(zg->store);
  zg_timers_free(zg->timers);
  zg_outbox_free(zg->outbox);
  zg_batch_fini(&zg->batches[0]);
  zg_batch_fini(&zg->batches[1]);
  zg_arena_free(zg->reading);
  zg_arena_free(zg->deciding);
  zg_bytes_fini(&zg->envelope);
  zg_bytes_fini(&zg->about);
  zg_text_close(zg->own_text);
  free(zg);
}
