/* test_redact: what tells who somebody is must go, whatever it is written like; what decisions hang
 * on must stay; and what was told apart must stay apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "data/redact.h"
#include "data/redact_shape.h"

static const struct zg_hash128 key = {42, 4711};

static struct zg_bytes text_of(const char *text) {
  struct zg_redact *redact = zg_redact_new(key);
  struct zg_bytes out = {0};
  zg_redact_text(redact, text, strlen(text), &out);
  zg_redact_free(redact);
  return out;
}

static void test_texts_that_tell(void **state) {
  (void)state;
  static const struct {
    const char *before, *secret, *after;
  } cases[] = {
      {"电话", "13812345678", "，谢谢"},
      {"", "13812345678", ""},
      {"我的手机", "138 1234 5678", ""},
      {"call ", "138-1234-5678", " now"},
      {"", "+86 13812345678", ""},
      {"", "86-138-1234-5678", ""},
      {"打", "１３８１２３４５６７８", "吧"},
      {"", "1 3 8 1 2 3 4 5 6 7 8", ""},
      {"座机", "0571-88886666", "。"},
      {"座机(", "0571) 8888 6666", "。"},
      {"", "400-820-8820", ""},
      {"ring ", "+44 20 7946 0958", "!"},
      {"", "(212) 555-0187", ""},
      {"付13812345678元？", "13912345679", "元旦前打我"},
      {"身份证", "110105194912310021", "号"},
      {"身份证 ", "330106 19900307 1234", "。"},
      {"卡号 ", "6222 0212 3456 7890 123", ""},
      {"卡号", "6222021234567890", ""},
      {"订单 ", "387654321098760017", " 发了没"},
      {"写信到", "chen.jing@example", ".com 吧"},
      {"mail ", "j_doe+tea@mail.shop.co", ".uk, please"},
      {"加我微信号：", "lily_2020", "，发图"},
      {"微信: ", "lilychen", " 加我"},
      {"护照号码 ", "E12345678", "。"},
      {"电话", "138/1234/5678", ""},
      {"电话", "138，1234，5678", "，谢谢"},
      {"", "138_1234_5678", ""},
      {"", "138\u200b12345678", ""},
      {"电话 ", "١٣٨١٢٣٤٥٦٧٨", ""},
      {"电话 ", "१३८१२३४५६७८", "।"},
      {"QQ ", "123456789", ""},
      {"寄到浙江省杭州市", "西湖区文三路478号3幢502", "室，谢谢"},
      {"地址在", "文三路100号2幢501", ""},
      {"I live at ", "221B Baker", " Street, London"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char text[512];
    snprintf(text, sizeof text, "%s%s%s", cases[i].before, cases[i].secret, cases[i].after);
    struct zg_bytes out = text_of(text);
    size_t before = strlen(cases[i].before), after = strlen(cases[i].after);
    bool first = i == 13; /* here what stands before is one, too */
    bool good = strstr(out.data, cases[i].secret) == NULL && out.len >= before + after &&
                (first || memcmp(out.data, cases[i].before, before) == 0) &&
                strcmp(out.data + out.len - after, cases[i].after) == 0;
    if (!good) fail_msg("%s became %s", text, out.data);
    zg_bytes_fini(&out);
  }
}

static void test_texts_that_stay(void **state) {
  (void)state;
  static const char *const texts[] = {
      "199.00",
      "¥12345678901",
      "10000000000元行吗",
      "1,299.00 and 12345678.90",
      "138123456.78",
      "买3送1，一共5件，199 299 399",
      "1000/2000/3000/4000，1380,1500,1600",
      "护照可以寄吗，passport photo",
      "2026-11-21 18:30 之前",
      "2026-11-21T10:00:00+08:00",
      "1200x800 的，250g",
      "80块行吗，我看别人评价里说80买的",
      "一百二十五，各让一步",
      "到哈尔滨几天到？发浙江省杭州市多少钱",
      "这条路好走吗",
      "3楼有货吗，2号发货",
      "11月21号到20号",
      "微信支付可以吗",
      "QQ群",
      "a@b",
      "@all 你好",
      "满300减30，8折",
      "",
      "🤔🙏",
      "500 gold teas, 12 Road",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct zg_bytes out = text_of(texts[i]);
    assert_string_equal(out.len > 0 ? out.data : "", texts[i]);
    zg_bytes_fini(&out);
  }
}

static void test_money_is_no_phone(void **state) {
  (void)state;
  static const char *const forms[] = {"%llu.%02llu元", "¥%llu.%02llu", "%llu.%02llu", "只要%llu块",
                                      "USD %llu.%02llu"};
  uint64_t luck = 1;
  for (int i = 0; i < 20000; i++) {
    char text[64];
    unsigned long long limit = 10, whole = 0;
    for (uint64_t n = zg_random_next(&luck) % 9; n > 0; n--)
      limit *= 10;
    whole = zg_random_next(&luck) % limit;
    snprintf(text, sizeof text, forms[i % 5], whole,
             (unsigned long long)(zg_random_next(&luck) % 100));
    struct zg_bytes out = text_of(text);
    assert_string_equal(out.data, text);
    zg_bytes_fini(&out);
  }
}

/* Every text of one shape becomes another; no two the same. */
static void test_apart_stays_apart(void **state) {
  (void)state;
  static const char *const shapes[] = {"c-%03d", "%04d", "%d", "t%03dx"};
  for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
    static char seen[1000][16];
    for (int i = 0; i < 1000; i++) {
      char text[16];
      struct zg_bytes out = {0};
      snprintf(text, sizeof text, shapes[s], i);
      zg_redact_shape(key, text, strlen(text), 0, &out);
      assert_int_equal(out.len, strlen(text));
      for (int j = 0; j < i; j++)
        if (strcmp(seen[j], out.data) == 0) fail_msg("%s and another are both %s", text, out.data);
      snprintf(seen[i], sizeof seen[i], "%s", out.data);
      zg_bytes_fini(&out);
    }
  }
}

static void test_numbers_stay_numbers(void **state) {
  (void)state;
  uint64_t luck = 9;
  struct zg_arena *arena = zg_arena_new();
  for (int i = 0; i < 5000; i++) {
    char line[200];
    int64_t number = (int64_t)(zg_random_next(&luck) >> (1 + zg_random_next(&luck) % 60));
    snprintf(line, sizeof line, "{\"id\":\"m\",\"data\":{\"order\":{\"id\":%lld}}}",
             (long long)number);
    struct cJSON *event = NULL, *back = NULL;
    struct zg_bytes out = {0};
    struct zg_redact *redact = zg_redact_new((struct zg_hash128){(uint64_t)i, 1});
    assert_int_equal(zg_json_parse(arena, line, strlen(line), &event, NULL), 0);
    zg_redact_write(redact, event, &out);
    assert_int_equal(zg_json_parse(arena, out.data, out.len, &back, NULL), 0);
    const struct cJSON *id = zg_json_get(zg_json_get(zg_json_get(back, "data"), "order"), "id");
    assert_int_equal(zg_json_kind(id), ZG_JSON_INTEGER);
    assert_int_equal(out.len, strlen(line));
    zg_redact_free(redact);
    zg_bytes_fini(&out);
    zg_arena_reset(arena);
  }
  zg_arena_free(arena);
}

/* Writes the text as JSON, its characters as they are or as \u by luck; of the basic plane only. */
static void add_spelt(struct zg_bytes *out, const char *text, uint64_t *luck) {
  for (size_t at = 0, len = strlen(text); at < len;) {
    uint32_t c = 0;
    size_t bytes = zg_redact_decode(text + at, &c);
    if (zg_random_next(luck) % 2 == 0)
      zg_bytes_printf(out, "\\u%04X", (unsigned)c);
    else
      zg_bytes_add(out, text + at, bytes);
    at += bytes;
  }
}

static const char *const fields[] = {
    "\"buyer\":{\"id\":\"b-778899\",\"name\":\"%s\"},\"message\":{\"text\":\"我是%s呀\"}",
    "\"message\":{\"text\":\"x %s y\"},\"order\":{\"receiver_name\":\"%s\"}",
    "\"order\":{\"id\":\"%s\",\"note\":\"for %s.\"}",
    "\"shipment\":{\"tracking_number\":\"%s\"},\"any\":[{\"deep\":[\"%s\"]}]",
    "\"a\":[[{\"buyer_nick\":\"%s\"}]],\"%s\":1",
};

/* A secret stands in a field and in a text, spelt anyhow: it survives in neither. */
static void test_planted_secrets(void **state) {
  (void)state;
  static const char *const secrets[] = {"陈静怡",   "Wilhelmina", "YT8800123456781", "tb_lily_2020",
                                        "欧阳Lily", "ÅsaÖberg",   "13812345678",     "Иванова"};
  uint64_t luck = 5;
  struct zg_arena *arena = zg_arena_new();
  for (int i = 0; i < 2000; i++) {
    const char *secret = secrets[(size_t)i % 8], *form = fields[zg_random_next(&luck) % 5];
    struct zg_bytes line = {0}, out = {0};
    zg_bytes_add_text(&line, "{\"id\":\"m\",\"source\":\"s\",\"type\":\"t\",\"data\":{");
    for (; *form != '\0'; form++) {
      if (form[0] == '%') {
        add_spelt(&line, secret, &luck);
        form++;
      } else {
        zg_bytes_add_char(&line, *form);
      }
    }
    zg_bytes_add_text(&line, "}}");
    struct zg_redact *redact = zg_redact_new((struct zg_hash128){(uint64_t)i, 7});
    struct cJSON *event = NULL;
    assert_int_equal(zg_json_parse(arena, line.data, line.len, &event, NULL), 0);
    zg_redact_learn(redact, event);
    zg_redact_write(redact, event, &out);
    if (strstr(out.data, secret) != NULL) fail_msg("%s became %s", line.data, out.data);
    assert_int_equal(zg_json_parse(arena, out.data, out.len, &event, NULL), 0);
    zg_redact_free(redact);
    zg_bytes_fini(&line);
    zg_bytes_fini(&out);
    zg_arena_reset(arena);
  }
  zg_arena_free(arena);
}

static void test_events(void **state) {
  (void)state;
  static const char line[] =
      "{\"specversion\":\"1.0\",\"id\":\"m-13812345678\",\"source\":\"taobao/x\",\"type\":\"t\","
      "\"time\":\"2026-11-21T10:00:00+08:00\",\"subject\":\"conv-77\",\"data\":{\"conversation\":{"
      "\"id\":\"conv-77\"},\"item\":{\"sku\":\"1381234567890\",\"name\":\"13812345678\",\"price\":"
      "\"199.00\",\"currency\":\"CNY\"},\"order\":{\"price\":\"13812345678.00\",\"region\":"
      "\"浙江\",\"paid_at\":\"2026-11-21T10:00:00+08:00\",\"quantity\":3}}}";
  struct zg_arena *arena = zg_arena_new();
  struct zg_redact *redact = zg_redact_new(key);
  struct cJSON *event = NULL, *back = NULL;
  struct zg_bytes out = {0};
  assert_int_equal(zg_json_parse(arena, line, strlen(line), &event, NULL), 0);
  zg_redact_learn(redact, event);
  zg_redact_write(redact, event, &out);
  assert_int_equal(zg_json_parse(arena, out.data, out.len, &back, NULL), 0);
  const char *subject = zg_json_text(back, "subject", NULL);
  assert_string_equal(subject, zg_json_text(zg_json_get(back, "data"), "conversation", "id"));
  assert_string_not_equal(subject, "conv-77");
  zg_bytes_clear(&out); /* all else is as it was */
  char *place = strstr(line, "conv-77");
  assert_non_null(place);
  zg_json_set(arena, back, "subject", zg_json_new_string(arena, "conv-77"));
  zg_json_set(arena, zg_json_get(zg_json_get(back, "data"), "conversation"), "id",
              zg_json_new_string(arena, "conv-77"));
  zg_json_write(back, &out);
  assert_string_equal(out.data, line);
  zg_bytes_fini(&out);
  zg_redact_free(redact);
  zg_arena_free(arena);
}

/* Whatever the text: what comes out is UTF-8 that can be read, and of as many characters. */
static void test_any_text(void **state) {
  (void)state;
  static const char *const pieces[] = {"1",
                                       "3",
                                       "8",
                                       "+",
                                       "-",
                                       " ",
                                       ".",
                                       "(",
                                       "路",
                                       "号",
                                       "陈",
                                       "@",
                                       "a",
                                       "微信",
                                       "元",
                                       "０",
                                       "省",
                                       "区",
                                       "\xf0\x9f\xa4\x94",
                                       "é",
                                       "QQ",
                                       "楼",
                                       ":",
                                       "x.com"};
  uint64_t luck = 3;
  struct zg_arena *arena = zg_arena_new();
  for (int i = 0; i < 20000; i++) {
    struct zg_bytes text = {0}, json = {0};
    struct cJSON *back = NULL;
    zg_bytes_add_text(&text, "");
    for (uint64_t n = zg_random_next(&luck) % 40; n > 0; n--)
      zg_bytes_add_text(&text, pieces[zg_random_next(&luck) % (sizeof pieces / sizeof pieces[0])]);
    struct zg_bytes out = text_of(text.data);
    zg_json_write_string(out.len > 0 ? out.data : "", out.len, &json);
    assert_int_equal(zg_json_parse(arena, json.data, json.len, &back, NULL), 0);
    zg_bytes_fini(&text);
    zg_bytes_fini(&out);
    zg_bytes_fini(&json);
    zg_arena_reset(arena);
  }
  zg_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_texts_that_tell),
      cmocka_unit_test(test_texts_that_stay),
      cmocka_unit_test(test_money_is_no_phone),
      cmocka_unit_test(test_apart_stays_apart),
      cmocka_unit_test(test_numbers_stay_numbers),
      cmocka_unit_test(test_planted_secrets),
      cmocka_unit_test(test_events),
      cmocka_unit_test(test_any_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
