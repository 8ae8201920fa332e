/* test_prices_given_away: what a shop's text gives away: the goods, several for less, a half, money
 * back. */
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
#include "data/money.h"
#include "data/prices_given.h"
#include "data/prices_nothing.h"
#include "data/text.h"

enum { MOST = 16 };

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

/* The goods go for nothing. */
static const char *const for_nothing[] = {
    "免费",
    "免费！",
    "免費",
    "免费送您",
    "免费给您",
    "免费拿走吧",
    "这件免费",
    "这件免费给您",
    "這款免費送您",
    "这盒免费，今天就寄",
    "这个免费的",
    "它是免费的",
    "宝贝免费送您了",
    "那就免费给您吧",
    "好的，免费",
    "谢谢您，免费给您。",
    "既然喜欢，就送您了",
    "交个朋友，白送您",
    "今天全部免费",
    "这些都免费",
    "免费拿这件",
    "整套免费",
    "每件免费",
    "原价199元，免费给您",
    "199的这件，免费",
    "包邮。免费送您！",
    "第二件免费",
    "白送",
    "白送您了",
    "白送给您",
    "這件白送",
    "这单白送您",
    "干脆白送您吧",
    "白给您",
    "您白拿走",
    "不要钱",
    "不要錢",
    "不要您钱",
    "不要钱，拿去",
    "拿去，不要钱",
    "这件不要钱",
    "不收您钱了",
    "这款不收钱",
    "分文不取",
    "这单一分钱不要",
    "给您免单",
    "这单免单了",
    "零元购",
    "免费赠送",
    "这件只付邮费",
    "您只付运费就行",
    "you just pay the postage",
    "pay only shipping",
    "送你了",
    "送您了",
    "送您啦！",
    "好，送您了",
    "這盒送給您了",
    "这件送您",
    "这件就送给您吧",
    "拿去，送你了",
    "喜欢就送您了",
    "归您了",
    "这件归你",
    "这件赠送给您",
    "钱不要了",
    "全额返现",
    "打个骨折",
    "it's complimentary",
    "这款归您了",
    "骨折价",
    "骨折價給您",
    "打骨折给您",
    "白菜价，您拍吧",
    "跳楼价卖您了",
    "半卖半送",
    "等于白送",
    "Ｆｒｅｅ",
    "free",
    "Free!",
    "FREE for you",
    "OK, free",
    "Thank you very much, free for you",
    "It's free",
    "it is free.",
    "It’s totally free today",
    "this is free for you",
    "That's free, my friend",
    "take it for free",
    "take it free",
    "you can have it for free",
    "Just have this one for free",
    "you get them free",
    "yours for free",
    "It's yours, free",
    "we give it to you for free",
    "free of charge",
    "it is free of charge",
    "everything is free",
    "it will be free",
    "it's on the house",
    "this one is on us",
    "gratis",
    "it's gratis",
    "take it for nothing",
    "have it for nothing",
    "no charge",
    "no charge for it",
    "you pay nothing",
    "pay nothing",
    "it costs you nothing",
    "we are giving it away",
    "give it away",
    "next to nothing",
    "ok, for a song",
    "it's almost free",
    "¥199, or it's free",
    ZG_GOODS_MARK "免费",
    ZG_GOODS_MARK "，送您了",
    ZG_GOODS_MARK " is free",
    "take " ZG_GOODS_MARK " for free",
};

/* Something else costs nothing, or nothing does. */
static const char *const honest[] = {
    "",
    "包邮",
    "免费退换",
    "免费退換",
    "七天免费退换，您放心",
    "免费包装",
    "免费礼品包装",
    "免费配送",
    "免费送货上门",
    "送货免费",
    "退货免费",
    "退换货本店免费",
    "配送是免费的",
    "运费免费",
    "邮费免费，您放心拍",
    "邮费不要钱",
    "这件免费包邮",
    "这件免费退换",
    "这单免费送您茶漏",
    "免费送您茶漏",
    "免费送您一个茶漏",
    "免费给您包装好",
    "免费给您换一个",
    "免费刻字",
    "免费试用装一份",
    "免费开发票",
    "免费升级顺丰",
    "免费领一张券",
    "享免费维修三年",
    "免费3年保修",
    "赠品免费",
    "贈品免費",
    "茶漏免费",
    "茶漏免费送您",
    "茶漏免费赠送",
    "换货您只付运费",
    "退货的话您只付邮费",
    "小样都是免费的",
    "手提袋免费，180元给您",
    "运费全免",
    "不满意退您全款",
    "不满意全额退款",
    "茶漏赠送给您",
    "with a complimentary cup",
    "茶漏白送您",
    "白送您一个茶漏",
    "茶漏送您了",
    "茶漏和茶针都送您了",
    "茶漏我们送您了",
    "送您茶漏",
    "送您一个茶漏",
    "送您了一个茶漏",
    "这件送您茶漏",
    "竹茶勺一起送您了",
    "茶漏已经说好送您了，和货一起寄出",
    "给您添一样：茶漏，不另外收钱，和您的宝贝一起到",
    "茶漏给您添上，送您了",
    "价格先放一放，茶漏我们送您，和货一起寄出",
    "不免费",
    "这件不是免费的",
    "这件可不能白送",
    "不能送您了",
    "没法免费",
    "白送可不行",
    "骨折价180元",
    "白菜价：180",
    "跳楼价只要¥180给您",
    "白菜很新鲜",
    "白色的送完了",
    "退款不收手续费",
    "免费的茶样已经放进去了",
    "free shipping",
    "Free shipping!",
    "Free delivery and returns",
    "free returns within 30 days",
    "with free gift wrapping",
    "free gift inside",
    "free express shipping",
    "shipping is free",
    "Yes, postage is free: we pay it.",
    "delivery is free",
    "returns are free",
    "the gift is free",
    "the cup is free",
    "a free cup for you",
    "we ship it for free",
    "we'll wrap it for free",
    "we will gift-wrap it free",
    "you can return it for free",
    "we will add a tea strainer to your parcel, free. Would you like that?",
    "But a cup can go into your parcel, free.",
    "it comes with free shipping",
    "it is free of sugar",
    "it's sugar-free",
    "free-range eggs",
    "feel free to ask",
    "feel free",
    "please feel free.",
    "freedom",
    "carefree",
    "we are not free to go lower",
    "it's not free",
    "this isn't free",
    "we can't give it to you for free",
    "we cannot give it away",
    "we won't give it away",
    "tax free",
    "duty free",
    "the postage is on us",
    "the postage of this order is on us",
    "no charge for delivery",
    "no charge for postage",
    "it is free for orders from Hangzhou",
    "at no extra cost",
    "nothing",
    "nothing more to say",
    "you pay nothing for shipping",
    "it works on us all",
    "postage costs you nothing",
    "it costs you nothing to ask",
    "What you pay is the price of the goods, and the postage is on us.",
};

static bool is_for_nothing(const char *text) {
  size_t len = 0;
  const char *normal = zg_text_normalise(tables, arena, text, strlen(text), &len);
  return zg_prices_nothing(normal, len);
}

static void goods_for_nothing(void **state) {
  size_t faults = 0;
  (void)state;
  for (size_t i = 0; i < sizeof for_nothing / sizeof for_nothing[0]; i++) {
    if (is_for_nothing(for_nothing[i])) continue;
    print_error("not seen: %s\n", for_nothing[i]);
    faults++;
  }
  for (size_t i = 0; i < sizeof honest / sizeof honest[0]; i++) {
    if (!is_for_nothing(honest[i])) continue;
    print_error("seen: %s\n", honest[i]);
    faults++;
  }
  zg_arena_reset(arena);
  assert_int_equal(faults, 0);
}

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

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
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
  zg_prices_nothing(exact, len);
  free(exact);
}

/* Pieces that mean something to the reader, in any order, now and then cut within a character. */
static void random_pieces(void **state) {
  (void)state;
  static const char *const words[] = {
      "8",      "2",           "150",         "两",    "三",
      "十",     "件",          "盒",          "一共",  "一",
      "买",     "送",          "您",          "返",    "现",
      "满",     "半",          "百",          "对半",  "一半",
      "原价",   "-",           "x",           "×",     "*",
      "元",     "¥",           "$",           "/",     "每",
      " for ",  "both",        "buy ",        "get ",  "one ",
      "free",   "half ",       "of it",       "less ", " back",
      "it's ",  "take ",       "it ",         "免费",  "这",
      "白送",   "了",          ",",           "。",    "the price of ",
      "不要钱", "骨折价",      "99999999999", "\xe5",  "\xff",
      "\0",     ZG_GOODS_MARK, " ",           "."};
  uint64_t seed = 662607;
  for (int i = 0; i < 60000; i++) {
    char text[256] = {0};
    size_t len = 0;
    for (uint64_t n = next_random(&seed) % 12; n > 0; n--) {
      const char *word = words[next_random(&seed) % (sizeof words / sizeof words[0])];
      memcpy(text + len, word, strlen(word));
      len += strlen(word);
    }
    if (i % 4 == 0 && len > 0) len -= next_random(&seed) % (len < 4 ? len : 4);
    check_bytes(text, len, (size_t)i % (MOST + 1));
  }
}

static void random_bytes(void **state) {
  (void)state;
  uint64_t seed = 137035;
  char text[64];
  for (int i = 0; i < 20000; i++) {
    size_t len = next_random(&seed) % sizeof text;
    for (size_t k = 0; k < len; k++)
      text[k] = (char)next_random(&seed);
    check_bytes(text, len, MOST);
  }
}

/* Every row, cut at every byte. */
static void cut_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
    for (size_t len = 0; len <= strlen(pieces[i].text); len++) {
      check_bytes(pieces[i].text, len, MOST);
      check_bytes(pieces[i].text + len, strlen(pieces[i].text) - len, MOST);
    }
  for (size_t i = 0; i < sizeof for_nothing / sizeof for_nothing[0]; i++)
    for (size_t len = 0; len <= strlen(for_nothing[i]); len++)
      check_bytes(for_nothing[i], len, MOST);
}

/* The longest text that is looked at, of what makes the reader look far: no more than a moment. */
static void long_runs(void **state) {
  (void)state;
  static const char *const words[] = {"8",  "两件", "的",  "的免费", "for ",     "free ", ", ",
                                      "x8", "8x",   "满8", "给您",   "拿走免费", "1 for "};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    struct zg_bytes text = {0};
    while (text.len < 6000)
      zg_bytes_add_text(&text, words[i]);
    check_bytes(text.data, text.len, MOST);
    zg_bytes_fini(&text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(goods_for_nothing),
      cmocka_unit_test(reads_pieces),
      cmocka_unit_test(reads_what_comes_off),
      cmocka_unit_test(reads_halves),
      cmocka_unit_test(passes_over_the_rest),
      cmocka_unit_test(random_pieces),
      cmocka_unit_test(random_bytes),
      cmocka_unit_test(cut_rows),
      cmocka_unit_test(long_runs),
  };
  return cmocka_run_group_tests_name("prices_given_away", tests, open_tables, close_tables);
}
