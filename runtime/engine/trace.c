#include "engine/trace.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "data/json.h"

enum {
  SEEN = 200,       /* bytes of a text that a condition saw */
  KEPT = 32 * 1024, /* bytes of one trace in the store */
};

struct zg_trace {
  struct zg_arena *arena;
  struct cJSON *root, *rules, *guards, *actions;
  bool brief;
};

static void add_text(struct zg_trace *trace, struct cJSON *to, const char *name,
                     const char *value) {
  if (value != NULL) zg_json_add(trace->arena, to, name, zg_json_new_string(trace->arena, value));
}

struct zg_trace *zg_trace_new(struct zg_arena *arena, const struct zg_occasion *o, bool brief) {
  struct zg_trace *trace = zg_arena_alloc(arena, sizeof *trace);
  char time[ZG_TIME_TEXT];
  zg_time_format(o->now, time);
  *trace = (struct zg_trace){.arena = arena,
                             .root = zg_json_new_object(arena),
                             .rules = zg_json_new_array(arena),
                             .guards = zg_json_new_array(arena),
                             .actions = zg_json_new_array(arena),
                             .brief = brief};
  add_text(trace, trace->root, "event", o->cause_id);
  add_text(trace, trace->root, "source", o->cause_source);
  add_text(trace, trace->root, "type", o->event->type);
  add_text(trace, trace->root, "time", time);
  add_text(trace, trace->root, "shop", o->shop->id);
  add_text(trace, trace->root, "generation", o->shop->generation);
  if (o->kind == ZG_OCCASION_SETTLED) add_text(trace, trace->root, "after", "settle");
  if (o->kind == ZG_OCCASION_WAITED) add_text(trace, trace->root, "after", "unless_within");
  if (o->late) zg_json_add(arena, trace->root, "late", zg_json_new_bool(arena, true));
  return trace;
}

bool zg_trace_wants_all(const struct zg_trace *trace) {
  return trace != NULL && !trace->brief;
}

static struct cJSON *add_rule(struct zg_trace *trace, const struct zg_rule *rule,
                              const char *result) {
  struct cJSON *entry = zg_json_new_object(trace->arena);
  add_text(trace, entry, "pack", rule->pack->name);
  add_text(trace, entry, "rule", rule->name);
  add_text(trace, entry, "result", result);
  return zg_json_push(trace->rules, entry);
}

void zg_trace_result(struct zg_trace *trace, const struct zg_rule *rule, const char *result) {
  if (trace != NULL) add_rule(trace, rule, result);
}

/* A value as it is shown: of a long text its beginning. */
static struct cJSON *cut(struct zg_arena *arena, const struct cJSON *value) {
  const char *text = zg_json_string(value);
  if (text == NULL || strlen(text) <= SEEN) return zg_json_share(arena, value);
  size_t len = zg_utf8_cut(text, strlen(text), SEEN);
  return zg_json_new_string(arena, zg_arena_printf(arena, "%.*s…", (int)len, text));
}

void zg_trace_no(struct zg_trace *trace, const struct zg_rule *rule, const char *condition,
                 const struct cJSON *saw, const struct cJSON *wanted) {
  if (!zg_trace_wants_all(trace)) return;
  struct cJSON *entry = add_rule(trace, rule, "no");
  struct zg_arena *arena = trace->arena;
  add_text(trace, entry, "condition", condition);
  zg_json_add(arena, entry, "saw", saw != NULL ? cut(arena, saw) : zg_json_new_null(arena));
  zg_json_add(arena, entry, "wanted",
              wanted != NULL ? zg_json_share(arena, wanted) : zg_json_new_null(arena));
}

void zg_trace_missed(struct zg_trace *trace, const struct zg_rule *rule,
                     const struct zg_miss *miss) {
  if (!zg_trace_wants_all(trace)) return;
  const struct zg_condition *c = miss->condition;
  struct cJSON *wanted = zg_json_new_object(trace->arena);
  bool test = c != NULL && c->kind == ZG_WHEN_TEST;
  if (test) {
    zg_json_add(trace->arena, wanted,
                miss->denied ? zg_arena_printf(trace->arena, "not %s", zg_operator_word(c->op))
                             : zg_operator_word(c->op),
                zg_condition_wanted(c, trace->arena));
  } else {
    add_text(trace, wanted, "list", "none of the conditions together");
  }
  const char *label = test ? (c->label != NULL ? c->label : c->path) : "conditions";
  zg_trace_no(trace, rule, label, miss->saw, wanted);
}

void zg_trace_unscoped(struct zg_trace *trace, const struct zg_rule *rule, enum zg_scope scope) {
  if (!zg_trace_wants_all(trace)) return;
  zg_trace_no(trace, rule, zg_arena_printf(trace->arena, "%s.id", zg_scope_name(scope)), NULL,
              zg_json_new_string(trace->arena, "present"));
}

void zg_trace_yielded(struct zg_trace *trace, const struct zg_rule *rule, const char *to_pack,
                      const char *to_rule) {
  if (trace == NULL) return;
  add_text(trace, add_rule(trace, rule, "yielded"), "to",
           zg_arena_printf(trace->arena, "%s/%s", to_pack, to_rule));
}

void zg_trace_failed(struct zg_trace *trace, const struct zg_rule *rule, int code,
                     const char *message) {
  if (trace == NULL) return;
  add_text(trace, add_rule(trace, rule, code == ZG_ELIMIT ? "limit" : "error"), "message", message);
}

static void add_guard(struct zg_trace *trace, const char *guard, const char *action,
                      const char *result, const char *why) {
  struct cJSON *entry = zg_json_new_object(trace->arena);
  add_text(trace, entry, "guard", guard);
  add_text(trace, entry, "action", action);
  add_text(trace, entry, "result", result);
  add_text(trace, entry, "why", why);
  zg_json_push(trace->guards, entry);
}

void zg_trace_guard(struct zg_trace *trace, const char *guard, const char *action,
                    const char *why) {
  if (trace != NULL) add_guard(trace, guard, action, "refused", why);
}

void zg_trace_waits(struct zg_trace *trace, const char *guard, const char *action, int64_t until) {
  char time[ZG_TIME_TEXT];
  if (trace == NULL) return;
  zg_time_format(until, time);
  add_guard(trace, guard, action, until < 0 ? "dropped" : "delayed",
            until < 0 ? "nobody asked for it" : zg_arena_printf(trace->arena, "until %s", time));
}

void zg_trace_action(struct zg_trace *trace, const char *id) {
  if (trace != NULL) zg_json_push(trace->actions, zg_json_new_string(trace->arena, id));
}

/* A trace that has grown too long is kept without what was wanted of rules that did not fire, which
 * the rules themselves tell; one still too long is not kept. */
static bool shorten(const struct zg_trace *trace, struct zg_bytes *text) {
  if (text->len <= KEPT) return true;
  for (const struct cJSON *r = zg_json_first(trace->rules); r != NULL; r = zg_json_next(r))
    if (zg_json_get(r, "wanted") != NULL)
      zg_json_set(trace->arena, (struct cJSON *)r, "wanted", zg_json_new_null(trace->arena));
  zg_bytes_clear(text);
  zg_json_write(trace->root, text);
  return text->len <= KEPT;
}

static void keep(const struct zg_trace *trace, struct zg *zg, struct zg_bytes *text) {
  if (!shorten(trace, text)) return;
  struct zg_arena *arena = zg->batch->arena;
  struct zg_batch_trace *entry = zg_batch_add_trace(zg->batch);
  entry->shop = zg_arena_strdup(arena, zg_json_text(trace->root, "shop", NULL));
  entry->source = zg_arena_strdup(arena, zg_json_text(trace->root, "source", NULL));
  entry->id = zg_arena_strdup(arena, zg_json_text(trace->root, "event", NULL));
  entry->json = zg_arena_strndup(arena, text->data, text->len);
  entry->when = zg->now;
}

/* Of a decision in which nothing happened a brief trace says nothing. */
static bool silent(const struct zg_trace *trace) {
  return trace->brief && zg_json_first(trace->rules) == NULL &&
         zg_json_first(trace->guards) == NULL;
}

void zg_trace_end(struct zg_trace *trace, struct zg *zg) {
  if (trace == NULL || silent(trace)) return;
  struct zg_bytes text = {0};
  zg_json_add(trace->arena, trace->root, "rules", trace->rules);
  zg_json_add(trace->arena, trace->root, "guards", trace->guards);
  zg_json_add(trace->arena, trace->root, "actions", trace->actions);
  zg_json_write(trace->root, &text);
  if (zg->config.on_trace != NULL) zg->config.on_trace(zg->config.arg, text.data, text.len);
  if (zg->store->ops->each_trace != NULL) keep(trace, zg, &text);
  zg_bytes_fini(&text);
}
