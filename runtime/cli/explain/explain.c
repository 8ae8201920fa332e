#include "cli/explain/explain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/suggest.h"
#include "cli/ask.h"
#include "cli/explain/evidence.h"
#include "cli/explain/why.h"
#include "cli/explain/why_words.h"
#include "cli/plain.h"
#include "data/json.h"

static const char help[] =
    "zhanggui explain: why it said that, and why it did not\n"
    "\n"
    "  zhanggui explain EVENT-ID [--data FILE] [--control FILE]\n"
    "  zhanggui explain EVENT-ID [--log FILE] [--shop DIR]... [--rules DIR]\n"
    "\n"
    "Tells what every rule made of the event and of the timers it set: which ran; what a guard\n"
    "refused; who waits, and until when; and of the rules that did not run, those that were\n"
    "nearest first, the condition that failed, what it wanted and what it saw.\n"
    "\n"
    "  --data FILE      the store (zhanggui.db); a running server that has it open is asked\n"
    "  --control FILE   the control socket of the server (beside the store)\n"
    "  --shop DIR       replay the store's events for this shop, with its rules as they are now,\n"
    "                   which tells all conditions of a rule; may be given several times\n"
    "  --rules DIR      likewise with the packs in DIR (the shipped ones)\n"
    "  --log FILE       replay this log instead, up to its end; - is standard input\n"
    "  --rule NAME      only this rule (\"bargain/asks for less\"), with its conditions\n"
    "  --all            also the rules that were far from running, and every value in full\n"
    "  --language L     zh or en (that of the shop)\n"
    "  --json           the traces themselves, one JSON object a line\n"
    "  --help           this text\n"
    "\n"
    "Exit status: 0 told, 1 nothing is known of such an event, or a pack does not load, 2 usage,\n"
    "3 could not run.\n";

enum { LATEST = 3 }; /* ids that are named when none is like the one asked for */

struct explaining {
  struct zg_evidence evidence;
  struct zg_why why;
  struct zg_strings shops;
  const char *data, *control, *log, *rules;
  bool json;
};

/* ---- showing */

/* A log, or events of the store played anew: then nothing is kept of what is refused. */
static bool replays(const struct explaining *e) {
  return e->log != NULL || e->rules != NULL || e->shops.count > 0;
}

/* That asked for, or of the shop that decided another of the same id; else English. */
static const char *language(const struct explaining *e, struct zg_arena *arena) {
  const struct zg_strings *traces = &e->evidence.traces;
  struct cJSON *trace = NULL;
  if (e->why.language != NULL || traces->count == 0) return e->why.language;
  if (zg_json_parse_own(arena, traces->items[0], strlen(traces->items[0]), &trace, NULL) < 0)
    return NULL;
  return zg_json_text(trace, "language", NULL);
}

static void tell_refused(const struct explaining *e, size_t i) {
  struct zg_arena *arena = zg_arena_new();
  bool again = e->evidence.traces.count > 0;
  enum zg_tongue tongue = zg_tongue_of(language(e, arena));
  const char *code = e->evidence.codes.items[i], *message = e->evidence.messages.items[i];
  const char *text =
      again ? zg_wording_fill(arena, zg_why_word(tongue, ZG_WHY_DEAD_AGAIN), code, message, NULL)
            : zg_wording_fill(arena, zg_why_word(tongue, ZG_WHY_DEAD), e->evidence.id, code,
                              message, NULL);
  zg_plain_print(stdout, text, strlen(text));
  if (!again && !replays(e)) fputs(zg_why_word(tongue, ZG_WHY_DEAD_LETTERS), stdout);
  putchar('\n');
  zg_arena_free(arena);
}

static void print_refused(const struct explaining *e, size_t i) {
  struct zg_bytes out = {0};
  zg_bytes_add_text(&out, "{\"event\":");
  zg_json_write_string(e->evidence.id, strlen(e->evidence.id), &out);
  zg_bytes_add_text(&out, ",\"refused\":true");
  zg_json_write_member("code", e->evidence.codes.items[i], &out);
  zg_json_write_member("message", e->evidence.messages.items[i], &out);
  printf("%s}\n", out.data);
  zg_bytes_fini(&out);
}

static int show(const struct explaining *e, struct zg_error *err) {
  const struct zg_strings *traces = &e->evidence.traces;
  for (size_t i = 0; i < traces->count; i++) {
    if (e->json)
      puts(traces->items[i]);
    else if (!zg_why_print(&e->why, traces->items[i], strlen(traces->items[i]), stdout))
      return zg_fail(err, ZG_ESYSTEM, "the trace of %s cannot be read", e->evidence.id);
  }
  for (size_t i = 0; i < e->evidence.codes.count; i++)
    if (e->json)
      print_refused(e, i);
    else
      tell_refused(e, i);
  return 0;
}

/* ---- when nothing is known */

static bool is_known(const struct zg_evidence *evidence) {
  for (size_t i = 0; i < evidence->known.count; i++)
    if (strcmp(evidence->known.items[i], evidence->id) == 0) return true;
  return false;
}

static int tell_unknown(const struct explaining *e) {
  const struct zg_strings *known = &e->evidence.known;
  const char *id = e->evidence.id;
  char like[ZG_SUGGESTION];
  zg_suggest(id, (const char *const *)known->items, known->count, like);
  struct zg_bytes out = {0};
  if (is_known(&e->evidence))
    zg_bytes_printf(&out, "%s was decided, but its trace is no longer kept", id);
  else
    zg_bytes_printf(&out, "nothing is known of an event %s%s", id, like);
  size_t first = known->count > LATEST ? known->count - LATEST : 0;
  for (size_t i = first; like[0] == '\0' && i < known->count; i++)
    zg_bytes_printf(&out, "%s%s", i == first ? "; the latest are " : ", ", known->items[i]);
  fprintf(stderr, "zhanggui explain: ");
  zg_plain_print(stderr, out.data, out.len);
  fputc('\n', stderr);
  zg_bytes_fini(&out);
  if (e->log == NULL)
    fprintf(stderr, "The traces of the newest 10,000 events are kept; --shop DIR replays older "
                    "ones, as long as the journal has them.\n");
  return ZG_EXIT_NO;
}

/* ---- looking */

static int look(struct explaining *e, struct zg_error *err) {
  char beside[ZG_CONTROL_PATH];
  const struct zg_evidence_replay replay = {.log = e->log,
                                            .data = e->data,
                                            .control = e->control,
                                            .shops = (const char *const *)e->shops.items,
                                            .rules = e->rules};
  if (replays(e)) return zg_evidence_replay(&e->evidence, &replay, err);
  const char *control = e->control != NULL ? e->control : zg_control_beside(e->data, beside);
  int result = zg_evidence_ask(&e->evidence, control, err);
  if (result == ZG_ENOTFOUND && e->control == NULL) {
    *err = (struct zg_error){0};
    result = zg_evidence_open(&e->evidence, e->data, err);
  }
  return result;
}

/* As zg_options_read. */
static int read_options(struct explaining *e, int argc, char **argv) {
  const struct zg_option options[] = {{"data", .text = &e->data},
                                      {"control", .text = &e->control},
                                      {"log", .text = &e->log},
                                      {"shop", .list = &e->shops},
                                      {"rules", .text = &e->rules},
                                      {"rule", .text = &e->why.rule},
                                      {"language", .text = &e->why.language},
                                      {"all", .flag = &e->why.all},
                                      {"json", .flag = &e->json},
                                      {0}};
  int status = zg_options_read("explain", help, options, argc, argv);
  if (status != 0) return status;
  const char *language = e->why.language;
  if (language != NULL && strcmp(language, "zh") != 0 && strcmp(language, "en") != 0)
    return zg_usage("explain", "--language is zh or en, not %s", language);
  if (optind == argc) return zg_usage("explain", "which event? name its id");
  if (optind + 1 < argc) return zg_usage("explain", "what is %s for?", argv[optind + 1]);
  e->evidence.id = argv[optind];
  return 0;
}

int zg_cli_explain(int argc, char **argv) {
  struct explaining e = {.data = "zhanggui.db"};
  struct zg_error err = {0};
  int status = read_options(&e, argc, argv);
  if (status == 0) {
    int result = look(&e, &err);
    bool found = zg_evidence_found(&e.evidence);
    if (result == 0 && found) result = show(&e, &err);
    status = result < 0 ? zg_failed("explain", &err) : found ? ZG_EXIT_DONE : tell_unknown(&e);
  } else if (status < 0) {
    status = ZG_EXIT_DONE;
  }
  zg_evidence_fini(&e.evidence);
  zg_strings_fini(&e.shops);
  return status;
}
