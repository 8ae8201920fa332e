/* test_prices_nothing: whether a shop's text lets the goods go for nothing, or says honestly what
 * costs nothing. */
#include "unit/given_texts.h"

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

/* Reads from a buffer of exactly `len` bytes, so that a sanitizer sees a step too far. */
static void check_bytes(const char *text, size_t len, size_t cap) {
  (void)cap;
  char *exact = malloc(len == 0 ? 1 : len);
  assert_non_null(exact);
  memcpy(exact, text, len);
  zg_prices_nothing(exact, len);
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
  for (size_t i = 0; i < sizeof for_nothing / sizeof for_nothing[0]; i++)
    check_cuts(check_bytes, for_nothing[i]);
  for (size_t i = 0; i < sizeof honest / sizeof honest[0]; i++)
    check_cuts(check_bytes, honest[i]);
}

static void long_runs(void **state) {
  (void)state;
  check_long_runs(check_bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(goods_for_nothing), cmocka_unit_test(random_pieces),
      cmocka_unit_test(random_bytes),      cmocka_unit_test(cut_rows),
      cmocka_unit_test(long_runs),
  };
  return cmocka_run_group_tests_name("prices_nothing", tests, open_tables, close_tables);
}
