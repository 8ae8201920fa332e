/* A second rule set that differs in one shop. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/side.h"
#include "data/json.h"
#include "engine/engine.h"
#include "rules/shop_file.h"

/* The id of the shop in that folder, in `arena`. */
static int read_id(const char *dir, struct zg_arena *arena, const char **id, struct zg_error *err) {
  struct zg_bytes source = {0};
  struct cJSON *declared = NULL;
  const char *file = zg_arena_printf(arena, "%s/shop.lua", dir);
  int result = zg_shop_file_read(file, arena, &source, &declared, err);
  zg_bytes_fini(&source);
  if (result < 0) return result;
  const char *slash = strrchr(dir, '/');
  *id = zg_json_text(declared, "id", NULL);
  if (*id == NULL) *id = slash != NULL ? slash + 1 : dir;
  return 0;
}

/* Which of the shops the one in `dir` takes the place of. */
static int find_place(const struct zg_shops *shops, const char *dir, struct zg_arena *arena,
                      size_t *place, struct zg_error *err) {
  const char *id = NULL;
  if (shops->count == 1) return 0;
  int result = read_id(dir, arena, &id, err);
  if (result < 0) return result;
  for (size_t i = 0; i < shops->count; i++)
    if (strcmp(shops->all[i]->id, id) == 0) {
      *place = i;
      return 0;
    }
  return zg_fail(err, ZG_ENOTFOUND,
                 "%s is the shop \"%s\", and none of the shops given with --shop is; give the one "
                 "it is to be compared with",
                 dir, id);
}

int zg_side_open_shop(struct zg_side *side, const struct zg_side *other, const char *dir,
                      struct zg_error *err) {
  const struct zg_shops *shops = &other->zg->shops;
  struct zg_shop_source *sources = zg_alloc(shops->count * sizeof *sources);
  struct zg_arena *arena = zg_arena_new();
  char *folder = zg_strdup(dir);
  size_t place = 0;
  for (size_t len = strlen(folder); len > 1 && folder[len - 1] == '/'; len--)
    folder[len - 1] = '\0';
  int result = find_place(shops, folder, arena, &place, err);
  if (result < 0) goto done;
  for (size_t i = 0; i < shops->count; i++)
    sources[i] = shops->all[i]->source;
  sources[place].dir = folder;
  sources[place].id = shops->all[place]->id;
  const struct zg_config config = zg_side_config(side);
  result = zg_engine_open(&config, sources, shops->count, &side->zg, err);
done:
  zg_arena_free(arena);
  free(folder);
  free(sources);
  return result;
}
