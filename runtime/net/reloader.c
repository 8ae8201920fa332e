#include "net/reloader.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "base/memory.h"
#include "net/watch.h"

/* The folder of one shop (or of the rules of all: then `shop` is NULL), and its changes. */
struct place {
  struct zg_reloader *reloader;
  char *shop;
  struct zg_watch *watch;
  uv_timer_t pause;
  uint64_t since; /* of the first change that was not looked at; 0: there is none */
  struct place *next;
};

struct zg_reloader {
  struct zg_reloader_config config;
  struct zg_jobs *jobs;
  struct place *places;
  size_t timers; /* of places, not closed yet */
  bool closed;
};

/* ---- asking */

struct asking {
  struct zg_reloader *reloader;
  const char *shop; /* NULL: all */
  struct zg_ticket *ticket;
  size_t found;
};

static int ask_for(void *arg, const struct zg_shop_view *shop) {
  struct asking *asking = arg;
  if (asking->shop != NULL && strcmp(asking->shop, shop->id) != 0) return 0;
  asking->found++;
  zg_jobs_add(asking->reloader->jobs, shop->id, asking->ticket);
  return 0;
}

static size_t ask(struct zg_reloader *r, const char *shop, struct zg_ticket *ticket) {
  struct asking asking = {.reloader = r, .shop = shop, .ticket = ticket};
  if (r->closed) return 0;
  zg_shops(r->config.zg, ask_for, &asking);
  zg_jobs_start(r->jobs);
  return asking.found;
}

struct zg_ticket *zg_reloader_ask(struct zg_reloader *r, const char *shop) {
  struct zg_ticket *ticket = zg_ticket_new();
  if (ask(r, shop, ticket) > 0) return ticket;
  zg_ticket_free(ticket);
  return NULL;
}

void zg_reloader_forget(struct zg_reloader *r, struct zg_ticket *ticket) {
  if (ticket == NULL) return;
  zg_jobs_forget(r->jobs, ticket);
  zg_ticket_free(ticket);
}

/* ---- noticing */

static void on_pause(uv_timer_t *timer) {
  struct place *place = timer->data;
  place->since = 0;
  zg_watch_look(place->watch);
  ask(place->reloader, place->shop, NULL);
}

/* Waits for the end of a burst: an editor writes a file in several steps, and people save several
 * files one after the other. */
static void on_change(void *arg) {
  struct place *place = arg;
  uint64_t now = uv_now(&place->reloader->config.loop->uv);
  if (place->since == 0) place->since = now;
  uint64_t latest = place->since + ZG_RELOADER_LONGEST, due = now + ZG_RELOADER_PAUSE;
  if (due > latest) due = latest;
  uv_timer_start(&place->pause, on_pause, due > now ? due - now : 0, 0);
}

static bool add_place(struct zg_reloader *r, const char *shop, const char *folder) {
  struct place *place = zg_alloc(sizeof *place);
  place->reloader = r;
  place->shop = shop != NULL ? zg_strdup(shop) : NULL;
  uv_timer_init(&r->config.loop->uv, &place->pause);
  place->pause.data = place;
  place->watch = zg_watch_open(r->config.loop, folder, on_change, place);
  LL_PREPEND(r->places, place);
  r->timers++;
  return zg_watch_complete(place->watch);
}

struct opening {
  struct zg_reloader *reloader;
  bool complete;
};

static int add_shop(void *arg, const struct zg_shop_view *shop) {
  struct opening *opening = arg;
  if (shop->folder == NULL) return 0;
  if (!add_place(opening->reloader, shop->id, shop->folder)) opening->complete = false;
  return 0;
}

struct zg_reloader *zg_reloader_open(const struct zg_reloader_config *config) {
  struct zg_reloader *r = zg_alloc(sizeof *r);
  struct opening opening = {.reloader = r, .complete = true};
  const struct zg_jobs_config jobs = {.loop = config->loop,
                                      .zg = config->zg,
                                      .on_log = config->on_log,
                                      .log_arg = config->log_arg,
                                      .on_work = config->on_work,
                                      .arg = config->arg};
  r->config = *config;
  r->jobs = zg_jobs_open(&jobs);
  if (!config->watch) return r;
  if (config->rules != NULL) opening.complete = add_place(r, NULL, config->rules);
  zg_shops(config->zg, add_shop, &opening);
  if (!opening.complete && config->on_log != NULL)
    config->on_log(config->log_arg, "not all folders can be watched (the system's limit of inotify "
                                    "watches); after a change say zhanggui ctl reload");
  return r;
}

bool zg_reloader_idle(const struct zg_reloader *r) {
  return r == NULL || zg_jobs_idle(r->jobs);
}

/* ---- closing */

static void on_place_closed(uv_handle_t *handle) {
  struct place *place = handle->data;
  place->reloader->timers--;
  free(place->shop);
  free(place);
}

void zg_reloader_close(struct zg_reloader *r) {
  if (r == NULL || r->closed) return;
  r->closed = true;
  while (r->places != NULL) {
    struct place *place = r->places;
    LL_DELETE(r->places, place);
    zg_watch_close(place->watch);
    uv_close((uv_handle_t *)&place->pause, on_place_closed);
  }
  zg_jobs_close(r->jobs);
}

void zg_reloader_free(struct zg_reloader *r) {
  if (r == NULL) return;
  zg_jobs_free(r->jobs);
  free(r);
}
