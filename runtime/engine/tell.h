/* tell: conditions of a rule as JSON for a trace: what each saw, what it wanted, whether it holds.
 *
 * They are looked at once more for it, with matching of their own: a decision is the same whether
 * somebody watches or not. An entry is one of
 *
 *   {"path":"message.text","label":"…","held":false,"saw":"…","wanted":{"says":[…]}}
 *   {"any":[…],"held":true}
 *
 * without `saw` and `label` where they are those of the entry before it, and with
 * {"more":true} where the rest of a list is left out. */
#ifndef ZG_ENGINE_TELL_H
#define ZG_ENGINE_TELL_H

#include "base/bytes.h"
#include "rules/condition.h"
#include "rules/rule.h"

/* Appends an array of all conditions that the rule lists; nothing when it would get too long. */
void zg_tell_all(const struct zg_rule *rule, struct zg_scene *scene, struct zg_bytes *out);
/* Appends an array of the one list that failed, and of what is in it only the beginning: this is
 * for every event. */
void zg_tell_top(const struct zg_rule *rule, const struct zg_condition *top, struct zg_scene *scene,
                 struct zg_bytes *out);

/* Appends a value as it is shown: NULL as null, of a long one its beginning. */
void zg_tell_value(const struct cJSON *value, struct zg_bytes *out);
/* Appends what a comparison wants, {"says":[…]}, in short; `denied`: that it does not hold. */
void zg_tell_wanted(const struct zg_condition *test, bool denied, struct zg_bytes *out);

#endif
