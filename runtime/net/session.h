/* session: what the lines of one connection mean.
 *
 * Every line is first offered to the engine as an event; what is no event is a control message
 * (wire.h) or gets an error line. Sessions live on a list of their server, which drives them: peers
 * bring lines in, and at the end of each turn the server commits, then lets the sessions answer.
 *
 * Plain, without a hello: an action counts as delivered once it is in the peer's queue.
 * With a hello and acks (the default): actions stay in the outbox until they are acknowledged, and
 * events are acknowledged once they are committed. With "acks":false it is plain delivery, for the
 * named source only. Actions that the filter of a hello excludes are dropped as done. */
#ifndef ZG_NET_SESSION_H
#define ZG_NET_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zhanggui.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "net/peer.h"
#include "net/routes.h"
#include "net/shares.h"

enum { ZG_SESSION_SOURCES = 64 }; /* that one connection may say hello for */

/* What all sessions of a server share. */
struct zg_hall {
  struct zg *zg;
  struct zg_routes *routes;
  struct zg_shares *shares;
  struct zg_arena *arena;  /* of the line being read */
  struct zg_bytes scratch; /* of the line being written */
  bool dirty;              /* the engine has something to commit */
  size_t fed;              /* events since the last batch was handed over */
  uint64_t since;          /* when the first of them came, in nanoseconds of the loop's clock */
  bool deliver;            /* somebody new can take actions */
  bool stirred;            /* the turn has something to do */
};

struct zg_session {
  struct zg_hall *hall;
  struct zg_peer *peer;
  struct zg_member member;
  bool acks;              /* said hello and wants them */
  char **filter;          /* patterns of actions it takes, NULL-terminated; NULL: all */
  struct zg_bytes ids;    /* of events to acknowledge after their commit, as "a","b", */
  struct zg_bytes sealed; /* of those whose commit is under way */
  uint64_t line;          /* number of the latest */
  bool later;             /* actions wait for room in its queue */
  bool drained;           /* there is room again */
  struct zg_share *share; /* of the shop it sent of last; NULL: of none so far */
  bool sliced;            /* the shop had its share; other lines are for a later turn */
  bool ended;             /* the other side sends no more */
  bool sealed_end;        /* it had ended when the commit under way began */
  bool finishing;         /* and will get no more than is queued */
  struct zg_session *prev, *next;
};

struct zg_session *zg_session_new(struct zg_hall *hall);
void zg_session_free(struct zg_session *session); /* leaves the routes */

/* One line of the peer. */
void zg_session_line(struct zg_session *session, uint64_t number, const char *line, size_t len,
                     bool whole);

/* A commit begins: what was fed so far is in it. */
void zg_session_seal(struct zg_session *session);

/* After a commit: tells which events are safe. */
void zg_session_acknowledge(struct zg_session *session);
/* After a commit that failed: tells those who wait for it that they will have to. */
void zg_session_apologise(struct zg_session *session, const struct zg_error *why);

/* Takes an action, or not; `session` is a struct zg_session. For zg_routes_deliver. */
enum zg_taken zg_session_offer(void *session, const struct zg_action_view *action);

/* No more lines, no more actions; what is queued is written, then it closes. */
void zg_session_finish(struct zg_session *session);

#endif
