/* redact_shape: one text for another of the same shape, under a key.
 *
 * A letter stays a letter of its kind, a digit a digit, an ideograph an ideograph; all else stays
 * as it is. It is a permutation: of one shape, two different texts never become the same, so what
 * was told apart stays apart. Who has not the key cannot turn it back, or try texts until one fits.
 * (A Feistel network over digits of mixed radix. A text of one or two characters has few others of
 * its shape, and may even stay itself.) */
#ifndef ZG_DATA_REDACT_SHAPE_H
#define ZG_DATA_REDACT_SHAPE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/hash.h"

/* Appends the text that stands for this one, of valid UTF-8; the first `keep` characters that would
 * be replaced stay. A first digit becomes no 0, and 19 digits no number past 64 bits, so a number
 * stays one that can be read. */
void zg_redact_shape(struct zg_hash128 key, const char *text, size_t len, size_t keep,
                     struct zg_bytes *out);

/* Reads the character at `text`, of valid UTF-8; returns its bytes. */
size_t zg_redact_decode(const char *text, uint32_t *c);

/* 0 to 9 of a digit, ASCII, full-width, Arabic or Indian; else -1. */
int zg_redact_digit(uint32_t c);

#endif
