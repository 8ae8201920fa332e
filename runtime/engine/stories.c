#include "engine/stories.h"

#include <stdio.h>

#include "base/folder.h"
#include "data/json.h"
#include "engine/story_stage.h"

/* A server plays the stories of each shop it loads: none may look into another's. What does not
 * exist is refused alike, so that nobody learns what does. */
static bool may_play(const struct zg_story *story, struct zg_arena *arena,
                     struct zg_story_failure *failure) {
  const char *shop = zg_story_shop(story, arena);
  if (shop == NULL || zg_folder_holds(shop, story->file)) return true;
  failure->line = story->line;
  snprintf(failure->message, sizeof failure->message,
           "the shop %s is not the one this story lies in; leave \"shop\" out, or move the story "
           "into that shop",
           zg_json_text(story->options, "shop", ""));
  return false;
}

static int play_file(const char *path, const char *dir, enum zg_stories_of of,
                     const struct zg_text *text, zg_story_told_fn *told, void *arg,
                     struct zg_error *err) {
  struct zg_arena *arena = zg_arena_new();
  struct zg_story *story = NULL;
  int result = zg_folder_check(dir, path, err);
  if (result == 0) result = zg_story_read(path, arena, &story, err);
  for (; story != NULL && result == 0; story = story->next) {
    struct zg_story_failure failure = {0};
    bool passed = (of == ZG_STORIES_OF_ANY_SHOP || may_play(story, arena, &failure)) &&
                  zg_story_play(story, dir, text, &failure) == 0;
    result = told(arg, story, passed ? NULL : &failure);
  }
  zg_arena_free(arena);
  return result;
}

int zg_stories_play(const char *dir, enum zg_stories_of of, const struct zg_text *text,
                    zg_story_told_fn *told, void *arg, struct zg_error *err) {
  struct zg_arena *arena = zg_arena_new();
  size_t count = 0;
  int result = 0;
  const char *tests = zg_arena_printf(arena, "%s/tests", dir);
  char **names = zg_folder_list(arena, tests, ".lua", &count);
  for (size_t i = 0; i < count && result == 0; i++)
    result =
        play_file(zg_arena_printf(arena, "%s/%s", tests, names[i]), dir, of, text, told, arg, err);
  zg_arena_free(arena);
  return result;
}
