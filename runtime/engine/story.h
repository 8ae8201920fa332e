/* story: plays one story of a pack on the engine, on a virtual clock, and compares. */
#ifndef ZG_ENGINE_STORY_H
#define ZG_ENGINE_STORY_H

#include <stdint.h>

#include <zhanggui.h>

#include "data/text.h"
#include "rules/story.h"

struct zg_shop;

/* Where a story is played, and who looks on. */
struct zg_story_stage {
  const char *dir; /* of the pack; no other plays along */
  const struct zg_text *text;
  uint64_t seed; /* what ctx.random and the choice of variants grow from besides the story; 0: from
                  * nothing else */
  void (*on_shop)(void *arg, const struct zg_shop *shop); /* once it is open; may be NULL */
  zg_trace_fn *on_trace; /* of each decision; NULL: then a failure cannot say why */
  void *arg;
};

/* Why a story failed. */
struct zg_story_failure {
  int line;           /* of the step */
  char message[2048]; /* the whole of it, in one line */

  struct zg_arena *arena; /* given by the caller, for what follows; NULL: it is not wanted */
  const char *wanted;     /* "message.send on_its_way"; NULL: the message is all there is */
  const char *got;        /* "message.send {…}", or "nothing" */
  const char *differs;    /* the part in which they differ; NULL: all of it */
  const char *log;        /* what rules complained of; NULL: nothing */
  const char *trace;      /* of the decision that tells why; NULL: there was none */
};

/* Plays the story. 0 when all went as told; ZG_ERULE when not, with the reason; ZG_ELOAD when the
 * pack does not load with the story's settings, likewise. */
int zg_story_play(const struct zg_story *story, const struct zg_story_stage *stage,
                  struct zg_story_failure *failure);

#endif
