#include "cli/compare.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "base/hash.h"
#include "base/memory.h"
#include "data/json.h"

enum {
  WAITING = 20000,      /* outcomes that may wait for a partner */
  SHOWN_ACTS = 6,       /* of one outcome in an example */
  SHOWN_BYTES = 4096,   /* of one action there */
  KINDS_OF_OUTCOME = 6, /* alerts of one outcome whose kinds are remembered */
};

/* How long one may wait, on the virtual clock. */
#define PATIENCE_MS (INT64_C(30) * 24 * 3600 * 1000)

/* An outcome under one set that has no partner yet. */
struct zg_waiter {
  UT_hash_handle hh;
  struct zg_hash128 key;         /* set, cause and rule */
  struct zg_hash128 partner;     /* the same of the other set */
  struct zg_waiter *prev, *next; /* in the order they came */
  struct zg_waiter *later;       /* the next of this key */
  bool waits;
  size_t place; /* in the list of its step */
  int set;
  struct zg_book_rule *rule;
  bool fired;
  uint64_t digest; /* of result and actions */
  uint64_t result;
  int64_t time;
  uint8_t kinds[KINDS_OF_OUTCOME];
  size_t kind_count;
  struct zg_example *example; /* NULL: the rule has enough of them */
};

/* ---- an outcome, made ready to wait */

static struct zg_hash128 make_key(int set, size_t rule, const struct zg_outcome *o) {
  struct zg_bytes text = {0};
  zg_bytes_printf(&text, "%d %zu", set, rule);
  zg_bytes_add_part(&text, "");
  zg_bytes_add_part(&text, o->source);
  zg_bytes_add_part(&text, o->cause);
  struct zg_hash128 key = zg_hash128(text.data, text.len);
  zg_bytes_fini(&text);
  return key;
}

static uint64_t make_digest(const struct zg_outcome *o) {
  uint64_t digest = zg_hash64(o->result, strlen(o->result));
  for (const struct zg_act *act = o->acts; act != NULL; act = act->next) {
    const uint64_t parts[] = {digest, zg_hash64(act->type, strlen(act->type)),
                              zg_json_hash(act->data)};
    digest = zg_hash64(parts, sizeof parts);
  }
  return digest;
}

static char *print_acts(const struct zg_outcome *o) {
  struct zg_arena *arena = zg_arena_new_small();
  struct cJSON *list = zg_json_new_array(arena);
  int count = 0;
  for (const struct zg_act *act = o->acts; act != NULL && count < SHOWN_ACTS; act = act->next) {
    struct cJSON *one = zg_json_new_object(arena);
    zg_json_add(arena, one, "type", zg_json_new_string(arena, act->type));
    if (zg_json_weight(act->data, SHOWN_BYTES) < SHOWN_BYTES)
      zg_json_add(arena, one, "data", zg_json_share(arena, act->data));
    zg_json_push(list, one);
    count++;
  }
  char *text = zg_strdup(zg_json_print(arena, list));
  zg_arena_free(arena);
  return text;
}

struct zg_example zg_compare_example(const struct zg_compare *compare, int set,
                                     const struct zg_outcome *o) {
  struct zg_example example = {.time = o->time};
  example.result[set] = zg_strdup(o->result);
  example.acts[set] = print_acts(o);
  compare->about(compare->arg, o, &example);
  return example;
}

static void note_kinds(struct zg_compare *compare, struct zg_waiter *waiter,
                       const struct zg_outcome *o) {
  for (const struct zg_act *act = o->acts; act != NULL; act = act->next) {
    if (strcmp(act->type, "alert.raise") != 0 || waiter->kind_count == KINDS_OF_OUTCOME) continue;
    waiter->kinds[waiter->kind_count++] =
        (uint8_t)zg_kinds_find(compare->kinds, zg_json_text(act->data, "kind", NULL));
  }
}

static struct zg_waiter *make_waiter(struct zg_compare *compare, int set,
                                     const struct zg_outcome *o) {
  struct zg_waiter *waiter = zg_alloc(sizeof *waiter);
  waiter->set = set;
  waiter->rule = zg_rulebook_find(compare->book, set, o->pack, o->rule);
  waiter->key = make_key(set, waiter->rule->number, o);
  waiter->partner = make_key(1 - set, waiter->rule->number, o);
  waiter->fired = strcmp(o->result, "fired") == 0;
  waiter->result = zg_hash64(o->result, strlen(o->result));
  waiter->digest = make_digest(o);
  waiter->time = o->time;
  note_kinds(compare, waiter, o);
  if (waiter->rule->example_count < ZG_EXAMPLES) {
    waiter->example = zg_alloc(sizeof *waiter->example);
    *waiter->example = zg_compare_example(compare, set, o);
  }
  return waiter;
}

static void free_waiter(struct zg_waiter *waiter) {
  if (waiter->example != NULL) zg_example_fini(waiter->example);
  free(waiter->example);
  free(waiter);
}

/* ---- who waits */

static struct zg_waiter *find_chain(const struct zg_compare *compare, struct zg_hash128 key) {
  struct zg_waiter *found = NULL;
  HASH_FIND(hh, compare->by_key, &key, sizeof key, found);
  return found;
}

static void wait_for_partner(struct zg_compare *compare, struct zg_waiter *waiter) {
  struct zg_waiter *first = find_chain(compare, waiter->key);
  DL_APPEND(compare->in_order, waiter);
  compare->waiting++;
  waiter->waits = true;
  if (first == NULL) {
    HASH_ADD(hh, compare->by_key, key, sizeof waiter->key, waiter);
    return;
  }
  while (first->later != NULL)
    first = first->later;
  first->later = waiter;
}

/* Takes it out of both; it is the caller's then. */
static void wait_no_more(struct zg_compare *compare, struct zg_waiter *waiter) {
  struct zg_waiter *first = find_chain(compare, waiter->key);
  DL_DELETE(compare->in_order, waiter);
  compare->waiting--;
  if (first == waiter) {
    HASH_DELETE(hh, compare->by_key, waiter);
    if (waiter->later != NULL)
      HASH_ADD(hh, compare->by_key, key, sizeof waiter->key, waiter->later);
  } else {
    while (first->later != waiter)
      first = first->later;
    first->later = waiter->later;
  }
  waiter->later = NULL;
}

/* ---- what differs */

static void keep_example(enum zg_change change, struct zg_waiter *from, struct zg_waiter *other) {
  struct zg_book_rule *rule = from->rule;
  if (rule->example_count == ZG_EXAMPLES || from->example == NULL) return;
  struct zg_example *example = &rule->examples[rule->example_count++];
  *example = *from->example;
  example->change = change;
  if (other != NULL && other->example != NULL) {
    example->result[other->set] = other->example->result[other->set];
    example->acts[other->set] = other->example->acts[other->set];
    other->example->result[other->set] = other->example->acts[other->set] = NULL;
  }
  free(from->example);
  from->example = NULL;
}

/* Alerts of the second that the first has not are gained, and the other way round lost. */
static void count_kinds(struct zg_compare *compare, const struct zg_waiter *of,
                        const struct zg_waiter *other) {
  bool used[KINDS_OF_OUTCOME] = {false};
  for (size_t i = 0; i < of->kind_count; i++) {
    bool both = false;
    for (size_t j = 0; other != NULL && j < other->kind_count && !both; j++)
      if (!used[j] && other->kinds[j] == of->kinds[i]) both = used[j] = true;
    if (!both) compare->kinds->only[of->set][of->kinds[i]]++;
  }
}

static void note_change(struct zg_compare *compare, enum zg_change change, struct zg_waiter *a,
                        struct zg_waiter *b) {
  a->rule->changes[change]++;
  count_kinds(compare, a, b);
  if (b != NULL) count_kinds(compare, b, a);
  keep_example(change, a, b);
}

static void give_up(struct zg_compare *compare, struct zg_waiter *waiter) {
  enum zg_change change = !waiter->fired     ? ZG_CHANGE_RESULT
                          : waiter->set == 0 ? ZG_CHANGE_STOPPED
                                             : ZG_CHANGE_BEGUN;
  wait_no_more(compare, waiter);
  note_change(compare, change, waiter, NULL);
  free_waiter(waiter);
}

static void pair(struct zg_compare *compare, struct zg_waiter *first, struct zg_waiter *second) {
  compare->pairs--; /* both were counted */
  if (first->result != second->result)
    note_change(compare, ZG_CHANGE_RESULT, first, second);
  else if (first->digest != second->digest)
    note_change(compare, ZG_CHANGE_ACTIONS, first, second);
  else if (first->time != second->time)
    note_change(compare, ZG_CHANGE_MOVED, first, second);
  free_waiter(first);
  free_waiter(second);
}

/* ---- a step */

/* Whether both made the same of the step, one for one: the usual case, and a cheap one. */
static bool same(struct zg_compare *compare, const struct zg_outcome *a,
                 const struct zg_outcome *b) {
  uint64_t pairs = 0;
  for (; a != NULL && b != NULL; a = a->next, b = b->next, pairs++)
    if (a->time != b->time || strcmp(a->cause, b->cause) != 0 ||
        strcmp(a->source, b->source) != 0 || make_digest(a) != make_digest(b) ||
        zg_rulebook_find(compare->book, 0, a->pack, a->rule) !=
            zg_rulebook_find(compare->book, 1, b->pack, b->rule))
      return false;
  if (a == b) compare->pairs += pairs; /* both are at their end */
  return a == b;
}

/* The outcomes of one set in a step; who has found a partner is NULL there. */
struct list {
  struct zg_waiter **all;
  size_t count, cap;
};

static struct list make_list(struct zg_compare *compare, int set, const struct zg_outcome *o) {
  struct list list = {0};
  for (; o != NULL; o = o->next) {
    zg_grow(&list.all, &list.cap, list.count, sizeof *list.all);
    list.all[list.count] = make_waiter(compare, set, o);
    list.all[list.count]->place = list.count;
    list.count++;
  }
  compare->pairs += list.count;
  return list;
}

/* Everyone in the list who finds a partner among those of the other set that wait leaves it. With
 * `at_once` only partners of the same instant count. A partner out of this step leaves `others`. */
static void match(struct zg_compare *compare, struct list *list, struct list *others,
                  bool at_once) {
  for (size_t i = 0; i < list->count; i++) {
    struct zg_waiter *waiter = list->all[i];
    if (waiter == NULL) continue;
    struct zg_waiter *found = find_chain(compare, waiter->partner);
    while (at_once && found != NULL && found->time != waiter->time)
      found = found->later;
    if (found == NULL) continue;
    if (waiter->waits) wait_no_more(compare, waiter);
    wait_no_more(compare, found);
    list->all[i] = NULL;
    if (found->place < others->count && others->all[found->place] == found)
      others->all[found->place] = NULL;
    bool first = waiter->set == 0;
    pair(compare, first ? waiter : found, first ? found : waiter);
  }
}

static void let_wait(struct zg_compare *compare, const struct list *list) {
  for (size_t i = 0; i < list->count; i++)
    if (list->all[i] != NULL) wait_for_partner(compare, list->all[i]);
}

void zg_compare_step(struct zg_compare *compare, const struct zg_side sides[2]) {
  if (same(compare, sides[0].outcomes, sides[1].outcomes)) return;
  struct list first = make_list(compare, 0, sides[0].outcomes);
  struct list second = make_list(compare, 1, sides[1].outcomes);
  let_wait(compare, &first);
  match(compare, &second, &first, true);
  match(compare, &second, &first, false);
  match(compare, &first, &second, false); /* with those of the second that waited before */
  let_wait(compare, &second);
  free(first.all);
  free(second.all);
}

void zg_compare_forget(struct zg_compare *compare, int64_t now) {
  while (compare->in_order != NULL &&
         (compare->waiting > WAITING || now - compare->in_order->time > PATIENCE_MS))
    give_up(compare, compare->in_order);
}

void zg_compare_end(struct zg_compare *compare) {
  while (compare->in_order != NULL)
    give_up(compare, compare->in_order);
}
