/* ctl: the command that asks a running server, and tells it what to do. */
#ifndef ZG_CLI_CTL_H
#define ZG_CLI_CTL_H

int zg_cli_ctl(int argc, char **argv);

#endif
