/* test_timers: the heap and its names against a plain sorted array. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "engine/timers.h"

enum { MOST = 400, ROUNDS = 60000 };

/* A timer as the plain array knows it. */
struct plain {
  int64_t due;
  uint64_t seq;
  int shop, pack, scope, key, name;
};

struct model {
  struct plain timers[MOST];
  size_t count;
};

static const char *const shops[] = {"a", "b"};
static const char *const packs[] = {"", "p", "~engine"};
static const char *const keys[] = {"", "k", "k1", "1k", "茶"};
static const char *const names[] = {"n", "unless:x", "settle:3s", "nn"};

static int same_name(const struct plain *a, const struct plain *b) {
  return a->shop == b->shop && a->pack == b->pack && a->scope == b->scope && a->key == b->key &&
         a->name == b->name;
}

static struct plain *find_plain(struct model *m, const struct plain *like) {
  for (size_t i = 0; i < m->count; i++)
    if (same_name(&m->timers[i], like)) return &m->timers[i];
  return NULL;
}

static struct plain *first_plain(struct model *m) {
  struct plain *best = NULL;
  for (size_t i = 0; i < m->count; i++) {
    struct plain *t = &m->timers[i];
    if (best == NULL || t->due < best->due || (t->due == best->due && t->seq < best->seq)) best = t;
  }
  return best;
}

static const struct zg_timer_row *find_row(const struct zg_timers *timers, const struct plain *t) {
  return zg_timers_find(timers, shops[t->shop], packs[t->pack], t->scope, keys[t->key],
                        names[t->name]);
}

static void assert_same(const struct zg_timer_row *row, const struct plain *t) {
  char data[32];
  assert_non_null(row);
  snprintf(data, sizeof data, "{\"seq\":%d}", (int)t->seq);
  assert_true(row->due == t->due);
  assert_true(row->seq == t->seq);
  assert_int_equal(row->scope, t->scope);
  assert_string_equal(row->shop, shops[t->shop]);
  assert_string_equal(row->pack, packs[t->pack]);
  assert_string_equal(row->key, keys[t->key]);
  assert_string_equal(row->name, names[t->name]);
  assert_string_equal(row->data, data);
}

static void add(struct zg_timers *timers, struct model *m, struct plain t) {
  char shop[8], pack[16], key[8], name[16], data[32]; /* texts are copied, not borrowed */
  snprintf(shop, sizeof shop, "%s", shops[t.shop]);
  snprintf(pack, sizeof pack, "%s", packs[t.pack]);
  snprintf(key, sizeof key, "%s", keys[t.key]);
  snprintf(name, sizeof name, "%s", names[t.name]);
  snprintf(data, sizeof data, "{\"seq\":%d}", (int)t.seq);
  zg_timers_add(timers, &(struct zg_timer_row){.seq = t.seq,
                                               .due = t.due,
                                               .kind = 1,
                                               .scope = t.scope,
                                               .shop = shop,
                                               .pack = pack,
                                               .key = key,
                                               .name = name,
                                               .data = data});
  memset(shop, 'x', sizeof shop);
  memset(data, 'x', sizeof data);
  m->timers[m->count++] = t;
}

static void drop(struct zg_timers *timers, struct model *m, struct plain *t) {
  zg_timers_remove(timers, find_row(timers, t));
  *t = m->timers[--m->count];
}

static void run_random(uint64_t seed, int64_t span) {
  struct zg_timers *timers = zg_timers_new();
  struct model m = {0};
  uint64_t seq = 0;
  assert_null(zg_timers_first(timers));
  for (int i = 0; i < ROUNDS; i++) {
    uint64_t dice = zg_random_next(&seed);
    struct plain like = {.due = (int64_t)(dice >> 40) % span - span / 2,
                         .shop = (int)(dice & 1),
                         .pack = (int)(dice >> 1 & 0xff) % 3,
                         .scope = (int)(dice >> 9 & 3),
                         .key = (int)(dice >> 11 & 0xff) % 5,
                         .name = (int)(dice >> 19 & 3)};
    struct plain *standing = find_plain(&m, &like);
    int what = (int)(dice >> 24 & 7);
    if (what < 4) {
      if (standing != NULL) drop(timers, &m, standing);
      like.seq = ++seq;
      if (m.count < MOST) add(timers, &m, like);
    } else if (what < 6) {
      if (standing != NULL)
        drop(timers, &m, standing);
      else
        assert_null(find_row(timers, &like));
    } else if (m.count > 0) {
      struct plain *first = first_plain(&m);
      assert_same(zg_timers_first(timers), first);
      if (what == 7) drop(timers, &m, first);
    }
    assert_int_equal(zg_timers_count(timers), m.count);
    if (i % 500 == 0)
      for (size_t j = 0; j < m.count; j++)
        assert_same(find_row(timers, &m.timers[j]), &m.timers[j]);
  }
  while (m.count > 0) { /* what is left comes out in order */
    struct plain *first = first_plain(&m);
    assert_same(zg_timers_first(timers), first);
    drop(timers, &m, first);
  }
  assert_null(zg_timers_first(timers));
  zg_timers_free(timers);
}

static void test_random(void **state) {
  (void)state;
  run_random(1, 5); /* many of one instant: the order they were set in counts */
  run_random(2, 1000);
  run_random(3, INT64_C(1) << 23);
}

/* Parts of a name must not run together: ("a", "bc") is not ("ab", "c"). */
static void test_names_do_not_run_together(void **state) {
  (void)state;
  static const char *const parts[][4] = {
      {"a", "bc", "k", "n"}, {"ab", "c", "k", "n"}, {"a", "bc", "kn", ""}, {"a", "bc", "", "kn"}};
  struct zg_timers *timers = zg_timers_new();
  for (size_t i = 0; i < 4; i++)
    zg_timers_add(timers, &(struct zg_timer_row){.seq = i + 1,
                                                 .due = (int64_t)i,
                                                 .shop = parts[i][0],
                                                 .pack = parts[i][1],
                                                 .key = parts[i][2],
                                                 .name = parts[i][3],
                                                 .data = "{}"});
  assert_int_equal(zg_timers_count(timers), 4);
  for (size_t i = 0; i < 4; i++) {
    const struct zg_timer_row *row =
        zg_timers_find(timers, parts[i][0], parts[i][1], 0, parts[i][2], parts[i][3]);
    assert_non_null(row);
    assert_int_equal(row->seq, i + 1);
    assert_null(zg_timers_find(timers, parts[i][0], parts[i][1], 1, parts[i][2], parts[i][3]));
  }
  zg_timers_free(timers);
}

static void test_extremes(void **state) {
  (void)state;
  static const int64_t dues[] = {INT64_MAX, 0, INT64_MIN, -1, 1, INT64_MAX - 1};
  struct zg_timers *timers = zg_timers_new();
  for (size_t i = 0; i < 6; i++) {
    char name[8];
    snprintf(name, sizeof name, "n%d", (int)i);
    zg_timers_add(timers, &(struct zg_timer_row){.seq = i,
                                                 .due = dues[i],
                                                 .shop = "s",
                                                 .pack = "p",
                                                 .key = "",
                                                 .name = name,
                                                 .data = ""});
  }
  int64_t last = INT64_MIN;
  while (zg_timers_count(timers) > 0) {
    const struct zg_timer_row *row = zg_timers_first(timers);
    assert_true(row->due >= last);
    last = row->due;
    zg_timers_remove(timers, row);
  }
  assert_true(last == INT64_MAX);
  zg_timers_free(timers);
  zg_timers_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random),
      cmocka_unit_test(test_names_do_not_run_together),
      cmocka_unit_test(test_extremes),
  };
  return cmocka_run_group_tests_name("timers", tests, NULL, NULL);
}
