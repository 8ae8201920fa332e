#include "rules/phrases_pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define uthash_malloc(size) zg_alloc(size)
#define uthash_free(pointer, size) free(pointer)
#include <uthash.h>

/* The bytes that an automaton was made of are kept to know it by: a hash alone could be made to
 * collide by whoever writes a pack, and its shop would hear another one's phrases. */
struct pooled {
  UT_hash_handle hh;
  struct zg_phrases *phrases;
  size_t users;
  char made_of[];
};

struct zg_phrases_pool {
  pthread_mutex_t lock;
  struct pooled *all;
};

struct zg_phrases_pool *zg_phrases_pool_new(void) {
  struct zg_phrases_pool *pool = zg_alloc(sizeof *pool);
  pthread_mutex_init(&pool->lock, NULL);
  return pool;
}

void zg_phrases_pool_free(struct zg_phrases_pool *pool) {
  if (pool == NULL) return;
  assert(pool->all == NULL);
  pthread_mutex_destroy(&pool->lock);
  free(pool);
}

/* --- what an automaton is made of: list, length, bytes, one phrase after the other */

void zg_phrases_pool_add(struct zg_bytes *wanted, uint32_t list, const char *phrase) {
  uint32_t head[] = {list, (uint32_t)strlen(phrase)};
  zg_bytes_add(wanted, head, sizeof head);
  zg_bytes_add(wanted, phrase, head[1]);
}

static struct zg_phrases *make(const struct zg_bytes *wanted) {
  struct zg_phrases *phrases = zg_phrases_new();
  uint32_t head[2] = {0};
  for (size_t at = 0; at < wanted->len; at += head[1]) {
    memcpy(head, wanted->data + at, sizeof head);
    at += sizeof head;
    zg_phrases_add(phrases, head[0], wanted->data + at, head[1]);
  }
  zg_phrases_build(phrases);
  return phrases;
}

/* --- sharing */

static const struct zg_phrases *find(struct zg_phrases_pool *pool, const struct zg_bytes *wanted) {
  struct pooled *found = NULL;
  HASH_FIND(hh, pool->all, wanted->data, wanted->len, found);
  if (found == NULL) return NULL;
  found->users++;
  return found->phrases;
}

static void add(struct zg_phrases_pool *pool, const struct zg_bytes *wanted,
                struct zg_phrases *phrases) {
  struct pooled *added = zg_alloc(sizeof *added + wanted->len);
  added->phrases = phrases;
  added->users = 1;
  memcpy(added->made_of, wanted->data, wanted->len);
  HASH_ADD_KEYPTR(hh, pool->all, added->made_of, wanted->len, added);
}

/* It is made outside the lock: the loop must not wait for the making to free an old generation. */
const struct zg_phrases *zg_phrases_pool_take(struct zg_phrases_pool *pool,
                                              const struct zg_bytes *wanted) {
  if (pool == NULL || wanted->len == 0) return make(wanted);
  pthread_mutex_lock(&pool->lock);
  const struct zg_phrases *found = find(pool, wanted);
  pthread_mutex_unlock(&pool->lock);
  if (found != NULL) return found;
  struct zg_phrases *made = make(wanted);
  pthread_mutex_lock(&pool->lock);
  found = find(pool, wanted);
  if (found == NULL) add(pool, wanted, made);
  pthread_mutex_unlock(&pool->lock);
  if (found == NULL) return made;
  zg_phrases_free(made); /* another thread made the same meanwhile */
  return found;
}

/* A shop without a phrase has an automaton that is in no pool. */
void zg_phrases_pool_give(struct zg_phrases_pool *pool, const struct zg_phrases *phrases) {
  struct pooled *one = NULL, *next = NULL;
  bool used = false;
  if (pool != NULL) {
    pthread_mutex_lock(&pool->lock);
    HASH_ITER(hh, pool->all, one, next) {
      if (one->phrases != phrases) continue;
      used = --one->users > 0;
      if (used) break;
      HASH_DELETE(hh, pool->all, one);
      free(one);
      break;
    }
    pthread_mutex_unlock(&pool->lock);
  }
  if (!used) zg_phrases_free((struct zg_phrases *)phrases);
}
