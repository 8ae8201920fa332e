#include "net/end.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/memory.h"

enum { KEEPALIVE_SECONDS = 60 };

struct zg_end {
  struct zg_loop *loop;
  const struct zg_end_calls *calls;
  void *arg;
  bool file;     /* read and written by the thread pool; `u` is not used */
  bool closing;  /* nothing is told any more but that it is closed */
  bool reading;  /* the owner wants bytes */
  uint64_t turn; /* of the loop in which it was read last */
  int flags;     /* of a descriptor that was given to us; -1: leave them */
  union {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
    uv_tty_t tty;
  } u;
  uv_write_t write;
  uv_shutdown_t shutdown;
  /* Of a file: */
  uv_file fd;
  uv_fs_t read_req, write_req, close_req;
  bool read_busy, write_busy;
  char *chunk; /* its own: the thread pool fills it while the loop goes on */
  const char *rest;
  size_t rest_len;
};

static struct zg_end *end_new(struct zg_loop *loop, const struct zg_end_calls *calls, void *arg) {
  struct zg_end *end = zg_alloc(sizeof *end);
  end->loop = loop;
  end->calls = calls;
  end->arg = arg;
  end->turn = UINT64_MAX;
  end->flags = -1;
  return end;
}

static void end_free(struct zg_end *end) {
  free(end->chunk);
  free(end);
}

static void on_dropped(uv_handle_t *handle) {
  end_free(handle->data);
}

static void make_tcp(struct zg_end *end) {
  int rc = uv_tcp_init(&end->loop->uv, &end->u.tcp);
  assert(rc == 0);
  (void)rc;
}

static void make_pipe(struct zg_end *end) {
  int rc = uv_pipe_init(&end->loop->uv, &end->u.pipe, 0);
  assert(rc == 0);
  (void)rc;
}

static void tune(struct zg_end *end) {
  /* Neither matters enough to refuse a connection over. */
  uv_tcp_nodelay(&end->u.tcp, 1);
  uv_tcp_keepalive(&end->u.tcp, 1, KEEPALIVE_SECONDS);
}

struct zg_end *zg_end_accept(struct zg_loop *loop, uv_stream_t *listener,
                             const struct zg_end_calls *calls, void *arg) {
  struct zg_end *end = end_new(loop, calls, arg);
  if (listener->type == UV_TCP) {
    make_tcp(end);
  } else {
    make_pipe(end);
  }
  end->u.handle.data = end;
  if (uv_accept(listener, &end->u.stream) < 0) {
    uv_close(&end->u.handle, on_dropped);
    return NULL;
  }
  if (listener->type == UV_TCP) tune(end);
  return end;
}

static void open_file(struct zg_end *end, int fd) {
  end->file = true;
  end->fd = fd;
  end->read_req.data = end;
  end->write_req.data = end;
  end->close_req.data = end;
}

struct zg_end *zg_end_open(struct zg_loop *loop, int fd, const struct zg_end_calls *calls,
                           void *arg, int *status) {
  struct zg_end *end = end_new(loop, calls, arg);
  int rc = 0;
  int flags = fcntl(fd, F_GETFL);
  switch (uv_guess_handle(fd)) {
  case UV_TTY:
    rc = uv_tty_init(&loop->uv, &end->u.tty, fd, 0);
    if (rc < 0) { /* it was never a handle */
      end_free(end);
      *status = rc;
      return NULL;
    }
    break;
  case UV_NAMED_PIPE:
    make_pipe(end);
    rc = uv_pipe_open(&end->u.pipe, fd);
    end->flags = flags;
    break;
  case UV_TCP:
    make_tcp(end);
    rc = uv_tcp_open(&end->u.tcp, fd);
    end->flags = flags;
    break;
  default: /* what cannot be read says so when it is read */
    open_file(end, fd);
    return end;
  }
  end->u.handle.data = end;
  if (rc < 0) {
    *status = rc;
    uv_close(&end->u.handle, on_dropped);
    return NULL;
  }
  return end;
}

/* --- reading --- */

/* A second chunk in the same turn is declined; libuv then comes back in the next turn, after the
 * commit, and nobody is starved by a neighbour who sends fast. */
static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
  struct zg_end *end = handle->data;
  (void)suggested;
  bool again = end->turn == end->loop->turn;
  *buf = uv_buf_init(again ? NULL : end->loop->chunk, again ? 0 : ZG_CHUNK);
}

static void on_stream_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf) {
  struct zg_end *end = stream->data;
  if (got == UV_ENOBUFS || got == 0) return; /* declined, or nothing there */
  end->turn = end->loop->turn;
  if (got > 0) {
    end->calls->on_data(end->arg, buf->base, (size_t)got);
    return;
  }
  zg_end_read(end, false);
  end->calls->on_over(end->arg, got == UV_EOF ? 0 : (int)got);
}

static void file_read(struct zg_end *end);
static void file_close(struct zg_end *end);

static void on_file_read(uv_fs_t *req) {
  struct zg_end *end = req->data;
  ssize_t got = req->result;
  uv_fs_req_cleanup(req);
  end->read_busy = false;
  if (end->closing) {
    file_close(end);
  } else if (got > 0) {
    /* Also when the owner has stopped reading meanwhile: these bytes were asked for. */
    end->calls->on_data(end->arg, end->chunk, (size_t)got);
    if (end->reading && !end->closing) file_read(end);
  } else {
    end->reading = false;
    end->calls->on_over(end->arg, (int)got);
  }
}

static void file_read(struct zg_end *end) {
  if (end->read_busy) return;
  if (end->chunk == NULL) end->chunk = zg_alloc(ZG_CHUNK);
  uv_buf_t buf = uv_buf_init(end->chunk, ZG_CHUNK);
  end->read_busy = true;
  int rc = uv_fs_read(&end->loop->uv, &end->read_req, end->fd, &buf, 1, -1, on_file_read);
  assert(rc == 0);
  (void)rc;
}

void zg_end_read(struct zg_end *end, bool on) {
  if (end->closing || end->reading == on) return;
  end->reading = on;
  if (end->file) {
    if (on) file_read(end);
  } else if (on) {
    /* Fails only for an end that cannot be read at all: a standard input opened for writing. */
    int rc = uv_read_start(&end->u.stream, on_alloc, on_stream_read);
    if (rc < 0) {
      end->reading = false;
      end->calls->on_over(end->arg, rc);
    }
  } else {
    uv_read_stop(&end->u.stream);
  }
}

/* --- writing --- */

static void on_stream_written(uv_write_t *req, int status) {
  struct zg_end *end = req->data;
  if (!end->closing) end->calls->on_written(end->arg, status);
}

static void file_write(struct zg_end *end);

static void on_file_written(uv_fs_t *req) {
  struct zg_end *end = req->data;
  ssize_t put = req->result;
  uv_fs_req_cleanup(req);
  end->write_busy = false;
  if (end->closing) {
    file_close(end);
    return;
  }
  if (put > 0) {
    end->rest += put;
    end->rest_len -= (size_t)put;
    if (end->rest_len > 0) {
      file_write(end);
      return;
    }
  }
  end->calls->on_written(end->arg, put < 0 ? (int)put : put == 0 ? UV_EIO : 0);
}

static void file_write(struct zg_end *end) {
  uv_buf_t buf = uv_buf_init((char *)end->rest, (unsigned)end->rest_len);
  end->write_busy = true;
  int rc = uv_fs_write(&end->loop->uv, &end->write_req, end->fd, &buf, 1, -1, on_file_written);
  assert(rc == 0);
  (void)rc;
}

int zg_end_write(struct zg_end *end, const char *data, size_t len) {
  assert(!end->closing && !end->write_busy);
  if (end->file) {
    end->rest = data;
    end->rest_len = len;
    file_write(end);
    return 1;
  }
  uv_buf_t buf = uv_buf_init((char *)data, (unsigned)len);
  int rc = uv_try_write(&end->u.stream, &buf, 1);
  if (rc < 0 && rc != UV_EAGAIN) return rc;
  size_t put = rc > 0 ? (size_t)rc : 0;
  if (put == len) return 0;
  buf = uv_buf_init((char *)data + put, (unsigned)(len - put));
  end->write.data = end;
  rc = uv_write(&end->write, &end->u.stream, &buf, 1, on_stream_written);
  return rc < 0 ? rc : 1;
}

size_t zg_end_left(const struct zg_end *end) {
  if (end->file) return end->write_busy ? end->rest_len : 0;
  return uv_stream_get_write_queue_size(&end->u.stream);
}

/* --- the end of it --- */

static void on_shutdown(uv_shutdown_t *req, int status) {
  struct zg_end *end = req->data;
  (void)status; /* the other side may have gone first; nothing is left to tell it */
  if (!end->closing) end->calls->on_written(end->arg, 0);
}

int zg_end_shutdown(struct zg_end *end) {
  if (end->file || end->flags >= 0) return UV_ENOTSOCK;
  end->shutdown.data = end;
  return uv_shutdown(&end->shutdown, &end->u.stream, on_shutdown);
}

bool zg_end_unread(const struct zg_end *end) {
  int fd = -1, bytes = 0;
  if (end->file || uv_fileno(&end->u.handle, &fd) < 0) return false;
  return ioctl(fd, FIONREAD, &bytes) == 0 && bytes > 0;
}

static void on_closed(uv_handle_t *handle) {
  struct zg_end *end = handle->data;
  end->calls->on_closed(end->arg);
  end_free(end);
}

static void on_file_closed(uv_fs_t *req) {
  struct zg_end *end = req->data;
  uv_fs_req_cleanup(req);
  end->calls->on_closed(end->arg);
  end_free(end);
}

/* Once the thread pool is done with it. */
static void file_close(struct zg_end *end) {
  if (end->read_busy || end->write_busy) return;
  int rc = uv_fs_close(&end->loop->uv, &end->close_req, end->fd, on_file_closed);
  assert(rc == 0);
  (void)rc;
}

void zg_end_close(struct zg_end *end) {
  assert(!end->closing);
  end->closing = true;
  if (end->file) {
    file_close(end);
    return;
  }
  int fd = -1;
  if (end->flags >= 0 && uv_fileno(&end->u.handle, &fd) == 0) fcntl(fd, F_SETFL, end->flags);
  uv_close(&end->u.handle, on_closed);
}
