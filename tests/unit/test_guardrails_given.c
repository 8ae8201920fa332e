/* test_guardrails_given: what the text of an offer gives away is held to the floor, to the cent. */
#include "unit/world.h"

/* The event says which goods, what is offered, and in which words; a conversation of its own. */
static struct world *given_world(const char *sheets, const char *declared) {
  struct world *w = world_new();
  w->sheets = sheets;
  w->declared = declared;
  world_pack(w, "p",
             "rule \"r\" { on = \"x.told\", scope = \"shop\", run = function(event)\n"
             "  local told = event.told\n"
             "  return { say(told.text, nil, { conversation = told.to, offer = {\n"
             "    sku = told.sku, price = money(told.price, \"CNY\") } }) } end }\n");
  world_start(w);
  return w;
}

/* Whether the text leaves. */
static bool leaves(struct world *w, const char *sku, const char *price, const char *text) {
  struct zg_bytes told = {0};
  zg_bytes_printf(&told,
                  "{\"told\":{\"sku\":\"%s\",\"price\":\"%s\",\"to\":\"c-%d\",\"text\":", sku,
                  price, w->said);
  zg_json_write_string(text, strlen(text), &told);
  zg_bytes_add_text(&told, "}}");
  assert_int_equal(world_event(w, w->said * 1000, "x.told", told.data), 0);
  zg_bytes_fini(&told);
  bool fired = strcmp(world_result(w, "r"), "fired") == 0;
  assert_int_equal(world_done(w)[0] != '\0', fired);
  return fired;
}

struct row {
  const char *price, *text;
  bool leaves;
};

static void check_rows(const char *sku, const struct row *rows, size_t count) {
  struct world *w = given_world("{\"products\":\"sku,name,name_en,list_price,floor_price\\n"
                                "tea,龙井礼盒 2罐,Sugar Free Tea 2 boxes,199,160\\n"
                                "firm,砖茶,,199,\\n"
                                "cheap,毛尖,,300,10\\n"
                                "odd,,,99.99,50\\n\"}",
                                NULL);
  size_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    if (leaves(w, sku, rows[i].price, rows[i].text) == rows[i].leaves) continue;
    print_error("%s: %s\n", rows[i].text, rows[i].leaves ? world_failure(w, "r") : "it left");
    faults++;
  }
  world_free(w);
  assert_int_equal(faults, 0);
}

static void what_is_given_away(void **state) {
  static const struct row rows[] = {
      {"180", "free", false},
      {"180", "免费", false},
      {"180", "免費給您", false},
      {"180", "白送", false},
      {"180", "不要钱", false},
      {"180", "送你了", false},
      {"180", "骨折价", false},
      {"180", "骨折价180元", true},
      {"180", "骨折价150元", false},
      {"180", "免费退换，180元", true},
      {"180", "180元，茶漏免费送您", true},
      {"180", "¥180, free shipping", true},
      {"180", "less 150", false},
      {"180", "less 39", true},
      {"180", "less 40", false},
      {"180", "minus 150", false},
      {"180", "150 off", false},
      {"180", "39 off", true},
      {"180", "立减150", false},
      {"180", "立减39", true},
      {"180", "立減４０", false},
      {"180", "半百", false},
      {"180", "对半", false},
      {"180", "half", false},
      {"180", "199-40", false},
      {"180", "199-39", true},
      {"180", "300-150", true}, /* not of our list price */
      /* several pieces */
      {"180", "三件一共300", false},
      {"180", "三件一共479", false},
      {"180", "三件一共480", true},
      {"180", "两件319.99元", false},
      {"180", "两件320元", true},
      {"180", "25x2", false},
      {"180", "160x2", true},
      {"180", "两件300", false},
      {"180", "300 for both", false},
      {"180", "320 for both", true},
      {"180", "买一送一", false},
      {"180", "买四送一", false}, /* 159.20 */
      {"180", "买五送一", true},  /* 165.83 */
      /* off what was offered, where it comes back after paying */
      {"180", "返现150", false},
      {"180", "返你150", false},
      {"180", "返现20", true},
      {"180", "返现21", false},
      {"170", "返现20", false},
      {"160", "返现1", false},
      {"180", "拍下190元，返现30", true},
      {"180", "拍下190元，返现31", false},
      {"180", "满199返39", true},
      {"180", "满199返40", false},
      {"180", "满300返150", true},
      {"180", "cashback of 150", false},
      {"180", "20 cashback", true},
      /* further off the price that was named just before */
      {"180", "170元，再减20", false},
      {"180", "170元，再减10", true},
      {"180", "再减20，179给您", true},
      {"180", "原价199，再减20，179给您", true},
      {"180", "take it for 170, another 20 off", false},
      {"180", "take it for 180, another 20 off", true},
      /* the name that the sheet has is no promise, but its goods are the goods */
      {"180", "龙井礼盒 2罐，给您180元", true},
      {"180", "龙井礼盒 2罐，三件给您180元", false},
      {"180", "龍井禮盒 2罐，给您180元", true},
      {"180", "Sugar Free Tea 2 boxes for ¥180", true},
      {"180", "sugar free tea 2 boxes: 180", true},
      {"180", "3 boxes for ¥180", false},
      {"180", "龙井礼盒 2罐免费给您", false},
      {"180", "Sugar Free Tea 2 boxes is free", false},
      {"180", "龙井礼盒 2罐免费包装", true},
      {"180", "XSugar Free Tea 2 boxes for ¥180", false}, /* some other thing */
  };
  (void)state;
  check_rows("tea", rows, sizeof rows / sizeof rows[0]);
}

/* Without a floor there is nothing to go to; with a low one there is much. */
static void other_floors(void **state) {
  static const struct row firm[] = {
      {"199", "less 1", false},     {"199", "返现1", false},   {"199", "对半", false},
      {"199", "两件398", true},     {"199", "两件397", false}, {"199", "买九送一", false},
      {"199", "199元，包邮", true}, {"199", "免费", false},    {"199", "199x2", true},
      {"199", "赠品免费", true},
  };
  static const struct row cheap[] = {
      {"200", "对半", true},        {"200", "返现150", true},   {"200", "返现191", false},
      {"200", "less 290", true},    {"200", "less 291", false}, {"200", "三件一共30", true},
      {"200", "三件一共29", false}, {"200", "半百", true},      {"200", "免费", false},
      {"200", "买一送一", true},
  };
  static const struct row odd[] = {
      {"60", "对半", false}, /* half a cent too little */
      {"60", "两件99.99", false}, {"60", "两件100", true},
      {"60", "less 49.99", true}, {"60", "less 50", false},
  };
  (void)state;
  check_rows("firm", firm, sizeof firm / sizeof firm[0]);
  check_rows("cheap", cheap, sizeof cheap / sizeof cheap[0]);
  check_rows("odd", odd, sizeof odd / sizeof odd[0]);
}

static void the_largest_cut_holds_too(void **state) {
  (void)state;
  struct world *w = given_world("{\"products\":\"sku,list_price,floor_price\\ntea,200,10\\n\"}",
                                "{\"limits\":{\"largest_cut\":\"15%\"}}");
  assert_true(leaves(w, "tea", "190", "less 30"));
  assert_false(leaves(w, "tea", "190", "less 31"));
  assert_true(leaves(w, "tea", "190", "两件340"));
  assert_false(leaves(w, "tea", "190", "两件339"));
  assert_false(leaves(w, "tea", "190", "对半"));
  assert_true(leaves(w, "tea", "190", "返现20"));
  assert_false(leaves(w, "tea", "190", "返现21"));
  world_free(w);
}

/* ---- Any price, any floor, any words */

enum { GOODS = 40 };

/* What the figures of a form do to the price; all amounts are whole. */
enum does { OFF_LIST, OFF_OFFERED, FOR_PIECES, EACH, BOUGHT };

static const struct form {
  const char *before, *between, *behind;
  enum does does;
  bool counts_first; /* of the two figures, the count comes first */
  bool strict;       /* may be withheld above the floor, too: it looks like a price */
} forms[] = {
    {"less ", NULL, "", OFF_LIST, false, false},
    {"minus ", NULL, "", OFF_LIST, false, false},
    {"", NULL, " off", OFF_LIST, false, false},
    {"减", NULL, "", OFF_LIST, false, false},
    {"立減", NULL, "給您", OFF_LIST, false, false},
    {"便宜您", NULL, "", OFF_LIST, false, false},
    {"扣掉", NULL, "", OFF_LIST, false, true},
    {"原价-", NULL, "", OFF_LIST, false, true},
    {"返现", NULL, "", OFF_OFFERED, false, false},
    {"返你", NULL, "", OFF_OFFERED, false, false},
    {"收货返現", NULL, "，谢谢", OFF_OFFERED, false, false},
    {"退您", NULL, "", OFF_OFFERED, false, false},
    {"cashback of ", NULL, "", OFF_OFFERED, false, true},
    {"", NULL, " cashback", OFF_OFFERED, false, false},
    {"", "件一共", "", FOR_PIECES, true, false},
    {"", "件", "", FOR_PIECES, true, false},
    {"", "盒，给您", "元", FOR_PIECES, true, false},
    {"买", "罐只要¥", "", FOR_PIECES, true, false},
    {"", "元", "件", FOR_PIECES, false, false},
    {"", "块钱拿走", "盒", FOR_PIECES, false, false},
    {"", " for ", "", FOR_PIECES, false, false},
    {"", " for ", "", FOR_PIECES, true, false},
    {"$", " for ", " boxes", FOR_PIECES, false, false},
    {"", " boxes for $", "", FOR_PIECES, true, false},
    {"", " of them for ", "", FOR_PIECES, true, false},
    {"", "x", "", EACH, false, false},
    {"", "×", "", EACH, false, false},
    {"", "*", "件", EACH, false, false},
    {"买", "送", "", BOUGHT, true, false},
    {"buy ", " get ", " free", BOUGHT, true, false},
};

/* What is left of the prices, in hundredths and rounded down, for one piece. */
static int64_t left(enum does does, int64_t list, int64_t offered, int amount, int count) {
  if (does == OFF_LIST) return list - amount * 100;
  if (does == OFF_OFFERED) return offered - amount * 100;
  if (does == FOR_PIECES) return amount * 100 / count;
  return does == EACH ? amount * 100 : list * count / (count + 1);
}

static void any_price_and_floor(void **state) {
  struct {
    int64_t list, floor;
  } goods[GOODS];
  struct zg_bytes sheet = {0};
  uint64_t seed = 299792458;
  int held = 0, left_over = 0;
  (void)state;
  zg_bytes_add_text(&sheet, "{\"products\":\"sku,list_price,floor_price");
  for (int i = 0; i < GOODS; i++) {
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    goods[i].list = 5000 + (int64_t)(seed >> 33) % 400000;
    goods[i].floor = goods[i].list - (int64_t)(seed >> 20) % (goods[i].list - 2500);
    zg_bytes_printf(&sheet, "\\ns%d,%d.%02d,%d.%02d", i, (int)(goods[i].list / 100),
                    (int)(goods[i].list % 100), (int)(goods[i].floor / 100),
                    (int)(goods[i].floor % 100));
  }
  zg_bytes_add_text(&sheet, "\\n\"}");
  struct world *w = given_world(sheet.data, NULL);
  for (int i = 0; i < 100 * (int)(sizeof forms / sizeof forms[0]); i++) {
    const struct form *form = &forms[(size_t)i / 100];
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    int which = (int)((seed >> 33) % GOODS), count = 2 + (int)((seed >> 40) % 8);
    int64_t list = goods[which].list, floor = goods[which].floor;
    int64_t offered = floor + (int64_t)((seed >> 24) % (uint64_t)(list - floor + 1));
    int64_t border = form->does == OFF_LIST      ? list - floor
                     : form->does == OFF_OFFERED ? offered - floor
                     : form->does == FOR_PIECES  ? floor * count
                                                 : floor;
    /* On either side of the border, mostly near it; above ten, since less may be a number of
     * things. */
    int amount = (int)(border / 100) + (int)((seed >> 50) % 9) - 4;
    if (amount < 10) amount = 10 + (int)((seed >> 50) % 30);
    if (form->does == BOUGHT) amount = 1;
    char price[40], text[128];
    snprintf(price, sizeof price, "%d.%02d", (int)(offered / 100), (int)(offered % 100));
    if (form->between == NULL)
      snprintf(text, sizeof text, "%s%d%s", form->before, amount, form->behind);
    else
      snprintf(text, sizeof text, "%s%d%s%d%s", form->before, form->counts_first ? count : amount,
               form->between, form->counts_first ? amount : count, form->behind);
    char sku[16];
    snprintf(sku, sizeof sku, "s%d", which);
    bool may = left(form->does, list, offered, amount, count) >= floor;
    bool did = leaves(w, sku, price, text);
    if (did && !may)
      fail_msg("it left: %s, %s of %d with the floor %d", text, price, (int)list, (int)floor);
    if (!did && may && !form->strict)
      fail_msg("it was withheld: %s, %s of %d with the floor %d: %s", text, price, (int)list,
               (int)floor, world_failure(w, "r"));
    held += !did;
    left_over += did;
  }
  world_free(w);
  zg_bytes_fini(&sheet);
  assert_true(held > 500 && left_over > 500);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_given_away),
      cmocka_unit_test(other_floors),
      cmocka_unit_test(the_largest_cut_holds_too),
      cmocka_unit_test(any_price_and_floor),
  };
  return cmocka_run_group_tests_name("guardrails_given", tests, world_setup, world_teardown);
}
