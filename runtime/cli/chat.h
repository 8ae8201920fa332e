/* chat: the command to try a shop out: one writes as the buyer and sees what the shop does. */
#ifndef ZG_CLI_CHAT_H
#define ZG_CLI_CHAT_H

/* `argv[0]` is the word "chat". Returns the exit status. */
int zg_cli_chat(int argc, char **argv);

#endif
