#include "net/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/memory.h"

enum { BACKLOG = 511 };

_Static_assert(sizeof((struct zg_address){0}.path) == sizeof((struct sockaddr_un){0}.sun_path),
               "a path that fits here fits the system");

/* --- reading an address --- */

static int parse_unix(const char *path, struct zg_address *out, struct zg_error *err) {
  size_t len = strlen(path);
  if (len == 0) {
    return zg_fail(err, ZG_EUSAGE, "unix: needs the path of a socket, as in unix:zhanggui.sock");
  }
  if (len >= sizeof out->path) {
    return zg_fail(err, ZG_EUSAGE,
                   "unix:%.40s… is %zu bytes long and the system takes %zu; use a shorter path",
                   path, len, sizeof out->path - 1);
  }
  out->kind = ZG_ADDRESS_UNIX;
  memcpy(out->path, path, len + 1);
  return 0;
}

static int parse_port(const char *text, unsigned *out) {
  char *end = NULL;
  if (text[0] < '0' || text[0] > '9') return -1;
  unsigned long port = strtoul(text, &end, 10);
  if (*end != '\0' || port > 65535) return -1;
  *out = (unsigned)port;
  return 0;
}

/* Splits "HOST:PORT", with brackets around an IPv6 host. */
static int split(const char *text, char *host, size_t size, unsigned *port) {
  bool bracket = text[0] == '[';
  const char *from = text + (bracket ? 1 : 0);
  const char *to = bracket ? strchr(from, ']') : strrchr(from, ':');
  if (to == NULL || to == from || (size_t)(to - from) >= size) return -1;
  const char *colon = bracket ? to + 1 : to;
  if (*colon != ':') return -1;
  memcpy(host, from, (size_t)(to - from));
  host[to - from] = '\0';
  return parse_port(colon + 1, port);
}

static bool loopback4(uint32_t address) {
  return address >> 24 == 127;
}

static bool loopback6(const struct in6_addr *address) {
  if (!IN6_IS_ADDR_V4MAPPED(address)) return IN6_IS_ADDR_LOOPBACK(address);
  return address->s6_addr[12] == 127;
}

static int parse_tcp(const char *uri, struct zg_address *out, struct zg_error *err) {
  struct sockaddr_in *v4 = (struct sockaddr_in *)&out->socket;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&out->socket;
  char host[64] = "";
  unsigned port = 0;
  bool near = false;
  if (split(uri + strlen("tcp://"), host, sizeof host, &port) < 0) {
    return zg_fail(err, ZG_EUSAGE,
                   "%.80s is not tcp://HOST:PORT; write tcp://127.0.0.1:7711, or port 0 for any",
                   uri);
  }
  if (strcmp(host, "localhost") == 0) strcpy(host, "127.0.0.1");
  out->kind = ZG_ADDRESS_TCP;
  if (uv_ip4_addr(host, (int)port, v4) == 0) {
    near = loopback4(ntohl(v4->sin_addr.s_addr));
  } else if (uv_ip6_addr(host, (int)port, v6) == 0) {
    near = loopback6(&v6->sin6_addr);
  } else {
    return zg_fail(err, ZG_EUSAGE,
                   "%.60s in %.80s is not an address; names are not looked up: write 127.0.0.1, "
                   "[::1] or localhost",
                   host, uri);
  }
  if (near) return 0;
  return zg_fail(err, ZG_EUSAGE,
                 "%.80s can be reached from other machines, which needs a token, and tokens are "
                 "not there yet: listen on 127.0.0.1, [::1] or a unix socket",
                 uri);
}

int zg_address_parse(const char *uri, struct zg_address *out, struct zg_error *err) {
  struct zg_address address = {0};
  int rc = 0;
  if (strcmp(uri, "-") == 0) {
    address.kind = ZG_ADDRESS_STDIO;
  } else if (strncmp(uri, "unix:", 5) == 0) {
    rc = parse_unix(uri + 5, &address, err);
  } else if (strncmp(uri, "tcp://", 6) == 0) {
    rc = parse_tcp(uri, &address, err);
  } else {
    rc =
        zg_fail(err, ZG_EUSAGE,
                "%.80s is not an address to listen on; write tcp://HOST:PORT, unix:PATH or -", uri);
  }
  if (rc == 0) *out = address;
  return rc;
}

/* --- listening --- */

struct zg_listener {
  union {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } u;
  void (*on_connection)(void *arg, uv_stream_t *stream);
  void *arg;
  char name[128];
};

static void on_closed(uv_handle_t *handle) {
  free(handle->data);
}

void zg_listener_close(struct zg_listener *listener) {
  if (listener != NULL) uv_close(&listener->u.handle, on_closed); /* libuv removes the file */
}

const char *zg_listener_name(const struct zg_listener *listener) {
  return listener->name;
}

static void on_connection(uv_stream_t *stream, int status) {
  struct zg_listener *listener = stream->data;
  /* A failed accept (out of descriptors) is libuv's to survive; the next one is told again. */
  if (status == 0) listener->on_connection(listener->arg, stream);
}

static void name_address(const struct zg_address *address, char *out, size_t size) {
  char host[64] = "";
  if (address->kind == ZG_ADDRESS_UNIX) {
    snprintf(out, size, "unix:%s", address->path);
  } else if (address->socket.ss_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&address->socket;
    uv_ip6_name(v6, host, sizeof host);
    snprintf(out, size, "tcp://[%s]:%u", host, ntohs(v6->sin6_port));
  } else {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&address->socket;
    uv_ip4_name(v4, host, sizeof host);
    snprintf(out, size, "tcp://%s:%u", host, ntohs(v4->sin_port));
  }
}

/* Leaves the port it got in *address. */
static int open_tcp(struct zg_listener *listener, struct zg_address *address) {
  unsigned flags = address->socket.ss_family == AF_INET6 ? UV_TCP_IPV6ONLY : 0;
  int len = sizeof address->socket;
  int rc = uv_tcp_bind(&listener->u.tcp, (const struct sockaddr *)&address->socket, flags);
  if (rc == 0) rc = uv_listen(&listener->u.stream, BACKLOG, on_connection);
  if (rc == 0) {
    rc = uv_tcp_getsockname(&listener->u.tcp, (struct sockaddr *)&address->socket, &len);
  }
  return rc;
}

/* 0 when there is nothing at the path, or a socket that nobody serves any more, which is removed.
 * Two servers that start at the same instant over the same stale file can still take it from each
 * other; the one that is robbed keeps running unheard. */
static int clear_path(const char *path) {
  struct stat info = {0};
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  if (lstat(path, &info) < 0) return errno == ENOENT ? 0 : uv_translate_sys_error(errno);
  if (!S_ISSOCK(info.st_mode)) return UV_EEXIST;
  memcpy(at.sun_path, path, strlen(path) + 1);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return uv_translate_sys_error(errno);
  int failed = connect(fd, (struct sockaddr *)&at, sizeof at) < 0 ? errno : 0;
  close(fd);
  if (failed != ECONNREFUSED) return UV_EADDRINUSE; /* also EAGAIN: alive, and busy */
  return unlink(path) < 0 ? uv_translate_sys_error(errno) : 0;
}

static int open_unix(struct zg_listener *listener, const struct zg_address *address) {
  int rc = clear_path(address->path);
  if (rc < 0) return rc;
  /* Set before the socket is there: between a bind and a chmod anybody could connect. */
  mode_t mask = umask(0177);
  rc = uv_pipe_bind(&listener->u.pipe, address->path);
  umask(mask);
  if (rc == 0) rc = uv_listen(&listener->u.stream, BACKLOG, on_connection);
  return rc;
}

/* libuv says "permission denied" for a folder that is not there. */
static int folder_missing(const char *path) {
  char folder[sizeof((struct zg_address){0}.path)] = "";
  struct stat info = {0};
  const char *slash = strrchr(path, '/');
  if (slash == NULL || slash == path) return 0;
  memcpy(folder, path, (size_t)(slash - path));
  return stat(folder, &info) < 0 || !S_ISDIR(info.st_mode);
}

static void explain(const struct zg_address *address, const char *name, int rc,
                    struct zg_error *err) {
  const char *hint = "choose another address";
  if (rc == UV_EADDRINUSE) {
    hint = "stop the program that listens there, or choose another address with --listen";
  } else if (address->kind == ZG_ADDRESS_UNIX && rc == UV_EEXIST) {
    hint = "a file that is not a socket is there; remove it or choose another path";
  } else if (address->kind == ZG_ADDRESS_UNIX && folder_missing(address->path)) {
    rc = UV_ENOENT;
    hint = "make its folder first, or choose another path";
  } else if (rc == UV_EACCES || rc == UV_EPERM || rc == UV_EROFS) {
    hint = "choose an address this user may use";
  }
  zg_fail(err, ZG_ESYSTEM, "%s: %s; %s", name, uv_strerror(rc), hint);
}

int zg_listener_open(struct zg_loop *loop, const struct zg_address *address,
                     void (*connection)(void *arg, uv_stream_t *stream), void *arg,
                     struct zg_listener **out, struct zg_error *err) {
  struct zg_listener *listener = zg_alloc(sizeof *listener);
  int rc = 0;
  listener->on_connection = connection;
  listener->arg = arg;
  if (address->kind == ZG_ADDRESS_UNIX) {
    rc = uv_pipe_init(&loop->uv, &listener->u.pipe, 0);
  } else {
    rc = uv_tcp_init(&loop->uv, &listener->u.tcp);
  }
  if (rc < 0) {
    free(listener);
    return zg_fail(err, ZG_ESYSTEM, "cannot make a socket: %s", uv_strerror(rc));
  }
  listener->u.handle.data = listener;
  struct zg_address real = *address;
  rc = real.kind == ZG_ADDRESS_UNIX ? open_unix(listener, &real) : open_tcp(listener, &real);
  name_address(&real, listener->name, sizeof listener->name);
  if (rc < 0) {
    explain(address, listener->name, rc, err);
    zg_listener_close(listener);
    return ZG_ESYSTEM;
  }
  *out = listener;
  return 0;
}
