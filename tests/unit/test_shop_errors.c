/* test_shop_errors: what people get wrong in shop.lua and in tables, and whether they are told
 * where. */
#include "unit/refused.h"

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
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused(&(struct files){.pack = DECLARED, .shop = cases[i].shop}, "/tea-house/shop.lua",
                   cases[i].line, cases[i].fragment);
}

/* The line told is that of the name itself: not of one that ends in it, nor of a comment. */
static void test_the_line_of_a_setting(void **state) {
  (void)state;
  static const char pack[] = HEAD "settings { overtimes = { type = \"integer\", default = 1 },\n"
                                  "times = { type = \"integer\", default = 1, max = 5 } }";
  static const char *const shops[] = {SETS("overtimes = 1,\n    times = 9"),
                                      SETS("-- times = 3 would do\n    times = 9")};
  for (size_t i = 0; i < sizeof shops / sizeof shops[0]; i++)
    assert_refused(&(struct files){.pack = pack, .shop = shops[i]}, "/tea-house/shop.lua", 5,
                   "times");
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
      {"sku,list_price\ntea,10,11\n", 2, "3 cells"},
      {"sku,list_price,floor_price\ntea,10,11\n", 2, "floor_price"},
      {"sku,name\ntea,x\n", 1, "list_price"},
      {"sku,list_price\n\"tea,10\n", 2, "never closed"},
      {"sku,list_price\n\xff,10\n", 2, "UTF-8"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_refused(&(struct files){.pack = HEAD, .shop = "shop {}", .products = cases[i].products},
                   "/tables/products.csv", cases[i].line, cases[i].fragment);
}

/* What is unusual and yet right. */
static void test_what_loads(void **state) {
  (void)state;
  static const struct files good[] = {
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
  };
  assert_loads(good, sizeof good / sizeof good[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shops),
      cmocka_unit_test(test_the_line_of_a_setting),
      cmocka_unit_test(test_a_setting_nobody_gives),
      cmocka_unit_test(test_tables),
      cmocka_unit_test(test_what_loads),
  };
  return cmocka_run_group_tests_name("shop_errors", tests, world_setup, world_teardown);
}
