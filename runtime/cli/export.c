#include "cli/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "cli/options.h"
#include "engine/journal.h"
#include "store/store.h"

static const char usage_text[] =
    "usage: zhanggui export [--data FILE]\n"
    "\n"
    "Writes every event that was decided to standard output, one a line, in the order of "
    "deciding.\n"
    "Each carries the time of its receipt (receivedtime), so that `zhanggui replay` sets its "
    "clock\n"
    "by it and decides as was decided then. A running server holds its store for itself: stop it\n"
    "first.\n"
    "\n"
    "  --data FILE   the store (zhanggui.db)\n";

struct exporting {
  struct zg_arena *arena;
  struct zg_bytes out;
};

static int print_event(void *arg, const struct zg_batch_event *row) {
  struct exporting *e = arg;
  zg_bytes_clear(&e->out);
  if (!zg_journal_write(e->arena, row, &e->out)) return 0;
  zg_bytes_add_char(&e->out, '\n');
  return fwrite(e->out.data, 1, e->out.len, stdout) == e->out.len ? 0 : -1;
}

static int export_all(const char *path, struct zg_error *err) {
  struct exporting e = {0};
  struct zg_store *store = NULL;
  if (!zg_file_exists(path)) return zg_fail(err, ZG_ENOTFOUND, "there is no store %s", path);
  if (zg_store_sqlite_open(path, &store, err) < 0) return err->code;
  e.arena = zg_arena_new();
  int stopped = store->ops->each_event(store, 0, print_event, &e);
  if (fflush(stdout) != 0 || stopped != 0)
    stopped = zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
  store->ops->close(store);
  zg_arena_free(e.arena);
  zg_bytes_fini(&e.out);
  return stopped;
}

int zg_cli_export(int argc, char **argv) {
  static const struct option options[] = {
      {"data", required_argument, NULL, 'd'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  const char *path = "zhanggui.db";
  struct zg_error err = {0};
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (c == 'h') {
      fputs(usage_text, stdout);
      return ZG_EXIT_DONE;
    }
    if (c != 'd') return zg_usage_getopt("export", c, argv);
    path = optarg;
  }
  if (optind < argc) return zg_usage("export", "what is %s for?", argv[optind]);
  return export_all(path, &err) < 0 ? zg_failed("export", &err) : ZG_EXIT_DONE;
}
