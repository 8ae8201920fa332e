/* index: which rules can match an event, found without asking every rule.
 *
 * By type first; of those, a rule that wants certain phrases in message.text is a candidate only
 * when one pass over the text found one of them. What is left is checked one by one. */
#ifndef ZG_RULES_INDEX_H
#define ZG_RULES_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "rules/rule.h"
#include "rules/scene.h"

struct zg_index;

/* Whether one of its types or patterns takes the type. */
bool zg_rule_listens(const struct zg_rule *rule, const char *type);

/* Over `count` rules in the order they are tried; borrows them. */
struct zg_index *zg_index_new(struct zg_rule *const *rules, size_t count);
void zg_index_free(struct zg_index *index); /* NULL is fine */

/* Writes the candidates for the scene's event, in the order they are tried, into *out (in the
 * scene's arena) and returns how many. A rule left out does not match. With `all`, every rule that
 * listens to the type, for a trace that tells of each. */
size_t zg_index_find(const struct zg_index *index, struct zg_scene *scene, bool all,
                     const struct zg_rule ***out);

/* The rules whose waiting an event of this type calls off; returns how many. */
size_t zg_index_called_off(const struct zg_index *index, const char *type,
                           const struct zg_rule *const **out);

#endif
