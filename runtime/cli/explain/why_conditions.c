/* Conditions in sentences: what was wanted of what, and what was seen. */
#include <string.h>

#include "base/bytes.h"
#include "base/utf8.h"
#include "cli/explain/why_text.h"

enum {
  SHOWN = 3,    /* values of a list in a sentence */
  LISTED = 2,   /* conditions of a list */
  PATTERN = 45, /* bytes of what was wanted */
};

/* ---- values */

/* A text without marks around it, as it stands in a list, its lines on one. */
static const char *bare(const struct zg_telling *t, const struct cJSON *value) {
  const char *text = zg_json_string(value);
  char *line = text != NULL ? zg_arena_strdup(t->arena, text) : zg_json_print(t->arena, value);
  for (char *at = line; (at = strchr(at, '\n')) != NULL;)
    *at = ' ';
  return line;
}

/* The beginning of a pattern that only its author can read. */
static const char *cut(const struct zg_telling *t, const char *text) {
  size_t len = strlen(text);
  if (t->full || len <= PATTERN) return text;
  return zg_arena_printf(t->arena, "%.*s…", (int)zg_utf8_cut(text, len, PATTERN), text);
}

static const char *listed(const struct zg_telling *t, const struct cJSON *list,
                          const char *between) {
  struct zg_bytes out = {0};
  size_t count = 0;
  for (const struct cJSON *v = zg_json_first(list); v != NULL; v = zg_json_next(v)) {
    if (count > 0) zg_bytes_add_text(&out, between);
    if (count++ == SHOWN && !t->full) {
      zg_bytes_add_text(&out, "…");
      break;
    }
    zg_bytes_add_text(&out, cut(t, bare(t, v)));
  }
  const char *text = zg_arena_strndup(t->arena, out.data != NULL ? out.data : "", out.len);
  zg_bytes_fini(&out);
  return text;
}

static const char *value_text(const struct zg_telling *t, const struct cJSON *value) {
  if (zg_json_string(value) != NULL) return ZG_SAY(t, TEXT, bare(t, value));
  if (zg_json_kind(value) == ZG_JSON_ARRAY) return ZG_SAY(t, TEXT, listed(t, value, "|"));
  return zg_json_print(t->arena, value);
}

/* ---- one comparison */

/* What is looked at, told so that its owner knows where it comes from. */
static const char *subject(const struct zg_telling *t, const char *pack, const char *path,
                           const char *label) {
  const char *text = path;
  if (strncmp(path, "settings.", 9) == 0)
    text = ZG_SAY(t, SETTING, path + 9, pack);
  else if (strncmp(path, "facts.", 6) == 0)
    text = ZG_SAY(t, FACT, path);
  else if (strncmp(path, "state.", 6) == 0)
    text = ZG_SAY(t, STATE, path);
  return label != NULL ? ZG_SAY(t, LABELLED, label, text) : text;
}

static const char *wanted_text(const struct zg_telling *t, const char *word,
                               const struct cJSON *value) {
  const char *text = zg_json_string(value) != NULL ? ZG_SAY(t, TEXT, cut(t, bare(t, value)))
                                                   : value_text(t, value);
  return zg_wording_fill(t->arena, zg_why_word(t->tongue, zg_why_operator(word)), text, NULL);
}

static const char *saw_text(const struct zg_telling *t, const char *path, const struct cJSON *saw) {
  enum zg_json_kind kind = zg_json_kind(saw);
  if (kind == ZG_JSON_NULL || kind == ZG_JSON_NONE) return ZG_SAY(t, SAW_NOTHING, "");
  if (strcmp(path, "message.text") == 0) return ZG_SAY(t, SAID, value_text(t, saw));
  return ZG_SAY(t, SAW, value_text(t, saw));
}

/* A comparison of the tree: as what had to be so, had not to be, or just was asked. */
static const char *test_text(const struct zg_telling *t, const char *pack,
                             const struct cJSON *entry, enum zg_why_word sentence) {
  const char *path = zg_json_text(entry, "path", NULL);
  const struct cJSON *wanted = zg_json_first(zg_json_get(entry, "wanted"));
  if (path == NULL || wanted == NULL) return "";
  return zg_wording_fill(t->arena, zg_why_word(t->tongue, sentence),
                         subject(t, pack, path, zg_json_text(entry, "label", NULL)),
                         wanted_text(t, zg_json_key(wanted), wanted),
                         saw_text(t, path, zg_json_get(entry, "saw")), NULL);
}

/* ---- lists of them */

static bool held(const struct cJSON *entry) {
  return zg_json_true(zg_json_get(entry, "held"));
}

/* The first of the list that holds, or does not. */
static const struct cJSON *first_that(const struct cJSON *list, bool holds) {
  for (const struct cJSON *c = zg_json_first(list); c != NULL; c = zg_json_next(c))
    if (held(c) == holds) return c;
  return NULL;
}

static const char *joined(const struct zg_telling *t, const char *pack, const struct cJSON *list,
                          const char *(*one)(const struct zg_telling *t, const char *pack,
                                             const struct cJSON *entry)) {
  struct zg_bytes out = {0};
  size_t count = 0;
  for (const struct cJSON *c = zg_json_first(list); c != NULL; c = zg_json_next(c)) {
    if (count > 0) zg_bytes_add_text(&out, ZG_SAY(t, NEXT, ""));
    if (count++ >= LISTED && !t->full) {
      zg_bytes_add_text(&out, ZG_SAY(t, MORE, ""));
      break;
    }
    zg_bytes_add_text(&out, one(t, pack, c));
  }
  const char *text = zg_arena_strndup(t->arena, out.data != NULL ? out.data : "", out.len);
  zg_bytes_fini(&out);
  return text;
}

/* What stands for the rest of a list that was not kept. */
static bool is_rest(const struct cJSON *entry) {
  return zg_json_get(entry, "more") != NULL;
}

/* Whether all entries are comparisons of one and the same. */
static bool same_path(const struct cJSON *list) {
  const char *first = zg_json_text(zg_json_first(list), "path", NULL);
  const struct cJSON *c = zg_json_first(list);
  for (; c != NULL && !is_rest(c); c = zg_json_next(c)) {
    const char *path = zg_json_text(c, "path", NULL);
    if (path == NULL || first == NULL || strcmp(path, first) != 0) return false;
  }
  return first != NULL;
}

/* Several comparisons of the same, of which one would have done. */
static const char *one_of(const struct zg_telling *t, const char *pack, const struct cJSON *list) {
  const struct cJSON *first = zg_json_first(list);
  const char *path = zg_json_text(first, "path", NULL), *wanted = "";
  size_t count = 0;
  for (const struct cJSON *c = first; c != NULL; c = zg_json_next(c), count++) {
    const struct cJSON *one = zg_json_first(zg_json_get(c, "wanted"));
    const char *between = count > 0 ? ZG_SAY(t, OR, "") : "";
    bool rest = is_rest(c) || one == NULL || (count >= LISTED && !t->full);
    const char *more = rest ? ZG_SAY(t, MORE, "") : wanted_text(t, zg_json_key(one), one);
    wanted = zg_arena_printf(t->arena, "%s%s%s", wanted, between, more);
    if (rest) break;
  }
  return ZG_SAY(t, MUST, subject(t, pack, path, zg_json_text(first, "label", NULL)), wanted,
                saw_text(t, path, zg_json_get(first, "saw")));
}

static const char *holding(const struct zg_telling *t, const char *pack, const struct cJSON *entry);

/* Why an entry of the tree does not hold. */
static const char *failing(const struct zg_telling *t, const char *pack,
                           const struct cJSON *entry) {
  const struct cJSON *any = zg_json_get(entry, "any"), *none = zg_json_get(entry, "none");
  const struct cJSON *all = zg_json_get(entry, "all");
  if (is_rest(entry)) return ZG_SAY(t, MORE, "");
  if (any != NULL && same_path(any)) return one_of(t, pack, any);
  if (any != NULL) return ZG_SAY(t, NOT_ANY, joined(t, pack, any, failing));
  if (none != NULL) return holding(t, pack, first_that(none, true));
  if (all != NULL) return failing(t, pack, first_that(all, false));
  return test_text(t, pack, entry, ZG_WHY_MUST);
}

/* That an entry holds, which it must not. */
static const char *holding(const struct zg_telling *t, const char *pack,
                           const struct cJSON *entry) {
  const struct cJSON *any = zg_json_get(entry, "any"), *all = zg_json_get(entry, "all");
  if (any != NULL) return holding(t, pack, first_that(any, true));
  if (all != NULL) return ZG_SAY(t, TOGETHER, joined(t, pack, all, holding));
  return test_text(t, pack, entry, ZG_WHY_MUST_NOT);
}

/* ---- rows */

/* Of a trace that has lost its tree, or never had one, the row itself tells of one condition. */
static const char *from_row(const struct zg_telling *t, const struct cJSON *row) {
  const char *label =
      zg_json_text(row, "path", NULL) != NULL ? zg_json_text(row, "condition", NULL) : NULL;
  const char *path = zg_json_text(row, label != NULL ? "path" : "condition", NULL);
  const struct cJSON *wanted = zg_json_first(zg_json_get(row, "wanted"));
  if (path == NULL) return "";
  if (wanted == NULL) return path;
  const char *word = zg_json_key(wanted);
  bool denied = strncmp(word, "not ", 4) == 0;
  return zg_wording_fill(t->arena, zg_why_word(t->tongue, denied ? ZG_WHY_MUST_NOT : ZG_WHY_MUST),
                         subject(t, zg_json_text(row, "pack", NULL), path, label),
                         wanted_text(t, denied ? word + 4 : word, wanted),
                         saw_text(t, path, zg_json_get(row, "saw")), NULL);
}

/* What is not about conditions: whom the event is about, and what called a wait off. */
static const char *from_fate(const struct zg_telling *t, const struct cJSON *row) {
  const char *condition = zg_json_text(row, "condition", NULL),
             *saw = zg_json_text(row, "saw", NULL);
  const char *event = zg_json_text(row, "event", NULL), *by = zg_json_text(row, "by", NULL);
  const char *wanted = zg_json_text(row, "wanted", NULL);
  size_t len = condition != NULL ? strcspn(condition, ".") : 0;
  if (condition == NULL) return NULL;
  if (by != NULL) return ZG_SAY(t, CANCELLED, by, event != NULL ? event : "");
  if (strcmp(condition, "unless_within") == 0 && saw != NULL)
    return event != NULL ? ZG_SAY(t, CALLED_OFF, saw, event) : ZG_SAY(t, CAME_BEFORE, saw);
  if (wanted != NULL && strcmp(wanted, "present") == 0)
    return ZG_SAY(t, UNSCOPED, zg_arena_strndup(t->arena, condition, len), condition);
  return NULL;
}

/* An entry leaves out what the one before it said of the same path. */
void zg_why_fill(struct zg_arena *arena, struct cJSON *list) {
  static const char *const lists[] = {"all", "any", "none"}, *const said[] = {"saw", "label"};
  const struct cJSON *before = NULL;
  for (struct cJSON *c = zg_json_first(list); c != NULL; before = c, c = zg_json_next(c)) {
    const char *path = zg_json_text(c, "path", NULL), *last = zg_json_text(before, "path", NULL);
    for (size_t i = 0; i < 3; i++)
      zg_why_fill(arena, zg_json_get(c, lists[i]));
    for (size_t i = 0; i < 2 && path != NULL && last != NULL && strcmp(path, last) == 0; i++)
      if (zg_json_get(c, said[i]) == NULL && zg_json_get(before, said[i]) != NULL)
        zg_json_add(arena, c, said[i], zg_json_share(arena, zg_json_get(before, said[i])));
  }
}

const char *zg_why_failure(const struct zg_telling *telling, const struct cJSON *row) {
  const struct cJSON *first = first_that(zg_json_get(row, "conditions"), false);
  const char *fate = from_fate(telling, row);
  if (fate != NULL) return fate;
  return first != NULL ? failing(telling, zg_json_text(row, "pack", NULL), first)
                       : from_row(telling, row);
}

static void tell_tree(const struct zg_telling *t, const char *pack, const struct cJSON *list,
                      int indent) {
  static const struct {
    const char *key;
    enum zg_why_word word;
  } kinds[] = {{"all", ZG_WHY_ALL_OF}, {"any", ZG_WHY_ANY_OF}, {"none", ZG_WHY_NONE_OF}};
  for (const struct cJSON *c = zg_json_first(list); c != NULL; c = zg_json_next(c)) {
    const char *text = NULL, *mark = held(c) ? "✓" : "✗";
    const struct cJSON *inner = NULL;
    for (size_t i = 0; i < 3 && inner == NULL; i++) {
      inner = zg_json_get(c, kinds[i].key);
      text = zg_why_word(t->tongue, kinds[i].word);
    }
    if (inner == NULL) text = test_text(t, pack, c, ZG_WHY_LEAF);
    if (is_rest(c)) text = ZG_SAY(t, MORE, "");
    zg_why_line(t, indent, is_rest(c) ? text : zg_arena_printf(t->arena, "%s %s", mark, text));
    if (inner != NULL) tell_tree(t, pack, inner, indent + 4);
  }
}

void zg_why_tree(const struct zg_telling *telling, const struct cJSON *row) {
  const struct cJSON *tree = zg_json_get(row, "conditions");
  struct zg_telling whole = *telling;
  whole.full = true;
  if (tree != NULL)
    tell_tree(&whole, zg_json_text(row, "pack", NULL), tree, 4);
  else
    zg_why_line(telling, 4, ZG_SAY(telling, NO_TREE, ""));
}
