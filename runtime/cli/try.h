/* try: the command that a server runs before it takes a changed shop into force: builds it in a
 * process of its own. It is not for people, who have `test`. */
#ifndef ZG_CLI_TRY_H
#define ZG_CLI_TRY_H

int zg_cli_try(int argc, char **argv);

#endif
