#include "base/folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_in(const char *name, const char *ending) {
  size_t len = strlen(name), tail = strlen(ending);
  return len > tail && strcmp(name + len - tail, ending) == 0;
}

char **zg_folder_list(struct zg_arena *arena, const char *dir, const char *ending, size_t *count) {
  char **names = NULL, **kept = NULL;
  size_t cap = 0;
  DIR *folder = opendir(dir);
  *count = 0;
  if (folder == NULL) return NULL;
  for (struct dirent *entry = NULL; (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.' || !ends_in(entry->d_name, ending)) continue;
    zg_grow(&names, &cap, *count, sizeof *names);
    names[(*count)++] = zg_arena_strdup(arena, entry->d_name);
  }
  closedir(folder);
  if (*count > 0) {
    qsort(names, *count, sizeof *names, by_name);
    kept = zg_arena_alloc(arena, *count * sizeof *kept);
    memcpy(kept, names, *count * sizeof *kept);
  }
  free(names);
  return kept;
}

bool zg_folder_exists(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

bool zg_file_exists(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

bool zg_folder_holds(const char *folder, const char *path) {
  char *outer = realpath(folder, NULL), *inner = realpath(path, NULL);
  size_t len = outer != NULL ? strlen(outer) : 0;
  if (len == 1) len = 0; /* "/" holds all */
  bool holds =
      outer != NULL && inner != NULL && strncmp(inner, outer, len) == 0 && inner[len] == '/';
  free(outer);
  free(inner);
  return holds;
}

int zg_folder_check(const char *folder, const char *path, struct zg_error *err) {
  if (access(path, F_OK) < 0 || zg_folder_holds(folder, path)) return 0;
  const char *slash = strrchr(folder, '/'); /* the same wherever the folder lies */
  return zg_fail_at(err, ZG_ELOAD, path, 0,
                    "it is a link that leads out of %s; put the file itself in its place",
                    slash != NULL ? slash + 1 : folder);
}
