/* chat_tell: what a shop does, in sentences, in the language of the shop. */
#ifndef ZG_CLI_CHAT_TELL_H
#define ZG_CLI_CHAT_TELL_H

#include "cli/chat/session.h"

/* An action that is no message, without JSON as far as it can be. In the chat's arena. */
const char *zg_chat_tell_action(struct zg_chat *chat, const struct cJSON *action);

#endif
