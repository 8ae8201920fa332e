/* test_check_shops: what is found in shop.lua and in a shop's tables, and across shops and packs.
 */
#include "unit/checked.h"

#define PACK(name, more) "pack { name = \"" name "\", version = \"1\", api = 1 }\n" more
#define RULE                                                                                       \
  "rule \"r\" { on = \"message.received\", when = { { \"message.text\", \"says\", { \"hi\" } } "   \
  "}, "                                                                                            \
  "claims = \"reply\", "
#define RUN "run = function(event, ctx) return { say(\"hello there\") } end }\n"
#define GIFTS "settings { gift_before_last = { type = \"boolean\", default = true } }\n"
#define SHOP(rest) "shop {\n  name = \"x\",\n" rest "\n}\n"
#define GOODS "sku,list_price,floor_price,gifts,currency\n"
#define BANDS                                                                                      \
  "courier,region,min_weight_g,max_weight_g,first_weight_g,first_fee,step_weight_g,step_fee\n"

enum { BARGAIN, SHOP_LUA, PRODUCTS, COURIERS, FILES };

static void look(const char *const files[FILES], struct zg_bytes *found) {
  static const char *const paths[FILES] = {"rules/bargain/pack.lua", "x/shop.lua",
                                           "x/tables/products.csv", "x/tables/couriers.csv"};
  const char *const shops[] = {"x", NULL};
  struct world *w = world_new();
  world_write(w, "rules/p/pack.lua", PACK("p", ""));
  for (size_t i = 0; i < FILES; i++)
    if (files[i] != NULL) world_write(w, paths[i], files[i]);
  zg_bytes_add_text(found, "");
  checked_look(w, shops, found);
  world_free(w);
}

static void test_findings(void **state) {
  (void)state;
  static const char bargain[] = PACK("bargain", GIFTS);
  static const struct {
    const char *bad[FILES], *good[FILES];
    const char *begin, *fragment;
  } cases[] = {
      /* floor */
      {{NULL, SHOP(""), GOODS "a,100,49.99,tea,\nb,100,,,\n"},
       {NULL, SHOP(""), GOODS "a,100,50.00,tea,\nb,100,,,\n"},
       "x/tables/products.csv:2: warning floor:",
       "under half"},
      {{bargain, SHOP(""), GOODS "a,100,,tea,\nb,90,,,\n"},
       {bargain, SHOP("packs = { bargain = false }"), GOODS "a,100,,tea,\nb,90,,,\n"},
       "x/tables/products.csv:1: warning floor:",
       "no product has a floor_price"},
      {{NULL, SHOP(""), GOODS "a,100,101,tea,\n"},
       {NULL, SHOP(""), GOODS "a,100,100,tea,\n"},
       "x/tables/products.csv:2: error load:",
       "above the list price"},
      {{NULL, SHOP(""), GOODS "a,0,,tea,\n"},
       {NULL, SHOP(""), GOODS "a,0.01,,tea,\n"},
       "x/tables/products.csv:2: error load:",
       "not above 0"},
      {{NULL, SHOP(""), GOODS "a,1,,tea,\na,1,,tea,\n"},
       {NULL, SHOP(""), GOODS "a,1,,tea,\nb,1,,tea,\n"},
       "x/tables/products.csv:3: error load:",
       "\"a\""},
      /* gift */
      {{bargain, SHOP(""), GOODS "a,100,90,,\n"},
       {bargain, SHOP("packs = { bargain = { gift_before_last = false } }"), GOODS "a,100,90,,\n"},
       "x/tables/products.csv:1: warning gift:",
       "no product has one"},
      /* currency */
      {{NULL, SHOP(""), GOODS "a,100,90,tea,CNY\nb,100,90,tea,USD\n"},
       {NULL, SHOP("currency = \"USD\""), GOODS "a,100,90,tea,\nb,100,90,tea,USD\n"},
       "x/tables/products.csv:3: warning currency:",
       "is USD, and the shop's is CNY"},
      /* courier */
      {{[SHOP_LUA] = SHOP(""), [COURIERS] = BANDS "a,x,1,1000,500,5,,\na,x,1002,,500,6,,\n"},
       {[SHOP_LUA] = SHOP(""), [COURIERS] = BANDS "a,x,1,1000,500,5,,\na,x,1001,,500,6,,\n"},
       "x/tables/couriers.csv:3: warning courier:",
       "no band is for 1001 g to 1001 g"},
      {{[SHOP_LUA] = SHOP(""), [COURIERS] = BANDS "a,x,1,1000,500,5,100,1\na,x,1001,,500,9.99,,\n"},
       {[SHOP_LUA] = SHOP(""), [COURIERS] = BANDS "a,x,1,1000,500,5,100,1\na,x,1001,,500,10,,\n"},
       "x/tables/couriers.csv:3: warning courier:",
       "1001 g costs less than one of 1000 g"},
      {{[SHOP_LUA] = SHOP(""),
        [COURIERS] = BANDS "a,x,2000,,500,5,,\na,y,1,9,5,5,,\na,x,1,1000,5,5,,\n"},
       {[SHOP_LUA] = SHOP(""),
        [COURIERS] = BANDS "a,x,1,999999999999,1,1,1,99999999999\na,x,1000000000000,,1,2,,\n"},
       "x/tables/couriers.csv:2: warning courier:",
       "1001 g to 1999 g"},
      /* holidays */
      {{NULL, SHOP("hours = {\n mon = false }")},
       {NULL, SHOP("hours = {\n mon = \"09:00-10:00\" }")},
       "x/shop.lua:3: error load:",
       "never opens"},
      {{NULL, SHOP("holidays = {\n \"2026-10-01..2026-10-07\" }")},
       {NULL, SHOP("holidays = {\n \"2026-10-01\", \"2026-11-21\" }")},
       "x/shop.lua:3: warning holidays:",
       "over"},
      /* limit */
      {{NULL, SHOP("limits = {\n messages_per_hour = 0 }")},
       {NULL, SHOP("limits = {\n messages_per_hour = 1 }")},
       "x/shop.lua:4: warning limit:",
       "says nothing at all"},
      {{NULL, SHOP("limits = {\n largest_cut = \"0%\" }")},
       {NULL, SHOP("limits = {\n largest_cut = \"0.1%\" }")},
       "x/shop.lua:4: warning limit:",
       "no price is ever cut"},
      {{NULL, SHOP("limits = { largest_cut = \"15%\" },\n authority = { cut = \"15.1%\" }")},
       {NULL, SHOP("limits = { largest_cut = \"15%\" },\n authority = { cut = \"15.0%\" }")},
       "x/shop.lua:4: warning limit:",
       "larger than limits.largest_cut"},
      /* load */
      {{bargain, SHOP("packs = {\n bargain = { gift_before_lsat = true } }")},
       {bargain, SHOP("packs = {\n bargain = { gift_before_last = true } }")},
       "x/shop.lua:4: error load:",
       "did you mean \"gift_before_last\"?"},
      {{bargain, SHOP("packs = {\n bagrain = { } }")},
       {bargain, SHOP("packs = {\n bargain = { } }")},
       "x/shop.lua:4: error load:",
       "did you mean \"bargain\"?"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes bad = {0}, good = {0};
    look(cases[i].bad, &bad);
    look(cases[i].good, &good);
    if (!checked_has(bad.data, cases[i].begin, cases[i].fragment) ||
        world_count(bad.data, "\n") != 1)
      fail_msg("%zu gave\n%swanted\n%s … %s", i, bad.data, cases[i].begin, cases[i].fragment);
    if (good.len > 0) fail_msg("%zu has nothing wrong, and gave\n%s", i, good.data);
    zg_bytes_fini(&bad);
    zg_bytes_fini(&good);
  }
}

/* Several tables and packs are wrong at once: each is told. */
static void test_many_faults(void **state) {
  (void)state;
  static const char *const files[FILES] = {
      PACK("bargain",
           "tables { couriers = { courier = \"text\", fee = \"money\", n = \"integer\" } }\n"
           "x = = 1\n"),
      SHOP("packs = {\n bargain = { }, p = { s = 1 } }"), GOODS "a,x,,,\n", "courier,fee\nq,z\n"};
  struct zg_bytes found = {0};
  look(files, &found);
  assert_true(
      checked_has(found.data, "rules/bargain/pack.lua:3: error load:", "unexpected symbol"));
  assert_true(checked_has(found.data, "x/shop.lua:4: error load:", "no such setting"));
  assert_true(checked_has(found.data, "x/tables/products.csv:2: error load:", "list_price"));
  assert_int_equal(world_count(found.data, "\n"), 3);
  zg_bytes_clear(&found);
  const char *const cells[FILES] = {
      PACK("bargain",
           "tables { couriers = { courier = \"text\", fee = \"money\", n = \"integer\" } }\n"),
      SHOP(""), NULL, "courier,fee\nq,z\nr,1\ns,-1\n"};
  look(cells, &found);
  assert_true(checked_has(found.data, "x/tables/couriers.csv:1: error load:", "n is missing"));
  assert_true(checked_has(found.data, "x/tables/couriers.csv:2: error load:", "\"q\""));
  assert_true(checked_has(found.data, "x/tables/couriers.csv:4: error load:", "\"s\""));
  assert_int_equal(world_count(found.data, "\n"), 3);
  zg_bytes_clear(&found);
  const char *const keys[FILES] = {
      NULL,
      SHOP("nmae = 1, colour = 2,\n limits = {\n quiet_horus = 1,\n messages_per_hour = \"x\" }")};
  look(keys, &found);
  assert_true(checked_has(found.data, "x/shop.lua:3: error load:", "did you mean \"name\""));
  assert_true(checked_has(found.data, "x/shop.lua:3: error load:", "\"colour\""));
  assert_true(checked_has(found.data, "x/shop.lua:5: error load:", "did you mean \"quiet_hours\""));
  assert_true(checked_has(found.data, "x/shop.lua:6: error load:", "whole number"));
  assert_int_equal(world_count(found.data, "\n"), 4);
  zg_bytes_fini(&found);
}

static void test_across(void **state) {
  (void)state;
  static const char *const shops[] = {"x", "y", NULL};
  struct world *w = world_new();
  struct zg_bytes found = {0};
  world_write(w, "rules/p/pack.lua", PACK("p", RULE RUN));
  world_write(w, "rules/q/pack.lua", PACK("q", RULE RUN));
  world_write(w, "x/shop.lua", SHOP("sources = { \"a/b\", \"a/*\" }"));
  world_write(w, "y/shop.lua", SHOP("sources = { \"c/*\",\n\"a/b\" }"));
  checked_look(w, shops, &found);
  assert_true(checked_has(found.data, "y/shop.lua:4: warning source:", "\"a/b\" is served by"));
  assert_true(
      checked_has(found.data, "rules/q/pack.lua:2: warning order:", "\"hi\" is for the rule"));
  assert_int_equal(world_count(found.data, "\n"), 2); /* of the packs once, not once a shop */
  zg_bytes_clear(&found);
  world_write(w, "rules/q/pack.lua", PACK("q", RULE "priority = 1, " RUN));
  world_write(w, "y/shop.lua", SHOP("sources = { \"c/*\",\n\"a/c\" }"));
  zg_bytes_add_text(&found, "");
  checked_look(w, shops, &found);
  assert_string_equal(found.data, "");
  zg_bytes_fini(&found);
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_findings),
      cmocka_unit_test(test_many_faults),
      cmocka_unit_test(test_across),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
