/* store: where decisions are kept. A vtable, so that memory, SQLite and one day a distributed
 * engine stand behind the same few words.
 *
 * There is one writing word, commit, which keeps a batch whole or not at all. Reading words see
 * committed batches only; the engine lays what it has not committed yet over them. */
#ifndef ZG_STORE_STORE_H
#define ZG_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "store/batch.h"

struct zg_store;

/* One row each; returns 0 to go on. The row is valid during the call. */
typedef int zg_timer_row_fn(void *arg, const struct zg_timer_row *row);
typedef int zg_action_row_fn(void *arg, const struct zg_action_row *row);
typedef int zg_mark_fn(void *arg, const char *name, int64_t value);
/* `version` is of the pack that wrote the document last, NULL when that was not noted. */
typedef int zg_key_fn(void *arg, int scope, const char *key, const char *version);
typedef void zg_name_fn(void *arg, const char *name, size_t len);
typedef int zg_event_row_fn(void *arg, const struct zg_batch_event *row);
typedef int zg_dead_row_fn(void *arg, const struct zg_batch_dead *row);
typedef int zg_trace_row_fn(void *arg, const struct zg_batch_trace *row);

/* A copy of the store while it is being made. */
struct zg_backup {
  int (*step)(struct zg_backup *backup, struct zg_error *err); /* as zg_backup_step of zhanggui.h */
  void (*close)(struct zg_backup *backup);
};

/* A reading word that goes through rows returns what its function stopped it with, or ZG_ESYSTEM
 * when the store cannot be read; after that, whichever word met it, every commit is ZG_EDISK. */
struct zg_store_ops {
  /* The reading words may be called while commit runs in another thread. */
  bool concurrent;
  /* Keeps the batch, all or nothing. ZG_EUNAVAILABLE: nothing was kept, it can be tried again.
   * ZG_EDISK: nobody knows; the process must end without a word about the batch to anyone. */
  int (*commit)(struct zg_store *store, const struct zg_batch *batch, struct zg_error *err);
  /* Appends the JSON of a state document to *out. 1 found, 0 not there. */
  int (*doc)(struct zg_store *store, const char *shop, const char *pack, int scope, const char *key,
             struct zg_bytes *out);
  /* The names of all documents (shop, pack, scope, key) and all seen events (source, id): their
   * parts as text, each with its NUL. Only a concurrent store need have this word. */
  int (*each_name)(struct zg_store *store, zg_name_fn *fn, void *arg);
  /* The scope, key and version of each document of a pack of a shop. */
  int (*each_key)(struct zg_store *store, const char *shop, const char *pack, zg_key_fn *fn,
                  void *arg);
  /* Whether the event was decided before: 1 and its body's hash, or 0. */
  int (*seen)(struct zg_store *store, const char *source, const char *id, uint64_t *hash);
  /* The newest time among the events of `source` that were forgotten; INT64_MIN: none was. */
  int64_t (*horizon)(struct zg_store *store, const char *source);
  /* What stands after a restart, in the order of seq. */
  int (*each_timer)(struct zg_store *store, zg_timer_row_fn *fn, void *arg);
  int (*each_action)(struct zg_store *store, zg_action_row_fn *fn, void *arg);
  /* The numbers of the latest event of the journal and dead letter; 0: there is none. */
  uint64_t (*last_event)(struct zg_store *store);
  uint64_t (*last_dead)(struct zg_store *store);
  /* The journal behind the event of that number (0: all), in the order of deciding. A store that
   * keeps no journal has no such word. */
  int (*each_event)(struct zg_store *store, uint64_t after, zg_event_row_fn *fn, void *arg);
  /* Adds `by` to the mark of that name, safe at once, and returns what it is then; negative: it
   * cannot. And all marks. A store that does not outlive the process has neither word. */
  int64_t (*mark)(struct zg_store *store, const char *name, int64_t by);
  int (*each_mark)(struct zg_store *store, zg_mark_fn *fn, void *arg);
  /* The dead letters that are kept behind the one of that number (0: all), oldest first. */
  int (*each_dead)(struct zg_store *store, uint64_t after, zg_dead_row_fn *fn, void *arg);
  /* The traces of an event, oldest first; a store that keeps none has no such word. */
  int (*each_trace)(struct zg_store *store, const char *id, zg_trace_row_fn *fn, void *arg);
  /* Begins a copy of the store into a new file; NULL when it cannot. A store that does not outlive
   * the process has no such word. */
  struct zg_backup *(*backup)(struct zg_store *store, const char *path, struct zg_error *err);
  void (*close)(struct zg_store *store);
};

/* Every store begins with this. */
struct zg_store {
  const struct zg_store_ops *ops;
};

/* How long an event's id is remembered before it may be forgotten. */
#define ZG_SEEN_WINDOW_MS (INT64_C(7) * 24 * 3600 * 1000)

/* How many dead letters are kept: the newest. Nobody who sends rubbish fills a disk with it. */
enum { ZG_DEAD_KEPT = 10000 };

/* How many traces are kept: the newest. */
enum { ZG_TRACES_KEPT = 10000 };

/* A store that keeps everything until it is closed and nothing after. It keeps no journal and no
 * traces. Gives *out. */
int zg_store_memory_open(struct zg_store **out);

/* A store in an SQLite file, which is made when it is not there. One process at a time. ZG_EUSAGE
 * when the file is no store, or of a newer version; ZG_ESYSTEM when it is in use, cannot be
 * written, or is damaged: each with a sentence. Gives *out. */
int zg_store_sqlite_open(const char *path, struct zg_store **out, struct zg_error *err);

/* The same of one that is there, for who only reads: none is made. Also ZG_ENOTFOUND. */
int zg_store_sqlite_open_there(const char *path, struct zg_store **out, struct zg_error *err);

#endif
