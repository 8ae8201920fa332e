#include "cli/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "cli/ask.h"
#include "cli/export_redact.h"
#include "cli/options.h"
#include "data/lines.h"
#include "engine/journal.h"
#include "store/store.h"

static const char usage_text[] =
    "usage: zhanggui export [--data FILE] [--control FILE] [--redact[=KEY]]\n"
    "       zhanggui export --log FILE --redact[=KEY]\n"
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
    "  --log FILE       a log of events, instead of a store\n"
    "  --redact[=KEY]   without names, addresses, numbers and ids of people: each becomes another "
    "of\n"
    "                   its shape, the same everywhere, so a replay decides as before. With a KEY\n"
    "                   two exports agree with each other; keep it secret. Read the result before\n"
    "                   you give it away: what stands in no field of its own may be missed\n";

/* Where the events come from, and where each goes. */
struct exporting {
  const char *path, *control, *log;
  int (*take)(void *arg, const char *json, size_t len);
  struct zg_redacting to;
  struct zg_arena *arena;
  struct zg_bytes row;
  struct zg_error *err;
};

static int unwritten(struct zg_error *err) {
  return zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
}

static int take_row(void *arg, const struct zg_batch_event *row) {
  struct exporting *e = arg;
  zg_bytes_clear(&e->row);
  if (zg_journal_write(e->arena, row, &e->row, e->err) < 0) return ZG_ESYSTEM;
  return e->take(&e->to, e->row.data, e->row.len);
}

static int take_line(void *arg, uint64_t number, const char *line, size_t len, bool whole) {
  struct exporting *e = arg;
  (void)number;
  return whole ? e->take(&e->to, line, len) : e->take(&e->to, "", 0);
}

/* Asks the server that has the store open. ZG_ENOTFOUND: none has. */
static int export_running(struct exporting *e) {
  static const char *const words[] = {"export", NULL};
  char beside[ZG_CONTROL_PATH];
  const char *control = e->control != NULL ? e->control : zg_control_beside(e->path, beside);
  return zg_ask(control, words, e->take, &e->to, e->err);
}

static int export_closed(struct exporting *e) {
  struct zg_store *store = NULL;
  if (!zg_file_exists(e->path))
    return zg_fail(e->err, ZG_ENOTFOUND, "there is no store %s", e->path);
  if (zg_store_sqlite_open(e->path, &store, e->err) < 0) return e->err->code;
  e->arena = zg_arena_new();
  int stopped = store->ops->each_event(store, 0, take_row, e);
  store->ops->close(store);
  zg_arena_free(e->arena);
  if (stopped == ZG_ESYSTEM && e->err->code == 0)
    zg_fail(e->err, ZG_ESYSTEM, "the store %s cannot be read to its end; restore a backup",
            e->path);
  return stopped == 0 || stopped == ZG_ESYSTEM ? stopped : unwritten(e->err);
}

static int export_log(struct exporting *e) {
  char buffer[65536];
  struct zg_lines lines = {0};
  int stopped = 0;
  FILE *file = fopen(e->log, "rb");
  if (file == NULL)
    return zg_fail(e->err, ZG_ENOTFOUND, "%s cannot be read: %s", e->log, strerror(errno));
  zg_lines_init(&lines, ZG_LINE_LIMIT);
  for (size_t n = 0; stopped == 0 && (n = fread(buffer, 1, sizeof buffer, file)) > 0;)
    stopped = zg_lines_feed(&lines, buffer, n, take_line, e);
  if (stopped == 0) stopped = zg_lines_end(&lines, take_line, e);
  if (stopped == 0 && ferror(file))
    stopped = zg_fail(e->err, ZG_ESYSTEM, "%s cannot be read to its end", e->log);
  else if (stopped != 0)
    stopped = unwritten(e->err);
  zg_lines_fini(&lines);
  fclose(file);
  return stopped;
}

/* All events once, each given to `take`. */
static int pass(struct exporting *e, int (*take)(void *arg, const char *json, size_t len)) {
  e->take = take;
  if (e->log != NULL) return export_log(e);
  int result = export_running(e);
  return result == ZG_ENOTFOUND && e->control == NULL ? export_closed(e) : result;
}

static int export(struct exporting *e) {
  int result = 0;
  if (e->to.redact != NULL) result = pass(e, zg_redacting_learn);
  if (result == 0) result = pass(e, zg_redacting_print);
  if (result == 0 && fflush(stdout) != 0) result = unwritten(e->err);
  if (e->to.left_out > 0)
    fprintf(stderr, "%llu lines are no JSON objects and were left out\n", e->to.left_out);
  return result;
}

int zg_cli_export(int argc, char **argv) {
  static const struct option options[] = {
      {"data", required_argument, NULL, 'd'}, {"control", required_argument, NULL, 'C'},
      {"log", required_argument, NULL, 'l'},  {"redact", optional_argument, NULL, 'r'},
      {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
  struct zg_error err = {0};
  struct exporting e = {.path = "zhanggui.db", .err = &err};
  const char *key = NULL;
  bool redact = false;
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (c == 'h') {
      fputs(usage_text, stdout);
      return ZG_EXIT_DONE;
    }
    if (c == 'd')
      e.path = optarg;
    else if (c == 'C')
      e.control = optarg;
    else if (c == 'l')
      e.log = optarg;
    else if (c == 'r')
      redact = true, key = optarg;
    else
      return zg_usage_getopt("export", c, argv);
  }
  if (optind < argc) return zg_usage("export", "what is %s for?", argv[optind]);
  if (e.log != NULL && !redact)
    return zg_usage("export", "a log is exported already; --log goes with --redact");
  if (key != NULL && key[0] == '\0')
    return zg_usage("export", "--redact= has no key; leave the = out for one that nobody knows");
  int result = redact ? zg_redacting_begin(&e.to, key, &err) : 0;
  if (result == 0) result = export(&e);
  zg_redacting_end(&e.to);
  zg_bytes_fini(&e.row);
  return result < 0 ? zg_failed("export", &err) : ZG_EXIT_DONE;
}
