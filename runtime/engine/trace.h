/* trace: what every rule made of one event or timer, for `explain` and `replay --trace`.
 *
 * Every function takes NULL for a trace and then does nothing: nobody asked. A trace is written as
 * text at once, since with a store there is one for every event. Whoever is cut off (a wait by the
 * event it waited for, a timer by a rule) gets a trace of its own, under the id of the event that
 * began it: there its owner will look. */
#ifndef ZG_ENGINE_TRACE_H
#define ZG_ENGINE_TRACE_H

#include "engine/decision.h"
#include "rules/condition.h"

struct zg_trace;

/* How much it tells of a rule whose conditions do not hold. */
enum zg_trace_depth {
  ZG_TRACE_BRIEF, /* nothing; and of a decision in which nothing happened there is no trace */
  ZG_TRACE_FIRST, /* the first condition that failed: what the store keeps is made for every event,
                     and must cost next to nothing */
  ZG_TRACE_WHOLE, /* all its conditions */
};

struct zg_trace *zg_trace_new(struct zg_arena *arena, const struct zg_occasion *occasion,
                              enum zg_trace_depth depth);
/* Whether rules that cannot match are to be tried, only so that the trace says why. */
bool zg_trace_wants_all(const struct zg_trace *trace);

/* The rule is about to be tried: its conditions, as they are before it runs, go with its row. */
void zg_trace_conditions(struct zg_trace *trace, const struct zg_rule *rule,
                         struct zg_scene *scene);

/* What needs no more words, as "quarantined". */
void zg_trace_result(struct zg_trace *trace, const struct zg_rule *rule, const char *result);
/* It ran, and this is what it did. */
void zg_trace_fired(struct zg_trace *trace, const struct zg_rule *rule,
                    const struct zg_effects *effects);
/* The condition of the rule does not hold. */
void zg_trace_missed(struct zg_trace *trace, const struct zg_rule *rule, const struct zg_miss *miss,
                     struct zg_scene *scene);
/* The event is about nobody of the rule's scope. */
void zg_trace_unscoped(struct zg_trace *trace, const struct zg_rule *rule, enum zg_scope scope);
/* It waits for the end of a turn; and when that is. */
void zg_trace_settling(struct zg_trace *trace, const struct zg_rule *rule);
void zg_trace_turn(struct zg_trace *trace, int64_t settle, int64_t until);
/* It waits until then for an event that should come. */
void zg_trace_waiting(struct zg_trace *trace, const struct zg_rule *rule, int64_t until);
/* What would call it off has come already. */
void zg_trace_came_before(struct zg_trace *trace, const struct zg_rule *rule, const char *type);
void zg_trace_yielded(struct zg_trace *trace, const struct zg_rule *rule, const char *to_pack,
                      const char *to_rule);
/* A person has the conversation, since then; until 0: until it is given back. */
void zg_trace_withheld(struct zg_trace *trace, const struct zg_rule *rule, int64_t since,
                       int64_t until);
/* The run failed (or a guard refused what it wanted) and was undone. */
void zg_trace_failed(struct zg_trace *trace, const struct zg_rule *rule, int code,
                     const char *message);
void zg_trace_guard(struct zg_trace *trace, const struct zg_rule *rule,
                    const struct zg_refusal *refusal, const char *action, const char *why);
/* The guardrail has put an action off until then, or with -1 dropped it. */
void zg_trace_waits(struct zg_trace *trace, const struct zg_rule *rule, const char *guard,
                    const char *action, int64_t until);
void zg_trace_action(struct zg_trace *trace, const char *id);

/* Gives the trace to whoever asked for it, and into the batch where the store keeps traces. */
void zg_trace_end(struct zg_trace *trace, struct zg *zg);

/* The decision takes back a timer that stands: `by` is the rule that cancels it; NULL: the event
 * itself, for which it waited. */
void zg_trace_called_off(const struct zg_decision *d, const struct zg_timer_row *timer,
                         const struct zg_rule *by);

#endif
