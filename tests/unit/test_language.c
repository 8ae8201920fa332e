/* test_language: in which language a text is, and that a shop answers in it: at once, from a timer,
 * and about an order. */
#include "data/language.h"
#include "unit/world.h"

static void assert_language(const char *text, const char *home, const char *expected) {
  size_t len = strlen(text);
  char *exact = malloc(len > 0 ? len : 1); /* for the sanitizer to see a byte too far */
  memcpy(exact, text, len);
  const char *is = zg_language_of(exact, len, home);
  free(exact);
  if (is == NULL || expected == NULL ? is != expected : strcmp(is, expected) != 0)
    fail_msg("\"%s\" to a shop that speaks %s: %s", text, home, is != NULL ? is : "not told");
}

static void test_what_letters_tell(void **state) {
  (void)state;
  static const struct {
    const char *text, *to_chinese, *to_english;
  } cases[] = {
      {"能便宜点吗", "zh", "zh"},
      {"這個能便宜點嗎", "zh", "zh"},
      {"贵", "zh", "zh"},
      {"iphone手机壳有吗", "zh", "zh"},
      {"OK，谢谢", "zh", "zh"},
      {"这款 can you do 180 行吗", "zh", "zh"},
      {"any discount?", "en", "en"},
      {"Any discount?", "en", "en"},
      {"ｃａｎ　ｙｏｕ　ｄｏ　１８０？ ｐｌｅａｓｅ　ｔｅｌｌ", "en", "en"},
      {"can u do 180 for this.", "en", "en"},
      {"too expensive.", "en", "en"},
      {"cheaper?", "en", "en"},
      {"how much is 龙井 for a tin, and do you ship it abroad?", "en", "en"},
      {"c'est trop cher", "en", "en"}, /* nearer than Chinese */
      {"can you do 80?", "en", "en"},
      {"do it for 80", "en", "en"},
      {"is it ok?", "en", "en"},
      {"180 for me", "en", "en"},
      {"what?", NULL, NULL}, /* anybody says that */
      {"can?", NULL, NULL},
      {"my", NULL, NULL},
      {"do 80", NULL, NULL},
      {"", NULL, NULL},
      {"180?", NULL, NULL},
      {"ok", NULL, NULL},
      {"OK, thanks!", NULL, NULL},
      {"hello hello", NULL, NULL},
      {"hahaha", NULL, NULL},
      {"emmmmmmmm", NULL, NULL},
      {"SF1234567890123", NULL, NULL},
      {"https://item.taobao.com/item.htm?id=5", NULL, NULL},
      {"gaiwan-150", NULL, NULL},
      {"tea-250 250g", NULL, NULL},
      {"👍👍👍", NULL, NULL},
      {"少し安くなりますか", NULL, NULL},
      {"高いです", NULL, NULL},
      {"깎아 주세요 discount please", NULL, NULL},
      {"!!!...???", NULL, NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_language(cases[i].text, "zh", cases[i].to_chinese);
    assert_language(cases[i].text, "en", cases[i].to_english);
  }
  assert_language("能便宜点吗", "zh-TW", "zh-TW");
  assert_language("any discount", "fr", "fr");
  assert_language("能便宜吗", "fr", "zh");
}

static void test_cut_and_long(void **state) {
  (void)state;
  char text[9000];
  memset(text, 'x', sizeof text);
  assert_null(zg_language_of(text, sizeof text, "zh")); /* one sound */
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = (char)("discount "[i % 9]);
  assert_string_equal(zg_language_of(text, sizeof text, "zh"), "en");
  static const char some[] = "能 discount 𠮷 ñandú 安";
  for (size_t len = 0; len < sizeof some; len++) { /* whatever is cut, it only looks at len bytes */
    char *exact = malloc(len + 1);
    memcpy(exact, some, len);
    zg_language_of(exact, len, "zh");
    free(exact);
  }
}

/* ---- The shop */

static const char rules[] =
    "rule \"r\" { on = \"message.received\", run = function(event, ctx)\n"
    "  ctx.after(\"1s\", \"x\")\n"
    "  return { say(\"hi\", { n = 1 }), say(\"only\"),\n"
    "    say(ctx.shop.language == \"zh\" and \"half\" or \"hi\", { n = 1 }) } end }\n"
    "rule \"x\" { on = \"timer.x\", run = function() return { say(\"later\") } end }\n"
    "rule \"o\" { on = \"order.*\", run = function(event, ctx)\n"
    "  return { alert { kind = ctx.language } } end }\n"
    "rule \"t\" { on = \"offer.received\", run = function(event, ctx)\n"
    "  local row = ctx.tables.products[\"tea\"]\n"
    "  return { say(row.fact .. \" \" .. tostring(row.name) .. \" \" .. row.list_price:short()) } "
    "end }\n";

static struct world *shop_speaking(const char *declared) {
  struct world *w = world_new();
  w->declared = declared;
  w->sheets = "{\"products\":\"sku,list_price,fact,fact_en,name,name_en,list_price_en\\n"
              "tea,10.00,好茶,good tea,龙井,,9.00\\n\"}";
  world_pack(w, "p", rules);
  world_write(w, "rules/p/text/en.lua",
              "return { hi = \"hello\", half = \"{m}\", later = \"later\" }");
  world_write(w, "rules/p/text/zh.lua",
              "return { hi = \"nihao\", half = \"{n}\", later = \"shaohou\", only = \"zhi\" }");
  world_start(w);
  return w;
}

static void test_answers_in_the_buyers_language(void **state) {
  (void)state;
  struct world *w = shop_speaking("{\"language\":\"zh\"}");
  world_say(w, 0, "便宜点");
  assert_done(w, "message.send nihao; message.send zhi; message.send 1");
  world_wait(w, 2000);
  assert_done(w, "message.send shaohou");
  /* What English lacks, or cannot fill, is said in the shop's language. */
  world_say(w, 3000, "any discount?");
  assert_done(w, "message.send hello; message.send zhi; message.send 1");
  world_wait(w, 5000);
  assert_done(w, "message.send later");
  world_say(w, 6000, "180?"); /* as before */
  assert_done(w, "message.send hello; message.send zhi; message.send 1");
  world_say(w, 6500, "好吧");
  assert_done(w, "message.send nihao; message.send zhi; message.send 1");
  world_wait(w, 9000);
  assert_done(w, "message.send shaohou");
  world_free(w);
}

static void test_an_english_shop(void **state) {
  (void)state;
  struct world *w = shop_speaking("{\"language\":\"en\"}");
  world_say(w, 0, "ok");
  assert_done(w, "message.send hello; message.send zhi; message.send hello");
  world_say(w, 100, "能便宜吗");
  world_wait(w, 5000);
  assert_done(w, "message.send nihao; message.send zhi; message.send nihao; message.send shaohou");
  world_free(w);
}

static void test_an_order_is_spoken_of_in_its_buyers_language(void **state) {
  (void)state;
  struct world *w = shop_speaking("{\"language\":\"zh\"}");
  world_order(w, 0, "order.paid");
  assert_done(w, "alert.raise zh");
  world_say(w, 100, "is it in stock?");
  world_wait(w, 5000);
  world_done(w);
  world_event(w, 6000, "order.created", "{\"order\":{\"id\":\"o-1\"},\"buyer\":{\"id\":\"b-1\"}}");
  world_order(w, 7000, "order.shipped"); /* which does not say whose */
  world_event(w, 8000, "order.created", "{\"order\":{\"id\":\"o-2\"},\"buyer\":{\"id\":\"b-2\"}}");
  assert_done(w, "alert.raise en; alert.raise en; alert.raise zh");
  world_free(w);
}

static void test_a_cell_in_the_buyers_language(void **state) {
  (void)state;
  struct world *w = shop_speaking("{\"language\":\"zh\"}");
  static const char offer[] = "{\"conversation\":{\"id\":\"c-1\"},\"buyer\":{\"id\":\"b-1\"}}";
  world_event(w, 0, "offer.received", offer);
  assert_done(w, "message.send 好茶 龙井 10");
  world_say(w, 100, "what a lovely tea");
  world_done(w);
  world_event(w, 200, "offer.received", offer);
  assert_done(w, "message.send good tea 龙井 10"); /* a price is one in every language */
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_letters_tell),
      cmocka_unit_test(test_cut_and_long),
      cmocka_unit_test(test_answers_in_the_buyers_language),
      cmocka_unit_test(test_an_english_shop),
      cmocka_unit_test(test_an_order_is_spoken_of_in_its_buyers_language),
      cmocka_unit_test(test_a_cell_in_the_buyers_language),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
