/* serve: the command that runs. */
#ifndef ZG_CLI_SERVE_H
#define ZG_CLI_SERVE_H

/* `argv[0]` is the word "serve". Returns the exit status. */
int zg_cli_serve(int argc, char **argv);

#endif
