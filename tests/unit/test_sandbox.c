/* test_sandbox: what a pack can reach, and what it must not. */
#include "unit/run_bodies.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_must_not_exist), cmocka_unit_test(test_what_exists),
      cmocka_unit_test(test_no_addresses),        cmocka_unit_test(test_format_formats),
      cmocka_unit_test(test_globals_are_frozen),  cmocka_unit_test(test_words_of_a_run_at_load),
  };
  return cmocka_run_group_tests_name("sandbox", tests, world_setup, world_teardown);
}
