/* routes: which session gets the actions of which source.
 *
 * A session that said hello for a source has claimed it and gets its actions. There is one claim at
 * most; a newer one takes it over. Without a claim the actions go to the plain session that sent an
 * event of the source last; when that one goes, to the one before it, if it is still there.
 *
 * Sessions are seen from here only by the member they carry and the two calls below. */
#ifndef ZG_NET_ROUTES_H
#define ZG_NET_ROUTES_H

#include <stdbool.h>
#include <stddef.h>

#include <zhanggui.h>

struct zg_link;
struct zg_routes;

/* A session's place in the routes; zeroed is a good start, `session` is the session's. */
struct zg_member {
  void *session;
  struct zg_link *links; /* newest first */
  size_t plain;          /* how many are not claims */
  bool claims;           /* it has at least one */
};

/* A plain session remembers so many sources. The one it sent longest ago is forgotten then: its
 * actions wait in the outbox until it is heard of again. */
enum { ZG_MEMBER_SOURCES = 10000 };

struct zg_routes *zg_routes_new(void);
void zg_routes_free(struct zg_routes *routes); /* all members have left; NULL is fine */

/* The member sent an event of `source`. A member that has claimed anything serves its claims only,
 * and nothing happens. True when it serves the source from now on and did not before. */
bool zg_routes_sent(struct zg_routes *routes, struct zg_member *member, const char *source);

/* The member said hello for `source`; what it served by sending is no longer its. Returns the
 * member that had claimed it before and now has not, or NULL. */
struct zg_member *zg_routes_claim(struct zg_routes *routes, struct zg_member *member,
                                  const char *source);

/* Leaves all routes. What was on its way to a claimed source is released in `zg`. */
void zg_routes_leave(struct zg_routes *routes, struct zg_member *member, struct zg *zg);

/* Whether the member has said hello for the source. */
bool zg_routes_claims(struct zg_routes *routes, const struct zg_member *member, const char *source);

/* How many sources the member serves. */
size_t zg_routes_count(const struct zg_member *member);

/* Finds whose action this is among the sources the member has claimed, and acknowledges it, or
 * rejects it when there is a reason. ZG_ENOTFOUND when it is in none of them. */
int zg_routes_settle(struct zg_member *member, struct zg *zg, const char *id, const char *reason);

/* Offers every action that has a session. They are taken in the order in which they were decided,
 * over all sources, as long as every action can go; the same log then gives the same output
 * whatever the sizes in which it was read. When one cannot (nobody serves its source, or its
 * session has no room), the rest are taken source by source. Returns how many were taken. */
size_t zg_routes_deliver(struct zg_routes *routes, struct zg *zg,
                         enum zg_taken (*offer)(void *session,
                                                const struct zg_action_view *action));

#endif
