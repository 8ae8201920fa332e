#include "cli/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/journal.h"
#include "cli/options.h"

static const char usage_text[] =
    "usage: zhanggui export [--data FILE] [--control FILE]\n"
    "\n"
    "Writes every event that was decided to standard output, one a line, in the order of "
    "deciding.\n"
    "Each carries the time of its receipt (receivedtime), so that `zhanggui replay` sets its "
    "clock\n"
    "by it and decides as was decided then. A running server holds its store for itself, so it is\n"
    "asked, over its control socket.\n"
    "\n"
    "  --data FILE      the store (zhanggui.db)\n"
    "  --control FILE   the control socket of the server that has it open (beside the store)\n";

static int unwritten(struct zg_error *err) {
  return zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
}

static int print_event(void *arg, const char *line, size_t len) {
  (void)arg;
  return fwrite(line, 1, len, stdout) == len && putchar('\n') == '\n' ? 0 : -1;
}

int zg_cli_export(int argc, char **argv) {
  static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                          {"control", required_argument, NULL, 'C'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  const char *path = "zhanggui.db", *control = NULL;
  struct zg_error err = {0};
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (c == 'h') {
      fputs(usage_text, stdout);
      return ZG_EXIT_DONE;
    }
    if (c == 'd')
      path = optarg;
    else if (c == 'C')
      control = optarg;
    else
      return zg_usage_getopt("export", c, argv);
  }
  if (optind < argc) return zg_usage("export", "what is %s for?", argv[optind]);
  int result = zg_cli_journal(path, control, print_event, NULL, &err);
  if (result == 0 && fflush(stdout) != 0) result = unwritten(&err);
  return result < 0 ? zg_failed("export", &err) : ZG_EXIT_DONE;
}
