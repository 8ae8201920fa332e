/* test_guardrails: no action may promise a price that the sheet or the shop does not allow. */
#include "unit/world.h"

/* ---- guardrails */

#define SHEET                                                                                      \
  "{\"products\":\"sku,list_price,floor_price\\ntea,100,80\\nfirm,50,\\nbig,1000,10\\n\"}"

/* Each message is a Lua expression: the actions the rule returns. */
static struct world *rails_world(const char *declared) {
  struct world *w = world_new();
  w->sheets = SHEET;
  w->declared = declared;
  world_pack(
      w, "p",
      "local function m(x) return money(x, \"CNY\") end\n"
      "local done = {\n"
      "  off = function(sku, price) return offer { sku = sku, price = m(price) } end,\n"
      "  acc = function(sku, price) return accept { sku = sku, price = m(price) } end,\n"
      "  dec = function(sku, price) return decline { sku = sku, price = m(price) } end,\n"
      "  raw = function(sku, price) return action { type = \"offer.make\", data = {\n"
      "    conversation = { id = \"c-1\" }, item = { sku = sku }, price = price, currency = "
      "\"CNY\" } } end,\n"
      "  num = function(sku, price) return action { type = \"offer.make\", data = {\n"
      "    conversation = { id = \"c-1\" }, item = { sku = sku }, price = tonumber(price), "
      "currency = \"CNY\" } } end,\n"
      "  usd = function(sku, price) return offer { sku = sku, price = money(price, \"USD\") } "
      "end,\n"
      "  say = function(sku, price, text) return say(text, nil, { offer = { sku = sku,\n"
      "    price = m(price) } }) end,\n"
      "}\n" WORLD_RULE(
          "r", "",
          "local all = {}\n"
          "for word in event.message.text:gmatch(\"[^;]+\") do\n"
          "  local what, sku, price, text = word:match(\"^%s*(%a+) (%S+) (%S+)%s*(.*)$\")\n"
          "  all[#all + 1] = done[what](sku, price, text)\n"
          "end return all"));
  world_start(w);
  return w;
}

static void test_guardrails(void **state) {
  (void)state;
  static const struct {
    const char *text, *guard; /* NULL: it passes */
  } cases[] = {
      {"off tea 100", NULL},
      {"off tea 80", NULL},
      {"off tea 79.99", "price floor"},
      {"off tea 0", "price floor"},
      {"off tea -90", "price floor"},
      {"off tea 100.01", "list price"},
      {"off firm 50", NULL},
      {"off firm 49.99", "price floor"},
      {"off firm 50.01", "list price"},
      {"off nothing 50", "price floor"},
      {"usd tea 90", "price floor"},
      {"acc tea 80", NULL},
      {"acc tea 79.99", "price floor"},
      {"acc nothing 1", "price floor"},
      {"dec tea 1", NULL}, /* no promise */
      {"dec nothing 1", NULL},
      {"raw tea 90", NULL},
      {"raw tea 79", "price floor"},
      {"raw tea x", "price floor"},
      {"num tea 90", NULL},
      {"num tea 79.5", "price floor"},
      {"num tea 90.001", "price floor"},
      {"off big 100", NULL},
      /* a run is judged as a whole */
      {"off tea 90; off tea 79", "price floor"},
      {"off tea 90; off tea 85", NULL},
      {"off tea 85; off tea 90", "no rise"},
      {"off tea 85; off firm 50; off tea 85", NULL},
      {"off tea 85; say tea 90 好的", "no rise"},
      /* texts that name an offer */
      {"say tea 90 ¥90 可以", NULL},
      {"say tea 90 给您 79 元", "price floor"},
      {"say tea 90 原价 100 现在 90", NULL},
      {"say tea 90 七十九块", "price floor"},
      {"say tea 90 ７９ 元", "price floor"},
      {"say tea 90 今天 ¥ 120 起", NULL},
      {"say tea 79 好的", "price floor"},
      {"say nothing 79 好的", "price floor"},
      {"say firm 50 49 元", "price floor"},
      /* vague amounts count as the least they may mean; the floor of tea is 80 of 100 */
      {"say tea 90 七十多块给您", "price floor"},
      {"say tea 90 七十来块", "price floor"},
      {"say tea 90 70多给您吧", "price floor"},
      {"say tea 90 70出头行吗", "price floor"},
      {"say tea 90 六七十块", "price floor"},
      {"say tea 90 七八块", "price floor"},
      {"say tea 90 几十块的事", "price floor"},
      {"say tea 90 十几块", "price floor"},
      {"say tea 90 七十余元", "price floor"},
      {"say tea 90 七十九块优惠给您", "price floor"},
      {"say tea 90 运费七块", "price floor"},
      {"say tea 90 ¥七十", "price floor"},
      {"say tea 90 seventy bucks", "price floor"},
      {"say tea 90 八十多块给您", NULL},
      {"say tea 90 九十来块", NULL},
      {"say tea 90 百来块", NULL},
      {"say tea 90 够泡七十多泡", NULL},
      {"say tea 90 七十多克", NULL},
      {"say tea 90 卖了三十多年", NULL},
      {"say tea 90 库存七十多", NULL},
      {"say tea 90 95挺好", NULL},
      {"say tea 90 2026年11月21日发货", NULL},
      {"say tea 90 13812345678 联系我们", NULL},
      {"say tea 90 型号 tea-70", NULL},
      {"say tea 90 三盒两克的小样", NULL},
      {"say tea 90 this one $90", NULL},
      /* discounts, of the list price */
      {"say tea 90 给您打五折", "price floor"},
      {"say tea 90 5折", "price floor"},
      {"say tea 90 半价", "price floor"},
      {"say tea 90 七九折", "price floor"},
      {"say tea 90 七八折", "price floor"},
      {"say tea 90 79折给您", "price floor"},
      {"say tea 90 打七九给您", "price floor"},
      {"say tea 90 七成价", "price floor"},
      {"say tea 90 便宜三成", "price floor"},
      {"say tea 90 75%", "price floor"},
      {"say tea 90 原价的百分之七十", "price floor"},
      {"say tea 90 25% off", "price floor"},
      {"say tea 90 half price", "price floor"},
      {"say tea 90 thirty percent off", "price floor"},
      {"say tea 90 减21", "price floor"},
      {"say tea 90 便宜30给您", "price floor"},
      {"say tea 90 立减三十", "price floor"},
      {"say tea 90 knock 30 off", "price floor"},
      {"say tea 90 满90减30", "price floor"},
      {"say big 20 减十", NULL},
      {"say tea 90 打八折", NULL},
      {"say tea 90 88折", NULL},
      {"say tea 90 85%", NULL},
      {"say tea 90 20% off", NULL},
      {"say tea 90 便宜20", NULL},
      {"say tea 90 满300减50", NULL},
      {"say tea 90 抹零了", NULL}, /* 100 has nothing odd */
      {"say firm 50 九九折", "price floor"},
      {"say firm 50 便宜一", NULL},
      {"say tea 90 九成新", NULL},
      {"say tea 90 折叠的", NULL},
      {"say tea 90 至少30天", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = rails_world(NULL);
    world_say(w, 0, cases[i].text);
    const char *result = world_result(w, "r");
    const struct cJSON *guard = zg_json_first(zg_json_get(world_json(w, w->trace.data), "guards"));
    const char *name = zg_json_text(guard, "guard", NULL);
    if (strcmp(result, cases[i].guard == NULL ? "fired" : "error") != 0 ||
        (cases[i].guard == NULL ? name != NULL : name == NULL || strcmp(name, cases[i].guard) != 0))
      fail_msg("%s: %s", cases[i].text, w->trace.data);
    const char *done = world_done(w);
    assert_int_equal(done[0] == '\0', cases[i].guard != NULL);
    world_free(w);
  }
}

/* One after another in one conversation. */
static void test_no_rise(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool passes;
  } steps[] = {
      {"off tea 95", true},
      {"off tea 96", false},
      {"off tea 95", true},
      {"off firm 50", true},
      {"off tea 95; off tea 79", false}, /* undone: 95 stands */
      {"off tea 90; off tea 91", false},
      {"off tea 95", true},
      {"acc tea 90", true},
      {"off tea 95", false},
      {"say tea 91 好", false},
      {"say tea 88 好", true},
      {"off tea 89", false},
      {"off tea 80", true},
  };
  struct world *w = rails_world(NULL);
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    world_say(w, (int64_t)i * 1000, steps[i].text);
    if (strcmp(world_result(w, "r"), steps[i].passes ? "fired" : "error") != 0)
      fail_msg("%d: %s: %s", (int)i, steps[i].text, w->trace.data);
    if (i % 3 == 0) world_done(w); /* committed or not makes no difference */
  }
  /* another conversation starts anew */
  assert_int_equal(world_event(w, 99000, "message.received",
                               "{\"conversation\":{\"id\":\"c-2\"},\"message\":{\"text\":\"off tea "
                               "100\"}}"),
                   0);
  assert_string_equal(world_result(w, "r"), "fired");
  world_free(w);
}

static void test_largest_cut(void **state) {
  (void)state;
  static const struct {
    const char *text, *guard;
  } cases[] = {
      {"off tea 85", NULL},
      {"off tea 84.99", "largest cut"},
      {"off big 850", NULL},
      {"off big 849.99", "largest cut"},
      {"acc tea 84", "largest cut"},
      {"off tea 79", "price floor"},
      {"say tea 84 好", "largest cut"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = rails_world("{\"limits\":{\"largest_cut\":\"15%\"}}");
    world_say(w, 0, cases[i].text);
    if (cases[i].guard == NULL)
      assert_string_equal(world_result(w, "r"), "fired");
    else if (strstr(w->trace.data, cases[i].guard) == NULL)
      fail_msg("%s: %s", cases[i].text, w->trace.data);
    world_free(w);
  }
  /* 0 means 0 */
  struct world *w = rails_world("{\"limits\":{\"largest_cut\":\"0%\"}}");
  world_say(w, 0, "off tea 99.99");
  assert_string_equal(world_result(w, "r"), "error");
  world_say(w, 1, "off tea 100");
  assert_string_equal(world_result(w, "r"), "fired");
  world_free(w);
}

/* Where the sheet has no such product, the price that the event names is the least. */
static void test_guardrails_without_a_sheet(void **state) {
  (void)state;
  static const struct {
    const char *item, *text;
    bool passes;
  } cases[] = {
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 20", true},
      {"{\"sku\":\"x\",\"price\":20}", "off x 20", true},
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 19.99", false},
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 20.01", false},
      {"{\"sku\":\"x\",\"price\":\"20.00\",\"currency\":\"USD\"}", "off x 20", false},
      {"{\"sku\":\"y\",\"price\":\"20.00\",\"currency\":\"CNY\"}", "off x 20", false},
      {"{\"sku\":\"x\"}", "off x 20", false},
      {"{\"sku\":\"x\",\"price\":\"cheap\"}", "off x 20", false},
      {"{\"sku\":\"x\",\"price\":null}", "off x 20", false},
      /* the buyer's word does not beat the sheet */
      {"{\"sku\":\"tea\",\"price\":\"1.00\",\"currency\":\"CNY\"}", "off tea 1", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = rails_world(NULL);
    char data[300];
    snprintf(data, sizeof data,
             "{\"conversation\":{\"id\":\"c-1\"},\"item\":%s,\"message\":{\"text\":\"%s\"}}",
             cases[i].item, cases[i].text);
    assert_int_equal(world_event(w, 0, "message.received", data), 0);
    if (strcmp(world_result(w, "r"), cases[i].passes ? "fired" : "error") != 0)
      fail_msg("%s %s: %s", cases[i].item, cases[i].text, w->trace.data);
    world_free(w);
  }
}

/* A text long enough to hide a price behind many others. */
/* What a timer carries is the pack's own word: no price of goods. */
static void test_a_timer_names_no_list_price(void **state) {
  (void)state;
  struct world *w = world_new();
  w->sheets = SHEET;
  world_pack(
      w, "p",
      WORLD_RULE(
          "sets", "",
          "ctx.after('1s', 'x', { item = { sku = 'tea ', price = '1.00', "
          "currency = 'CNY' } })") "rule \"fires\" { on = \"timer.x\", run = function(event, ctx)\n"
                                   "  return { offer { sku = 'tea ', price = money('1.00', 'CNY') "
                                   "} } end }\n");
  world_start(w);
  world_say(w, 0, "hi");
  world_wait(w, HOUR);
  assert_done(w, "");
  assert_non_null(strstr(world_failure(w, "fires"), "tea"));
  world_free(w);
}

/* Who a message may go to was looked at before. */
static void test_a_guard_sends_nothing_elsewhere(void **state) {
  (void)state;
  struct world *w = world_of(WORLD_RULE(
      "says", "",
      "return { say('hi', nil, { conversation = 'nobody' }) }") "guard \"turns\" { on = "
                                                                "\"message.send\", run = "
                                                                "function(action)\n"
                                                                "  action.data.conversation = { id "
                                                                "= 'c-1' } return action end }\n");
  world_say(w, 0, "hi");
  assert_done(w, "");
  assert_non_null(strstr(world_failure(w, "says"), "not whom it goes to"));
  world_free(w);
}

static void test_many_prices_in_a_text(void **state) {
  (void)state;
  struct world *w = rails_world(NULL);
  struct zg_bytes text = {0};
  zg_bytes_add_text(&text, "say tea 90 ");
  for (int i = 0; i < 60; i++)
    zg_bytes_add_text(&text, "¥90, ");
  zg_bytes_add_text(&text, "¥10");
  world_say(w, 0, text.data);
  assert_string_equal(world_result(w, "r"), "error");
  world_free(w);
  zg_bytes_fini(&text);
}

/* An amount as it may be written, in yuan, 11 to 79. */
static void write_amount(struct zg_bytes *out, int amount, unsigned way) {
  static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  static const char *const wide[] = {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
  static const char *const tens[] = {"",      "",      "twenty", "thirty",
                                     "forty", "fifty", "sixty",  "seventy"};
  int ten = amount / 10, one = amount % 10;
  if (way == 0)
    zg_bytes_printf(out, "%d", amount);
  else if (way == 1)
    zg_bytes_printf(out, "%s%s", wide[ten], wide[one]);
  else if (way == 2)
    zg_bytes_printf(out, "%s十%s", ten == 1 ? "" : digits[ten], one == 0 ? "" : digits[one]);
  else if (ten > 1)
    zg_bytes_add_text(out, tens[ten]);
  else
    zg_bytes_printf(out, "%d.00", amount);
}

/* Whichever way a price under the floor is written into an offer, it does not leave. */
static void test_a_price_in_any_words(void **state) {
  (void)state;
  /* Before and behind the amount; those with an English number are apart. */
  static const char *const dress[][2] = {
      {"", "块"},         {"", "元"},           {"", "块钱给您"},
      {"", "多块"},       {"", "来块"},         {"", "多给您"},
      {"¥", ""},          {"￥", "给您"},       {"RMB", ""},
      {"", "rmb"},        {"一口价", ""},       {"最低", "给您"},
      {"", "拿走"},       {"", "元优惠给您"},   {"原价100元，现在", "元"},
      {"今天只要", "块"}, {"", " yuan"},        {"给您", "塊"},
      {"就", "元整"},     {"特价", "元/盒"},    {"差不多", "几块"},
      {"3盒装，", "块"},  {"不到", "块"},       {"", "余元"},
      {"", "块出头"},     {"", "元包邮"},       {"降到", "行吗"},
      {"便宜到", "给您"}, {"我们只收您", "元"}, {"到手", "块"},
  };
  static const char *const english[][2] = {
      {"", " bucks"},          {"only ", " yuan"}, {"take it for ", " dollars"},
      {"$90? no, ", " bucks"}, {"how about ", ""},
  };
  struct world *w = rails_world(NULL);
  uint64_t seed = 20261121;
  for (int i = 0; i < 2000; i++) {
    struct zg_bytes text = {0};
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    unsigned luck = (unsigned)(seed >> 33);
    unsigned way = luck % 4;
    int amount = 11 + (int)(luck / 4 % 69);
    const char *const *around = way == 3 && amount >= 20
                                    ? english[luck / 300 % (sizeof english / sizeof english[0])]
                                    : dress[luck / 300 % (sizeof dress / sizeof dress[0])];
    zg_bytes_printf(&text, "say tea 90 %s", around[0]);
    write_amount(&text, amount, way);
    zg_bytes_add_text(&text, around[1]);
    world_say(w, i, text.data);
    if (strcmp(world_result(w, "r"), "error") != 0) fail_msg("it leaves: %s", text.data);
    zg_bytes_fini(&text);
    world_done(w);
  }
  world_free(w);
}

/* The same of discounts: whatever they leave is right to the cent. */
static void test_a_discount_in_any_words(void **state) {
  (void)state;
  static const struct {
    const char *before, *behind;
    bool off; /* the figure is what comes off */
  } dress[] = {
      {"", "折", false},        {"打", "折给您", false},
      {"打个", "折", false},    {"打", "给您", false},
      {"原价的", "%", false},   {"原价的百分之", "", false},
      {"", "% off", true},      {"", " percent off", true},
      {"便宜", "%", true},      {"save ", "%", true},
      {"优惠百分之", "", true}, {"减", "", true},
      {"便宜您", "给您", true}, {"立减", "", true},
      {"knock ", " off", true}, {"a discount of ", "%", true},
  };
  struct world *w = rails_world(NULL);
  for (int i = 0; i < 89 * (int)(sizeof dress / sizeof dress[0]); i++) {
    int figure = 11 + i % 89;
    char text[128];
    size_t k = (size_t)i / 89;
    snprintf(text, sizeof text, "say tea 90 %s%d%s", dress[k].before, figure, dress[k].behind);
    world_say(w, i, text);
    bool refused = (dress[k].off ? 100 - figure : figure) < 80;
    if ((strcmp(world_result(w, "r"), "error") == 0) != refused) fail_msg("%s", text);
    world_done(w);
  }
  world_free(w);
}

/* What is read for prices has an end, so that many long texts hold up nobody. */
static void test_long_texts(void **state) {
  static const struct {
    int letters, spare; /* of three bytes, of one */
    const char *offer;
    bool passes;
  } cases[] = {{666, 2, "{ offer = { sku = 'tea', price = money('90', 'CNY') } }", true},
               {666, 3, "{ offer = { sku = 'tea', price = money('90', 'CNY') } }", false},
               {5000, 0, "{ offer = { sku = 'tea', price = money('90', 'CNY') } }", false},
               {5000, 0, "{}", true}}; /* it names no offer */
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes lua = {0};
    zg_bytes_printf(&lua,
                    WORLD_RULE("r", "", "return { say(('茶'):rep(%d) .. ('!'):rep(%d), {}, %s) }"),
                    cases[i].letters, cases[i].spare, cases[i].offer);
    struct world *w = world_new();
    w->sheets = SHEET;
    world_pack(w, "p", lua.data);
    world_start(w);
    world_say(w, 0, "hi");
    assert_int_equal(world_count(world_done(w), "message.send"), cases[i].passes);
    if (!cases[i].passes) assert_non_null(strstr(world_failure(w, "r"), "2000 bytes at most"));
    world_free(w);
    zg_bytes_fini(&lua);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_guardrails),
      cmocka_unit_test(test_no_rise),
      cmocka_unit_test(test_largest_cut),
      cmocka_unit_test(test_guardrails_without_a_sheet),
      cmocka_unit_test(test_a_timer_names_no_list_price),
      cmocka_unit_test(test_a_guard_sends_nothing_elsewhere),
      cmocka_unit_test(test_many_prices_in_a_text),
      cmocka_unit_test(test_a_price_in_any_words),
      cmocka_unit_test(test_a_discount_in_any_words),
      cmocka_unit_test(test_long_texts),
  };
  return cmocka_run_group_tests_name("guardrails", tests, world_setup, world_teardown);
}
