/* failing_disk: a library to preload that makes the disk fail, for the files of a store only.
 *
 *   ZG_DISK=sync:7:5     the 7th fsync or fdatasync fails with errno 5 (EIO), and all after it
 *   ZG_DISK=write:9:28:3 the 9th write and the two after it fail with errno 28 (ENOSPC) */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

/* Whether `fd` is a file of a store. */
static int of_store(int fd) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t len = readlink(link, path, sizeof path - 1);
  if (len <= 0) return 0;
  path[len] = '\0';
  return strstr(path, ".db") != NULL;
}

/* Counts a call of that kind, and fails it when its turn has come. */
static int fails(const char *kind, int fd) {
  const char *plan = getenv("ZG_DISK");
  size_t len = strlen(kind);
  int first = 0, number = 0, count = 1000000000;
  if (plan == NULL || strncmp(plan, kind, len) != 0 || plan[len] != ':' || !of_store(fd)) return 0;
  sscanf(plan + len, ":%d:%d:%d", &first, &number, &count);
  int call = ++calls;
  if (call < first || call >= first + count) return 0;
  errno = number;
  return 1;
}

#define REAL(name) __extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name)

int fsync(int fd) {
  return fails("sync", fd) ? -1 : (REAL(fsync))(fd);
}

int fdatasync(int fd) {
  return fails("sync", fd) ? -1 : (REAL(fdatasync))(fd);
}

ssize_t write(int fd, const void *data, size_t len) {
  return fails("write", fd) ? -1 : (REAL(write))(fd, data, len);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off_t at) {
  return fails("write", fd) ? -1 : (REAL(pwrite64))(fd, data, len, at);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at) {
  return fails("write", fd) ? -1 : (REAL(pwrite))(fd, data, len, at);
}
