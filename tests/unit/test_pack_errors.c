/* test_pack_errors: what people get wrong in packs, and whether they are told where. */
#include "unit/refused.h"

static void test_packs(void **state) {
  (void)state;
  static const struct {
    const char *pack;
    int line;
    const char *fragment;
  } cases[] = {
      /* pack */
      {"", 0, "no pack {"},
      {"-- nothing", 0, "no pack {"},
      {"pack {}", 1, "\"name\""},
      {"\npack { name = 5 }", 2, "\"name\""},
      {"pack { name = \"\" }", 1, "one word"},
      {"pack { name = \"two words\" }", 1, "one word"},
      {"pack { name = \"~engine\" }", 1, "one word"},
      {"pack { name = \"a/b\" }", 1, "one word"},
      {"pack { name = \"a\\0b\" }", 1, "pack"},
      {"pack { name = \"\\xff\" }", 1, "pack"},
      {"pack { name = \"p\", api = 2 }", 1, "api 2"},
      {"pack { name = \"p\", api = \"1\" }", 1, "whole number"},
      {"pack { name = \"p\", api = 1.5 }", 1, "whole number"},
      {"pack { name = \"p\", nmae = 1 }", 1, "did you mean \"name\""},
      {"pack { \"p\" }", 1, "without a name"},
      {"pack \"p\"", 1, "table"},
      {"pack()", 1, "table"},
      {HEAD HEAD, 2, "twice"},
      {NESTED("33"), 3, "more than 32 deep"},
      {NESTED("60000"), 3, "more than 32 deep"},
      {"rule \"r\" { " RUN " }", 1, "pack {"},
      {"guard \"g\" { " RUN " }", 1, "pack {"},
      {"settings {}", 1, "pack {"},
      /* rules */
      {HEAD "rule {}", 2, "name"},
      {HEAD "rule \"\" { " RUN " }", 2, "name"},
      {HEAD "rule(5)({})", 2, "name"},
      {HEAD "rule \"r\" (5)", 2, "rule \"r\""},
      {HEAD "rule \"\\xff\" { " RUN " }", 2, "needs a name"},
      {HEAD "rule \"a\\0b\" { " RUN " }", 2, "needs a name"},
      {RULE("run = function() end"), 3, "no \"on\""},
      {RULE("on = {}, run = function() end"), 3, "\"on\""},
      {RULE("on = 5, run = function() end"), 3, "\"on\""},
      {RULE("on = { \"a\", 5 }, run = function() end"), 3, "\"on\""},
      {RULE("on = \"message.received\""), 3, "\"run\""},
      {RULE("on = \"message.received\", run = 5"), 3, "\"run\""},
      {RULE("on = \"message.received\", run = say"), 3, "\"run\""},
      {RULE("oon = 5, " RUN), 3, "did you mean \"on\""},
      {RULE("wen = 5, " RUN), 3, "\"when\""},
      {RULE("1, " RUN), 3, "without a name"},
      {RULE("label = 5, " RUN), 3, "\"label\""},
      {RULE("label = \"\\xff\", " RUN), 3, "\"label\""},
      {RULE("claims = true, " RUN), 3, "\"claims\""},
      {RULE("priority = \"high\", " RUN), 3, "\"priority\""},
      {RULE("priority = 1.5, " RUN), 3, "\"priority\""},
      {RULE("priority = 1e300, " RUN), 3, "\"priority\""},
      {RULE("priority = 3000000000, " RUN), 3, "\"priority\""},
      {RULE("with_human = 1, " RUN), 3, "\"with_human\""},
      {RULE("scope = \"shops\", " RUN), 3, "did you mean \"shop\""},
      {RULE("scope = \"planet\", " RUN), 3, "scope"},
      {RULE("settle = \"soon\", " RUN), 3, "duration"},
      {RULE("settle = -1, " RUN), 3, "duration"},
      {RULE("settle = 0/0, " RUN), 3, "duration"},
      {RULE("settle = true, " RUN), 3, "duration"},
      {RULE("settle = \"1s\", unless_within = { events = \"a.b\", time = \"1s\" }, " RUN), 3,
       "do not go together"},
      {RULE("unless_within = 5, " RUN), 3, "unless_within"},
      {RULE("unless_within = {}, " RUN), 3, "events"},
      {RULE("unless_within = { events = \"a.b\" }, " RUN), 3, "duration"},
      {RULE("unless_within = { events = { \"order.*\" }, time = \"1s\" }, " RUN), 3, "order.*"},
      {RULE("unless_within = { events = \"a.b\", tiem = \"1s\" }, " RUN), 3, "\"time\""},
      {HEAD "rule \"r\" { " RUN " }\nrule \"r\" { " RUN " }", 3, "two of that name"},
      {HEAD "guard \"g\" { on = \"message.send\" }", 2, "guard \"g\""},
      {HEAD "guard \"g\" { run = function() end }", 2, "guard \"g\""},
      {HEAD "guard \"g\" { " RUN ", when = {} }", 2, "\"when\""},
      /* conditions */
      {WHEN("{ \"message.txt\", \"says\", \"x\" }"), 3, "did you mean \"text\""},
      {WHEN("{ \"mesage.text\", \"says\", \"x\" }"), 3, "did you mean \"message\""},
      {WHEN("{ \"weather.rain\", \"present\" }"), 3, "weather"},
      {HEAD "rule \"r\" { on = { \"weather.changed\", \"message.sent\" }, " RUN
            ", when = { { \"message.txt\", \"says\", \"x\" } } }",
       2, "did you mean \"text\""},
      {WHEN("{ \"message.text\", \"says\", \"x\", label = {} }"), 3, "for each language"},
      {WHEN("{ \"message.text\", \"says\", \"x\", label = { zh = 5 } }"), 3, "for each language"},
      {WHEN("{ \"message.text\", \"says\", \"x\", label = { \"x\" } }"), 3, "for each language"},
      {WHEN("{ \"message.text\", \"say\", \"x\" }"), 3, "did you mean \"says\""},
      {WHEN("{ \"message.text\", \"~=\", \"x\" }"), 3, "operator"},
      {WHEN("{ \"message..text\", \"says\", \"x\" }"), 3, "not a path"},
      {WHEN("{ \"\", \"says\", \"x\" }"), 3, "not a path"},
      {WHEN("{ \"message.text.\", \"says\", \"x\" }"), 3, "not a path"},
      {WHEN("{ \"facts.name\", \"present\" }"), 3, "facts.conversation.name"},
      {WHEN("{ \"facts.conversation\", \"present\" }"), 3, "facts.conversation.name"},
      {WHEN("{ \"facts.planet.name\", \"present\" }"), 3, "not a path"},
      {WHEN("{ \"state.x\", \"present\" }"), 3, "state.conversation.name"},
      {WHEN("{ \"settings.x\", \"present\" }"), 3, "settings.x"},
      {WHEN("{ \"settings\", \"present\" }"), 3, "settings"},
      {WHEN("{ \"message.text\", \"says\" }"), 3, "wants a value"},
      {WHEN("{ \"message.text\", \"present\", 1 }"), 3, "takes no value"},
      {WHEN("{ \"message.text\", \"says\", {} }"), 3, "phrase"},
      {WHEN("{ \"message.text\", \"says\", \"\" }"), 3, "empty"},
      {WHEN("{ \"message.text\", \"says\", { \"a\", \"\" } }"), 3, "empty"},
      {WHEN("{ \"message.text\", \"says\", { \"a\", 5 } }"), 3, "phrase"},
      {WHEN("{ \"message.text\", \"says\", { a = \"b\" } }"), 3, "phrase"},
      {WHEN("{ \"message.text\", \"says\", 5 }"), 3, "phrase"},
      {WHEN("{ \"message.text\", \"matches\", \"(\" }"), 3, "rule \"r\""},
      {WHEN("{ \"message.text\", \"matches\", 5 }"), 3, "regular expression"},
      {WHEN("{ \"message.text\", \"in\", \"x\" }"), 3, "list"},
      {WHEN("{ \"message.text\", \"is\", { \"x\" } }"), 3, "\"in\""},
      {WHEN("{ \"order.price\", \"<\", \"much\" }"), 3, "number"},
      {WHEN("{ \"order.price\", \"<\", true }"), 3, "number"},
      {WHEN("{ \"order.price\", \"between\", { 1 } }"), 3, "two values"},
      {WHEN("{ \"order.price\", \"between\", 1 }"), 3, "two values"},
      {WHEN("{ \"order.price\", \"between\", { \"a\", \"b\" } }"), 3, "number"},
      {WHEN("{ \"order.price\", \"between\", { 1, true } }"), 3, "number"},
      {WHEN("{ \"order.paid_at\", \"older_than\", \"yesterday\" }"), 3, "duration"},
      {WHEN("{ \"message.text\", \"says\", \"x\", lable = \"y\" }"), 3, "label"},
      {WHEN("{ \"message.text\", \"says\", \"x\", label = 5 }"), 3, "label"},
      {WHEN("{ \"message.text\", \"says\", \"x\", \"y\" }"), 3, "condition"},
      {WHEN("{ \"message.text\" }"), 3, "condition is"},
      {WHEN("{ 5, \"is\", 5 }"), 3, "condition is"},
      {WHEN("\"message.text\", \"sais\", \"x\""), 3, "operator"},
      {WHEN("any {}"), 3, "empty"},
      {WHEN("any { \"message.text\", \"says\", \"x\" }"), 3, "condition"},
      {WHEN("none { a = { \"message.text\", \"present\" } }"), 3, "names"},
      {WHEN("{ \"message.text\", \"present\" }, { any = { { \"x.y\", \"present\" } } }"), 3, "x"},
      {WHEN("{ \"message.text\", \"present\" }, x = 1"), 3, "names"},
      {WHEN("function() end"), 3, "condition"},
      {RULE("when = 5, " RUN), 3, "\"when\""},
      {RULE("when = function() end, " RUN), 3, "\"when\""},
      {HEAD "any(5)", 2, "table"},
      /* texts and settings that are not there */
      {HEAD "local x = text.nothing", 2, "text"},
      {HEAD "local x = settings.nothing", 2, "setting"},
      {HEAD "text.x = 5", 2, "text folder"},
      {HEAD "settings.x = 5", 2, "settings"},
      /* settings, the pack's fault */
      {HEAD "settings { x = 5 }", 2, "setting \"x\""},
      {HEAD "settings { x = {} }", 2, "\"type\""},
      {HEAD "settings { x = { type = \"colour\" } }", 2, "type of setting"},
      {HEAD "settings { x = { type = \"txt\" } }", 2, "did you mean \"text\""},
      {HEAD "settings { x = { type = \"text\", defualt = 1 } }", 2, "\"default\""},
      {HEAD "settings { x = { type = \"integer\", default = 1.5 } }", 2, "whole number"},
      {HEAD "settings { x = { type = \"boolean\", default = 1 } }", 2, "true or false"},
      {HEAD "settings { x = { type = \"duration\", default = \"x\" } }", 2, "duration"},
      {HEAD "settings { x = { type = \"duration\", default = -5 } }", 2, "duration"},
      {HEAD "settings { x = { type = \"share\", default = 3 } }", 2, "share"},
      {HEAD "settings { x = { type = \"share\", default = \"101%\" } }", 2, "share"},
      {HEAD "settings { x = { type = \"money\", default = \"x\" } }", 2, "amount"},
      {HEAD "settings { x = { type = \"money\", default = \"1.234\" } }", 2, "amount"},
      {HEAD "settings { x = { type = \"list\" } }", 2, "\"of\""},
      {HEAD "settings { x = { type = \"list\", of = \"text\", default = { 1 } } }", 2, "list"},
      {HEAD "settings { x = { type = \"list\", of = \"text\", default = \"a\" } }", 2, "list"},
      {HEAD "settings { x = { type = \"list\", of = \"list\", default = { { { } } } } }", 2,
       "list"},
      {HEAD "settings { x = { type = \"text\" } }", 2, "no default"},
      {HEAD "settings { x = { type = \"integer\", default = 5, max = 4 } }", 2, "own min"},
      {HEAD "settings { x = { type = \"duration\", default = \"5h\", max = \"4h\" } }", 2,
       "own min"},
      {HEAD "settings { x = { type = \"text\", default = \"a\", choices = { \"b\" } } }", 2,
       "own min"},
      {HEAD "settings { x = { type = \"text\", default = \"a\", about = 5 } }", 2, "\"about\""},
      {HEAD "settings { 5 }", 2, "name"},
      {HEAD "settings(5)", 2, "table"},
      {HEAD "settings { x = { type = \"text\", default = \"\" } }\nsettings { }", 3, "twice"},
      {HEAD "settings { x = { type = \"text\", default = say } }", 2, "cannot keep"},
      {HEAD "settings { x = { type = \"text\", default = \"a\", about = {} } }", 2, "\"about\""},
      {HEAD "settings { x = { type = \"text\", default = \"a\", about = { \"b\" } } }", 2,
       "\"about\""},
      {HEAD "settings { x = { type = \"text\", default = \"a\", about = { zh = 5 } } }", 2,
       "\"about\""},
      /* Lua itself */
      {HEAD "\nrule \"r\" {", 3, "expected"},
      {HEAD "x = = 1", 2, "unexpected symbol"},
      {HEAD "local x <const> = 1; x = 2", 2, "x"},
      {HEAD "error(\"by hand\")", 2, "by hand"},
      {HEAD "error({})", 0, "no text"},
      {HEAD "local x = nil; x.y = 1", 2, "nil value"},
      {HEAD "print(\"x\")", 2, "print"},
      {HEAD "require \"x\"", 2, "require"},
      {HEAD "while true do end", 2, "steps"},
      {HEAD "while true do pcall(function() while true do end end) end", 2, "steps"},
      {HEAD "local t = {} while true do t[#t + 1] = {} end", 0, "memory"},
      {HEAD "\n\nlocal x = say(\"x\")", 4, "while a rule runs"},
      {"\xEF\xBB\xBF" HEAD "x()", 2, "nil value"}, /* a byte-order mark is no fault */
      {"#!/usr/bin/lua\n" HEAD, 1, "'#'"},
      {"pack { name = \"\xff\" }", 0, "UTF-8"},
      {"\x1bLua", 0, "binary"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused(&(struct files){.pack = cases[i].pack}, "/rules/p/pack.lua", cases[i].line,
                   cases[i].fragment);
}

/* The same pack text, told where it went wrong in a rule: its name is in the message. */
static void test_the_rule_is_named(void **state) {
  (void)state;
  static const char *const packs[] = {RULE("oon = 5, " RUN), RULE("on = \"message.received\""),
                                      WHEN("{ \"message.txt\", \"says\", \"x\" }"),
                                      WHEN("{ \"message.text\", \"sais\", \"x\" }"),
                                      RULE("settle = \"soon\", " RUN)};
  for (size_t i = 0; i < sizeof packs / sizeof packs[0]; i++)
    assert_refused(&(struct files){.pack = packs[i]}, "/p/pack.lua", 3, "rule \"r\"");
}

static void test_texts(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int line;
    const char *fragment;
  } cases[] = {
      {"", 0, "return a table"},
      {"return 5", 0, "return a table"},
      {"return { \"x\" }", 0, "name"},
      {"return { a = 5 }", 0, "\"a\""},
      {"return { a = {} }", 0, "\"a\""},
      {"return { a = { 1 } }", 0, "\"a\""},
      {"return { a = { \"\\xff\" } }", 0, "\"a\""},
      {"return { a = \"x\",\n b = = }", 2, "unexpected symbol"},
      {"\n\nerror(\"by hand\")", 3, "by hand"},
      {"\nreturn { a = say(\"x\") }", 2, "while a rule runs"},
      {"\nwhile true do end", 2, "steps"},
      {"return { a = \"\xff\" }", 0, "UTF-8"},
      {"\x1bLua", 0, "binary"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused(&(struct files){.pack = HEAD, .text = cases[i].text}, "/p/text/zh.lua",
                   cases[i].line, cases[i].fragment);
}

/* What is unusual and yet right. */
static void test_what_loads(void **state) {
  (void)state;
  static const struct files good[] = {
      {.pack = HEAD},
      {.pack = "\xEF\xBB\xBF" HEAD},
      {.pack = "pack { name = \"茶\", version = \"1\", about = \"x\", api = 1 }"},
      {.pack = RULE("on = { \"a\", \"b.*\", \"*\" }, run = function() end")},
      {.pack = RULE("when = { \"message.text\", \"present\" }, " RUN)},
      {.pack = RULE("when = any { { \"message.text\", \"present\" } }, " RUN)},
      {.pack =
           WHEN("any { { \"message.text\", \"present\" }, none { { \"item.sku\", \"is\", 5 } } }")},
      {.pack = WHEN("{ \"data.weather.rain\", \"present\" }")},
      {.pack = HEAD "rule \"r\" { on = \"weather.changed\", when = { { \"rain.mm\", \">\", 1 } }, "
                    "run = function() end }"},
      {.pack = WHEN("{ \"order.price\", \"between\", { \"1.50\", 20 } }")},
      {.pack = RULE("settle = 0, " RUN)},
      {.pack = RULE("settle = 2.5, " RUN)},
      {.pack = HEAD, .text = "return {}"},
      {.pack = NESTED("32")},
  };
  assert_loads(good, sizeof good / sizeof good[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_packs),
      cmocka_unit_test(test_the_rule_is_named),
      cmocka_unit_test(test_texts),
      cmocka_unit_test(test_what_loads),
  };
  return cmocka_run_group_tests_name("pack_errors", tests, world_setup, world_teardown);
}
