/* reloader: hot reload: notices that the files of a shop have changed, or is asked, and has the
 * shop built anew and put into force (jobs.h). */
#ifndef ZG_NET_RELOADER_H
#define ZG_NET_RELOADER_H

#include <stdbool.h>

#include <zhanggui.h>

#include "net/jobs.h"
#include "net/loop.h"

enum {
  ZG_RELOADER_PAUSE = 300,    /* milliseconds without a change, before it is looked at */
  ZG_RELOADER_LONGEST = 3000, /* but no later than this after the first change */
};

struct zg_reloader;

struct zg_reloader_config {
  struct zg_loop *loop;
  struct zg *zg;
  bool watch;        /* the folders; else only who asks is served */
  const char *rules; /* the folder of packs that all shops have; NULL: none */
  void (*on_log)(void *arg, const char *message); /* may be NULL */
  void *log_arg;
  void (*on_work)(void *arg); /* somebody's ticket may be done */
  void *arg;
};

struct zg_reloader *zg_reloader_open(const struct zg_reloader_config *config);

/* Asks for one shop, or with NULL for all. NULL when there is no such shop. */
struct zg_ticket *zg_reloader_ask(struct zg_reloader *reloader, const char *shop);
void zg_reloader_forget(struct zg_reloader *reloader, struct zg_ticket *ticket); /* and frees it */

/* Nothing is under way or waiting. */
bool zg_reloader_idle(const struct zg_reloader *reloader);

/* Gives up what is under way; once it is idle and the loop has run out it can be freed. NULL is
 * fine in all. */
void zg_reloader_close(struct zg_reloader *reloader);
void zg_reloader_free(struct zg_reloader *reloader);

#endif
