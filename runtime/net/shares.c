#include "net/shares.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define uthash_malloc(size) zg_alloc(size)
#include <uthash.h>

struct entry {
  struct zg_share share;
  UT_hash_handle hh;
  char shop[];
};

struct zg_shares {
  struct entry *all;
};

struct zg_shares *zg_shares_new(void) {
  return zg_alloc(sizeof(struct zg_shares));
}

void zg_shares_free(struct zg_shares *shares) {
  struct entry *entry = NULL, *next = NULL;
  if (shares == NULL) return;
  HASH_ITER(hh, shares->all, entry, next) {
    HASH_DEL(shares->all, entry);
    free(entry);
  }
  free(shares);
}

struct zg_share *zg_shares_of(struct zg_shares *shares, const char *shop) {
  struct entry *entry = NULL;
  HASH_FIND_STR(shares->all, shop, entry);
  if (entry != NULL) return &entry->share;
  entry = zg_alloc(sizeof *entry + strlen(shop) + 1);
  strcpy(entry->shop, shop);
  HASH_ADD_STR(shares->all, shop, entry);
  return &entry->share;
}

void zg_share_use(struct zg_share *share, uint64_t turn, uint64_t nanoseconds) {
  if (share->served != turn) share->used = 0;
  share->served = turn;
  share->used += nanoseconds;
}

bool zg_share_spent(const struct zg_share *share, uint64_t turn) {
  return share->served == turn && share->used > ZG_SHARE_MS * UINT64_C(1000000);
}
