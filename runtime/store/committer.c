#include "store/committer.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

struct zg_committer {
  struct zg_store *store;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  const struct zg_batch *batch; /* to be committed; NULL: none */
  bool begun;                   /* and not ended */
  bool leaving;
  int result;
  struct zg_error err;
  void (*done)(void *arg);
  void *arg;
};

static void *work(void *arg) {
  struct zg_committer *c = arg;
  pthread_mutex_lock(&c->lock);
  for (;;) {
    while (c->batch == NULL && !c->leaving)
      pthread_cond_wait(&c->changed, &c->lock);
    if (c->batch == NULL) break;
    pthread_mutex_unlock(&c->lock);
    struct zg_error err = {0};
    int result = c->store->ops->commit(c->store, c->batch, &err);
    pthread_mutex_lock(&c->lock);
    c->result = result;
    c->err = err;
    c->batch = NULL;
    pthread_cond_broadcast(&c->changed);
    c->done(c->arg);
  }
  pthread_mutex_unlock(&c->lock);
  return NULL;
}

struct zg_committer *zg_committer_new(struct zg_store *store) {
  struct zg_committer *c = zg_alloc(sizeof *c);
  c->store = store;
  pthread_mutex_init(&c->lock, NULL);
  pthread_cond_init(&c->changed, NULL);
  if (pthread_create(&c->thread, NULL, work, c) == 0) return c;
  pthread_cond_destroy(&c->changed);
  pthread_mutex_destroy(&c->lock);
  free(c);
  return NULL;
}

void zg_committer_free(struct zg_committer *c) {
  if (c == NULL) return;
  assert(!c->begun);
  pthread_mutex_lock(&c->lock);
  c->leaving = true;
  pthread_cond_broadcast(&c->changed);
  pthread_mutex_unlock(&c->lock);
  pthread_join(c->thread, NULL);
  pthread_cond_destroy(&c->changed);
  pthread_mutex_destroy(&c->lock);
  free(c);
}

void zg_committer_begin(struct zg_committer *c, const struct zg_batch *batch,
                        void (*done)(void *arg), void *arg) {
  assert(!c->begun);
  pthread_mutex_lock(&c->lock);
  c->begun = true;
  c->batch = batch;
  c->done = done;
  c->arg = arg;
  pthread_cond_broadcast(&c->changed);
  pthread_mutex_unlock(&c->lock);
}

int zg_committer_end(struct zg_committer *c, struct zg_error *err) {
  assert(c->begun);
  pthread_mutex_lock(&c->lock);
  while (c->batch != NULL)
    pthread_cond_wait(&c->changed, &c->lock);
  int result = c->result;
  if (result < 0 && err != NULL) *err = c->err;
  c->begun = false;
  pthread_mutex_unlock(&c->lock);
  return result;
}
