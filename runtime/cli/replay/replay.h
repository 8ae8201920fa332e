/* replay: the command that runs a log again. */
#ifndef ZG_CLI_REPLAY_H
#define ZG_CLI_REPLAY_H

/* `argv[0]` is the word "replay". Returns the exit status. */
int zg_cli_replay(int argc, char **argv);

#endif
