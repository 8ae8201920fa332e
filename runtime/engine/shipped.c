#include "engine/shipped.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"

/* "/usr/bin/zhanggui" gives "/usr/share/zhanggui/rules". */
static int beside_program(const char *name, char *out, size_t size) {
  char program[4096];
  ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
  if (len <= 0) return 0;
  program[len] = '\0';
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(program, '/');
    if (slash == NULL) return 0;
    *slash = '\0';
  }
  int written = snprintf(out, size, "%s/share/zhanggui/%s", program, name);
  return written > 0 && (size_t)written < size && zg_folder_exists(out);
}

static const char *find(const char *name, const char *const places[2], char *out, size_t size) {
  if (beside_program(name, out, size)) return out;
  for (size_t i = 0; i < 2; i++) {
    snprintf(out, size, "%s/%s", places[i], name);
    if (zg_folder_exists(out)) return out;
  }
  return NULL;
}

const char *zg_shipped_rules(char *out, size_t size) {
  return find("rules", (const char *const[]){ZG_SOURCE, ZG_INSTALLED}, out, size);
}

const char *zg_shipped_templates(char *out, size_t size) {
  return find("new", (const char *const[]){ZG_SOURCE "/share", ZG_INSTALLED}, out, size);
}
