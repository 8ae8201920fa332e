/* test_sheet: what a pack says of the shop's tables, and what is told of a table that is not so. */
#include "unit/world.h"

#include "rules/sheet.h"
#include "rules/shop.h"

static void test_cells(void **state) {
  (void)state;
  static const struct {
    enum zg_column_type type;
    const char *cell, *currency;
    bool good;
  } cases[] = {
      {ZG_COLUMN_INTEGER, "0", "", true},
      {ZG_COLUMN_INTEGER, "1000", "", true},
      {ZG_COLUMN_INTEGER, " 1000", "", false},
      {ZG_COLUMN_INTEGER, "007", "", true},
      {ZG_COLUMN_INTEGER, "999999999999", "", true},
      {ZG_COLUMN_INTEGER, "1000000000000", "", false},
      {ZG_COLUMN_INTEGER, "-1", "", false},
      {ZG_COLUMN_INTEGER, "+1", "", false},
      {ZG_COLUMN_INTEGER, "1.0", "", false},
      {ZG_COLUMN_INTEGER, "1 000", "", false},
      {ZG_COLUMN_INTEGER, "1,000", "", false},
      {ZG_COLUMN_INTEGER, "1kg", "", false},
      {ZG_COLUMN_INTEGER, "1e3", "", false},
      {ZG_COLUMN_INTEGER, "0x10", "", false},
      {ZG_COLUMN_INTEGER, "五", "", false},
      {ZG_COLUMN_INTEGER, "１", "", false},
      {ZG_COLUMN_MONEY, "0", "CNY", true},
      {ZG_COLUMN_MONEY, "12.50", "CNY", true},
      {ZG_COLUMN_MONEY, "12.500", "CNY", true},
      {ZG_COLUMN_MONEY, "12.505", "CNY", false},
      {ZG_COLUMN_MONEY, "12.5", "JPY", false},
      {ZG_COLUMN_MONEY, "12.505", "KWD", true},
      {ZG_COLUMN_MONEY, "-0.01", "CNY", false},
      {ZG_COLUMN_MONEY, "￥12", "CNY", false},
      {ZG_COLUMN_MONEY, "12元", "CNY", false},
      {ZG_COLUMN_MONEY, "99999999999999999999", "CNY", false},
      {ZG_COLUMN_PERCENT, "97%", "", true},
      {ZG_COLUMN_PERCENT, "97 %", "", true},
      {ZG_COLUMN_PERCENT, "100%", "", true},
      {ZG_COLUMN_PERCENT, "0%", "", true},
      {ZG_COLUMN_PERCENT, "100.0001%", "", false},
      {ZG_COLUMN_PERCENT, "101", "", false},
      {ZG_COLUMN_PERCENT, "-1%", "", false},
      {ZG_COLUMN_PERCENT, "-0.5", "", false},
      {ZG_COLUMN_PERCENT, "%", "", false},
      {ZG_COLUMN_PERCENT, "97%%", "", false},
      {ZG_COLUMN_PERCENT, "很准", "", false},
      {ZG_COLUMN_PERCENT, "nan", "", false},
      {ZG_COLUMN_PERCENT, "0.00000000000000000000000000000001", "", false},
      {ZG_COLUMN_RANGE, "3", "", true},
      {ZG_COLUMN_RANGE, "2-3", "", true},
      {ZG_COLUMN_RANGE, "2~3", "", true},
      {ZG_COLUMN_RANGE, "2至3", "", true},
      {ZG_COLUMN_RANGE, "3-3", "", true},
      {ZG_COLUMN_RANGE, "3-2", "", false},
      {ZG_COLUMN_RANGE, "2-", "", false},
      {ZG_COLUMN_RANGE, "-3", "", false},
      {ZG_COLUMN_RANGE, "2-3-4", "", false},
      {ZG_COLUMN_RANGE, "2.5", "", false},
      {ZG_COLUMN_RANGE, "3 days", "", false},
      {ZG_COLUMN_CURRENCY, "CNY", "", true},
      {ZG_COLUMN_CURRENCY, "USD", "", true},
      {ZG_COLUMN_CURRENCY, "RMB", "", false},
      {ZG_COLUMN_CURRENCY, "cny", "", false},
      {ZG_COLUMN_CURRENCY, "NY ", "", false},
      {ZG_COLUMN_CURRENCY, "CNYX", "", false},
      {ZG_COLUMN_CURRENCY, "人民币", "", false},
      {ZG_COLUMN_TEXT, "anything, really", "", true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_cell read = {0};
    const char *wrong = zg_cell_read(cases[i].type, cases[i].cell, cases[i].currency, &read);
    if ((wrong == NULL) != cases[i].good)
      fail_msg("\"%s\" as %s: %s", cases[i].cell, zg_column_type_name(cases[i].type),
               wrong != NULL ? wrong : "is taken");
  }
}

/* A number of any length, and what a number of 63 bytes and 64 would do to a small buffer. */
static void test_long_cells(void **state) {
  (void)state;
  char cell[200];
  for (size_t len = 1; len < sizeof cell; len++) {
    memset(cell, '1', len);
    cell[len] = '\0';
    for (int type = ZG_COLUMN_INTEGER; type < ZG_COLUMN_TYPES; type++) {
      struct zg_cell read = {0};
      const char *wrong = zg_cell_read((enum zg_column_type)type, cell, "CNY", &read);
      if (len > 20) assert_non_null(wrong);
    }
  }
}

static void test_percents_are_the_same_however_written(void **state) {
  (void)state;
  static const char *const cells[][2] = {{"97%", "0.97"},   {"97", "97%"}, {"92.3%", "0.923"},
                                         {"79.9", "0.799"}, {"1", "100%"}, {"0.5%", "0.005"}};
  for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
    struct zg_cell a = {0}, b = {0};
    assert_null(zg_cell_read(ZG_COLUMN_PERCENT, cells[i][0], "", &a));
    assert_null(zg_cell_read(ZG_COLUMN_PERCENT, cells[i][1], "", &b));
    if (memcmp(&a.percent, &b.percent, sizeof a.percent) != 0)
      fail_msg("%s is %.17g, %s is %.17g", cells[i][0], a.percent, cells[i][1], b.percent);
  }
}

/* ---- Tables against their declaration */

#define PACK                                                                                       \
  "pack { name = 'p' }\n"                                                                          \
  "tables { sheet = { name = 'text', low = 'integer?', high = 'integer?',\n"                       \
  "  fee = { type = 'money', about = 'x' }, step = { type = 'integer?', min = 1 },\n"              \
  "  more = 'money?', currency = 'currency?', rate = 'percent?',\n"                                \
  "  cod = { type = 'text?', choices = { 'yes', 'no' } },\n"                                       \
  "  place = { type = 'text?', known = { 'North', '西藏', '*' } },\n"                            \
  "  { band = { 'low', 'high' }, of = { 'name', 'place' } }, { together = { 'step', 'more' } } } " \
  "}\n"

static void keep_warning(void *arg, const char *message) {
  struct zg_bytes *kept = arg;
  zg_bytes_printf(kept, "%s\n", message);
}

static int load(struct world *w, const char *pack, const char *csv, struct zg_bytes *warnings,
                struct zg_error *err) {
  char rules[80], dir[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  snprintf(dir, sizeof dir, "%s/tea-house", w->dir);
  world_write(w, "rules/p/pack.lua", pack);
  world_write(w, "tea-house/shop.lua", "shop {}");
  if (csv != NULL) world_write(w, "tea-house/tables/sheet.csv", csv);
  struct zg_shop *shop = NULL;
  const struct zg_shop_source source = {
      .dir = dir, .rules = rules, .text = world_text, .warn = keep_warning, .arg = warnings};
  int result = zg_shop_load(&source, &shop, err);
  if (result == 0) zg_shop_free(shop);
  return result;
}

static void test_tables_that_are_wrong(void **state) {
  (void)state;
  static const struct {
    const char *csv;
    int line;
    const char *fragment;
  } cases[] = {
      {"name\na\n", 1, "column fee is missing; the pack p needs it"},
      {"fee\n1\n", 1, "column name is missing"},
      {"id,name,fee\n1,a,1\n2, ,1\n", 3, "row \"2\", column name: \"\" is empty; fill it"},
      {"name,fee\na,\n", 2, "column fee: \"\" is empty"},
      {"name,fee\na,1\nb,five\n", 3, "row \"b\", column fee: \"five\" is not an amount"},
      {"name,fee\na,-1\n", 2, "column fee: \"-1\" is below 0; write 0 or more"},
      {"name,fee,low\na,1,-5\n", 2, "column low: \"-5\" is not a whole number"},
      {"name,fee,low,high\na,1,9,5\n", 2, "column low: \"9\" is above high, 5; swap them"},
      {"name,fee,currency\na,1,RMB\n", 2, "column currency: \"RMB\" is not a currency"},
      {"name,fee,currency\na,1.5,JPY\n", 2,
       "column fee: \"1.5\" is not an amount; write it like 190"},
      {"name,fee,rate\na,1,101%\n", 2, "column rate: \"101%\" is not a share; write it like 97%"},
      {"name,fee,step,more\na,1,0,1\n", 2, "column step: \"0\" is under 1"},
      {"name,fee,step,more\na,1,5,\n", 2, "column more: \"\" is empty, and step is not; fill both"},
      {"name,fee,step\na,1,5\n", 2, "column more: \"\" is empty, and step is not"},
      {"name,fee,cod\na,1,maybe\n", 2, "column cod: \"maybe\" is none of yes, no; write one"},
      {"id,name,fee,low,high\n1,a,1,1,10\n2,b,1,1,10\n3,a,1,10,20\n", 4,
       "column low: \"10\" is within the band of line 2"},
      {"id,name,fee,low,high\n1,a,1,30,40\n2,a,1,5,\n", 2, "within the band of line 3"},
      {"id,name,fee,low,high\n1,a,1,,\n2,a,1,,\n", 3, "within the band of line 2"},
      {"id,name,fee,low,high\n1,a,1,1,9\n2, a ,1,9,9\n", 3, "within the band of line 2"},
      {"id,name,fee\n1,a,1\n2,a,1\n", 3, "within the band of line 2"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    struct zg_error err = {0};
    struct zg_bytes warnings = {0};
    if (load(w, PACK, cases[i].csv, &warnings, &err) == 0) fail_msg("this loads: %s", cases[i].csv);
    if (strstr(err.file, "/tables/sheet.csv") == NULL || err.line != cases[i].line ||
        strstr(err.message, cases[i].fragment) == NULL)
      fail_msg("%s\ngave %s:%d: %s\nwanted line %d: %s", cases[i].csv, err.file, err.line,
               err.message, cases[i].line, cases[i].fragment);
    zg_bytes_fini(&warnings);
    world_free(w);
  }
}

static void test_tables_that_are_right(void **state) {
  (void)state;
  static const char *const cases[] = {
      NULL, /* a shop need not have it */
      "name,fee\n",
      "name,fee\na,0\n",
      "name,fee,other\na,1,anything\n",
      "name,fee,low,high,currency,rate,cod,step,more,place\na,1,,,,,,,,\n",
      "id,name,fee,low,high\n1,a,1,1,10\n2,a,1,11,20\n3,b,1,5,15\n4,a,1,21,\n",
      "id,name,place,fee,low,high\n1,a,North,1,1,10\n2,a,*,1,1,10\n",
      "name,fee,place\na,1,ＮＯＲＴＨ\n",
      "name,fee,cod\na,1,YES\n",
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    struct zg_error err = {0};
    struct zg_bytes warnings = {0};
    if (load(w, PACK, cases[i], &warnings, &err) < 0)
      fail_msg("%s: %s:%d: %s", cases[i] != NULL ? cases[i] : "no table", err.file, err.line,
               err.message);
    assert_int_equal(warnings.len, 0);
    zg_bytes_fini(&warnings);
    world_free(w);
  }
}

/* What nobody knows may be right: one line, however many there are, and the shop loads. */
static void test_strangers_are_warned_of(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_error err = {0};
  struct zg_bytes warnings = {0};
  const char *csv =
      "id,name,fee,place\n1,a,1,North\n2,a,1,Nortj\n3,b,1,Nortj\n4,a,1,US\n5,a,1,UK\n6,a,1,EU\n";
  assert_int_equal(load(w, PACK, csv, &warnings, &err), 0);
  assert_non_null(strstr(warnings.data, "/tables/sheet.csv:3: column place: \"Nortj\", \"US\", "
                                        "\"UK\" is not known to the pack p, and counts only as it "
                                        "is written; did you mean \"north\"?\n"));
  assert_ptr_equal(strchr(warnings.data, '\n'), warnings.data + warnings.len - 1);
  zg_bytes_fini(&warnings);
  world_free(w);
}

static void test_declarations_that_are_wrong(void **state) {
  (void)state;
  static const struct {
    const char *lua, *fragment;
  } cases[] = {
      {"tables 'x'", "table expected"},
      {"tables { s = 5 }", "tables.s: write its columns in { }"},
      {"tables { { a = 'text' } }", "each needs a name"},
      {"tables { s = { a = 'txt' } }", "did you mean \"text\""},
      {"tables { s = { a = '' } }", "type of column"},
      {"tables { s = { a = '?' } }", "type of column"},
      {"tables { s = { a = 5 } }", "tables.s.a: write its type"},
      {"tables { s = { a = {} } }", "it has no \"type\""},
      {"tables { s = { a = { type = 'text', abuot = '' } } }", "did you mean \"about\""},
      {"tables { s = { a = { type = 'text', about = 5 } } }", "tables.s.a: \"about\" must be"},
      {"tables { s = { a = { type = 'text', about = {} } } }", "\"about\" must be"},
      {"tables { s = { a = { type = 'text', about = { 'b' } } } }", "\"about\" must be"},
      {"tables { s = { a = { type = 'text', about = { zh = 5 } } } }", "\"about\" must be"},
      {"tables { ['s\\0t'] = { a = 'text' } }", "each needs a name"},
      {"tables { s = { ['a\\0b'] = 'text' } }", "must be in UTF-8"},
      {"tables { s = { ['\\xff'] = 'text' } }", "must be in UTF-8"},
      {"tables { s = { a = { type = 'text', min = 1 } } }", "min is for an integer"},
      {"tables { s = { a = { type = 'integer', choices = { '1' } } } }", "are for a text"},
      {"tables { s = { 'a' } }", "a column needs a name"},
      {"tables { s = { a = 'integer', { band = { 'a' } } } }", "write { band ="},
      {"tables { s = { a = 'integer', {} } }", "write { band ="},
      {"tables { s = { a = 'integer', { band = { 'a', 'b' } } } }", "\"b\" is no column here"},
      {"tables { s = { a = 'integer', b = 'text', { band = { 'a', 'b' } } } }", "b is none"},
      {"tables { s = { a = 'integer', b = 'text', { together = { 'a', 'b' }, off = 'a' } } }",
       "did you mean \"of\""},
      {"tables { s = { a = 'text' } } tables { t = { a = 'text' } }", "declared twice"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    world_pack(w, "p", cases[i].lua);
    if (world_try(w) == 0) fail_msg("this loads: %s", cases[i].lua);
    if (w->err.line != 2 || strstr(w->err.message, cases[i].fragment) == NULL)
      fail_msg("%s\ngave line %d: %s\nwanted %s", cases[i].lua, w->err.line, w->err.message,
               cases[i].fragment);
    world_free(w);
  }
}

/* A rule of the pack sees what the cells mean; one of another pack still sees texts. */
static void test_rules_see_typed_cells(void **state) {
  (void)state;
#define LOOK                                                                                       \
  WORLD_RULE("r", "",                                                                              \
             "local out = {} for _, row in pairs(ctx.tables.sheet) do for _, name in ipairs { "    \
             "'name', 'low', 'fee', 'rate', 'days', 'currency', 'note' } do local cell = "         \
             "row[name] out[#out + 1] = type(cell) .. ' ' .. tostring(cell) end end "              \
             "return { say(table.concat(out, '|')) }")
  struct world *w = world_new();
  world_pack(w, "p",
             "tables { sheet = { name = 'text', low = 'integer?', fee = 'money', "
             "rate = 'percent?', days = 'range?', currency = 'currency?' } }\n" LOOK);
  world_pack(w, "q", LOOK);
  w->sheets = "{\"sheet\":\"name,low,fee,rate,days,currency,note\\n"
              " a , 5 , 1.5 ,97%, 2-3 ,,5\\nb, ,2,, ,USD, \\n\"}";
  world_start(w);
  world_say(w, 0, "x");
  assert_done(
      w, "message.send string a|number 5|money 1.50 CNY|number 97.0|string 2-3|nil nil|string 5"
         "|string b|nil nil|money 2.00 USD|nil nil|nil nil|string USD|nil nil; "
         "message.send string a|string 5|string 1.5|string 97%|string 2-3|nil nil|string 5"
         "|string b|nil nil|string 2|nil nil|nil nil|string USD|nil nil");
  world_free(w);
#undef LOOK
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cells),
      cmocka_unit_test(test_long_cells),
      cmocka_unit_test(test_percents_are_the_same_however_written),
      cmocka_unit_test(test_tables_that_are_wrong),
      cmocka_unit_test(test_tables_that_are_right),
      cmocka_unit_test(test_strangers_are_warned_of),
      cmocka_unit_test(test_declarations_that_are_wrong),
      cmocka_unit_test(test_rules_see_typed_cells),
  };
  return cmocka_run_group_tests_name("sheet", tests, world_setup, world_teardown);
}
