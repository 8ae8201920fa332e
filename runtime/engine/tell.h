/* tell: the conditions of a rule as JSON for a trace: each one, what it saw, what it wanted, and
 * whether it holds.
 *
 * All are looked at, also those that the decision had no need of, with matching of their own: a
 * decision is the same whether somebody watches or not. */
#ifndef ZG_ENGINE_TELL_H
#define ZG_ENGINE_TELL_H

#include "base/bytes.h"
#include "rules/condition.h"
#include "rules/rule.h"

/* How near a rule was to running: of the conditions that its `when` lists, how many hold. A list in
 * the list counts as one. */
struct zg_nearness {
  size_t held, of;
};

/* Appends an array, one entry a condition:
 *   {"path":"message.text","label":"…","held":false,"saw":"…","wanted":{"says":[…]}}
 *   {"any":[…],"held":true}
 * and nothing when it would get too long. */
struct zg_nearness zg_tell_conditions(const struct zg_rule *rule, struct zg_scene *scene,
                                      struct zg_bytes *out);

/* Appends a value as it is shown: NULL as null, of a long one its beginning. */
void zg_tell_value(const struct cJSON *value, struct zg_bytes *out);
/* Appends what a comparison wants, {"says":[…]}; `denied`: that it does not hold. */
void zg_tell_wanted(const struct zg_condition *test, bool denied, struct zg_bytes *out);

#endif
