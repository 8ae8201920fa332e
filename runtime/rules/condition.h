/* condition: the `when` of a rule, compiled once when the pack is loaded and checked in C.
 *
 * A condition is a comparison { path, operator, value } or a list of conditions of which all, any
 * or none must hold. */
#ifndef ZG_RULES_CONDITION_H
#define ZG_RULES_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/money.h"
#include "data/text.h"
#include "rules/phrases.h"
#include "rules/regex.h"
#include "rules/scene.h"

#define ZG_OPERATORS(X)                                                                            \
  X(ZG_OP_IS, "is")                                                                                \
  X(ZG_OP_IS_NOT, "is_not")                                                                        \
  X(ZG_OP_IN, "in")                                                                                \
  X(ZG_OP_SAYS, "says")                                                                            \
  X(ZG_OP_MATCHES, "matches")                                                                      \
  X(ZG_OP_LESS, "<")                                                                               \
  X(ZG_OP_AT_MOST, "<=")                                                                           \
  X(ZG_OP_MORE, ">")                                                                               \
  X(ZG_OP_AT_LEAST, ">=")                                                                          \
  X(ZG_OP_BETWEEN, "between")                                                                      \
  X(ZG_OP_PRESENT, "present")                                                                      \
  X(ZG_OP_ABSENT, "absent")                                                                        \
  X(ZG_OP_OLDER_THAN, "older_than")

enum zg_operator {
#define ZG_OP_SYMBOL(symbol, word) symbol,
  ZG_OPERATORS(ZG_OP_SYMBOL)
#undef ZG_OP_SYMBOL
};

enum zg_condition_kind { ZG_WHEN_ALL, ZG_WHEN_ANY, ZG_WHEN_NONE, ZG_WHEN_TEST };

/* Where a path begins. */
enum zg_root { ZG_ROOT_EVENT, ZG_ROOT_FACTS, ZG_ROOT_STATE, ZG_ROOT_SETTINGS };

struct zg_condition {
  enum zg_condition_kind kind;
  struct zg_condition *first; /* of a list */
  struct zg_condition *next;

  const char *path; /* as written: "message.text" */
  const char *label;
  enum zg_root root;
  enum zg_scope scope; /* of facts and state */
  char **steps;        /* the names after the root and scope */
  size_t step_count;
  enum zg_operator op;
  struct cJSON *value;    /* what the path is held against; settings already filled in */
  char **texts;           /* is, is_not, in: the values' texts, normalised; parallel to value */
  struct zg_regex *regex; /* matches */
  uint32_t list;          /* says: its list in the shop's phrases */
  const char **phrases;   /* says: normalised, until the shop's automaton is made */
  size_t phrase_count;
  const char *said; /* says: a list as written, each with its NUL; then `value` is NULL. As nodes
                     * the phrases would be a third of what a shop takes */
  int64_t duration; /* older_than */
  const struct cJSON *setting;    /* root settings: its value */
  struct zg_condition *allocated; /* the pack's next, of all it compiled */
};

/* Why a condition does not hold. */
struct zg_miss {
  const struct zg_condition *condition; /* the first comparison that failed */
  const struct cJSON *saw;              /* NULL: nothing was there */
  bool denied;                          /* it holds, and stands among those of which none may */
  const struct zg_condition *top;       /* the one of the rule's list that it belongs to */
  size_t held;                          /* how many of the list held before that */
};

/* Whether `condition` (NULL: holds) is true in the scene, for the rule's `pack`. On false fills
 * *miss. A condition whose operands cannot be compared does not hold. */
bool zg_condition_holds(const struct zg_condition *condition, const char *pack,
                        struct zg_scene *scene, struct zg_miss *miss);

/* Whether one comparison (ZG_WHEN_TEST) holds. *saw is the value under its path, or NULL. */
bool zg_condition_test(const struct zg_condition *condition, const char *pack,
                       struct zg_scene *scene, const struct cJSON **saw);

/* "says", "<=" and so on. */
const char *zg_operator_word(enum zg_operator op);

/* The lists of phrases that `text` says, as bits; made once for a text in a scene. */
const uint64_t *zg_scene_scan(struct zg_scene *scene, const char *text);

/* If only texts that say list N of message.text can satisfy the condition, N; else -1. */
int64_t zg_condition_anchor(const struct zg_condition *condition);

/* What lives outside the pack's arena: compiled expressions. */
void zg_condition_fini(struct zg_condition *condition);

#endif
