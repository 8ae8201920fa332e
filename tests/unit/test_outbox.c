/* test_outbox: random taking, acknowledging and releasing against a plain list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "engine/outbox.h"

enum { MOST = 300, ROUNDS = 40000, SOURCES = 3 };

struct plain {
  uint64_t seq;
  int source;
  bool sent;
};

struct model {
  struct plain actions[MOST]; /* oldest first */
  size_t count;
  uint64_t committed;
  uint64_t left[MOST]; /* what left in this step, in order */
  size_t left_count;
};

static const char *const sources[SOURCES] = {"a", "ab", "茶"};

static void name_action(char id[24], uint64_t seq) {
  snprintf(id, 24, "a-%d", (int)seq);
}

static void on_left(void *arg, const struct zg_action_row *row) {
  struct model *m = arg;
  char id[24];
  name_action(id, row->seq);
  assert_string_equal(row->id, id);
  m->left[m->left_count++] = row->seq;
}

static void forget(struct model *m, size_t at) {
  memmove(&m->actions[at], &m->actions[at + 1], (m->count - at - 1) * sizeof m->actions[0]);
  m->count--;
}

/* What the taker answers, and what it must be given. */
struct taking {
  struct model *m;
  int source; /* -1: all */
  uint64_t dice;
  int taken;
  bool stopped;
};

static size_t next_plain(const struct taking *t) {
  for (size_t i = 0; i < t->m->count; i++) {
    const struct plain *a = &t->m->actions[i];
    if (!a->sent && a->seq <= t->m->committed && (t->source < 0 || a->source == t->source))
      return i;
  }
  return MOST;
}

static enum zg_taken take(void *arg, const struct zg_action_view *view) {
  struct taking *t = arg;
  char id[24];
  assert_false(t->stopped);
  size_t at = next_plain(t);
  assert_int_not_equal(at, MOST);
  struct plain *a = &t->m->actions[at];
  name_action(id, a->seq);
  assert_string_equal(view->id, id);
  assert_string_equal(view->source, sources[a->source]);
  assert_string_equal(view->json, "{\"x\":1}");
  assert_int_equal(view->len, strlen(view->json));
  switch (zg_random_next(&t->dice) % 8) {
  case 0:
    t->stopped = true;
    return ZG_TAKE_LATER;
  case 1:
  case 2:
  case 3:
    t->taken++;
    forget(t->m, at);
    return ZG_TAKE_DONE;
  default:
    t->taken++;
    a->sent = true;
    return ZG_TAKE_SENT;
  }
}

static size_t count_of(const struct model *m, int source) {
  size_t count = 0;
  for (size_t i = 0; i < m->count; i++)
    count += m->actions[i].source == source;
  return count;
}

static void step_take(struct zg_outbox *outbox, struct model *m, uint64_t dice) {
  struct taking t = {.m = m, .source = (int)(dice % 4) - 1, .dice = dice};
  m->left_count = 0;
  int taken = zg_outbox_take(outbox, t.source < 0 ? NULL : sources[t.source], take, &t, on_left, m);
  assert_int_equal(taken, t.taken);
  if (!t.stopped) assert_int_equal(next_plain(&t), MOST); /* nothing was passed over */
}

static void step_remove(struct zg_outbox *outbox, struct model *m, uint64_t dice) {
  char id[24];
  size_t at = dice % m->count;
  struct plain a = m->actions[at];
  name_action(id, a.seq);
  m->left_count = 0;
  const char *other = sources[(a.source + 1) % SOURCES];
  assert_int_equal(zg_outbox_remove(outbox, other, id, on_left, m), ZG_ENOTFOUND);
  assert_int_equal(zg_outbox_remove(outbox, "nobody", id, on_left, m), ZG_ENOTFOUND);
  int result = zg_outbox_remove(outbox, sources[a.source], id, on_left, m);
  assert_int_equal(result, a.seq <= m->committed ? 0 : ZG_ENOTFOUND);
  assert_int_equal(m->left_count, result == 0);
  if (result == 0) forget(m, at);
  if (result == 0)
    assert_int_equal(zg_outbox_remove(outbox, sources[a.source], id, on_left, m), ZG_ENOTFOUND);
}

static void test_random(void **state) {
  (void)state;
  struct zg_outbox *outbox = zg_outbox_new();
  struct model m = {0};
  uint64_t seed = 11, seq = 0;
  for (int i = 0; i < ROUNDS; i++) {
    uint64_t dice = zg_random_next(&seed);
    int what = (int)(dice >> 32 & 15), source = (int)(dice >> 40) % SOURCES;
    if (what < 7 && m.count < MOST) {
      char id[24];
      name_action(id, ++seq);
      zg_outbox_add(outbox, &(struct zg_action_row){.seq = seq,
                                                    .shop = "s",
                                                    .source = sources[source],
                                                    .id = id,
                                                    .type = "message.send",
                                                    .json = "{\"x\":1}"});
      m.actions[m.count++] = (struct plain){.seq = seq, .source = source};
    } else if (what < 9) {
      m.committed = seq;
      zg_outbox_committed(outbox, seq);
    } else if (what < 11) {
      step_take(outbox, &m, dice);
    } else if (what < 14 && m.count > 0) {
      step_remove(outbox, &m, dice);
    } else if (what == 14) {
      zg_outbox_release(outbox, sources[source]);
      for (size_t j = 0; j < m.count; j++)
        if (m.actions[j].source == source) m.actions[j].sent = false;
    }
    for (int s = 0; s < SOURCES; s++)
      assert_int_equal(zg_outbox_pending(outbox, sources[s]), count_of(&m, s));
  }
  zg_outbox_free(outbox);
}

static enum zg_taken never(void *arg, const struct zg_action_view *view) {
  (void)arg;
  fail_msg("%s was taken", view->id);
  return ZG_TAKE_DONE;
}

static void test_nothing_before_the_commit(void **state) {
  (void)state;
  struct zg_outbox *outbox = zg_outbox_new();
  struct model m = {0};
  const struct zg_action_row row = {
      .seq = 7, .shop = "s", .source = "a", .id = "a-7", .type = "t", .json = "{\"x\":1}"};
  assert_int_equal(zg_outbox_take(outbox, "a", never, NULL, on_left, &m), 0);
  assert_int_equal(zg_outbox_take(outbox, NULL, never, NULL, on_left, &m), 0);
  zg_outbox_release(outbox, "a");
  zg_outbox_add(outbox, &row);
  zg_outbox_committed(outbox, 6);
  assert_int_equal(zg_outbox_take(outbox, "a", never, NULL, on_left, &m), 0);
  assert_int_equal(zg_outbox_take(outbox, NULL, never, NULL, on_left, &m), 0);
  assert_int_equal(zg_outbox_remove(outbox, "a", "a-7", on_left, &m), ZG_ENOTFOUND);
  zg_outbox_release(outbox, "a");
  assert_int_equal(zg_outbox_take(outbox, "a", never, NULL, on_left, &m), 0);
  assert_int_equal(zg_outbox_pending(outbox, "a"), 1);
  assert_int_equal(zg_outbox_pending(outbox, "b"), 0);
  zg_outbox_free(outbox);
  zg_outbox_free(NULL);
}

static enum zg_taken send(void *arg, const struct zg_action_view *view) {
  (void)view;
  ++*(int *)arg;
  return ZG_TAKE_SENT;
}

/* An action that nobody answers is sent again, more and more rarely, and given up in the end. */
static void test_unanswered(void **state) {
  (void)state;
  struct zg_outbox *outbox = zg_outbox_new();
  struct model gone = {0};
  int64_t now = 1000, wait = 30000;
  int sent = 0;
  zg_outbox_add(outbox,
                &(struct zg_action_row){
                    .seq = 1, .shop = "s", .source = "a", .id = "a-1", .type = "x", .json = "{}"});
  zg_outbox_committed(outbox, 1);
  for (int tries = 1; tries <= 20; tries++) {
    assert_int_equal(zg_outbox_take(outbox, "a", send, &sent, on_left, &gone), 1);
    assert_int_equal(sent, tries);
    assert_int_equal(zg_outbox_retry(outbox, now, on_left, &gone), 0);
    assert_int_equal(zg_outbox_take(outbox, "a", send, &sent, on_left, &gone), 0);
    assert_int_equal(zg_outbox_retry(outbox, now + wait - 1, on_left, &gone), 0);
    assert_int_equal(zg_outbox_retry(outbox, now + wait, on_left, &gone), 1);
    now += 2 * wait;
    wait = wait * 2 < 300000 ? wait * 2 : 300000;
    assert_int_equal(gone.left_count, tries < 20 ? 0 : 1);
  }
  assert_int_equal(zg_outbox_pending(outbox, "a"), 0);
  zg_outbox_free(outbox);
}

/* An answer ends it; a clock that goes back starts the waiting anew and never sends early. */
static void test_answered_or_set_back(void **state) {
  (void)state;
  struct zg_outbox *outbox = zg_outbox_new();
  struct model gone = {0};
  int sent = 0;
  for (uint64_t seq = 1; seq <= 2; seq++) {
    char id[24];
    name_action(id, seq);
    zg_outbox_add(outbox,
                  &(struct zg_action_row){
                      .seq = seq, .shop = "s", .source = "a", .id = id, .type = "x", .json = "{}"});
  }
  zg_outbox_committed(outbox, 2);
  assert_int_equal(zg_outbox_take(outbox, NULL, send, &sent, on_left, &gone), 2);
  assert_int_equal(zg_outbox_retry(outbox, 100000, on_left, &gone), 0);
  assert_int_equal(zg_outbox_remove(outbox, "a", "a-1", on_left, &gone), 0);
  assert_int_equal(zg_outbox_retry(outbox, 50000, on_left, &gone), 0);
  assert_int_equal(zg_outbox_retry(outbox, 79999, on_left, &gone), 0);
  assert_int_equal(zg_outbox_retry(outbox, 80000, on_left, &gone), 1);
  assert_int_equal(zg_outbox_take(outbox, NULL, send, &sent, on_left, &gone), 1);
  zg_outbox_free(outbox);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random),
      cmocka_unit_test(test_nothing_before_the_commit),
      cmocka_unit_test(test_unanswered),
      cmocka_unit_test(test_answered_or_set_back),
  };
  return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
