#include "net/watch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/folder.h"
#include "base/memory.h"

enum {
  DEPTH = 3,     /* rules/bargain/text */
  FOLDERS = 500, /* that one watch may have */
  GLANCE = 1000, /* milliseconds between two looks at the folder itself */
};

/* Which folder a name stands for: another may take its place. 0 and 0: there is none. */
struct identity {
  dev_t dev;
  ino_t ino;
};

struct spot {
  uv_fs_event_t handle;
  struct zg_watch *watch;
  struct identity folder;
  bool stale; /* something happened to the folder itself */
  char path[];
};

struct zg_watch {
  struct zg_loop *loop;
  char *folder;
  void (*on_change)(void *arg);
  void *arg;
  uv_timer_t glance;
  struct identity seen; /* at the last glance */
  struct spot **spots;
  size_t count, cap;
  bool complete;
};

static struct identity identify(const char *path) {
  struct stat found;
  if (stat(path, &found) != 0 || !S_ISDIR(found.st_mode)) return (struct identity){0};
  return (struct identity){.dev = found.st_dev, .ino = found.st_ino};
}

static bool same(struct identity a, struct identity b) {
  return a.dev == b.dev && a.ino == b.ino;
}

static void on_spot_closed(uv_handle_t *handle) {
  free(handle->data);
}

static void drop_spot(struct spot *spot) {
  spot->watch = NULL;
  uv_close((uv_handle_t *)&spot->handle, on_spot_closed);
}

static bool is_watched(const struct zg_watch *watch, const char *path) {
  for (size_t i = 0; i < watch->count; i++)
    if (strcmp(watch->spots[i]->path, path) == 0) return true;
  return false;
}

static bool is_folder(const struct spot *spot, const char *name) {
  struct zg_bytes path = {0};
  zg_bytes_printf(&path, "%s/%s", spot->path, name);
  bool is = is_watched(spot->watch, path.data) || zg_folder_exists(path.data);
  zg_bytes_fini(&path);
  return is;
}

static bool ends_in(const char *name, size_t len, const char *ending) {
  return len > 4 && strcmp(name + len - 4, ending) == 0;
}

/* Only what a shop or pack is made of. The store may lie in the shop's folder, too, and is written
 * with every event. "..data" is the link that moves when Kubernetes renews a mounted ConfigMap. */
static bool counts(const struct spot *spot, const char *name) {
  size_t len = strlen(name);
  if (strcmp(name, "..data") == 0) return true;
  if (name[0] == '.' || name[0] == '#' || name[len - 1] == '~') return false;
  return ends_in(name, len, ".lua") || ends_in(name, len, ".csv") || is_folder(spot, name);
}

/* What happens to the folder itself comes under its own name, without its path. */
static bool is_own_name(const struct spot *spot, const char *name) {
  const char *slash = strrchr(spot->path, '/');
  return strcmp(slash != NULL ? slash + 1 : spot->path, name) == 0;
}

static void on_event(uv_fs_event_t *handle, const char *name, int events, int status) {
  struct spot *spot = handle->data;
  struct zg_watch *watch = spot->watch;
  (void)events;
  (void)status;
  if (watch == NULL) return;
  bool unnamed = name == NULL || name[0] == '\0';
  if (unnamed || is_own_name(spot, name)) spot->stale = true;
  if (unnamed || counts(spot, name)) watch->on_change(watch->arg);
}

static void add_spot(struct zg_watch *watch, const char *path) {
  if (is_watched(watch, path)) return;
  if (watch->count >= FOLDERS) {
    watch->complete = false;
    return;
  }
  struct spot *spot = zg_alloc(sizeof *spot + strlen(path) + 1);
  strcpy(spot->path, path);
  uv_fs_event_init(&watch->loop->uv, &spot->handle);
  spot->handle.data = spot;
  spot->watch = watch;
  spot->folder = identify(path);
  if (uv_fs_event_start(&spot->handle, on_event, path, 0) < 0) {
    watch->complete = false;
    drop_spot(spot);
    return;
  }
  zg_grow(&watch->spots, &watch->cap, watch->count, sizeof *watch->spots);
  watch->spots[watch->count++] = spot;
}

static void add_folders(struct zg_watch *watch, struct zg_arena *arena, const char *path,
                        int depth) {
  size_t count = 0;
  if (!zg_folder_exists(path)) return;
  add_spot(watch, path);
  char **names = depth < DEPTH ? zg_folder_list(arena, path, "", &count) : NULL;
  for (size_t i = 0; i < count; i++)
    add_folders(watch, arena, zg_arena_printf(arena, "%s/%s", path, names[i]), depth + 1);
}

/* What is gone is watched no longer: a folder of the same name that comes later is another one. */
static void drop_gone(struct zg_watch *watch) {
  size_t kept = 0;
  for (size_t i = 0; i < watch->count; i++) {
    struct spot *spot = watch->spots[i];
    if (!spot->stale && same(spot->folder, identify(spot->path))) {
      watch->spots[kept++] = spot;
    } else {
      drop_spot(spot);
    }
  }
  watch->count = kept;
}

void zg_watch_look(struct zg_watch *watch) {
  struct zg_arena *arena = zg_arena_new();
  drop_gone(watch);
  add_folders(watch, arena, watch->folder, 0);
  zg_arena_free(arena);
}

/* Nothing tells when another folder takes the place of the whole one, or it is a link that moves.
 */
static void on_glance(uv_timer_t *timer) {
  struct zg_watch *watch = timer->data;
  struct identity now = identify(watch->folder);
  if (same(now, watch->seen)) return;
  watch->seen = now;
  watch->on_change(watch->arg);
}

struct zg_watch *zg_watch_open(struct zg_loop *loop, const char *folder,
                               void (*on_change)(void *arg), void *arg) {
  struct zg_watch *watch = zg_alloc(sizeof *watch);
  *watch = (struct zg_watch){.loop = loop,
                             .folder = zg_strdup(folder),
                             .on_change = on_change,
                             .arg = arg,
                             .seen = identify(folder),
                             .complete = true};
  uv_timer_init(&loop->uv, &watch->glance);
  watch->glance.data = watch;
  uv_timer_start(&watch->glance, on_glance, GLANCE, GLANCE);
  zg_watch_look(watch);
  return watch;
}

bool zg_watch_complete(const struct zg_watch *watch) {
  return watch->complete;
}

static void on_glance_closed(uv_handle_t *handle) {
  free(handle->data);
}

void zg_watch_close(struct zg_watch *watch) {
  if (watch == NULL) return;
  for (size_t i = 0; i < watch->count; i++)
    drop_spot(watch->spots[i]);
  free(watch->spots);
  free(watch->folder);
  uv_close((uv_handle_t *)&watch->glance, on_glance_closed);
}
