/* folder: what lies in a folder, in the order of names, so that loading does not depend on a disk.
 */
#ifndef ZG_BASE_FOLDER_H
#define ZG_BASE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/* The names in `dir` that end in `ending` ("" for all), sorted by bytes, without hidden ones;
 * *count 0 and NULL when there are none, or no folder. */
char **zg_folder_list(struct zg_arena *arena, const char *dir, const char *ending, size_t *count);

bool zg_folder_exists(const char *path);
bool zg_file_exists(const char *path);

/* Whether `path`, with every link followed, lies in `folder` likewise. What does not exist lies
 * nowhere. */
bool zg_folder_holds(const char *folder, const char *path);
/* ZG_ELOAD when a link at `path` leads out of `folder`; what does not exist is left to whoever
 * reads it. Who changes links between this and the reading is not kept out. */
int zg_folder_check(const char *folder, const char *path, struct zg_error *err);

#endif
