#include "engine/timers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "data/event.h"

struct timer {
  struct zg_timer_row row; /* first: a row is found again as its timer */
  UT_hash_handle hh;
  size_t place; /* in the heap */
  char *name;
  size_t name_len;
};

struct zg_timers {
  struct timer **heap; /* the root is due first */
  size_t count, cap;
  struct timer *names;
};

struct zg_timers *zg_timers_new(void) {
  return zg_alloc(sizeof(struct zg_timers));
}

static void free_timer(struct timer *timer) {
  free((char *)timer->row.data);
  free(timer->name);
  free(timer);
}

void zg_timers_free(struct zg_timers *timers) {
  if (timers == NULL) return;
  HASH_CLEAR(hh, timers->names);
  for (size_t i = 0; i < timers->count; i++)
    free_timer(timers->heap[i]);
  free(timers->heap);
  free(timers);
}

static int before(const struct timer *a, const struct timer *b) {
  return a->row.due != b->row.due ? a->row.due < b->row.due : a->row.seq < b->row.seq;
}

static void put(struct zg_timers *timers, size_t place, struct timer *timer) {
  timers->heap[place] = timer;
  timer->place = place;
}

static void rise(struct zg_timers *timers, size_t place) {
  struct timer *timer = timers->heap[place];
  while (place > 0 && before(timer, timers->heap[(place - 1) / 2])) {
    put(timers, place, timers->heap[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
  put(timers, place, timer);
}

static void sink(struct zg_timers *timers, size_t place) {
  struct timer *timer = timers->heap[place];
  for (size_t child = 0; (child = 2 * place + 1) < timers->count; place = child) {
    if (child + 1 < timers->count && before(timers->heap[child + 1], timers->heap[child])) child++;
    if (!before(timers->heap[child], timer)) break;
    put(timers, place, timers->heap[child]);
  }
  put(timers, place, timer);
}

/* The five parts of a name one after the other, NUL between them. */
static void write_name(struct zg_bytes *out, const char *shop, const char *pack, int scope,
                       const char *key, const char *name) {
  const char *const parts[] = {shop, pack, zg_scope_name((enum zg_scope)scope), key, name};
  for (size_t i = 0; i < 5; i++)
    zg_bytes_add_part(out, parts[i]);
}

void zg_timers_add(struct zg_timers *timers, const struct zg_timer_row *row) {
  struct zg_bytes name = {0};
  struct timer *timer = zg_alloc(sizeof *timer), *same = NULL;
  write_name(&name, row->shop, row->pack, row->scope, row->key, row->name);
  timer->row = *row;
  timer->row.data = zg_strdup(row->data);
  timer->name = name.data;
  timer->name_len = name.len;
  timer->row.shop = timer->name; /* the row's texts are the parts of the name */
  timer->row.pack = timer->row.shop + strlen(timer->row.shop) + 1;
  const char *scope = timer->row.pack + strlen(timer->row.pack) + 1;
  timer->row.key = scope + strlen(scope) + 1;
  timer->row.name = timer->row.key + strlen(timer->row.key) + 1;
  HASH_FIND(hh, timers->names, timer->name, timer->name_len, same);
  assert(same == NULL);
  HASH_ADD_KEYPTR(hh, timers->names, timer->name, timer->name_len, timer);
  zg_grow(&timers->heap, &timers->cap, timers->count, sizeof(struct timer *));
  put(timers, timers->count++, timer);
  rise(timers, timer->place);
}

const struct zg_timer_row *zg_timers_find(const struct zg_timers *timers, const char *shop,
                                          const char *pack, int scope, const char *key,
                                          const char *name) {
  struct zg_bytes full = {0};
  struct timer *found = NULL;
  write_name(&full, shop, pack, scope, key, name);
  HASH_FIND(hh, timers->names, full.data, full.len, found);
  zg_bytes_fini(&full);
  return found != NULL ? &found->row : NULL;
}

const struct zg_timer_row *zg_timers_first(const struct zg_timers *timers) {
  return timers->count > 0 ? &timers->heap[0]->row : NULL;
}

void zg_timers_remove(struct zg_timers *timers, const struct zg_timer_row *row) {
  struct timer *timer = (struct timer *)row, *last = timers->heap[--timers->count];
  size_t place = timer->place;
  if (last != timer) {
    put(timers, place, last);
    sink(timers, place);
    rise(timers, last->place);
  }
  HASH_DELETE(hh, timers->names, timer);
  free_timer(timer);
}

size_t zg_timers_count(const struct zg_timers *timers) {
  return timers->count;
}

static int by_due(const void *left, const void *right) {
  const struct timer *a = *(struct timer *const *)left, *b = *(struct timer *const *)right;
  return before(b, a) - before(a, b);
}

void zg_timers_each(const struct zg_timers *timers,
                    void (*fn)(void *arg, const struct zg_timer_row *row), void *arg) {
  struct timer **sorted = zg_alloc((timers->count + 1) * sizeof *sorted);
  for (size_t i = 0; i < timers->count; i++)
    sorted[i] = timers->heap[i];
  qsort(sorted, timers->count, sizeof *sorted, by_due);
  for (size_t i = 0; i < timers->count; i++)
    fn(arg, &sorted[i]->row);
  free(sorted);
}
