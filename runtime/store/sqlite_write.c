/* Committing to the store on disk: a batch is one transaction, whole or not there. */
#include "store/sqlite_disk.h"

/* What is past its time goes in portions, so that a commit after a long pause takes no longer than
 * others: so many rows, and twice as many as the batch brought. */
enum { PORTION = 1000 };

static int write_events(struct zg_disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_event *e = batch->events; e != NULL && rc == SQLITE_OK; e = e->next) {
    int64_t forget = (e->time > e->received ? e->time : e->received) + ZG_SEEN_WINDOW_MS;
    rc = zg_disk_run(disk, ZG_SQL_ADD_EVENT, "tttiitt", e->shop, e->source, e->id, e->time,
                     e->received, e->generation, e->line);
    if (rc == SQLITE_OK)
      rc = zg_disk_run(disk, ZG_SQL_ADD_SEEN, "ttiii", e->source, e->id, (int64_t)e->hash, e->time,
                       forget);
  }
  return rc;
}

static int write_docs(struct zg_disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_doc *d = batch->docs; d != NULL && rc == SQLITE_OK; d = d->next) {
    const char *scope = zg_disk_scope(d->scope);
    rc = d->json != NULL
             ? zg_disk_run(disk, ZG_SQL_SET_DOC, "tttttt", d->shop, d->pack, scope, d->key, d->json,
                           d->version)
             : zg_disk_run(disk, ZG_SQL_DROP_DOC, "tttt", d->shop, d->pack, scope, d->key);
  }
  return rc;
}

static int write_timers(struct zg_disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_timer *t = batch->timers; t != NULL && rc == SQLITE_OK; t = t->next) {
    const struct zg_timer_row *r = &t->row;
    rc = t->gone ? zg_disk_run(disk, ZG_SQL_DROP_TIMER, "i", (int64_t)r->seq)
                 : zg_disk_run(disk, ZG_SQL_ADD_TIMER, "iiitttttt", (int64_t)r->seq, r->due,
                               (int64_t)r->kind, r->shop, r->pack, zg_disk_scope(r->scope), r->key,
                               r->name, r->data);
  }
  return rc;
}

static int write_actions(struct zg_disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_action *a = batch->actions; a != NULL && rc == SQLITE_OK;
       a = a->next) {
    const struct zg_action_row *r = &a->row;
    rc = a->gone ? zg_disk_run(disk, ZG_SQL_DROP_ACTION, "i", (int64_t)r->seq)
                 : zg_disk_run(disk, ZG_SQL_ADD_ACTION, "ittttt", (int64_t)r->seq, r->shop,
                               r->source, r->id, r->type, r->json);
  }
  return rc;
}

static int write_dead(struct zg_disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_dead *d = batch->dead; d != NULL && rc == SQLITE_OK; d = d->next)
    rc = d->gone ? zg_disk_run(disk, ZG_SQL_DROP_DEAD, "i", (int64_t)d->number)
                 : zg_disk_run(disk, ZG_SQL_ADD_DEAD, "itttb", d->when, d->code, d->message,
                               d->source != NULL ? d->source : "", d->line, d->len);
  if (batch->dead != NULL && rc == SQLITE_OK)
    rc = zg_disk_run(disk, ZG_SQL_TRIM_DEAD, "i", (int64_t)ZG_DEAD_KEPT);
  return rc;
}

static int write_traces(struct zg_disk *disk, const struct zg_batch *batch) {
  int rc = SQLITE_OK;
  for (const struct zg_batch_trace *t = batch->traces; t != NULL && rc == SQLITE_OK; t = t->next)
    rc = zg_disk_run(disk, ZG_SQL_ADD_TRACE, "tttit", t->shop, t->source, t->id, t->when, t->json);
  if (batch->traces != NULL && rc == SQLITE_OK)
    rc = zg_disk_run(disk, ZG_SQL_TRIM_TRACES, "i", (int64_t)ZG_TRACES_KEPT);
  return rc;
}

/* Forgets what is past the window, and remembers how far, in one transaction. */
static int forget_seen(struct zg_disk *disk, int64_t now, int64_t portion) {
  sqlite3_stmt *any = zg_disk_bind(disk, ZG_SQL_FORGETTABLE, "i", now);
  int rc = sqlite3_step(any);
  zg_disk_reset(any);
  if (rc != SQLITE_ROW) return rc == SQLITE_DONE ? SQLITE_OK : rc;
  rc = zg_disk_run(disk, ZG_SQL_KEEP_HORIZON, "ii", now, portion);
  return rc == SQLITE_OK ? zg_disk_run(disk, ZG_SQL_FORGET, "ii", now, portion) : rc;
}

/* The oldest of the journal go. An event whose receipt is dated by a clock that ran ahead holds up
 * those behind it until its time has come. */
static int trim_journal(struct zg_disk *disk, int64_t before, int64_t portion) {
  sqlite3_stmt *oldest = disk->statements[ZG_SQL_OLDEST_EVENT];
  int rc = sqlite3_step(oldest);
  bool old = rc == SQLITE_ROW && sqlite3_column_int64(oldest, 0) < before;
  zg_disk_reset(oldest);
  if (old) return zg_disk_run(disk, ZG_SQL_DROP_EVENTS, "ii", before, portion);
  return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int tidy(struct zg_disk *disk, const struct zg_batch *batch) {
  int64_t portion = PORTION;
  for (const struct zg_batch_event *e = batch->events; e != NULL; e = e->next)
    portion += 2;
  int rc = forget_seen(disk, batch->now, portion);
  return rc == SQLITE_OK ? trim_journal(disk, batch->journal_from, portion) : rc;
}

static int write_all(struct zg_disk *disk, const struct zg_batch *batch) {
  int rc = zg_disk_run(disk, ZG_SQL_BEGIN, "");
  if (rc == SQLITE_OK) rc = write_events(disk, batch);
  if (rc == SQLITE_OK) rc = write_docs(disk, batch);
  if (rc == SQLITE_OK) rc = write_timers(disk, batch);
  if (rc == SQLITE_OK) rc = write_actions(disk, batch);
  if (rc == SQLITE_OK) rc = write_dead(disk, batch);
  if (rc == SQLITE_OK) rc = write_traces(disk, batch);
  if (rc == SQLITE_OK) rc = tidy(disk, batch);
  return rc;
}

int zg_disk_commit(struct zg_store *store, const struct zg_batch *batch, struct zg_error *err) {
  struct zg_disk *disk = (struct zg_disk *)store;
  if (disk->failed) return zg_fail(err, ZG_EDISK, "the store cannot be read");
  int rc = write_all(disk, batch);
  if (rc == SQLITE_OK) rc = zg_disk_run(disk, ZG_SQL_COMMIT, "");
  if (rc == SQLITE_OK) return 0;
  int result = zg_disk_told(disk, rc, err);
  if (!sqlite3_get_autocommit(disk->db)) zg_disk_run(disk, ZG_SQL_ROLLBACK, "");
  return result;
}
