#include "engine/poison.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "engine/letters.h"
#include "engine/marker.h"

enum { TRIES = 2 }; /* that a thing gets */

static const char prefix[] = "poison:";

/* Names of what is not tried again; there are seldom any. */
struct zg_poison {
  struct zg_marker *marker;
  uint64_t *names;
  size_t count, cap;
  const char *line; /* being worked on, under the timers that fire before it; NULL: none is */
  size_t len;
  uint64_t name;
};

static bool is_known(const struct zg_poison *poison, uint64_t name) {
  for (size_t i = 0; i < poison->count; i++)
    if (poison->names[i] == name) return true;
  return false;
}

static int note_mark(void *arg, const char *name, int64_t value) {
  struct zg_poison *poison = arg;
  if (strncmp(name, prefix, strlen(prefix)) != 0 || value < TRIES) return 0;
  zg_grow(&poison->names, &poison->cap, poison->count, sizeof *poison->names);
  poison->names[poison->count++] = strtoull(name + strlen(prefix), NULL, 16);
  return 0;
}

static uint64_t timer_name(const struct zg_timer_row *row) {
  char text[64];
  int len = snprintf(text, sizeof text, "timer %" PRIu64 " due %" PRId64, row->seq, row->due);
  return zg_hash64(text, (size_t)len);
}

/* Notes `by` more tries of a thing, and returns how many it has had. */
static int64_t add_tries(struct zg *zg, uint64_t name, int64_t by) {
  char mark[40];
  snprintf(mark, sizeof mark, "%s%016" PRIx64, prefix, name);
  return zg->store->ops->mark(zg->store, mark, by);
}

/* Counts what the last process died of. */
static int count_left(struct zg *zg, struct zg_error *err) {
  struct zg_poison *poison = zg->poison;
  uint64_t name = 0;
  const char *text = NULL;
  size_t len = 0;
  if (!zg_marker_left(poison->marker, &name, &text, &len)) return 0;
  int64_t tries = add_tries(zg, name, 1);
  if (tries < 0) return zg_fail(err, ZG_ESYSTEM, "the store cannot be written");
  if (tries == TRIES)
    zg_letters_add(zg, text, len, zg_engine_now(zg), zg_code_word(ZG_EDEAD),
                   zg_code_meaning(ZG_EDEAD));
  zg_marker_clear(poison->marker);
  return 0;
}

int zg_poison_open(struct zg *zg, struct zg_error *err) {
  char path[4096];
  if (zg->store->ops->mark == NULL) return 0;
  zg->poison = zg_alloc(sizeof *zg->poison);
  int len = snprintf(path, sizeof path, "%s-marker", zg->config.data);
  if (len < 0 || (size_t)len >= sizeof path)
    return zg_fail(err, ZG_EUSAGE, "the path of the store is too long");
  int result = zg_marker_open(path, &zg->poison->marker, err);
  if (result == 0) result = count_left(zg, err);
  if (result == 0) zg->store->ops->each_mark(zg->store, note_mark, zg->poison);
  return result;
}

void zg_poison_close(struct zg *zg) {
  if (zg->poison == NULL) return;
  zg_marker_close(zg->poison->marker);
  free(zg->poison->names);
  free(zg->poison);
}

int zg_poison_line(struct zg *zg, const char *line, size_t len, struct zg_error *err) {
  if (zg->poison == NULL) return 0;
  uint64_t name = zg_hash64(line, len);
  if (is_known(zg->poison, name))
    return zg_fail(err, ZG_EDEAD,
                   "this line ended the process %d times; it is not tried again, and "
                   "lies among the dead letters",
                   TRIES);
  zg->poison->line = line;
  zg->poison->len = len;
  zg->poison->name = name;
  zg_marker_set(zg->poison->marker, name, line, len);
  return 0;
}

void zg_poison_line_over(struct zg *zg) {
  if (zg->poison == NULL) return;
  zg->poison->line = NULL;
  zg_marker_clear(zg->poison->marker);
}

bool zg_poison_forgive(struct zg *zg, const char *line, size_t len) {
  struct zg_poison *poison = zg->poison;
  uint64_t name = zg_hash64(line, len);
  for (size_t i = 0; poison != NULL && i < poison->count; i++) {
    if (poison->names[i] != name) continue;
    poison->names[i] = poison->names[--poison->count];
    add_tries(zg, name, -TRIES);
    return true;
  }
  return false;
}

int zg_poison_timer(struct zg *zg, const struct zg_timer_row *row) {
  if (zg->poison == NULL) return 0;
  uint64_t name = timer_name(row);
  if (is_known(zg->poison, name)) return ZG_EDEAD;
  zg_marker_set(zg->poison->marker, name, row->data, strlen(row->data));
  return 0;
}

void zg_poison_timer_over(struct zg *zg) {
  struct zg_poison *poison = zg->poison;
  if (poison == NULL) return;
  if (poison->line != NULL)
    zg_marker_set(poison->marker, poison->name, poison->line, poison->len);
  else
    zg_marker_clear(poison->marker);
}
