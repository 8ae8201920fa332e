#include "engine/shipped.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"

/* "/usr/bin/zhanggui" gives "/usr/share/zhanggui/rules". */
static int beside_program(char *out, size_t size) {
  char program[4096];
  ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
  if (len <= 0) return 0;
  program[len] = '\0';
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(program, '/');
    if (slash == NULL) return 0;
    *slash = '\0';
  }
  int written = snprintf(out, size, "%s/share/zhanggui/rules", program);
  return written > 0 && (size_t)written < size && zg_folder_exists(out);
}

const char *zg_shipped_rules(char *out, size_t size) {
  static const char *const places[] = {ZG_SOURCE_RULES, ZG_INSTALLED_RULES};
  if (beside_program(out, size)) return out;
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    snprintf(out, size, "%s", places[i]);
    if (zg_folder_exists(out)) return out;
  }
  return NULL;
}
