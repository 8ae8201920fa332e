#include "cli/explain/why.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/memory.h"
#include "cli/explain/why_text.h"

enum { NEAR = 3, GENERATION = 8 }; /* rules that did not run and are shown; letters of a hash */

static const char *text_of(const struct cJSON *node, const char *name) {
  const char *text = zg_json_text(node, name, NULL);
  return text != NULL ? text : "";
}

/* ---- times and names */

/* On the shop's wall: "2026-11-21 10:00:03". */
static const char *time_text(const struct zg_telling *t, const struct cJSON *node,
                             const char *name) {
  const char *text = text_of(node, name);
  char wall[ZG_TIME_TEXT];
  int64_t when = 0;
  if (t->zone == NULL || zg_time_parse(text, strlen(text), &when) < 0) return text;
  zg_time_format(zg_zone_wall(t->zone, when), wall);
  wall[10] = ' ';
  wall[19] = '\0';
  return zg_arena_strdup(t->arena, wall);
}

static const char *full_name(const struct zg_telling *t, const struct cJSON *row) {
  return zg_arena_printf(t->arena, "%s/%s", text_of(row, "pack"), text_of(row, "rule"));
}

static const char *rule_text(const struct zg_telling *t, const struct cJSON *row) {
  const char *label = zg_json_text(row, "label", NULL);
  if (label != NULL) return ZG_SAY(t, RULE_LABELLED, full_name(t, row), label);
  return ZG_SAY(t, RULE, full_name(t, row));
}

static const char *strings_text(const struct zg_telling *t, const struct cJSON *list) {
  struct zg_bytes out = {0};
  for (const struct cJSON *s = zg_json_first(list); s != NULL; s = zg_json_next(s))
    zg_bytes_printf(&out, "%s%s", out.len > 0 ? ", " : "",
                    zg_json_string(s) != NULL ? zg_json_string(s) : "");
  const char *text = zg_arena_strndup(t->arena, out.data != NULL ? out.data : "", out.len);
  zg_bytes_fini(&out);
  return text;
}

/* Whether only one rule was asked for, and this is another. */
static bool unwanted(const struct zg_telling *t, const struct cJSON *row) {
  const char *asked = t->why->rule;
  if (asked == NULL) return false;
  return strcmp(asked, full_name(t, row)) != 0 && strcmp(asked, text_of(row, "rule")) != 0;
}

/* ---- guards */

static const char *refusal_text(const struct zg_telling *t, const struct cJSON *g) {
  const char *action = text_of(g, "action"), *price = text_of(g, "price");
  const char *list = zg_json_text(g, "list_price", NULL);
  const struct cJSON *count = zg_json_get(g, "count");
  if (zg_json_get(g, "floor") != NULL) return ZG_SAY(t, FLOOR, action, price, text_of(g, "floor"));
  if (zg_json_get(g, "lowest") != NULL) return ZG_SAY(t, CUT, action, price, text_of(g, "lowest"));
  if (zg_json_get(g, "before") != NULL) return ZG_SAY(t, RISE, action, price, text_of(g, "before"));
  if (list != NULL && strcmp(text_of(g, "guard"), "price floor") == 0)
    return ZG_SAY(t, NO_FLOOR, action, price, list);
  if (list != NULL) return ZG_SAY(t, ABOVE_LIST, action, price, list);
  if (count != NULL)
    return ZG_SAY(t, MESSAGES, zg_json_literal(count), zg_json_literal(zg_json_get(g, "most")));
  return ZG_SAY(t, GUARD, text_of(g, "guard"), action, text_of(g, "why"));
}

/* The next entry behind `after` (NULL: the first) about this rule. */
static const struct cJSON *next_guard(const struct zg_telling *t, const struct cJSON *row,
                                      const struct cJSON *after) {
  const char *name = full_name(t, row);
  const struct cJSON *g =
      after != NULL ? zg_json_next(after) : zg_json_first(zg_json_get(t->trace, "guards"));
  while (g != NULL && strcmp(text_of(g, "rule"), name) != 0)
    g = zg_json_next(g);
  return g;
}

static void tell_quiet(const struct zg_telling *t, const struct cJSON *row) {
  for (const struct cJSON *g = next_guard(t, row, NULL); g != NULL; g = next_guard(t, row, g)) {
    const char *result = text_of(g, "result"), *action = text_of(g, "action");
    if (strcmp(result, "delayed") == 0)
      zg_why_line(t, 4, ZG_SAY(t, QUIET, action, time_text(t, g, "until")));
    else if (strcmp(result, "dropped") == 0)
      zg_why_line(t, 4, ZG_SAY(t, DROPPED, action));
  }
}

/* ---- rows */

static const char *fired_text(const struct zg_telling *t, const struct cJSON *row) {
  const char *gives = strings_text(t, zg_json_get(row, "gives"));
  const char *did = gives[0] != '\0' ? ZG_SAY(t, GIVES, gives) : ZG_SAY(t, GIVES_NOTHING, "");
  const struct cJSON *timer = zg_json_first(zg_json_get(row, "timers"));
  for (; timer != NULL; timer = zg_json_next(timer)) {
    const char *name = text_of(timer, "name");
    const char *more = zg_json_true(zg_json_get(timer, "cancelled"))
                           ? ZG_SAY(t, CANCELS, name)
                           : ZG_SAY(t, SETS, name, time_text(t, timer, "at"));
    did = zg_arena_printf(t->arena, "%s%s", did, more);
  }
  return ZG_SAY(t, FIRED, rule_text(t, row), did);
}

static const char *error_text(const struct zg_telling *t, const struct cJSON *row) {
  for (const struct cJSON *g = next_guard(t, row, NULL); g != NULL; g = next_guard(t, row, g))
    if (strcmp(text_of(g, "result"), "refused") == 0)
      return ZG_SAY(t, REFUSED, rule_text(t, row), refusal_text(t, g));
  return ZG_SAY(t, FAILED, rule_text(t, row), text_of(row, "message"));
}

/* The end of the turn with that pause. */
static const char *turn_end(const struct zg_telling *t, const char *settle) {
  for (const struct cJSON *turn = zg_json_first(zg_json_get(t->trace, "turns")); turn != NULL;
       turn = zg_json_next(turn))
    if (strcmp(text_of(turn, "settle"), settle) == 0) return time_text(t, turn, "until");
  return "";
}

/* Of the rules that wait for the same pause the first one tells for all. */
static const char *settling_text(const struct zg_telling *t, const struct cJSON *row) {
  const char *settle = text_of(row, "settle"), *rules = NULL;
  const struct cJSON *r = zg_json_first(zg_json_get(t->trace, "rules"));
  for (; r != NULL; r = zg_json_next(r)) {
    if (unwanted(t, r) || strcmp(text_of(r, "settle"), settle) != 0) continue;
    if (rules == NULL && r != row) return NULL;
    rules = rules == NULL
                ? rule_text(t, r)
                : zg_arena_printf(t->arena, "%s%s%s", rules, ZG_SAY(t, AND, ""), rule_text(t, r));
  }
  return ZG_SAY(t, SETTLING, rules != NULL ? rules : "", settle, turn_end(t, settle));
}

static const char *waiting_text(const struct zg_telling *t, const struct cJSON *row) {
  if (zg_json_get(row, "settle") != NULL) return settling_text(t, row);
  return ZG_SAY(t, WAITING, rule_text(t, row), time_text(t, row, "until"),
                strings_text(t, zg_json_get(row, "unless")));
}

static const char *withheld_text(const struct zg_telling *t, const struct cJSON *row) {
  const char *until = zg_json_get(row, "until") != NULL
                          ? ZG_SAY(t, UNTIL, time_text(t, row, "until"))
                          : ZG_SAY(t, UNTIL_GIVEN, "");
  return ZG_SAY(t, WITHHELD, rule_text(t, row), time_text(t, row, "since"), until);
}

static const char *no_text(const struct zg_telling *t, const struct cJSON *row) {
  const struct cJSON *held = zg_json_get(row, "held"), *of = zg_json_get(row, "of");
  const char *rule = rule_text(t, row), *failure = zg_why_failure(t, row);
  if (zg_json_integer(of) < 2) return ZG_SAY(t, NO, rule, failure);
  return ZG_SAY(t, NEAR, rule, zg_json_literal(held), zg_json_literal(of), failure);
}

static const char *row_text(const struct zg_telling *t, const struct cJSON *row) {
  const char *result = text_of(row, "result"), *rule = rule_text(t, row);
  if (strcmp(result, "fired") == 0) return fired_text(t, row);
  if (strcmp(result, "error") == 0) return error_text(t, row);
  if (strcmp(result, "limit") == 0) return ZG_SAY(t, LIMIT, rule, text_of(row, "message"));
  if (strcmp(result, "withheld") == 0) return withheld_text(t, row);
  if (strcmp(result, "quarantined") == 0) return ZG_SAY(t, QUARANTINED, rule);
  if (strcmp(result, "yielded") == 0) return ZG_SAY(t, YIELDED, rule, text_of(row, "to"));
  if (strcmp(result, "waiting") == 0) return waiting_text(t, row);
  return no_text(t, row);
}

static void tell_row(const struct zg_telling *t, const struct cJSON *row) {
  const char *text = row_text(t, row);
  if (text == NULL) return;
  zg_why_line(t, 2, text);
  tell_quiet(t, row);
  if (t->why->rule != NULL) zg_why_tree(t, row);
}

/* ---- the order of rows */

/* A row with its place: what happened comes first, then what nearly did. */
struct place {
  const struct cJSON *row;
  int64_t rank; /* of the result; of those that are "no", how many conditions were left */
  int64_t held;
  size_t number;
};

static int64_t rank_of(const struct zg_telling *t, const struct cJSON *row) {
  static const char *const order[] = {"fired",       "error",   "limit",   "withheld",
                                      "quarantined", "yielded", "waiting", "no"};
  enum { NO = sizeof order / sizeof order[0] - 1 };
  int64_t rank = 0;
  bool idle =
      strcmp(order[0], text_of(row, "result")) == 0 && zg_json_size(zg_json_get(row, "gives")) == 0;
  if (idle && t->why->most > 0) return NO; /* where few are told, it is the last of what happened */
  while (rank < NO && strcmp(order[rank], text_of(row, "result")) != 0)
    rank++;
  const struct cJSON *of = zg_json_get(row, "of"); /* NULL: it did not come to conditions */
  int64_t failed = of != NULL ? zg_json_integer(of) - zg_json_integer(zg_json_get(row, "held")) : 1;
  return rank < NO ? rank : NO + failed;
}

static int by_rank(const void *left, const void *right) {
  const struct place *a = left, *b = right;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  if (a->held != b->held) return a->held > b->held ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

/* The rows that were asked for, in their order; gives how many. */
static size_t gather(const struct zg_telling *t, struct place *places) {
  size_t count = 0;
  const struct cJSON *row = zg_json_first(zg_json_get(t->trace, "rules"));
  for (; row != NULL; row = zg_json_next(row)) {
    if (unwanted(t, row)) continue;
    places[count] = (struct place){.row = row,
                                   .rank = rank_of(t, row),
                                   .held = zg_json_integer(zg_json_get(row, "held")),
                                   .number = count};
    count++;
  }
  if (count > 0) qsort(places, count, sizeof *places, by_rank);
  return count;
}

static void tell_rows(const struct zg_telling *t, const struct place *places, size_t count) {
  size_t far = 0, shown = 0, most = t->why->most;
  for (size_t i = 0; i < count && (most == 0 || i < most); i++) {
    bool no = strcmp(text_of(places[i].row, "result"), "no") == 0;
    if (no && !t->why->all && t->why->rule == NULL && shown++ >= NEAR)
      far++;
    else
      tell_row(t, places[i].row);
  }
  if (far > 0)
    zg_why_line(
        t, 2,
        ZG_SAY(t, FAR, zg_arena_printf(t->arena, "%zu", far), t->why->chat ? "/why all" : "--all"));
}

/* ---- the head and the end of a trace */

static const char *head_text(const struct zg_telling *t) {
  const char *after = text_of(t->trace, "after"), *type = text_of(t->trace, "type");
  const char *time = time_text(t, t->trace, "time"), *generation = text_of(t->trace, "generation");
  if (strcmp(after, "settle") == 0)
    return ZG_SAY(t, SETTLED, time, strings_text(t, zg_json_get(t->trace, "turn")));
  if (strcmp(after, "unless_within") == 0) return ZG_SAY(t, WAITED, time);
  if (strcmp(after, "called_off") == 0) return ZG_SAY(t, OFF, time);
  if (strncmp(type, "timer.", 6) == 0) return ZG_SAY(t, TIMER, type + 6, time);
  return ZG_SAY(t, EVENT, text_of(t->trace, "event"), type, text_of(t->trace, "source"), time,
                text_of(t->trace, "shop"),
                zg_arena_printf(t->arena, "%.*s", GENERATION, generation));
}

static void tell_resting(const struct zg_telling *t) {
  const struct cJSON *p = zg_json_first(zg_json_get(t->trace, "resting"));
  for (; p != NULL; p = zg_json_next(p)) {
    const char *pack = zg_json_string(p), *asked = t->why->rule;
    size_t len = strlen(pack);
    if (asked == NULL || (strncmp(asked, pack, len) == 0 && asked[len] == '/'))
      zg_why_line(t, 2, ZG_SAY(t, RESTING, pack));
  }
}

/* Of the event itself: which rules were not even asked. */
static void tell_rest(const struct zg_telling *t, size_t count) {
  const struct cJSON *others = zg_json_get(t->trace, "others");
  const char *type = text_of(t->trace, "type");
  if (others == NULL) return;
  if (count == 0 && t->why->rule != NULL)
    zg_why_line(t, 2, ZG_SAY(t, NOT_HERE, t->why->rule, text_of(t->trace, "shop"), type));
  else if (count == 0)
    zg_why_line(t, 2, ZG_SAY(t, NOBODY, type));
  if (t->why->rule == NULL && zg_json_integer(others) > 0)
    zg_why_line(t, 2, ZG_SAY(t, OTHERS, zg_json_literal(others)));
  tell_resting(t);
}

static void tell_trace(const struct zg_telling *t) {
  size_t most = zg_json_size(zg_json_get(t->trace, "rules"));
  struct place *places = zg_arena_alloc(t->arena, (most + 1) * sizeof *places);
  size_t count = gather(t, places);
  bool about_event = zg_json_get(t->trace, "others") != NULL;
  if (count == 0 && t->why->rule != NULL && !about_event) return;
  const char *late = zg_json_true(zg_json_get(t->trace, "late")) ? ZG_SAY(t, LATE, "") : "";
  bool around = t->why->most == 0;
  if (around) zg_why_line(t, 0, zg_arena_printf(t->arena, "%s%s", head_text(t), late));
  tell_rows(t, places, count);
  if (around || count == 0) tell_rest(t, count);
}

bool zg_why_print(const struct zg_why *why, const char *json, size_t len, FILE *out) {
  struct zg_telling t = {.why = why, .arena = zg_arena_new(), .out = out, .full = why->all};
  struct cJSON *trace = NULL;
  bool good = zg_json_parse_own(t.arena, json, len, &trace, NULL) == 0 &&
              zg_json_text(trace, "event", NULL) != NULL;
  if (good) {
    const char *language = why->language != NULL ? why->language : text_of(trace, "language");
    t.trace = trace;
    t.tongue = language[0] == '\0' ? ZG_CHINESE : zg_tongue_of(language);
    for (struct cJSON *r = zg_json_first(zg_json_get(trace, "rules")); r != NULL;
         r = zg_json_next(r))
      zg_why_fill(t.arena, zg_json_get(r, "conditions"));
    zg_zone_load(t.arena, text_of(trace, "zone"), NULL, &t.zone, NULL);
    tell_trace(&t);
  }
  zg_arena_free(t.arena);
  return good;
}
