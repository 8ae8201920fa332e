/* test_run_data: events as a run sees them, and what of a run is kept: plain data, or nothing. */
#include "unit/world.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_views),
      cmocka_unit_test(test_state_is_plain_data),
      cmocka_unit_test(test_state_comes_back),
      cmocka_unit_test(test_state_out_of_events),
  };
  return cmocka_run_group_tests_name("run_data", tests, world_setup, world_teardown);
}
