/* test_host_hostile: rules that call the pack's own words with something huge, or without end: each
 * must end by a limit or an error, soon, with nothing done, and the next event finds the pack in
 * order. ZG_TIMES=1 prints how long each takes. */
#include "unit/world.h"

#include <time.h>

#if defined(__SANITIZE_ADDRESS__)
enum { PATIENCE = 4000 };
#else
enum { PATIENCE = 150 };
#endif

static double clock_ms(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void assert_ends(const char *body, const char *result) {
  struct zg_bytes lua = {0};
  struct zg_bytes data = {0};
  zg_bytes_printf(&lua,
                  "rule \"r\" { on = \"message.received\", when = { { \"message.text\", \"is\", "
                  "\"bad\" } }, run = function(event, ctx)\n"
                  "  local big, nines = (\"x\"):rep(1000000), (\"9\"):rep(1000000) %s end }\n"
                  "rule \"t\" { on = \"timer.t\", run = function() end }\n"
                  "rule \"good\" { on = \"message.received\", when = { { \"message.text\", \"is\", "
                  "\"good\" } }, run = function() return { say(\"fine\") } end }",
                  body);
  struct world *w = world_new();
  w->sheets = "{\"products\":\"sku,name,list_price,floor_price,gifts\\n"
              "tea,Tea,10,5,a|b|c\\njar,Jar,20,9,\\n\"}";
  world_pack(w, "p", lua.data);
  world_start(w);
  zg_bytes_add_text(&data,
                    "{\"conversation\":{\"id\":\"c\"},\"message\":{\"text\":\"bad\"},\"pad\":{");
  for (int i = 0; i < 1000; i++)
    zg_bytes_printf(&data, "%s\"key%d\":%d", i > 0 ? "," : "", i, i);
  zg_bytes_add_text(&data, "},\"list\":[");
  for (int i = 0; i < 1000; i++)
    zg_bytes_printf(&data, "%s%d", i > 0 ? "," : "", i);
  zg_bytes_add_text(&data, "]}");
  for (int i = 0; i < 2; i++) {
    double before = clock_ms();
    assert_int_equal(world_event(w, 10 * i, "message.received", data.data), 0);
    double ms = clock_ms() - before;
    if (getenv("ZG_TIMES") != NULL)
      printf("%7.1f ms  %-50.50s %s\n", ms, world_failure(w, "r"), body);
    if (strcmp(world_result(w, "r"), result) != 0)
      fail_msg("%s: %s: %s", body, world_result(w, "r"), world_failure(w, "r"));
    if (ms > PATIENCE) fail_msg("%s: it took %.1f ms", body, ms);
    assert_done(w, "");
    world_say(w, 10 * i + 5, "good");
    assert_done(w, "message.send fine");
  }
  world_free(w);
  zg_bytes_fini(&lua);
  zg_bytes_fini(&data);
}

static void test_without_end(void **state) {
  (void)state;
  static const char *const bodies[] = {
      "while true do money(\"1.00\", \"CNY\") end",
      "while true do pcall(money, nines, \"CNY\") end",
      "while true do pcall(money, \"1.00\", big) end",
      "while true do pcall(money, 0.1, \"CNY\") end",
      "local m = money(\"1.00\", \"CNY\") while true do pcall(m.share, m, nines) end",
      "local m = money(\"1.00\", \"CNY\") while true do pcall(m.per, m, nines) end",
      "local m = money(\"1.00\", \"CNY\") while true do m:per(3) end",
      "local m = money(\"1.00\", \"CNY\") while true do m:amount() end",
      "local m = money(\"1.00\", \"CNY\") while true do m:short() end",
      "local m = money(\"1.00\", \"CNY\") while true do local x = m + m end",
      "local m = money(\"1.00\", \"CNY\") while true do local x = m < m end",
      "local m = money(\"1.00\", \"CNY\") while true do local x = m == m end",
      "local m = money(\"1.00\", \"CNY\") while true do tostring(m) end",
      "local m = money(\"1.00\", \"CNY\") while true do pcall(function() return m * nines end) end",
      "local m = money(\"1.00\", \"CNY\") local t = {} for i = 1, 1000 do t[i] = m end "
      "while true do table.sort(t) end",
      "while true do local x = event.message.text end",
      "while true do local x = event.pad.key999 end",
      "while true do local x = event.pad.none end",
      "while true do local x = event.pad[big] end",
      "while true do local x = event.list[1000] end",
      "while true do local x = event.list[1000] x = event.list[1] end",
      "while true do local x = event.list[nines] end",
      "while true do local x = #event.list end",
      "while true do for k, v in pairs(event.pad) do end end",
      "while true do for k, v in ipairs(event.list) do end end",
      "while true do table.unpack(event.list) end",
      "while true do table.concat(event.list) end",
      "while true do table.move(event.list, 1, 1000, 1, {}) end",
      "while true do pcall(table.sort, event.list) end",
      "while true do pcall(table.insert, event.list, 1) end",
      "while true do pcall(function() event.x = 1 end) end",
      "while true do local x = ctx.now end",
      "while true do local x = ctx.shop end",
      "while true do ctx.random(10) end",
      "while true do pcall(ctx.random, nines) end",
      "while true do local x = ctx.state.conversation end",
      "while true do ctx.state.conversation = nil local x = ctx.state.conversation end",
      "while true do pcall(function() return ctx.state[big] end) end",
      "while true do pcall(function() return ctx.state.nothing end) end",
      "while true do pcall(function() return ctx[big] end) end",
      "while true do pcall(function() return settings.x end) end",
      "while true do pcall(function() return settings[big] end) end",
      "while true do pcall(function() return text.x end) end",
      "while true do pcall(function() return text[big] end) end",
      "while true do local x = ctx.tables.products end",
      "while true do local x = ctx.tables.products.tea.list_price end",
      "while true do local x = ctx.tables.products.tea.gifts end",
      "while true do local x = ctx.tables.products[big] end",
      "while true do local x = ctx.tables.products.tea[big] end",
      "while true do local x = #ctx.tables.products end",
      "while true do for k, v in pairs(ctx.tables.products) do end end",
      "while true do pcall(ctx.after, nines, \"t\") end",
      "while true do pcall(ctx.after, \"1s\", big) end",
      "while true do pcall(ctx.at, nines, \"t\") end",
      "while true do pcall(ctx.at, big, \"t\") end",
      "while true do pcall(ctx.cancel, big) end",
      "while true do ctx.after(\"1s\", \"t\", event.pad) end",
      "while true do ctx.cancel(\"t\") end",
      "while true do pcall(ctx.log, \"x\") end",
      "while true do say(\"x\") end",
      "while true do say(big) end",
      "local b = (\"{a}\"):rep(300000) while true do say(b, { a = \"\" }) end",
      "local b = (\"{\"):rep(1000000) while true do say(b) end",
      "local b = (\"{a\"):rep(500000) while true do say(b) end",
      "while true do say(\"x\", {}, { conversation = big }) end",
      "while true do pcall(say, \"no_such_name\") end",
      "while true do offer { price = money(\"1.00\", \"CNY\"), sku = big } end",
      "while true do alert { kind = big } end",
      "while true do alert { kind = \"k\" } end",
      "while true do action { type = big } end",
      "while true do prices(big) end",
      "while true do prices((\"1 \"):rep(1000)) end",
      "while true do discounts(big) end",
      "while true do discounts((\"1 \"):rep(1000)) end",
      "while true do normal(big) end",
      "while true do type(event) end",
      "while true do tostring(event) end",
      "while true do pcall(rule, big) end",
      "while true do pcall(error) end",
      "while true do select(2, 1, 2, 3) end",
      "while true do tonumber(\"12\") end",
      "while true do math.floor(1.5) end",
  };
  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
    assert_ends(bodies[i], "limit");
}

static void test_huge_effects(void **state) {
  (void)state;
  static const struct {
    const char *body, *result;
  } cases[] = {
      {"local t = {} for i = 1, 64 do t[i] = say(big) end return t", "limit"},
      {"local t = {} for i = 1, 64 do t[i] = say(\"x\", {}, { conversation = big }) end return t",
       "error"},
      {"local t = {} for i = 1, 64 do t[i] = say(\"x\") t[i].reply = big end return t", "limit"},
      {"local t = {} for i = 1, 64 do t[i] = action { type = big } end return t", "error"},
      {"local t = {} for i = 1, 64 do t[i] = action { type = \"x\", expires = nines } end return t",
       "error"},
      {"local t = {} for i = 1, 64 do t[i] = say(\"x\", {}, { offer = { sku = big, price = "
       "money(\"1.00\", \"CNY\") } }) end return t",
       "limit"},
      {"ctx.state.conversation[big] = 1", "error"},
      {"for i = 1, 1000 do ctx.state.conversation[big .. i] = 1 end", "error"},
      {"error(big)", "error"},
      {"error(nines .. big)", "error"},
      {"local t = {} for i = 1, 60000 do t[i] = i end ctx.state.conversation.t = t", "error"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_ends(cases[i].body, cases[i].result);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_without_end),
      cmocka_unit_test(test_huge_effects),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
