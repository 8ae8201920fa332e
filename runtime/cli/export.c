#include "cli/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "cli/ask.h"
#include "cli/export_story.h"
#include "cli/options.h"
#include "engine/journal.h"
#include "store/store.h"

static const char usage_text[] =
    "usage: zhanggui export [--data FILE] [--control FILE] [--story ID --shop DIR]\n"
    "\n"
    "Writes every event that was decided to standard output, one a line, in the order of "
    "deciding.\n"
    "Each carries the time of its receipt (receivedtime), so that `zhanggui replay` sets its "
    "clock\n"
    "by it and decides as was decided then. A running server holds its store for itself, so it is\n"
    "asked, over its control socket.\n"
    "\n"
    "  --data FILE      the store (zhanggui.db)\n"
    "  --control FILE   the control socket of the server that has it open (beside the store)\n"
    "  --story ID       writes, instead of a log, one conversation as a story that `zhanggui "
    "test`\n"
    "                   plays: that of this id, or to which the event of this id belongs\n"
    "  --shop DIR       the shop whose rules tell what the story expects; the story goes into a "
    "file\n"
    "                   in its packs/PACK/tests\n";

/* Receives each event, a line without its end; returns 0 to go on. */
typedef int line_fn(void *arg, const char *line, size_t len);

struct exporting {
  struct zg_arena *arena;
  struct zg_bytes out;
  line_fn *fn;
  void *arg;
  struct zg_error *err;
};

static int give_event(void *arg, const struct zg_batch_event *row) {
  struct exporting *e = arg;
  zg_bytes_clear(&e->out);
  if (zg_journal_write(e->arena, row, &e->out, e->err) < 0) return ZG_ESYSTEM;
  return e->fn(e->arg, e->out.data, e->out.len);
}

static int unwritten(struct zg_error *err) {
  return zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
}

static int print_row(void *arg, const char *json, size_t len) {
  (void)arg;
  return fwrite(json, 1, len, stdout) == len && putchar('\n') == '\n' ? 0 : -1;
}

/* Asks the server that has the store open. ZG_ENOTFOUND: none has. */
static int export_running(const char *control, line_fn *fn, void *arg, struct zg_error *err) {
  static const char *const words[] = {"export", NULL};
  return zg_ask(control, words, fn, arg, err);
}

static int export_closed(const char *path, line_fn *fn, void *arg, struct zg_error *err) {
  struct exporting e = {.fn = fn, .arg = arg, .err = err};
  struct zg_store *store = NULL;
  if (!zg_file_exists(path)) return zg_fail(err, ZG_ENOTFOUND, "there is no store %s", path);
  if (zg_store_sqlite_open(path, &store, err) < 0) return err->code;
  e.arena = zg_arena_new();
  int stopped = store->ops->each_event(store, 0, give_event, &e);
  store->ops->close(store);
  zg_arena_free(e.arena);
  zg_bytes_fini(&e.out);
  if (stopped == ZG_ESYSTEM && err->code == 0)
    zg_fail(err, ZG_ESYSTEM, "the store %s cannot be read to its end; restore a backup", path);
  return stopped == 0 || stopped == ZG_ESYSTEM ? stopped : unwritten(err);
}

/* Where the events are. */
struct place {
  const char *data, *control;
};

static int export_events(const struct place *place, line_fn *fn, void *arg, struct zg_error *err) {
  char beside[ZG_CONTROL_PATH];
  bool named = place->control != NULL;
  int result =
      export_running(named ? place->control : zg_control_beside(place->data, beside), fn, arg, err);
  return result == ZG_ENOTFOUND && !named ? export_closed(place->data, fn, arg, err) : result;
}

/* Twice through the journal: which conversation it is, and what belongs to it. */
static int export_story(const struct place *place, const char *id, const char *shop,
                        struct zg_error *err) {
  struct zg_export_story *story = zg_export_story_new(id);
  int result = export_events(place, zg_export_story_look, story, err);
  if (result == 0) result = export_events(place, zg_export_story_gather, story, err);
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
      fputs(usage_text, stdout);
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
  int result = story != NULL ? export_story(&place, story, shop, &err)
                             : export_events(&place, print_row, NULL, &err);
  if (result == 0 && fflush(stdout) != 0) result = unwritten(&err);
  return result < 0 ? zg_failed("export", &err) : ZG_EXIT_DONE;
}
