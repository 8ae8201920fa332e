#include "cli/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "cli/ask.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "engine/journal.h"
#include "store/store.h"

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

struct exporting {
  struct zg_arena *arena;
  struct zg_bytes out;
  struct zg_error *err;
  struct zg_progress progress;
  uint64_t count;
};

static int print_event(void *arg, const struct zg_batch_event *row) {
  struct exporting *e = arg;
  zg_bytes_clear(&e->out);
  if (zg_journal_write(e->arena, row, &e->out, e->err) < 0) return ZG_ESYSTEM;
  zg_bytes_add_char(&e->out, '\n');
  zg_progress_note(&e->progress, ++e->count, 0, 0);
  return fwrite(e->out.data, 1, e->out.len, stdout) == e->out.len ? 0 : -1;
}

static int unwritten(struct zg_error *err) {
  return zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
}

static int print_row(void *arg, const char *json, size_t len) {
  struct exporting *e = arg;
  zg_progress_note(&e->progress, ++e->count, 0, 0);
  return fwrite(json, 1, len, stdout) == len && putchar('\n') == '\n' ? 0 : -1;
}

/* Asks the server that has the store open. ZG_ENOTFOUND: none has. */
static int export_running(const char *control, struct zg_error *err) {
  static const char *const words[] = {"export", NULL};
  struct exporting e = {0};
  zg_progress_begin(&e.progress, "export", "events", true);
  int result = zg_ask(control, words, print_row, &e, err);
  zg_progress_hide(&e.progress);
  return result;
}

static int export_closed(const char *path, struct zg_error *err) {
  struct exporting e = {.err = err};
  struct zg_store *store = NULL;
  if (!zg_file_exists(path)) return zg_fail(err, ZG_ENOTFOUND, "there is no store %s", path);
  if (zg_store_sqlite_open(path, &store, err) < 0) return err->code;
  e.arena = zg_arena_new();
  zg_progress_begin(&e.progress, "export", "events", true);
  int stopped = store->ops->each_event(store, 0, print_event, &e);
  zg_progress_hide(&e.progress);
  store->ops->close(store);
  zg_arena_free(e.arena);
  zg_bytes_fini(&e.out);
  if (stopped == ZG_ESYSTEM && err->code == 0)
    zg_fail(err, ZG_ESYSTEM, "the store %s cannot be read to its end; restore a backup", path);
  return stopped == 0 || stopped == ZG_ESYSTEM ? stopped : unwritten(err);
}

int zg_cli_export(int argc, char **argv) {
  static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                          {"control", required_argument, NULL, 'C'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  const char *path = "zhanggui.db", *control = NULL;
  char beside[ZG_CONTROL_PATH];
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
  int result = export_running(control != NULL ? control : zg_control_beside(path, beside), &err);
  if (result == ZG_ENOTFOUND && control == NULL) result = export_closed(path, &err);
  if (result == 0 && fflush(stdout) != 0) result = unwritten(&err);
  return result < 0 ? zg_failed("export", &err) : ZG_EXIT_DONE;
}
