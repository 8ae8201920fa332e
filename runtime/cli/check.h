/* check: `zhanggui check`: what is wrong in packs and shops, or looks wrong. */
#ifndef ZG_CLI_CHECK_H
#define ZG_CLI_CHECK_H

int zg_cli_check(int argc, char **argv);

#endif
