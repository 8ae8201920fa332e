/* chat_show: what a shop does, as its owner reads it. */
#ifndef ZG_CLI_CHAT_SHOW_H
#define ZG_CLI_CHAT_SHOW_H

#include "cli/chat/session.h"

/* Shows a list of actions, replies first, and before them how much time has passed. */
void zg_chat_show(struct zg_chat *chat, const struct cJSON *actions);

#endif
