#include "engine/letters.h"

#include <string.h>

static struct zg_batch_dead *add(struct zg *zg, const char *line, size_t len, const char *code,
                                 const char *message) {
  struct zg_arena *arena = zg->batch->arena;
  struct zg_batch_dead *dead = zg_batch_add_dead(zg->batch);
  dead->len = len < ZG_LETTER ? len : ZG_LETTER;
  dead->line = zg_arena_strndup(arena, line, dead->len);
  dead->code = zg_arena_strdup(arena, code);
  dead->message = zg_arena_strdup(arena, message);
  return dead;
}

void zg_letters_add(struct zg *zg, const char *line, size_t len, int64_t when, const char *code,
                    const char *message) {
  add(zg, line, len, code, message)->when = when;
}

void zg_letters_add_action(struct zg *zg, const struct zg_action_row *row, const char *reason) {
  struct zg_batch_dead *dead = add(zg, row->json, strlen(row->json), ZG_LETTER_OF_ACTION, reason);
  dead->source = zg_arena_strdup(zg->batch->arena, row->source);
  dead->when = zg_engine_now(zg);
}

void zg_bury(struct zg *zg, const char *line, size_t len, int64_t now, const struct zg_error *why) {
  zg_letters_add(zg, line, len, now, zg_code_word(why->code), why->message);
}
