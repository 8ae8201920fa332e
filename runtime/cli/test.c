#include "cli/test.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "engine/shipped.h"
#include "engine/stories.h"
#include "rules/shop.h"

static const char help[] =
    "zhanggui test: plays the stories of rule packs\n"
    "\n"
    "  zhanggui test [--verbose] [DIR]...\n"
    "\n"
    "  DIR            a pack, a folder of packs, or a shop, whose own packs are tested\n"
    "                 (without: the shipped packs)\n"
    "  --verbose      name the stories that pass, too\n"
    "  --help         this text\n"
    "\n"
    "Exit status: 0 all passed, 1 a story failed or a pack does not load, 2 usage,\n"
    "3 could not run.\n";

struct testing {
  struct zg_text *text;
  struct zg_arena *arena;
  int passed, failed;
  struct zg_progress progress;
  bool verbose;
};

static int tell(void *arg, const struct zg_story *story, const struct zg_story_failure *failure) {
  struct testing *t = arg;
  if (failure == NULL) {
    t->passed++;
    zg_progress_note(&t->progress, (uint64_t)(t->passed + t->failed), 0, 0);
    if (t->verbose) printf("%s:%d: story \"%s\": passed\n", story->file, story->line, story->name);
    return 0;
  }
  t->failed++;
  printf("%s:%d: story \"%s\": %s\n", story->file, failure->line, story->name, failure->message);
  return 0;
}

/* What has no stories should at least load. */
static bool load(struct testing *t, const struct zg_shop_source *source) {
  struct zg_shop *shop = NULL;
  struct zg_error err = {0};
  char where[1200];
  int result = zg_shop_load(source, &shop, &err);
  if (result < 0) {
    printf("%s\n", zg_error_text(&err, where, sizeof where));
    t->failed++;
  }
  zg_shop_free(shop);
  return result == 0;
}

/* A shop's settings and tables, with the shipped packs and its own. */
static void test_shop(struct testing *t, const char *dir) {
  char shipped[4096];
  const struct zg_shop_source source = {
      .dir = dir, .rules = zg_shipped_rules(shipped, sizeof shipped), .text = t->text};
  if (source.rules != NULL && load(t, &source)) printf("%s: the shop loads\n", dir);
}

static void test_pack(struct testing *t, const char *dir) {
  struct zg_error err = {0};
  char where[1200];
  int before = t->passed, failed = t->failed;
  if (zg_stories_play(dir, ZG_STORIES_OF_ANY_SHOP, t->text, tell, t, &err) < 0) {
    printf("%s\n", zg_error_text(&err, where, sizeof where));
    t->failed++;
  }
  if (t->passed > before || t->failed > failed) {
    printf("%s: %d passed, %d failed\n", dir, t->passed - before, t->failed - failed);
  } else if (load(t, &(struct zg_shop_source){.rules = dir, .text = t->text})) {
    printf("%s: loads, and has no stories\n", dir);
  } else {
    printf("%s: 0 passed, 1 failed\n", dir);
  }
}

/* A folder with a pack, or only with stories, as a shop has them of shipped packs. */
static bool is_pack(struct testing *t, const char *dir) {
  size_t count = 0;
  if (zg_file_exists(zg_arena_printf(t->arena, "%s/pack.lua", dir))) return true;
  zg_folder_list(t->arena, zg_arena_printf(t->arena, "%s/tests", dir), ".lua", &count);
  return count > 0;
}

/* A pack's own folder, a shop (it, and its packs), or a folder of packs. */
static int test_folder(struct testing *t, const char *dir, struct zg_error *err) {
  size_t count = 0, packs = 0;
  if (!zg_folder_exists(dir)) return zg_fail(err, ZG_ENOTFOUND, "there is no folder %s", dir);
  bool shop = zg_file_exists(zg_arena_printf(t->arena, "%s/shop.lua", dir));
  if (!shop && is_pack(t, dir)) {
    test_pack(t, dir);
    return 0;
  }
  if (shop) {
    test_shop(t, dir);
    dir = zg_arena_printf(t->arena, "%s/packs", dir);
  }
  char **names = zg_folder_list(t->arena, dir, "", &count);
  for (size_t i = 0; i < count; i++) {
    const char *pack = zg_arena_printf(t->arena, "%s/%s", dir, names[i]);
    if (!is_pack(t, pack)) continue;
    test_pack(t, pack);
    packs++;
  }
  if (packs == 0 && !shop)
    return zg_fail(err, ZG_ENOTFOUND, "%s holds no pack (a folder with a pack.lua)", dir);
  return 0;
}

static int test_all(struct testing *t, int argc, char **argv, struct zg_error *err) {
  char shipped[4096];
  int result = zg_text_open(&t->text, err);
  zg_progress_begin(&t->progress, "test", "stories", true);
  for (int i = optind; i < argc && result == 0; i++)
    result = test_folder(t, argv[i], err);
  if (result == 0 && optind == argc) {
    const char *rules = zg_shipped_rules(shipped, sizeof shipped);
    result = rules != NULL ? test_folder(t, rules, err)
                           : zg_fail(err, ZG_ENOTFOUND,
                                     "the shipped rules are not where they were "
                                     "installed; name a folder");
  }
  zg_progress_hide(&t->progress);
  return result;
}

int zg_cli_test(int argc, char **argv) {
  static const struct option options[] = {
      {"verbose", no_argument, NULL, 'v'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  struct testing t = {0};
  struct zg_error err = {0};
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (c == 'h') {
      fputs(help, stdout);
      return ZG_EXIT_DONE;
    }
    if (c != 'v') return zg_usage_getopt("test", c, argv);
    t.verbose = true;
  }
  t.arena = zg_arena_new();
  int status = ZG_EXIT_DONE;
  if (test_all(&t, argc, argv, &err) < 0)
    status = zg_failed("test", &err);
  else
    printf("%d passed, %d failed\n", t.passed, t.failed);
  if (status == ZG_EXIT_DONE && t.failed > 0) status = ZG_EXIT_NO;
  zg_arena_free(t.arena);
  zg_text_close(t.text);
  return status;
}
