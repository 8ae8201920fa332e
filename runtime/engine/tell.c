#include "engine/tell.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "data/json.h"
#include "rules/pack.h"

enum {
  SEEN = 200,      /* bytes of a text, and of the rest of a value */
  LISTED = 12,     /* values of a list */
  TREE = 8 * 1024, /* bytes of the conditions of one rule */
  DEPTH = 8,       /* lists in lists; deeper ones are counted and not told */
};

/* ---- values */

static void tell_text(const char *text, struct zg_bytes *out) {
  size_t len = strlen(text);
  if (len <= SEEN) {
    zg_json_write_string(text, len, out);
    return;
  }
  zg_json_write_string(text, zg_utf8_cut(text, len, SEEN), out);
  out->data[--out->len] = '\0'; /* the closing quote comes behind what stands for the rest */
  zg_bytes_add_text(out, "…\"");
}

static void tell_list(const struct cJSON *list, struct zg_bytes *out) {
  size_t count = 0;
  zg_bytes_add_char(out, '[');
  for (const struct cJSON *item = zg_json_first(list); item != NULL; item = zg_json_next(item)) {
    if (count > 0) zg_bytes_add_char(out, ',');
    if (count++ == LISTED) {
      zg_bytes_add_text(out, "\"…\"");
      break;
    }
    zg_tell_value(item, out);
  }
  zg_bytes_add_char(out, ']');
}

void zg_tell_value(const struct cJSON *value, struct zg_bytes *out) {
  enum zg_json_kind kind = zg_json_kind(value);
  if (kind == ZG_JSON_NONE)
    zg_bytes_add_text(out, "null");
  else if (kind == ZG_JSON_STRING)
    tell_text(zg_json_string(value), out);
  else if ((kind == ZG_JSON_ARRAY || kind == ZG_JSON_OBJECT) && zg_json_weight(value, SEEN) >= SEEN)
    zg_bytes_add_text(out, kind == ZG_JSON_ARRAY ? "\"[…]\"" : "\"{…}\"");
  else
    zg_json_write(value, out);
}

static void tell_phrases(const struct zg_condition *test, struct zg_bytes *out) {
  const char *said = test->said;
  zg_bytes_add_char(out, '[');
  for (size_t i = 0; i < test->phrase_count && i <= LISTED; i++, said += strlen(said) + 1) {
    if (i > 0) zg_bytes_add_char(out, ',');
    tell_text(i < LISTED ? said : "…", out);
  }
  zg_bytes_add_char(out, ']');
}

void zg_tell_wanted(const struct zg_condition *test, bool denied, struct zg_bytes *out) {
  char duration[ZG_TIME_TEXT];
  zg_bytes_printf(out, "{\"%s%s\":", denied ? "not " : "", zg_operator_word(test->op));
  zg_duration_format(test->duration, duration);
  if (test->said != NULL)
    tell_phrases(test, out);
  else if (test->value == NULL)
    zg_bytes_add_text(out, "true");
  else if (test->op == ZG_OP_OLDER_THAN && zg_json_string(test->value) == NULL)
    tell_text(duration, out); /* a setting has it in seconds */
  else if (zg_json_kind(test->value) == ZG_JSON_ARRAY)
    tell_list(test->value, out);
  else
    zg_tell_value(test->value, out);
  zg_bytes_add_char(out, '}');
}

/* ---- conditions */

struct telling {
  const char *pack;
  struct zg_scene *scene;
  struct zg_bytes *out;
  size_t most; /* how long *out may get */
  bool cut;    /* it got longer, or too deep: nothing more is written */
};

static bool tell_one(struct telling *t, const struct zg_condition *c, int depth);

static bool tell_test(struct telling *t, const struct zg_condition *c) {
  const struct cJSON *saw = NULL;
  bool held = zg_condition_test(c, t->pack, t->scene, &saw);
  if (t->cut) return held;
  zg_bytes_add_text(t->out, "{\"path\":");
  zg_json_write_string(c->path, strlen(c->path), t->out);
  zg_json_write_member("label", c->label, t->out);
  zg_bytes_add_text(t->out, held ? ",\"held\":true,\"saw\":" : ",\"held\":false,\"saw\":");
  zg_tell_value(saw, t->out);
  zg_bytes_add_text(t->out, ",\"wanted\":");
  zg_tell_wanted(c, false, t->out);
  zg_bytes_add_char(t->out, '}');
  return held;
}

/* Tells each condition of a list; gives how many there are, and hold. */
static struct zg_nearness tell_all(struct telling *t, const struct zg_condition *list, int depth) {
  struct zg_nearness near = {0};
  for (const struct zg_condition *c = list; c != NULL; c = c->next) {
    if (near.of++ > 0 && !t->cut) zg_bytes_add_char(t->out, ',');
    near.held += tell_one(t, c, depth);
  }
  return near;
}

static bool tell_list_of(struct telling *t, const struct zg_condition *c, int depth) {
  static const char *const words[] = {
      [ZG_WHEN_ALL] = "all", [ZG_WHEN_ANY] = "any", [ZG_WHEN_NONE] = "none"};
  if (depth > DEPTH) t->cut = true;
  if (!t->cut) zg_bytes_printf(t->out, "{\"%s\":[", words[c->kind]);
  struct zg_nearness near = tell_all(t, c->first, depth + 1);
  bool held = c->kind == ZG_WHEN_ANY    ? near.held > 0
              : c->kind == ZG_WHEN_NONE ? near.held == 0
                                        : near.held == near.of;
  if (!t->cut) zg_bytes_add_text(t->out, held ? "],\"held\":true}" : "],\"held\":false}");
  return held;
}

static bool tell_one(struct telling *t, const struct zg_condition *c, int depth) {
  if (t->out->len > t->most) t->cut = true;
  return c->kind == ZG_WHEN_TEST ? tell_test(t, c) : tell_list_of(t, c, depth);
}

struct zg_nearness zg_tell_conditions(const struct zg_rule *rule, struct zg_scene *scene,
                                      struct zg_bytes *out) {
  const struct zg_condition *when = rule->when;
  struct telling t = {
      .pack = rule->pack->name, .scene = scene, .out = out, .most = out->len + TREE};
  struct zg_nearness near = {0};
  size_t before = out->len;
  int64_t matching = scene->matching;
  if (when == NULL) return near;
  scene->matching = scene->telling;
  zg_bytes_add_char(out, '[');
  if (when->kind == ZG_WHEN_ALL)
    near = tell_all(&t, when->first, 0);
  else
    near = (struct zg_nearness){.held = tell_one(&t, when, 0), .of = 1};
  zg_bytes_add_char(out, ']');
  scene->telling = scene->matching;
  scene->matching = matching;
  if (t.cut) out->data[out->len = before] = '\0';
  return near;
}
