/* test_presence: who looks after a conversation, and that rules do not talk over a person. */
#include "unit/world.h"

#define MINUTE ((int64_t)60000)

/* Answers, alerts, offers, and one rule that may always speak. */
static struct world *busy_shop(const char *declared) {
  struct world *w = world_new();
  world_pack(
      w, "p",
      WORLD_RULE("answers", "", WORLD_ECHO)
          WORLD_RULE("alerts", "", "return { alert { kind = 'unanswered', severity = 'info' } }")
              WORLD_RULE("always", "with_human = true,", "return { say('emergency') }") WORLD_RULE(
                  "counts", "",
                  "local c = ctx.state.conversation c.n = (c.n or 0) + 1 "
                  "ctx.after('1m', 'x') return { say('n ' .. c.n) }") "rule 'x' { on = 'timer.x', "
                                                                      "run = function() return { "
                                                                      "say('later') } end }\n");
  w->declared = declared;
  world_start(w);
  return w;
}

static void sent(struct world *w, int64_t ms, const char *role, const char *text,
                 const char *cause) {
  char line[512], time[ZG_TIME_TEXT];
  zg_time_format(T0 + ms, time);
  snprintf(line, sizeof line,
           "{\"id\":\"s-%d\",\"source\":\"src/a\",\"type\":\"message.sent\",\"time\":\"%s\"%s%s%s,"
           "\"data\":{\"conversation\":{\"id\":\"c-1\"},\"message\":{\"text\":\"%s\"},"
           "\"sender\":{\"role\":\"%s\"}}}",
           ++w->said, time, cause != NULL ? ",\"causationid\":\"" : "", cause != NULL ? cause : "",
           cause != NULL ? "\"" : "", text, role);
  assert_int_equal(world_feed(w, T0 + ms, line), 0);
}

static void assigned(struct world *w, int64_t ms, const char *owner) {
  char data[128];
  snprintf(data, sizeof data, "{\"conversation\":{\"id\":\"c-1\",\"owner\":\"%s\"}}", owner);
  assert_int_equal(world_event(w, ms, "conversation.assigned", data), 0);
}

#define ALL "message.send hi; alert.raise unanswered; message.send emergency; message.send n "
#define QUIET "alert.raise unanswered; message.send emergency"

static void test_a_person_takes_over(void **state) {
  (void)state;
  struct world *w = busy_shop(NULL);
  world_say(w, 0, "hi");
  assert_done(w, ALL "1");
  sent(w, 1000, "agent", "here I am", NULL);
  world_say(w, 2000, "hi");
  assert_string_equal(world_result(w, "answers"), "withheld");
  assert_string_equal(world_result(w, "counts"), "withheld");
  assert_done(w, QUIET);
  world_wait(w,
             2 * MINUTE); /* the timer set before is withheld, too; the one withheld was not set */
  assert_done(w, "");
  assigned(w, 3 * MINUTE, "bot");
  world_say(w, 3 * MINUTE + 1000, "hi");
  assert_done(w, ALL "2"); /* what was withheld has left nothing behind */
  assigned(w, 5 * MINUTE, "human");
  world_say(w, 5 * MINUTE + 1, "hi");
  assert_done(w, "message.send later; " QUIET);
  world_free(w);
}

static void test_silence_hands_back(void **state) {
  static const struct {
    const char *declared;
    int64_t until; /* minutes after the person's last word; 0: never */
  } cases[] = {{NULL, 30}, {"{\"hand_back\":\"5m\"}", 5}, {"{\"hand_back\":false}", 0}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = busy_shop(cases[i].declared);
    sent(w, 0, "agent", "one", NULL);
    sent(w, 10 * MINUTE, "agent", "two", NULL); /* begins anew */
    int64_t end = cases[i].until > 0 ? 10 + cases[i].until : 10 + 48 * 60;
    world_say(w, end * MINUTE - 1, "hi");
    assert_done(w, QUIET);
    world_say(w, end * MINUTE, "hi");
    if (cases[i].until > 0)
      assert_done(w, ALL "1");
    else
      assert_done(w, QUIET);
    world_free(w);
  }
}

/* What we said ourselves comes back from the platform, under whatever name. */
static void test_echoes_are_no_person(void **state) {
  (void)state;
  struct world *w = busy_shop(NULL);
  world_say(w, 0, "hi");
  world_done(w);
  const char *id = strstr(w->all.data, "\"id\":\"a-");
  char cause[40];
  snprintf(cause, sizeof cause, "%.34s", id + 6);
  sent(w, 1000, "agent", "hi", NULL);             /* the same text */
  sent(w, 2000, "agent", "changed a bit", cause); /* the action's id */
  sent(w, 3000, "bot", "another robot", NULL);
  sent(w, 4000, "", "nobody", NULL);
  world_say(w, 5000, "hi");
  assert_done(w, ALL "2");
  sent(w, 6000, "agent", "changed a bit", "a-00000000000000000000000000000000"); /* not of ours */
  world_say(w, 7000, "hi");
  assert_done(w, QUIET);
  world_free(w);
}

/* Rules are told the same: as a condition, and on the event, whatever the sender says of it. */
static void test_rules_know_an_echo(void **state) {
  (void)state;
  struct world *w = world_new();
  world_pack(
      w, "p",
      WORLD_RULE(
          "answers", "",
          WORLD_ECHO) "rule 'hears' { on = 'message.sent', with_human = true, run = "
                      "function(event) "
                      "return { action { type = 'heard', data = { text = tostring(event.echo) } } "
                      "} end }\n"
                      "rule 'ours' { on = 'message.sent', when = { { 'event.echo', 'is', true } }, "
                      "with_human = true, run = function() "
                      "return { action { type = 'ours', data = { text = '' } } } end }\n");
  world_start(w);
  sent(w, 0, "agent", "hi", NULL); /* before we ever said it */
  assert_done(w, "heard false");
  assigned(w, 1000, "bot");
  world_say(w, 2000, "hi");
  assert_done(w, "message.send hi");
  sent(w, 3000, "agent", "hi", NULL);
  assert_done(w, "heard true; ours ");
  sent(w, 4000, "bot", "hi", NULL);
  assert_done(w, "heard true; ours ");
  sent(w, 5000, "bot", "hi there", NULL);
  assert_done(w, "heard false");
  world_event(w, 6000, "message.sent",
              "{\"conversation\":{\"id\":\"c-1\"},\"message\":{\"text\":\"no\"},\"echo\":true}");
  assert_done(w, "heard false");
  world_event(w, 7000, "message.sent",
              "{\"conversation\":{\"id\":\"c-2\"},\"message\":{\"text\":\"hi\"}}");
  assert_done(w, "heard false"); /* said elsewhere */
  world_free(w);
}

/* Other conversations go on. */
static void test_only_that_conversation(void **state) {
  (void)state;
  struct world *w = busy_shop(NULL);
  sent(w, 0, "agent", "mine", NULL);
  assert_int_equal(world_event(w, 1000, "message.received",
                               "{\"conversation\":{\"id\":\"c-2\"},\"message\":{\"text\":\"hi\"}}"),
                   0);
  assert_done(w, ALL "1");
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_person_takes_over),    cmocka_unit_test(test_silence_hands_back),
      cmocka_unit_test(test_echoes_are_no_person),   cmocka_unit_test(test_rules_know_an_echo),
      cmocka_unit_test(test_only_that_conversation),
  };
  return cmocka_run_group_tests_name("presence", tests, world_setup, world_teardown);
}
