#include "net/jobs.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "base/memory.h"
#include "engine/reload.h"
#include "net/trial.h"
#include "net/wire.h"

enum {
  TRIES = 3,    /* of a shop whose files change under them */
  PROVED = 256, /* packs that are remembered */
};

/* Somebody who waits for a job. */
struct waiter {
  struct zg_ticket *ticket; /* NULL: does not want to know any more */
  size_t place;
  struct waiter *next;
};

/* A shop to be built anew. */
struct job {
  char *shop;
  uint64_t number; /* in the order they were asked for */
  struct waiter *waiters;
  int tries; /* that ended because its files changed under them */
  struct job *prev, *next;
};

/* Where one job after the other is done. */
struct lane {
  struct zg_jobs *jobs;
  struct job *job;          /* NULL: none */
  struct zg_trial *trial;   /* kept while there is work; NULL: none */
  struct zg_reload *reload; /* of the job */
  uv_work_t work;
  int result;            /* how the thread ended, */
  struct zg_error built; /* and why; after a success it may hold a warning */
  bool building;         /* in the thread */
  bool waits;            /* is built, and lets others go first */
};

struct zg_jobs {
  struct zg_jobs_config config;
  struct job *queue; /* to be done */
  struct lane lanes[ZG_JOBS_LANES];
  size_t lane_count;
  uint64_t numbers;
  bool starting;                 /* whoever is done meanwhile leaves the next to it */
  struct zg_reload_pack *proved; /* packs whose stories have passed since it last was idle */
  size_t proved_count, proved_cap;
  bool closed;
};

static const struct zg_error closing = {.code = ZG_EUNAVAILABLE, .message = "the server ends"};

static void say(struct zg_jobs *jobs, const char *format, const char *shop, const char *text) {
  struct zg_bytes line = {0};
  zg_bytes_printf(&line, format, shop, text);
  if (jobs->config.on_log != NULL) jobs->config.on_log(jobs->config.log_arg, line.data);
  zg_bytes_fini(&line);
}

/* ---- who waits */

/* The job is over for everybody who waits; frees it. */
static void dismiss(struct job *job, const struct zg_bytes *row) {
  struct waiter *waiter = NULL, *next = NULL;
  LL_FOREACH_SAFE(job->waiters, waiter, next) {
    if (waiter->ticket != NULL) zg_ticket_tell(waiter->ticket, waiter->place, row);
    free(waiter);
  }
  free(job->shop);
  free(job);
}

static void forget_in(struct job *job, const struct zg_ticket *ticket) {
  struct waiter *waiter = NULL;
  if (job == NULL) return;
  LL_FOREACH(job->waiters, waiter) {
    if (waiter->ticket == ticket) waiter->ticket = NULL;
  }
}

void zg_jobs_forget(struct zg_jobs *jobs, const struct zg_ticket *ticket) {
  struct job *job = NULL;
  DL_FOREACH(jobs->queue, job) {
    forget_in(job, ticket);
  }
  for (size_t i = 0; i < jobs->lane_count; i++)
    forget_in(jobs->lanes[i].job, ticket);
}

/* ---- packs whose stories have passed */

/* Shops that have a pack in common ask for it one after the other; later it is in force, or played
 * again. */
static void forget_proved(struct zg_jobs *jobs) {
  while (jobs->proved_count > 0)
    free(jobs->proved[--jobs->proved_count].name);
}

static void note_proved(void *arg, const char *name, uint64_t hash) {
  struct zg_jobs *jobs = arg;
  if (jobs->proved_count >= PROVED) return;
  for (size_t i = 0; i < jobs->proved_count; i++)
    if (jobs->proved[i].hash == hash && strcmp(jobs->proved[i].name, name) == 0) return;
  zg_grow(&jobs->proved, &jobs->proved_cap, jobs->proved_count, sizeof *jobs->proved);
  jobs->proved[jobs->proved_count++] =
      (struct zg_reload_pack){.name = zg_strdup(name), .hash = hash};
}

/* ---- a job, step by step */

static void add_text(struct zg_bytes *row, const char *name, const char *text) {
  zg_bytes_printf(row, ",\"%s\":", name);
  zg_wire_text(row, text, strlen(text));
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
static void drop_reload(struct lane *lane) {
  if (lane->reload == NULL) return;
  struct dropping *dropping = zg_alloc(sizeof *dropping);
  dropping->work.data = dropping;
  dropping->reload = lane->reload;
  dropping->last = zg_jobs_idle(lane->jobs);
  lane->reload = NULL;
  uv_queue_work(&lane->jobs->config.loop->uv, &dropping->work, drop, on_dropped);
}

static void end_trial(struct lane *lane) {
  zg_trial_close(lane->trial);
  lane->trial = NULL;
}

static void swap_waiting(struct zg_jobs *jobs);

/* The job is over: `err` says why it failed, or is NULL and `changed` says how it went. */
static void end_job(struct lane *lane, const struct zg_error *err, bool changed) {
  struct zg_jobs *jobs = lane->jobs;
  struct job *job = lane->job;
  struct zg_bytes row = {0};
  char text[1200] = "";
  const char *generation = zg_reload_in_force(jobs->config.zg, job->shop);
  lane->job = NULL;
  drop_reload(lane);
  zg_bytes_add_text(&row, "{\"shop\":");
  zg_wire_text(&row, job->shop, strlen(job->shop));
  add_text(&row, "generation", generation);
  zg_bytes_printf(&row, ",\"changed\":%s", changed ? "true" : "false");
  if (err != NULL) {
    add_text(&row, "error", zg_error_text(err, text, sizeof text));
    say(jobs, "shop %s: %s; the rules in force go on", job->shop, text);
  } else if (changed) {
    say(jobs, "shop %s: generation %s is in force", job->shop, generation);
  }
  zg_bytes_add_text(&row, "}\n");
  dismiss(job, &row);
  zg_bytes_fini(&row);
  jobs->config.on_work(jobs->config.arg);
  swap_waiting(jobs);
  zg_jobs_start(jobs);
}

/* What was tried is not what is there by now. */
static void try_again(struct lane *lane) {
  DL_PREPEND(lane->jobs->queue, lane->job);
  lane->job = NULL;
  drop_reload(lane);
  zg_jobs_start(lane->jobs);
}

/* Nothing that was asked for before it is left to be done. */
static bool is_first(const struct lane *lane) {
  const struct zg_jobs *jobs = lane->jobs;
  const struct job *job = NULL;
  DL_FOREACH(jobs->queue, job) {
    if (job->number < lane->job->number) return false;
  }
  for (size_t i = 0; i < jobs->lane_count; i++) {
    const struct job *other = jobs->lanes[i].job;
    if (other != NULL && other->number < lane->job->number) return false;
  }
  return true;
}

static void swap(struct lane *lane) {
  lane->waits = false;
  zg_reload_each_pack(lane->reload, note_proved, lane->jobs);
  int swapped = zg_reload_swap(lane->jobs->config.zg, lane->reload, &lane->built);
  end_job(lane, swapped < 0 ? &lane->built : NULL, swapped == 1);
}

/* Each end of a job looks again, so one is enough. */
static void swap_waiting(struct zg_jobs *jobs) {
  for (size_t i = 0; !jobs->closed && i < jobs->lane_count; i++) {
    if (!jobs->lanes[i].waits || !is_first(&jobs->lanes[i])) continue;
    swap(&jobs->lanes[i]);
    return;
  }
}

static void build(uv_work_t *work) {
  struct lane *lane = work->data;
  lane->result = zg_reload_build(lane->reload, &lane->built);
}

static void on_built(uv_work_t *work, int status) {
  struct lane *lane = work->data;
  const struct zg_jobs *jobs = lane->jobs;
  (void)status;
  lane->building = false;
  if (!jobs->closed && lane->result == ZG_EBUSY && ++lane->job->tries < TRIES) {
    try_again(lane);
  } else if (jobs->closed || lane->result < 0) {
    end_job(lane, jobs->closed ? &closing : &lane->built, false);
  } else if (zg_reload_moves_sources(jobs->config.zg, lane->reload) && !is_first(lane)) {
    lane->waits = true;
  } else {
    swap(lane);
  }
}

static void on_tried(void *arg, const struct zg_error *err) {
  struct lane *lane = arg;
  if (!zg_trial_fit(lane->trial)) end_trial(lane);
  if (err->code < 0) {
    end_job(lane, err, false);
  } else if (zg_reload_changes_nothing(lane->jobs->config.zg, lane->reload)) {
    end_job(lane, NULL, false);
  } else {
    lane->building = true;
    lane->work.data = lane;
    uv_queue_work(&lane->jobs->config.loop->uv, &lane->work, build, on_built);
  }
}

static void begin(struct lane *lane, struct job *job) {
  struct zg_jobs *jobs = lane->jobs;
  struct zg_error err = {0};
  lane->job = job;
  lane->built = (struct zg_error){0};
  int result = zg_reload_begin(jobs->config.zg, job->shop, &lane->reload, &err);
  for (size_t i = 0; result == 0 && i < jobs->proved_count; i++)
    zg_reload_have(lane->reload, jobs->proved[i].name, jobs->proved[i].hash);
  if (lane->trial != NULL && !zg_trial_fit(lane->trial)) end_trial(lane);
  if (result == 0 && lane->trial == NULL) lane->trial = zg_trial_open(jobs->config.loop, &err);
  if (result == 0 && lane->trial != NULL)
    zg_trial_start(lane->trial, lane->reload, on_tried, lane);
  else
    end_job(lane, &err, false);
}

/* ---- who does what */

/* A shop that is asked for again while it is under way has its turn after that. */
static bool is_under_way(const struct zg_jobs *jobs, const char *shop) {
  for (size_t i = 0; i < jobs->lane_count; i++)
    if (jobs->lanes[i].job != NULL && strcmp(jobs->lanes[i].job->shop, shop) == 0) return true;
  return false;
}

static struct job *take_next(struct zg_jobs *jobs) {
  struct job *job = NULL;
  DL_FOREACH(jobs->queue, job) {
    if (!is_under_way(jobs, job->shop)) break;
  }
  if (job != NULL) DL_DELETE(jobs->queue, job);
  return job;
}

static struct lane *free_lane(struct zg_jobs *jobs) {
  for (size_t i = 0; i < jobs->lane_count; i++)
    if (jobs->lanes[i].job == NULL) return &jobs->lanes[i];
  return NULL;
}

void zg_jobs_start(struct zg_jobs *jobs) {
  struct lane *lane = NULL;
  struct job *job = NULL;
  if (jobs->starting) return;
  jobs->starting = true;
  while (!jobs->closed && (lane = free_lane(jobs)) != NULL && (job = take_next(jobs)) != NULL)
    begin(lane, job);
  jobs->starting = false;
  if (!zg_jobs_idle(jobs)) return;
  forget_proved(jobs);
  for (size_t i = 0; i < jobs->lane_count; i++)
    end_trial(&jobs->lanes[i]);
}

void zg_jobs_add(struct zg_jobs *jobs, const char *shop, struct zg_ticket *ticket) {
  struct job *job = NULL;
  DL_FOREACH(jobs->queue, job) {
    if (strcmp(job->shop, shop) == 0) break;
  }
  if (job == NULL) {
    job = zg_alloc(sizeof *job);
    job->shop = zg_strdup(shop);
    job->number = jobs->numbers++;
    DL_APPEND(jobs->queue, job);
  }
  if (ticket == NULL) return;
  struct waiter *waiter = zg_alloc(sizeof *waiter);
  waiter->ticket = ticket;
  waiter->place = zg_ticket_add(ticket);
  LL_PREPEND(job->waiters, waiter);
}

bool zg_jobs_idle(const struct zg_jobs *jobs) {
  for (size_t i = 0; i < jobs->lane_count; i++)
    if (jobs->lanes[i].job != NULL) return false;
  return jobs->queue == NULL;
}

/* ---- opening and closing */

struct zg_jobs *zg_jobs_open(const struct zg_jobs_config *config) {
  struct zg_jobs *jobs = zg_alloc(sizeof *jobs);
  size_t processors = uv_available_parallelism();
  jobs->config = *config;
  jobs->lane_count = processors < ZG_JOBS_LANES ? processors : ZG_JOBS_LANES;
  for (size_t i = 0; i < jobs->lane_count; i++)
    jobs->lanes[i].jobs = jobs;
  return jobs;
}

/* What is in a thread ends when that does. */
void zg_jobs_close(struct zg_jobs *jobs) {
  if (jobs->closed) return;
  jobs->closed = true;
  while (jobs->queue != NULL) {
    struct job *job = jobs->queue;
    struct zg_bytes none = {0};
    DL_DELETE(jobs->queue, job);
    zg_bytes_add_text(&none, "");
    dismiss(job, &none);
    zg_bytes_fini(&none);
  }
  for (size_t i = 0; i < jobs->lane_count; i++) {
    struct lane *lane = &jobs->lanes[i];
    end_trial(lane);
    lane->waits = false;
    if (lane->job != NULL && !lane->building) end_job(lane, &closing, false);
  }
}

void zg_jobs_free(struct zg_jobs *jobs) {
  if (jobs == NULL) return;
  forget_proved(jobs);
  free(jobs->proved);
  free(jobs);
}
