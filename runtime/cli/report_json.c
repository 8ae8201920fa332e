/* The comparison as one JSON object. "base" is the first rule set, "against" the second. */
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"
#include "data/json.h"

static const char *const set_names[2] = {"base", "against"};

static void number(struct zg_arena *arena, struct cJSON *object, const char *key, uint64_t value) {
  zg_json_add(arena, object, key, zg_json_new_integer(arena, (int64_t)value));
}

static void text(struct zg_arena *arena, struct cJSON *object, const char *key, const char *value) {
  if (value != NULL) zg_json_add(arena, object, key, zg_json_new_string(arena, value));
}

static struct cJSON *object(struct zg_arena *arena, struct cJSON *parent, const char *key) {
  return zg_json_add(arena, parent, key, zg_json_new_object(arena));
}

static void amount(struct zg_arena *arena, struct cJSON *to, const char *key, struct zg_money money,
                   const char *currency) {
  char digits[ZG_MONEY_TEXT];
  memcpy(money.currency, currency, sizeof money.currency);
  zg_money_format(money, digits);
  text(arena, to, key, digits);
}

static void add_money(struct zg_arena *arena, struct cJSON *set, const struct zg_tally *tally) {
  struct cJSON *all = object(arena, set, "money");
  for (size_t i = 0; i < tally->money_count; i++) {
    const struct zg_tally_money *m = &tally->money[i];
    struct cJSON *one = object(arena, all, m->currency);
    number(arena, one, "offers", m->offered.count);
    amount(arena, one, "offered", m->offered.price, m->currency);
    amount(arena, one, "conceded", zg_sum_conceded(&m->cut), m->currency);
    number(arena, one, "agreements", m->agreed.count);
    amount(arena, one, "agreed", m->agreed.price, m->currency);
  }
}

static void add_set(struct zg_arena *arena, struct cJSON *root, const struct zg_report *r,
                    int set) {
  struct cJSON *one = object(arena, root, set_names[set]);
  const struct zg_side *side = &r->sides[set];
  number(arena, one, "events", side->events);
  number(arena, one, "duplicates", side->duplicates);
  number(arena, one, "refused", side->refused);
  for (int i = 0; i < ZG_TALLY_KINDS; i++)
    number(arena, one, zg_tally_word((enum zg_tally_kind)i), r->tally[set].count[i]);
  add_money(arena, one, &r->tally[set]);
  struct cJSON *talks = object(arena, one, "conversations");
  for (int i = 0; i < ZG_TALK_ENDS; i++)
    number(arena, talks, zg_talk_word((enum zg_talk_end)i), r->talks.ends[set][i]);
}

static void add_alerts(struct zg_arena *arena, struct cJSON *root, const struct zg_kinds *kinds) {
  struct cJSON *all = object(arena, root, "alerts");
  for (size_t i = 0; i < kinds->count; i++) {
    struct cJSON *one = object(arena, all, kinds->names[i]);
    number(arena, one, "base", kinds->raised[0][i]);
    number(arena, one, "against", kinds->raised[1][i]);
    number(arena, one, "gained", kinds->only[1][i]);
    number(arena, one, "lost", kinds->only[0][i]);
  }
}

static void add_example(struct zg_arena *arena, struct cJSON *list, const struct zg_report *r,
                        const struct zg_example *example) {
  struct cJSON *one = zg_json_push(list, zg_json_new_object(arena));
  char time[ZG_REPORT_TIME];
  zg_report_time(r, example->time, time);
  text(arena, one, "change", zg_change_word(example->change));
  text(arena, one, "time", time);
  text(arena, one, "conversation", example->conversation);
  text(arena, one, "event", example->event);
  text(arena, one, "said", example->said);
  for (int set = 0; set < 2; set++) {
    struct cJSON *acts = NULL, *side = NULL;
    if (example->result[set] == NULL) continue;
    side = object(arena, one, set_names[set]);
    text(arena, side, "result", example->result[set]);
    if (zg_json_parse_own(arena, example->acts[set], strlen(example->acts[set]), &acts, NULL) == 0)
      zg_json_add(arena, side, "actions", acts);
  }
}

static void add_rule(struct zg_arena *arena, struct cJSON *list, const struct zg_report *r,
                     const struct zg_book_rule *rule) {
  struct cJSON *one = zg_json_push(list, zg_json_new_object(arena));
  text(arena, one, "pack", rule->pack);
  text(arena, one, "rule", rule->name);
  text(arena, one, "renamed", rule->renamed);
  if (rule->has[0] != rule->has[1]) text(arena, one, "only", set_names[rule->has[0] ? 0 : 1]);
  for (int set = 0; set < 2; set++) {
    const struct zg_rule_count *count = &rule->count[set];
    struct cJSON *counts = object(arena, one, set_names[set]);
    number(arena, counts, "fired", count->fired);
    number(arena, counts, "yielded", count->yielded);
    number(arena, counts, "withheld", count->withheld);
    number(arena, counts, "failed", count->failed);
    number(arena, counts, "actions", count->acts);
  }
  for (int i = 0; i < ZG_CHANGES; i++)
    number(arena, one, zg_change_word((enum zg_change)i), rule->changes[i]);
  struct cJSON *examples = zg_json_add(arena, one, "examples", zg_json_new_array(arena));
  for (size_t i = 0; i < rule->example_count; i++)
    add_example(arena, examples, r, &rule->examples[i]);
}

void zg_report_json(const struct zg_report *r, struct zg_bytes *out) {
  struct zg_arena *arena = zg_arena_new();
  struct cJSON *root = zg_json_new_object(arena);
  size_t count = 0;
  number(arena, root, "outcomes", r->compare.pairs);
  number(arena, root, "differences", zg_report_changes(r));
  for (int set = 0; set < 2; set++)
    add_set(arena, root, r, set);
  add_alerts(arena, root, &r->kinds);
  struct cJSON *list = zg_json_add(arena, root, "rules", zg_json_new_array(arena));
  const struct zg_book_rule **rules = zg_report_rules(r, &count);
  for (size_t i = 0; i < count; i++)
    add_rule(arena, list, r, rules[i]);
  free(rules);
  zg_json_write(root, out);
  zg_bytes_add_char(out, '\n');
  zg_arena_free(arena);
}
