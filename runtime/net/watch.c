#include "net/watch.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/folder.h"
#include "base/memory.h"

enum {
  DEPTH = 3,     /* rules/bargain/text */
  FOLDERS = 500, /* that one watch may have */
};

struct spot {
  uv_fs_event_t handle;
  struct zg_watch *watch;
  char path[];
};

struct zg_watch {
  struct zg_loop *loop;
  char *folder;
  void (*on_change)(void *arg);
  void *arg;
  struct spot **spots;
  size_t count, cap;
  bool complete;
};

static void on_spot_closed(uv_handle_t *handle) {
  free(handle->data);
}

static void drop_spot(struct spot *spot) {
  spot->watch = NULL;
  uv_close((uv_handle_t *)&spot->handle, on_spot_closed);
}

static bool counts(const char *name) {
  size_t len = name != NULL ? strlen(name) : 0;
  return len == 0 || (name[0] != '.' && name[0] != '#' && name[len - 1] != '~');
}

static void look_again(struct zg_watch *watch);

static void on_event(uv_fs_event_t *handle, const char *name, int events, int status) {
  struct spot *spot = handle->data;
  struct zg_watch *watch = spot->watch;
  (void)events;
  (void)status;
  if (watch == NULL || !counts(name)) return;
  look_again(watch); /* a folder may have come or gone */
  watch->on_change(watch->arg);
}

static bool is_watched(const struct zg_watch *watch, const char *path) {
  for (size_t i = 0; i < watch->count; i++)
    if (strcmp(watch->spots[i]->path, path) == 0) return true;
  return false;
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
    if (zg_folder_exists(watch->spots[i]->path)) {
      watch->spots[kept++] = watch->spots[i];
    } else {
      drop_spot(watch->spots[i]);
    }
  }
  watch->count = kept;
}

static void look_again(struct zg_watch *watch) {
  struct zg_arena *arena = zg_arena_new();
  drop_gone(watch);
  add_folders(watch, arena, watch->folder, 0);
  zg_arena_free(arena);
}

struct zg_watch *zg_watch_open(struct zg_loop *loop, const char *folder,
                               void (*on_change)(void *arg), void *arg) {
  struct zg_watch *watch = zg_alloc(sizeof *watch);
  *watch = (struct zg_watch){.loop = loop,
                             .folder = zg_strdup(folder),
                             .on_change = on_change,
                             .arg = arg,
                             .complete = true};
  look_again(watch);
  return watch;
}

bool zg_watch_complete(const struct zg_watch *watch) {
  return watch->complete;
}

void zg_watch_close(struct zg_watch *watch) {
  if (watch == NULL) return;
  for (size_t i = 0; i < watch->count; i++)
    drop_spot(watch->spots[i]);
  free(watch->spots);
  free(watch->folder);
  free(watch);
}
