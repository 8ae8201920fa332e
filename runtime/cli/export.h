/* export: the command that writes the journal as a log. */
#ifndef ZG_CLI_EXPORT_H
#define ZG_CLI_EXPORT_H

/* `argv[0]` is the word "export". Returns the exit status. */
int zg_cli_export(int argc, char **argv);

#endif
