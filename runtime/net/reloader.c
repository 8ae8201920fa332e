#include "net/reloader.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "base/memory.h"
#include "engine/reload.h"
#include "net/trial.h"
#include "net/watch.h"
#include "net/wire.h"

enum { TRIES = 3 };

/* Somebody who waits for a job. */
struct waiter {
  struct zg_ticket *ticket;
  struct waiter *next;
};

/* A shop to be built anew. */
struct job {
  char *shop;
  struct waiter *waiters;
  int tries; /* that ended because its files changed under them */
  struct job *prev, *next;
};

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
  struct place *places;
  size_t timers;       /* of places, not closed yet */
  struct job *queue;   /* to be done */
  struct job *current; /* being done; NULL: none */
  struct zg_reload *reload;
  struct zg_trial *trial;
  uv_work_t work;
  int result;                    /* how the thread ended, */
  struct zg_error built;         /* and why; after a success it may hold a warning */
  struct zg_reload_pack *proved; /* packs whose stories have passed since it last was idle */
  size_t proved_count, proved_cap;
  bool closed;
};

static const struct zg_error closing = {.code = ZG_EUNAVAILABLE, .message = "the server ends"};

static void say(struct zg_reloader *r, const char *format, const char *shop, const char *text) {
  struct zg_bytes line = {0};
  zg_bytes_printf(&line, format, shop, text);
  if (r->config.on_log != NULL) r->config.on_log(r->config.log_arg, line.data);
  zg_bytes_fini(&line);
}

/* ---- tickets */

static void tell(struct waiter *waiters, const struct zg_bytes *row) {
  struct waiter *waiter = NULL, *next = NULL;
  LL_FOREACH_SAFE(waiters, waiter, next) {
    if (waiter->ticket != NULL) {
      zg_bytes_add(&waiter->ticket->rows, row->data, row->len);
      waiter->ticket->left--;
    }
    free(waiter);
  }
}

static void forget_in(struct job *job, const struct zg_ticket *ticket) {
  struct waiter *waiter = NULL;
  if (job == NULL) return;
  LL_FOREACH(job->waiters, waiter) {
    if (waiter->ticket == ticket) waiter->ticket = NULL;
  }
}

void zg_reloader_forget(struct zg_reloader *r, struct zg_ticket *ticket) {
  struct job *job = NULL;
  if (ticket == NULL) return;
  DL_FOREACH(r->queue, job) {
    forget_in(job, ticket);
  }
  forget_in(r->current, ticket);
  zg_bytes_fini(&ticket->rows);
  free(ticket);
}

/* ---- a job, step by step */

static void start_next(struct zg_reloader *r);

static void add_text(struct zg_bytes *row, const char *name, const char *text) {
  zg_bytes_printf(row, ",\"%s\":", name);
  zg_wire_text(row, text, strlen(text));
}

static int find_generation(void *arg, const struct zg_shop_view *shop) {
  const char **wanted = arg; /* the id, and the generation once it is found */
  if (strcmp(shop->id, wanted[0]) != 0) return 0;
  wanted[1] = shop->generation;
  return 1;
}

/* Shops that have a pack in common ask for it one after the other; later it is in force, or played
 * again. */
static void forget_proved(struct zg_reloader *r) {
  while (r->proved_count > 0)
    free(r->proved[--r->proved_count].name);
}

/* The job is over: `err` says why it failed, or is NULL and `changed` says how it went. */
static void end_job(struct zg_reloader *r, const struct zg_error *err, bool changed) {
  struct job *job = r->current;
  struct zg_bytes row = {0};
  char text[1200] = "";
  const char *found[2] = {job->shop, ""};
  r->current = NULL;
  zg_shops(r->config.zg, find_generation, found);
  zg_bytes_add_text(&row, "{\"shop\":");
  zg_wire_text(&row, job->shop, strlen(job->shop));
  add_text(&row, "generation", found[1]);
  zg_bytes_printf(&row, ",\"changed\":%s", changed ? "true" : "false");
  if (err != NULL) {
    add_text(&row, "error", zg_error_text(err, text, sizeof text));
    say(r, "shop %s: %s; the rules in force go on", job->shop, text);
  } else if (changed) {
    say(r, "shop %s: generation %s is in force", job->shop, found[1]);
  }
  zg_bytes_add_text(&row, "}\n");
  tell(job->waiters, &row);
  zg_bytes_fini(&row);
  free(job->shop);
  free(job);
  r->config.on_work(r->config.arg);
  if (r->queue == NULL) forget_proved(r);
  start_next(r);
}

struct dropping {
  uv_work_t work;
  struct zg_reload *reload;
  bool last; /* of those that were asked for */
};

/* What was freed goes back to the system in the end, or holes between what lives would add up. */
static void drop(uv_work_t *work) {
  const struct dropping *dropping = work->data;
  zg_reload_drop(dropping->reload);
  if (dropping->last) malloc_trim(0);
}

static void on_dropped(uv_work_t *work, int status) {
  (void)status;
  free(work->data);
}

/* On another thread: what is freed may be a whole generation. */
static void drop_reload(struct zg_reloader *r) {
  if (r->reload == NULL) return;
  struct dropping *dropping = zg_alloc(sizeof *dropping);
  dropping->work.data = dropping;
  dropping->reload = r->reload;
  dropping->last = r->queue == NULL;
  r->reload = NULL;
  uv_queue_work(&r->config.loop->uv, &dropping->work, drop, on_dropped);
}

static void fail_job(struct zg_reloader *r, const struct zg_error *err) {
  drop_reload(r);
  end_job(r, err, false);
}

static void note_proved(void *arg, const char *name, uint64_t hash) {
  struct zg_reloader *r = arg;
  for (size_t i = 0; i < r->proved_count; i++)
    if (r->proved[i].hash == hash && strcmp(r->proved[i].name, name) == 0) return;
  zg_grow(&r->proved, &r->proved_cap, r->proved_count, sizeof *r->proved);
  r->proved[r->proved_count++] = (struct zg_reload_pack){.name = zg_strdup(name), .hash = hash};
}

/* What was tried is not what is there by now. */
static void try_again(struct zg_reloader *r) {
  drop_reload(r);
  DL_PREPEND(r->queue, r->current);
  r->current = NULL;
  start_next(r);
}

static void build(uv_work_t *work) {
  struct zg_reloader *r = work->data;
  r->result = zg_reload_build(r->reload, &r->built);
}

static void on_built(uv_work_t *work, int status) {
  struct zg_reloader *r = work->data;
  (void)status;
  if (!r->closed && r->result == ZG_EBUSY && ++r->current->tries < TRIES) {
    try_again(r);
    return;
  }
  if (r->closed || r->result < 0) {
    fail_job(r, r->closed ? &closing : &r->built);
    return;
  }
  zg_reload_each_pack(r->reload, note_proved, r);
  int swapped = zg_reload_swap(r->config.zg, r->reload, &r->built);
  drop_reload(r);
  end_job(r, swapped < 0 ? &r->built : NULL, swapped == 1);
}

static void on_tried(void *arg, const struct zg_error *err) {
  struct zg_reloader *r = arg;
  r->trial = NULL;
  if (err->code < 0) {
    fail_job(r, err);
    return;
  }
  r->work.data = r;
  uv_queue_work(&r->config.loop->uv, &r->work, build, on_built);
}

static void start_next(struct zg_reloader *r) {
  struct zg_error err = {0};
  if (r->closed || r->current != NULL || r->queue == NULL) return;
  r->current = r->queue;
  DL_DELETE(r->queue, r->current);
  int result = zg_reload_begin(r->config.zg, r->current->shop, &r->reload, &err);
  for (size_t i = 0; result == 0 && i < r->proved_count; i++)
    zg_reload_have(r->reload, r->proved[i].name, r->proved[i].hash);
  if (result == 0) r->trial = zg_trial_start(r->config.loop, r->reload, on_tried, r, &err);
  if (r->trial == NULL) fail_job(r, &err);
}

/* ---- asking */

static void enqueue(struct zg_reloader *r, const char *shop, struct zg_ticket *ticket) {
  struct job *job = NULL;
  DL_FOREACH(r->queue, job) {
    if (strcmp(job->shop, shop) == 0) break;
  }
  if (job == NULL) {
    job = zg_alloc(sizeof *job);
    job->shop = zg_strdup(shop);
    DL_APPEND(r->queue, job);
  }
  if (ticket == NULL) return;
  struct waiter *waiter = zg_alloc(sizeof *waiter);
  waiter->ticket = ticket;
  LL_PREPEND(job->waiters, waiter);
  ticket->left++;
}

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
  enqueue(asking->reloader, shop->id, asking->ticket);
  return 0;
}

static size_t ask(struct zg_reloader *r, const char *shop, struct zg_ticket *ticket) {
  struct asking asking = {.reloader = r, .shop = shop, .ticket = ticket};
  if (r->closed) return 0;
  zg_shops(r->config.zg, ask_for, &asking);
  start_next(r);
  return asking.found;
}

struct zg_ticket *zg_reloader_ask(struct zg_reloader *r, const char *shop) {
  struct zg_ticket *ticket = zg_alloc(sizeof *ticket);
  if (ask(r, shop, ticket) > 0) return ticket;
  free(ticket);
  return NULL;
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
  r->config = *config;
  if (!config->watch) return r;
  if (config->rules != NULL) opening.complete = add_place(r, NULL, config->rules);
  zg_shops(config->zg, add_shop, &opening);
  if (!opening.complete && config->on_log != NULL)
    config->on_log(config->log_arg, "not all folders can be watched (the system's limit of inotify "
                                    "watches); after a change say zhanggui ctl reload");
  return r;
}

bool zg_reloader_idle(const struct zg_reloader *r) {
  return r == NULL || (r->current == NULL && r->queue == NULL);
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
  while (r->queue != NULL) {
    struct job *job = r->queue;
    struct zg_bytes none = {0};
    DL_DELETE(r->queue, job);
    zg_bytes_add_text(&none, "");
    tell(job->waiters, &none);
    zg_bytes_fini(&none);
    free(job->shop);
    free(job);
  }
  if (r->trial != NULL) {
    zg_trial_stop(r->trial);
    r->trial = NULL;
    fail_job(r, &closing);
  }
}

void zg_reloader_free(struct zg_reloader *r) {
  if (r == NULL) return;
  forget_proved(r);
  free(r->proved);
  free(r);
}
