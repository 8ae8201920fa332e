#include "engine/apply.h"

#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "data/json.h"
#include "engine/courtesy.h"
#include "engine/guardrails.h"
#include "engine/held.h"
#include "engine/presence.h"
#include "engine/quiet.h"
#include "engine/trace.h"
#include "engine/waiting.h"

/* Of timers that set timers: so many may follow one another quickly, then they take their time. */
enum { QUICK_HOPS = 10, SLOW_HOP_MS = 1000 };

enum { GUARD_ROUNDS = 3 };

/* What stands for one shop: a wait for each of its orders of a month, and then some. */
enum { SHOP_TIMERS = 200 * 1000 };

static bool guards_type(const struct zg_guard *guard, const char *type) {
  for (size_t i = 0; i < guard->on_count; i++)
    if (zg_type_matches(guard->on[i], type)) return true;
  return false;
}

/* Shows the action to every guard of every pack of the shop; *changed tells whether one of them
 * made something else of it. */
static int ask_guards(struct zg_decision *d, const struct zg_rule *rule, struct zg_draft *draft,
                      bool *changed, struct zg_error *err) {
  const struct zg_shop *shop = d->occasion->shop;
  *changed = false;
  for (size_t i = 0; i < shop->pack_count; i++)
    for (const struct zg_guard *g = shop->packs[i]->guards; g != NULL; g = g->next) {
      if (!guards_type(g, draft->type)) continue;
      struct zg_error why = {0};
      uint64_t before = zg_json_hash(draft->data);
      int result = zg_guard_run(g, &d->scene, draft, &why);
      if (zg_json_hash(draft->data) != before) *changed = true;
      if (result == 0) continue;
      zg_trace_guard(d->trace, rule, &(struct zg_refusal){.guard = g->name}, draft->type,
                     why.message);
      return zg_fail(err, result, "the guard \"%s\" refused %s: %s", g->name, draft->type,
                     why.message);
    }
  return 0;
}

/* Every guard must have seen what leaves: when one changes the action, all are asked again. */
static int pass_guards(struct zg_decision *d, const struct zg_rule *rule, struct zg_draft *draft,
                       struct zg_error *err) {
  bool changed = true;
  int result = 0;
  for (int round = 0; round < GUARD_ROUNDS && changed && result == 0; round++)
    result = ask_guards(d, rule, draft, &changed, err);
  if (result == 0 && changed)
    result = zg_fail(err, ZG_EREFUSED, "the guards do not agree on %s: each time one changes it",
                     draft->type);
  return result;
}

static int check_all(struct zg_decision *d, const struct zg_rule *rule, struct zg_effects *effects,
                     struct zg_guardrails *rails, struct zg_courtesy *courtesy,
                     struct zg_error *err) {
  for (struct zg_draft *draft = effects->drafts; draft != NULL; draft = draft->next) {
    struct zg_refusal refusal = {0};
    struct zg_error why = {0};
    int result = pass_guards(d, rule, draft, err);
    if (result < 0) return result;
    if (zg_guardrails_check(rails, d, draft, &refusal, &why) == 0 &&
        zg_courtesy_check(courtesy, d, draft, &refusal, &why) == 0)
      continue;
    zg_trace_guard(d->trace, rule, &refusal, draft->type, why.message);
    return zg_fail(err, ZG_EREFUSED, "the guardrail \"%s\" refused %s: %s", refusal.guard,
                   draft->type, why.message);
  }
  return 0;
}

/* "a-" and 32 digits: the same decision always has the same id. No two decisions share one: the
 * parts are divided by NULs, which none of them can hold. */
static const char *action_id(struct zg_decision *d, const struct zg_rule *rule, int position) {
  const struct zg_occasion *o = d->occasion;
  const char *const parts[] = {o->shop->id,      o->cause_source, o->cause_id,
                               rule->pack->name, rule->name,      o->instance};
  struct zg_bytes *text = &d->zg->envelope;
  char hex[33];
  zg_bytes_clear(text);
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    zg_bytes_add_part(text, parts[i]);
  zg_bytes_printf(text, "%d", position);
  zg_hash_hex(zg_hash128(text->data, text->len), hex);
  return zg_arena_printf(d->arena, "a-%s", hex);
}

/* What the action is about: the conversation or the order it names, else what the event is about.
 */
static const char *subject_of(const struct zg_decision *d, const struct zg_draft *draft) {
  const char *subject = zg_json_text(draft->data, "conversation", "id");
  if (subject == NULL) subject = zg_json_text(draft->data, "order", "id");
  return subject != NULL ? subject : d->occasion->event->subject;
}

static const char *write_envelope(struct zg_decision *d, const struct zg_rule *rule,
                                  const struct zg_draft *draft, const char *id, int64_t when) {
  const struct zg_occasion *o = d->occasion;
  struct zg_bytes *out = &d->zg->envelope;
  char time[ZG_TIME_TEXT];
  zg_time_format(when, time);
  zg_bytes_clear(out);
  zg_bytes_add_text(out, "{\"specversion\":\"1.0\"");
  zg_json_write_member("id", id, out);
  zg_json_write_member("source", "zhanggui", out);
  zg_json_write_member("type", draft->type, out);
  zg_json_write_member("time", draft->time != NULL ? draft->time : time, out);
  zg_json_write_member("subject", subject_of(d, draft), out);
  zg_json_write_member("causationid", o->cause_id, out);
  zg_json_write_member("pack", rule->pack->name, out);
  zg_json_write_member("rule", rule->name, out);
  zg_json_write_member("shop", o->shop->id, out);
  zg_json_write_member("expirytime", draft->expiry, out);
  zg_bytes_add_text(out, ",\"data\":");
  zg_json_write(draft->data, out);
  zg_bytes_add_char(out, '}');
  return out->data;
}

void zg_apply_send(struct zg_decision *d, const struct zg_rule *rule, const struct zg_draft *draft,
                   int position) {
  const struct zg_occasion *o = d->occasion;
  bool alert = strcmp(draft->type, "alert.raise") == 0;
  int64_t until = 0, when = alert ? o->due : o->now;
  bool waits = zg_quiet_holds(d, draft, &until);
  if (waits) zg_trace_waits(d->trace, rule, "quiet hours", draft->type, until);
  if (waits && until < 0) return;
  if (waits) when = until;
  const char *id = action_id(d, rule, position);
  const struct zg_action_row row = {.shop = o->shop->id,
                                    .source = o->cause_source,
                                    .id = id,
                                    .type = draft->type,
                                    .json = write_envelope(d, rule, draft, id, when)};
  if (waits)
    zg_held_keep(d, &row, draft, rule->with_human, until);
  else
    zg_engine_add_action(d->zg, row);
  zg_presence_said(d, draft, id);
  zg_trace_action(d->trace, id);
}

static void send_actions(struct zg_decision *d, const struct zg_rule *rule,
                         const struct zg_effects *effects) {
  int position = 0;
  for (const struct zg_draft *draft = effects->drafts; draft != NULL; draft = draft->next)
    zg_apply_send(d, rule, draft, position++);
}

static const char *timer_data(struct zg_decision *d, const struct zg_timer_op *op) {
  const struct zg_occasion *o = d->occasion;
  struct cJSON *data = zg_json_new_object(d->arena), *cause = zg_json_new_object(d->arena);
  struct cJSON *keys = zg_json_new_object(d->arena);
  zg_json_add(d->arena, cause, "source", zg_json_new_string(d->arena, o->cause_source));
  zg_json_add(d->arena, cause, "id", zg_json_new_string(d->arena, o->cause_id));
  for (int i = 0; i < ZG_SCOPE_SHOP; i++)
    if (o->keys[i] != NULL)
      zg_json_add(d->arena, keys, zg_scope_name((enum zg_scope)i),
                  zg_json_new_string(d->arena, o->keys[i]));
  zg_json_add(d->arena, data, "cause", cause);
  zg_json_add(d->arena, data, "hop", zg_json_new_integer(d->arena, o->hop + 1));
  if (zg_quiet_word(o, op->due) >= 0)
    zg_json_add(d->arena, data, "word", zg_json_new_integer(d->arena, zg_quiet_word(o, op->due)));
  zg_json_add(d->arena, data, "keys", keys);
  zg_json_add(d->arena, data, "data", op->data);
  return zg_json_print(d->arena, data);
}

/* The scope of a timer that a run sets: the rule's own; for a rule on a timer, that timer's. */
static enum zg_scope timer_scope(const struct zg_decision *d, const struct zg_rule *rule) {
  if (rule->scope < 0 && d->occasion->kind == ZG_OCCASION_TIMER)
    return (enum zg_scope)d->occasion->scope;
  return zg_rule_scope(rule, d->occasion->event);
}

/* A timer set by a timer lies in the future, or the two could go round for ever in one instant; and
 * after some hops a second ahead, or enough of them could go round faster than they are decided. */
static int64_t earliest_due(const struct zg_decision *d) {
  if (d->occasion->kind == ZG_OCCASION_EVENT) return INT64_MIN;
  return d->scene.now + (d->occasion->hop >= QUICK_HOPS ? SLOW_HOP_MS : 1);
}

static void apply_timer(struct zg_decision *d, const struct zg_rule *rule, struct zg_timer_op *op) {
  const char *shop = d->occasion->shop->id, *pack = rule->pack->name;
  enum zg_scope scope = timer_scope(d, rule);
  const char *key = d->scene.keys[scope];
  const struct zg_timer_row *standing =
      zg_timers_find(d->zg->timers, shop, pack, (int)scope, key, op->name);
  if (op->cancel) {
    if (standing == NULL) return;
    zg_trace_called_off(d, standing, rule);
    zg_engine_remove_timer(d->zg, standing);
    return;
  }
  if (op->due < earliest_due(d)) op->due = earliest_due(d);
  zg_engine_set_timer(d->zg, (struct zg_timer_row){.due = op->due,
                                                   .kind = ZG_TIMER_NAMED,
                                                   .scope = (int)scope,
                                                   .shop = shop,
                                                   .pack = pack,
                                                   .key = key,
                                                   .name = op->name,
                                                   .data = timer_data(d, op)});
}

static bool too_many_timers(const struct zg_decision *d) {
  const struct zg_generations *shop = zg_shops_find(&d->zg->shops, d->occasion->shop->id);
  return shop != NULL && shop->timers >= SHOP_TIMERS;
}

int zg_apply(struct zg_decision *d, const struct zg_rule *rule, struct zg_effects *effects,
             struct zg_error *err) {
  struct zg_guardrails rails = {0};
  struct zg_courtesy courtesy = {0};
  int result = check_all(d, rule, effects, &rails, &courtesy, err);
  if (result < 0) return result;
  enum zg_scope scope = timer_scope(d, rule);
  if (effects->timers != NULL && d->scene.keys[scope] == NULL)
    return zg_fail(err, ZG_ERULE, "its timers belong to the %s, and this event is about none",
                   zg_scope_name(scope));
  if (effects->timers != NULL && too_many_timers(d))
    return zg_fail(err, ZG_ELIMIT, "the shop has %d timers standing and cannot set more",
                   SHOP_TIMERS);
  send_actions(d, rule, effects);
  for (const struct zg_doc_write *doc = effects->docs; doc != NULL; doc = doc->next)
    zg_decision_put(d, doc->pack, doc->scope, doc->json);
  for (struct zg_timer_op *op = effects->timers; op != NULL; op = op->next)
    apply_timer(d, rule, op);
  zg_guardrails_keep(&rails, d);
  zg_courtesy_keep(&courtesy, d);
  return 0;
}
