/* random: numbers that are the same in every run, and texts made of them. The tests' own
 * (xorshift), so that a fault of the floor `base` cannot hide behind itself. A seed is any number
 * but 0. */
#ifndef ZG_TESTS_RANDOM_H
#define ZG_TESTS_RANDOM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

enum { RANDOM_TEXT = 256, RANDOM_PIECES = 11, RANDOM_PIECE = RANDOM_TEXT / (RANDOM_PIECES + 1) };

/* Up to RANDOM_PIECES of the pieces, in any order, and with `cut` up to three bytes less, so that
 * it may end within a character. Gives the length; a piece has at most RANDOM_PIECE bytes. */
static inline size_t random_text(uint64_t *seed, const char *const *pieces, size_t count, int cut,
                                 char text[RANDOM_TEXT]) {
  size_t len = 0;
  memset(text, 0, RANDOM_TEXT);
  for (uint64_t n = next_random(seed) % (RANDOM_PIECES + 1); n > 0; n--) {
    const char *piece = pieces[next_random(seed) % count];
    memcpy(text + len, piece, strlen(piece));
    len += strlen(piece);
  }
  if (cut && len > 0) len -= next_random(seed) % (len < 4 ? len : 4);
  return len;
}

/* Bytes of any kind, fewer than `cap` of them. */
static inline size_t random_bytes_of(uint64_t *seed, char *text, size_t cap) {
  size_t len = next_random(seed) % cap;
  for (size_t k = 0; k < len; k++)
    text[k] = (char)next_random(seed);
  return len;
}

#endif
