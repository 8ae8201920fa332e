/* Whether a text has an amount of money under a floor. */
#include "unit/price_rows.h"

/* What is held under a floor of 100: whether the text has an amount of money that is less, or that
 * may be. The first member of a row says which. */
static void amounts_below(void **state) {
  static const struct {
    bool below;
    const char *text;
  } rows[] = {
      {true, "80块"},
      {true, "80 元"},
      {true, "８０元"},
      {true, "¥80"},
      {true, "80rmb"},
      {true, "99.99元"},
      {true, "八十块"},
      {true, "九十九块九"},
      {true, "捌拾元"},
      {true, "八十多块"},
      {true, "八十来块"},
      {true, "八十几块"},
      {true, "八十余元"},
      {true, "八十块出头"},
      {true, "八十多给您"},
      {true, "80多给您"},
      {true, "80多"},
      {true, "80来块钱"},
      {true, "80几块"},
      {true, "七八十块"},
      {true, "三五块"},
      {true, "七八块"},
      {true, "几十块"},
      {true, "好几十块"},
      {true, "十几块"},
      {true, "十多块"},
      {true, "十来块"},
      {true, "运费八块"},
      {true, "便宜八块"},
      {true, "¥八十"},
      {true, "eighty bucks"},
      {true, "ninety-nine dollars"},
      {true, "$80"},
      {true, "80块，120块"},
      {true, "120块，80块"},
      {true, "别家卖八十多块呢"},
      {true, "八毛"},
      {true, "五块五"},
      {false, ""},
      {false, "100元"},
      {false, "一百块"},
      {false, "一百多块"},
      {false, "一百来块"},
      {false, "百来块"},
      {false, "百十来块"},
      {false, "几百块"},
      {false, "好几百元"},
      {false, "一百七八十块"},
      {false, "三四百块"},
      {false, "一千多"},
      {false, "120多给您"},
      {false, "¥120"},
      {false, "120块，¥150"},
      {false, "a hundred bucks"},
      {false, "this one $120"},
      {false, "那两款¥120"},
      {false, "3盒"},
      {false, "八十多泡"},
      {false, "80多克"},
      {false, "八十多个"},
      {false, "八十多天"},
      {false, "八十多岁"},
      {false, "80多年的老店"},
      {false, "库存八十多"},
      {false, "80年代"},
      {false, "2026年11月21日"},
      {false, "13812345678"},
      {false, "tea-80"},
      {false, "iphone 15"},
      {false, "85挺好"},
      {false, "八折"},
      {false, "85%"},
      {false, "一块发货"},
      {false, "三元锂电池"},
      {false, "一点心意"},
      {false, "十分感谢"},
      {false, "often"},
      {false, "tenor 80s style"},
  };
  (void)state;
  size_t faults = 0;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    size_t len = strlen(rows[i].text);
    if (zg_prices_below(tables, arena, rows[i].text, len, 10000) == rows[i].below) continue;
    print_error("%s: %s\n", rows[i].text, rows[i].below ? "not seen" : "seen");
    faults++;
  }
  assert_int_equal(faults, 0);
}

/* The floor itself is not under it, a hundredth less is; and the random pieces end. */
static void the_floor_itself(void **state) {
  (void)state;
  for (int64_t floor = 1; floor < 30000; floor += 37) {
    char text[64];
    snprintf(text, sizeof text, "%d.%02d元", (int)(floor / 100), (int)(floor % 100));
    assert_false(zg_prices_below(tables, arena, text, strlen(text), floor));
    assert_true(zg_prices_below(tables, arena, text, strlen(text), floor + 1));
    zg_arena_reset(arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(amounts_below),
      cmocka_unit_test(the_floor_itself),
  };
  return cmocka_run_group_tests_name("prices_below", tests, open_tables, close_tables);
}
