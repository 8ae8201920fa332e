/* hash: SipHash-2-4 (Aumasson and Bernstein, 2012), in 64 and 128 bits, by default with a fixed
 * key: ids and seeds must be the same in every process that replays a log. */
#ifndef ZG_BASE_HASH_H
#define ZG_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct zg_hash128 {
  uint64_t a, b;
};

uint64_t zg_hash64(const void *data, size_t len);
/* With a key of your own: who does not know it cannot tell what was hashed, not even by trying. */
uint64_t zg_hash64_keyed(struct zg_hash128 key, const void *data, size_t len);
struct zg_hash128 zg_hash128(const void *data, size_t len);

/* 32 hexadecimal digits and a NUL. */
void zg_hash_hex(struct zg_hash128 hash, char out[33]);

/* The next number of a SplitMix64 sequence (Steele, Lea, Flood, 2014). */
uint64_t zg_random_next(uint64_t *state);

#endif
