#include "net/crowd.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <utlist.h>

void zg_crowd_init(struct zg_crowd *crowd, struct zg_loop *loop, struct zg *zg) {
  *crowd = (struct zg_crowd){.loop = loop};
  crowd->hall.zg = zg;
  crowd->hall.routes = zg_routes_new();
  crowd->hall.shares = zg_shares_new();
  crowd->hall.arena = zg_arena_new();
}

void zg_crowd_fini(struct zg_crowd *crowd) {
  assert(crowd->sessions == NULL);
  zg_routes_free(crowd->hall.routes);
  zg_shares_free(crowd->hall.shares);
  zg_arena_free(crowd->hall.arena);
  zg_bytes_fini(&crowd->hall.scratch);
}

/* --- what peers tell --- */

static struct zg_crowd *crowd_of(struct zg_session *session) {
  return (struct zg_crowd *)((char *)session->hall - offsetof(struct zg_crowd, hall));
}

/* A shop whose lines take long gives way to the others after its share of a turn, or a slow pack
 * would keep all of them waiting. */
static void on_line(void *arg, uint64_t number, const char *line, size_t len, bool whole) {
  struct zg_session *session = arg;
  struct zg_crowd *crowd = crowd_of(session);
  uint64_t begun = uv_hrtime(), turn = crowd->loop->turn;
  zg_session_line(session, number, line, len, whole);
  if (session->share != NULL) {
    zg_share_use(session->share, turn, uv_hrtime() - begun);
    if (zg_share_spent(session->share, turn)) {
      session->sliced = true;
      crowd->hall.stirred = true;
      zg_peer_hold(session->peer, true);
    }
  }
  if (zg_crowd_full(crowd)) zg_crowd_hold(crowd, true);
}

static void on_end(void *arg) {
  struct zg_session *session = arg;
  struct zg_crowd *crowd = crowd_of(session);
  session->ended = true;
  if (--crowd->open == 0) crowd->last = true;
  crowd->hall.stirred = true;
}

static void on_drain(void *arg) {
  struct zg_session *session = arg;
  session->drained = true;
  session->hall->deliver = true;
  session->hall->stirred = true;
}

static void on_gone(void *arg, const char *why) {
  struct zg_session *session = arg;
  struct zg_crowd *crowd = crowd_of(session);
  bool stdio = session == crowd->stdio;
  DL_DELETE(crowd->sessions, session);
  crowd->count--;
  if (!session->ended) crowd->open--;
  crowd->hall.stirred = true;
  crowd->hall.deliver = true; /* what it had claimed may go to another */
  zg_session_free(session);
  if (stdio) {
    crowd->stdio = NULL;
    crowd->on_stdio_gone(crowd->arg, why);
  } else if (why != NULL) {
    zg_door_note(crowd->door, why);
  }
}

static const struct zg_peer_calls peer_calls = {on_line, on_end, on_drain, on_gone};

/* --- coming in --- */

static void enrol(struct zg_crowd *crowd, struct zg_session *session, struct zg_peer *peer) {
  session->peer = peer;
  DL_APPEND(crowd->sessions, session);
  crowd->count++;
  crowd->open++;
  if (crowd->held) zg_peer_hold(peer, true);
}

void zg_crowd_accept(struct zg_crowd *crowd, uv_stream_t *stream) {
  if (crowd->count >= zg_door_most(crowd->door)) {
    zg_door_refuse(crowd->door, stream);
    return;
  }
  struct zg_session *session = zg_session_new(&crowd->hall);
  struct zg_peer *peer = zg_peer_accept(crowd->loop, stream, &peer_calls, session);
  if (peer == NULL) {
    zg_session_free(session);
    return;
  }
  enrol(crowd, session, peer);
  zg_peer_start(peer);
}

/* 0 and 1 are served through copies, and /dev/null is left in their place, so that no stray print
 * of anything in this process can come between the lines of the protocol. */
int zg_crowd_open_stdio(struct zg_crowd *crowd, struct zg_error *err) {
  int status = 0;
  int in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (in < 0 || out < 0 || null < 0) {
    status = uv_translate_sys_error(errno);
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    if (null >= 0) close(null);
    return zg_fail(err, ZG_ESYSTEM, "-: cannot use standard input and output: %s",
                   uv_strerror(status));
  }
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  close(null);
  struct zg_session *session = zg_session_new(&crowd->hall);
  struct zg_peer *peer = zg_peer_open(crowd->loop, in, out, &peer_calls, session, &status);
  if (peer == NULL) {
    zg_session_free(session);
    return zg_fail(err, ZG_ESYSTEM, "-: cannot use standard input and output: %s",
                   uv_strerror(status));
  }
  crowd->stdio = session;
  enrol(crowd, session, peer);
  return 0;
}

void zg_crowd_start_stdio(struct zg_crowd *crowd) {
  if (crowd->stdio != NULL) zg_peer_start(crowd->stdio->peer);
}

/* --- doing something to all. A session may go while its peer is called, but no other may. --- */

/* Who is to be heard next: of those with lines waiting, one of the shop that was served longest
 * ago; NULL: nobody, or whoever is left had its share of this turn. */
static struct zg_session *next_heard(struct zg_crowd *crowd) {
  struct zg_session *session = NULL, *best = NULL;
  uint64_t turn = crowd->loop->turn, longest = UINT64_MAX;
  DL_FOREACH(crowd->sessions, session) {
    if (!session->drained && !session->sliced) continue;
    const struct zg_share *share = session->share;
    if (share != NULL && zg_share_spent(share, turn)) {
      crowd->hall.stirred = true; /* in a turn to come */
      continue;
    }
    uint64_t served = share != NULL ? share->served : 0;
    if (best != NULL && served >= longest) continue;
    best = session;
    longest = served;
  }
  return best;
}

void zg_crowd_resume(struct zg_crowd *crowd) {
  struct zg_session *session = NULL;
  while (!crowd->held && (session = next_heard(crowd)) != NULL) {
    session->drained = false;
    session->sliced = false;
    DL_DELETE(crowd->sessions, session); /* behind the others of its shop */
    DL_APPEND(crowd->sessions, session);
    zg_peer_hold(session->peer, false);
    zg_peer_resume(session->peer);
  }
}

void zg_crowd_seal(struct zg_crowd *crowd) {
  struct zg_session *session = NULL;
  DL_FOREACH(crowd->sessions, session) {
    zg_session_seal(session);
  }
}

void zg_crowd_answer(struct zg_crowd *crowd) {
  struct zg_hall *hall = &crowd->hall;
  struct zg_session *session = NULL;
  DL_FOREACH(crowd->sessions, session) {
    zg_session_acknowledge(session);
    if (hall->deliver) session->later = false;
  }
  if (hall->deliver && zg_routes_deliver(hall->routes, hall->zg, zg_session_offer) > 0) {
    hall->dirty = true; /* that they left the outbox; the next turn commits it */
    hall->stirred = true;
  }
  hall->deliver = false;
  DL_FOREACH(crowd->sessions, session) {
    if (session->sealed_end && !session->later && !session->finishing) zg_session_finish(session);
  }
}

void zg_crowd_flush(struct zg_crowd *crowd) {
  struct zg_session *session = NULL, *next = NULL;
  DL_FOREACH_SAFE(crowd->sessions, session, next) {
    zg_peer_flush(session->peer);
  }
}

void zg_crowd_apologise(struct zg_crowd *crowd, const struct zg_error *why) {
  struct zg_session *session = NULL;
  DL_FOREACH(crowd->sessions, session) {
    zg_session_apologise(session, why);
  }
}

bool zg_crowd_full(const struct zg_crowd *crowd) {
  const struct zg_hall *hall = &crowd->hall;
  if (hall->fed == 0) return false;
  return hall->fed >= ZG_CROWD_GROUP ||
         uv_hrtime() - hall->since > ZG_CROWD_SPAN * UINT64_C(1000000);
}

void zg_crowd_hold(struct zg_crowd *crowd, bool on) {
  struct zg_session *session = NULL, *next = NULL;
  if (crowd->held == on) return;
  crowd->held = on;
  DL_FOREACH_SAFE(crowd->sessions, session, next) {
    if (!on) session->drained = true; /* lines may have been left lying */
    zg_peer_hold(session->peer, on || session->sliced);
  }
  if (!on) crowd->hall.stirred = true;
}

void zg_crowd_stop(struct zg_crowd *crowd) {
  struct zg_session *session = NULL, *next = NULL;
  DL_FOREACH_SAFE(crowd->sessions, session, next) {
    zg_peer_stop(session->peer);
  }
  crowd->last = true;
  crowd->hall.stirred = true;
}

void zg_crowd_cut(struct zg_crowd *crowd) {
  struct zg_session *session = NULL, *next = NULL;
  DL_FOREACH_SAFE(crowd->sessions, session, next) {
    zg_peer_cut(session->peer, NULL);
  }
  crowd->hall.stirred = true;
}

void zg_crowd_tick(struct zg_crowd *crowd) {
  struct zg_session *session = NULL, *next = NULL;
  DL_FOREACH_SAFE(crowd->sessions, session, next) {
    zg_peer_tick(session->peer, uv_now(&crowd->loop->uv));
  }
}
