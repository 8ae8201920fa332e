#include "cli/replay/replay.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/folder.h"
#include "cli/logs.h"
#include "cli/options.h"
#include "cli/plain.h"
#include "cli/progress.h"
#include "cli/replay/output.h"
#include "cli/replay/report.h"
#include "cli/replay/side.h"
#include "data/lines.h"

static const char help[] =
    "zhanggui replay: runs logs of events on a virtual clock that their own times drive\n"
    "\n"
    "  zhanggui replay LOG... [--shop DIR]... [--rules DIR] [--until TIME|end] [--sort]\n"
    "                  [--actions FILE] [--trace FILE] [--html FILE]\n"
    "                  [--against DIR [--json] [--fail-on-difference]]\n"
    "\n"
    "  LOG            a file of events, one JSON object a line; - is standard input\n"
    "  --shop DIR     run this shop; may be given several times\n"
    "                 (without: one shop of all packs serves every source)\n"
    "  --rules DIR    take the packs from DIR (the shipped ones)\n"
    "  --until TIME   let the clock go on to this time after the last event, or with \"end\"\n"
    "                 until no timer is left\n"
    "  --sort         put the events of all logs in the order of their times first\n"
    "  --actions FILE write the actions there and not to standard output\n"
    "  --trace FILE   write there what every rule made of every event\n"
    "  --html FILE    write a page about it there, for people: conversations, prices, alerts, "
    "rules\n"
    "  --against DIR  run a second rule set beside the first and print what comes out otherwise:\n"
    "                 DIR is a shop (it has a shop.lua) that takes the place of the one with its "
    "id,\n"
    "                 or of the only one; else a folder of packs for the same shops. Actions go\n"
    "                 nowhere then but into --actions FILE, and those are of the first rule set\n"
    "  --json         print the comparison as one JSON object\n"
    "  --fail-on-difference  exit with status 1 when anything comes out otherwise\n"
    "  --help         this text\n"
    "\n"
    "Actions go to standard output, one JSON object a line; a summary to standard error.\n"
    "The same logs, shops and rules give the same bytes.\n"
    "Exit status: 0 done, 1 a pack, shop or table does not load (or there is a difference, where\n"
    "that was asked), 2 usage, 3 could not run.\n";

enum { ENDLESS = 10 * 1000 * 1000 }; /* timers: no log has so many by right */

struct replay {
  struct zg_side sides[2]; /* the rules, and those they are held against */
  int count;               /* of sides */
  struct zg_report report;
  bool reporting;
  FILE *page; /* of --html; opened first, so that hours are not lost to a misspelt folder */
  struct zg_progress progress;
  struct zg_logs_place place;
  uint64_t lines;

  struct zg_strings shops;
  const char *rules, *until, *trace_path, *actions_path, *html_path, *against;
  int64_t until_time;
  bool sort, json, strict;
};

static void complain(struct replay *replay, const struct zg_side *side,
                     const struct zg_log_line *line, const struct zg_error *err) {
  zg_progress_hide(&replay->progress);
  if (side->name != NULL) fprintf(stderr, "%s: ", side->name);
  fprintf(stderr, "%s:%" PRIu64 ": %s: ", line->log, line->number, zg_code_word(err->code));
  zg_plain_print(stderr, err->message, strlen(err->message));
  putc('\n', stderr);
}

static void feed(struct replay *replay, const struct zg_log_line *line) {
  struct zg_error errors[2] = {0};
  bool fresh = false;
  for (int i = 0; i < replay->count; i++) {
    bool is_new = false;
    struct zg_side *side = &replay->sides[i];
    int result = zg_side_feed(side, line->text, line->len, &is_new, &errors[i]);
    fresh |= is_new;
    if (result < 0 && (i == 0 || errors[0].code != errors[1].code))
      complain(replay, side, line, &errors[i]);
  }
  if (!replay->reporting) return;
  if (fresh) zg_report_event(&replay->report, line->text, line->len);
  zg_report_step(&replay->report);
}

/* zg_log_line_fn */
static void take_line(void *arg, const struct zg_log_line *line) {
  struct replay *replay = arg;
  if (line->whole) {
    feed(replay, line);
  } else {
    struct zg_error err = {0};
    zg_fail(&err, ZG_ELONG, "the line has more than %d bytes", ZG_LINE_LIMIT);
    complain(replay, &replay->sides[0], line, &err);
    for (int i = 0; i < replay->count; i++)
      replay->sides[i].refused++;
  }
  zg_progress_note(&replay->progress, ++replay->lines, replay->place.done, replay->place.total);
}

/* ---- the end of the log */

static int64_t next_deadline(const struct replay *replay) {
  int64_t next = INT64_MAX;
  for (int i = 0; i < replay->count; i++) {
    int64_t due = zg_next_deadline(replay->sides[i].zg);
    if (due < next) next = due;
  }
  return next;
}

/* One of them may have refused the last event. */
static int64_t latest(const struct replay *replay) {
  int64_t now = zg_now(replay->sides[0].zg);
  for (int i = 1; i < replay->count; i++)
    if (zg_now(replay->sides[i].zg) > now) now = zg_now(replay->sides[i].zg);
  return now;
}

static bool endless(struct replay *replay) {
  for (int i = 0; i < replay->count; i++)
    if (replay->sides[i].fired > ENDLESS) {
      zg_progress_hide(&replay->progress);
      fprintf(stderr,
              "zhanggui replay: stopped after %d timers; some rule sets itself off for ever\n",
              ENDLESS);
      return true;
    }
  return false;
}

/* Lets the clock run out: what is due at the last instant always fires. */
static void run_out(struct replay *replay) {
  bool end = replay->until != NULL && strcmp(replay->until, "end") == 0;
  int64_t until = replay->until != NULL && !end ? replay->until_time : latest(replay);
  for (int64_t next = 0; (next = next_deadline(replay)) != INT64_MAX;) {
    if (!end && next > until) break;
    for (int i = 0; i < replay->count; i++)
      zg_side_run(&replay->sides[i], next);
    if (replay->reporting) zg_report_step(&replay->report);
    zg_progress_note(&replay->progress, replay->lines, 0, 0);
    if (endless(replay)) break;
  }
}

/* ---- options */

enum { OPTION_AGAINST = 256, OPTION_HTML, OPTION_JSON, OPTION_ACTIONS, OPTION_STRICT };

static int check_options(const struct replay *replay, int logs) {
  if (logs == 0) return zg_usage("replay", "which log? name at least one file, or -");
  if (replay->against == NULL && (replay->json || replay->strict))
    return zg_usage("replay", "%s says how to compare; with which rules? name them with --against",
                    replay->json ? "--json" : "--fail-on-difference");
  return 0;
}

static int read_until(struct replay *replay) {
  replay->until = optarg;
  if (strcmp(optarg, "end") == 0) return 0;
  if (zg_time_parse(optarg, strlen(optarg), &replay->until_time) == 0) return 0;
  return zg_usage("replay", "--until wants a time like 2026-11-21T23:00:00+08:00, or end");
}

static int read_options(struct replay *replay, int argc, char **argv) {
  static const struct option options[] = {{"shop", required_argument, NULL, 's'},
                                          {"rules", required_argument, NULL, 'r'},
                                          {"until", required_argument, NULL, 'u'},
                                          {"trace", required_argument, NULL, 't'},
                                          {"sort", no_argument, NULL, 'o'},
                                          {"against", required_argument, NULL, OPTION_AGAINST},
                                          {"html", required_argument, NULL, OPTION_HTML},
                                          {"json", no_argument, NULL, OPTION_JSON},
                                          {"actions", required_argument, NULL, OPTION_ACTIONS},
                                          {"fail-on-difference", no_argument, NULL, OPTION_STRICT},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  int result = 0;
  opterr = 0;
  optind = 1;
  for (int c = 0; result == 0 && (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    switch (c) {
    case 's':
      zg_strings_add(&replay->shops, optarg);
      break;
    case 'r':
      replay->rules = optarg;
      break;
    case 'u':
      result = read_until(replay);
      break;
    case 't':
      replay->trace_path = optarg;
      break;
    case 'o':
      replay->sort = true;
      break;
    case OPTION_AGAINST:
      replay->against = optarg;
      break;
    case OPTION_HTML:
      replay->html_path = optarg;
      break;
    case OPTION_JSON:
      replay->json = true;
      break;
    case OPTION_ACTIONS:
      replay->actions_path = optarg;
      break;
    case OPTION_STRICT:
      replay->strict = true;
      break;
    case 'h':
      fputs(help, stdout);
      return -1;
    default:
      return zg_usage_getopt("replay", c, argv);
    }
  }
  return result != 0 ? result : check_options(replay, argc - optind);
}

/* ---- opening and closing */

static int open_second(struct replay *replay, struct zg_error *err) {
  struct zg_side *side = &replay->sides[1];
  char file[4200];
  side->name = "against";
  if (!zg_folder_exists(replay->against))
    return zg_fail(err, ZG_ENOTFOUND, "--against: there is no folder %s", replay->against);
  snprintf(file, sizeof file, "%s/shop.lua", replay->against);
  if (zg_file_exists(file)) return zg_side_open_shop(side, &replay->sides[0], replay->against, err);
  return zg_side_open(side, replay->against, (const char *const *)replay->shops.items, err);
}

static int open_all(struct replay *replay, char *const *logs, int count, struct zg_error *err) {
  struct zg_side *first = &replay->sides[0];
  replay->count = replay->against != NULL ? 2 : 1;
  replay->reporting = replay->against != NULL || replay->html_path != NULL;
  for (int i = 0; i < replay->count; i++) {
    replay->sides[i].watched = replay->reporting;
    replay->sides[i].progress = &replay->progress;
  }
  if (replay->against == NULL && replay->actions_path == NULL) first->actions = stdout;
  int result = zg_output_open(replay->trace_path, "trace", logs, count, &first->trace, err);
  if (result == 0)
    result = zg_output_open(replay->actions_path, "file", logs, count, &first->actions, err);
  if (result == 0)
    result = zg_output_open(replay->html_path, "page", logs, count, &replay->page, err);
  if (result == 0)
    result = zg_side_open(first, replay->rules, (const char *const *)replay->shops.items, err);
  if (result == 0 && replay->against != NULL) result = open_second(replay, err);
  if (result == 0 && replay->reporting)
    zg_report_begin(&replay->report, replay->sides, replay->count, replay->against);
  return result;
}

static int close_outputs(struct replay *replay, struct zg_error *err) {
  FILE *printed = stdout;
  int trace = zg_output_close(&replay->sides[0].trace, err);
  int actions = zg_output_close(&replay->sides[0].actions, err);
  int page = zg_output_close(&replay->page, err);
  int result = zg_output_close(&printed, err);
  return trace < 0 || actions < 0 || page < 0 ? ZG_ESYSTEM : result;
}

/* ---- what is told at the end */

typedef void print_fn(const struct zg_report *report, struct zg_bytes *out);

static void print(const struct replay *replay, print_fn *fn, FILE *file) {
  struct zg_bytes text = {0};
  fn(&replay->report, &text);
  fwrite(text.data, 1, text.len, file);
  zg_bytes_fini(&text);
}

static void tell(struct replay *replay) {
  if (!replay->reporting) return;
  zg_report_end(&replay->report);
  if (replay->against != NULL)
    print(replay, replay->json ? zg_report_json : zg_report_text, stdout);
  if (replay->page != NULL) print(replay, zg_report_html, replay->page);
}

static void summarize(const struct zg_side *side) {
  fprintf(stderr,
          "%s%s%" PRIu64 " events, %" PRIu64 " duplicates, %" PRIu64 " refused, %" PRIu64
          " actions\n",
          side->name != NULL ? side->name : "", side->name != NULL ? ": " : "", side->events,
          side->duplicates, side->refused, side->sent);
}

static int run(struct replay *replay, int argc, char **argv, struct zg_error *err) {
  int result = open_all(replay, argv + optind, argc - optind, err);
  if (result < 0) return result;
  bool printing = replay->sides[0].actions == stdout;
  zg_progress_begin(&replay->progress, "replay", "events", printing);
  result = zg_logs_read(argv + optind, argc - optind, replay->sort, take_line, replay,
                        &replay->place, err);
  if (result == 0) run_out(replay);
  zg_progress_hide(&replay->progress);
  if (result == 0) tell(replay);
  if (result == 0) result = close_outputs(replay, err);
  for (int i = 0; i < replay->count && result == 0; i++)
    summarize(&replay->sides[i]);
  return result;
}

int zg_cli_replay(int argc, char **argv) {
  struct replay replay = {0};
  struct zg_error err = {0};
  int status = read_options(&replay, argc, argv);
  if (status != 0) {
    status = status < 0 ? ZG_EXIT_DONE : status;
    goto done;
  }
  if (run(&replay, argc, argv, &err) < 0)
    status = zg_failed("replay", &err);
  else if (replay.strict && zg_report_changes(&replay.report) > 0)
    status = ZG_EXIT_NO;
done:
  zg_report_fini(&replay.report);
  close_outputs(&replay, NULL);
  for (int i = replay.count - 1; i >= 0; i--)
    zg_side_close(&replay.sides[i]); /* the second borrows from the first */
  zg_strings_fini(&replay.shops);
  return status;
}
