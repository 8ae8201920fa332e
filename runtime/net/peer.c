#include "net/peer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "data/lines.h"
#include "net/end.h"

enum {
  LINGER = 1000,    /* milliseconds to hear out who still sends when we are done with it */
  KEEP = 64 * 1024, /* bytes of a buffer that a peer keeps when it is empty */
};

struct zg_peer {
  const uv_loop_t *uv;
  const struct zg_peer_calls *calls;
  void *arg;
  struct zg_end *in, *out; /* the same one for a connection */
  unsigned ends;           /* not yet closed */
  bool stdio;

  struct zg_lines lines;
  struct zg_bytes unseen; /* read, but not looked at yet */
  bool over;              /* the other side has sent all it will */
  bool ended;             /* on_end was called */
  bool choked, held;

  struct zg_bytes next;   /* added since the last flush */
  struct zg_bytes flying; /* being written */
  bool writing;
  uint64_t added;   /* bytes in all */
  uint64_t left;    /* how many of them had left the queue when last looked at */
  uint64_t left_at; /* and when that was */

  bool finishing; /* no more lines; close when all is written */
  bool shut;      /* the other side was told */
  bool lingering; /* for the other side to stop sending */
  bool gone;
};

/* --- lines in --- */

static bool listens(const struct zg_peer *peer) {
  return !peer->choked && !peer->held && !peer->finishing && !peer->gone && !peer->ended;
}

static void steer(struct zg_peer *peer) {
  bool wanted = peer->lingering || (listens(peer) && peer->unseen.len == 0);
  if (!peer->gone) zg_end_read(peer->in, wanted && !peer->over);
}

static int on_line(void *arg, uint64_t number, const char *line, size_t len, bool whole) {
  struct zg_peer *peer = arg;
  peer->calls->on_line(peer->arg, number, line, len, whole);
  return 0;
}

/* Line by line, because each may choke the peer: a line of one byte can be answered by an error of
 * two hundred. Returns how many bytes were used. */
static size_t look(struct zg_peer *peer, const char *data, size_t len, bool must) {
  size_t used = 0;
  while (used < len && !peer->finishing && (must || listens(peer))) {
    const char *end = memchr(data + used, '\n', len - used);
    if (must && end == NULL && !peer->over) break;
    size_t n = end == NULL ? len - used : (size_t)(end - data) + 1 - used;
    zg_lines_feed(&peer->lines, data + used, n, on_line, peer);
    used += n;
  }
  return used;
}

static void end_if_over(struct zg_peer *peer) {
  if (!peer->over || peer->unseen.len > 0 || !listens(peer)) return;
  zg_lines_end(&peer->lines, on_line, peer);
  peer->ended = true;
  peer->calls->on_end(peer->arg);
}

static void on_data(void *arg, const char *data, size_t len) {
  struct zg_peer *peer = arg;
  if (peer->finishing || peer->ended) return; /* thrown away, while lingering */
  /* A file's bytes can still come after reading was stopped, and must keep their place. */
  size_t used = peer->unseen.len > 0 ? 0 : look(peer, data, len, false);
  if (used < len && !peer->finishing) zg_bytes_add(&peer->unseen, data + used, len - used);
  steer(peer);
}

static void leave(struct zg_peer *peer, const char *why) {
  assert(!peer->gone);
  peer->gone = true;
  peer->calls->on_gone(peer->arg, why);
  zg_end_close(peer->in);
  if (peer->out != peer->in) zg_end_close(peer->out);
}

static void on_over(void *arg, int status) {
  struct zg_peer *peer = arg;
  peer->over = true;
  if (status < 0) {
    leave(peer, uv_strerror(status));
  } else if (peer->lingering) {
    leave(peer, NULL);
  } else {
    end_if_over(peer);
  }
}

void zg_peer_start(struct zg_peer *peer) {
  steer(peer);
}

void zg_peer_resume(struct zg_peer *peer) {
  struct zg_bytes now = peer->unseen;
  if (!listens(peer)) return;
  peer->unseen = (struct zg_bytes){0};
  size_t used = look(peer, now.data, now.len, false);
  if (used < now.len && !peer->finishing) {
    zg_bytes_add(&peer->unseen, now.data + used, now.len - used);
  }
  zg_bytes_fini(&now);
  end_if_over(peer);
  steer(peer);
}

void zg_peer_hold(struct zg_peer *peer, bool on) {
  peer->held = on;
  steer(peer);
}

void zg_peer_stop(struct zg_peer *peer) {
  if (peer->gone || peer->ended || peer->finishing) return;
  struct zg_bytes now = peer->unseen;
  peer->unseen = (struct zg_bytes){0};
  if (now.len > 0) look(peer, now.data, now.len, true);
  zg_bytes_fini(&now);
  if (peer->over && !peer->finishing) zg_lines_end(&peer->lines, on_line, peer);
  peer->ended = true;
  steer(peer);
  peer->calls->on_end(peer->arg);
}

/* --- bytes out --- */

size_t zg_peer_queued(const struct zg_peer *peer) {
  return peer->next.len + (peer->writing ? zg_end_left(peer->out) : 0);
}

void zg_peer_add(struct zg_peer *peer, const void *data, size_t len) {
  zg_bytes_add(&peer->next, data, len);
  peer->added += len;
  if (zg_peer_queued(peer) >= ZG_PEER_HIGH) peer->choked = true;
}

bool zg_peer_room(struct zg_peer *peer, size_t len) {
  size_t queued = zg_peer_queued(peer);
  /* One line alone may be as long as it likes; it could never be sent otherwise. */
  bool room = queued < ZG_PEER_HIGH && (queued == 0 || queued + len <= ZG_PEER_MOST);
  if (!room) peer->choked = true;
  return room;
}

static void shut(struct zg_peer *peer) {
  peer->shut = true;
  if (peer->out != peer->in || zg_end_shutdown(peer->out) < 0) leave(peer, NULL);
}

/* The other side knows that we are done. Bytes of its that nobody has read would make the close a
 * reset, so they are read and thrown away, for a second at most. */
static void after_shut(struct zg_peer *peer) {
  if (peer->over || !zg_end_unread(peer->in)) {
    leave(peer, NULL);
    return;
  }
  peer->lingering = true;
  peer->left_at = uv_now(peer->uv);
  steer(peer);
}

/* What follows from the length of the queue; the last thing done in any call. */
static void settle(struct zg_peer *peer) {
  size_t queued = zg_peer_queued(peer);
  if (queued > ZG_PEER_MOST && !peer->stdio) {
    leave(peer, "it does not read what it is sent");
    return;
  }
  if (peer->choked && queued <= ZG_PEER_LOW) {
    peer->choked = false;
    peer->calls->on_drain(peer->arg);
  }
  steer(peer);
  if (peer->finishing && !peer->shut && queued == 0 && !peer->writing) shut(peer);
}

/* Keeps a little memory for the next turn, but not what one burst took. */
static void empty(struct zg_bytes *bytes) {
  if (bytes->cap > KEEP) {
    zg_bytes_fini(bytes);
  } else {
    zg_bytes_clear(bytes);
  }
}

void zg_peer_flush(struct zg_peer *peer) {
  if (peer->gone || peer->shut) return;
  if (!peer->writing && peer->next.len > 0) {
    struct zg_bytes now = peer->next;
    peer->next = peer->flying;
    peer->flying = now;
    int rc = zg_end_write(peer->out, now.data, now.len);
    if (rc < 0) {
      leave(peer, uv_strerror(rc));
      return;
    }
    peer->writing = rc > 0;
    if (!peer->writing) empty(&peer->flying);
  }
  settle(peer);
}

static void on_written(void *arg, int status) {
  struct zg_peer *peer = arg;
  if (status < 0) {
    leave(peer, uv_strerror(status));
  } else if (peer->shut) {
    after_shut(peer);
  } else {
    peer->writing = false;
    empty(&peer->flying);
    zg_peer_flush(peer);
  }
}

/* --- coming and going --- */

void zg_peer_finish(struct zg_peer *peer) {
  peer->finishing = true;
  zg_bytes_fini(&peer->unseen);
}

void zg_peer_cut(struct zg_peer *peer, const char *why) {
  if (!peer->gone) leave(peer, why);
}

void zg_peer_tick(struct zg_peer *peer, uint64_t now) {
  if (peer->gone) return;
  uint64_t left = peer->added - zg_peer_queued(peer);
  if (peer->lingering) {
    if (now - peer->left_at >= LINGER) leave(peer, NULL);
  } else if (left == peer->added || left != peer->left) {
    peer->left = left;
    peer->left_at = now;
  } else if (!peer->stdio && now - peer->left_at >= ZG_PEER_STALL) {
    leave(peer, "it has read nothing of what it is sent for ten seconds");
  }
}

static void on_closed(void *arg) {
  struct zg_peer *peer = arg;
  if (--peer->ends > 0) return;
  zg_lines_fini(&peer->lines);
  zg_bytes_fini(&peer->unseen);
  zg_bytes_fini(&peer->next);
  zg_bytes_fini(&peer->flying);
  free(peer);
}

static const struct zg_end_calls end_calls = {on_data, on_over, on_written, on_closed};

static struct zg_peer *peer_new(const struct zg_loop *loop, const struct zg_peer_calls *calls,
                                void *arg) {
  struct zg_peer *peer = zg_alloc(sizeof *peer);
  peer->uv = &loop->uv;
  peer->left_at = uv_now(peer->uv);
  peer->calls = calls;
  peer->arg = arg;
  zg_lines_init(&peer->lines, ZG_LINE_LIMIT);
  return peer;
}

struct zg_peer *zg_peer_accept(struct zg_loop *loop, uv_stream_t *listener,
                               const struct zg_peer_calls *calls, void *arg) {
  struct zg_peer *peer = peer_new(loop, calls, arg);
  peer->in = zg_end_accept(loop, listener, &end_calls, peer);
  peer->out = peer->in;
  peer->ends = 1;
  if (peer->in != NULL) return peer;
  on_closed(peer);
  return NULL;
}

struct zg_peer *zg_peer_open(struct zg_loop *loop, int in, int out,
                             const struct zg_peer_calls *calls, void *arg, int *status) {
  struct zg_peer *peer = peer_new(loop, calls, arg);
  peer->stdio = true;
  peer->ends = 1;
  peer->in = zg_end_open(loop, in, &end_calls, peer, status);
  if (peer->in == NULL) {
    on_closed(peer);
    close(in);
    close(out);
    return NULL;
  }
  peer->out = zg_end_open(loop, out, &end_calls, peer, status);
  if (peer->out == NULL) {
    peer->gone = true;
    zg_end_close(peer->in); /* frees the peer */
    close(out);
    return NULL;
  }
  peer->ends = 2;
  return peer;
}
