#include "net/watchdog.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

enum {
  LOOK_MS = 100,
/* A decision has a second or so of work at most; this is five times that, and much more where tools
 * make everything slow. */
#ifdef __SANITIZE_ADDRESS__
  PATIENCE_MS = 100 * 1000,
#else
  PATIENCE_MS = 5 * 1000,
#endif
};

struct zg_watchdog {
  const struct zg *zg;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool leaving;
};

static void bark(void) {
  static const char words[] = "zhanggui: one decision does not end; the process ends itself, to be "
                              "started again (what it was about is noted beside the store)\n";
  if (write(STDERR_FILENO, words, sizeof words - 1) < 0) abort();
  abort();
}

/* Waits for a tenth of a second, or until it is to leave. */
static bool wait_on(struct zg_watchdog *watchdog) {
  struct timespec until = {0};
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += LOOK_MS * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_mutex_lock(&watchdog->lock);
  if (!watchdog->leaving) pthread_cond_timedwait(&watchdog->changed, &watchdog->lock, &until);
  bool leaving = watchdog->leaving;
  pthread_mutex_unlock(&watchdog->lock);
  return !leaving;
}

/* Looks are counted, not time: a machine that was suspended, or a process that was stopped, does
 * not look meanwhile. */
static void *watch(void *arg) {
  struct zg_watchdog *watchdog = arg;
  unsigned long long last = 0;
  for (int looks = 0; wait_on(watchdog);) {
    unsigned long long now = zg_deciding(watchdog->zg);
    looks = now != 0 && now == last ? looks + 1 : 0;
    last = now;
    if (looks * LOOK_MS > PATIENCE_MS) bark();
  }
  return NULL;
}

struct zg_watchdog *zg_watchdog_start(const struct zg *zg) {
  struct zg_watchdog *watchdog = zg_alloc(sizeof *watchdog);
  pthread_condattr_t monotonic;
  watchdog->zg = zg;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init(&watchdog->lock, NULL);
  pthread_cond_init(&watchdog->changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  if (pthread_create(&watchdog->thread, NULL, watch, watchdog) == 0) return watchdog;
  pthread_cond_destroy(&watchdog->changed);
  pthread_mutex_destroy(&watchdog->lock);
  free(watchdog);
  return NULL;
}

void zg_watchdog_stop(struct zg_watchdog *watchdog) {
  if (watchdog == NULL) return;
  pthread_mutex_lock(&watchdog->lock);
  watchdog->leaving = true;
  pthread_cond_broadcast(&watchdog->changed);
  pthread_mutex_unlock(&watchdog->lock);
  pthread_join(watchdog->thread, NULL);
  pthread_cond_destroy(&watchdog->changed);
  pthread_mutex_destroy(&watchdog->lock);
  free(watchdog);
}
