#include "engine/tell.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "data/json.h"
#include "rules/pack.h"

/* How much is told of a long value. */
struct amount {
  size_t text;   /* bytes of a text */
  size_t listed; /* values of a list */
};
static const struct amount seen = {.text = 200, .listed = 24};
static const struct amount brief = {.text = 48, .listed = 3};

enum {
  TREE = 8 * 1024, /* bytes of the conditions of one rule */
  DEPTH = 8,       /* lists in lists; a rule with deeper ones is not told */
  BEGINNING = 2,   /* conditions of a list that is told for every event */
};

/* ---- values */

static void tell_text(const char *text, size_t most, struct zg_bytes *out) {
  size_t len = strlen(text);
  if (len <= most) {
    zg_json_write_string(text, len, out);
    return;
  }
  zg_json_write_string(text, zg_utf8_cut(text, len, most), out);
  out->data[--out->len] = '\0'; /* the closing quote comes behind what stands for the rest */
  zg_bytes_add_text(out, "…\"");
}

static void tell_cut(const struct cJSON *value, size_t most, struct zg_bytes *out) {
  enum zg_json_kind kind = zg_json_kind(value);
  if (kind == ZG_JSON_NONE)
    zg_bytes_add_text(out, "null");
  else if (kind == ZG_JSON_STRING)
    tell_text(zg_json_string(value), most, out);
  else if ((kind == ZG_JSON_ARRAY || kind == ZG_JSON_OBJECT) && zg_json_weight(value, most) >= most)
    zg_bytes_add_text(out, kind == ZG_JSON_ARRAY ? "\"[…]\"" : "\"{…}\"");
  else
    zg_json_write(value, out);
}

void zg_tell_value(const struct cJSON *value, struct zg_bytes *out) {
  tell_cut(value, seen.text, out);
}

static void tell_list(const struct cJSON *list, const struct amount *amount, struct zg_bytes *out) {
  size_t count = 0;
  for (const struct cJSON *item = zg_json_first(list); item != NULL; item = zg_json_next(item)) {
    zg_bytes_add_char(out, count == 0 ? '[' : ',');
    if (count++ == amount->listed) {
      zg_bytes_add_text(out, "\"…\"");
      break;
    }
    tell_cut(item, amount->text, out);
  }
  zg_bytes_add_text(out, count == 0 ? "[]" : "]");
}

static void tell_phrases(const struct zg_condition *test, const struct amount *amount,
                         struct zg_bytes *out) {
  const char *said = test->said;
  zg_bytes_add_char(out, '[');
  for (size_t i = 0; i < test->phrase_count && i <= amount->listed; i++, said += strlen(said) + 1) {
    if (i > 0) zg_bytes_add_char(out, ',');
    tell_text(i < amount->listed ? said : "…", amount->text, out);
  }
  zg_bytes_add_char(out, ']');
}

static void tell_wanted(const struct zg_condition *test, bool denied, const struct amount *amount,
                        struct zg_bytes *out) {
  char duration[ZG_TIME_TEXT];
  zg_bytes_add_text(out, denied ? "{\"not " : "{\"");
  zg_bytes_add_text(out, zg_operator_word(test->op));
  zg_bytes_add_text(out, "\":");
  if (test->said != NULL) {
    tell_phrases(test, amount, out);
  } else if (test->value == NULL) {
    zg_bytes_add_text(out, "true");
  } else if (test->op == ZG_OP_OLDER_THAN && zg_json_string(test->value) == NULL) {
    zg_duration_format(test->duration, duration); /* a setting has it in seconds */
    tell_text(duration, amount->text, out);
  } else if (zg_json_kind(test->value) == ZG_JSON_ARRAY) {
    tell_list(test->value, amount, out);
  } else {
    tell_cut(test->value, amount->text, out);
  }
  zg_bytes_add_char(out, '}');
}

void zg_tell_wanted(const struct zg_condition *test, bool denied, struct zg_bytes *out) {
  tell_wanted(test, denied, &brief, out);
}

/* ---- conditions */

struct telling {
  const char *pack;
  struct zg_scene *scene;
  struct zg_bytes *out;
  const struct amount *amount;
  bool whole;               /* every condition of a list, and not its beginning */
  size_t most;              /* how long *out may get */
  bool cut;                 /* it got longer, or too deep: nothing more is written */
  const char *path, *label; /* of the entry before, in the same list; NULL: none */
};

static bool tell_one(struct telling *t, const struct zg_condition *c, int depth);

static bool tell_test(struct telling *t, const struct zg_condition *c) {
  const struct cJSON *saw = NULL;
  bool held = zg_condition_test(c, t->pack, t->scene, &saw);
  if (t->cut) return held;
  zg_bytes_add_text(t->out, "{\"path\":");
  zg_json_write_string(c->path, strlen(c->path), t->out);
  if (t->label == NULL || c->label == NULL || strcmp(t->label, c->label) != 0)
    zg_json_write_member("label", c->label, t->out);
  if (t->label != NULL && c->label == NULL) zg_bytes_add_text(t->out, ",\"label\":null");
  zg_bytes_add_text(t->out, held ? ",\"held\":true" : ",\"held\":false");
  if (t->path == NULL || strcmp(t->path, c->path) != 0) {
    zg_bytes_add_text(t->out, ",\"saw\":");
    zg_tell_value(saw, t->out);
  }
  zg_bytes_add_text(t->out, ",\"wanted\":");
  tell_wanted(c, false, t->amount, t->out);
  zg_bytes_add_char(t->out, '}');
  t->path = c->path;
  t->label = c->label;
  return held;
}

/* Tells each of a list, or its beginning; gives how many hold, and in *count how
 * many were looked at. */
static size_t tell_each(struct telling *t, const struct zg_condition *list, int depth,
                        size_t *count) {
  size_t held = 0;
  t->path = t->label = NULL;
  for (const struct zg_condition *c = list; c != NULL; c = c->next) {
    if (!t->whole && *count >= BEGINNING) {
      if (!t->cut) zg_bytes_add_text(t->out, ",{\"more\":true}");
      break;
    }
    if ((*count)++ > 0 && !t->cut) zg_bytes_add_char(t->out, ',');
    held += tell_one(t, c, depth);
  }
  t->path = t->label = NULL;
  return held;
}

static bool tell_list_of(struct telling *t, const struct zg_condition *c, int depth) {
  static const char *const words[] = {
      [ZG_WHEN_ALL] = "{\"all\":[", [ZG_WHEN_ANY] = "{\"any\":[", [ZG_WHEN_NONE] = "{\"none\":["};
  size_t count = 0;
  if (depth > DEPTH) t->cut = true;
  if (!t->cut) zg_bytes_add_text(t->out, words[c->kind]);
  size_t sum = tell_each(t, c->first, depth + 1, &count);
  bool held = c->kind == ZG_WHEN_ANY ? sum > 0 : c->kind == ZG_WHEN_NONE ? sum == 0 : sum == count;
  if (!t->cut) zg_bytes_add_text(t->out, held ? "],\"held\":true}" : "],\"held\":false}");
  return held;
}

static bool tell_one(struct telling *t, const struct zg_condition *c, int depth) {
  if (t->out->len > t->most) t->cut = true;
  return c->kind == ZG_WHEN_TEST ? tell_test(t, c) : tell_list_of(t, c, depth);
}

/* Tells a condition, or each of the list that a rule has, as an array. */
static void tell(struct telling *t, const struct zg_condition *condition, bool list) {
  size_t before = t->out->len, count = 0;
  int64_t matching = t->scene->matching;
  t->most = before + TREE;
  t->scene->matching = t->scene->telling;
  zg_bytes_add_char(t->out, '[');
  if (list)
    tell_each(t, condition->first, 0, &count);
  else
    tell_one(t, condition, 0);
  zg_bytes_add_char(t->out, ']');
  t->scene->telling = t->scene->matching;
  t->scene->matching = matching;
  if (t->cut) t->out->data[t->out->len = before] = '\0';
}

void zg_tell_all(const struct zg_rule *rule, struct zg_scene *scene, struct zg_bytes *out) {
  struct telling t = {
      .pack = rule->pack->name, .scene = scene, .out = out, .amount = &seen, .whole = true};
  if (rule->when == NULL) return;
  int64_t paused = zg_deadline_pause(&scene->until);
  tell(&t, rule->when, rule->when->kind == ZG_WHEN_ALL);
  zg_deadline_resume(&scene->until, paused);
}

void zg_tell_top(const struct zg_rule *rule, const struct zg_condition *top, struct zg_scene *scene,
                 struct zg_bytes *out) {
  struct telling t = {.pack = rule->pack->name, .scene = scene, .out = out, .amount = &brief};
  tell(&t, top, false);
}
