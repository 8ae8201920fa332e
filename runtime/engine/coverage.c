#include "engine/coverage.h"

#include <string.h>

#include "base/memory.h"
#include "data/json.h"
#include "engine/tell.h"
#include "rules/shop.h"

/* ---- what there is */

static struct zg_covered_rule *find(const struct zg_coverage *c, const char *name) {
  for (size_t i = 0; i < c->count; i++)
    if (strcmp(c->rules[i].name, name) == 0) return &c->rules[i];
  return NULL;
}

/* The array grows in the arena, which keeps the old one, too: there are few rules. */
static struct zg_covered_rule *add(struct zg_coverage *c, const char *name, size_t tests) {
  if (c->count == c->cap) {
    size_t cap = c->cap == 0 ? 32 : 2 * c->cap;
    struct zg_covered_rule *rules = zg_arena_alloc(c->arena, cap * sizeof *rules);
    if (c->count > 0) memcpy(rules, c->rules, c->count * sizeof *rules);
    c->rules = rules;
    c->cap = cap;
  }
  struct zg_covered_rule *rule = &c->rules[c->count++];
  *rule = (struct zg_covered_rule){
      .name = zg_arena_strdup(c->arena, name),
      .tests = zg_arena_alloc(c->arena, (tests + 1) * sizeof *rule->tests),
      .test_count = tests,
  };
  return rule;
}

static size_t count_tests(const struct zg_condition *condition) {
  size_t count = 0;
  if (condition == NULL) return 0;
  if (condition->kind == ZG_WHEN_TEST) return 1;
  for (const struct zg_condition *c = condition->first; c != NULL; c = c->next)
    count += count_tests(c);
  return count;
}

/* "order.id present", "message.text says ["发货了吗"]". */
static const char *say_test(struct zg_arena *arena, const struct zg_condition *c) {
  struct zg_bytes wanted = {0};
  const char *word = zg_operator_word(c->op);
  if (c->op == ZG_OP_PRESENT || c->op == ZG_OP_ABSENT)
    return zg_arena_printf(arena, "%s %s", c->path, word);
  zg_tell_wanted(c, false, &wanted); /* {"says":…} */
  size_t before = strlen("{\"\":") + strlen(word);
  const char *text = zg_arena_printf(arena, "%s %s %.*s", c->path, word,
                                     (int)(wanted.len - before - 1), wanted.data + before);
  zg_bytes_fini(&wanted);
  return text;
}

static const char *name_test(struct zg_arena *arena, const struct zg_condition *c) {
  const char *said = say_test(arena, c);
  return c->label != NULL ? zg_arena_printf(arena, "%s (%s)", c->label, said) : said;
}

static void name_tests(struct zg_arena *arena, const struct zg_condition *condition,
                       struct zg_covered_test **at) {
  if (condition == NULL) return;
  if (condition->kind == ZG_WHEN_TEST) (*at)++->text = name_test(arena, condition);
  for (const struct zg_condition *c = condition->first; c != NULL; c = c->next)
    name_tests(arena, c, at);
}

void zg_coverage_learn(struct zg_coverage *c, const struct zg_shop *shop) {
  for (size_t p = 0; p < shop->pack_count; p++) {
    const struct zg_pack *pack = shop->packs[p];
    bool ours = strcmp(pack->name, c->pack) == 0;
    for (size_t i = 0; ours && i < pack->rule_count; i++) {
      const struct zg_rule *rule = pack->rules[i];
      if (find(c, rule->name) != NULL) continue;
      struct zg_covered_test *at = add(c, rule->name, count_tests(rule->when))->tests;
      name_tests(c->arena, rule->when, &at);
    }
  }
}

/* ---- what was seen */

enum list { ALL, ANY, NONE };

/* Goes along the conditions of a trace in the order of the rule's tests, and notes those that were
 * asked: a list ends at the first condition that decides it. */
static void note_list(struct zg_covered_rule *rule, const struct cJSON *entries, enum list kind,
                      bool asked, size_t *index) {
  static const char *const words[] = {[ALL] = "all", [ANY] = "any", [NONE] = "none"};
  for (const struct cJSON *e = zg_json_first(entries); e != NULL; e = zg_json_next(e)) {
    bool held = zg_json_true(zg_json_get(e, "held")), list = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
      if (zg_json_get(e, words[i]) == NULL) continue;
      note_list(rule, zg_json_get(e, words[i]), (enum list)i, asked, index);
      list = true;
    }
    if (!list && *index < rule->test_count) {
      struct zg_covered_test *test = &rule->tests[(*index)++];
      if (asked && held) test->held = 1;
      if (asked && !held) test->failed = 1;
    }
    if (held == (kind != ALL)) asked = false;
  }
}

void zg_coverage_note(struct zg_coverage *c, const char *trace, size_t len) {
  struct zg_arena *arena = zg_arena_new();
  struct cJSON *tree = NULL;
  zg_json_parse_own(arena, trace, len, &tree, NULL);
  const struct cJSON *row = zg_json_first(zg_json_get(tree, "rules"));
  for (; row != NULL; row = zg_json_next(row)) {
    bool ours = strcmp(zg_json_text(row, "pack", NULL), c->pack) == 0;
    struct zg_covered_rule *rule = ours ? find(c, zg_json_text(row, "rule", NULL)) : NULL;
    if (rule == NULL) continue;
    const struct cJSON *conditions = zg_json_get(row, "conditions");
    bool fired = strcmp(zg_json_text(row, "result", NULL), "fired") == 0;
    size_t index = 0;
    if (fired) rule->fired = 1;
    bool asked = fired || zg_json_get(row, "of") != NULL;
    if (asked && conditions == NULL && rule->test_count > 0) rule->untold = true;
    note_list(rule, conditions, ALL, true, &index);
  }
  zg_arena_free(arena);
}

/* ---- of many stories */

void zg_coverage_write(const struct zg_coverage *c, struct zg_bytes *out) {
  zg_bytes_add_char(out, '[');
  for (size_t i = 0; i < c->count; i++) {
    const struct zg_covered_rule *rule = &c->rules[i];
    zg_bytes_add_text(out, i > 0 ? ",{\"rule\":" : "{\"rule\":");
    zg_json_write_string(rule->name, strlen(rule->name), out);
    zg_bytes_printf(out, ",\"fired\":%zu", rule->fired);
    if (rule->untold) zg_bytes_add_text(out, ",\"untold\":true");
    zg_bytes_add_text(out, ",\"conditions\":[");
    for (size_t j = 0; j < rule->test_count; j++) {
      const struct zg_covered_test *test = &rule->tests[j];
      zg_bytes_add_text(out, j > 0 ? ",{\"condition\":" : "{\"condition\":");
      zg_json_write_string(test->text, strlen(test->text), out);
      zg_bytes_printf(out, ",\"held\":%zu,\"failed\":%zu}", test->held, test->failed);
    }
    zg_bytes_add_text(out, "]}");
  }
  zg_bytes_add_char(out, ']');
}

static size_t number(const struct cJSON *node, const char *name) {
  return (size_t)zg_json_integer(zg_json_get(node, name));
}

void zg_coverage_add(struct zg_coverage *c, const struct cJSON *written) {
  for (const struct cJSON *r = zg_json_first(written); r != NULL; r = zg_json_next(r)) {
    const char *name = zg_json_text(r, "rule", NULL);
    const struct cJSON *t = zg_json_first(zg_json_get(r, "conditions"));
    struct zg_covered_rule *rule = find(c, name);
    if (rule == NULL) rule = add(c, name, zg_json_size(zg_json_get(r, "conditions")));
    rule->fired += number(r, "fired");
    rule->untold = rule->untold || zg_json_true(zg_json_get(r, "untold"));
    for (size_t i = 0; i < rule->test_count && t != NULL; i++, t = zg_json_next(t)) {
      struct zg_covered_test *test = &rule->tests[i];
      if (test->text == NULL)
        test->text = zg_arena_strdup(c->arena, zg_json_text(t, "condition", NULL));
      test->held += number(t, "held");
      test->failed += number(t, "failed");
    }
  }
}

size_t zg_coverage_outcomes(const struct zg_coverage *c, size_t *all) {
  size_t seen = 0;
  *all = 0;
  for (size_t i = 0; i < c->count; i++) {
    for (size_t j = 0; j < c->rules[i].test_count; j++) {
      seen += (c->rules[i].tests[j].held > 0) + (c->rules[i].tests[j].failed > 0);
      *all += 2;
    }
  }
  return seen;
}
