/* scene: what a decision may look at, and what a run wants done.
 *
 * The engine sets a scene for every event and timer; conditions and runs read it and nothing else,
 * so the same scene gives the same effects. Everything lives in the decision's arena. */
#ifndef ZG_RULES_SCENE_H
#define ZG_RULES_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "data/event.h"
#include "rules/limits.h"

struct cJSON;
struct zg_shop;
struct zg_scan;

/* The pack name under which facts, shared by all packs of a shop, are kept. */
#define ZG_FACTS ""

/* One run of a scene: that of a rule, or the how manieth of all guards' it is. */
struct zg_run {
  const char *pack, *name;
  int number; /* 0: of a rule, which runs once */
};

struct zg_scene {
  struct zg_arena *arena;
  const struct zg_shop *shop;
  const struct zg_event *event;
  int64_t now;
  bool late;                   /* a timer that fires after its time */
  bool echo;                   /* a message.sent that is our own, come back */
  const char *keys[ZG_SCOPES]; /* whom the event is about; NULL: nobody of that scope */
  const char *seed;            /* what the random numbers of its runs grow from */

  /* The state document of a pack (or ZG_FACTS), or NULL. */
  const struct cJSON *(*doc)(void *host, const char *pack, enum zg_scope scope);
  /* The same of another conversation, buyer or order than the event is about, for reading. */
  const struct cJSON *(*other)(void *host, const char *pack, enum zg_scope scope, const char *key);
  void (*log)(void *host, const char *pack, const char *text);
  /* Time ended the run, and why; and whether it did when the scene was decided first: NULL when
   * not, or when this is the first time. */
  void (*cut)(void *host, const struct zg_run *run, const char *why);
  const char *(*was_cut)(void *host, const struct zg_run *run);
  void *host;

  int64_t steps;            /* that all runs of the scene may take together, and have not yet */
  int lines;                /* that its rules have logged */
  int64_t matching;         /* steps that regular expressions took */
  int64_t telling;          /* likewise for a trace, which must not take them from the decision */
  struct zg_deadline until; /* for all its runs; begins with the first */
  int guardings;            /* how many runs of guards were begun */
  int patience;             /* how many times longer than usual they may take; 0: once */

  struct cJSON *top;     /* the event as rules see it, once it was asked for */
  const char *language;  /* likewise the language of whom it is about */
  struct zg_scan *scans; /* texts already searched for phrases; conditions' own */
};

/* The event as one object: its attributes, `data`, and the members of data beside them (an
 * attribute wins over a member of the same name); a message.sent has `echo`, too, whatever its
 * sender says of it. Made once for a scene. */
struct cJSON *zg_scene_event(struct zg_scene *scene);

/* The language to answer in: that of the buyer's message; else the one remembered of what the event
 * is about, facts.SCOPE.language; else the shop's. Found once for a scene. */
const char *zg_scene_language(struct zg_scene *scene);

/* An action a run returned, before the guards saw it. */
struct zg_draft {
  const char *type;
  struct cJSON *data;
  const char *reply;   /* the reply's name in the pack's texts; NULL: it came from no text */
  const char *expiry;  /* RFC 3339; NULL: none */
  const char *time;    /* RFC 3339; NULL: that of the decision */
  struct cJSON *offer; /* {sku, price, currency} that the text of a message names; NULL: none */
  struct zg_draft *next;
};

/* A state document as a run left it. */
struct zg_doc_write {
  const char *pack;
  enum zg_scope scope;
  const char *json; /* NULL: nothing is left of it */
  struct zg_doc_write *next;
};

struct zg_timer_op {
  const char *name;
  bool cancel;
  int64_t due;
  struct cJSON *data; /* an object */
  struct zg_timer_op *next;
};

struct zg_effects {
  struct zg_draft *drafts;
  struct zg_doc_write *docs;
  struct zg_timer_op *timers;
};

#endif
