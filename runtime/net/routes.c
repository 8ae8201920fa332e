#include "net/routes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define uthash_malloc(size) zg_alloc(size)
#include <uthash.h>
#include <utlist.h>

struct zg_route {
  char *source;
  struct zg_link *links; /* the claim first, then by how lately they sent; the first gets it all */
  UT_hash_handle hh;
};

struct zg_link {
  struct zg_route *route;
  struct zg_member *member;
  bool claim;
  struct zg_link *prev, *next;   /* of the route */
  struct zg_link *mprev, *mnext; /* of the member */
};

struct zg_routes {
  struct zg_route *all;
};

struct zg_routes *zg_routes_new(void) {
  return zg_alloc(sizeof(struct zg_routes));
}

void zg_routes_free(struct zg_routes *routes) {
  if (routes == NULL) return;
  assert(routes->all == NULL);
  free(routes);
}

static struct zg_route *find(struct zg_routes *routes, const char *source) {
  struct zg_route *route = NULL;
  HASH_FIND_STR(routes->all, source, route);
  return route;
}

static struct zg_route *find_or_add(struct zg_routes *routes, const char *source) {
  struct zg_route *route = find(routes, source);
  if (route != NULL) return route;
  route = zg_alloc(sizeof *route);
  route->source = zg_strdup(source);
  HASH_ADD_KEYPTR(hh, routes->all, route->source, strlen(route->source), route);
  return route;
}

/* The route goes with its last link. */
static void unlink_one(struct zg_routes *routes, struct zg_link *link) {
  struct zg_route *route = link->route;
  DL_DELETE(route->links, link);
  DL_DELETE2(link->member->links, link, mprev, mnext);
  if (!link->claim) link->member->plain--;
  free(link);
  if (route->links != NULL) return;
  HASH_DEL(routes->all, route);
  free(route->source);
  free(route);
}

/* To its place in the route: a claim to the front, others behind the claim. */
static void place(struct zg_link *link) {
  struct zg_route *route = link->route;
  if (!link->claim && route->links != NULL && route->links->claim) {
    DL_APPEND_ELEM(route->links, route->links, link);
  } else {
    DL_PREPEND(route->links, link);
  }
  DL_PREPEND2(link->member->links, link, mprev, mnext);
}

static struct zg_link *find_link(struct zg_route *route, const struct zg_member *member) {
  struct zg_link *link = NULL;
  DL_FOREACH(route->links, link) {
    if (link->member == member) break;
  }
  return link;
}

static void add_link(struct zg_route *route, struct zg_member *member, bool claim) {
  struct zg_link *link = zg_alloc(sizeof *link);
  link->route = route;
  link->member = member;
  link->claim = claim;
  if (!claim) member->plain++;
  place(link);
}

bool zg_routes_sent(struct zg_routes *routes, struct zg_member *member, const char *source) {
  if (member->claims) return false;
  /* Nearly always the member sent of this source last time, too. */
  if (member->links != NULL && member->links->route->links == member->links &&
      strcmp(member->links->route->source, source) == 0) {
    return false;
  }
  struct zg_route *route = find_or_add(routes, source);
  struct zg_link *first = route->links;
  struct zg_link *link = find_link(route, member);
  if (link == NULL) {
    add_link(route, member, false);
  } else {
    DL_DELETE(route->links, link);
    DL_DELETE2(member->links, link, mprev, mnext);
    place(link);
  }
  /* The head's `mprev` is the tail. */
  if (member->plain > ZG_MEMBER_SOURCES) unlink_one(routes, member->links->mprev);
  return first == NULL || (first->member != member && !first->claim);
}

static void drop_plain(struct zg_routes *routes, struct zg_member *member) {
  struct zg_link *link = NULL, *next = NULL;
  DL_FOREACH_SAFE2(member->links, link, next, mnext) {
    if (!link->claim) unlink_one(routes, link);
  }
}

struct zg_member *zg_routes_claim(struct zg_routes *routes, struct zg_member *member,
                                  const char *source) {
  struct zg_member *before = NULL;
  drop_plain(routes, member);
  struct zg_route *route = find_or_add(routes, source);
  struct zg_link *claim = route->links != NULL && route->links->claim ? route->links : NULL;
  if (claim != NULL && claim->member == member) return NULL;
  member->claims = true;
  add_link(route, member, true);
  if (claim != NULL) {
    before = claim->member;
    unlink_one(routes, claim);
  }
  return before;
}

void zg_routes_leave(struct zg_routes *routes, struct zg_member *member, struct zg *zg) {
  while (member->links != NULL) {
    if (member->links->claim) zg_release(zg, member->links->route->source);
    unlink_one(routes, member->links);
  }
}

bool zg_routes_claims(struct zg_routes *routes, const struct zg_member *member,
                      const char *source) {
  const struct zg_route *route = find(routes, source);
  return route != NULL && route->links != NULL && route->links->claim &&
         route->links->member == member;
}

size_t zg_routes_count(const struct zg_member *member) {
  size_t count = 0;
  const struct zg_link *link = NULL;
  DL_FOREACH2(member->links, link, mnext) {
    count++;
  }
  return count;
}

int zg_routes_settle(struct zg_member *member, struct zg *zg, const char *id, const char *reason) {
  int rc = ZG_ENOTFOUND;
  struct zg_link *link = NULL;
  DL_FOREACH2(member->links, link, mnext) {
    if (!link->claim) continue;
    const char *source = link->route->source;
    rc = reason == NULL ? zg_acknowledge(zg, source, id) : zg_reject(zg, source, id, reason);
    if (rc != ZG_ENOTFOUND) break;
  }
  return rc;
}

/* --- delivering --- */

struct delivery {
  struct zg_routes *routes;
  enum zg_taken (*offer)(void *session, const struct zg_action_view *action);
  bool stopped;
};

static enum zg_taken on_action(void *arg, const struct zg_action_view *action) {
  struct delivery *delivery = arg;
  struct zg_route *route = find(delivery->routes, action->source);
  enum zg_taken taken = ZG_TAKE_LATER;
  if (route != NULL) taken = delivery->offer(route->links->member->session, action);
  if (taken == ZG_TAKE_LATER) delivery->stopped = true;
  return taken;
}

size_t zg_routes_deliver(struct zg_routes *routes, struct zg *zg,
                         enum zg_taken (*offer)(void *session,
                                                const struct zg_action_view *action)) {
  struct delivery delivery = {routes, offer, false};
  struct zg_route *route = NULL, *next = NULL;
  if (routes->all == NULL) return 0;
  int taken = zg_take_actions(zg, NULL, on_action, &delivery);
  size_t count = taken > 0 ? (size_t)taken : 0;
  if (!delivery.stopped) return count;
  HASH_ITER(hh, routes->all, route, next) {
    taken = zg_take_actions(zg, route->source, on_action, &delivery);
    count += taken > 0 ? (size_t)taken : 0;
  }
  return count;
}
