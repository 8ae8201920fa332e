/* options: what the commands share in reading their arguments and in ending. */
#ifndef ZG_CLI_OPTIONS_H
#define ZG_CLI_OPTIONS_H

#include <getopt.h> /* optind */
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Exit statuses, the same for every command. */
enum {
  ZG_EXIT_DONE = 0,
  ZG_EXIT_NO = 1,     /* the answer is no: a test failed, a pack does not load */
  ZG_EXIT_USAGE = 2,  /* the command line is not right */
  ZG_EXIT_FAILED = 3, /* it could not run */
  ZG_EXIT_DISK = 4,   /* the disk failed: start again, and it looks what is there */
};

/* A list of texts that an option gathers; `items` ends with NULL, or is NULL while it is empty. */
struct zg_strings {
  char **items;
  size_t count, cap;
};

void zg_strings_add(struct zg_strings *strings, const char *text); /* copies */
void zg_strings_fini(struct zg_strings *strings);

/* Adds each folder in `folder` that has a shop.lua, in the order of their names. ZG_ENOTFOUND when
 * there is none. */
int zg_strings_add_shops(struct zg_strings *strings, const char *folder, struct zg_error *err);

/* Prints "zhanggui COMMAND: MESSAGE" and where to read more; returns ZG_EXIT_USAGE. */
int zg_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An option that does no more than keep what it is given. */
struct zg_option {
  const char *name;        /* without the dashes */
  bool *flag;              /* set when it is given */
  const char **text;       /* its value, borrowed of argv; with a flag, it may be left out */
  struct zg_strings *list; /* its values, when it may be given several times */
};

/* Reads the options of a command, of which there are at most ZG_OPTIONS and a row of zeroes behind
 * the last; --help and -h print `help`. Other words may stand anywhere; they are at argv + optind
 * then. 0: go on; -1: the help is printed; ZG_EXIT_USAGE: a complaint is. */
enum { ZG_OPTIONS = 16 };
int zg_options_read(const char *command, const char *help, const struct zg_option *known, int argc,
                    char **argv);

/* zg_usage for what getopt_long complains of, with opterr 0 and an option string
 * that starts with ":": `c` is what it returned. */
int zg_usage_getopt(const char *command, int c, char **argv);

/* Ends the writing to standard output: a full disk must not look like a short answer. 0, or
 * ZG_ESYSTEM when not all could be written. The program asks it behind every command. */
int zg_output_end(struct zg_error *err);

/* Prints the error in one line, and returns the exit status that goes with its code. */
int zg_failed(const char *command, const struct zg_error *err);

#endif
