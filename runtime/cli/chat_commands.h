/* chat_commands: the words behind a slash. */
#ifndef ZG_CLI_CHAT_COMMANDS_H
#define ZG_CLI_CHAT_COMMANDS_H

#include "cli/chat_session.h"

/* Does what `line` says, which begins with a slash. False: it was the word to end. */
bool zg_chat_command(struct zg_chat *chat, const char *line);

/* The commands and what they do, one a line. */
void zg_chat_list_commands(void);

/* The commands that have files of their own. `rest` is what stands behind the word, perhaps "". */
void zg_chat_order_step(struct zg_chat *chat, const char *rest);
void zg_chat_timers(struct zg_chat *chat, const char *rest);
void zg_chat_state(struct zg_chat *chat, const char *rest);
void zg_chat_facts(struct zg_chat *chat, const char *rest);
void zg_chat_why(struct zg_chat *chat, const char *rest);
void zg_chat_save(struct zg_chat *chat, const char *rest);

#endif
