/* story: plays one story of a pack on the engine, on a virtual clock, and compares. */
#ifndef ZG_ENGINE_STORY_H
#define ZG_ENGINE_STORY_H

#include <stdint.h>

#include <zhanggui.h>

#include "data/text.h"
#include "rules/story.h"

struct zg_shop;

/* Who looks on while a story is played. */
struct zg_story_watcher {
  uint64_t seed; /* what ctx.random and the choice of variants grow from besides the story; 0: from
                  * nothing else */
  void (*on_shop)(void *arg, const struct zg_shop *shop); /* once it is open */
  zg_trace_fn *on_trace;                                  /* of each decision */
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

/* Plays the story with the pack in `dir`. 0 when all went as told; ZG_ERULE when not, with the
 * reason; ZG_ELOAD when the pack does not load with the story's settings, likewise. */
int zg_story_play(const struct zg_story *story, const char *dir, const struct zg_text *text,
                  struct zg_story_failure *failure);
/* The same before somebody's eyes: only then a failure has a trace. */
int zg_story_watch(const struct zg_story *story, const char *dir, const struct zg_text *text,
                   const struct zg_story_watcher *watcher, struct zg_story_failure *failure);

#endif
