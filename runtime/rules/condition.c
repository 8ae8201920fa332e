#include "rules/condition.h"

#include <math.h>
#include <string.h>

#include "data/json.h"
#include "rules/instant.h"
#include "rules/limits.h"
#include "rules/shop.h"
#include "rules/values.h"

const char *zg_operator_word(enum zg_operator op) {
  static const char *const words[] = {
#define OPERATOR_WORD(symbol, word) word,
      ZG_OPERATORS(OPERATOR_WORD)
#undef OPERATOR_WORD
  };
  return words[op];
}

/* A text that was searched, and the lists found in it. */
struct zg_scan {
  const char *text; /* by address: the same node gives the same text */
  const uint64_t *hits;
  const char *normal;
  size_t normal_len;
  struct zg_scan *next;
};

static struct zg_scan *scan_text(struct zg_scene *scene, const char *text) {
  for (struct zg_scan *s = scene->scans; s != NULL; s = s->next)
    if (s->text == text) return s;
  struct zg_scan *scan = zg_arena_alloc(scene->arena, sizeof *scan);
  const struct zg_phrases *phrases = scene->shop->phrases;
  size_t words = (zg_phrases_lists(phrases) + 63) / 64;
  uint64_t *hits = zg_arena_alloc(scene->arena, (words + 1) * sizeof *hits);
  scan->text = text;
  scan->normal =
      zg_text_normalise(scene->shop->text, scene->arena, text, strlen(text), &scan->normal_len);
  zg_phrases_scan(phrases, scan->normal, scan->normal_len, hits);
  scan->hits = hits;
  scan->next = scene->scans;
  scene->scans = scan;
  return scan;
}

const uint64_t *zg_scene_scan(struct zg_scene *scene, const char *text) {
  return scan_text(scene, text)->hits;
}

static const struct cJSON *walk(const struct cJSON *node, const struct zg_condition *c) {
  for (size_t i = 0; i < c->step_count && node != NULL; i++)
    node = zg_json_get(node, c->steps[i]);
  return node;
}

/* The value under the condition's path, or NULL. */
static const struct cJSON *value_of(const struct zg_condition *c, const char *pack,
                                    struct zg_scene *scene) {
  const struct cJSON *node = NULL;
  switch (c->root) {
  case ZG_ROOT_EVENT:
    node = walk(zg_scene_event(scene), c);
    break;
  case ZG_ROOT_FACTS:
    node = walk(scene->doc(scene->host, ZG_FACTS, c->scope), c);
    break;
  case ZG_ROOT_STATE:
    node = walk(scene->doc(scene->host, pack, c->scope), c);
    break;
  case ZG_ROOT_SETTINGS:
    node = c->setting;
    break;
  }
  return zg_json_kind(node) == ZG_JSON_NULL ? NULL : node;
}

/* A number, or a text that is one (prices are texts), or money as state and settings keep it. */
static bool decimal(const struct cJSON *node, struct zg_decimal *out) {
  char amount[ZG_MONEY_TEXT];
  struct zg_money money = {0};
  const char *text = zg_json_string(node);
  if (text == NULL) text = zg_json_literal(node);
  if (zg_values_money(node, &money)) text = (zg_money_format(money, amount), amount);
  return text != NULL && zg_decimal_parse(text, strlen(text), out) == 0;
}

/* -1, 0, 1; or 2 when the two cannot be compared. */
static int compare(const struct cJSON *a, const struct cJSON *b) {
  struct zg_decimal x = {0}, y = {0};
  if (decimal(a, &x) && decimal(b, &y)) return zg_decimal_compare(x, y);
  enum zg_json_kind ka = zg_json_kind(a), kb = zg_json_kind(b);
  int64_t i = zg_json_integer(a), j = zg_json_integer(b);
  if (ka == ZG_JSON_INTEGER && kb == ZG_JSON_INTEGER) return (i > j) - (i < j);
  bool numbers = (ka == ZG_JSON_REAL || ka == ZG_JSON_INTEGER) &&
                 (kb == ZG_JSON_REAL || kb == ZG_JSON_INTEGER);
  if (!numbers) return 2;
  return (zg_json_real(a) > zg_json_real(b)) - (zg_json_real(a) < zg_json_real(b));
}

/* Whether the value seen is the wanted one; `text` is the wanted text, normalised, or NULL. */
static bool same(struct zg_scene *scene, const struct cJSON *saw, const struct cJSON *wanted,
                 const char *text) {
  const char *seen = zg_json_string(saw);
  if (seen != NULL && text != NULL) return strcmp(scan_text(scene, seen)->normal, text) == 0;
  if (zg_json_kind(saw) == zg_json_kind(wanted) && zg_json_hash(saw) == zg_json_hash(wanted))
    return true;
  return zg_json_kind(saw) != ZG_JSON_BOOL && compare(saw, wanted) == 0;
}

static bool in_list(struct zg_scene *scene, const struct zg_condition *c, const struct cJSON *saw) {
  size_t at = 0;
  for (const struct cJSON *w = zg_json_first(c->value); w != NULL; w = zg_json_next(w), at++)
    if (same(scene, saw, w, c->texts[at])) return true;
  return false;
}

static bool matches(struct zg_scene *scene, const struct zg_condition *c, const char *text) {
  const struct zg_scan *scan = scan_text(scene, text);
  int64_t left = ZG_SCENE_MATCHING - scene->matching, before = left;
  int found = zg_regex_match_within(c->regex, scan->normal, scan->normal_len, &left);
  scene->matching += before - left;
  return found == 1;
}

/* A time as text, or what a pack remembers in seconds, as ctx.now is. */
static bool older(const struct zg_scene *scene, const struct zg_condition *c,
                  const struct cJSON *saw) {
  const char *text = zg_json_string(saw);
  enum zg_json_kind kind = zg_json_kind(saw);
  int64_t when = 0;
  bool remembered = c->root == ZG_ROOT_STATE || c->root == ZG_ROOT_FACTS;
  if (remembered && (kind == ZG_JSON_INTEGER || kind == ZG_JSON_REAL)) {
    double seconds = zg_json_real(saw);
    if (!(seconds > -62135596800.0 && seconds < 253402300800.0)) return false;
    when = (int64_t)llround(seconds * 1000);
  } else if (text == NULL || zg_instant_read(scene->shop->zone, text, strlen(text), &when) < 0) {
    return false;
  }
  return scene->now - when > c->duration;
}

static bool test(const struct zg_condition *c, struct zg_scene *scene, const struct cJSON *saw) {
  const char *text = zg_json_string(saw);
  int order = 2;
  if (saw == NULL) return c->op == ZG_OP_ABSENT || c->op == ZG_OP_IS_NOT;
  switch (c->op) {
  case ZG_OP_IS:
    return same(scene, saw, c->value, c->texts[0]);
  case ZG_OP_IS_NOT:
    return !same(scene, saw, c->value, c->texts[0]);
  case ZG_OP_IN:
    return in_list(scene, c, saw);
  case ZG_OP_SAYS:
    return text != NULL && (zg_scene_scan(scene, text)[c->list / 64] >> (c->list % 64) & 1) != 0;
  case ZG_OP_MATCHES:
    return text != NULL && matches(scene, c, text);
  case ZG_OP_PRESENT:
    return true;
  case ZG_OP_ABSENT:
    return false;
  case ZG_OP_OLDER_THAN:
    return older(scene, c, saw);
  case ZG_OP_BETWEEN:
    order = compare(saw, zg_json_first(c->value));
    if (order != 0 && order != 1) return false;
    order = compare(saw, zg_json_next(zg_json_first(c->value)));
    return order == -1 || order == 0;
  case ZG_OP_LESS:
  case ZG_OP_AT_MOST:
  case ZG_OP_MORE:
  case ZG_OP_AT_LEAST:
    break;
  }
  order = compare(saw, c->value);
  if (order == 2) return false;
  return (c->op == ZG_OP_LESS && order < 0) || (c->op == ZG_OP_AT_MOST && order <= 0) ||
         (c->op == ZG_OP_MORE && order > 0) || (c->op == ZG_OP_AT_LEAST && order >= 0);
}

bool zg_condition_test(const struct zg_condition *condition, const char *pack,
                       struct zg_scene *scene, const struct cJSON **saw) {
  *saw = value_of(condition, pack, scene);
  return test(condition, scene, *saw);
}

static bool holds(const struct zg_condition *condition, const char *pack, struct zg_scene *scene,
                  struct zg_miss *miss) {
  const struct cJSON *saw = NULL;
  size_t held = 0;
  if (condition->kind == ZG_WHEN_TEST) {
    if (zg_condition_test(condition, pack, scene, &saw)) return true;
    *miss = (struct zg_miss){.condition = condition, .saw = saw};
    return false;
  }
  struct zg_miss inner = {0};
  for (const struct zg_condition *c = condition->first; c != NULL; c = c->next) {
    bool held_one = holds(c, pack, scene, &inner);
    if (held_one && condition->kind == ZG_WHEN_ANY) return true;
    if (held_one && condition->kind == ZG_WHEN_NONE) {
      *miss = (struct zg_miss){.condition = c, .denied = true};
      if (c->kind == ZG_WHEN_TEST) miss->saw = value_of(c, pack, scene);
      return false;
    }
    if (!held_one && condition->kind == ZG_WHEN_ALL) {
      *miss = inner;
      miss->top = c;
      miss->held = held;
      return false;
    }
    held++;
  }
  if (condition->kind != ZG_WHEN_ANY) return true;
  *miss = inner; /* the last of those of which one was wanted */
  return false;
}

bool zg_condition_holds(const struct zg_condition *condition, const char *pack,
                        struct zg_scene *scene, struct zg_miss *miss) {
  if (condition == NULL || holds(condition, pack, scene, miss)) return true;
  if (condition->kind == ZG_WHEN_ALL) return false;
  miss->top = condition;
  miss->held = 0;
  return false;
}

static bool on_message_text(const struct zg_condition *c) {
  return c->op == ZG_OP_SAYS && c->root == ZG_ROOT_EVENT && strcmp(c->path, "message.text") == 0;
}

int64_t zg_condition_anchor(const struct zg_condition *condition) {
  if (condition == NULL) return -1;
  if (condition->kind == ZG_WHEN_TEST)
    return on_message_text(condition) ? (int64_t)condition->list : -1;
  if (condition->kind != ZG_WHEN_ALL) return -1;
  for (const struct zg_condition *c = condition->first; c != NULL; c = c->next) {
    int64_t anchor = zg_condition_anchor(c);
    if (anchor >= 0) return anchor;
  }
  return -1;
}

void zg_condition_fini(struct zg_condition *condition) {
  zg_regex_free(condition->regex);
  condition->regex = NULL;
}
