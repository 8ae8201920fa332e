/* test_text_api: what prices, discounts and normal make of texts longer than they look at. Half a
 * number must never be taken for a price, and a rule must be able to know that there was more. */
#include "unit/world.h"

/* Runs `body` as a rule's; what it checks with assert_that must hold. */
static void must_hold(const char *body) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua,
                  "local function assert_that(holds, what)\n"
                  "  if not holds then error(tostring(what)) end\n"
                  "end\n"
                  "rule \"r\" { on = \"message.received\", run = function(event, ctx)\n%s\nend }",
                  body);
  struct world *w = world_of(lua.data);
  world_say(w, 0, "hi");
  if (strcmp(world_result(w, "r"), "fired") != 0) fail_msg("%s\n%s", body, w->trace.data);
  world_free(w);
  zg_bytes_fini(&lua);
}

static void test_whole_texts(void **state) {
  (void)state;
  must_hold("local found, more = prices(\"120块，不然130\")\n"
            "assert_that(#found == 2 and more == nil, more)");
  must_hold("local found, more = discounts(\"八折\")\n"
            "assert_that(#found == 1 and more == nil, more)");
  must_hold("local same, more = normal(\"ＡＢ\")\n"
            "assert_that(same == \"ab\" and more == nil, more)");
  must_hold("assert_that(select(\"#\", prices(\"\")) == 1 and select(\"#\", normal(\"\")) == 1)");
  must_hold("local found, more = prices((\"a\"):rep(2039) .. \"。120块\")\n"
            "assert_that(#found == 1 and more == nil, #found)");
}

static void test_a_price_behind_the_end(void **state) {
  (void)state;
  must_hold("local found, more = prices((\"a\"):rep(2048) .. \"。120块\")\n"
            "assert_that(#found == 0 and more == true, #found)");
  must_hold("local found, more = discounts((\"a\"):rep(2048) .. \"。八折\")\n"
            "assert_that(#found == 0 and more == true, #found)");
}

/* The end comes after each byte of the number in turn, in figures and in words. */
static void test_no_half_numbers(void **state) {
  (void)state;
  static const char *const prices[] = {"1200块", "一千二百块", "$1,200.00"};
  for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++)
    for (int before = 2046 - (int)strlen(prices[i]); before <= 2050; before++) {
      char body[500];
      snprintf(body, sizeof body,
               "local found, more = prices((\"a\"):rep(%d) .. \"。\" .. \"%s\")\n"
               "assert_that(more == (%s), %d)\n"
               "assert_that(#found == (more and 0 or 1), %d)\n"
               "for _, f in ipairs(found) do assert_that(f.price:amount() == \"1200.00\") end",
               before - 3, prices[i], before + (int)strlen(prices[i]) > 2048 ? "true" : "nil",
               before, before);
      must_hold(body);
    }
  must_hold("local found, more = prices((\"9\"):rep(3000))\n"
            "assert_that(#found == 0 and more == true, #found)");
}

static void test_many_prices(void **state) {
  (void)state;
  must_hold("local found, more = prices((\"120块。\"):rep(16))\n"
            "assert_that(#found == 16 and more == nil, #found)");
  must_hold("local found, more = prices((\"120块。\"):rep(17))\n"
            "assert_that(#found == 16 and more == true, #found)");
  must_hold("local found, more = discounts((\"八折。\"):rep(17))\n"
            "assert_that(#found == 16 and more == true, #found)");
}

static void test_long_texts_made_alike(void **state) {
  (void)state;
  must_hold("local same, more = normal((\"ab \"):rep(6000))\n"
            "assert_that(more == true and #same <= 16384 and same:sub(-2) ~= \" a\", #same)");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole_texts),           cmocka_unit_test(test_a_price_behind_the_end),
      cmocka_unit_test(test_no_half_numbers),       cmocka_unit_test(test_many_prices),
      cmocka_unit_test(test_long_texts_made_alike),
  };
  return cmocka_run_group_tests_name("text_api", tests, world_setup, world_teardown);
}
