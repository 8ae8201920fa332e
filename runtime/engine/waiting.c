#include "engine/waiting.h"

#include <string.h>

#include "base/clock.h"
#include "data/json.h"
#include "engine/trace.h"
#include "rules/index.h"

enum {
  TURN_EVENTS = 50,       /* a turn of more messages is decided at once */
  TURN_BYTES = 32 * 1024, /* likewise of more text */
  TURN_PAUSES = 10,       /* a turn lasts at most so many times its pause */
};

/* A wait that is past due when it begins (the event came late, as after an outage) gives what calls
 * it off so long to come late, too. */
enum { CATCH_UP_MS = 5000 };

/* ---- settle */

bool zg_waiting_settle(struct zg_decision *d, const struct zg_rule *rule) {
  enum zg_scope scope = zg_rule_scope(rule, d->occasion->event);
  if (d->scene.keys[scope] == NULL) return false;
  for (struct zg_turn *turn = d->turns; turn != NULL; turn = turn->next)
    if (turn->scope == scope && turn->settle == rule->settle) return true;
  struct zg_turn *turn = zg_arena_alloc(d->arena, sizeof *turn);
  *turn = (struct zg_turn){.scope = scope, .settle = rule->settle, .next = d->turns};
  d->turns = turn;
  return true;
}

/* The event with its time, whatever it was sent with: what is kept is read again later. */
static struct cJSON *timed_envelope(struct zg_decision *d) {
  const struct zg_event *event = d->occasion->event;
  struct cJSON *envelope = zg_json_copy_top(d->arena, event->envelope);
  if (event->time_text != NULL) return envelope;
  char text[ZG_TIME_TEXT];
  zg_time_format(event->time, text);
  zg_json_set(d->arena, envelope, "time", zg_json_new_string(d->arena, text));
  return envelope;
}

static struct cJSON *claims_json(struct zg_decision *d) {
  struct cJSON *list = zg_json_new_array(d->arena);
  for (const struct zg_claim *c = d->claims; c != NULL; c = c->next) {
    struct cJSON *claim = zg_json_new_object(d->arena);
    zg_json_add(d->arena, claim, "name", zg_json_new_string(d->arena, c->name));
    zg_json_add(d->arena, claim, "pack", zg_json_new_string(d->arena, c->pack));
    zg_json_add(d->arena, claim, "rule", zg_json_new_string(d->arena, c->rule));
    zg_json_add(d->arena, claim, "priority", zg_json_new_integer(d->arena, c->priority));
    zg_json_push(list, claim);
  }
  return list;
}

static void append_all(struct zg_arena *arena, struct cJSON *to, const struct cJSON *from) {
  for (const struct cJSON *item = zg_json_first(from); item != NULL; item = zg_json_next(item))
    zg_json_push(to, zg_json_share(arena, item));
}

static void keep_one(struct zg_decision *d, const struct zg_turn *turn) {
  struct zg_arena *arena = d->arena;
  struct cJSON *data = zg_json_new_object(arena), *old = NULL;
  struct cJSON *events = zg_json_new_array(arena), *claims = claims_json(d);
  char pause[ZG_TIME_TEXT];
  zg_duration_format(turn->settle, pause);
  const char *name = zg_arena_printf(arena, "settle:%s", pause), *key = d->scene.keys[turn->scope];
  const struct zg_timer_row *standing = zg_timers_find(d->zg->timers, d->occasion->shop->id,
                                                       ZG_ENGINE_PACK, (int)turn->scope, key, name);
  int64_t since = d->scene.now, due = d->scene.now + turn->settle;
  if (standing != NULL &&
      zg_json_parse_own(arena, standing->data, strlen(standing->data), &old, NULL) == 0) {
    since = zg_json_integer(zg_json_get(old, "since"));
    append_all(arena, events, zg_json_get(old, "events"));
    append_all(arena, claims, zg_json_get(old, "claims"));
  }
  zg_json_push(events, timed_envelope(d));
  if (due > since + TURN_PAUSES * turn->settle) due = since + TURN_PAUSES * turn->settle;
  if (zg_json_size(events) >= TURN_EVENTS ||
      (standing != NULL && strlen(standing->data) > TURN_BYTES))
    due = d->scene.now;
  zg_json_add(arena, data, "since", zg_json_new_integer(arena, since));
  zg_json_add(arena, data, "settle", zg_json_new_integer(arena, turn->settle));
  zg_json_add(arena, data, "claims", claims);
  zg_json_add(arena, data, "events", events);
  zg_trace_turn(d->trace, turn->settle, due);
  zg_engine_set_timer(d->zg, (struct zg_timer_row){.due = due,
                                                   .kind = ZG_TIMER_SETTLE,
                                                   .scope = (int)turn->scope,
                                                   .shop = d->occasion->shop->id,
                                                   .pack = ZG_ENGINE_PACK,
                                                   .key = key,
                                                   .name = name,
                                                   .data = zg_json_print(arena, data)});
}

void zg_waiting_keep_turn(struct zg_decision *d) {
  for (const struct zg_turn *turn = d->turns; turn != NULL; turn = turn->next)
    keep_one(d, turn);
}

/* ---- unless_within */

static const char *timer_name(struct zg_decision *d, const struct zg_rule *rule) {
  return zg_arena_printf(d->arena, "unless:%s", rule->name);
}

/* The scope that a waiting rule is keyed by. Not of the event at hand, as zg_rule_scope: the event
 * that calls it off must find the same, so it is that of the first type the rule listens to. */
static enum zg_scope waiting_scope(const struct zg_rule *rule) {
  return rule->scope >= 0 ? (enum zg_scope)rule->scope : zg_event_scope(rule->on[0]);
}

/* An event that calls the rule off in time and came before its beginning, as events out of order
 * do: its type, or NULL. An order takes each step once, so a step of the same instant counts as
 * later; a conversation goes to and fro, so there it does not. */
static const char *came_before(struct zg_decision *d, const struct zg_rule *rule,
                               enum zg_scope scope) {
  const struct cJSON *seen = zg_json_get(zg_decision_doc(d, ZG_ENGINE_PACK, scope), "seen");
  int64_t began = d->occasion->event->time + (scope == ZG_SCOPE_ORDER ? 0 : 1);
  for (size_t i = 0; i < rule->unless_count; i++) {
    const struct cJSON *when = zg_json_get(seen, rule->unless[i]);
    if (when != NULL && zg_json_integer(when) >= began &&
        zg_json_integer(when) <= d->occasion->event->time + rule->within)
      return rule->unless[i];
  }
  return NULL;
}

/* When the wait became due, which is not when its timer fires if that was past already. */
static int64_t due_of(struct zg_decision *d, const struct zg_timer_row *timer) {
  struct cJSON *data = NULL;
  zg_json_parse_own(d->arena, timer->data, strlen(timer->data), &data, NULL);
  const struct cJSON *due = zg_json_get(data, "due");
  return due != NULL ? zg_json_integer(due) : timer->due;
}

void zg_waiting_begin(struct zg_decision *d, const struct zg_rule *rule) {
  const struct zg_occasion *o = d->occasion;
  enum zg_scope scope = waiting_scope(rule);
  const char *key = d->scene.keys[scope], *name = timer_name(d, rule);
  if (key == NULL) {
    zg_trace_unscoped(d->trace, rule, scope);
    return;
  }
  const char *before = came_before(d, rule, scope);
  if (before != NULL) {
    zg_trace_came_before(d->trace, rule, before);
    return;
  }
  const struct zg_timer_row *standing =
      zg_timers_find(d->zg->timers, o->shop->id, rule->pack->name, (int)scope, key, name);
  int64_t due = o->event->time + rule->within;
  zg_trace_waiting(d->trace, rule, standing != NULL ? due_of(d, standing) : due);
  if (standing != NULL) return; /* the first one counts: a repeat must not put off the alarm */
  struct cJSON *data = zg_json_new_object(d->arena);
  zg_json_add(d->arena, data, "rule", zg_json_new_string(d->arena, rule->name));
  zg_json_add(d->arena, data, "due", zg_json_new_integer(d->arena, due));
  zg_json_add(d->arena, data, "event", timed_envelope(d));
  zg_engine_set_timer(d->zg, (struct zg_timer_row){.due = due < o->now ? o->now + CATCH_UP_MS : due,
                                                   .kind = ZG_TIMER_WAIT,
                                                   .scope = (int)scope,
                                                   .shop = o->shop->id,
                                                   .pack = rule->pack->name,
                                                   .key = key,
                                                   .name = name,
                                                   .data = zg_json_print(d->arena, data)});
}

/* Remembers when an event that calls off was seen last, for a beginning that comes late. */
static void note_seen(struct zg_decision *d, enum zg_scope scope) {
  const struct zg_event *event = d->occasion->event;
  const struct cJSON *doc = zg_decision_doc(d, ZG_ENGINE_PACK, scope);
  const struct cJSON *old = zg_json_get(doc, "seen");
  const struct cJSON *last = zg_json_get(old, event->type);
  if (last != NULL && zg_json_integer(last) >= event->time) return;
  struct cJSON *seen = old != NULL ? zg_json_copy_top(d->arena, old) : zg_json_new_object(d->arena);
  struct cJSON *next = doc != NULL ? zg_json_copy_top(d->arena, doc) : zg_json_new_object(d->arena);
  zg_json_set(d->arena, seen, event->type, zg_json_new_integer(d->arena, event->time));
  zg_json_set(d->arena, next, "seen", seen);
  zg_decision_put(d, ZG_ENGINE_PACK, scope, zg_json_print(d->arena, next));
}

void zg_waiting_call_off(struct zg_decision *d) {
  const struct zg_occasion *o = d->occasion;
  const struct zg_rule *const *rules = NULL;
  size_t count = zg_index_called_off(o->shop->index, o->event->type, &rules);
  bool noted[ZG_SCOPES] = {false};
  for (size_t i = 0; i < count; i++) {
    enum zg_scope scope = waiting_scope(rules[i]);
    const char *key = d->scene.keys[scope];
    if (key == NULL) continue;
    if (!noted[scope]) note_seen(d, scope);
    noted[scope] = true;
    const struct zg_timer_row *timer = zg_timers_find(
        d->zg->timers, o->shop->id, rules[i]->pack->name, (int)scope, key, timer_name(d, rules[i]));
    if (timer == NULL || o->event->time > due_of(d, timer)) continue;
    zg_trace_called_off(d, timer, NULL);
    zg_engine_remove_timer(d->zg, timer);
  }
}
