/* The store that lives as long as the process: hash tables of what the last commit left. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>
#include <utlist.h>

#include "base/hash.h"
#include "base/memory.h"
#include "store/store.h"

struct doc {
  UT_hash_handle hh;
  char *json, *version;
  char name[]; /* shop, pack, scope and key, each ended by a NUL but the last */
};

struct seen {
  UT_hash_handle hh;
  uint64_t hash;
  int64_t time;
  int64_t forget; /* from here on it may be forgotten */
  struct seen *newer;
  char name[]; /* source, NUL, id */
};

struct horizon {
  UT_hash_handle hh;
  int64_t time;
  char source[];
};

struct timer {
  UT_hash_handle hh;
  struct zg_timer_row row;
};

struct action {
  UT_hash_handle hh;
  struct zg_action_row row;
};

struct dead {
  struct zg_batch_dead row; /* its texts are owned */
  struct dead *prev, *next;
};

struct memory {
  struct zg_store store;
  struct doc *docs;
  struct seen *seen;
  struct seen *oldest, *newest;
  struct horizon *horizons;
  struct timer *timers;
  struct action *actions;
  struct dead *dead; /* oldest first */
  size_t dead_count;
  uint64_t dead_number; /* the last one given */
  struct zg_bytes name; /* scratch for look-ups */
};

static void name_doc(struct memory *memory, const char *shop, const char *pack, int scope,
                     const char *key) {
  zg_bytes_clear(&memory->name);
  zg_bytes_add_part(&memory->name, shop);
  zg_bytes_add_part(&memory->name, pack);
  zg_bytes_add_char(&memory->name, (char)('0' + scope));
  zg_bytes_add_text(&memory->name, key);
}

static void name_seen(struct memory *memory, const char *source, const char *id) {
  zg_bytes_clear(&memory->name);
  zg_bytes_add_part(&memory->name, source);
  zg_bytes_add_text(&memory->name, id);
}

static void put_doc(struct memory *memory, const struct zg_batch_doc *doc) {
  struct doc *found = NULL;
  name_doc(memory, doc->shop, doc->pack, doc->scope, doc->key);
  HASH_FIND(hh, memory->docs, memory->name.data, memory->name.len, found);
  if (doc->json == NULL) {
    if (found == NULL) return;
    HASH_DELETE(hh, memory->docs, found);
    free(found->json);
    free(found->version);
    free(found);
    return;
  }
  if (found == NULL) {
    found = zg_alloc(sizeof *found + memory->name.len);
    memcpy(found->name, memory->name.data, memory->name.len);
    HASH_ADD_KEYPTR(hh, memory->docs, found->name, memory->name.len, found);
  }
  free(found->json);
  free(found->version);
  found->json = zg_strdup(doc->json);
  found->version = zg_strdup(doc->version);
}

static void append_seen(struct memory *memory, struct seen *seen) {
  if (memory->newest != NULL)
    memory->newest->newer = seen;
  else
    memory->oldest = seen;
  memory->newest = seen;
}

static void put_seen(struct memory *memory, const struct zg_batch_event *event) {
  name_seen(memory, event->source, event->id);
  struct seen *seen = zg_alloc(sizeof *seen + memory->name.len + 1);
  memcpy(seen->name, memory->name.data, memory->name.len);
  seen->hash = event->hash;
  seen->time = event->time;
  seen->forget =
      (event->time > event->received ? event->time : event->received) + ZG_SEEN_WINDOW_MS;
  HASH_ADD_KEYPTR(hh, memory->seen, seen->name, memory->name.len, seen);
  append_seen(memory, seen);
}

/* Remembers how far the forgotten events of a source reach. */
static void keep_horizon(struct memory *memory, const struct seen *seen) {
  struct horizon *horizon = NULL;
  HASH_FIND_STR(memory->horizons, seen->name, horizon);
  if (horizon == NULL) {
    horizon = zg_alloc(sizeof *horizon + strlen(seen->name) + 1);
    strcpy(horizon->source, seen->name);
    horizon->time = seen->time;
    HASH_ADD_STR(memory->horizons, source, horizon);
  }
  if (seen->time > horizon->time) horizon->time = seen->time;
}

/* Takes the oldest off the line; the line is in the order of receipt. */
static struct seen *take_oldest(struct memory *memory) {
  struct seen *seen = memory->oldest;
  memory->oldest = seen->newer;
  if (memory->oldest == NULL) memory->newest = NULL;
  seen->newer = NULL;
  return seen;
}

/* Forgets the oldest events past the window. One that says it comes from the future is kept until
 * its own time is past; it goes to the end of the line, so as not to hold up those behind it, one
 * such a call. */
static void forget_seen(struct memory *memory, int64_t now) {
  bool turned = false;
  while (memory->oldest != NULL) {
    bool future = memory->oldest->forget > now + ZG_SEEN_WINDOW_MS;
    if (memory->oldest->forget >= now && (!future || turned)) break;
    struct seen *seen = take_oldest(memory);
    if (future) {
      turned = true;
      append_seen(memory, seen);
      continue;
    }
    keep_horizon(memory, seen);
    HASH_DELETE(hh, memory->seen, seen);
    free(seen);
  }
}

static void free_timer(struct memory *memory, struct timer *timer) {
  HASH_DELETE(hh, memory->timers, timer);
  free((char *)timer->row.shop);
  free((char *)timer->row.pack);
  free((char *)timer->row.key);
  free((char *)timer->row.name);
  free((char *)timer->row.data);
  free(timer);
}

static void put_timer(struct memory *memory, const struct zg_batch_timer *entry) {
  struct timer *timer = NULL;
  HASH_FIND(hh, memory->timers, &entry->row.seq, sizeof entry->row.seq, timer);
  if (timer != NULL) free_timer(memory, timer);
  if (entry->gone) return;
  timer = zg_alloc(sizeof *timer);
  timer->row = entry->row;
  timer->row.shop = zg_strdup(entry->row.shop);
  timer->row.pack = zg_strdup(entry->row.pack);
  timer->row.key = zg_strdup(entry->row.key);
  timer->row.name = zg_strdup(entry->row.name);
  timer->row.data = zg_strdup(entry->row.data);
  HASH_ADD(hh, memory->timers, row.seq, sizeof timer->row.seq, timer);
}

static void free_action(struct memory *memory, struct action *action) {
  HASH_DELETE(hh, memory->actions, action);
  free((char *)action->row.shop);
  free((char *)action->row.source);
  free((char *)action->row.id);
  free((char *)action->row.type);
  free((char *)action->row.json);
  free(action);
}

static void put_action(struct memory *memory, const struct zg_batch_action *entry) {
  struct action *action = NULL;
  HASH_FIND(hh, memory->actions, &entry->row.seq, sizeof entry->row.seq, action);
  if (action != NULL) free_action(memory, action);
  if (entry->gone) return;
  action = zg_alloc(sizeof *action);
  action->row = entry->row;
  action->row.shop = zg_strdup(entry->row.shop);
  action->row.source = zg_strdup(entry->row.source);
  action->row.id = zg_strdup(entry->row.id);
  action->row.type = zg_strdup(entry->row.type);
  action->row.json = zg_strdup(entry->row.json);
  HASH_ADD(hh, memory->actions, row.seq, sizeof action->row.seq, action);
}

static void free_dead(struct memory *memory, struct dead *dead) {
  DL_DELETE(memory->dead, dead);
  memory->dead_count--;
  free((char *)dead->row.code);
  free((char *)dead->row.message);
  free((char *)dead->row.line);
  free((char *)dead->row.source);
  free(dead);
}

static void drop_dead(struct memory *memory, uint64_t number) {
  struct dead *dead = memory->dead;
  while (dead != NULL && dead->row.number != number)
    dead = dead->next;
  if (dead != NULL) free_dead(memory, dead);
}

static void put_dead(struct memory *memory, const struct zg_batch_dead *entry) {
  if (entry->gone) {
    drop_dead(memory, entry->number);
    return;
  }
  struct dead *dead = zg_alloc(sizeof *dead);
  dead->row = *entry;
  dead->row.next = NULL;
  dead->row.number = ++memory->dead_number;
  dead->row.source = zg_strdup(entry->source != NULL ? entry->source : "");
  dead->row.code = zg_strdup(entry->code);
  dead->row.message = zg_strdup(entry->message);
  dead->row.line = zg_strndup(entry->line, entry->len);
  DL_APPEND(memory->dead, dead);
  memory->dead_count++;
  if (memory->dead_count > ZG_DEAD_KEPT) free_dead(memory, memory->dead);
}

static int memory_commit(struct zg_store *store, const struct zg_batch *batch,
                         struct zg_error *err) {
  struct memory *memory = (struct memory *)store;
  (void)err;
  for (const struct zg_batch_event *e = batch->events; e != NULL; e = e->next)
    put_seen(memory, e);
  for (const struct zg_batch_doc *d = batch->docs; d != NULL; d = d->next)
    put_doc(memory, d);
  for (const struct zg_batch_timer *t = batch->timers; t != NULL; t = t->next)
    put_timer(memory, t);
  for (const struct zg_batch_action *a = batch->actions; a != NULL; a = a->next)
    put_action(memory, a);
  for (const struct zg_batch_dead *d = batch->dead; d != NULL; d = d->next)
    put_dead(memory, d);
  forget_seen(memory, batch->now);
  return 0;
}

static int memory_doc(struct zg_store *store, const char *shop, const char *pack, int scope,
                      const char *key, struct zg_bytes *out) {
  struct memory *memory = (struct memory *)store;
  struct doc *found = NULL;
  name_doc(memory, shop, pack, scope, key);
  HASH_FIND(hh, memory->docs, memory->name.data, memory->name.len, found);
  if (found == NULL) return 0;
  zg_bytes_add_text(out, found->json);
  return 1;
}

/* A name is shop, NUL, pack, NUL, a digit for the scope, and the key. */
static int memory_each_key(struct zg_store *store, const char *shop, const char *pack,
                           zg_key_fn *fn, void *arg) {
  struct memory *memory = (struct memory *)store;
  struct doc *doc = NULL, *next = NULL;
  struct zg_bytes key = {0};
  size_t shop_len = strlen(shop) + 1, pack_len = strlen(pack) + 1, head = shop_len + pack_len;
  int stop = 0;
  HASH_ITER(hh, memory->docs, doc, next) {
    if (stop != 0 || doc->hh.keylen <= head || memcmp(doc->name, shop, shop_len) != 0 ||
        memcmp(doc->name + shop_len, pack, pack_len) != 0)
      continue;
    zg_bytes_clear(&key);
    zg_bytes_add(&key, doc->name + head + 1, doc->hh.keylen - head - 1);
    zg_bytes_add_char(&key, '\0');
    stop = fn(arg, doc->name[head] - '0', key.data, doc->version);
  }
  zg_bytes_fini(&key);
  return stop;
}

static int memory_seen(struct zg_store *store, const char *source, const char *id, uint64_t *hash) {
  struct memory *memory = (struct memory *)store;
  struct seen *found = NULL;
  name_seen(memory, source, id);
  HASH_FIND(hh, memory->seen, memory->name.data, memory->name.len, found);
  if (found == NULL) return 0;
  *hash = found->hash;
  return 1;
}

static int64_t memory_horizon(struct zg_store *store, const char *source) {
  struct horizon *found = NULL;
  HASH_FIND_STR(((struct memory *)store)->horizons, source, found);
  return found != NULL ? found->time : INT64_MIN;
}

static int by_timer_seq(const struct timer *a, const struct timer *b) {
  return (a->row.seq > b->row.seq) - (a->row.seq < b->row.seq);
}

static int memory_each_timer(struct zg_store *store, zg_timer_row_fn *fn, void *arg) {
  struct memory *memory = (struct memory *)store;
  HASH_SORT(memory->timers, by_timer_seq);
  int stop = 0;
  for (struct timer *t = memory->timers; t != NULL && stop == 0; t = t->hh.next)
    stop = fn(arg, &t->row);
  return stop;
}

static int by_action_seq(const struct action *a, const struct action *b) {
  return (a->row.seq > b->row.seq) - (a->row.seq < b->row.seq);
}

static int memory_each_action(struct zg_store *store, zg_action_row_fn *fn, void *arg) {
  struct memory *memory = (struct memory *)store;
  HASH_SORT(memory->actions, by_action_seq);
  int stop = 0;
  for (struct action *a = memory->actions; a != NULL && stop == 0; a = a->hh.next)
    stop = fn(arg, &a->row);
  return stop;
}

static int memory_each_dead(struct zg_store *store, uint64_t after, zg_dead_row_fn *fn, void *arg) {
  struct memory *memory = (struct memory *)store;
  int stop = 0;
  for (struct dead *d = memory->dead; d != NULL && stop == 0; d = d->next)
    if (d->row.number > after) stop = fn(arg, &d->row);
  return stop;
}

static uint64_t memory_last_dead(struct zg_store *store) {
  return ((struct memory *)store)->dead_number;
}

static void memory_close(struct zg_store *store) {
  struct memory *memory = (struct memory *)store;
  struct doc *doc = NULL, *next_doc = NULL;
  HASH_ITER(hh, memory->docs, doc, next_doc) {
    HASH_DELETE(hh, memory->docs, doc);
    free(doc->json);
    free(doc->version);
    free(doc);
  }
  HASH_CLEAR(hh, memory->seen);
  for (struct seen *seen = memory->oldest, *newer = NULL; seen != NULL; seen = newer) {
    newer = seen->newer;
    free(seen);
  }
  struct horizon *horizon = NULL, *next_horizon = NULL;
  HASH_ITER(hh, memory->horizons, horizon, next_horizon) {
    HASH_DELETE(hh, memory->horizons, horizon);
    free(horizon);
  }
  while (memory->timers != NULL)
    free_timer(memory, memory->timers);
  while (memory->actions != NULL)
    free_action(memory, memory->actions);
  while (memory->dead != NULL)
    free_dead(memory, memory->dead);
  zg_bytes_fini(&memory->name);
  free(memory);
}

static const struct zg_store_ops memory_ops = {
    .commit = memory_commit,
    .doc = memory_doc,
    .each_key = memory_each_key,
    .seen = memory_seen,
    .horizon = memory_horizon,
    .each_timer = memory_each_timer,
    .each_action = memory_each_action,
    .last_dead = memory_last_dead,
    .each_dead = memory_each_dead,
    .close = memory_close,
};

int zg_store_memory_open(struct zg_store **out) {
  struct memory *memory = zg_alloc(sizeof *memory);
  memory->store.ops = &memory_ops;
  *out = &memory->store;
  return 0;
}
