/* test_run_ends: how runs end that do not end well, and what they must not leave behind. */
#include "unit/run_bodies.h"

#include "rules/limits.h"
#include "rules/pack.h"

struct lua_State; /* this floor knows Lua by name only */
int lua_gettop(struct lua_State *lua);

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
      cmocka_unit_test(test_the_budget_ends_everything),
      cmocka_unit_test(test_memory_bombs),
      cmocka_unit_test(test_memory_refusal_is_caught_once),
      cmocka_unit_test(test_odd_error_objects),
      cmocka_unit_test(test_no_stack_leak),
      cmocka_unit_test(test_no_memory_leak),
  };
  return cmocka_run_group_tests_name("run_ends", tests, world_setup, world_teardown);
}
