#include "cli/export.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/export_redact.h"
#include "cli/export_story.h"
#include "cli/journal.h"
#include "cli/logs.h"
#include "cli/options.h"
#include "cli/progress.h"

static const char help[] =
    "zhanggui export: writes what was decided as a log that replay reads\n"
    "\n"
    "  zhanggui export [--data FILE] [--control FILE] [--redact[=KEY]]\n"
    "  zhanggui export [--data FILE] [--control FILE] --story ID --shop DIR\n"
    "  zhanggui export --log FILE --redact[=KEY]\n"
    "\n"
    "  --data FILE      the store (zhanggui.db)\n"
    "  --control FILE   the control socket of the server that has it open (beside the store)\n"
    "  --story ID       instead of a log, one conversation as a story that `zhanggui test` plays:\n"
    "                   that of this id, or to which the event of this id belongs\n"
    "  --shop DIR       the shop whose rules tell what the story expects; it is made for a file\n"
    "                   in its packs/PACK/tests\n"
    "  --redact[=KEY]   without names, addresses, numbers and ids of people: each becomes another "
    "of\n"
    "                   its shape, the same everywhere, so a replay decides as before. With a KEY\n"
    "                   two exports agree with each other; keep it secret. Read the result before\n"
    "                   you give it away: what stands in no field of its own may be missed\n"
    "  --log FILE       a log of events, instead of a store\n"
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

/* Where the events are. */
struct place {
  const char *data, *control, *log;
};

/* One pass over them. */
struct passing {
  struct zg_progress progress;
  uint64_t count;
  zg_cli_line_fn *take;
  void *arg;
  int stopped;
};

static int pass_event(void *arg, const char *line, size_t len) {
  struct passing *p = arg;
  zg_progress_note(&p->progress, ++p->count, 0, 0);
  return p->take(p->arg, line, len);
}

/* zg_log_line_fn. A line that was cut off is no event: nothing is given of it. */
static void pass_line(void *arg, const struct zg_log_line *line) {
  struct passing *p = arg;
  if (p->stopped == 0) p->stopped = pass_event(p, line->text, line->whole ? line->len : 0);
}

static int pass(const struct place *place, zg_cli_line_fn *take, void *arg, struct zg_error *err) {
  struct passing p = {.take = take, .arg = arg};
  struct zg_logs_place at = {0};
  char *const logs[] = {(char *)place->log};
  zg_progress_begin(&p.progress, "export", "events", true);
  int result = place->log != NULL
                   ? zg_logs_read(logs, 1, false, pass_line, &p, &at, err)
                   : zg_cli_journal(place->data, place->control, pass_event, &p, err);
  zg_progress_hide(&p.progress);
  return result == 0 && p.stopped != 0 ? unwritten(err) : result;
}

static int export_events(const struct place *place, struct zg_redacting *to, struct zg_error *err) {
  int result = 0;
  if (to->redact != NULL) result = pass(place, zg_redacting_learn, to, err);
  if (result == 0) result = pass(place, zg_redacting_print, to, err);
  if (to->left_out > 0)
    fprintf(stderr, "%llu lines are no JSON objects and were left out\n", to->left_out);
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
  struct place place = {.data = "zhanggui.db"};
  struct zg_redacting to = {0};
  const char *story = NULL, *shop = NULL, *key = NULL;
  bool redact = false;
  struct zg_error err = {0};
  const struct zg_option options[] = {{"data", .text = &place.data},
                                      {"control", .text = &place.control},
                                      {"story", .text = &story},
                                      {"shop", .text = &shop},
                                      {"log", .text = &place.log},
                                      {"redact", .flag = &redact, .text = &key},
                                      {0}};
  int status = zg_options_read("export", help, options, argc, argv);
  if (status != 0) return status < 0 ? ZG_EXIT_DONE : status;
  if (optind < argc) return zg_usage("export", "what is %s for?", argv[optind]);
  if ((story == NULL) != (shop == NULL))
    return zg_usage("export", "--story and --shop go together: whose rules are to be told?");
  if (place.log != NULL && !redact)
    return zg_usage("export", "a log is exported already; --log goes with --redact");
  if (story != NULL && redact)
    return zg_usage("export", "a story has no --redact; redact the log, and make it of that");
  if (key != NULL && key[0] == '\0')
    return zg_usage("export", "--redact= has no key; leave the = out for one that nobody knows");
  int result = redact ? zg_redacting_begin(&to, key, &err) : 0;
  if (result == 0)
    result =
        story != NULL ? export_story(&place, story, shop, &err) : export_events(&place, &to, &err);
  zg_redacting_end(&to);
  return result < 0 ? zg_failed("export", &err) : ZG_EXIT_DONE;
}
