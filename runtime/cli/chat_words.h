/* chat_words: what a shop does, in sentences, in the language of the shop. */
#ifndef ZG_CLI_CHAT_WORDS_H
#define ZG_CLI_CHAT_WORDS_H

#include "cli/chat_session.h"

/* Sentences that are not about an action. */
struct zg_chat_words {
  const char *later; /* of a duration */
  const char *order; /* its id, the step, a comma or nothing, the price or nothing */
  const char *nothing, *nothing_yet, *decided_before;
};
const struct zg_chat_words *zg_chat_words(const struct zg_chat *chat);

/* An action that is no message, without JSON as far as it can be. In the chat's arena. */
const char *zg_chat_tell_action(struct zg_chat *chat, const struct cJSON *action);

#endif
