#include "cli/replay.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"
#include "cli/log.h"
#include "cli/options.h"
#include "data/event.h"
#include "data/json.h"

static const char help[] =
    "zhanggui replay: runs logs of events on a virtual clock that their own times drive\n"
    "\n"
    "  zhanggui replay LOG... [--shop DIR]... [--rules DIR] [--until TIME|end]\n"
    "                  [--trace FILE] [--sort]\n"
    "\n"
    "  LOG            a file of events, one JSON object a line; - is standard input\n"
    "  --shop DIR     run this shop; may be given several times\n"
    "                 (without: one shop of all packs serves every source)\n"
    "  --rules DIR    take the packs from DIR (the shipped ones)\n"
    "  --until TIME   let the clock go on to this time after the last event, or with \"end\"\n"
    "                 until no timer is left\n"
    "  --trace FILE   write there what every rule made of every event\n"
    "  --sort         put the events of all logs in the order of their times first\n"
    "  --help         this text\n"
    "\n"
    "Actions go to standard output, one JSON object a line; a summary to standard error.\n"
    "The same logs, shops and rules give the same bytes.\n"
    "Exit status: 0 done, 1 a pack, shop or table does not load, 2 usage, 3 could not run.\n";

/* No log has so many timers by right: a rule that sets itself off for ever is cut here. */
enum { ENDLESS = 10 * 1000 * 1000 };

struct line {
  char *text;
  size_t len;
  int64_t time;
  size_t place; /* among the lines of all logs, as they were read */
  uint64_t number;
  const char *log;
};

struct replay {
  struct zg *zg;
  struct zg_strings shops;
  const char *rules, *until, *trace_path, *log;
  int64_t until_time;
  bool sort;
  FILE *trace;
  struct line *lines; /* to be sorted */
  size_t line_count, line_cap;
  uint64_t events, refused, duplicates, actions, fired;
};

static enum zg_taken print_action(void *arg, const struct zg_action_view *action) {
  struct replay *replay = arg;
  fwrite(action->json, 1, action->len, stdout);
  putchar('\n');
  replay->actions++;
  return ZG_TAKE_DONE;
}

static void deliver(struct replay *replay) {
  zg_commit(replay->zg, NULL);
  zg_take_actions(replay->zg, NULL, print_action, replay);
}

static void feed_line(struct replay *replay, const char *log, uint64_t number, const char *text,
                      size_t len) {
  struct zg_receipt receipt = {0};
  struct zg_error err = {0};
  if (zg_feed(replay->zg, text, len, 0, &receipt, &err) < 0) {
    fprintf(stderr, "%s:%" PRIu64 ": %s: %s\n", log, number, zg_code_word(err.code), err.message);
    replay->refused++;
  } else if (receipt.duplicate) {
    replay->duplicates++;
  } else if (receipt.shop != NULL) { /* else it tells of a run, and is no event */
    replay->events++;
  }
  deliver(replay);
}

/* The time of an event line, for sorting; lines that have none stay where they are. */
static int64_t peek_time(struct zg_arena *arena, const char *text, size_t len, int64_t before) {
  struct cJSON *tree = NULL;
  struct zg_event event = {0};
  zg_arena_reset(arena);
  if (zg_json_parse(arena, text, len, &tree, NULL) < 0) return before;
  if (zg_event_read(arena, tree, before, &event, NULL) < 0) return before;
  return event.time;
}

static int take_line(void *arg, uint64_t number, const char *text, size_t len, bool whole) {
  struct replay *replay = arg;
  if (!whole) {
    fprintf(stderr, "%s:%" PRIu64 ": too_long: the line has more than %d bytes\n", replay->log,
            number, ZG_LINE_LIMIT);
    replay->refused++;
    return 0;
  }
  if (!replay->sort) {
    feed_line(replay, replay->log, number, text, len);
    return 0;
  }
  zg_grow(&replay->lines, &replay->line_cap, replay->line_count, sizeof *replay->lines);
  replay->lines[replay->line_count] = (struct line){.text = zg_strndup(text, len),
                                                    .len = len,
                                                    .place = replay->line_count,
                                                    .number = number,
                                                    .log = replay->log};
  replay->line_count++;
  return 0;
}

/* Lines of one time stay in the order they were read in, first log first; qsort alone would not
 * promise that. */
static int by_time(const void *left, const void *right) {
  const struct line *a = left, *b = right;
  if (a->time != b->time) return a->time < b->time ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

static void feed_sorted(struct replay *replay) {
  struct zg_arena *arena = zg_arena_new();
  int64_t before = INT64_MIN;
  for (size_t i = 0; i < replay->line_count; i++) {
    struct line *line = &replay->lines[i];
    before = line->time = peek_time(arena, line->text, line->len, before);
  }
  zg_arena_free(arena);
  if (replay->line_count > 0)
    qsort(replay->lines, replay->line_count, sizeof *replay->lines, by_time);
  for (size_t i = 0; i < replay->line_count; i++) {
    const struct line *line = &replay->lines[i];
    feed_line(replay, line->log, line->number, line->text, line->len);
  }
}

/* Lets the clock run out: what is due at the last instant always fires. */
static void run_out(struct replay *replay) {
  bool end = replay->until != NULL && strcmp(replay->until, "end") == 0;
  int64_t until = replay->until != NULL && !end ? replay->until_time : zg_now(replay->zg);
  for (int64_t next = 0; (next = zg_next_deadline(replay->zg)) != INT64_MAX;) {
    if (!end && next > until) break;
    replay->fired += (uint64_t)zg_run_due(replay->zg, next, 0);
    deliver(replay);
    if (replay->fired > ENDLESS) {
      fprintf(stderr,
              "zhanggui replay: stopped after %d timers; some rule sets itself off for "
              "ever\n",
              ENDLESS);
      break;
    }
  }
}

static int read_options(struct replay *replay, int argc, char **argv) {
  static const struct option options[] = {{"shop", required_argument, NULL, 's'},
                                          {"rules", required_argument, NULL, 'r'},
                                          {"until", required_argument, NULL, 'u'},
                                          {"trace", required_argument, NULL, 't'},
                                          {"sort", no_argument, NULL, 'o'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    switch (c) {
    case 's':
      zg_strings_add(&replay->shops, optarg);
      break;
    case 'r':
      replay->rules = optarg;
      break;
    case 'u':
      replay->until = optarg;
      if (strcmp(optarg, "end") != 0 &&
          zg_time_parse(optarg, strlen(optarg), &replay->until_time) < 0)
        return zg_usage("replay", "--until wants a time like 2026-11-21T23:00:00+08:00, or end");
      break;
    case 't':
      replay->trace_path = optarg;
      break;
    case 'o':
      replay->sort = true;
      break;
    case 'h':
      fputs(help, stdout);
      return -1;
    default:
      return zg_usage_getopt("replay", c, argv);
    }
  }
  if (optind == argc) return zg_usage("replay", "which log? name at least one file, or -");
  return 0;
}

static void write_trace(void *arg, const char *json, size_t len) {
  const struct replay *replay = arg;
  fwrite(json, 1, len, replay->trace);
  fputc('\n', replay->trace);
}

static void write_log(void *arg, const char *message) {
  (void)arg;
  fprintf(stderr, "%s\n", message);
}

static int open_all(struct replay *replay, struct zg_error *err) {
  if (replay->trace_path != NULL) {
    replay->trace = fopen(replay->trace_path, "wb");
    if (replay->trace == NULL)
      return zg_fail(err, ZG_ESYSTEM, "the trace %s cannot be written: %s", replay->trace_path,
                     strerror(errno));
  }
  const struct zg_config config = {.rules = replay->rules,
                                   .shops = (const char *const *)replay->shops.items,
                                   .clock = ZG_CLOCK_EVENT,
                                   .on_trace = replay->trace != NULL ? write_trace : NULL,
                                   .on_log = write_log,
                                   .arg = replay};
  return zg_open(&config, &replay->zg, err);
}

/* A full disk must not look like a short replay. */
static int close_outputs(struct replay *replay, struct zg_error *err) {
  int failed = fflush(stdout) != 0 || ferror(stdout);
  if (replay->trace != NULL) {
    failed |= ferror(replay->trace);
    failed |= fclose(replay->trace) != 0;
    replay->trace = NULL;
  }
  return failed ? zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno)) : 0;
}

int zg_cli_replay(int argc, char **argv) {
  struct replay replay = {0};
  struct zg_error err = {0};
  int status = read_options(&replay, argc, argv);
  int result = 0;
  if (status != 0) {
    status = status < 0 ? ZG_EXIT_DONE : status;
    goto done;
  }
  result = open_all(&replay, &err);
  for (int i = optind; i < argc && result == 0; i++) {
    replay.log = argv[i];
    result = zg_log_read(argv[i], take_line, &replay, &err);
  }
  if (result == 0) {
    feed_sorted(&replay);
    run_out(&replay);
    result = close_outputs(&replay, &err);
  }
  if (result == 0)
    fprintf(stderr,
            "%" PRIu64 " events, %" PRIu64 " duplicates, %" PRIu64 " refused, %" PRIu64
            " actions\n",
            replay.events, replay.duplicates, replay.refused, replay.actions);
  else
    status = zg_failed("replay", &err);
done:
  zg_close(replay.zg);
  if (replay.trace != NULL) fclose(replay.trace);
  for (size_t i = 0; i < replay.line_count; i++)
    free(replay.lines[i].text);
  free(replay.lines);
  zg_strings_fini(&replay.shops);
  return status;
}
