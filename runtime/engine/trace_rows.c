/* The rows of a trace: what became of each rule, and of each action that was refused. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "engine/trace.h"
#include "engine/trace_text.h"

/* Between entries of a list that is being written. */
static void add_comma(struct zg_bytes *out) {
  if (out->len > 0) zg_bytes_add_char(out, ',');
}

static void add_strings(struct zg_bytes *out, const char *name, char *const *texts, size_t count) {
  zg_bytes_printf(out, ",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) {
    if (i > 0) zg_bytes_add_char(out, ',');
    zg_trace_string(out, texts[i]);
  }
  zg_bytes_add_char(out, ']');
}

void zg_trace_name(struct zg_bytes *out, const char *name, const char *pack, const char *rule) {
  char full[512];
  snprintf(full, sizeof full, "%s/%s", pack, rule);
  zg_json_write_member(name, full, out);
}

/* ---- rules */

bool zg_trace_wants_all(const struct zg_trace *trace) {
  return trace != NULL && trace->depth != ZG_TRACE_BRIEF;
}

void zg_trace_conditions(struct zg_trace *trace, const struct zg_rule *rule,
                         struct zg_scene *scene) {
  if (trace == NULL || trace->depth != ZG_TRACE_WHOLE) return;
  zg_bytes_clear(&trace->conditions);
  zg_tell_all(rule, scene, &trace->conditions);
}

static void note_span(struct zg_trace *trace, size_t from, const char *instead) {
  zg_grow(&trace->spans, &trace->span_cap, trace->span_count, sizeof *trace->spans);
  trace->spans[trace->span_count++] =
      (struct zg_trace_span){.from = from, .to = trace->rows.len, .instead = instead};
}

struct zg_bytes *zg_trace_row_begin(struct zg_trace *trace, const struct zg_rule *rule,
                                    const char *result) {
  struct zg_bytes *out = &trace->rows;
  add_comma(out);
  zg_bytes_add_text(out, "{\"pack\":");
  zg_trace_string(out, rule->pack->name);
  zg_json_write_member("rule", rule->name, out);
  zg_json_write_member("result", result, out);
  if (strcmp(rule->label, rule->name) != 0 && strcmp(result, "no") != 0 &&
      strcmp(result, "waiting") != 0)
    zg_json_write_member("label", rule->label, out);
  trace->row_count++;
  return out;
}

void zg_trace_row_end(struct zg_trace *trace) {
  size_t from = trace->rows.len;
  if (trace->conditions.len > 0) {
    zg_bytes_add_text(&trace->rows, ",\"conditions\":");
    zg_bytes_add(&trace->rows, trace->conditions.data, trace->conditions.len);
    note_span(trace, from, "");
    zg_bytes_clear(&trace->conditions);
  }
  zg_bytes_add_char(&trace->rows, '}');
}

void zg_trace_result(struct zg_trace *trace, const struct zg_rule *rule, const char *result) {
  if (trace == NULL) return;
  zg_trace_row_begin(trace, rule, result);
  zg_trace_row_end(trace);
}

static void add_types(struct zg_bytes *out, const struct zg_effects *effects) {
  zg_bytes_add_text(out, ",\"gives\":[");
  for (const struct zg_draft *draft = effects->drafts; draft != NULL; draft = draft->next) {
    if (draft != effects->drafts) zg_bytes_add_char(out, ',');
    zg_trace_string(out, draft->type);
  }
  zg_bytes_add_char(out, ']');
}

static void add_timers(struct zg_bytes *out, const struct zg_effects *effects) {
  size_t count = 0;
  for (const struct zg_timer_op *op = effects->timers; op != NULL; op = op->next) {
    zg_bytes_add_text(out, count++ == 0 ? ",\"timers\":[" : ",");
    zg_bytes_add_text(out, "{\"name\":");
    zg_trace_string(out, op->name);
    if (op->cancel)
      zg_bytes_add_text(out, ",\"cancelled\":true");
    else
      zg_trace_time(out, "at", op->due);
    zg_bytes_add_char(out, '}');
  }
  if (count > 0) zg_bytes_add_char(out, ']');
}

void zg_trace_fired(struct zg_trace *trace, const struct zg_rule *rule,
                    const struct zg_effects *effects) {
  if (trace == NULL) return;
  struct zg_bytes *out = zg_trace_row_begin(trace, rule, "fired");
  add_types(out, effects);
  add_timers(out, effects);
  zg_trace_row_end(trace);
}

static size_t count_conditions(const struct zg_condition *when) {
  size_t count = 0;
  if (when->kind != ZG_WHEN_ALL) return 1;
  for (const struct zg_condition *c = when->first; c != NULL; c = c->next)
    count++;
  return count;
}

void zg_trace_missed(struct zg_trace *trace, const struct zg_rule *rule, const struct zg_miss *miss,
                     struct zg_scene *scene) {
  if (!zg_trace_wants_all(trace)) return;
  const struct zg_condition *c = miss->condition;
  bool test = c != NULL && c->kind == ZG_WHEN_TEST;
  struct zg_bytes *out = zg_trace_row_begin(trace, rule, "no");
  zg_json_write_member("condition",
                       !test              ? "conditions"
                       : c->label != NULL ? c->label
                                          : c->path,
                       out);
  if (test && c->label != NULL) zg_json_write_member("path", c->path, out);
  zg_bytes_add_text(out, ",\"saw\":");
  zg_tell_value(miss->saw, out);
  zg_bytes_add_text(out, ",\"wanted\":");
  size_t from = out->len;
  if (test)
    zg_tell_wanted(c, miss->denied, out);
  else
    zg_bytes_add_text(out, "{\"list\":\"none of the conditions together\"}");
  note_span(trace, from, "null");
  zg_bytes_printf(out, ",\"held\":%zu,\"of\":%zu", miss->held, count_conditions(rule->when));
  if (trace->depth != ZG_TRACE_WHOLE && miss->top->kind != ZG_WHEN_TEST)
    zg_tell_top(rule, miss->top, scene, &trace->conditions);
  zg_trace_row_end(trace);
}

void zg_trace_unscoped(struct zg_trace *trace, const struct zg_rule *rule, enum zg_scope scope) {
  if (!zg_trace_wants_all(trace)) return;
  struct zg_bytes *out = zg_trace_row_begin(trace, rule, "no");
  zg_bytes_printf(out, ",\"condition\":\"%s.id\",\"saw\":null,\"wanted\":\"present\"",
                  zg_scope_name(scope));
  zg_trace_row_end(trace);
}

void zg_trace_settling(struct zg_trace *trace, const struct zg_rule *rule) {
  char pause[ZG_TIME_TEXT];
  if (trace == NULL) return;
  zg_duration_format(rule->settle, pause);
  zg_json_write_member("settle", pause, zg_trace_row_begin(trace, rule, "waiting"));
  zg_trace_row_end(trace);
}

void zg_trace_turn(struct zg_trace *trace, int64_t settle, int64_t until) {
  char pause[ZG_TIME_TEXT];
  if (trace == NULL) return;
  zg_duration_format(settle, pause);
  add_comma(&trace->turns);
  zg_bytes_add_text(&trace->turns, "{\"settle\":");
  zg_trace_string(&trace->turns, pause);
  zg_trace_time(&trace->turns, "until", until);
  zg_bytes_add_char(&trace->turns, '}');
}

void zg_trace_waiting(struct zg_trace *trace, const struct zg_rule *rule, int64_t until) {
  if (trace == NULL) return;
  struct zg_bytes *out = zg_trace_row_begin(trace, rule, "waiting");
  zg_trace_time(out, "until", until);
  add_strings(out, "unless", rule->unless, rule->unless_count);
  zg_trace_row_end(trace);
}

void zg_trace_came_before(struct zg_trace *trace, const struct zg_rule *rule, const char *type) {
  if (!zg_trace_wants_all(trace)) return;
  struct zg_bytes *out = zg_trace_row_begin(trace, rule, "no");
  zg_json_write_member("condition", "unless_within", out);
  zg_json_write_member("saw", type, out);
  zg_bytes_add_text(out, ",\"wanted\":null");
  zg_trace_row_end(trace);
}

void zg_trace_yielded(struct zg_trace *trace, const struct zg_rule *rule, const char *to_pack,
                      const char *to_rule) {
  if (trace == NULL) return;
  zg_trace_name(zg_trace_row_begin(trace, rule, "yielded"), "to", to_pack, to_rule);
  zg_trace_row_end(trace);
}

void zg_trace_withheld(struct zg_trace *trace, const struct zg_rule *rule, int64_t since,
                       int64_t until) {
  if (trace == NULL) return;
  struct zg_bytes *out = zg_trace_row_begin(trace, rule, "withheld");
  zg_trace_time(out, "since", since);
  if (until > 0) zg_trace_time(out, "until", until);
  zg_trace_row_end(trace);
}

void zg_trace_failed(struct zg_trace *trace, const struct zg_rule *rule, int code,
                     const char *message) {
  if (trace == NULL) return;
  zg_json_write_member("message", message,
                       zg_trace_row_begin(trace, rule, code == ZG_ELIMIT ? "limit" : "error"));
  zg_trace_row_end(trace);
}

/* ---- guards and actions */

static struct zg_bytes *begin_guard(struct zg_trace *trace, const struct zg_rule *rule,
                                    const char *guard, const char *action, const char *result) {
  struct zg_bytes *out = &trace->guards;
  add_comma(out);
  zg_bytes_add_text(out, "{\"guard\":");
  zg_trace_string(out, guard);
  zg_json_write_member("action", action, out);
  zg_trace_name(out, "rule", rule->pack->name, rule->name);
  zg_json_write_member("result", result, out);
  return out;
}

void zg_trace_guard(struct zg_trace *trace, const struct zg_rule *rule,
                    const struct zg_refusal *refusal, const char *action, const char *why) {
  if (trace == NULL) return;
  struct zg_bytes *out = begin_guard(trace, rule, refusal->guard, action, "refused");
  zg_json_write_member("why", why, out);
  zg_json_write_member("price", refusal->bound_name != NULL ? refusal->price : NULL, out);
  if (refusal->bound_name != NULL) zg_json_write_member(refusal->bound_name, refusal->bound, out);
  if (refusal->count > 0)
    zg_bytes_printf(out, ",\"count\":%lld,\"most\":%lld", (long long)refusal->count,
                    (long long)refusal->most);
  zg_bytes_add_char(out, '}');
}

void zg_trace_waits(struct zg_trace *trace, const struct zg_rule *rule, const char *guard,
                    const char *action, int64_t until) {
  char time[ZG_TIME_TEXT], why[ZG_TIME_TEXT + 8] = "nobody asked for it";
  if (trace == NULL) return;
  struct zg_bytes *out = begin_guard(trace, rule, guard, action, until < 0 ? "dropped" : "delayed");
  zg_time_format(until, time);
  if (until >= 0) snprintf(why, sizeof why, "until %s", time);
  zg_json_write_member("why", why, out);
  if (until >= 0) zg_json_write_member("until", time, out);
  zg_bytes_add_char(out, '}');
}

void zg_trace_action(struct zg_trace *trace, const char *id) {
  if (trace == NULL) return;
  add_comma(&trace->actions);
  zg_trace_string(&trace->actions, id);
}
