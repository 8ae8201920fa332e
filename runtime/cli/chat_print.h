/* chat_print: lines of a chat: coloured on a terminal, and with nothing in them that steers it. */
#ifndef ZG_CLI_CHAT_PRINT_H
#define ZG_CLI_CHAT_PRINT_H

#include "cli/chat_session.h"

/* A line in the background, which JSON is spared; a complaint, which makes the session a failed
 * one; and a line of an answer to a command. */
void zg_chat_note(struct zg_chat *chat, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void zg_chat_complain(struct zg_chat *chat, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void zg_chat_tell(struct zg_chat *chat, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "NAME: TEXT", the name in bold; further lines of the text stand under the first. */
void zg_chat_speak(struct zg_chat *chat, const char *name, const char *text);

/* A line of JSON as it is, but for characters that a terminal might take as its own. */
void zg_chat_print_json(const char *json);

#endif
