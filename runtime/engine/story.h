/* story: plays one story of a pack on the engine, on a virtual clock, and compares. */
#ifndef ZG_ENGINE_STORY_H
#define ZG_ENGINE_STORY_H

#include "data/text.h"
#include "rules/story.h"

/* Why a story failed. */
struct zg_story_failure {
  int line; /* of the step */
  char message[2048];
};

/* Plays the story with the pack in `dir` alone. 0 when all went as told; ZG_ERULE when not, with
 * the reason; ZG_ELOAD when the pack does not load with the story's settings, likewise. */
int zg_story_play(const struct zg_story *story, const char *dir, const struct zg_text *text,
                  struct zg_story_failure *failure);

#endif
