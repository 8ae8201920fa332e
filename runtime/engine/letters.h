/* letters: dead letters: lines that were refused and actions that could not be done. */
#ifndef ZG_ENGINE_LETTERS_H
#define ZG_ENGINE_LETTERS_H

#include "engine/engine.h"

enum { ZG_LETTER = 64 * 1024 }; /* bytes that are kept of one */

/* The codes of letters that are no lines of an adapter's. */
#define ZG_LETTER_OF_ACTION "nack"
#define ZG_LETTER_OF_TIMER "bad_timer"

/* Puts a line among them, of a long one its beginning; with the next commit. */
void zg_letters_add(struct zg *zg, const char *line, size_t len, int64_t when, const char *code,
                    const char *message);
/* Likewise an action that no adapter has done. */
void zg_letters_add_action(struct zg *zg, const struct zg_action_row *row, const char *reason);

#endif
