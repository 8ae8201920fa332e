/* decision: one decision while it is being made; what the files of deciding share. */
#ifndef ZG_ENGINE_DECISION_H
#define ZG_ENGINE_DECISION_H

#include "engine/decide.h"
#include "rules/scene.h"

struct zg_trace;

/* A document as this decision has read it. */
struct zg_read_doc {
  const char *pack;
  enum zg_scope scope;
  struct cJSON *tree;
  struct zg_read_doc *next;
};

/* A turn that goes on: rules with this pause and scope wait for its end. */
struct zg_turn {
  enum zg_scope scope;
  int64_t settle;
  struct zg_turn *next;
};

/* Why a guard or a guardrail lets an action not pass, in parts: for a trace. */
struct zg_refusal {
  const char *guard;
  const char *price, *bound; /* "500.00", and what it was held against */
  const char *bound_name;    /* "floor", "list_price", "lowest", "before"; NULL: no price */
  int64_t count, most;       /* messages, of how many; 0, 0: it is not about messages */
};

struct zg_decision {
  struct zg *zg;
  const struct zg_occasion *occasion;
  struct zg_arena *arena;
  struct zg_scene scene;
  struct zg_read_doc *docs;
  struct zg_claim *claims;
  struct zg_turn *turns;
  struct zg_trace *trace; /* NULL: nobody asked for one */
  struct cJSON *failures; /* of rules, in a row; NULL: not asked for, or none */
  bool failed;            /* they have changed */
};

/* The document of a pack (or facts, or the engine's own) in the decision's scope; NULL: none. */
const struct cJSON *zg_decision_doc(struct zg_decision *d, const char *pack, enum zg_scope scope);
/* That of another key, as it was before this decision. */
const struct cJSON *zg_decision_other_doc(struct zg_decision *d, const char *pack,
                                          enum zg_scope scope, const char *key);
/* Writes it, for this decision and the batch. `json` NULL removes. */
void zg_decision_put(struct zg_decision *d, const char *pack, enum zg_scope scope,
                     const char *json);

/* The claim of that name, or NULL; and taking it. */
const struct zg_claim *zg_decision_claim(const struct zg_decision *d, const char *name);
void zg_decision_take_claim(struct zg_decision *d, const struct zg_rule *rule);

/* The scope a rule's timers are keyed by. */
enum zg_scope zg_rule_scope(const struct zg_rule *rule, const struct zg_event *event);

#endif
