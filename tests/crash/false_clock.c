/* false_clock: a library to preload that sets the time of day off by as many seconds as stand in
 * the file that ZG_CLOCK names, looked at with every call. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  const char *path = getenv("ZG_CLOCK");
  long result = syscall(SYS_clock_gettime, clock, now), off = 0;
  FILE *file = clock == CLOCK_REALTIME && path != NULL ? fopen(path, "r") : NULL;
  if (file == NULL) return (int)result;
  if (fscanf(file, "%ld", &off) == 1) now->tv_sec += off;
  fclose(file);
  return (int)result;
}
