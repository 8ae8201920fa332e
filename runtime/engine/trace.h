/* trace: what every rule made of one event or timer, for `explain` and `replay --trace`.
 *
 * Every function takes NULL for a trace and then does nothing: nobody asked. */
#ifndef ZG_ENGINE_TRACE_H
#define ZG_ENGINE_TRACE_H

#include "engine/decision.h"
#include "rules/condition.h"

struct zg_trace;

/* `brief`: rules whose conditions do not hold are left out. */
struct zg_trace *zg_trace_new(struct zg_arena *arena, const struct zg_occasion *occasion,
                              bool brief);
/* Whether rules that cannot match are to be tried, only so that the trace says why. */
bool zg_trace_wants_all(const struct zg_trace *trace);

/* "fired", "waiting" and such as need no more words. */
void zg_trace_result(struct zg_trace *trace, const struct zg_rule *rule, const char *result);
/* The condition of the rule does not hold. */
void zg_trace_missed(struct zg_trace *trace, const struct zg_rule *rule,
                     const struct zg_miss *miss);
/* "no" for another reason. */
void zg_trace_no(struct zg_trace *trace, const struct zg_rule *rule, const char *condition,
                 const struct cJSON *saw, const struct cJSON *wanted);
/* The event is about nobody of the rule's scope. */
void zg_trace_unscoped(struct zg_trace *trace, const struct zg_rule *rule, enum zg_scope scope);
void zg_trace_yielded(struct zg_trace *trace, const struct zg_rule *rule, const char *to_pack,
                      const char *to_rule);
/* The run failed (or a guard refused what it wanted) and was undone. */
void zg_trace_failed(struct zg_trace *trace, const struct zg_rule *rule, int code,
                     const char *message);
void zg_trace_guard(struct zg_trace *trace, const char *guard, const char *action, const char *why);
/* The guardrail has put an action off until then, or with -1 dropped it. */
void zg_trace_waits(struct zg_trace *trace, const char *guard, const char *action, int64_t until);
void zg_trace_action(struct zg_trace *trace, const char *id);

/* Gives the trace to whoever asked for it, and into the batch where the store keeps traces. */
void zg_trace_end(struct zg_trace *trace, struct zg *zg);

#endif
