/* test_discounts: what a text says should come off a price. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "data/prices_discount.h"
#include "data/text.h"

#include "random.h"

enum { MOST = 16 };

/* "85%": so much is left. "-20": so much comes off, in whole units. "odd". "?" behind those that
 * are not sure, "@300" behind those that need so much. */
struct row {
  const char *text, *want;
};

static const struct row shares[] = {
    {"八折行不行", "80%"},
    {"打个八折", "80%"},
    {"打八折", "80%"},
    {"五折卖不卖", "50%"},
    {"88折", "88%"},
    {"8折", "80%"},
    {"8 折", "80%"},
    {"８折", "80%"},
    {"8.5折", "85%"},
    {"85折", "85%"},
    {"8.88折", "88.80%"},
    {"88.8折", "88.80%"},
    {"八五折", "85%"},
    {"八点五折", "85%"},
    {"九五折", "95%"},
    {"九九折", "99%"},
    {"九折總行吧", "90%"},
    {"打個九折", "90%"},
    {"打85折吧", "85%"},
    {"打85给您", "85%"},
    {"打八五行吗", "85%"},
    {"打8.5吧", "85%"},
    {"打个八五", "85%"},
    {"一折", "10%"},
    {"优惠到8折", "80%"},
    {"给您八折", "80%"},
    {"199打八折", "80%"},
    {"8到9折", "80%"},
    {"七折-八折", "70% 80%"},
    {"七八折", "70%?"},
    {"八九折", "80%?"},
    {"8.几折", "80%?"},
    {"半价", "50%"},
    {"半價", "50%"},
    {"对折", "50%"},
    {"對折給你", "50%"},
    {"价格减半", "50%"},
    {"一半价", "50%"},
    {"一半的价", "50%"},
    {"便宜两成", "80%"},
    {"优惠三成", "70%"},
    {"让一成", "90%"},
    {"原价的八成", "80%"},
    {"七成价", "70%"},
    {"七成的价格", "70%"},
    {"85%", "85%?"},
    {"原价的85%", "85%?"},
    {"八折，就八折", "80% 80%"},
    {"百分之八十", "80%?"},
    {"优惠百分之二十", "80%"},
    {"便宜20%", "80%"},
    {"减20%", "80%"},
    {"降了20%", "80%"},
    {"让利15%", "85%"},
    {"20%优惠", "80%"},
    {"20%的折扣", "80%"},
    {"20% off", "80%"},
    {"20 % off", "80%"},
    {"20%off", "80%"},
    {"can you do 20% off", "80%"},
    {"12.5% off", "87.50%"},
    {"20 percent off", "80%"},
    {"twenty percent off", "80%"},
    {"twenty per cent off", "80%"},
    {"15% discount", "85%"},
    {"a discount of 15%", "85%"},
    {"15% less", "85%"},
    {"15% cheaper", "85%"},
    {"save 15%", "85%"},
    {"reduced by 15%", "85%"},
    {"a hundred percent off", "0%"},
    {"half price", "50%"},
    {"half-price", "50%"},
    {"half off", "50%"},
    {"half the price", "50%"},
    {"Half Price!", "50%"},
    {"50% off", "50%"},
    {"85% of the list price", "85%?"},
    {"买两件打八折", "80%"},
    {"折上折，九折", "90%"},
};

static const struct row amounts[] = {
    {"减20", "-20"},
    {"减20块行吗", "-20"},
    {"減20塊", "-20"},
    {"再减20", "-20"},
    {"便宜20", "-20"},
    {"便宜二十", "-20"},
    {"便宜我二十块", "-20"},
    {"便宜您20元", "-20"},
    {"立减二十", "-20"},
    {"立减20元", "-20"},
    {"直减50", "-50"},
    {"减少20元", "-20"},
    {"少20块行不", "-20"},
    {"再少二十", "-20"},
    {"少收您5块", "-5"},
    {"少算我10块", "-10"},
    {"省30", "-30"},
    {"降20", "-20"},
    {"降价20元", "-20"},
    {"让20给您", "-20"},
    {"让利50元", "-50"},
    {"砍10块", "-10"},
    {"优惠20元", "-20"},
    {"优惠您20", "-20"},
    {"便宜了10块", "-10"},
    {"便宜个三五十", ""},
    {"便宜十块", "-10"},
    {"便宜十", "-10"},
    {"便宜两块", "-2"},
    {"便宜5毛", "-0.50"},
    {"便宜三块五", "-3.50"},
    {"便宜一百二", "-120"},
    {"减¥20", "-20"},
    {"便宜 80块行吗", "-80?"},
    {"二十元优惠券", "-20?"},
    {"20元的券", "-20?"},
    {"满300减50", "-50@300"},
    {"满三百减五十", "-50@300"},
    {"满300元立减50元", "-50@300"},
    {"每满200减20", "-20@200"},
    {"满199减20，再减5", "-20@199 -5"},
    {"$20 off", "-20"},
    {"20 off", "-20"},
    {"20 bucks off", "-20"},
    {"twenty dollars off", "-20"},
    {"knock 20 off", "-20"},
    {"knock off 20", "-20"},
    {"take $5 off please", "-5"},
    {"save $20", "-20"},
    {"save you 20 dollars", "-20"},
    {"20 dollars cheaper", "-20"},
    {"a discount of 20 dollars", "-20"},
    {"cheaper by 20", "-20"},
    {"$20 discount", "-20"},
    {"抹零", "odd"},
    {"抹个零吧", "odd"},
    {"零头抹了", "odd"},
    {"去个零头", "odd"},
    {"零头不要了", "odd"},
    {"凑个整", "odd"},
    {"round it down", "odd"},
    {"抹零再打九折", "odd 90%"},
};

static const struct row none[] = {
    {"", ""},
    {"80", ""},
    {"195挺好", ""},
    {"一口价180", ""},
    {"便宜点180行不行", ""},
    {"打折吗", ""},
    {"几折", ""},
    {"打几折", ""},
    {"不打折", ""},
    {"折扣多少", ""},
    {"折叠伞", ""},
    {"三折叠", ""},
    {"三折伞", ""},
    {"一折就断", ""},
    {"两折页", ""},
    {"九成新", ""},
    {"八成熟", ""},
    {"三成功力", ""},
    {"至少20", ""},
    {"最少20块", ""},
    {"多少20", ""},
    {"多少钱", ""},
    {"不少80后", ""},
    {"少3克", ""},
    {"少放3颗", ""},
    {"少5ml", ""},
    {"减2个", ""},
    {"减肥茶", ""},
    {"减脂30天", ""},
    {"降80度", ""},
    {"降3db", ""},
    {"降火", ""},
    {"便宜一点", ""},
    {"便宜一些", ""},
    {"便宜一丢丢", ""},
    {"让一让", ""},
    {"让你久等", ""},
    {"省心", ""},
    {"省内3天", ""},
    {"优惠到180", ""},
    {"降到150", ""},
    {"便宜到80", ""},
    {"优惠价80", ""},
    {"立减到手80", ""},
    {"打12315投诉", ""},
    {"打10个包", ""},
    {"打3个电话", ""},
    {"打80分", ""},
    {"13812345678", ""},
    {"2026年11月21", ""},
    {"11-21", ""},
    {"tea-250", ""},
    {"iphone 15", ""},
    {"3盒", ""},
    {"80克", ""},
    {"42码", ""},
    {"二十八岁", ""},
    {"零下八度", ""},
    {"加湿器120%", ""},
    {"off", ""},
    {"offer 180", ""},
    {"make an offer", ""},
    {"half a kilo", ""},
    {"half an hour", ""},
    {"80 offers", ""},
    {"20 less than that", ""},
    {"sold by 20 people", ""},
    {"stand by 20", ""},
    {"30 days", ""},
    {"100 pieces", ""},
    {"turn off", ""},
    {"can you do 180?", ""},
    {"lower it to 180", ""},
    {"save me one", ""},
};

static struct zg_text *tables;
static struct zg_arena *arena;

static int open_tables(void **state) {
  (void)state;
  arena = zg_arena_new();
  return zg_text_open(&tables, NULL);
}

static int close_tables(void **state) {
  (void)state;
  zg_text_close(tables);
  zg_arena_free(arena);
  return 0;
}

static void tell_hundredths(struct zg_bytes *out, int64_t hundredths) {
  char text[ZG_MONEY_TEXT];
  zg_money_format_short((struct zg_money){.minor = hundredths, .currency = "CNY"}, text);
  zg_bytes_add_text(out, text);
}

static void tell(struct zg_bytes *out, const struct zg_discount *found) {
  zg_bytes_add_text(out, out->len > 0 ? " " : "");
  if (found->kind == ZG_DISCOUNT_ODD) {
    zg_bytes_add_text(out, "odd");
  } else {
    zg_bytes_add_text(out, found->kind == ZG_DISCOUNT_OFF ? "-" : "");
    tell_hundredths(out, found->amount);
    zg_bytes_add_text(out, found->kind == ZG_DISCOUNT_SHARE ? "%" : "");
  }
  zg_bytes_add_text(out, found->sure ? "" : "?");
  if (found->from > 0) {
    zg_bytes_add_text(out, "@");
    tell_hundredths(out, found->from);
  }
}

static void check_rows(const struct row *rows, size_t count) {
  size_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    struct zg_discount found[MOST] = {{0}};
    struct zg_bytes got = {0};
    size_t many = zg_discounts_find(tables, arena, rows[i].text, strlen(rows[i].text), found, MOST);
    zg_bytes_add_text(&got, "");
    for (size_t k = 0; k < many; k++)
      tell(&got, &found[k]);
    if (strcmp(got.len > 0 ? got.data : "", rows[i].want) != 0) {
      print_error("%s: got [%s], want [%s]\n", rows[i].text, got.len > 0 ? got.data : "",
                  rows[i].want);
      faults++;
    }
    zg_bytes_fini(&got);
    zg_arena_reset(arena);
  }
  assert_int_equal(faults, 0);
}

static void reads_shares(void **state) {
  (void)state;
  check_rows(shares, sizeof shares / sizeof shares[0]);
}

static void reads_amounts(void **state) {
  (void)state;
  check_rows(amounts, sizeof amounts / sizeof amounts[0]);
}

static void passes_over_the_rest(void **state) {
  (void)state;
  check_rows(none, sizeof none / sizeof none[0]);
}

/* Exact, and rounded down where the currency has no coin for it. */
static void applies(void **state) {
  static const struct {
    const char *text, *price, *currency, *want; /* NULL: no such amount */
  } cases[] = {
      {"八折", "199", "CNY", "159.20"},
      {"88折", "199", "CNY", "175.12"},
      {"75折", "59.90", "CNY", "44.92"},
      {"半价", "0.01", "CNY", "0.00"},
      {"8.88折", "199", "CNY", "176.71"},
      {"减20", "199", "CNY", "179.00"},
      {"减200", "199", "CNY", "-1.00"},
      {"便宜5毛", "199", "CNY", "198.50"},
      {"便宜5毛", "199", "JPY", NULL},
      {"三折", "199", "JPY", "59"},
      {"满300减50", "199", "CNY", "199.00"},
      {"满199减50", "199", "CNY", "149.00"},
      {"抹零", "199", "CNY", "190.00"},
      {"抹零", "199.50", "CNY", "190.00"},
      {"抹零", "1280", "CNY", "1200.00"},
      {"抹零", "200", "CNY", "200.00"},
      {"抹零", "5.80", "CNY", "5.00"},
      {"抹零", "0.80", "CNY", "0.80"},
      {"抹零", "1999", "JPY", "1990"},
      {"5% off", "92233720368547758.07", "CNY", "87622034350120370.16"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_discount found = {0};
    struct zg_money price = {0}, with = {0};
    char told[ZG_MONEY_TEXT] = "";
    size_t len = strlen(cases[i].text);
    assert_int_equal(zg_discounts_find(tables, arena, cases[i].text, len, &found, 1), 1);
    assert_int_equal(zg_money_parse(cases[i].price, cases[i].currency, &price), 0);
    int result = zg_discount_apply(&found, price, &with);
    if (result == 0) zg_money_format(with, told);
    if (cases[i].want == NULL ? result == 0 : strcmp(told, cases[i].want) != 0)
      fail_msg("%s of %s %s: %s", cases[i].text, cases[i].price, cases[i].currency, told);
  }
}

/* Reads from a buffer of exactly `len` bytes, so that a sanitizer sees a step too far. */
static void check_bytes(const char *text, size_t len, size_t cap) {
  struct zg_discount found[MOST + 1] = {{0}};
  char *exact = malloc(len == 0 ? 1 : len);
  assert_non_null(exact);
  memcpy(exact, text, len);
  found[cap].from = -77;
  size_t count = zg_discounts_read(exact, len, found, cap), last = 0;
  assert_true(count <= cap);
  assert_int_equal(found[cap].from, -77);
  for (size_t i = 0; i < count; i++) {
    assert_true(found[i].amount >= 0);
    if (found[i].kind == ZG_DISCOUNT_SHARE) assert_true(found[i].amount <= 10000);
    assert_true(found[i].start >= last && found[i].start < found[i].end);
    last = found[i].end;
    assert_true(last <= len);
  }
  free(exact);
}

/* Pieces that mean something to the reader, in any order, now and then cut within a character. */
static void random_pieces(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "8",     "85",   "20",   "百分之", ".",       "八",          "五",          "两",
      "十",    "百",   "折",   "成",     "%",       "打",          "个",          "减",
      "满",    "便宜", "让",   "少",     "多少",    "半价",        "抹零",        "half ",
      "price", " off", "by ",  "save ",  "twenty ", "percent",     "元",          "块",
      "¥",     "$",    " ",    "-",      "到",      "优惠券",      "99999999999", "价",
      "新",    "\xe5", "\xff", "点",     "几",      "discount of "};
  uint64_t seed = 161803;
  for (int i = 0; i < 60000; i++) {
    char text[RANDOM_TEXT];
    size_t len = random_text(&seed, pieces, sizeof pieces / sizeof pieces[0], i % 4 == 0, text);
    check_bytes(text, len, (size_t)i % (MOST + 1));
  }
}

static void random_bytes(void **state) {
  (void)state;
  uint64_t seed = 577215;
  char text[64];
  for (int i = 0; i < 20000; i++) {
    size_t len = random_bytes_of(&seed, text, sizeof text);
    check_bytes(text, len, MOST);
  }
}

static void long_runs(void **state) {
  (void)state;
  static const char *const pieces[] = {"8",  "8折",  "减",   "满8",  "半",
                                       "八", "off ", "20% ", "便宜 "};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    struct zg_bytes text = {0};
    while (text.len < 50000)
      zg_bytes_add_text(&text, pieces[i]);
    check_bytes(text.data, text.len, MOST);
    zg_bytes_fini(&text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_shares),
      cmocka_unit_test(reads_amounts),
      cmocka_unit_test(passes_over_the_rest),
      cmocka_unit_test(applies),
      cmocka_unit_test(random_pieces),
      cmocka_unit_test(random_bytes),
      cmocka_unit_test(long_runs),
  };
  return cmocka_run_group_tests_name("discounts", tests, open_tables, close_tables);
}
