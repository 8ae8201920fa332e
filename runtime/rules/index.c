#include "rules/index.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/memory.h"
#include "data/json.h"
#include "rules/condition.h"

/* A rule that can match only texts that say the list. */
struct anchored {
  uint32_t list;
  const struct zg_rule *rule;
};

/* The rules that listen to one type. */
struct entry {
  UT_hash_handle hh;
  const char *type; /* borrowed from a rule */
  const struct zg_rule **all, **always;
  struct anchored *anchored; /* by list */
  size_t all_count, all_cap, always_count, always_cap, anchored_count, anchored_cap;
};

/* The rules that wait unless such an event comes. */
struct waiting {
  UT_hash_handle hh;
  const char *type; /* borrowed from a rule */
  const struct zg_rule **rules;
  size_t count, cap;
};

struct zg_index {
  struct entry *entries;
  struct entry rest; /* rules with patterns: for types that no rule names */
  struct waiting *waiting;
};

bool zg_rule_listens(const struct zg_rule *rule, const char *type) {
  for (size_t i = 0; i < rule->on_count; i++)
    if (zg_type_matches(rule->on[i], type)) return true;
  return false;
}

static bool is_pattern(const char *on) {
  return on[0] != '\0' && on[strlen(on) - 1] == '*';
}

static int by_list(const void *left, const void *right) {
  const struct anchored *a = left, *b = right;
  if (a->list != b->list) return a->list < b->list ? -1 : 1;
  return (a->rule->index > b->rule->index) - (a->rule->index < b->rule->index);
}

/* A rule that settles sees one message of several, so its texts prove nothing yet. */
static void add_rule(struct entry *entry, const struct zg_rule *rule) {
  int64_t anchor = rule->settle > 0 ? -1 : zg_condition_anchor(rule->when);
  zg_grow(&entry->all, &entry->all_cap, entry->all_count, sizeof *entry->all);
  entry->all[entry->all_count++] = rule;
  if (anchor >= 0) {
    zg_grow(&entry->anchored, &entry->anchored_cap, entry->anchored_count, sizeof *entry->anchored);
    entry->anchored[entry->anchored_count++] =
        (struct anchored){.list = (uint32_t)anchor, .rule = rule};
  } else {
    zg_grow(&entry->always, &entry->always_cap, entry->always_count, sizeof *entry->always);
    entry->always[entry->always_count++] = rule;
  }
}

static void add_type(struct zg_index *index, const char *type, struct zg_rule *const *rules,
                     size_t count) {
  struct entry *entry = NULL;
  HASH_FIND_STR(index->entries, type, entry);
  if (entry != NULL) return;
  entry = zg_alloc(sizeof *entry);
  entry->type = type;
  for (size_t i = 0; i < count; i++)
    if (zg_rule_listens(rules[i], type)) add_rule(entry, rules[i]);
  if (entry->anchored_count > 0)
    qsort(entry->anchored, entry->anchored_count, sizeof *entry->anchored, by_list);
  HASH_ADD_KEYPTR(hh, index->entries, entry->type, strlen(entry->type), entry);
}

static void add_waiting(struct zg_index *index, const struct zg_rule *rule) {
  for (size_t i = 0; i < rule->unless_count; i++) {
    struct waiting *waiting = NULL;
    HASH_FIND_STR(index->waiting, rule->unless[i], waiting);
    if (waiting == NULL) {
      waiting = zg_alloc(sizeof *waiting);
      waiting->type = rule->unless[i];
      HASH_ADD_KEYPTR(hh, index->waiting, waiting->type, strlen(waiting->type), waiting);
    }
    zg_grow(&waiting->rules, &waiting->cap, waiting->count, sizeof *waiting->rules);
    waiting->rules[waiting->count++] = rule;
  }
}

struct zg_index *zg_index_new(struct zg_rule *const *rules, size_t count) {
  struct zg_index *index = zg_alloc(sizeof *index);
  for (size_t i = 0; i < count; i++) {
    bool patterns = false;
    for (size_t j = 0; j < rules[i]->on_count; j++) {
      if (is_pattern(rules[i]->on[j]))
        patterns = true;
      else
        add_type(index, rules[i]->on[j], rules, count);
    }
    if (patterns) add_rule(&index->rest, rules[i]);
    add_waiting(index, rules[i]);
  }
  return index;
}

static void free_entry(struct entry *entry) {
  free(entry->all);
  free(entry->always);
  free(entry->anchored);
}

void zg_index_free(struct zg_index *index) {
  struct entry *entry = NULL, *next = NULL;
  struct waiting *waiting = NULL, *next_waiting = NULL;
  if (index == NULL) return;
  HASH_ITER(hh, index->entries, entry, next) {
    HASH_DELETE(hh, index->entries, entry);
    free_entry(entry);
    free(entry);
  }
  HASH_ITER(hh, index->waiting, waiting, next_waiting) {
    HASH_DELETE(hh, index->waiting, waiting);
    free(waiting->rules);
    free(waiting);
  }
  free_entry(&index->rest);
  free(index);
}

/* The first place whose list is `list` or more. */
static size_t lower_bound(const struct entry *entry, uint32_t list) {
  size_t low = 0, high = entry->anchored_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (entry->anchored[middle].list < list)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int by_order(const void *left, const void *right) {
  const struct zg_rule *a = *(const struct zg_rule *const *)left;
  const struct zg_rule *b = *(const struct zg_rule *const *)right;
  return (a->index > b->index) - (a->index < b->index);
}

/* The rules whose list was found in message.text, and those that need no such text. */
static size_t find_said(const struct entry *entry, struct zg_scene *scene,
                        const struct zg_rule **found) {
  const char *text = zg_json_text(zg_scene_event(scene), "message", "text");
  size_t count = 0;
  for (size_t i = 0; i < entry->always_count; i++)
    found[count++] = entry->always[i];
  if (text == NULL || entry->anchored_count == 0) return count;
  const uint64_t *hits = zg_scene_scan(scene, text);
  uint32_t last = entry->anchored[entry->anchored_count - 1].list;
  size_t always = count;
  for (uint32_t word = 0; word <= last / 64; word++) {
    for (uint64_t bits = hits[word]; bits != 0; bits &= bits - 1) {
      uint32_t list = word * 64 + (uint32_t)__builtin_ctzll(bits);
      for (size_t i = lower_bound(entry, list);
           i < entry->anchored_count && entry->anchored[i].list == list; i++)
        found[count++] = entry->anchored[i].rule;
    }
  }
  if (count > always) qsort(found, count, sizeof *found, by_order);
  return count;
}

static size_t find_patterns(const struct zg_index *index, const char *type,
                            const struct zg_rule **found) {
  size_t count = 0;
  for (size_t i = 0; i < index->rest.all_count; i++)
    if (zg_rule_listens(index->rest.all[i], type)) found[count++] = index->rest.all[i];
  return count;
}

size_t zg_index_find(const struct zg_index *index, struct zg_scene *scene, bool all,
                     const struct zg_rule ***out) {
  struct entry *entry = NULL;
  HASH_FIND_STR(index->entries, scene->event->type, entry);
  size_t most = entry != NULL ? entry->all_count : index->rest.all_count;
  const struct zg_rule **found = zg_arena_alloc(scene->arena, (most + 1) * sizeof *found);
  *out = found;
  if (entry == NULL) return find_patterns(index, scene->event->type, found);
  if (!all) return find_said(entry, scene, found);
  for (size_t i = 0; i < entry->all_count; i++)
    found[i] = entry->all[i];
  return entry->all_count;
}

size_t zg_index_called_off(const struct zg_index *index, const char *type,
                           const struct zg_rule *const **out) {
  struct waiting *waiting = NULL;
  HASH_FIND_STR(index->waiting, type, waiting);
  if (waiting == NULL) return 0;
  *out = waiting->rules;
  return waiting->count;
}
