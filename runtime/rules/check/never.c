/* Conditions that cannot hold: a value that its path never has, and tests of one path that exclude
 * one another. */
#include <string.h>

#include "data/event.h"
#include "data/json.h"
#include "rules/check/checking.h"

enum { TESTS = 64 }; /* of one rule that are held against one another */

/* What is always a text, or nothing. */
static const char *const texts_only[] = {
    "message.text",    "message.id",        "conversation.id", "buyer.id",      "buyer.name",
    "item.sku",        "item.name",         "sender.role",     "sender.name",   "shipment.courier",
    "shipment.status", "shipment.location", "shipment.region", "parcel.region", "review.text",
    "event.id",        "event.type",        "event.source",    "event.subject", "order.id",
};

static bool is_text_path(const char *path) {
  for (size_t i = 0; i < sizeof texts_only / sizeof texts_only[0]; i++)
    if (strcmp(texts_only[i], path) == 0) return true;
  return false;
}

static bool decimal(const struct cJSON *node, struct zg_decimal *out) {
  const char *text = zg_json_string(node);
  if (text == NULL) text = zg_json_literal(node);
  return text != NULL && zg_decimal_parse(text, strlen(text), out) == 0;
}

/* As conditions compare; without patience everything is the same. */
static bool same(struct zg_checking *c, const struct cJSON *a, const struct cJSON *b) {
  if (!zg_check_spend(c, 50)) return true;
  struct zg_decimal x = {0}, y = {0};
  const char *s = zg_json_string(a), *t = zg_json_string(b);
  if (s != NULL && t != NULL && strcmp(zg_check_alike(c, s), zg_check_alike(c, t)) == 0)
    return true;
  if (zg_json_kind(a) == zg_json_kind(b) && zg_json_hash(a) == zg_json_hash(b)) return true;
  return decimal(a, &x) && decimal(b, &y) && zg_decimal_compare(x, y) == 0;
}

static const struct cJSON *first_value(const struct zg_condition *t) {
  return t->op == ZG_OP_IN ? zg_json_first(t->value) : t->value;
}

static const struct cJSON *next_value(const struct zg_condition *t, const struct cJSON *value) {
  return t->op == ZG_OP_IN ? zg_json_next(value) : NULL;
}

/* ---- One test */

/* Whether a setting of that type can be the value. */
static bool fits_setting(const struct zg_setting *setting, const struct cJSON *value) {
  struct zg_decimal number = {0};
  bool boolean = zg_json_kind(value) == ZG_JSON_BOOL;
  switch (setting->type) {
  case ZG_SETTING_BOOLEAN:
    return boolean;
  case ZG_SETTING_NUMBER:
  case ZG_SETTING_INTEGER:
  case ZG_SETTING_DURATION:
    return decimal(value, &number);
  default:
    return !boolean;
  }
}

static bool may_be(struct zg_checking *c, const struct zg_rule *rule, const struct zg_condition *t,
                   const struct cJSON *value) {
  if (t->root == ZG_ROOT_SETTINGS) {
    const struct zg_setting *setting = zg_pack_setting(rule->pack, t->path + strlen("settings."));
    const struct cJSON *choice = setting != NULL ? zg_json_first(setting->choices) : NULL;
    bool chosen = choice == NULL || setting->type != ZG_SETTING_TEXT;
    for (; choice != NULL && !chosen; choice = zg_json_next(choice))
      chosen = same(c, choice, value);
    return setting == NULL || (fits_setting(setting, value) && chosen);
  }
  if (t->root != ZG_ROOT_EVENT) return true;
  if (is_text_path(t->path) && zg_json_kind(value) == ZG_JSON_BOOL) return false;
  if (strcmp(t->path, "event.type") != 0 || zg_json_string(value) == NULL) return true;
  for (size_t i = 0; i < rule->on_count; i++)
    if (zg_type_matches(rule->on[i], zg_json_string(value))) return true;
  return false;
}

static void look_at_test(struct zg_checking *c, const struct zg_rule *rule,
                         const struct zg_condition *t) {
  struct zg_decimal low = {0}, high = {0};
  if (t->op == ZG_OP_BETWEEN) {
    const struct cJSON *first = zg_json_first(t->value), *second = zg_json_next(first);
    if (decimal(first, &low) && decimal(second, &high) && zg_decimal_compare(low, high) > 0)
      zg_found(c, zg_place_of_rule(rule), "swap the two values",
               "%s \"between\" never holds: its low end is above its high end", t->path);
  }
  if (t->op != ZG_OP_IS && t->op != ZG_OP_IN) return;
  for (const struct cJSON *v = first_value(t); v != NULL; v = next_value(t, v))
    if (!may_be(c, rule, t, v))
      zg_found(c, zg_place_of_rule(rule), "compare it with a value that it can have",
               "%s is never %.200s", t->path, zg_json_print(c->work, v));
}

/* ---- Tests that must hold together */

/* The numbers that a test allows. */
struct range {
  bool low, high;           /* there is such an end */
  bool low_open, high_open; /* the end itself is not allowed */
  struct zg_decimal from, to;
};

static bool range_of(const struct zg_condition *t, struct range *r) {
  *r = (struct range){0};
  switch (t->op) {
  case ZG_OP_IS:
    r->low = r->high = decimal(t->value, &r->from) && decimal(t->value, &r->to);
    return r->low;
  case ZG_OP_LESS:
  case ZG_OP_AT_MOST:
    r->high_open = t->op == ZG_OP_LESS;
    return r->high = decimal(t->value, &r->to);
  case ZG_OP_MORE:
  case ZG_OP_AT_LEAST:
    r->low_open = t->op == ZG_OP_MORE;
    return r->low = decimal(t->value, &r->from);
  case ZG_OP_BETWEEN:
    r->low = decimal(zg_json_first(t->value), &r->from);
    r->high = decimal(zg_json_next(zg_json_first(t->value)), &r->to);
    return r->low && r->high;
  default:
    return false;
  }
}

/* Whether everything that `a` allows is above what `b` does. */
static bool above(const struct range *a, const struct range *b) {
  if (!a->low || !b->high) return false;
  int order = zg_decimal_compare(a->from, b->to);
  return order > 0 || (order == 0 && (a->low_open || b->high_open));
}

static bool share_value(struct zg_checking *c, const struct zg_condition *a,
                        const struct zg_condition *b) {
  for (const struct cJSON *v = first_value(a); v != NULL; v = next_value(a, v))
    for (const struct cJSON *w = first_value(b); w != NULL; w = next_value(b, w))
      if (same(c, v, w)) return true;
  return false;
}

/* Whether every value that `a` allows is the one that `b` denies. */
static bool only_denied(struct zg_checking *c, const struct zg_condition *a,
                        const struct zg_condition *b) {
  for (const struct cJSON *v = first_value(a); v != NULL; v = next_value(a, v))
    if (!zg_check_spend(c, 1) || !same(c, v, b->value)) return false;
  return true;
}

static bool names_values(const struct zg_condition *t) {
  return t->op == ZG_OP_IS || t->op == ZG_OP_IN;
}

static bool exclude(struct zg_checking *c, const struct zg_condition *a,
                    const struct zg_condition *b) {
  struct range x = {0}, y = {0};
  if (a->op == ZG_OP_ABSENT) return b->op != ZG_OP_ABSENT && b->op != ZG_OP_IS_NOT;
  if (names_values(a) && names_values(b)) return !share_value(c, a, b);
  if (names_values(a) && b->op == ZG_OP_IS_NOT) return only_denied(c, a, b);
  return range_of(a, &x) && range_of(b, &y) && (above(&x, &y) || above(&y, &x));
}

struct together {
  const struct zg_condition *tests[TESTS];
  size_t count;
};

static void gather(struct together *all, const struct zg_condition *condition) {
  if (condition == NULL) return;
  if (condition->kind == ZG_WHEN_TEST && all->count < TESTS) all->tests[all->count++] = condition;
  if (condition->kind != ZG_WHEN_ALL) return;
  for (const struct zg_condition *i = condition->first; i != NULL; i = i->next)
    gather(all, i);
}

static void look_together(struct zg_checking *c, const struct zg_rule *rule,
                          const struct zg_condition *condition) {
  struct together all = {.count = 0};
  gather(&all, condition);
  for (size_t i = 0; i < all.count; i++)
    for (size_t j = 0; j < i; j++) {
      const struct zg_condition *a = all.tests[j], *b = all.tests[i];
      if (strcmp(a->path, b->path) != 0 || (!exclude(c, a, b) && !exclude(c, b, a))) continue;
      zg_found(c, zg_place_of_rule(rule), "write them in any { … }, or leave one out",
               "%s \"%s\" and \"%s\" never hold together", a->path, zg_operator_word(a->op),
               zg_operator_word(b->op));
    }
}

/* Each list of which all must hold, outermost ones only: they gather what is within. */
static void look(struct zg_checking *c, const struct zg_rule *rule,
                 const struct zg_condition *condition, bool gathered) {
  if (condition == NULL) return;
  bool all = condition->kind == ZG_WHEN_ALL;
  if (condition->kind == ZG_WHEN_TEST) look_at_test(c, rule, condition);
  if (all && !gathered) look_together(c, rule, condition);
  for (const struct zg_condition *i = condition->first; i != NULL; i = i->next)
    look(c, rule, i, all);
}

void zg_check_never(struct zg_checking *c) {
  for (size_t i = 0; i < c->pack->rule_count; i++)
    look(c, c->pack->rules[i], c->pack->rules[i]->when, false);
}
