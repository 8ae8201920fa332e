/* new: `zhanggui new`, a pack or a shop to begin with. */
#ifndef ZG_CLI_NEW_H
#define ZG_CLI_NEW_H

int zg_cli_new(int argc, char **argv);

#endif
