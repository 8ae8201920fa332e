#include "engine/known.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

enum { BITS = 26, PROBES = 4 };

struct zg_known {
  uint64_t words[(1u << BITS) / 64];
};

struct zg_known *zg_known_new(void) {
  return zg_alloc(sizeof(struct zg_known));
}

void zg_known_free(struct zg_known *known) {
  free(known);
}

/* The bit of one probe: two hashes make any number of them (Kirsch and Mitzenmacher, 2006). */
static uint64_t probe(struct zg_hash128 hash, uint64_t i) {
  return (hash.a + i * (hash.b | 1)) & ((UINT64_C(1) << BITS) - 1);
}

void zg_known_add(struct zg_known *known, const void *name, size_t len) {
  struct zg_hash128 hash = zg_hash128(name, len);
  for (uint64_t i = 0; i < PROBES; i++) {
    uint64_t bit = probe(hash, i);
    known->words[bit / 64] |= UINT64_C(1) << bit % 64;
  }
}

bool zg_known_maybe(const struct zg_known *known, const void *name, size_t len) {
  struct zg_hash128 hash = zg_hash128(name, len);
  for (uint64_t i = 0; i < PROBES; i++) {
    uint64_t bit = probe(hash, i);
    if ((known->words[bit / 64] >> bit % 64 & 1) == 0) return false;
  }
  return true;
}
