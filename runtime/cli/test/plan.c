#include "cli/test/plan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"

static void add_piece(struct zg_test_plan *plan, struct zg_test_piece piece) {
  zg_grow(&plan->pieces, &plan->piece_cap, plan->piece_count, sizeof *plan->pieces);
  piece.suite = plan->suite_count - 1;
  plan->pieces[plan->piece_count++] = piece;
  plan->suites[piece.suite].count++;
}

/* "rules/bargain/" is the folder of bargain: a pack's stories name its settings by it. */
static const char *pack_name(struct zg_arena *arena, const char *dir) {
  size_t len = strlen(dir), from = 0;
  while (len > 1 && dir[len - 1] == '/')
    len--;
  for (from = len; from > 0 && dir[from - 1] != '/';)
    from--;
  return zg_arena_strndup(arena, dir + from, len - from);
}

static void add_suite(struct zg_test_plan *plan, const char *dir) {
  bool rules = zg_file_exists(zg_arena_printf(plan->arena, "%s/pack.lua", dir));
  zg_grow(&plan->suites, &plan->suite_cap, plan->suite_count, sizeof *plan->suites);
  plan->suites[plan->suite_count++] = (struct zg_test_suite){
      .dir = zg_arena_strdup(plan->arena, dir),
      .pack = rules ? pack_name(plan->arena, dir) : NULL,
      .first = plan->piece_count,
  };
}

/* Letters are compared as they stand, words are what is between spaces. */
static bool wanted(const struct zg_test_plan *plan, const struct zg_story *story) {
  const char *file = strrchr(story->file, '/');
  if (plan->only == NULL) return true;
  if (file == NULL) file = story->file;
  for (const char *at = plan->only; *at != '\0';) {
    size_t len = strcspn(at, " ");
    const char *word = zg_arena_strndup(plan->arena, at, len);
    if (strstr(story->name, word) == NULL && strstr(file, word) == NULL) return false;
    at += len + strspn(at + len, " ");
  }
  return true;
}

static void add_file(struct zg_test_plan *plan, const char *path) {
  struct zg_story *story = NULL;
  struct zg_error err = {0};
  char fault[1200];
  if (zg_story_read(path, plan->arena, &story, &err) < 0) {
    zg_error_text(&err, fault, sizeof fault);
    add_piece(plan, (struct zg_test_piece){.kind = ZG_TEST_UNREADABLE,
                                           .fault = zg_arena_strdup(plan->arena, fault)});
  }
  for (; story != NULL; story = story->next)
    if (wanted(plan, story))
      add_piece(plan, (struct zg_test_piece){.kind = ZG_TEST_STORY, .story = story});
}

static void add_pack(struct zg_test_plan *plan, const char *dir) {
  size_t count = 0;
  const char *tests = zg_arena_printf(plan->arena, "%s/tests", dir);
  char **names = zg_folder_list(plan->arena, tests, ".lua", &count);
  add_suite(plan, dir);
  for (size_t i = 0; i < count; i++)
    add_file(plan, zg_arena_printf(plan->arena, "%s/%s", tests, names[i]));
  if (plan->suites[plan->suite_count - 1].count > 0) return;
  if (plan->only == NULL)
    add_piece(plan, (struct zg_test_piece){.kind = ZG_TEST_LOADS});
  else
    plan->suite_count--;
}

/* A folder with a pack, or only with stories, as a shop has them of shipped packs. */
static bool is_pack(struct zg_test_plan *plan, const char *dir) {
  size_t count = 0;
  if (zg_file_exists(zg_arena_printf(plan->arena, "%s/pack.lua", dir))) return true;
  zg_folder_list(plan->arena, zg_arena_printf(plan->arena, "%s/tests", dir), ".lua", &count);
  return count > 0;
}

int zg_test_plan_add(struct zg_test_plan *plan, const char *dir, struct zg_error *err) {
  size_t count = 0, packs = 0;
  if (!zg_folder_exists(dir)) return zg_fail(err, ZG_ENOTFOUND, "there is no folder %s", dir);
  bool shop = zg_file_exists(zg_arena_printf(plan->arena, "%s/shop.lua", dir));
  if (!shop && is_pack(plan, dir)) {
    add_pack(plan, dir);
    return 0;
  }
  if (shop && plan->only == NULL) {
    add_suite(plan, dir);
    add_piece(plan, (struct zg_test_piece){.kind = ZG_TEST_SHOP});
  }
  if (shop) dir = zg_arena_printf(plan->arena, "%s/packs", dir);
  char **names = zg_folder_list(plan->arena, dir, "", &count);
  for (size_t i = 0; i < count; i++) {
    const char *pack = zg_arena_printf(plan->arena, "%s/%s", dir, names[i]);
    if (!is_pack(plan, pack)) continue;
    add_pack(plan, pack);
    packs++;
  }
  if (packs == 0 && !shop)
    return zg_fail(err, ZG_ENOTFOUND, "%s holds no pack (a folder with a pack.lua)", dir);
  return 0;
}

void zg_test_plan_fini(struct zg_test_plan *plan) {
  free(plan->suites);
  free(plan->pieces);
}
