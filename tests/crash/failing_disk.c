/* failing_disk: a library to preload that makes the disk fail, for the files of a store only.
 *
 *   ZG_DISK=sync:7:5     the 7th fsync or fdatasync fails with errno 5 (EIO), and all after it
 *   ZG_DISK=write:9:28:3 the 9th write and the two after it fail with errno 28 (ENOSPC)
 *   ZG_DISK=short:9:0:30 the 9th write and the 29 after it write only a half, and say so
 *   ZG_DISK=short:9:28:3 the 9th write writes only a half, and the three after it fail
 *
 * Of a write that was cut short it says so on stderr, or nobody could tell that it was. */
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

struct plan {
  int first, number, count;
};

/* Whether there is a plan of that kind for this file; then it counts the call into *call. */
static int planned(const char *kind, int fd, struct plan *plan, int *call) {
  const char *text = getenv("ZG_DISK");
  size_t len = strlen(kind);
  if (text == NULL || strncmp(text, kind, len) != 0 || text[len] != ':' || !of_store(fd)) return 0;
  *plan = (struct plan){.count = 1000000000};
  sscanf(text + len, ":%d:%d:%d", &plan->first, &plan->number, &plan->count);
  *call = ++calls;
  return 1;
}

/* Counts a call of that kind, and fails it when its turn has come. */
static int fails(const char *kind, int fd) {
  struct plan plan = {0};
  int call = 0;
  if (!planned(kind, fd, &plan, &call)) return 0;
  if (call < plan.first || call >= plan.first + plan.count) return 0;
  errno = plan.number;
  return 1;
}

/* How much of a write is to be written; -1: it fails. A single byte cannot be cut. */
static ssize_t allowed(int fd, size_t len) {
  struct plan plan = {0};
  int call = 0;
  if (fails("write", fd)) return -1;
  if (!planned("short", fd, &plan, &call) || call < plan.first) return (ssize_t)len;
  int cut = plan.number == 0 ? call < plan.first + plan.count : call == plan.first;
  if (cut) {
    if (len > 1) dprintf(STDERR_FILENO, "failing_disk: %zu bytes cut to %zu\n", len, (len + 1) / 2);
    return (ssize_t)(len + 1) / 2;
  }
  if (plan.number == 0 || call > plan.first + plan.count) return (ssize_t)len;
  errno = plan.number;
  return -1;
}

#define REAL(name) __extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name)

int fsync(int fd) {
  return fails("sync", fd) ? -1 : (REAL(fsync))(fd);
}

int fdatasync(int fd) {
  return fails("sync", fd) ? -1 : (REAL(fdatasync))(fd);
}

ssize_t write(int fd, const void *data, size_t len) {
  ssize_t part = allowed(fd, len);
  return part < 0 ? -1 : (REAL(write))(fd, data, (size_t)part);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off_t at) {
  ssize_t part = allowed(fd, len);
  return part < 0 ? -1 : (REAL(pwrite64))(fd, data, (size_t)part, at);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at) {
  ssize_t part = allowed(fd, len);
  return part < 0 ? -1 : (REAL(pwrite))(fd, data, (size_t)part, at);
}
