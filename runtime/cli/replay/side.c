#include "cli/replay/side.h"

#include <string.h>

#include "base/clock.h"
#include "cli/plain.h"
#include "data/json.h"

/* One decision of the step, and which outcomes of the list are its. */
struct zg_side_trace {
  const struct cJSON *ids;
  struct zg_outcome *first;
  size_t count;
  struct zg_side_trace *next;
};

static const char *copy(struct zg_side *side, const char *text) {
  return zg_arena_strdup(side->arena, text != NULL ? text : "");
}

static int64_t read_time(const struct cJSON *object) {
  const char *text = zg_json_text(object, "time", NULL);
  int64_t time = 0;
  if (text != NULL) zg_time_parse(text, strlen(text), &time);
  return time;
}

static struct zg_outcome *add_outcome(struct zg_side *side, struct zg_outcome outcome) {
  struct zg_outcome *added = zg_arena_alloc(side->arena, sizeof *added);
  *added = outcome;
  added->acts_end = &added->acts;
  *side->outcomes_end = added;
  side->outcomes_end = &added->next;
  return added;
}

static bool is_outcome(const char *result) {
  return result != NULL && strcmp(result, "no") != 0 && strcmp(result, "waiting") != 0;
}

static void note_trace(struct zg_side *side, const char *json, size_t len) {
  struct cJSON *tree = NULL;
  if (zg_json_parse_own(side->arena, json, len, &tree, NULL) < 0) return;
  struct zg_side_trace *trace = zg_arena_alloc(side->arena, sizeof *trace);
  trace->ids = zg_json_get(tree, "actions");
  const struct cJSON *r = zg_json_first(zg_json_get(tree, "rules"));
  for (; r != NULL; r = zg_json_next(r)) {
    if (!is_outcome(zg_json_text(r, "result", NULL))) continue;
    struct zg_outcome *added =
        add_outcome(side, (struct zg_outcome){.source = zg_json_text(tree, "source", NULL),
                                              .cause = zg_json_text(tree, "event", NULL),
                                              .pack = zg_json_text(r, "pack", NULL),
                                              .rule = zg_json_text(r, "rule", NULL),
                                              .result = zg_json_text(r, "result", NULL),
                                              .time = read_time(tree)});
    if (trace->count++ == 0) trace->first = added;
  }
  *side->traces_end = trace;
  side->traces_end = &trace->next;
}

static void take_trace(void *arg, const char *json, size_t len) {
  struct zg_side *side = arg;
  if (side->trace != NULL) {
    fwrite(json, 1, len, side->trace);
    fputc('\n', side->trace);
  }
  if (side->watched) note_trace(side, json, len);
}

static void take_log(void *arg, const char *message) {
  const struct zg_side *side = arg;
  zg_progress_hide(side->progress);
  if (side->name != NULL) fprintf(stderr, "%s: ", side->name);
  zg_plain_print(stderr, message, strlen(message));
  putc('\n', stderr);
}

static void note_action(struct zg_side *side, const struct zg_action_view *view) {
  struct cJSON *tree = NULL;
  if (zg_json_parse_own(side->arena, view->json, view->len, &tree, NULL) < 0) return;
  struct zg_act *act = zg_arena_alloc(side->arena, sizeof *act);
  *act = (struct zg_act){.id = copy(side, view->id),
                         .type = copy(side, view->type),
                         .source = copy(side, view->source),
                         .cause = zg_json_text(tree, "causationid", NULL),
                         .pack = zg_json_text(tree, "pack", NULL),
                         .rule = zg_json_text(tree, "rule", NULL),
                         .time = read_time(tree),
                         .data = zg_json_get(tree, "data")};
  HASH_ADD_KEYPTR(hh, side->acts, act->id, strlen(act->id), act);
}

static enum zg_taken take_action(void *arg, const struct zg_action_view *view) {
  struct zg_side *side = arg;
  side->sent++;
  if (side->actions != NULL) {
    fwrite(view->json, 1, view->len, side->actions);
    fputc('\n', side->actions);
  }
  if (side->watched) note_action(side, view);
  return ZG_TAKE_DONE;
}

/* ---- a step */

static void begin_step(struct zg_side *side) {
  if (!side->watched) return;
  HASH_CLEAR(hh, side->acts);
  zg_arena_reset(side->arena);
  side->outcomes = NULL;
  side->outcomes_end = &side->outcomes;
  side->traces = NULL;
  side->traces_end = &side->traces;
}

static void give(struct zg_outcome *outcome, struct zg_act *act) {
  *outcome->acts_end = act;
  outcome->acts_end = &act->next;
  act->taken = true;
}

/* Gives the actions of one decision to the rules that wanted them. */
static void share_out(struct zg_side *side, const struct zg_side_trace *trace) {
  for (const struct cJSON *id = zg_json_first(trace->ids); id != NULL; id = zg_json_next(id)) {
    const char *text = zg_json_string(id);
    struct zg_act *act = NULL;
    HASH_FIND_STR(side->acts, text, act);
    if (act == NULL) continue; /* it waits for the end of the quiet hours */
    struct zg_outcome *o = trace->first;
    for (size_t i = 0; i < trace->count && !act->taken; i++, o = o->next)
      if (strcmp(o->pack, act->pack) == 0 && strcmp(o->rule, act->rule) == 0) give(o, act);
  }
}

static void end_step(struct zg_side *side) {
  zg_commit(side->zg, NULL);
  zg_take_actions(side->zg, NULL, take_action, side);
  if (!side->watched) return;
  for (const struct zg_side_trace *trace = side->traces; trace != NULL; trace = trace->next)
    share_out(side, trace);
  for (struct zg_act *act = side->acts; act != NULL; act = act->hh.next) {
    if (act->taken) continue;
    give(add_outcome(side, (struct zg_outcome){.source = act->source,
                                               .cause = act->cause,
                                               .pack = act->pack,
                                               .rule = act->rule,
                                               .result = "sent later",
                                               .time = act->time}),
         act);
  }
}

int zg_side_feed(struct zg_side *side, const char *line, size_t len, bool *fresh,
                 struct zg_error *err) {
  struct zg_receipt receipt = {0};
  begin_step(side);
  int result = zg_feed(side->zg, line, len, 0, &receipt, err);
  if (result < 0)
    side->refused++;
  else if (receipt.duplicate)
    side->duplicates++;
  else if (receipt.shop != NULL) /* else it tells of a run, and is no event */
    side->events++;
  *fresh = result == 0 && !receipt.duplicate && receipt.shop != NULL;
  end_step(side);
  return result;
}

void zg_side_run(struct zg_side *side, int64_t until) {
  begin_step(side);
  side->fired += (uint64_t)zg_run_due(side->zg, until, 0);
  end_step(side);
}

/* ---- opening and closing */

struct zg_config zg_side_config(struct zg_side *side) {
  bool traces = side->watched || side->trace != NULL;
  if (side->watched) side->arena = zg_arena_new();
  begin_step(side);
  return (struct zg_config){.clock = ZG_CLOCK_EVENT,
                            .on_trace = traces ? take_trace : NULL,
                            .replays = 1,
                            .brief_traces = side->trace == NULL,
                            .on_log = take_log,
                            .arg = side};
}

int zg_side_open(struct zg_side *side, const char *rules, const char *const *shops,
                 struct zg_error *err) {
  struct zg_config config = zg_side_config(side);
  config.rules = rules;
  config.shops = shops;
  return zg_open(&config, &side->zg, err);
}

void zg_side_close(struct zg_side *side) {
  zg_close(side->zg);
  HASH_CLEAR(hh, side->acts);
  zg_arena_free(side->arena);
  *side = (struct zg_side){0};
}
