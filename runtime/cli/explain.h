/* explain: the command that tells why it said that, and why it did not. */
#ifndef ZG_CLI_EXPLAIN_H
#define ZG_CLI_EXPLAIN_H

int zg_cli_explain(int argc, char **argv);

#endif
