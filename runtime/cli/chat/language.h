/* chat_language: what the chat itself says, in the language of the shop. */
#ifndef ZG_CLI_CHAT_LANGUAGE_H
#define ZG_CLI_CHAT_LANGUAGE_H

#include "cli/chat/session.h"

/* The sentence, which is written in English where it is said, as the shop's owner reads it; its
 * blanks are the same, in the same order. One that the table does not know stays English. */
const char *zg_chat_sentence(const struct zg_chat *chat, const char *english)
    __attribute__((format_arg(2)));

#endif
