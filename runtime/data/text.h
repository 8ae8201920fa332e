/* text: how text is made alike before it is compared.
 *
 * NFKC, case folding and dropping of invisible characters (Unicode's NFKC_Casefold, by utf8proc),
 * traditional to simplified characters (one by one, by a table made from OpenCC's t2s when the
 * process starts), Arabic-Indic digits to ASCII. Phrases and messages go through the same function,
 * so what it does to rare text matters less than that it does it to both. */
#ifndef ZG_DATA_TEXT_H
#define ZG_DATA_TEXT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

struct zg_text; /* the tables; read-only once made, shared by all shops */

int zg_text_open(struct zg_text **out,
                 struct zg_error *err); /* gives; ZG_ESYSTEM: no OpenCC data */
void zg_text_close(struct zg_text *text);

/* Normalises `len` bytes of valid UTF-8; the result is in `arena`, NUL-terminated, its length in
 * *out_len when that is not NULL. Idempotent. */
char *zg_text_normalise(const struct zg_text *text, struct zg_arena *arena, const char *in,
                        size_t len, size_t *out_len);

#endif
