/* The words of zhanggui.h about dead letters: looking at them, trying again, throwing away. */
#include <string.h>

#include "data/json.h"
#include "engine/letters.h"
#include "engine/poison.h"

/* ---- looking at them */

struct reading {
  zg_dead_letter_fn *fn;
  void *arg;
};

static int show(void *arg, const struct zg_batch_dead *row) {
  const struct reading *reading = arg;
  const struct zg_dead_letter letter = {.number = row->number,
                                        .code = row->code,
                                        .message = row->message,
                                        .source = row->source,
                                        .line = row->line,
                                        .len = row->len,
                                        .when = row->when};
  return reading->fn(reading->arg, &letter);
}

void zg_dead_letters(struct zg *zg, unsigned long long after, zg_dead_letter_fn *fn, void *arg) {
  struct reading reading = {.fn = fn, .arg = arg};
  zg->store->ops->each_dead(zg->store, after, show, &reading);
}

unsigned long long zg_dead_last(struct zg *zg) {
  return zg->store->ops->last_dead(zg->store);
}

/* ---- trying again, throwing away */

/* The letter that is looked for, copied out of the store. */
struct search {
  struct zg_arena *arena;
  uint64_t number;
  struct zg_batch_dead found;
};

static int keep(void *arg, const struct zg_batch_dead *row) {
  struct search *search = arg;
  if (row->number != search->number) return 1; /* they are in order: it is not there */
  search->found =
      (struct zg_batch_dead){.number = row->number,
                             .code = zg_arena_strdup(search->arena, row->code),
                             .source = zg_arena_strdup(search->arena, row->source),
                             .line = zg_arena_strndup(search->arena, row->line, row->len),
                             .len = row->len};
  return 1;
}

/* Finds a letter that has not left yet, also not in the batch. */
static int find(struct zg *zg, uint64_t number, struct zg_batch_dead *out, struct zg_error *err) {
  struct search search = {.arena = zg->batch->arena, .number = number};
  bool left = number == 0;
  for (size_t i = 0; i < 2; i++) /* also in the one that could not be committed yet */
    for (const struct zg_batch_dead *d = zg->batches[i].dead; d != NULL; d = d->next)
      left = left || (d->gone && d->number == number);
  if (!left) zg->store->ops->each_dead(zg->store, number - 1, keep, &search);
  if (search.found.number == 0)
    return zg_fail(err, ZG_ENOTFOUND, "there is no dead letter %llu", (unsigned long long)number);
  *out = search.found;
  return 0;
}

static void remove_one(struct zg *zg, uint64_t number) {
  struct zg_batch_dead *dead = zg_batch_add_dead(zg->batch);
  dead->number = number;
  dead->gone = true;
}

/* An action goes back where it came from. */
static int resend(struct zg *zg, const struct zg_batch_dead *letter, struct zg_error *err) {
  struct zg_arena *arena = zg->batch->arena;
  struct cJSON *action = NULL;
  if (zg_json_parse_own(arena, letter->line, letter->len, &action, NULL) < 0)
    return zg_fail(err, ZG_EUSAGE, "only its beginning was kept; it can be dropped");
  zg_engine_add_action(zg, (struct zg_action_row){.shop = zg_json_text(action, "shop", NULL),
                                                  .source = letter->source,
                                                  .id = zg_json_text(action, "id", NULL),
                                                  .type = zg_json_text(action, "type", NULL),
                                                  .json = letter->line});
  remove_one(zg, letter->number);
  return 0;
}

int zg_dead_retry(struct zg *zg, unsigned long long number, int64_t now, struct zg_error *err) {
  struct zg_batch_dead letter = {0};
  int result = find(zg, number, &letter, err);
  if (result < 0) return result;
  if (letter.source[0] != '\0') return resend(zg, &letter, err);
  bool killed = strcmp(letter.code, zg_code_word(ZG_EDEAD)) == 0;
  if (strcmp(letter.code, ZG_LETTER_OF_TIMER) == 0 ||
      strcmp(letter.code, ZG_LETTER_OF_ACTION) == 0 || letter.len == ZG_LETTER ||
      (killed && !zg_poison_forgive(zg, letter.line, letter.len)))
    return zg_fail(err, ZG_EUSAGE, "it is no whole line that could be tried again; drop it");
  result = zg_feed(zg, letter.line, letter.len, now, NULL, err);
  bool stays = result == ZG_EBUSY || result == ZG_EUNAVAILABLE || result == ZG_ELINE;
  if (result == ZG_ELINE) zg_fail(err, ZG_EUSAGE, "it is no event; drop it");
  if (!stays) remove_one(zg, letter.number);
  return result == ZG_ELINE ? ZG_EUSAGE : result;
}

int zg_dead_drop(struct zg *zg, unsigned long long number, struct zg_error *err) {
  struct zg_batch_dead letter = {0};
  int result = find(zg, number, &letter, err);
  if (result == 0) remove_one(zg, number);
  return result;
}
