#include "engine/outbox.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>
#include <utlist.h>

#include "base/memory.h"

/* In milliseconds; an action sent MOST_TRIES times and never answered is given up. */
enum { FIRST_WAIT = 30 * 1000, LONGEST_WAIT = 300 * 1000, MOST_TRIES = 20 };

/* Actions on their way to one source that nobody has answered. The socket holds up an adapter that
 * is slow; this is for one that reads and does not answer. It is wide, because one that forgets to
 * answer for some kinds of actions must not make the shop dumb. */
enum { WINDOW = 10000 };
#define NOT_SEEN INT64_MIN

struct action {
  struct zg_action_row row; /* its texts are owned */
  UT_hash_handle hh;        /* by id, within its route */
  struct action *prev, *next;
  bool sent;
  int tries;     /* how often it was sent */
  int64_t since; /* it is on its way; NOT_SEEN until the clock was looked at */
};

/* The queue of one source. */
struct route {
  UT_hash_handle hh;
  struct action *queue; /* oldest first */
  struct action *ids;
  struct action *fresh; /* the oldest that may not be sent yet; NULL: none */
  size_t count, sent;   /* in the queue, and of them on their way */
  size_t bytes;         /* of all */
  char source[];
};

struct zg_outbox {
  struct route *routes;
  uint64_t committed;
};

struct zg_outbox *zg_outbox_new(void) {
  return zg_alloc(sizeof(struct zg_outbox));
}

static struct route *find_route(const struct zg_outbox *outbox, const char *source) {
  struct route *route = NULL;
  HASH_FIND_STR(outbox->routes, source, route);
  return route;
}

static void drop(struct route *route, struct action *action) {
  if (route->fresh == action) route->fresh = action->next;
  HASH_DELETE(hh, route->ids, action);
  DL_DELETE(route->queue, action);
  route->count--;
  route->bytes -= strlen(action->row.json);
  if (action->sent) route->sent--;
  free((char *)action->row.shop);
  free((char *)action->row.id);
  free((char *)action->row.type);
  free((char *)action->row.json);
  free(action);
}

void zg_outbox_free(struct zg_outbox *outbox) {
  struct route *route = NULL, *next = NULL;
  if (outbox == NULL) return;
  HASH_ITER(hh, outbox->routes, route, next) {
    while (route->queue != NULL)
      drop(route, route->queue);
    HASH_DELETE(hh, outbox->routes, route);
    free(route);
  }
  free(outbox);
}

void zg_outbox_add(struct zg_outbox *outbox, const struct zg_action_row *row) {
  struct route *route = find_route(outbox, row->source);
  struct action *action = zg_alloc(sizeof *action);
  if (route == NULL) {
    route = zg_alloc(sizeof *route + strlen(row->source) + 1);
    strcpy(route->source, row->source);
    HASH_ADD_STR(outbox->routes, source, route);
  }
  action->row = (struct zg_action_row){.seq = row->seq,
                                       .shop = zg_strdup(row->shop),
                                       .source = route->source,
                                       .id = zg_strdup(row->id),
                                       .type = zg_strdup(row->type),
                                       .json = zg_strdup(row->json)};
  DL_APPEND(route->queue, action);
  HASH_ADD_KEYPTR(hh, route->ids, action->row.id, strlen(action->row.id), action);
  if (route->fresh == NULL) route->fresh = action;
  route->count++;
  route->bytes += strlen(row->json);
}

void zg_outbox_committed(struct zg_outbox *outbox, uint64_t seq) {
  outbox->committed = seq;
}

/* The oldest of the route that can be taken, or NULL. */
static struct action *next_fresh(const struct zg_outbox *outbox, struct route *route) {
  if (route->sent >= WINDOW) return NULL;
  while (route->fresh != NULL && route->fresh->sent)
    route->fresh = route->fresh->next;
  bool safe = route->fresh != NULL && route->fresh->row.seq <= outbox->committed;
  return safe ? route->fresh : NULL;
}

/* Offers one action; false when it is not wanted now. */
static bool take_one(struct route *route, struct action *action, zg_action_fn *fn, void *arg,
                     zg_outbox_left_fn *left, void *left_arg) {
  const struct zg_action_view view = {.id = action->row.id,
                                      .type = action->row.type,
                                      .source = route->source,
                                      .json = action->row.json,
                                      .len = strlen(action->row.json)};
  enum zg_taken taken = fn(arg, &view);
  if (taken == ZG_TAKE_LATER) return false;
  if (taken == ZG_TAKE_DONE) {
    left(left_arg, &action->row);
    drop(route, action);
  } else {
    action->sent = true;
    route->sent++;
    action->since = NOT_SEEN;
    action->tries++;
  }
  return true;
}

/* The route whose next action is the oldest of all, or NULL: so the order of actions for several
 * sources is that of their deciding. */
static struct route *oldest_route(const struct zg_outbox *outbox) {
  struct route *oldest = NULL;
  for (struct route *r = outbox->routes; r != NULL; r = r->hh.next)
    if (next_fresh(outbox, r) != NULL &&
        (oldest == NULL || r->fresh->row.seq < oldest->fresh->row.seq))
      oldest = r;
  return oldest;
}

int zg_outbox_take(struct zg_outbox *outbox, const char *source, zg_action_fn *fn, void *arg,
                   zg_outbox_left_fn *left, void *left_arg) {
  int taken = 0;
  for (;;) {
    struct route *route = source != NULL ? find_route(outbox, source) : oldest_route(outbox);
    struct action *action = route != NULL ? next_fresh(outbox, route) : NULL;
    if (action == NULL || !take_one(route, action, fn, arg, left, left_arg)) return taken;
    taken++;
  }
}

/* How long an action that was sent so often may go unanswered. */
static int64_t patience(int tries) {
  int64_t wait = FIRST_WAIT;
  for (int i = 1; i < tries && wait < LONGEST_WAIT; i++)
    wait *= 2;
  return wait < LONGEST_WAIT ? wait : LONGEST_WAIT;
}

static int retry_route(struct route *route, int64_t now, zg_outbox_left_fn *give_up, void *arg) {
  struct action *action = NULL, *next = NULL;
  int again = 0;
  DL_FOREACH_SAFE(route->queue, action, next) {
    if (!action->sent) continue;
    if (action->since == NOT_SEEN || action->since > now) action->since = now;
    if (now - action->since < patience(action->tries)) continue;
    again++;
    if (action->tries >= MOST_TRIES) {
      give_up(arg, &action->row);
      drop(route, action);
      continue;
    }
    action->sent = false;
    route->sent--;
    route->fresh = route->queue;
  }
  return again;
}

int zg_outbox_retry(struct zg_outbox *outbox, int64_t now, zg_outbox_left_fn *give_up, void *arg) {
  struct route *route = NULL, *next = NULL;
  int again = 0;
  HASH_ITER(hh, outbox->routes, route, next) {
    again += retry_route(route, now, give_up, arg);
    if (route->count > 0) continue;
    HASH_DELETE(hh, outbox->routes, route); /* anybody can make up sources */
    free(route);
  }
  return again;
}

int zg_outbox_remove(struct zg_outbox *outbox, const char *source, const char *id,
                     zg_outbox_left_fn *left, void *left_arg) {
  struct route *route = find_route(outbox, source);
  struct action *action = NULL;
  if (route != NULL) HASH_FIND_STR(route->ids, id, action);
  if (action == NULL || action->row.seq > outbox->committed) return ZG_ENOTFOUND;
  left(left_arg, &action->row);
  drop(route, action);
  return 0;
}

void zg_outbox_release(struct zg_outbox *outbox, const char *source) {
  struct route *route = find_route(outbox, source);
  if (route == NULL) return;
  for (struct action *a = route->queue; a != NULL; a = a->next)
    a->sent = false;
  route->sent = 0;
  route->fresh = route->queue;
}

bool zg_outbox_full(const struct zg_outbox *outbox, const char *source) {
  const struct route *route = find_route(outbox, source);
  return route != NULL && (route->count >= ZG_OUTBOX_ACTIONS || route->bytes >= ZG_OUTBOX_BYTES);
}

size_t zg_outbox_pending(const struct zg_outbox *outbox, const char *source) {
  const struct route *route = find_route(outbox, source);
  return route != NULL ? route->count : 0;
}
