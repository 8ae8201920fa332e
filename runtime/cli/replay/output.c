#include "cli/replay/output.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether they are one file, by whatever path; a device has nothing to lose. */
static bool is_log(const char *path, const char *log) {
  struct stat x = {0}, y = {0};
  int known = strcmp(log, "-") == 0 ? fstat(STDIN_FILENO, &y) : stat(log, &y);
  return known == 0 && stat(path, &x) == 0 && S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
         x.st_ino == y.st_ino;
}

int zg_output_open(const char *path, const char *what, char *const *logs, int count, FILE **out,
                   struct zg_error *err) {
  if (path == NULL) return 0;
  for (int i = 0; i < count; i++)
    if (is_log(path, logs[i]))
      return zg_fail(err, ZG_EUSAGE, "the %s would take the place of the log %s; name another file",
                     what, path);
  *out = fopen(path, "wb");
  if (*out != NULL) return 0;
  return zg_fail(err, ZG_ESYSTEM, "the %s %s cannot be written: %s", what, path, strerror(errno));
}

int zg_output_close(FILE **file, struct zg_error *err) {
  if (*file == NULL) return 0;
  bool failed = fflush(*file) != 0 || ferror(*file);
  if (*file != stdout) failed |= fclose(*file) != 0;
  *file = NULL;
  return failed ? zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno)) : 0;
}
