/* presence: who looks after a conversation: the rules, or a person.
 *
 * A message.sent of an agent hands it to the person, and so does conversation.assigned to "human";
 * conversation.assigned to "bot" hands it back, or the person's silence for as long as the shop
 * says (hand_back). A message.sent that carries the id of an action of ours as its causationid, or
 * the text of one of the last of them, is our own echo and no person, whoever sent it. */
#ifndef ZG_ENGINE_PRESENCE_H
#define ZG_ENGINE_PRESENCE_H

#include "engine/decision.h"

/* Whether the event is such an echo. A rule that waits before it looks (settle, unless_within) is
 * told by what was said until then. */
bool zg_presence_echo(struct zg_decision *d);

/* Before the rules see an event, and once scene.echo is known. */
void zg_presence_note(struct zg_decision *d);

/* An action goes to the buyer: its text will come back as an echo. */
void zg_presence_said(struct zg_decision *d, const struct zg_draft *draft, const char *id);

/* Whether a person looks after the conversation at that time. */
bool zg_presence_human(struct zg *zg, struct zg_arena *arena, const struct zg_shop *shop,
                       const char *conversation, int64_t now);

/* Whether actions of that type are something a buyer gets to see. */
bool zg_presence_reaches_buyer(const char *type);

/* Whether the rule wants to tell a buyer something whom a person looks after, and may not; then
 * since when, and until when if the person says nothing more (0: until it is given back). */
bool zg_presence_withholds(struct zg_decision *d, const struct zg_rule *rule,
                           const struct zg_effects *effects, int64_t *since, int64_t *until);

#endif
