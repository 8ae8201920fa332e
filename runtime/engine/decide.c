#include "engine/decide.h"

#include <string.h>

#include "base/utf8.h"
#include "data/json.h"
#include "engine/apply.h"
#include "engine/cuts.h"
#include "engine/decision.h"
#include "engine/language.h"
#include "engine/presence.h"
#include "engine/quarantine.h"
#include "engine/trace.h"
#include "engine/waiting.h"
#include "rules/index.h"
#include "rules/limits.h"

enum { LOG_LINE = 1000 }; /* bytes of one line that a rule logs */

/* On a clock that waits for us nobody else waits, and there are no two answers worth having. */
enum { PATIENCE = 5 };

static const struct cJSON *host_doc(void *host, const char *pack, enum zg_scope scope) {
  return zg_decision_doc(host, pack, scope);
}

static const struct cJSON *host_other(void *host, const char *pack, enum zg_scope scope,
                                      const char *key) {
  return zg_decision_other_doc(host, pack, scope, key);
}

static void host_cut(void *host, const struct zg_run *run, const char *why) {
  zg_cuts_note(host, run, why);
}

static const char *host_was_cut(void *host, const struct zg_run *run) {
  return zg_cuts_find(host, run);
}

static void host_log(void *host, const char *pack, const char *text) {
  struct zg_decision *d = host;
  if (d->zg->config.on_log == NULL) return;
  size_t len = zg_utf8_cut(text, strlen(text), LOG_LINE);
  char *line =
      zg_arena_printf(d->arena, "%s/%s: %.*s", d->occasion->shop->id, pack, (int)len, text);
  for (char *at = line; *at != '\0'; at++)
    if ((unsigned char)*at < 0x20 || *at == 0x7F) *at = ' '; /* one line, whatever it says */
  d->zg->config.on_log(d->zg->config.arg, line);
}

/* Whether a rule the index found has anything to do with this occasion. */
static bool concerns(const struct zg_occasion *o, const struct zg_rule *rule) {
  switch (o->kind) {
  case ZG_OCCASION_EVENT: /* a timer is set by a pack; nobody outside can send one */
    return strncmp(o->event->type, "timer.", 6) != 0;
  case ZG_OCCASION_SETTLED:
    return rule->settle == o->settle && (int)zg_rule_scope(rule, o->event) == o->scope;
  case ZG_OCCASION_WAITED:
    return strcmp(rule->pack->name, o->pack) == 0 && strcmp(rule->name, o->rule) == 0;
  case ZG_OCCASION_TIMER:
    return strcmp(rule->pack->name, o->pack) == 0;
  }
  return false;
}

/* Another rule has what this one claims. On the event itself the first one to claim wins; a claim
 * taken while a turn went on gives way to a higher priority. */
static const struct zg_claim *outdone(const struct zg_decision *d, const struct zg_rule *rule) {
  if (rule->claims == NULL) return NULL;
  const struct zg_claim *claim = zg_decision_claim(d, rule->claims);
  return claim != NULL && claim->priority >= rule->priority ? claim : NULL;
}

static void run_rule(struct zg_decision *d, const struct zg_rule *rule) {
  struct zg_effects effects = {0};
  struct zg_error err = {0};
  int64_t since = 0, until = 0;
  if (zg_quarantine_holds(d, rule)) {
    zg_trace_result(d->trace, rule, "quarantined");
    return;
  }
  int result = zg_rule_run(rule, &d->scene, &effects, &err);
  if (result < 0)
    zg_quarantine_failed(d, rule, err.message);
  else
    zg_quarantine_passed(d, rule);
  if (result == 0 && zg_presence_withholds(d, rule, &effects, &since, &until)) {
    zg_trace_withheld(d->trace, rule, since, until);
    return;
  }
  if (result == 0) result = zg_apply(d, rule, &effects, &err);
  if (result < 0) {
    zg_trace_failed(d->trace, rule, result, err.message);
    host_log(d, rule->pack->name,
             zg_arena_printf(d->arena, "rule \"%s\": %s", rule->name, err.message));
    return;
  }
  zg_trace_fired(d->trace, rule, &effects);
  if (rule->claims != NULL && effects.drafts != NULL) zg_decision_take_claim(d, rule);
}

static void try_rule(struct zg_decision *d, const struct zg_rule *rule) {
  struct zg_miss miss = {0};
  bool event = d->occasion->kind == ZG_OCCASION_EVENT;
  if (event && rule->settle > 0) {
    if (zg_waiting_settle(d, rule))
      zg_trace_settling(d->trace, rule);
    else
      zg_trace_unscoped(d->trace, rule, zg_rule_scope(rule, d->occasion->event));
    return;
  }
  zg_trace_conditions(d->trace, rule, &d->scene);
  if (!zg_condition_holds(rule->when, rule->pack->name, &d->scene, &miss)) {
    zg_trace_missed(d->trace, rule, &miss, &d->scene);
    return;
  }
  if ((event || d->occasion->kind == ZG_OCCASION_TIMER) && rule->unless != NULL) {
    zg_waiting_begin(d, rule);
    return;
  }
  const struct zg_claim *claim = outdone(d, rule);
  if (claim != NULL) {
    zg_trace_yielded(d->trace, rule, claim->pack, claim->rule);
    return;
  }
  run_rule(d, rule);
}

/* Whoever listens gets everything, unless they said that they want little. */
static enum zg_trace_depth depth_of(const struct zg *zg) {
  if (zg->config.on_trace != NULL && !zg->config.brief_traces) return ZG_TRACE_WHOLE;
  return zg->store->ops->each_trace != NULL ? ZG_TRACE_FIRST : ZG_TRACE_BRIEF;
}

void zg_decide(struct zg *zg, const struct zg_occasion *o) {
  struct zg_decision d = {.zg = zg, .occasion = o, .arena = zg->deciding, .claims = o->claims};
  const struct zg_rule **rules = NULL;
  atomic_store(&zg->pulse, ++zg->decisions);
  d.scene = (struct zg_scene){.arena = d.arena,
                              .shop = o->shop,
                              .event = o->event,
                              .now = o->now,
                              .steps = ZG_SCENE_STEPS,
                              .late = o->late,
                              .doc = host_doc,
                              .other = host_other,
                              .log = host_log,
                              .cut = host_cut,
                              .was_cut = host_was_cut,
                              .patience = zg->config.clock == ZG_CLOCK_EVENT ? PATIENCE : 1,
                              .host = &d};
  d.scene.seed =
      zg_arena_printf(d.arena, "%s %zu:%s %zu:%s %s", o->shop->id, strlen(o->cause_source),
                      o->cause_source, strlen(o->cause_id), o->cause_id, o->instance);
  if (zg->luck != 0)
    d.scene.seed = zg_arena_printf(d.arena, "%s %llu", d.scene.seed, (unsigned long long)zg->luck);
  memcpy(d.scene.keys, o->keys, sizeof d.scene.keys);
  if (zg->config.on_trace != NULL || zg->store->ops->each_trace != NULL)
    d.trace = zg_trace_new(d.arena, o, depth_of(zg));
  d.scene.echo = zg_presence_echo(&d);
  if (o->kind == ZG_OCCASION_EVENT) zg_presence_note(&d);
  if (o->kind == ZG_OCCASION_EVENT) zg_language_note(&d);
  if (o->kind == ZG_OCCASION_EVENT) zg_waiting_call_off(&d);
  size_t count = zg_index_find(o->shop->index, &d.scene, zg_trace_wants_all(d.trace), &rules);
  for (size_t i = 0; i < count; i++)
    if (concerns(o, rules[i])) try_rule(&d, rules[i]);
  if (o->kind == ZG_OCCASION_EVENT) zg_waiting_keep_turn(&d);
  zg_quarantine_keep(&d);
  zg_trace_end(d.trace, zg);
  atomic_store(&zg->pulse, 0);
}

void zg_decide_event(struct zg *zg, struct zg_shop *shop, const struct zg_event *event) {
  struct zg_occasion occasion = {.kind = ZG_OCCASION_EVENT,
                                 .shop = shop,
                                 .event = event,
                                 .now = zg->now,
                                 .due = zg->now,
                                 .cause_source = event->source,
                                 .cause_id = event->id,
                                 .instance = ""};
  for (int i = 0; i < ZG_SCOPES; i++)
    occasion.keys[i] = zg_event_key(event, (enum zg_scope)i);
  zg_arena_reset(zg->deciding);
  zg_decide(zg, &occasion);
}
