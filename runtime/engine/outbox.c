#include "engine/outbox.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>
#include <utlist.h>

#include "base/memory.h"

struct action {
  struct zg_action_row row; /* its texts are owned */
  UT_hash_handle hh;        /* by id, within its route */
  struct action *prev, *next;
  bool sent;
};

/* The queue of one source. */
struct route {
  UT_hash_handle hh;
  struct action *queue; /* oldest first */
  struct action *ids;
  struct action *fresh; /* the oldest that may not be sent yet; NULL: none */
  size_t count;
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
}

void zg_outbox_committed(struct zg_outbox *outbox, uint64_t seq) {
  outbox->committed = seq;
}

static int take_route(struct zg_outbox *outbox, struct route *route, zg_action_fn *fn, void *arg,
                      zg_outbox_left_fn *left, void *left_arg, bool *stop) {
  int taken = 0;
  while (route->fresh != NULL && route->fresh->row.seq <= outbox->committed && !*stop) {
    struct action *action = route->fresh;
    if (action->sent) {
      route->fresh = action->next;
      continue;
    }
    const struct zg_action_view view = {.id = action->row.id,
                                        .type = action->row.type,
                                        .source = route->source,
                                        .json = action->row.json,
                                        .len = strlen(action->row.json)};
    switch (fn(arg, &view)) {
    case ZG_TAKE_DONE:
      left(left_arg, &action->row);
      drop(route, action);
      taken++;
      break;
    case ZG_TAKE_SENT:
      action->sent = true;
      route->fresh = action->next;
      taken++;
      break;
    case ZG_TAKE_LATER:
      *stop = true;
      break;
    }
  }
  return taken;
}

int zg_outbox_take(struct zg_outbox *outbox, const char *source, zg_action_fn *fn, void *arg,
                   zg_outbox_left_fn *left, void *left_arg) {
  bool stop = false;
  if (source != NULL) {
    struct route *route = find_route(outbox, source);
    return route != NULL ? take_route(outbox, route, fn, arg, left, left_arg, &stop) : 0;
  }
  /* Of all sources: merged by sequence, so that the order does not depend on the routes. */
  int taken = 0;
  while (!stop) {
    struct route *oldest = NULL;
    for (struct route *r = outbox->routes; r != NULL; r = r->hh.next) {
      while (r->fresh != NULL && r->fresh->sent)
        r->fresh = r->fresh->next;
      if (r->fresh != NULL && r->fresh->row.seq <= outbox->committed &&
          (oldest == NULL || r->fresh->row.seq < oldest->fresh->row.seq))
        oldest = r;
    }
    if (oldest == NULL) break;
    uint64_t all = outbox->committed;
    outbox->committed = oldest->fresh->row.seq; /* just this one */
    taken += take_route(outbox, oldest, fn, arg, left, left_arg, &stop);
    outbox->committed = all;
  }
  return taken;
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
  route->fresh = route->queue;
}

size_t zg_outbox_pending(const struct zg_outbox *outbox, const char *source) {
  const struct route *route = find_route(outbox, source);
  return route != NULL ? route->count : 0;
}
