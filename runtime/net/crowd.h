/* crowd: the sessions of a server, those that are there now, and what is done to all of them. */
#ifndef ZG_NET_CROWD_H
#define ZG_NET_CROWD_H

#include <stdbool.h>
#include <stddef.h>

#include "net/door.h"
#include "net/session.h"

enum {
  ZG_CROWD_GROUP = 4000, /* events that one batch may have */
  ZG_CROWD_SPAN = 50,    /* milliseconds that it may be gathered */
};

struct zg_crowd {
  struct zg_hall hall;
  struct zg_loop *loop;
  struct zg_door *door; /* is told who was thrown out */
  struct zg_session *sessions;
  size_t count;
  size_t open; /* of them those whose other side may still send */
  bool last;   /* the last open one has sent all it will; the server puts it back */
  bool held;   /* nobody's lines are looked at */
  struct zg_session *stdio;
  /* Standard input and output are gone; `why` is NULL when in order. Called from anywhere. */
  void (*on_stdio_gone)(void *arg, const char *why);
  void *arg;
};

void zg_crowd_init(struct zg_crowd *crowd, struct zg_loop *loop, struct zg *zg);
void zg_crowd_fini(struct zg_crowd *crowd); /* all sessions are gone */

/* A connection waits at a listener. */
void zg_crowd_accept(struct zg_crowd *crowd, uv_stream_t *stream);
/* Makes a session of standard input and output; zg_crowd_start_stdio lets it begin. */
int zg_crowd_open_stdio(struct zg_crowd *crowd, struct zg_error *err);
void zg_crowd_start_stdio(struct zg_crowd *crowd); /* if there is one */

/* The steps of a turn. */
void zg_crowd_resume(struct zg_crowd *crowd); /* feeds the lines that waited for room */
void zg_crowd_seal(struct zg_crowd *crowd);   /* a commit begins: what was fed so far is in it */
void zg_crowd_answer(struct zg_crowd *crowd); /* it is done: acks, actions, farewells */
void zg_crowd_flush(struct zg_crowd *crowd);  /* writes it all */
void zg_crowd_apologise(struct zg_crowd *crowd, const struct zg_error *why); /* commit failed */

/* The batch has all it may have; nobody's lines are looked at before it is handed over. */
bool zg_crowd_full(const struct zg_crowd *crowd);
void zg_crowd_hold(struct zg_crowd *crowd, bool on); /* stops looking at lines, goes on again */
void zg_crowd_stop(struct zg_crowd *crowd);          /* what was read is fed, no more is */
void zg_crowd_cut(struct zg_crowd *crowd);           /* closes everybody at once */
void zg_crowd_tick(struct zg_crowd *crowd);          /* each second */

#endif
