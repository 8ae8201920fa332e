#include "cli/rulebook.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "data/json.h"
#include "engine/engine.h"

struct zg_rule_name {
  UT_hash_handle hh;
  struct zg_book_rule *rule;
  char name[]; /* pack, NUL, rule */
};

const char *zg_change_word(enum zg_change change) {
  static const char *const words[ZG_CHANGES] = {"stopped", "begun", "result", "actions", "moved"};
  return words[change];
}

/* ---- names */

/* Pack, NUL, rule; the length is without the last NUL. */
static size_t full_name(struct zg_bytes *out, const char *pack, const char *name) {
  zg_bytes_clear(out);
  zg_bytes_add_part(out, pack);
  zg_bytes_add_text(out, name);
  return out->len;
}

static struct zg_book_rule *look_up(const struct zg_rulebook *book, int set, const char *pack,
                                    const char *name) {
  struct zg_bytes full = {0};
  struct zg_rule_name *found = NULL;
  size_t len = full_name(&full, pack, name);
  HASH_FIND(hh, book->names[set], full.data, len, found);
  zg_bytes_fini(&full);
  return found != NULL ? found->rule : NULL;
}

static void name_it(struct zg_rulebook *book, int set, const char *pack, const char *name,
                    struct zg_book_rule *rule) {
  struct zg_bytes full = {0};
  size_t len = full_name(&full, pack, name);
  struct zg_rule_name *entry = zg_alloc(sizeof *entry + len + 1);
  memcpy(entry->name, full.data, len);
  entry->rule = rule;
  rule->has[set] = true;
  HASH_ADD_KEYPTR(hh, book->names[set], entry->name, len, entry);
  zg_bytes_fini(&full);
}

static struct zg_book_rule *write_down(struct zg_rulebook *book, const char *pack,
                                       const char *name) {
  struct zg_book_rule *rule = zg_alloc(sizeof *rule);
  rule->pack = zg_strdup(pack);
  rule->name = zg_strdup(name);
  rule->number = book->count;
  zg_grow(&book->all, &book->cap, book->count, sizeof *book->all);
  book->all[book->count++] = rule;
  return rule;
}

struct zg_book_rule *zg_rulebook_find(struct zg_rulebook *book, int set, const char *pack,
                                      const char *name) {
  struct zg_book_rule *rule = look_up(book, set, pack, name);
  if (rule != NULL) return rule;
  rule = look_up(book, 1 - set, pack, name);
  if (rule == NULL) rule = write_down(book, pack, name);
  name_it(book, set, pack, name, rule);
  return rule;
}

/* ---- the same rule by another name */

static bool same_text(const char *a, const char *b) {
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_list(char *const *a, size_t a_count, char *const *b, size_t b_count) {
  if (a_count != b_count) return false;
  for (size_t i = 0; i < a_count; i++)
    if (strcmp(a[i], b[i]) != 0) return false;
  return true;
}

/* The texts stand one behind the other. */
static bool same_phrases(const struct zg_condition *a, const struct zg_condition *b) {
  const char *x = a->said, *y = b->said;
  if (a->phrase_count != b->phrase_count || (x == NULL) != (y == NULL)) return false;
  for (size_t i = 0; x != NULL && i < a->phrase_count; i++) {
    if (strcmp(x, y) != 0) return false;
    x += strlen(x) + 1;
    y += strlen(y) + 1;
  }
  return true;
}

static bool same_value(const struct cJSON *a, const struct cJSON *b) {
  return a == NULL || b == NULL ? a == b : zg_json_hash(a) == zg_json_hash(b);
}

static bool same_condition(const struct zg_condition *a, const struct zg_condition *b) {
  if (a == NULL || b == NULL) return a == b;
  if (a->kind != b->kind) return false;
  if (a->kind == ZG_WHEN_TEST)
    return same_text(a->path, b->path) && a->op == b->op && same_phrases(a, b) &&
           same_value(a->value, b->value);
  const struct zg_condition *x = a->first, *y = b->first;
  for (; x != NULL && y != NULL; x = x->next, y = y->next)
    if (!same_condition(x, y)) return false;
  return x == y;
}

static bool same_occasion(const struct zg_rule *a, const struct zg_rule *b) {
  return strcmp(a->pack->name, b->pack->name) == 0 &&
         same_list(a->on, a->on_count, b->on, b->on_count) && a->settle == b->settle &&
         a->within == b->within &&
         same_list(a->unless, a->unless_count, b->unless, b->unless_count) &&
         same_text(a->claims, b->claims) && same_condition(a->when, b->when);
}

/* The rule of the first set, unknown to the second, that `rule` of the second is under a new name;
 * the first in the file that nobody has claimed. */
static struct zg_book_rule *find_renamed(const struct zg_rulebook *book, const struct zg *first,
                                         const struct zg_shop *second, const struct zg_rule *rule) {
  const struct zg_generations *shop = zg_shops_find(&first->shops, second->id);
  for (size_t i = 0; shop != NULL && i < shop->now->pack_count; i++) {
    const struct zg_pack *pack = shop->now->packs[i];
    for (size_t j = 0; j < pack->rule_count; j++) {
      struct zg_book_rule *old = look_up(book, 0, pack->name, pack->rules[j]->name);
      if (old != NULL && !old->has[1] && same_occasion(pack->rules[j], rule)) return old;
    }
  }
  return NULL;
}

/* ---- both sets */

static void add_names(struct zg_rulebook *book, int set, struct zg *zg) {
  for (size_t i = 0; i < zg->shops.count; i++) {
    const struct zg_shop *shop = zg->shops.all[i]->now;
    for (size_t j = 0; j < shop->pack_count; j++)
      for (size_t k = 0; k < shop->packs[j]->rule_count; k++) {
        const struct zg_rule *rule = shop->packs[j]->rules[k];
        if (set == 0 || look_up(book, 0, rule->pack->name, rule->name) != NULL)
          zg_rulebook_find(book, set, rule->pack->name, rule->name);
      }
  }
}

void zg_rulebook_add(struct zg_rulebook *book, struct zg *zg) {
  add_names(book, 0, zg);
}

static void add_stranger(struct zg_rulebook *book, const struct zg *first,
                         const struct zg_shop *shop, const struct zg_rule *rule) {
  if (look_up(book, 1, rule->pack->name, rule->name) != NULL) return;
  struct zg_book_rule *old = find_renamed(book, first, shop, rule);
  if (old == NULL) {
    zg_rulebook_find(book, 1, rule->pack->name, rule->name);
  } else {
    old->renamed = zg_strdup(rule->name);
    name_it(book, 1, rule->pack->name, rule->name, old);
  }
}

void zg_rulebook_add_second(struct zg_rulebook *book, struct zg *first, struct zg *second) {
  add_names(book, 1, second); /* first those that both have, then the strangers among them */
  for (size_t i = 0; i < second->shops.count; i++) {
    const struct zg_shop *shop = second->shops.all[i]->now;
    for (size_t j = 0; j < shop->pack_count; j++)
      for (size_t k = 0; k < shop->packs[j]->rule_count; k++)
        add_stranger(book, first, shop, shop->packs[j]->rules[k]);
  }
}

void zg_example_fini(struct zg_example *example) {
  free(example->conversation);
  free(example->event);
  free(example->said);
  for (int set = 0; set < 2; set++) {
    free(example->result[set]);
    free(example->acts[set]);
  }
  *example = (struct zg_example){0};
}

void zg_rulebook_fini(struct zg_rulebook *book) {
  for (int set = 0; set < 2; set++) {
    struct zg_rule_name *name = NULL, *next = NULL;
    HASH_ITER(hh, book->names[set], name, next) {
      HASH_DELETE(hh, book->names[set], name);
      free(name);
    }
  }
  for (size_t i = 0; i < book->count; i++) {
    struct zg_book_rule *rule = book->all[i];
    for (size_t j = 0; j < rule->example_count; j++)
      zg_example_fini(&rule->examples[j]);
    free(rule->pack);
    free(rule->name);
    free(rule->renamed);
    free(rule);
  }
  free(book->all);
  *book = (struct zg_rulebook){0};
}

/* ---- counting */

void zg_rulebook_count(struct zg_book_rule *rule, int set, const struct zg_outcome *outcome) {
  struct zg_rule_count *count = &rule->count[set];
  const char *result = outcome->result;
  if (strcmp(result, "fired") == 0)
    count->fired++;
  else if (strcmp(result, "yielded") == 0)
    count->yielded++;
  else if (strcmp(result, "withheld") == 0)
    count->withheld++;
  else if (strcmp(result, "sent later") != 0)
    count->failed++;
  for (const struct zg_act *act = outcome->acts; act != NULL; act = act->next)
    count->acts++;
}

uint64_t zg_rule_changes(const struct zg_book_rule *rule) {
  uint64_t sum = 0;
  for (int i = 0; i < ZG_CHANGES; i++)
    sum += rule->changes[i];
  return sum;
}

uint64_t zg_rulebook_changes(const struct zg_rulebook *book) {
  uint64_t sum = 0;
  for (size_t i = 0; i < book->count; i++)
    sum += zg_rule_changes(book->all[i]);
  return sum;
}
