/* test_pack_errors: what people get wrong in packs and shops, and whether they are told where. */
#include "unit/world.h"

#include "rules/shop.h"

/* What lies where; NULL: no such file. */
struct files {
  const char *pack, *text, *shop, *products;
};

/* What is looked for among all that is wrong. */
struct wanted {
  const char *file, *fragment;
  int line;
  size_t told, found;
};

static bool ends_in(const char *text, const char *end) {
  size_t len = strlen(text), end_len = strlen(end);
  return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static void on_fault(void *arg, const struct zg_error *err) {
  struct wanted *wanted = arg;
  wanted->told++;
  wanted->found += err->code == ZG_ELOAD && ends_in(err->file, wanted->file) &&
                   err->line == wanted->line && strstr(err->message, wanted->fragment) != NULL;
}

/* With `all`, loading goes on behind what is wrong, and tells it. */
static int load(struct world *w, const struct files *files, struct wanted *all,
                struct zg_error *err) {
  char rules[80], dir[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  snprintf(dir, sizeof dir, "%s/tea-house", w->dir);
  if (files->pack != NULL) world_write(w, "rules/p/pack.lua", files->pack);
  if (files->text != NULL) world_write(w, "rules/p/text/zh.lua", files->text);
  if (files->shop != NULL) world_write(w, "tea-house/shop.lua", files->shop);
  if (files->products != NULL) world_write(w, "tea-house/tables/products.csv", files->products);
  struct zg_shop *shop = NULL;
  const struct zg_shop_source source = {
      .dir = files->shop != NULL || files->products != NULL ? dir : NULL,
      .rules = rules,
      .text = world_text,
      .fault = all != NULL ? on_fault : NULL,
      .arg = all};
  int result = zg_shop_load(&source, &shop, err);
  if (result == ZG_ELOAD && all != NULL) on_fault(all, err);
  if (result == 0) zg_shop_free(shop);
  return result;
}

static void assert_refused(const struct files *files, const char *file, int line,
                           const char *fragment) {
  struct world *w = world_new();
  struct zg_error err = {0};
  int result = load(w, files, NULL, &err);
  struct wanted all = {.file = file, .line = line, .fragment = fragment};
  struct zg_error unused = {0};
  load(w, files, &all, &unused);
  const char *shown = files->pack != NULL ? files->pack : files->shop;
  if (result == 0) fail_msg("this loads: %s", shown);
  if (result != ZG_ELOAD || err.code != ZG_ELOAD || !ends_in(err.file, file) || err.line != line ||
      strstr(err.message, fragment) == NULL || strstr(err.message, "(null)") != NULL)
    fail_msg("%s\ngave %s:%d: %s\nwanted %s:%d: %s", shown, err.file, err.line, err.message, file,
             line, fragment);
  if (all.found == 0)
    fail_msg("%s\nwanted %s:%d: %s\namong the %zu faults told", shown, file, line, fragment,
             all.told);
  assert_null(strstr(err.message, w->dir)); /* the same wherever the folder lies */
  world_free(w);
}

/* On line 1 the pack; the fault is on the line told. */
#define HEAD "pack { name = \"p\" }\n"
#define RULE(body) HEAD "\nrule \"r\" {\n" body "\n}"
#define RUN "on = \"message.received\", run = function() end"
#define WHEN(condition) RULE("when = { " condition " }, " RUN)

#define NESTED(depth)                                                                              \
  HEAD "local c = { \"message.text\", \"present\" } for i = 1, " depth " do c = any { c } end\n"   \
       "rule \"r\" { when = c, " RUN " }"

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
      {HEAD "rule \"\\xff\" { " RUN " }", 2, ""},
      {HEAD "rule \"a\\0b\" { " RUN " }", 2, ""},
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
      {HEAD "settings { x = { type = \"integer\", default = 5, max = 4 } }", 2, ""},
      {HEAD "settings { x = { type = \"duration\", default = \"5h\", max = \"4h\" } }", 2, ""},
      {HEAD "settings { x = { type = \"text\", default = \"a\", choices = { \"b\" } } }", 2, ""},
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
      {"#!/usr/bin/lua\n" HEAD, 1, ""},
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

#define DECLARED                                                                                   \
  HEAD "settings {\n"                                                                              \
       "  wait = { type = \"duration\", default = \"1h\", max = \"2h\" },\n"                       \
       "  times = { type = \"integer\", default = 3, min = 1, max = 5 },\n"                        \
       "  tone = { type = \"text\", default = \"a\", choices = { \"a\", \"b\" } },\n"              \
       "  words = { type = \"list\", of = \"text\", default = { \"a\" } },\n"                      \
       "  least = { type = \"money\", default = \"1.00\" },\n"                                     \
       "  cut = { type = \"share\", default = \"3%\" },\n"                                         \
       "  on = { type = \"boolean\", default = true },\n"                                          \
       "}"
#define SHOP(rest) "shop {\n  name = \"x\",\n" rest "\n}"
#define SETS(setting) SHOP("  packs = { p = {\n    " setting "\n  } },")

static void test_shops(void **state) {
  (void)state;
  static const struct {
    const char *shop;
    int line;
    const char *fragment;
  } cases[] = {
      {"", 0, "declares no shop"},
      {"return 5", 0, "declares no shop"},
      {"shop(5)", 1, "table"},
      {"shop {", 1, "expected"},
      {"shop {}\nshop {}", 2, "twice"},
      {"\n\nx()", 3, "nil value"},
      {"while true do end", 1, "steps"},
      {"shop { f = function() end }", 1, "cannot keep"},
      {SHOP("  nmae = 1"), 3, "did you mean \"name\""},
      {SHOP("  colour = 1"), 3, "colour"},
      {SHOP("  1"), 1, "names"},
      {SHOP("  currency = \"yuan\""), 3, "currency"},
      {SHOP("  currency = 5"), 3, "currency"},
      {SHOP("  language = \"\""), 3, "language"},
      {SHOP("  sources = { 5 }"), 3, "sources"},
      {SHOP("  sources = 5"), 3, "sources"},
      {SHOP("  limits = { largest_cut = 5 }"), 3, "largest_cut"},
      {SHOP("  limits = { largest_cut = \"x\" }"), 3, "largest_cut"},
      {SHOP("  limits = {\n    larges_cut = \"5%\" }"), 4, "did you mean \"largest_cut\""},
      {SHOP("  limits = 5"), 3, "limits"},
      {SHOP("  authority = {\n    cutt = \"1%\" }"), 4, "did you mean \"cut\""},
      {SHOP("  authority = {\n    days = 3 }"), 4, "authority has no \"days\""},
      {SHOP("  authority = {\n    cut = \"1\" }"), 4, "authority.cut must be a share"},
      {SHOP("  authority = { cut = \"101%\" }"), 3, "authority.cut"},
      {SHOP("  authority = { cut = 1 }"), 3, "authority.cut"},
      {SHOP("  authority = { cut = true }"), 3, "authority.cut"},
      {SHOP("  authority = { cut = { \"1%\" } }"), 3, "authority.cut"},
      {SHOP("  authority = { \"1%\" }"), 3, "authority"},
      {SHOP("  authority = \"1%\""), 3, "authority must be a table"},
      {SHOP("  packs = 5"), 3, "packs"},
      {SHOP("  packs = { \"p\" }"), 3, "packs"},
      {SHOP("  packs = {\n    nobody = {} }"), 4, "no pack nobody"},
      {SHOP("  packs = {\n    p = 5 }"), 4, "packs.p"},
      {SHOP("  packs = {\n    p = \"on\" }"), 4, "packs.p"},
      {SHOP("  packs = {\n    p = { \"on\" } }"), 4, "packs.p"},
      {SETS("watt = \"1h\""), 4, "did you mean \"wait\""},
      {SETS("wait = \"soon\""), 4, "duration"},
      {SETS("wait = \"3h\""), 4, "bounds"},
      {SETS("wait = true"), 4, "duration"},
      {SETS("times = 0"), 4, "bounds"},
      {SETS("times = 6"), 4, "bounds"},
      {SETS("times = \"3\""), 4, "whole number"},
      {SETS("times = 2.5"), 4, "whole number"},
      {SETS("tone = \"c\""), 4, "one of"},
      {SETS("tone = 5"), 4, "text"},
      {SETS("words = \"a\""), 4, "list"},
      {SETS("words = { 5 }"), 4, "list"},
      {SETS("words = { a = \"b\" }"), 4, "list"},
      {SETS("least = \"x\""), 4, "amount"},
      {SETS("least = \"0.001\""), 4, "amount"},
      {SETS("cut = 3"), 4, "share"},
      {SETS("on = \"yes\""), 4, "true or false"},
      {SETS("overtimes = 1,\n    times = 9"), 5,
       "times"}, /* the line of the name, not of its tail */
      {SETS("-- times = 3 would do\n    times = 9"), 5, "times"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    if (i + 2 == sizeof cases / sizeof cases[0]) {
      assert_refused(&(struct files){.pack = HEAD "settings { overtimes = { type = \"integer\", "
                                                  "default = 1 }, times = { type = \"integer\", "
                                                  "default = 1, max = 5 } }",
                                     .shop = cases[i].shop},
                     "/tea-house/shop.lua", cases[i].line, cases[i].fragment);
      continue;
    }
    assert_refused(&(struct files){.pack = DECLARED, .shop = cases[i].shop}, "/tea-house/shop.lua",
                   cases[i].line, cases[i].fragment);
  }
}

static void test_a_setting_nobody_gives(void **state) {
  (void)state;
  const struct files files = {.pack = HEAD "settings { x = { type = \"text\" } }",
                              .shop = SHOP("  packs = { p = {} },")};
  assert_refused(&files, "/tea-house/shop.lua", 0, "missing");
}

static void test_tables(void **state) {
  (void)state;
  static const struct {
    const char *products;
    int line;
    const char *fragment;
  } cases[] = {
      {"sku,list_price\ntea,10\ntea,11\n", 3, "tea"},
      {"sku,list_price\ntea,ten\n", 2, "list_price"},
      {"sku,list_price\ntea,10,11\n", 2, ""},
      {"sku,list_price,floor_price\ntea,10,11\n", 2, "floor_price"},
      {"sku,name\ntea,x\n", 1, "list_price"},
      {"sku,list_price\n\"tea,10\n", 2, ""},
      {"sku,list_price\n\xff,10\n", 2, "UTF-8"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused(&(struct files){.pack = HEAD, .shop = "shop {}", .products = cases[i].products},
                   "/tables/products.csv", cases[i].line, cases[i].fragment);
}

static void test_big_files(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_bytes text = {0};
  struct zg_error err = {0};
  zg_bytes_add_text(&text, HEAD "--");
  while (text.len < 64 * 1024)
    zg_bytes_add_char(&text, 'x');
  assert_int_equal(load(w, &(struct files){.pack = text.data}, NULL, &err), 0);
  zg_bytes_add_char(&text, 'x');
  assert_int_equal(load(w, &(struct files){.pack = text.data}, NULL, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/p/pack.lua"));
  assert_non_null(strstr(err.message, "65536"));
  world_free(w);
  zg_bytes_fini(&text);
}

/* Bytecode and bytes that are no text, as they would be written by a tool. */
static void test_files_that_are_no_text(void **state) {
  (void)state;
  static const char bytecode[] = "\x1bLua\x54\0\x19\x93\r\n\x1a\n\x04\x08\x08xV\0\0";
  static const char nul[] = "pack { name = \"p\" }\0 x = = 1";
  struct zg_error err = {0};
  struct world *w = world_new();
  world_write_n(w, "rules/p/pack.lua", bytecode, sizeof bytecode - 1);
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/p/pack.lua"));
  world_write_n(w, "rules/p/pack.lua", nul, sizeof nul - 1);
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  world_free(w);
}

static void test_long_folder_names(void **state) {
  (void)state;
  char path[200] = "rules/";
  struct zg_error err = {0};
  struct world *w = world_new();
  memset(path + 6, 'n', 150);
  strcpy(path + 156, "/pack.lua");
  world_write(w, path, HEAD "\nrule \"r\" {}");
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  assert_int_equal(err.line, 3);
  assert_true(strncmp(err.message, "rule \"r\"", 8) == 0);
  world_free(w);
}

static void test_two_packs_and_two_shops(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_error err = {0};
  world_write(w, "rules/a/pack.lua", HEAD);
  world_write(w, "rules/b/pack.lua", HEAD);
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/rules/b/pack.lua"));
  assert_non_null(strstr(err.message, "p"));
  world_free(w);

  w = world_new();
  char rules[80], one[80], two[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  snprintf(one, sizeof one, "%s/one/", w->dir); /* the slash at the end is no part of the name */
  snprintf(two, sizeof two, "%s/two", w->dir);
  world_write(w, "one/shop.lua", "shop {}");
  world_write(w, "two/shop.lua", "shop { id = \"one\" }");
  const struct zg_shop_source sources[] = {{.dir = one, .rules = rules, .text = world_text},
                                           {.dir = two, .rules = rules, .text = world_text}};
  assert_int_equal(zg_engine_open(&(struct zg_config){0}, sources, 2, &w->zg, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/two/shop.lua"));
  assert_non_null(strstr(err.message, "one"));
  assert_null(w->zg);
  world_free(w);
}

static void test_missing_folders(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_error err = {0};
  struct zg_shop *shop = NULL;
  char rules[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  const struct zg_shop_source none = {.dir = "/nowhere/at/all", .rules = rules, .text = world_text};
  assert_int_equal(zg_shop_load(&none, &shop, &err), ZG_ENOTFOUND);
  const struct zg_shop_source empty = {.dir = w->dir, .rules = rules, .text = world_text};
  assert_int_equal(zg_shop_load(&empty, &shop, &err), ZG_ENOTFOUND);
  const struct zg_shop_source ruleless = {.rules = "/nowhere/at/all", .text = world_text};
  assert_int_equal(zg_shop_load(&ruleless, &shop, &err), ZG_ENOTFOUND);
  assert_null(shop);
  world_free(w);
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
      {.pack = DECLARED,
       .shop = SETS("wait = \"2h\", times = 5, tone = \"b\", words = {}, least = 2, "
                    "cut = \"0%\", on = false")},
      {.pack = DECLARED, .shop = SHOP("packs = { p = true }")},
      {.pack = "x = = 1", .shop = SHOP("packs = { p = false }")}, /* switched off, not even read */
      {.pack = HEAD, .shop = "return { name = \"x\" }"},
      {.pack = HEAD, .shop = "shop { sources = \"taobao/*\", limits = { largest_cut = \"15%\" } }"},
      {.pack = HEAD, .shop = "shop { authority = {} }"},
      {.pack = HEAD, .shop = "shop { authority = { cut = \"0%\" } }"},
      {.pack = HEAD, .shop = "shop { authority = { cut = \"2.5%\" } }"},
      {.pack = HEAD, .shop = "shop {}", .products = "sku,list_price\n"},
      {.pack = HEAD, .text = "return {}"},
      {.pack = NESTED("32")},
  };
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    struct world *w = world_new();
    struct zg_error err = {0};
    if (load(w, &good[i], NULL, &err) < 0)
      fail_msg("%d: %s:%d: %s", (int)i, err.file, err.line, err.message);
    struct wanted all = {.file = "", .fragment = ""};
    assert_int_equal(load(w, &good[i], &all, &err), 0);
    assert_int_equal(all.told, 0);
    world_free(w);
  }
}

/* What a shop's files link to must lie in the shop, or it would show what belongs to another. */
static void test_links_out(void **state) {
  (void)state;
  static const struct {
    const char *link, *to, *blamed; /* blamed: NULL: it may be so */
  } cases[] = {
      {"tea-house/tables/secret.csv", "../../other/tables/t.csv", "/tables/secret.csv"},
      {"tea-house/tables/secret.csv", "../shared/t.csv", NULL},
      {"tea-house/tables", "../other/tables", "/tables/t.csv"},
      {"tea-house/tables", "shared", NULL},
      {"tea-house/tables/secret.csv", "../../tea-house-2/tables/t.csv", "/tables/secret.csv"},
      {"tea-house/shop.lua", "../other/shop.lua", "/shop.lua"},
      {"tea-house/shop.lua", "shared/shop.lua", NULL},
      {"tea-house/packs/q", "../../other/packs/q", "/packs/q/pack.lua"},
      {"tea-house/packs/q", "../shared/q", NULL},
      {"tea-house/packs", "../other/packs", "/packs/q/pack.lua"},
      {"tea-house/packs/p/pack.lua", "../../../other/packs/q/pack.lua", "/p/pack.lua"},
      {"tea-house/packs/p/fees.lua", "../../../other/packs/q/pack.lua", "/p/fees.lua"},
      {"tea-house/packs/p/fees.lua", "../../shared/fees.lua", NULL},
      {"tea-house/packs/p/text/zh.lua", "../../../../other/packs/q/pack.lua", "/p/text/zh.lua"},
      {"tea-house/packs/p/text", "../../../other/packs/q", "/p/text/pack.lua"},
      {"rules/q", "../other/packs/q", NULL},
      {"rules/q/pack.lua", "../../other/packs/q/pack.lua", "/q/pack.lua"},
      {"rules/q/text/zh.lua", "../../common/zh.lua", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    static const char *const homes[] = {"other", "tea-house-2"};
    char path[200], rules[200], dir[200], way[200];
    const char *q = "pack { name = \"q\", version = \"1\", api = 1 }";
    for (size_t h = 0; h < 2; h++) {
      world_write(w, zg_arena_printf(w->arena, "%s/shop.lua", homes[h]), "shop {}");
      world_write(w, zg_arena_printf(w->arena, "%s/tables/t.csv", homes[h]), "k,v\na,b\n");
      world_write(w, zg_arena_printf(w->arena, "%s/packs/q/pack.lua", homes[h]), q);
    }
    world_write(w, "tea-house/shared/t.csv", "k,v\na,b\n");
    world_write(w, "tea-house/shared/shop.lua", "shop {}");
    world_write(w, "tea-house/shared/fees.lua", "return {}");
    world_write(w, "tea-house/shared/q/pack.lua", q);
    world_write(w, "rules/common/zh.lua", "return { a = \"b\" }");
    if (strstr(cases[i].link, "shop.lua") == NULL) world_write(w, "tea-house/shop.lua", "shop {}");
    if (strstr(cases[i].link, "/p/pack.lua") == NULL && strstr(cases[i].link, "/p/") != NULL)
      world_write(w, "tea-house/packs/p/pack.lua",
                  strstr(cases[i].link, "fees") != NULL
                      ? "pack { name = \"p\", version = \"1\", api = 1 } part \"fees\""
                      : "pack { name = \"p\", version = \"1\", api = 1 }");
    if (strncmp(cases[i].link, "rules/q/text", 12) == 0) world_write(w, "rules/q/pack.lua", q);
    /* The folders the link lies in. */
    snprintf(path, sizeof path, "%s.beside", cases[i].link);
    world_write(w, path, "");
    snprintf(path, sizeof path, "%s/%s", w->dir, cases[i].link);
    if (symlink(cases[i].to, path) < 0) fail_msg("%s cannot be linked", cases[i].link);
    snprintf(way, sizeof way, "%s/by-another-way", w->dir);
    assert_int_equal(symlink("tea-house", way), 0);
    snprintf(rules, sizeof rules, "%s/rules", w->dir);
    for (int linked = 0; linked < 2; linked++) {
      snprintf(dir, sizeof dir, "%s/%s", w->dir, linked ? "by-another-way" : "tea-house");
      struct zg_error err = {0};
      struct zg_shop *shop = NULL;
      const struct zg_shop_source source = {.dir = dir, .rules = rules, .text = world_text};
      int result = zg_shop_load(&source, &shop, &err);
      if (cases[i].blamed == NULL && result < 0)
        fail_msg("%s -> %s: %s: %s", cases[i].link, cases[i].to, err.file, err.message);
      if (cases[i].blamed != NULL && (result != ZG_ELOAD || !ends_in(err.file, cases[i].blamed) ||
                                      strstr(err.message, "a link that leads out of") == NULL ||
                                      strstr(err.message, w->dir) != NULL))
        fail_msg("%s -> %s: %d %s: %s", cases[i].link, cases[i].to, result, err.file, err.message);
      if (result == 0) zg_shop_free(shop);
    }
    world_free(w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_links_out),
      cmocka_unit_test(test_packs),
      cmocka_unit_test(test_the_rule_is_named),
      cmocka_unit_test(test_texts),
      cmocka_unit_test(test_shops),
      cmocka_unit_test(test_a_setting_nobody_gives),
      cmocka_unit_test(test_tables),
      cmocka_unit_test(test_big_files),
      cmocka_unit_test(test_files_that_are_no_text),
      cmocka_unit_test(test_long_folder_names),
      cmocka_unit_test(test_two_packs_and_two_shops),
      cmocka_unit_test(test_missing_folders),
      cmocka_unit_test(test_what_loads),
  };
  return cmocka_run_group_tests_name("pack_errors", tests, world_setup, world_teardown);
}
