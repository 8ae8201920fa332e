/* test_check: small packs with one fault each, the finding that must come of it, and no other; and
 * beside each a twin that differs in the fault alone, of which nothing must be found. */
#include "unit/checked.h"

#define HEAD "pack { name = \"p\", version = \"1\", api = 1 }\n"
#define RUN "run = function(event, ctx) return { say(\"hello there\") } end"
#define ON "on = \"message.received\", "
#define WHEN(conditions) HEAD "rule \"r\" { " ON "when = { " conditions " }, " RUN " }\n"
#define SAYS(phrases) WHEN("{ \"message.text\", \"says\", { " phrases " } }")
#define MATCHES(pattern) WHEN("{ \"message.text\", \"matches\", \"" pattern "\" }")
#define FIRES(body) HEAD "rule \"r\" { " ON "run = function(event, ctx)\n" body "\nend }\n"
#define SET(type) HEAD "settings { s = { " type " } }\n"
#define ASKS(value)                                                                                \
  "rule \"r\" { " ON "when = { { \"settings.s\", \"is\", " value " } }, " RUN " }\n"

/* Its files: pack.lua, text/zh.lua, text/en.lua. */
enum { PACK, ZH, EN, FILES };

static const char a_story[] = "story \"s\" { silence() }";

static void check(const char *const files[FILES], struct zg_bytes *found) {
  struct world *w = world_new();
  const char *const none[] = {NULL};
  world_write(w, "rules/p/pack.lua", files[PACK]);
  if (files[ZH] != NULL) world_write(w, "rules/p/text/zh.lua", files[ZH]);
  if (files[EN] != NULL) world_write(w, "rules/p/text/en.lua", files[EN]);
  world_write(w, "rules/p/tests/s.lua", a_story);
  zg_bytes_add_text(found, "");
  checked_look(w, none, found);
  assert_null(strstr(found->data, w->dir)); /* the same wherever the folder lies */
  world_free(w);
}

static void assert_clean(const char *const files[FILES]) {
  struct zg_bytes found = {0};
  check(files, &found);
  if (found.len > 0)
    fail_msg("%s%s\nhas nothing wrong, and gave\n%s", files[PACK],
             files[ZH] != NULL ? files[ZH] : "", found.data);
  zg_bytes_fini(&found);
}

/* Exactly one, which begins with `begin` (file and line, level, check) and has the fragment. */
static void assert_found(const char *const files[FILES], const char *begin, const char *fragment) {
  struct zg_bytes found = {0};
  check(files, &found);
  if (!checked_has(found.data, begin, fragment) || world_count(found.data, "\n") != 1)
    fail_msg("%s%s\ngave\n%swanted\n%s … %s", files[PACK], files[ZH] != NULL ? files[ZH] : "",
             found.data, begin, fragment);
  zg_bytes_fini(&found);
}

static void test_findings(void **state) {
  (void)state;
  static const struct {
    const char *bad[FILES], *good[FILES];
    const char *begin, *fragment;
  } cases[] = {
      /* never: a value that its path never has */
      {{WHEN("{ \"message.text\", \"is\", true }")},
       {WHEN("{ \"message.text\", \"is\", \"yes\" }")},
       "rules/p/pack.lua:2: error never:",
       "message.text is never true"},
      {{WHEN("{ \"item.price\", \"between\", { \"20\", \"3\" } }")},
       {WHEN("{ \"item.price\", \"between\", { \"3\", \"20\" } }")},
       "rules/p/pack.lua:2: error never:",
       "swap the two"},
      {{WHEN("{ \"event.type\", \"is\", \"order.paid\" }")},
       {WHEN("{ \"event.type\", \"is\", \"message.received\" }")},
       "rules/p/pack.lua:2: error never:",
       "event.type is never \"order.paid\""},
      {{SET("type = \"boolean\", default = true") ASKS("\"true\"")},
       {SET("type = \"boolean\", default = true") ASKS("false")},
       "rules/p/pack.lua:3: error never:",
       "settings.s is never \"true\""},
      {{SET("type = \"text\", default = \"a\", choices = { \"a\", \"b\" }") ASKS("\"c\"")},
       {SET("type = \"text\", default = \"a\", choices = { \"a\", \"b\" }") ASKS("\"B\"")},
       "rules/p/pack.lua:3: error never:",
       "settings.s is never \"c\""},
      {{SET("type = \"duration\", default = \"2h\"") ASKS("\"2h\"")},
       {SET("type = \"duration\", default = \"2h\"") ASKS("7200")},
       "rules/p/pack.lua:3: error never:",
       "never \"2h\""},
      /* never: tests that exclude one another */
      {{WHEN("{ \"item.sku\", \"is\", \"a\" }, { \"item.sku\", \"is\", \"b\" }")},
       {WHEN("any { { \"item.sku\", \"is\", \"a\" }, { \"item.sku\", \"is\", \"b\" } }")},
       "rules/p/pack.lua:2: error never:",
       "\"is\" and \"is\" never hold together"},
      {{WHEN("{ \"item.sku\", \"is\", \"a\" }, { \"item.sku\", \"in\", { \"b\", \"c\" } }")},
       {WHEN("{ \"item.sku\", \"is\", \"a\" }, { \"item.sku\", \"in\", { \"b\", \"A\" } }")},
       "rules/p/pack.lua:2: error never:",
       "never hold together"},
      {{WHEN("{ \"item.sku\", \"is\", \"a\" }, { \"item.sku\", \"is_not\", \"A\" }")},
       {WHEN("{ \"item.sku\", \"is\", \"a\" }, { \"item.sku\", \"is_not\", \"b\" }")},
       "rules/p/pack.lua:2: error never:",
       "never hold together"},
      {{WHEN("{ \"item.sku\", \"present\" }, { \"item.sku\", \"absent\" }")},
       {WHEN("{ \"item.sku\", \"present\" }, { \"item.name\", \"absent\" }")},
       "rules/p/pack.lua:2: error never:",
       "\"present\" and \"absent\""},
      {{WHEN("{ \"item.sku\", \"absent\" }, all { { \"item.sku\", \"is\", \"a\" } }")},
       {WHEN("{ \"item.sku\", \"absent\" }, none { { \"item.sku\", \"is\", \"a\" } }")},
       "rules/p/pack.lua:2: error never:",
       "never hold together"},
      {{WHEN("{ \"item.price\", \"<\", \"5.00\" }, { \"item.price\", \">=\", 5 }")},
       {WHEN("{ \"item.price\", \"<=\", \"5.00\" }, { \"item.price\", \">=\", 5 }")},
       "rules/p/pack.lua:2: error never:",
       "\"<\" and \">=\" never hold"},
      {{WHEN("{ \"item.price\", \"is\", \"9\" }, { \"item.price\", \"between\", { 1, 8 } }")},
       {WHEN("{ \"item.price\", \"is\", \"8.00\" }, { \"item.price\", \"between\", { 1, 8 } }")},
       "rules/p/pack.lua:2: error never:",
       "never hold together"},
      /* pattern */
      {{MATCHES("在吗？")},
       {MATCHES("在吗[？]")},
       "rules/p/pack.lua:2: warning pattern:",
       "is made \"?\""},
      {{MATCHES("(a|b）)")}, {MATCHES("(a|b)")}, "rules/p/pack.lua:2: error load:", "pattern"},
      {{MATCHES("等…")}, {MATCHES("等。")}, "rules/p/pack.lua:2: warning pattern:", "\"...\""},
      {{MATCHES("\\\\p{Lu}")},
       {MATCHES("\\\\p{L}")},
       "rules/p/pack.lua:2: warning pattern:",
       "no capital letters"},
      {{MATCHES("\\\\x41")}, {MATCHES("\\\\x61")}, "rules/p/pack.lua:2: warning pattern:", "\"A\""},
      /* phrase */
      {{SAYS("\"便宜\", \"便宜点\"")},
       {SAYS("\"便宜些\", \"便宜点\"")},
       "rules/p/pack.lua:2: warning phrase:",
       "\"便宜点\" is never needed: \"便宜\""},
      {{SAYS("\"cheap\", \"cheaper\"")},
       {SAYS("\"hi\", \"which\"")}, /* "hi" begins no word there */
       "rules/p/pack.lua:2: warning phrase:",
       "\"cheaper\" is never needed"},
      {{SAYS("\"便宜\", \"便宜\"")},
       {SAYS("\"便宜\", \"贵\"")},
       "rules/p/pack.lua:2: warning phrase:",
       "is there twice"},
      {{SAYS("\"OK\", \"ｏｋ\"")},
       {SAYS("\"OK\", \"k\"")},
       "rules/p/pack.lua:2: warning phrase:",
       "twice, the other time as \"OK\""},
      {{WHEN("{ \"message.text\", \"says\", text.low }"),
        "return {\n low = {\n\"便宜\",\n\"便宜点\" } }"},
       {WHEN("{ \"message.text\", \"says\", text.low }"),
        "return {\n low = {\n\"便宜\",\n\"贵\" } }"},
       "rules/p/text/zh.lua:4: warning phrase:",
       "\"便宜点\" is never needed"},
      {{SAYS("\"便\xE2\x80\x8B宜\", \"贵\"")},
       {SAYS("\"\xE2\x98\x80\xEF\xB8\x8F\", \"贵\"")}, /* a sun in colours */
       "rules/p/pack.lua:2: warning phrase:",
       "nobody sees, behind its first 3 bytes"},
      /* unknown */
      {{FIRES("return { say(\"helo\"), say(\"hello\") }"), "return { hello = \"您好\" }"},
       {FIRES("return { say(\"hello\") }"), "return { hello = \"您好\" }"},
       "rules/p/pack.lua:3: error unknown:",
       "did you mean \"hello\"?"},
      {{FIRES("local x = text.yse\nreturn { say(x[1]) }") "local y = text.yes",
        "return { yes = { \"好\" } }"},
       {FIRES("local x = event.text.yse\nreturn { say(x[1]) }") "local y = text.yes",
        "return { yes = { \"好\" } }"},
       "rules/p/pack.lua:3: error unknown:",
       "did you mean \"yes\"?"},
      {{SET("type = \"text\", default = \"a\"") "rule \"r\" { " ON
                                                "run = function(event, ctx)\n return { "
                                                "say(ctx.settings.t) } end }"},
       {SET("type = \"text\", default = \"a\"") "rule \"r\" { " ON
                                                "run = function(event, ctx)\n return { "
                                                "say(ctx.settings.s) } end }"},
       "rules/p/pack.lua:4: error unknown:",
       "settings: \"t\" is nowhere declared"},
      /* blank */
      {{FIRES("return { say(\"a\", { name = 1 }) }"), "return {\n a = \"{nam}\" }"},
       {FIRES("return { say(\"a\", { name = 1 }) }"), "return {\n a = \"{name}\" }"},
       "rules/p/text/zh.lua:2: warning blank:",
       "{nam}"},
      {{FIRES("local b = { [\"due_\" .. \"day\"] = 1 }\nreturn { say(\"a\", b) }"),
        "return {\n a = \"{due_hour}\" }"},
       {FIRES("local b = { [\"due_\" .. \"day\"] = 1 }\nreturn { say(\"a\", b) }"),
        "return {\n a = \"{due_day}\" }"},
       "rules/p/text/zh.lua:2: warning blank:",
       "{due_hour}"},
      {{FIRES("local who = 1\nreturn { say(\"a\", { name = 1 }) }"), "return {\n a = \"{who}\" }"},
       {FIRES("local who = 1\nreturn { say(\"a\", { name = 1 }) }"),
        "return {\n a = { \"{who}\", \"{name}\" } }"},
       "rules/p/pack.lua:4: warning blank:",
       "cannot be said in zh: nothing is given for its blank {who}"},
      /* unsaid, language, length */
      {{FIRES("return { say(\"a\") }"), "return { a = \"x\",\n b = \"y\" }"},
       {FIRES("return { say(event.x and \"a\" or \"b\") }"), "return { a = \"x\",\n b = \"y\" }"},
       "rules/p/text/zh.lua:2: warning unsaid:",
       "\"b\" is named nowhere"},
      {{FIRES("return { say(\"late_at\") }"), "return { late_at = \"x\",\n late_by = \"y\" }"},
       {FIRES("return { say(\"late\" .. (event.x and \"_at\" or \"_by\")) }"),
        "return { late_at = \"x\",\n late_by = \"y\" }"},
       "rules/p/text/zh.lua:2: warning unsaid:",
       "late_by"},
      {{FIRES("return { say(\"a\"), say(\"b\") }"), "return { a = \"x\",\n b = \"y\" }",
        "return { a = \"z\" }"},
       {FIRES("return { say(\"a\"), say(\"b\") }"), "return { a = \"x\",\n b = \"y\" }",
        "return { a = \"z\", b = \"z\" }"},
       "rules/p/text/zh.lua:2: warning language:",
       "is there in zh, and not in en"},
      /* timer */
      {{FIRES("ctx.after(\"30s\", \"think\")\nreturn {}")},
       {FIRES("ctx.after(\"30s\", \"think\")\nreturn {}") "rule \"t\" { on = \"timer.think\", " RUN
                                                          " }"},
       "rules/p/pack.lua:3: warning timer:",
       "no rule waits for the timer \"think\""},
      {{FIRES("ctx.at(math.max(ctx.now, 5), \"think\", { a = 1 })") "rule \"t\" { on = "
                                                                    "\"timer.*\", " RUN " } "
                                                                    "rule \"u\" { on = "
                                                                    "\"timer.thnk\", " RUN " }"},
       {FIRES("ctx.at(math.max(ctx.now, 5), \"think\", { a = 1 })") "rule \"t\" { on = "
                                                                    "\"timer.*\", " RUN " } "
                                                                    "rule \"u\" { on = "
                                                                    "\"timer.think\", " RUN " }"},
       "rules/p/pack.lua:5: warning timer:",
       "\"thnk\", which nothing"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_found(cases[i].bad, cases[i].begin, cases[i].fragment);
    assert_clean(cases[i].good);
  }
}

/* Two rules in one pack for the same; only where the first always answers. */
#define FIRST(when, more) "rule \"a\" { " ON when "claims = \"reply\", " more RUN " }\n"
#define SECOND(when, more) "rule \"b\" { " ON when "claims = \"reply\", " more RUN " }\n"
#define HI "when = { { \"message.text\", \"says\", { \"hi\", \"hello\" } } }, "
#define ONLY_HI "when = { { \"message.text\", \"says\", \"hi\" }, { \"order.id\", \"present\" } }, "

static void test_shadows(void **state) {
  (void)state;
  static const char *const shadowed[] = {
      HEAD FIRST("", "") SECOND("", ""),
      HEAD FIRST("", "") SECOND(HI, ""),
      HEAD FIRST(HI, "") SECOND(ONLY_HI, ""),
      HEAD FIRST(HI, "settle = \"2s\", ") SECOND(ONLY_HI, "settle = \"2s\", priority = -1, "),
  };
  static const char *const free[] = {
      HEAD FIRST(ONLY_HI, "") SECOND(HI, ""),
      HEAD FIRST(HI, "") SECOND(HI, "priority = 1, with_human = true, "),
      HEAD FIRST(HI, "settle = \"2s\", ") SECOND(HI, ""),
      HEAD FIRST(HI, "") SECOND(HI, "scope = \"shop\", "),
      HEAD FIRST(HI, "") "rule \"b\" { " ON HI RUN " }\n", /* it claims nothing */
      HEAD "rule \"a\" { " ON "claims = \"reply\", run = function(event, ctx)\n"
           "if event.order then return { say(\"a b\") } end\nend }\n" SECOND("", ""),
  };
  for (size_t i = 0; i < sizeof shadowed / sizeof shadowed[0]; i++)
    assert_found((const char *const[FILES]){shadowed[i]},
                 "rules/p/pack.lua:3: warning shadow:", "rule \"a\" comes first");
  for (size_t i = 0; i < sizeof free / sizeof free[0]; i++) {
    if (i == 1) continue; /* the second comes first then, and leaves nothing to the first */
    assert_clean((const char *const[FILES]){free[i]});
  }
  assert_found((const char *const[FILES]){free[1]},
               "rules/p/pack.lua:2: warning shadow:", "rule \"b\" comes first");
}

static void test_length_and_stories(void **state) {
  (void)state;
  char text[1100] = "return { a = \"";
  size_t len = strlen(text);
  memset(text + len, 'x', 501);
  strcpy(text + len + 501, "\" }");
  const char *const files[FILES] = {FIRES("return { say(\"a\") }"), text};
  assert_found(files, "rules/p/text/zh.lua:1: warning length:", "has 501 characters");
  strcpy(text + len + 500, "\" }");
  assert_clean(files);
  struct world *w = world_new();
  struct zg_bytes found = {0};
  const char *const none[] = {NULL};
  world_write(w, "rules/p/pack.lua", FIRES("return {}"));
  checked_look(w, none, &found);
  assert_string_equal(found.data, "rules/p/pack.lua:0: warning story: the pack p has no stories; "
                                  "write down what it does in tests/*.lua, and `zhanggui test` "
                                  "shows it\n");
  zg_bytes_fini(&found);
  world_free(w);
}

/* All that is wrong is told, not only the first. */
static void test_many_faults(void **state) {
  (void)state;
  static const char *const files[FILES] = {
      HEAD "settings {\n"
           "  a = { type = \"txet\" },\n"
           "  b = { type = \"boolean\", default = 5 },\n"
           "}\n"
           "rule \"one\" { on = \"message.received\",\n"
           "  when = { { \"mesage.text\", \"present\" }, { \"message.text\", \"sais\", \"x\" },\n"
           "           any { { \"item.price\", \"<\", \"x\" } } }, " RUN " }\n"
           "rule \"two\" { onn = 1 }\n"
           "rule \"three\" { " ON "when = { { \"message.text\", \"says\", text.nothing } }, "
           "settle = \"x\", " RUN " }\n"
           "guard \"g\" { on = \"message.send\" }\n"};
  static const char *const wanted[][2] = {
      {"rules/p/pack.lua:2: error load: setting \"a\"", "did you mean \"text\""},
      {"rules/p/pack.lua:2: error load: setting \"b\"", "true or false"},
      {"rules/p/pack.lua:6: error load: rule \"one\"", "did you mean \"message\""},
      {"rules/p/pack.lua:6: error load: rule \"one\"", "did you mean \"says\""},
      {"rules/p/pack.lua:6: error load: rule \"one\"", "wants a number"},
      {"rules/p/pack.lua:9: error load: rule \"two\"", "did you mean \"on\""},
      {"rules/p/pack.lua:10: error load: text:", "\"nothing\" is no text"},
      {"rules/p/pack.lua:10: error load: rule \"three\"", "not a duration"},
      {"rules/p/pack.lua:11: error load: guard \"g\"", "\"run\" must be"},
  };
  struct zg_bytes found = {0};
  check(files, &found);
  size_t count = sizeof wanted / sizeof wanted[0];
  for (size_t i = 0; i < count; i++)
    if (!checked_has(found.data, wanted[i][0], wanted[i][1]))
      fail_msg("%s … %s\nis not in\n%s", wanted[i][0], wanted[i][1], found.data);
  assert_int_equal(world_count(found.data, "\n"), count);
  zg_bytes_fini(&found);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_findings),
      cmocka_unit_test(test_shadows),
      cmocka_unit_test(test_length_and_stories),
      cmocka_unit_test(test_many_faults),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
