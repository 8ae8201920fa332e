/* test: the command that runs the stories of rule packs. */
#ifndef ZG_CLI_TEST_H
#define ZG_CLI_TEST_H

/* `argv[0]` is the word "test". Returns the exit status. */
int zg_cli_test(int argc, char **argv);

#endif
