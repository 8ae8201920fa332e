/* test_courtesy: what spares the buyer: messages in an hour; and how a shop says such limits. */
#include "unit/world.h"

static struct world *chatty(const char *declared, const char *body) {
  struct world *w = world_new();
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua, WORLD_RULE("r", "", "%s"), body);
  world_pack(w, "p", lua.data);
  w->declared = declared;
  world_start(w);
  zg_bytes_fini(&lua);
  return w;
}

static void test_messages_per_hour(void **state) {
  (void)state;
  struct world *w = chatty("{\"limits\":{\"messages_per_hour\":3}}", WORLD_ECHO);
  for (int i = 0; i < 3; i++) {
    world_say(w, i * 600000, "x");
    assert_done(w, "message.send x");
  }
  world_say(w, 3 * 600000, "x");
  assert_done(w, "");
  assert_string_equal(world_result(w, "r"), "error");
  assert_non_null(strstr(world_failure(w, "r"), "messages per hour"));
  assert_non_null(strstr(w->trace.data, "\"guard\":\"messages per hour\""));
  world_say(w, HOUR - 1, "x");
  assert_done(w, "");
  world_say(w, HOUR, "x"); /* the first one is an hour old */
  assert_done(w, "message.send x");
  world_say(w, HOUR + 1, "x");
  assert_done(w, "");
  /* it is the buyer who is spared, in whatever conversation; another one has not heard of us */
  assert_int_equal(world_event(w, HOUR + 2, "message.received",
                               "{\"conversation\":{\"id\":\"c-9\"},\"buyer\":{\"id\":\"b-1\"},"
                               "\"message\":{\"text\":\"y\"}}"),
                   0);
  assert_done(w, "");
  assert_int_equal(world_event(w, HOUR + 3, "message.received",
                               "{\"conversation\":{\"id\":\"c-1\"},\"buyer\":{\"id\":\"b-2\"},"
                               "\"message\":{\"text\":\"y\"}}"),
                   0);
  assert_done(w, "message.send y");
  world_free(w);
}

/* Nought is nought, a run is whole or nothing, and what is no message does not count. */
static void test_edges_of_messages_per_hour(void **state) {
  (void)state;
  struct world *w = chatty("{\"limits\":{\"messages_per_hour\":0}}", WORLD_ECHO);
  world_say(w, 0, "x");
  assert_done(w, "");
  world_free(w);
  w = chatty("{\"limits\":{\"messages_per_hour\":3}}",
             "return { say('a'), say('b'), alert { kind = 'k', severity = 'info' } }");
  world_say(w, 0, "x");
  assert_done(w, "message.send a; message.send b; alert.raise k");
  world_say(w, 1, "x");
  assert_done(w, ""); /* one would have fitted */
  world_free(w);
  w = chatty(NULL, WORLD_ECHO);
  for (int i = 0; i < 100; i++)
    world_say(w, i, "x");
  assert_int_equal(world_count(world_done(w), "message.send x"), 100);
  world_free(w);
}

/* The most a shop may allow; and a run that writes to two counts each by itself. */
static void test_many_messages_and_several_recipients(void **state) {
  (void)state;
  struct world *w = chatty("{\"limits\":{\"messages_per_hour\":1000}}",
                           "local t = {} for i = 1, 50 do t[i] = say('x') end return t");
  for (int i = 0; i < 21; i++)
    world_say(w, i, "x");
  assert_int_equal(world_count(world_done(w), "message.send x"), 1000);
  world_free(w);
  w = world_new();
  world_pack(w, "p",
             "rule 'r' { on = 'order.paid', run = function(event) return { "
             "say('one', {}, { conversation = 'c-1' }), say('two', {}, { conversation = 'c-2' }) } "
             "end }\n"
             "rule 's' { on = 'order.sent', run = function(event) return { "
             "say('more', {}, { conversation = 'c-1' }) } end }\n");
  w->declared = "{\"limits\":{\"messages_per_hour\":1}}";
  world_start(w);
  world_order(w, 0, "order.paid");
  assert_done(w, "message.send one; message.send two");
  world_order(w, 1, "order.sent");
  assert_done(w, "");
  world_order(w, HOUR, "order.sent");
  assert_done(w, "message.send more");
  world_free(w);
}

/* Whatever reaches the buyer counts, but for offers: they come with a message. */
static void test_what_counts_as_a_message(void **state) {
  static const struct {
    const char *type;
    bool counts;
  } cases[] = {{"message.send", true}, {"gift.offer", true},     {"review.request", true},
               {"order.remind", true}, {"offer.decline", false}, {"order.note", false},
               {"alert.raise", false}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes body = {0};
    zg_bytes_printf(
        &body, "return { action { type = '%s', data = { %s conversation = { id = 'c-1' } } } }",
        cases[i].type,
        strncmp(cases[i].type, "offer.", 6) == 0 /* has no members but its own */
            ? ""
            : "text = 'x', kind = 'x', gift = 'x', severity = 'info', title = 'x',");
    struct world *w = chatty("{\"limits\":{\"messages_per_hour\":2}}", body.data);
    for (int j = 0; j < 3; j++)
      world_say(w, j, "hi");
    if (world_count(world_done(w), cases[i].type) != (cases[i].counts ? 2 : 3))
      fail_msg("%s: %s", cases[i].type, w->trace.data);
    world_free(w);
    zg_bytes_fini(&body);
  }
}

/* Answers, and says things nobody asked for. T0 is ten in the morning at Shanghai. */
static struct world *night_shop(const char *declared) {
  struct world *w = world_new();
  world_pack(
      w, "p",
      WORLD_RULE("answers", "",
                 "ctx.after('30s', 'soon') ctx.after('20m', 'much_later') "
                 "return { say('answer') }") "rule 'soon' { on = 'timer.soon', run = function() "
                                             "return { say('soon') } end }\n"
                                             "rule 'late' { on = 'timer.much_later', run = "
                                             "function() return { say('late') } end }\n"
                                             "rule 'news' { on = 'order.paid', run = "
                                             "function(event) return { "
                                             "say('news', {}, { conversation = 'c-1' }), "
                                             "alert { kind = 'k', severity = 'info' } } end }\n");
  w->declared = declared;
  world_start(w);
  return w;
}

static void paid(struct world *w, int64_t ms) {
  assert_int_equal(world_event(w, ms, "order.paid",
                               "{\"order\":{\"id\":\"o-1\"},\"conversation\":{\"id\":\"c-1\"}}"),
                   0);
}

static void test_quiet_hours(void **state) {
  (void)state;
  struct world *w = night_shop("{\"limits\":{\"quiet_hours\":\"09:30-11:00\"}}");
  paid(w, 0);
  assert_done(w, "alert.raise k"); /* the shop's own people are told at any hour */
  assert_non_null(
      strstr(w->trace.data, "\"result\":\"delayed\",\"why\":\"until 2026-11-21T03:00:00Z"));
  world_say(w, 1000, "hi"); /* who writes is answered, also after a little thought */
  assert_done(w, "message.send answer");
  world_wait(w, 60000);
  assert_done(w, "message.send soon");
  world_wait(w, HOUR - 1);
  assert_done(w, "");
  world_wait(w, HOUR);
  assert_done(w, "message.send news; message.send late");
  assert_int_equal(world_count(w->all.data, "\"time\":\"2026-11-21T03:00:00Z\""), 2);
  paid(w, HOUR); /* at the end they are over */
  assert_done(w, "message.send news; alert.raise k");
  world_free(w);
}

static void test_quiet_hours_over_midnight(void **state) {
  static const struct {
    int64_t minute; /* after T0, ten o'clock */
    int64_t until;  /* -1: it goes at once */
  } cases[] = {{0, -1},
               {12 * 60 - 1, -1},
               {12 * 60, 22 * 60},
               {14 * 60 - 1, 22 * 60},
               {14 * 60, 22 * 60},
               {22 * 60 - 1, 22 * 60},
               {22 * 60, -1}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = night_shop("{\"limits\":{\"quiet_hours\":\"22:00-08:00\"}}");
    paid(w, cases[i].minute * 60000);
    if (cases[i].until < 0) {
      assert_done(w, "message.send news; alert.raise k");
    } else {
      assert_done(w, "alert.raise k");
      assert_true(zg_next_deadline(w->zg) == T0 + cases[i].until * 60000);
      world_wait(w, cases[i].until * 60000);
      assert_done(w, "message.send news");
    }
    world_free(w);
  }
}

/* Timers that set one another stay near the word in steps, and get away from it all the same. */
static void test_quiet_hours_count_from_the_word(void **state) {
  (void)state;
  struct world *w = world_new();
  world_pack(
      w, "p",
      WORLD_RULE(
          "first", "",
          "ctx.after('4m', 'again')") "rule 'again' { on = 'timer.again', run = function(event, "
                                      "ctx) "
                                      "ctx.after('4m', 'again') return { say('again') } end }\n");
  w->declared = "{\"limits\":{\"quiet_hours\":\"09:30-11:00\"}}";
  world_start(w);
  world_say(w, 0, "hi");
  world_wait(w, HOUR - 1);
  assert_done(w, "message.send again; message.send again"); /* after 4 and 8 minutes */
  world_free(w);
  w = world_new();
  world_pack(w, "p", WORLD_RULE("r", "settle = '9m',", "return { say('well') }"));
  world_pack(w, "q", WORLD_RULE("r", "settle = '11m',", "return { say('late') }"));
  w->declared = "{\"limits\":{\"quiet_hours\":\"09:30-11:00\"}}";
  world_start(w);
  world_say(w, 0, "hi");
  world_wait(w, HOUR - 1);
  assert_done(w, "message.send well");
  world_wait(w, HOUR);
  assert_done(w, "message.send late");
  world_free(w);
}

/* Who writes in one conversation wakes nobody in another. */
static void test_quiet_hours_elsewhere(void **state) {
  static const struct {
    const char *to;
    bool at_once;
  } cases[] = {{"conversation = { id = 'c-1' }", true},
               {"conversation = { id = 'c-1' }, buyer = { id = 'b-1' }", true},
               {"buyer = { id = 'b-1' }", true},
               {"conversation = { id = 'c-2' }", false},
               {"conversation = { id = 'c-2' }, buyer = { id = 'b-1' }", false},
               {"conversation = { id = 'c-1' }, buyer = { id = 'b-2' }", false},
               {"buyer = { id = 'b-2' }", false},
               {"order = { id = 'o-2' }", false}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes body = {0};
    zg_bytes_printf(&body, "return { action { type = 'order.remind', data = { text = 'x', %s } } }",
                    cases[i].to);
    struct world *w = chatty("{\"limits\":{\"quiet_hours\":\"09:30-11:00\"}}", body.data);
    world_say(w, 0, "hi");
    assert_done(w, cases[i].at_once ? "order.remind x" : "");
    world_wait(w, HOUR);
    assert_done(w, cases[i].at_once ? "" : "order.remind x");
    world_free(w);
    zg_bytes_fini(&body);
  }
}

/* What waits counts when it leaves: not before, and the first of them go. */
static void test_what_waited_counts_when_it_leaves(void **state) {
  (void)state;
  struct world *w =
      night_shop("{\"limits\":{\"quiet_hours\":\"08:00-12:00\",\"messages_per_hour\":2}}");
  for (int i = 0; i < 8; i++)
    paid(w, i * 600000);
  assert_int_equal(world_count(world_done(w), "alert.raise k"), 8); /* none was refused */
  world_wait(w, 2 * HOUR);
  assert_done(w, "message.send news; message.send news");
  paid(w, 2 * HOUR + 1);
  assert_done(w, "");
  paid(w, 3 * HOUR);
  assert_done(w, "message.send news; alert.raise k");
  world_free(w);
}

static void test_dropping_and_a_person_meanwhile(void **state) {
  (void)state;
  struct world *w =
      night_shop("{\"limits\":{\"quiet_hours\":\"09:30-11:00\",\"quiet_drop\":true}}");
  paid(w, 0);
  assert_done(w, "alert.raise k");
  assert_non_null(strstr(w->trace.data, "\"result\":\"dropped\""));
  world_wait(w, 2 * HOUR);
  assert_done(w, "");
  world_free(w);
  w = night_shop("{\"limits\":{\"quiet_hours\":\"09:30-11:00\"}}");
  paid(w, 0);
  assert_int_equal(world_event(w, HOUR - 1, "message.sent",
                               "{\"conversation\":{\"id\":\"c-1\"},\"message\":{\"text\":\"me\"},"
                               "\"sender\":{\"role\":\"agent\"}}"),
                   0);
  world_wait(w, 2 * HOUR);
  assert_done(w, "alert.raise k");
  world_free(w);
}

static void test_wrong_limits(void **state) {
  static const struct {
    const char *declared, *fragment;
  } cases[] = {
      {"{\"limits\":{\"messages_per_hour\":-1}}", "whole number"},
      {"{\"limits\":{\"messages_per_hour\":1.5}}", "whole number"},
      {"{\"limits\":{\"messages_per_hour\":\"6\"}}", "whole number"},
      {"{\"limits\":{\"messages_per_hour\":1001}}", "up to 1000"},
      {"{\"limits\":{\"quiet_hours\":\"22-8\"}}", "like \"22:00-08:00\""},
      {"{\"limits\":{\"quiet_hours\":\"22:00-24:00\"}}", "like \"22:00-08:00\""},
      {"{\"limits\":{\"quiet_hours\":\"22:00-22:00\"}}", "like \"22:00-08:00\""},
      {"{\"limits\":{\"quiet_hours\":true}}", "like \"22:00-08:00\""},
      {"{\"limits\":{\"quiet_drop\":1}}", "true or false"},
      {"{\"limits\":{\"largest_cut\":18}}", "a share"},
      {"{\"hand_back\":\"soon\"}", "a duration"},
      {"{\"hand_back\":true}", "a duration"},
      {"{\"limits\":{\"mesages_per_hour\":1}}", "did you mean \"messages_per_hour\""},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    w->declared = cases[i].declared;
    assert_int_equal(world_try(w), ZG_ELOAD);
    if (strstr(w->err.message, cases[i].fragment) == NULL)
      fail_msg("%s: %s", cases[i].declared, w->err.message);
    world_free(w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_messages_per_hour),
      cmocka_unit_test(test_edges_of_messages_per_hour),
      cmocka_unit_test(test_many_messages_and_several_recipients),
      cmocka_unit_test(test_what_counts_as_a_message),
      cmocka_unit_test(test_quiet_hours),
      cmocka_unit_test(test_quiet_hours_over_midnight),
      cmocka_unit_test(test_quiet_hours_count_from_the_word),
      cmocka_unit_test(test_quiet_hours_elsewhere),
      cmocka_unit_test(test_what_waited_counts_when_it_leaves),
      cmocka_unit_test(test_dropping_and_a_person_meanwhile),
      cmocka_unit_test(test_wrong_limits),
  };
  return cmocka_run_group_tests_name("courtesy", tests, world_setup, world_teardown);
}
