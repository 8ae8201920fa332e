/* describe: the command that prints the reference of a rule pack, from the pack itself. */
#ifndef ZG_CLI_DESCRIBE_H
#define ZG_CLI_DESCRIBE_H

/* `argv[0]` is the word "describe". Returns the exit status. */
int zg_cli_describe(int argc, char **argv);

#endif
