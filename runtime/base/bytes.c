#include "base/bytes.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { FIRST = 64, FILE_STEP = 64 * 1024 };

void zg_bytes_fini(struct zg_bytes *bytes) {
  free(bytes->data);
  *bytes = (struct zg_bytes){0};
}

void zg_bytes_clear(struct zg_bytes *bytes) {
  bytes->len = 0;
  if (bytes->data != NULL) bytes->data[0] = '\0';
}

void zg_bytes_reserve(struct zg_bytes *bytes, size_t more) {
  if (bytes->data != NULL && more < bytes->cap - bytes->len) return;
  /* A sum that would run over asks for what no allocator gives, and ends the process there. */
  size_t need = more < PTRDIFF_MAX - bytes->len ? bytes->len + more + 1 : SIZE_MAX;
  size_t cap = bytes->cap < FIRST / 2 ? FIRST : bytes->cap * 2;
  if (cap < need) cap = need;
  bytes->data = zg_realloc(bytes->data, cap);
  bytes->cap = cap;
  bytes->data[bytes->len] = '\0';
}

/* `data` must not point into the buffer itself: growing may move it. */
void zg_bytes_add(struct zg_bytes *bytes, const void *data, size_t len) {
  zg_bytes_reserve(bytes, len);
  if (len > 0) memcpy(bytes->data + bytes->len, data, len);
  bytes->len += len;
  bytes->data[bytes->len] = '\0';
}

void zg_bytes_add_text(struct zg_bytes *bytes, const char *text) {
  zg_bytes_add(bytes, text, strlen(text));
}

void zg_bytes_add_part(struct zg_bytes *bytes, const char *text) {
  zg_bytes_add(bytes, text, strlen(text) + 1);
}

void zg_bytes_add_char(struct zg_bytes *bytes, char c) {
  zg_bytes_reserve(bytes, 1);
  bytes->data[bytes->len++] = c;
  bytes->data[bytes->len] = '\0';
}

void zg_bytes_printf(struct zg_bytes *bytes, const char *format, ...) {
  zg_bytes_reserve(bytes, FIRST);
  size_t room = bytes->cap - bytes->len;
  va_list args;
  va_start(args, format);
  va_list again;
  va_copy(again, args);
  int len = vsnprintf(bytes->data + bytes->len, room, format, args);
  assert(len >= 0);
  if ((size_t)len >= room) {
    zg_bytes_reserve(bytes, (size_t)len);
    vsnprintf(bytes->data + bytes->len, (size_t)len + 1, format, again);
  }
  va_end(again);
  va_end(args);
  bytes->len += (size_t)len;
}

void zg_bytes_drop_front(struct zg_bytes *bytes, size_t len) {
  assert(len <= bytes->len);
  if (len == 0) return;
  bytes->len -= len;
  memmove(bytes->data, bytes->data + len, bytes->len + 1);
}

/* Reads until the end whatever the size says: files grow, and those of /proc have none. */
static int add_all(struct zg_bytes *bytes, int fd) {
  size_t most = bytes->len + ZG_FILE_MOST;
  for (;;) {
    zg_bytes_reserve(bytes, FILE_STEP);
    ssize_t got = read(fd, bytes->data + bytes->len, bytes->cap - bytes->len - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return (int)got;
    bytes->len += (size_t)got;
    if (bytes->len > most) {
      errno = EFBIG;
      return -1;
    }
  }
}

/* Makes room; -1 with errno set when it is none to read whole. */
static int look_at(struct zg_bytes *bytes, int fd) {
  struct stat st = {0};
  if (fstat(fd, &st) < 0) return -1;
  if (!S_ISREG(st.st_mode))
    errno = S_ISDIR(st.st_mode) ? EISDIR : ENOTSUP;
  else if (st.st_size > ZG_FILE_MOST)
    errno = EFBIG;
  else {
    zg_bytes_reserve(bytes, (size_t)st.st_size + FILE_STEP);
    return 0;
  }
  return -1;
}

/* Opening must not wait: a pipe would have it wait for whoever writes, for ever. */
int zg_bytes_add_file(struct zg_bytes *bytes, const char *path) {
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return -1;
  size_t before = bytes->len;
  int rc = look_at(bytes, fd);
  if (rc == 0) rc = add_all(bytes, fd);
  int why = errno;
  if (rc < 0) bytes->len = before; /* all or nothing */
  if (bytes->data != NULL) bytes->data[bytes->len] = '\0';
  close(fd);
  errno = why;
  return rc;
}

const char *zg_bytes_file_fault(int error) {
  if (error == ENOTSUP) return "it is a pipe or a device; put a plain file in its place";
  if (error == EFBIG) return "it has more than the 64 MiB a file may have; split it";
  return "it cannot be read";
}
