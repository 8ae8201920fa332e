#include "engine/stories.h"

#include "base/folder.h"

static int play_file(const char *path, const char *dir, const struct zg_text *text,
                     zg_story_told_fn *told, void *arg, struct zg_error *err) {
  struct zg_arena *arena = zg_arena_new();
  struct zg_story *story = NULL;
  int result = zg_folder_check(dir, path, err);
  if (result == 0) result = zg_story_read(path, arena, &story, err);
  for (; story != NULL && result == 0; story = story->next) {
    struct zg_story_failure failure = {0};
    bool passed = zg_story_play(story, dir, text, &failure) == 0;
    result = told(arg, story, passed ? NULL : &failure);
  }
  zg_arena_free(arena);
  return result;
}

int zg_stories_play(const char *dir, const struct zg_text *text, zg_story_told_fn *told, void *arg,
                    struct zg_error *err) {
  struct zg_arena *arena = zg_arena_new();
  size_t count = 0;
  int result = 0;
  const char *tests = zg_arena_printf(arena, "%s/tests", dir);
  char **names = zg_folder_list(arena, tests, ".lua", &count);
  for (size_t i = 0; i < count && result == 0; i++)
    result = play_file(zg_arena_printf(arena, "%s/%s", tests, names[i]), dir, text, told, arg, err);
  zg_arena_free(arena);
  return result;
}
