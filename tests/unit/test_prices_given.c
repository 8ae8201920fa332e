/* test_prices_given: what a shop's text gives away: several for less, a half, money off and back.
 */
#include "data/money.h"
#include "data/prices_given.h"
#include "unit/given_texts.h"

/* "300/3": so much for so many. "1:2": of two parts one is left. "-20", "<20": comes off, or back.
 * "@300": only from so much on. "of199": off that price. */
struct row {
  const char *text, *want;
};

static const struct row pieces[] = {
    {"两件300", "300/2"},
    {"兩件300", "300/2"},
    {"２件３００", "300/2"},
    {"2件300元", "300/2"},
    {"三件一共300", "300/3"},
    {"三件，一共300", "300/3"},
    {"三件打包300块", "300/3"},
    {"两盒给您三百", "300/2"},
    {"两盒都给您300", "300/2"},
    {"买两罐只要¥300", "300/2"},
    {"十件1500", "1500/10"},
    {"十二盒一千八", "1800/12"},
    {"300两件", "300/2"},
    {"300元三件", "300/3"},
    {"300块钱拿走三件", "300/3"},
    {"¥300/2件", "300/2"},
    {"300元买两盒", "300/2"},
    {"25x2", "25/1"},
    {"25X2", "25/1"},
    {"25×2", "25/1"},
    {"25*2", "25/1"},
    {"25 x 2", "25/1"},
    {"2x150", "150/1"},
    {"25乘2", "25/1"},
    {"25x2件", "25/1"},
    {"2 for 300", "300/2"},
    {"two for 300", "300/2"},
    {"you can have 2 for 300", "300/2"},
    {"take both for 300", "300/2"},
    {"300 for both", "300/2"},
    {"300 for 2", "300/2"},
    {"$300 for two", "300/2"},
    {"300 for the pair", "300/2"},
    {"3 boxes for $300", "300/3"},
    {"two of them for 300", "300/2"},
    {"3 pieces: 300", "300/3"},
    {"300 for 3 boxes", "300/3"},
    {"买一送一", "1:2"},
    {"買一送一", "1:2"},
    {"买二送一！", "2:3"},
    {"买两盒送一盒", "2:3"},
    {"拍一发二", "1:2"},
    {"拍2发3", "2:3"},
    {"买三件免一件", "2:3"},
    {"buy one get one free", "1:2"},
    {"buy 2 get 1 free", "2:3"},
    {"BOGO", "1:2"},
    {"2 for the price of 1", "1:2"},
    {"3 for 2", "2:3"},
    {"2 for 1!", "1:2"},
    {"俩三百", "300/2"},
    {"仨300给您", "300/3"},
    {"俩件300", "300/2"},
};

static const struct row offs[] = {
    {"less 150", "-150"},        {"199 less 150", "-150"},
    {"less ¥150", "-150"},       {"150 less", "-150"},
    {"deduct 150", "-150"},      {"subtract 150 from it", "-150"},
    {"knock 150", "-150"},       {"扣掉150", "-150"},
    {"减免150", "-150"},         {"免去一百五", "-150"},
    {"原价-150", "-150"},        {"原价 - 150元", "-150"},
    {"199-150", "-150of199"},    {"199元-150元", "-150of199"},
    {"返现150", "<150"},         {"返現150", "<150"},
    {"返150", "<150"},           {"返你150", "<150"},
    {"返您150元", "<150"},       {"返还您一百五", "<150"},
    {"收货后返现金150", "<150"}, {"退您150", "<150"},
    {"退给您差价150", "<150"},   {"补您150块", "<150"},
    {"150返现", "<150"},         {"红包150", "<150"},
    {"送您现金150", "<150"},     {"送您150现金", "<150"},
    {"送您一百五", "<150"},      {"满300返50", "<50@300"},
    {"cashback 150", "<150"},    {"cashback of 150", "<150"},
    {"150 cashback", "<150"},    {"150 cash back", "<150"},
    {"$150 back", "<150"},       {"refund you 150", "<150"},
    {"a rebate of 150", "<150"},
};

static const struct row shares[] = {
    {"对半", "1:2"},
    {"對半給您", "1:2"},
    {"打对半", "1:2"},
    {"腰斩", "1:2"},
    {"原价的一半", "1:2"},
    {"原价一半给您", "1:2"},
    {"只要一半", "1:2"},
    {"便宜一半", "1:2"},
    {"一半价格给您", "1:2"},
    {"half", "1:2"},
    {"Half!", "1:2"},
    {"ok, half", "1:2"},
    {"for half", "1:2"},
    {"take it for half", "1:2"},
    {"half of it", "1:2"},
    {"half of the list price", "1:2"},
    {"half the list price", "1:2"},
    {"half for you", "1:2"},
    {"we cut the price in half", "1:2"},
    {"halve the price", "1:2"},
    {"半個價", "1:2"},
    {"半百", "50/1"},
    {"半百给您", "50/1"},
};

static const struct row none[] = {
    {"", ""},
    {"180元", ""},
    {"180", ""},
    {"两罐装，180元", ""},
    {"礼盒 2罐共250g，给您180元", ""},
    {"6只装 180元", ""},
    {"一盒两罐，180元", ""},
    {"一套六件，180元给您", ""},
    {"一壶三杯，180元", ""},
    {"两件，每件180元", ""},
    {"两件都是180元", ""},
    {"两盒180元一盒", ""},
    {"两件180一件", ""},
    {"180元一件", ""},
    {"180元一盒，两盒包邮", ""},
    {"180元，买两件包邮", ""},
    {"180元2件起", ""},
    {"满两件180", ""},
    {"第二件180", ""},
    {"库存两件，180元", ""},
    {"还有两件，180元给您", ""},
    {"两天内下单，180元", ""},
    {"三个月保修，180元", ""},
    {"两个人喝，180元", ""},
    {"这两款180元", ""},
    {"送您两包，180元", ""},
    {"两块180", ""},
    {"3 boxes, 180 each", ""},
    {"2 boxes at 180 each", ""},
    {"180 each for 2", ""},
    {"180 for 2 days", ""},
    {"180 for one", ""},
    {"iPhone 15 for 5000", ""},
    {"Oolong 3 for 180", ""},
    {"size 42 for 180", ""},
    {"take it for 180", ""},
    {"one for 180", ""},
    {"open 10 for 5 days", ""},
    {"30x40cm", ""},
    {"30x40", ""},
    {"1920x1080", ""},
    {"10x12x8", ""},
    {"25x2cm", ""},
    {"25g x 2", ""},
    {"6x8", ""},
    {"x2", ""},
    {"买一送一个茶漏", ""},
    {"买一送一茶漏", ""},
    {"买茶送杯", ""},
    {"拍2发2", ""},
    {"拍下3天发2天到", ""},
    {"买三免一张运费", ""},
    {"buy one get one mug", ""},
    {"往返200公里", ""},
    {"返10天", ""},
    {"返厂维修", ""},
    {"退您的钱", ""},
    {"送您100克茶样", ""},
    {"送您一百张抽纸", ""},
    {"送您100抽纸", ""},
    {"不返150", ""},
    {"扣子2个", ""},
    {"扣2分", ""},
    {"2026-11-21", ""},
    {"400-820-8820", ""},
    {"no less than 180", ""},
    {"less than 180", ""},
    {"for less: 180", ""},
    {"cut 2 inches", ""},
    {"drop 3 days", ""},
    {"refund within 7 days", ""},
    {"get back at 9", ""},
    {"对半分装", ""},
    {"对半开", ""},
    {"卖了一半", ""},
    {"一半以上的买家", ""},
    {"茶叶先泡一半", ""},
    {"给您一半的茶", ""},
    {"半小时", ""},
    {"半斤", ""},
    {"half an hour", ""},
    {"half a kilo", ""},
    {"for half a year", ""},
    {"half past nine", ""},
    {"half-dozen", ""},
    {"half of the leaves", ""},
    {"only half the caffeine", ""},
    {"behalf", ""},
    {"年过半百", ""},
    {"半百老人", ""},
    {ZG_GOODS_MARK "，给您180元", ""},
};

static void tell(struct zg_bytes *out, const struct zg_given *given) {
  char amount[ZG_MONEY_TEXT] = "", more[ZG_MONEY_TEXT] = "";
  const char *const signs[] = {"", "", "-", "<"};
  zg_money_format_short((struct zg_money){.minor = given->amount, .currency = "CNY"}, amount);
  zg_bytes_printf(out, "%s%s", out->len > 0 ? " " : "", signs[given->kind]);
  if (given->kind == ZG_GIVEN_SHARE) {
    int64_t most = given->amount >= 100 ? 100 : 1; /* both may be in hundredths */
    zg_bytes_printf(out, "%d:%d", (int)(given->amount / most), (int)(given->count / most));
  } else if (given->kind == ZG_GIVEN_FOR) {
    zg_bytes_printf(out, "%s/%d", amount, (int)given->count);
  } else {
    zg_bytes_add_text(out, amount);
  }
  zg_money_format_short((struct zg_money){.minor = given->of, .currency = "CNY"}, more);
  if (given->of > 0) zg_bytes_printf(out, "of%s", more);
  zg_money_format_short((struct zg_money){.minor = given->from, .currency = "CNY"}, more);
  if (given->from > 0) zg_bytes_printf(out, "@%s", more);
}

static void check_rows(const struct row *rows, size_t count) {
  size_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    struct zg_given found[MOST] = {{0}};
    struct zg_bytes got = {0};
    size_t len = 0;
    const char *normal = zg_text_normalise(tables, arena, rows[i].text, strlen(rows[i].text), &len);
    size_t many = zg_given_read(normal, len, found, MOST);
    zg_bytes_add_text(&got, "");
    for (size_t k = 0; k < many; k++)
      tell(&got, &found[k]);
    if (strcmp(got.data, rows[i].want) != 0) {
      print_error("%s: got [%s], want [%s]\n", rows[i].text, got.data, rows[i].want);
      faults++;
    }
    zg_bytes_fini(&got);
    zg_arena_reset(arena);
  }
  assert_int_equal(faults, 0);
}

static void reads_pieces(void **state) {
  (void)state;
  check_rows(pieces, sizeof pieces / sizeof pieces[0]);
}

static void reads_what_comes_off(void **state) {
  (void)state;
  check_rows(offs, sizeof offs / sizeof offs[0]);
}

static void reads_halves(void **state) {
  (void)state;
  check_rows(shares, sizeof shares / sizeof shares[0]);
}

static void passes_over_the_rest(void **state) {
  (void)state;
  check_rows(none, sizeof none / sizeof none[0]);
}

/* Reads from a buffer of exactly `len` bytes, so that a sanitizer sees a step too far. */
static void check_bytes(const char *text, size_t len, size_t cap) {
  struct zg_given found[MOST + 1] = {{0}};
  char *exact = malloc(len == 0 ? 1 : len);
  assert_non_null(exact);
  memcpy(exact, text, len);
  found[cap].from = -77;
  size_t count = zg_given_read(exact, len, found, cap), last = 0;
  assert_true(count <= cap);
  assert_int_equal(found[cap].from, -77);
  for (size_t i = 0; i < count; i++) {
    assert_true(found[i].amount >= 0 && found[i].count >= 1 && found[i].of >= 0);
    if (found[i].kind == ZG_GIVEN_SHARE) assert_true(found[i].amount < found[i].count);
    assert_true(found[i].start >= last && found[i].start < found[i].end);
    last = found[i].end;
    assert_true(last <= len);
  }
  free(exact);
}

static void random_pieces(void **state) {
  (void)state;
  check_random_pieces(check_bytes);
}

static void random_bytes(void **state) {
  (void)state;
  check_random_bytes(check_bytes);
}

static void cut_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
    check_cuts(check_bytes, pieces[i].text);
}

static void long_runs(void **state) {
  (void)state;
  check_long_runs(check_bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_pieces),  cmocka_unit_test(reads_what_comes_off),
      cmocka_unit_test(reads_halves),  cmocka_unit_test(passes_over_the_rest),
      cmocka_unit_test(random_pieces), cmocka_unit_test(random_bytes),
      cmocka_unit_test(cut_rows),      cmocka_unit_test(long_runs),
  };
  return cmocka_run_group_tests_name("prices_given", tests, open_tables, close_tables);
}
