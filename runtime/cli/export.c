#include "cli/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/export_story.h"
#include "cli/journal.h"
#include "cli/options.h"
#include "cli/progress.h"

static const char help[] =
    "zhanggui export: writes what was decided as a log that replay reads\n"
    "\n"
    "  zhanggui export [--data FILE] [--control FILE] [--story ID --shop DIR]\n"
    "\n"
    "  --data FILE      the store (zhanggui.db)\n"
    "  --control FILE   the control socket of the server that has it open (beside the store)\n"
    "  --story ID       instead of a log, one conversation as a story that `zhanggui test` plays:\n"
    "                   that of this id, or to which the event of this id belongs\n"
    "  --shop DIR       the shop whose rules tell what the story expects; it is made for a file\n"
    "                   in its packs/PACK/tests\n"
    "  --help           this text\n"
    "\n"
    "Every event goes to standard output, one a line, in the order of deciding. Each carries the\n"
    "time of its receipt (receivedtime), so that `zhanggui replay` sets its clock by it and "
    "decides\n"
    "as was decided then. A running server holds its store for itself, so it is asked, over its\n"
    "control socket.\n"
    "\n"
    "Exit status: 0 done, 1 the shop does not load, 2 usage, 3 could not run.\n";

static int unwritten(struct zg_error *err) {
  return zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
}

struct printing {
  struct zg_progress progress;
  uint64_t count;
};

static int print_event(void *arg, const char *line, size_t len) {
  struct printing *p = arg;
  zg_progress_note(&p->progress, ++p->count, 0, 0);
  return fwrite(line, 1, len, stdout) == len && putchar('\n') == '\n' ? 0 : -1;
}

/* Where the events are. */
struct place {
  const char *data, *control;
};

static int export_log(const struct place *place, struct zg_error *err) {
  struct printing printing = {0};
  zg_progress_begin(&printing.progress, "export", "events", true);
  int result = zg_cli_journal(place->data, place->control, print_event, &printing, err);
  zg_progress_hide(&printing.progress);
  return result;
}

/* Twice through the journal: which conversation it is, and what belongs to it. */
static int export_story(const struct place *place, const char *id, const char *shop,
                        struct zg_error *err) {
  struct zg_export_story *story = zg_export_story_new(id);
  int result = zg_cli_journal(place->data, place->control, zg_export_story_look, story, err);
  if (result == 0)
    result = zg_cli_journal(place->data, place->control, zg_export_story_gather, story, err);
  if (result == 0) result = zg_export_story_write(story, shop, err);
  zg_export_story_free(story);
  return result;
}

int zg_cli_export(int argc, char **argv) {
  static const struct option options[] = {
      {"data", required_argument, NULL, 'd'},  {"control", required_argument, NULL, 'C'},
      {"story", required_argument, NULL, 't'}, {"shop", required_argument, NULL, 's'},
      {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0}};
  struct place place = {.data = "zhanggui.db"};
  const char *story = NULL, *shop = NULL;
  struct zg_error err = {0};
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (c == 'h') {
      fputs(help, stdout);
      return ZG_EXIT_DONE;
    }
    if (c == 'd')
      place.data = optarg;
    else if (c == 'C')
      place.control = optarg;
    else if (c == 't')
      story = optarg;
    else if (c == 's')
      shop = optarg;
    else
      return zg_usage_getopt("export", c, argv);
  }
  if (optind < argc) return zg_usage("export", "what is %s for?", argv[optind]);
  if ((story == NULL) != (shop == NULL))
    return zg_usage("export", "--story and --shop go together: whose rules are to be told?");
  int result = story != NULL ? export_story(&place, story, shop, &err) : export_log(&place, &err);
  if (result == 0 && fflush(stdout) != 0) result = unwritten(&err);
  return result < 0 ? zg_failed("export", &err) : ZG_EXIT_DONE;
}
