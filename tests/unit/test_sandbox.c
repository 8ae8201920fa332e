/* test_sandbox: what a pack must not reach, and what its runs must not leave behind. */
#include "unit/world.h"

#include "rules/limits.h"
#include "rules/pack.h"

struct lua_State; /* this floor knows Lua by name only */
int lua_gettop(struct lua_State *lua);

/* Runs `lua` as the body of a rule and gives what the trace says of it; what it says goes into
 * *done. */
static const char *run_body(struct world **out, const char *body) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(
      &lua, "rule \"r\" { on = \"message.received\", run = function(event, ctx) %s end }", body);
  struct world *w = world_of(lua.data);
  zg_bytes_fini(&lua);
  world_say(w, 0, "hi");
  *out = w;
  return world_result(w, "r");
}

static void test_what_must_not_exist(void **state) {
  (void)state;
  static const char *const names[] = {"io",
                                      "os",
                                      "debug",
                                      "require",
                                      "package",
                                      "load",
                                      "loadstring",
                                      "loadfile",
                                      "dofile",
                                      "coroutine",
                                      "string.dump",
                                      "collectgarbage",
                                      "rawset",
                                      "rawget",
                                      "getmetatable",
                                      "xpcall",
                                      "print",
                                      "math.random",
                                      "warn",
                                      "math.randomseed",
                                      "string.pack",
                                      "string.unpack",
                                      "rawlen",
                                      "newproxy",
                                      "module",
                                      "setfenv",
                                      "getfenv",
                                      "unpack",
                                      "string.packsize",
                                      "_G.io",
                                      "_ENV.os",
                                      "_G._G.load"};
  struct world *w = world_new();
  struct zg_bytes lua = {0};
  zg_bytes_add_text(&lua, "rule \"r\" { on = \"message.received\", run = function()\n"
                          "local found = \"\"\n");
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    zg_bytes_printf(&lua, "if %s ~= nil then found = found .. \" %s\" end\n", names[i], names[i]);
  zg_bytes_add_text(&lua, "return { say(\"found:\" .. found) } end }\n");
  world_pack(w, "p", lua.data);
  world_start(w);
  world_say(w, 0, "hi");
  assert_done(w, "message.send found:");
  world_free(w);
  zg_bytes_fini(&lua);
}

/* Every function and table that can be reached from the globals, by name: nothing joins unseen. */
static void test_what_exists(void **state) {
  (void)state;
  static const char expected[] =
      "_G _VERSION accept action alert all any assert choose clear decline discounts error gift "
      "guard "
      "handoff "
      "ipairs math money next none normal note offer pack pairs part pcall prices rawequal rule "
      "say says "
      "select "
      "setmetatable "
      "settings "
      "string table tables text time tonumber tostring type utf8 "
      "| byte char find format gmatch gsub len lower match rep reverse sub upper "
      "| concat insert move pack remove sort unpack "
      "| char charpattern codepoint codes len offset ";
  struct world *w = world_of(
      "local all = \"\"\n" /* while it is loaded: later the globals are frozen, and not walked */
      "for k in pairs(_G) do all = all .. k .. \" \" end\n"
      "for _, t in ipairs { string, table, utf8 } do\n"
      "  all = all .. \"| \"\n"
      "  for k in pairs(t) do all = all .. k .. \" \" end\n"
      "end\n"
      "rule \"r\" { on = \"message.received\", run = function()\n"
      "  return { action { type = \"t\", data = { text = all } } } end }");
  world_say(w, 0, "hi");
  const char *done = world_done(w);
  assert_true(strncmp(done, "t ", 2) == 0);
  assert_string_equal(done + 2, expected);
  world_free(w);
}

/* A text that a pack can make must never show where things lie in memory. */
static void test_no_addresses(void **state) {
  (void)state;
  static const char *const makers[] = {
      "tostring({})",
      "tostring(print or say)",
      "tostring(event)",
      "tostring(event.message)",
      "tostring(ctx)",
      "tostring(ctx.state)",
      "tostring(ctx.tables)",
      "tostring(settings)",
      "tostring(text)",
      "tostring(function() end)",
      "string.format(\"%s\", {})",
      "string.format(\"%s\", say)",
      "string.format(\"%s\", event)",
      "string.format(\"%s\", ctx)",
      "string.format(\"%10.20s\", {})",
      "string.format(\"%s %d %s\", \"a\", 1, settings)",
      "(\"%s\"):format(say)",
      "select(2, pcall(string.format, \"%p\", {}))",
      "select(2, pcall(string.format, \"%%%p\", {}))",
      "select(2, pcall(string.format, \"%-20p\", say))",
      "select(2, pcall(string.format, \"%p\", \"a text\"))",
      "select(2, pcall(string.format, \"%d\", {}))",
      "select(2, pcall(error, {}))",
      "select(2, pcall(function() local x = {} ; return x .. 1 end))",
      "select(2, pcall(function() return {} < {} end))",
      "select(2, pcall(function() return event.message() end))",
      "select(2, pcall(table.concat, { {} }))",
      "select(2, pcall(ctx.after, {}, \"x\"))",
      "select(2, pcall(money, event, \"CNY\"))",
      "select(2, pcall(say, event))",
      "select(2, pcall(string.rep, ctx))",
      "select(2, pcall(tonumber, {}, 10))",
  };
  for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
    struct world *w = NULL;
    char body[400];
    snprintf(body, sizeof body,
             "local made = %s; if type(made) ~= \"string\" then made = tostring(made) end\n"
             "ctx.log(\"%%\", made)\n"
             "return { action { type = \"t\", data = { text = made } } }",
             makers[i]);
    const char *result = run_body(&w, body);
    if (strcmp(result, "fired") != 0) fail_msg("%s: %s", makers[i], w->trace.data);
    const char *done = world_done(w);
    if (strstr(done, "0x") != NULL || strstr(w->log.data, "0x") != NULL)
      fail_msg("%s shows an address: %s", makers[i], done);
    world_free(w);
  }
}

/* What `format` still must do. */
static void test_format_formats(void **state) {
  (void)state;
  struct world *w = NULL;
  run_body(
      &w, "return { say(string.format(\"%5d|%-5s|%05.1f|%x|%q|%s|%s|%s|%%p|%c|%i|%g\",\n"
          "  42, \"ab\", 3.14159, 255, \"q\", nil, true, money(\"1.50\", \"CNY\"), 65, 7, 0.5)) }");
  assert_done(w, "message.send    42|ab   |003.1|ff|\"q\"|nil|true|1.50 CNY|%p|A|7|0.5");
  world_free(w);
}

/* The body fails as told, the next event finds the pack in order. */
static void assert_fails(const char *body, const char *result, const char *fragment) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua,
                  "rule \"r\" { on = \"message.received\", when = { { \"message.text\", \"is\", "
                  "\"bad\" } }, run = function(event, ctx) %s end }\n"
                  "rule \"good\" { on = \"message.received\", when = { { \"message.text\", \"is\", "
                  "\"good\" } }, run = function(event, ctx)\n"
                  "  local c = ctx.state.conversation; c.n = (c.n or 0) + 1\n"
                  "  return { say(\"n\" .. c.n) } end }",
                  body);
  struct world *w = world_of(lua.data);
  for (int i = 0; i < 2; i++) {
    char expected[32];
    world_say(w, 10 * i, "bad");
    if (strcmp(world_result(w, "r"), result) != 0 ||
        strstr(world_failure(w, "r"), fragment) == NULL)
      fail_msg("%s\nwanted %s: %s", w->trace.data, result, fragment);
    assert_done(w, "");
    world_say(w, 10 * i + 5, "good");
    snprintf(expected, sizeof expected, "message.send n%d", i + 1);
    assert_done(w, expected);
  }
  world_free(w);
  zg_bytes_fini(&lua);
}

static void test_the_budget_ends_everything(void **state) {
  (void)state;
  static const char *const bodies[] = {
      "while true do end",
      "while true do pcall(function() while true do end end) end",
      "local function f() pcall(f) pcall(f) end f()",
      "pcall(function() while true do end end) ctx.state.conversation.x = 1 return { say(\"on\") }",
      "local ok, e = pcall(function() while true do end end) error(e)",
      "pcall(pcall, pcall, function() while true do end end) return { say(\"on\") }",
      "repeat local ok = pcall(error, \"x\") until false",
      "for i = 1, 1e9 do pcall(ctx.log) end",
      "local t = {} for i = 1, 1e9 do t[i % 100] = i end",
      "for i = 1, 1e9 do local _ = event.message.text end",
      "for i = 1, 1e9 do pcall(ctx.random, 1, 6) end",
      "table.sort({ 3, 2, 1 }, function() while true do end end)",
      "(\"x\"):gsub(\".\", function() while true do end end)",
      "for k in pairs(event) do while true do end end",
      "local function f(n) return f(n + 1) end f(1)",
      "goto a ::a:: goto a",
  };
  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
    assert_fails(bodies[i], "limit", "steps");
}

static void test_memory_bombs(void **state) {
  (void)state;
  static const char *const bodies[] = {
      "local t = {} while true do t[#t + 1] = {} end",
      "local s = \"x\" while true do s = s .. s end",
      "local t = {} while true do t[#t + 1] = (\"x\"):rep(100000) .. #t end",
      "local s = (\"x\"):rep(1e9)",
      "while true do pcall(string.rep, \"x\", 1e9) end",
      "local t = {} while true do pcall(function() t = { t, (\"x\"):rep(1000) .. tostring(#t) } "
      "end) "
      "end",
      "local t = {} for i = 1, 1e7 do t[i .. \"\"] = i end",
      "local c = ctx.state.conversation while true do c[#c + 1] = { {}, {} } end",
      "local function f(...) return f(1, ...) end f()",
  };
  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
    struct zg_bytes body = {0};
    /* which of the limits ends it may differ; that it ends, and that the pack lives, may not */
    zg_bytes_printf(&body, "local ok = pcall(function() %s end) error(\"ended\")", bodies[i]);
    struct world *w = NULL;
    const char *result = run_body(&w, body.data);
    if (strcmp(result, "limit") != 0 && strcmp(result, "error") != 0)
      fail_msg("%s: %s", bodies[i], w->trace.data);
    world_free(w);
    zg_bytes_clear(&body);
    zg_bytes_printf(&body, "%s", bodies[i]);
    struct zg_bytes lua = {0};
    zg_bytes_printf(&lua,
                    "rule \"r\" { on = \"message.received\", when = { { \"message.text\", \"is\", "
                    "\"bad\" } }, run = function(event, ctx) %s end }\n"
                    "rule \"good\" { on = \"message.received\", run = function() "
                    "return { say(\"fine\") } end }",
                    body.data);
    w = world_of(lua.data);
    for (int j = 0; j < 3; j++) {
      world_say(w, j, "bad");
      assert_done(w, "message.send fine");
      world_say(w, j, "good");
      assert_done(w, "message.send fine");
    }
    world_free(w);
    zg_bytes_fini(&lua);
    zg_bytes_fini(&body);
  }
}

/* A run that hits its head on the memory and gets up again must still be judged. */
static void test_memory_refusal_is_caught_once(void **state) {
  (void)state;
  struct world *w = NULL;
  const char *result = run_body(&w, "local ok, why = pcall(string.rep, \"x\", 3000000)\n"
                                    "return { say(ok and \"made\" or \"refused\") }");
  assert_string_equal(result, "fired");
  assert_done(w, "message.send refused");
  world_free(w);
}

static void test_odd_error_objects(void **state) {
  (void)state;
  assert_fails("error()", "error", "no text");
  assert_fails("error(nil)", "error", "no text");
  assert_fails("error({})", "error", "no text");
  assert_fails("error({ { } })", "error", "no text");
  assert_fails("error(true)", "error", "no text");
  assert_fails("error(event)", "error", "no text");
  assert_fails("error(say)", "error", "no text");
  assert_fails("error(money(\"1.00\", \"CNY\"))", "error", "no text");
  assert_fails("error(\"plain\", 0)", "error", "plain");
  assert_fails("error(\"where\")", "error", "p/pack.lua:2: where");
  assert_fails("error((\"x\"):rep(100000))", "error", "xxxx");
  assert_fails("error((\"茶\"):rep(1000))", "error", "茶");
  assert_fails("error(\"\\xff\\xfe\")", "error", "");
  assert_fails("error(\"a\\0b\")", "error", "a");
  assert_fails("local x = nil; x.y = 1", "error", "index a nil value");
  assert_fails("pcall(error) error()", "error", "no text");
  assert_fails("local function f() return 1 + f() end f()", "error", ""); /* memory or stack */
  assert_fails("local s = \"x\" for i = 1, 300 do s = \"(\" .. s end (\"x\"):find(s)", "error", "");
  assert_fails("return 1", "error", "list of actions");
  assert_fails("return \"x\"", "error", "list of actions");
  assert_fails("return event", "error", "list of actions");
  assert_fails("return { 1 }", "error", "list of actions");
  assert_fails("return { event }", "error", "list of actions");
  assert_fails("return say(\"x\")", "error", "{ }");
  assert_fails("return { say(\"x\"), nil, say(\"y\"), 7 }", "error", "");
  assert_fails("return { { } }", "error", "type");
  assert_fails("return { action { type = \"\" } }", "error", "type");
  assert_fails("return { action { type = \"A b\" } }", "error", "type");
  assert_fails("return { action { type = \"x\", data = { 1 } } }", "error", "names");
  assert_fails("return { action { type = \"x\", data = { f = say } } }", "error", "cannot keep");
  assert_fails("return { action { type = \"x\", data = { n = 0/0 } } }", "error", "finite");
  assert_fails("return { say(\"{who}\") }", "error", "{who}");
  assert_fails("local t = {} for i = 1, 65 do t[i] = say(\"x\") end return t", "error", "64");
  assert_fails("local a = say(\"x\") a.data = a return { a }", "error", "circle");
  assert_fails("return { answer = say(\"x\") }", "error", "list of actions");
}

static void test_views(void **state) {
  (void)state;
  static const struct {
    const char *body, *done;
  } cases[] = {
      {"return { say(event.message.text .. event.id .. event.type) }", "hie-1message.received"},
      {"return { say(type(event) .. type(event.message) .. type(event.nothing)) }",
       "tabletablenil"},
      {"return { say(tostring(pcall(function() event.x = 1 end))) }", "false"},
      {"return { say(tostring(pcall(function() event.message.text = 1 end))) }", "false"},
      {"return { say(tostring(pcall(table.insert, event.order.items, 1))) }", "false"},
      {"return { say(tostring(#event.order.items)) }", "3"},
      {"local s = \"\" for i, v in ipairs(event.order.items) do s = s .. i .. v.sku end "
       "return { say(s) }",
       "1a2b3c"},
      {"local s = \"\" for k, v in pairs(event.order.items) do s = s .. k .. v.sku end "
       "return { say(s) }",
       "1a2b3c"},
      {"local s = \"\" for k, v in pairs(event.odd) do s = s .. k .. tostring(v) end "
       "return { say(s) }",
       "z1afalse"},
      {"return { say(tostring(event.odd.null) .. tostring(event.odd.missing)) }", "nilnil"},
      {"local s = \"\" for k, v in pairs(event.holes) do s = s .. k .. v end "
       "return { say(s .. #event.holes .. tostring(event.holes[2])) }",
       "11334nil"},
      {"local s = \"\" for k, v in ipairs(event.holes) do s = s .. k .. v end "
       "return { say(s) }",
       "11"},
      {"return { say(tostring(event.order.items[0]) .. tostring(event.order.items[4]) .. "
       "tostring(event.order.items[-1]) .. tostring(event.order.items[2^53]) .. "
       "tostring(event.order.items[1.5]) .. tostring(event.order.items.x) .. "
       "event.order.items[2].sku .. event.order.items[3].sku .. event.order.items[1].sku)}",
       "nilnilnilnilnilnilbca"},
      {"return { say(tostring(event[1]) .. tostring(event[nil]) .. tostring(event[event])) }",
       "nilnilnil"},
      {"return { say(tostring(event.order.big == 9223372036854775807) .. event.order.big) }",
       "true9223372036854775807"},
      {"return { say(tostring(rawequal(event.message, event.message))) }", "false"},
      {"return { say(tostring(event.data.message.text == event.message.text)) }", "true"},
      {"return { say(tostring(#event.empty) .. type(next)) }", "0function"},
      {"local t = table.unpack(event.order.items) return { say(t.sku) }", "a"},
      {"return { action { type = \"t\", data = { text = event.odd.z, all = event.order } } }", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes lua = {0};
    zg_bytes_printf(&lua,
                    "rule \"r\" { on = \"message.received\", run = function(event, ctx) %s end }",
                    cases[i].body);
    struct world *w = world_of(lua.data);
    assert_int_equal(
        world_event(w, 0, "message.received",
                    "{\"conversation\":{\"id\":\"c\"},\"message\":{\"text\":\"hi\"},\"order\":{"
                    "\"big\":9223372036854775807,\"items\":[{\"sku\":\"a\"},{\"sku\":\"b\"},"
                    "{\"sku\":\"c\"}]},\"odd\":{\"z\":1,\"null\":null,\"a\":false},"
                    "\"holes\":[1,null,3,null],\"empty\":[]}"),
        0);
    if (strcmp(world_result(w, "r"), "fired") != 0)
      fail_msg("%s: %s", cases[i].body, world_failure(w, "r"));
    const char *done = world_done(w);
    if (cases[i].done[0] != '\0' && strcmp(done + strlen("message.send "), cases[i].done) != 0)
      fail_msg("%s: %s, not %s", cases[i].body, done, cases[i].done);
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

/* A run cannot leave things in globals for the next one to find: a replay would not. */
static void test_globals_are_frozen(void **state) {
  (void)state;
  assert_fails("seen = 1", "error", "\"seen\" cannot be set");
  assert_fails("_G.seen = 1", "error", "cannot be set");
  assert_fails("tostring = nil", "error", "cannot be set");
  assert_fails("_G = {}", "error", "cannot be set");
  assert_fails("table.insert(_G, 1)", "error", "cannot be set");
  assert_fails("table.move({ 1 }, 1, 1, 1, _G)", "error", "cannot be set");
}

/* At load, when no rule runs: ctx does not exist yet, and the words of a run refuse. */
static void test_words_of_a_run_at_load(void **state) {
  (void)state;
  static const char *const words[] = {"say(\"x\")", "offer {}",  "alert {}",  "handoff {}",
                                      "action {}",  "clear {}",  "accept {}", "decline {}",
                                      "gift {}",    "choose {}", "ctx.now"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    struct world *w = world_new();
    char lua[64];
    snprintf(lua, sizeof lua, "local x = %s", words[i]);
    world_pack(w, "p", lua);
    assert_int_equal(world_try(w), ZG_ELOAD);
    assert_int_equal(w->err.line, 2);
    world_free(w);
  }
}

static void test_state_is_plain_data(void **state) {
  (void)state;
  static const struct {
    const char *body, *fragment;
  } cases[] = {
      {"c.x = function() end", "cannot keep a function"},
      {"c.x = say", "cannot keep a function"},
      {"c.x = ctx", "cannot keep"},
      {"c.x = ctx.state", "cannot keep"},
      {"c.x = ctx.tables", "cannot keep"},
      {"c.x = settings", "cannot keep"},
      {"c.x = c", "circle"},
      {"local t = {} t.t = { t } c.x = t", "circle"},
      {"local t = c for i = 1, 40 do t.t = {} t = t.t end", "deep"},
      {"c.x = 0/0", "finite"},
      {"c.x = 1/0", "finite"},
      {"c.x = -1/0", "finite"},
      {"c.x = \"\\xff\"", "UTF-8"},
      {"c.x = \"a\\0b\"", "NUL"},
      {"c[\"\\xff\"] = 1", "UTF-8"},
      {"c[1] = 1", "names"},
      {"c[1] = 1 c.x = 1", "keys"},
      {"c.x = { 1, a = 2 }", "keys"},
      {"c.x = { [2] = 1 }", "keys"},
      {"c.x = { 1, nil, 3 }", "keys"},
      {"c.x = { [1.5] = 1 }", "keys"},
      {"c.x = { [true] = 1 }", "keys"},
      {"c.x = { [{}] = 1 }", "key"},
      {"c[say] = 1", "key"},
      {"c.x = { [\"$money\"] = \"1.00 CNY\" }", "$money"},
      {"c[\"$money\"] = 1", "$money"},
      {"c.x = (\"x\"):rep(70000)", "65536"},
      {"for i = 1, 2000 do c[\"k\" .. i] = i end", "1024"},
      {"local t = { 1 } for i = 1, 20 do t = { t, t } end c.x = t", ""},
      {"ctx.state.conversation = 5", "table"},
      {"ctx.state.conversation = \"x\"", "table"},
      {"ctx.state.order.x = 1", "no order"},
      {"ctx.state.nobody.x = 1", "scope"},
      {"ctx.state = {}", "cannot be changed"},
      {"ctx.now = 1", "cannot be changed"},
      {"ctx.facts.conversation.f = say", "cannot keep"},
      {"ctx.nothing()", "ctx has no"},
      {"ctx.after(\"1s\", \"nobody\")", "timer.nobody"},
      {"ctx.after(\"soon\", \"t\")", "duration"},
      {"ctx.after(-1, \"t\")", "duration"},
      {"ctx.after(0/0, \"t\")", "duration"},
      {"ctx.after(1/0, \"t\")", "duration"},
      {"ctx.after(\"1s\", \"t\", { f = say })", "cannot keep"},
      {"ctx.after(\"1s\", \"t\", { 1 })", "names"},
      {"ctx.after(\"1s\", \"t\", 5)", "names"},
      {"ctx.at(\"tomorrow\", \"t\")", "time"},
      {"ctx.at(1e300, \"t\")", "range"},
      {"ctx.at(0/0, \"t\")", "range"},
      {"ctx.random(2, 1)", "choose"},
      {"ctx.random(0)", "choose"},
      {"settings.x = 1", ""},
      {"text.x = { \"y\" }", "text"},
      {"event.message.text = \"x\"", "read-only"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes lua = {0};
    zg_bytes_printf(
        &lua,
        "rule \"r\" { on = \"message.received\", run = function(event, ctx)\n"
        "local c = ctx.state.conversation; c.kept = true; ctx.facts.buyer.kept = true\n"
        "ctx.after(\"1s\", \"t\") %s return { say(\"done\") } end }\n"
        "rule \"t\" { on = \"timer.t\", run = function() return { say(\"timer\") } end }\n"
        "rule \"look\" { on = \"message.received\", priority = -1,\n"
        "  when = { { \"state.conversation.kept\", \"absent\" },\n"
        "           { \"facts.buyer.kept\", \"absent\" } },\n"
        "  run = function() return { say(\"undone\") } end }",
        cases[i].body);
    struct world *w = world_of(lua.data);
    world_say(w, 0, "hi");
    const char *result = world_result(w, "r"), *why = world_failure(w, "r");
    if ((strcmp(result, "error") != 0 && strcmp(result, "limit") != 0) ||
        strstr(why, cases[i].fragment) == NULL)
      fail_msg("%s: %s: %s", cases[i].body, result, why);
    world_wait(w, 5000);
    const char *done = world_done(w);
    if (strcmp(done, "message.send undone") != 0) fail_msg("%s: %s", cases[i].body, done);
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

/* What is plain comes back as it went in, through the JSON and the commit. */
static void test_state_comes_back(void **state) {
  (void)state;
  struct world *w = world_of(
      "rule \"r\" { on = \"message.received\", run = function(event, ctx)\n"
      "  local c = ctx.state.conversation\n"
      "  if c.price == nil then\n"
      "    c.price = money(\"19.90\", \"CNY\"); c.yen = { money(\"5\", \"JPY\") }\n"
      "    c.big = math.maxinteger; c.small = math.mininteger; c.real = 0.1; c.whole = 3.0\n"
      "    c.text = \"茶\\n\\\"\\\\\"; c.list = { 1, \"a\", false, { } }; c.no = false\n"
      "    c.nested = { a = { b = { c = \"d\" } } }; c.event = event.message\n"
      "    ctx.facts.conversation.price = c.price\n"
      "    ctx.after(\"1s\", \"t\", { price = c.price, list = { c.price }, n = 1 })\n"
      "    return\n"
      "  end\n"
      "  assert(type(c.price) == \"money\" and c.price == money(\"19.90\", \"CNY\"))\n"
      "  assert(c.yen[1]:currency() == \"JPY\" and c.yen[1]:amount() == \"5\")\n"
      "  assert(math.type(c.big) == \"integer\" and c.big == math.maxinteger)\n"
      "  assert(math.type(c.small) == \"integer\" and c.small == math.mininteger)\n"
      "  assert(c.real == 0.1 and math.type(c.whole) == \"float\" and c.whole == 3)\n"
      "  assert(c.text == \"茶\\n\\\"\\\\\" and #c.list == 4 and c.list[3] == false)\n"
      "  assert(c.no == false and c.nested.a.b.c == \"d\" and c.event.text == \"hi\")\n"
      "  assert(ctx.facts.conversation.price == c.price)\n"
      "  c.event.text = \"mine\"; c.list[5] = 5\n"
      "  return { say(\"all there\") } end }\n"
      "rule \"t\" { on = \"timer.t\", run = function(event, ctx)\n"
      "  assert(event.n == 1, \"n\")\n"
      "  assert(type(event.price) == \"money\", type(event.price))\n"
      "  assert(event.price + event.list[1] == money(\"39.80\", \"CNY\"))\n"
      "  return { say(\"money came back\") } end }");
  world_say(w, 0, "hi");
  assert_string_equal(world_result(w, "r"), "fired");
  assert_done(w, "");
  world_wait(w, 1000);
  assert_string_equal(world_failure(w, "t"), "");
  assert_done(w, "message.send money came back");
  world_say(w, 2000, "again");
  assert_string_equal(world_failure(w, "r"), "");
  assert_done(w, "message.send all there");
  world_free(w);
}

/* An event cannot pass a text off as money, nor a pack keep what the reader will not read. */
static void test_state_out_of_events(void **state) {
  (void)state;
  struct zg_bytes deep = {0};
  struct world *w = world_of("rule \"r\" { on = \"message.received\", run = function(event, ctx)\n"
                             "  local c = ctx.state.conversation\n"
                             "  if c.x == nil then c.n = 1; c.x = { { { { { event.x } } } } } "
                             "return { say(\"kept\") } end\n"
                             "  return { say(type(c.n) .. type(c.x[1][1][1][1][1])) } end }");
  zg_bytes_add_text(&deep, "{\"conversation\":{\"id\":\"c-1\"},\"x\":");
  for (int i = 0; i < 60; i++)
    zg_bytes_add_text(&deep, "[");
  for (int i = 0; i < 60; i++)
    zg_bytes_add_text(&deep, "]");
  zg_bytes_add_text(&deep, "}");
  assert_int_equal(world_event(w, 0, "message.received", deep.data), 0);
  const char *result = world_result(w, "r"); /* refused, or kept and read again; never lost */
  if (strcmp(result, "fired") == 0) {
    assert_done(w, "message.send kept");
    world_say(w, 1, "again");
    assert_done(w, "message.send numbertable");
  } else {
    assert_non_null(strstr(world_failure(w, "r"), "deep"));
    assert_done(w, "");
  }
  world_free(w);
  zg_bytes_fini(&deep);
}

static struct zg_pack *only_pack(struct world *w) {
  assert_int_equal(w->zg->shops.count, 1);
  assert_int_equal(w->zg->shops.all[0]->now->pack_count, 1);
  return w->zg->shops.all[0]->now->packs[0];
}

/* Runs that end in every way there is leave nothing on the pack's stack. */
static void test_no_stack_leak(void **state) {
  (void)state;
  static const char *const bodies[] = {
      "return { say(\"x\", { a = 1 }) }",
      "return nil",
      "error(\"x\")",
      "error({})",
      "error()",
      "return 5",
      "return { say(\"{who}\") }",
      "ctx.state.conversation.x = say",
      "ctx.state.conversation.x = (ctx.state.conversation.x or 0) + 1",
      "ctx.facts.shop.list = { 1, 2, { a = event.message } }",
      "ctx.after(\"1s\", \"t\", { a = 1 }) ctx.cancel(\"t\")",
      "for k, v in pairs(event) do if k == \"message\" then break end end",
      "local t = ctx.tables.products; local p = t and t[\"tea\"] and t[\"tea\"].list_price",
      "pcall(error, {}) pcall(say) pcall(event) return { say(\"x\") }",
      "return { offer { price = money(\"1.00\", \"CNY\"), sku = \"tea\" } }",
      "prices(\"120 块\") discounts(\"8折\") normal(\"ＡＢ\") says(\"ＡＢ\", { \"b\" }) ctx.log(1, "
      "{}, event)",
      "local x = settings.nothing",
      "return { action { type = \"t\", data = { a = event, b = { 1, 2 } }, expires = \"1h\" } }",
  };
  struct world *w = world_new();
  struct zg_bytes lua = {0};
  zg_bytes_add_text(&lua, "local n\n"
                          "guard \"g\" { on = \"message.*\", run = function(a, ctx)\n"
                          "  n = (n or 0) + 1\n"
                          "  if n % 3 == 0 then return a end\n"
                          "  if n % 3 == 1 then return false, \"no\" end\n"
                          "  error(\"guard\") end }\n"
                          "rule \"timer\" { on = \"timer.t\", run = function() end }\n");
  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
    zg_bytes_printf(
        &lua, "rule \"r%d\" { on = \"message.received\", run = function(event, ctx) %s end }\n",
        (int)i, bodies[i]);
  w->sheets = "{\"products\":\"sku,list_price,floor_price\\ntea,10,5\\n\"}";
  world_pack(w, "p", lua.data);
  world_start(w);
  struct zg_pack *pack = only_pack(w);
  int top = lua_gettop(pack->lua);
  assert_int_equal(top, 0);
  for (int i = 0; i < 1000; i++) {
    char text[32];
    snprintf(text, sizeof text, "message %d", i);
    world_say(w, i * 10, text);
    assert_int_equal(lua_gettop(pack->lua), top);
    if (i % 100 == 0) world_collect(w);
  }
  assert_null(pack->scene);
  assert_null(pack->effects);
  world_free(w);
  zg_bytes_fini(&lua);
}

/* What one run leaves in Lua's memory goes with it. */
static void test_no_memory_leak(void **state) {
  (void)state;
  struct world *w = world_of("rule \"r\" { on = \"message.received\", run = function(event, ctx)\n"
                             "  local t = {} for i = 1, 100 do t[i] = event.message.text .. i end\n"
                             "  ctx.state.conversation.t = t\n"
                             "  for _ in pairs(event) do end\n"
                             "  return { say(\"x\" .. ctx.random(1000)) } end }");
  struct zg_pack *pack = only_pack(w);
  size_t used = 0;
  for (int i = 0; i < 2000; i++) {
    char text[32];
    snprintf(text, sizeof text, "message %d", i);
    world_say(w, i, text);
    if (i % 100 == 0) world_collect(w);
    if (i == 500) used = pack->limits->used;
  }
  assert_true(pack->limits->used < 2 * used + 200000);
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_must_not_exist),
      cmocka_unit_test(test_what_exists),
      cmocka_unit_test(test_no_addresses),
      cmocka_unit_test(test_format_formats),
      cmocka_unit_test(test_the_budget_ends_everything),
      cmocka_unit_test(test_memory_bombs),
      cmocka_unit_test(test_memory_refusal_is_caught_once),
      cmocka_unit_test(test_odd_error_objects),
      cmocka_unit_test(test_views),
      cmocka_unit_test(test_globals_are_frozen),
      cmocka_unit_test(test_words_of_a_run_at_load),
      cmocka_unit_test(test_state_is_plain_data),
      cmocka_unit_test(test_state_comes_back),
      cmocka_unit_test(test_state_out_of_events),
      cmocka_unit_test(test_no_stack_leak),
      cmocka_unit_test(test_no_memory_leak),
  };
  return cmocka_run_group_tests_name("sandbox", tests, world_setup, world_teardown);
}
