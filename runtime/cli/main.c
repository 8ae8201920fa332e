/* zhanggui: the program. Finds the command and lets it run. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <zhanggui.h>

#include "cli/chat/chat.h"
#include "cli/check.h"
#include "cli/ctl.h"
#include "cli/describe.h"
#include "cli/explain/explain.h"
#include "cli/export.h"
#include "cli/new.h"
#include "cli/options.h"
#include "cli/replay/replay.h"
#include "cli/serve.h"
#include "cli/test/test.h"
#include "cli/try.h"
#include "cli/words.h"

static int help(int argc, char **argv);
static int version(int argc, char **argv);

static const struct command {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *about; /* NULL: it is not for people */
} commands[] = {
    {"serve", zg_cli_serve, "run: take events on sockets, answer with actions"},
    {"replay", zg_cli_replay, "run a log of events on a virtual clock"},
    {"chat", zg_cli_chat, "talk to a shop as a buyer would"},
    {"test", zg_cli_test, "run the stories of rule packs"},
    {"new", zg_cli_new, "make a new pack, or a new shop, to begin with"},
    {"describe", zg_cli_describe, "print the settings, tables and texts of rule packs"},
    {"check", zg_cli_check, "find what is wrong in packs and shops, or looks wrong"},
    {"ctl", zg_cli_ctl, "ask a running server, or tell it what to do"},
    {"explain", zg_cli_explain, "why it said that, and why it did not"},
    {"export", zg_cli_export, "write what was decided as a log that replay reads"},
    {"words", zg_cli_words, "the words of rule packs, for people, editors and luacheck"},
    {"try", zg_cli_try, NULL},
    {"help", help, "this list; `zhanggui COMMAND --help` tells more"},
    {"version", version, "the version"},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

/* `zhanggui help serve` is `zhanggui serve --help`. */
static int help(int argc, char **argv) {
  char *ask[] = {argc > 1 ? argv[1] : NULL, "--help", NULL};
  for (size_t i = 0; argc > 1 && i < COMMANDS; i++)
    if (strcmp(commands[i].name, argv[1]) == 0 && commands[i].run != help)
      return commands[i].run(2, ask);
  printf("zhanggui, a scriptable rule runtime for online shops\n\nusage: zhanggui COMMAND …\n\n");
  for (size_t i = 0; i < COMMANDS; i++)
    if (commands[i].about != NULL) printf("  %-8s %s\n", commands[i].name, commands[i].about);
  return ZG_EXIT_DONE;
}

static int version(int argc, char **argv) {
  (void)argc;
  (void)argv;
  printf("zhanggui %s\n", ZG_VERSION);
  return ZG_EXIT_DONE;
}

static int run(const struct command *command, int argc, char **argv) {
  struct zg_error err = {0};
  int status = command->run(argc, argv);
  bool answered = status == ZG_EXIT_DONE || status == ZG_EXIT_NO;
  return answered && zg_output_end(&err) < 0 ? zg_failed(command->name, &err) : status;
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "";
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) name = "help";
  if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) name = "version";
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i].name, name) == 0) return run(&commands[i], argc - 1, argv + 1);
  if (argc > 1)
    fprintf(stderr, "zhanggui: there is no command \"%s\"; `zhanggui help` lists them\n", name);
  else
    help(argc, argv);
  return ZG_EXIT_USAGE;
}
