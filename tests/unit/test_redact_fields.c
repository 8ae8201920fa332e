/* test_redact_fields: which fields of an event tell who somebody is, and which of them stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "data/json.h"
#include "data/redact.h"

static const struct zg_hash128 key = {42, 4711};

static struct zg_bytes data_of(struct zg_arena *arena, const char *data) {
  struct zg_bytes line = {0}, out = {0};
  struct zg_redact *redact = zg_redact_new(key);
  struct cJSON *event = NULL;
  zg_bytes_printf(&line, "{\"id\":\"m\",\"data\":{%s}}", data);
  assert_int_equal(zg_json_parse(arena, line.data, line.len, &event, NULL), 0);
  zg_redact_learn(redact, event);
  zg_redact_write(redact, event, &out);
  zg_redact_free(redact);
  zg_bytes_fini(&line);
  return out;
}

static void test_fields_that_tell(void **state) {
  (void)state;
  static const struct {
    const char *data, *secret;
  } cases[] = {
      {"\"buyer\":{\"wechat\":\"lily_2020\"}", "lily_2020"},
      {"\"buyer\":{\"buyer_wechat\":\"lilychen\"}", "lilychen"},
      {"\"buyer\":{\"email\":\"陈静@例子.中国\"}", "陈静"},
      {"\"shipment\":{\"signed_by\":\"王小明\"}", "王小明"},
      {"\"shipment\":{\"signed_by\":\"王小明 13812345678\"}", "13812345678"},
      {"\"order\":{\"called_at\":\"13812345678\"}", "13812345678"},
      {"\"order\":{\"receiver_tel\":\"88886666\"}", "88886666"},
      {"\"order\":{\"phone\":\"13812345678转801\"}", "801"},
      {"\"order\":{\"address\":\"杭州市文三路1号菜市场对面\"}", "文三"},
      {"\"order\":{\"address\":\"浙江省杭州市西湖区城市花园\"}", "西湖"},
      {"\"order\":{\"address\":{\"line1\":\"翠苑三区\",\"city\":\"杭州市\"}}", "翠苑"},
      {"\"shipping_address\":{\"district\":\"西湖区\"}", "西湖"},
      {"\"attributes\":[{\"name\":\"tel\",\"value\":\"13812345678\"}]", "13812345678"},
      {"\"item\":{\"sku\":\"a\",\"note\":\"刻字：13812345678\"}", "13812345678"},
      {"\"items\":[{\"sku\":\"a\",\"remark\":\"给陈静怡\"}],\"buyer\":{\"name\":\"陈静怡\"}",
       "陈静怡"},
      {"\"cause\":{\"text\":\"13812345678\"}", "13812345678"},
      {"\"customer\":\"王小明\"", "王小明"},
  };
  struct zg_arena *arena = zg_arena_new();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes out = data_of(arena, cases[i].data);
    if (strstr(out.data, cases[i].secret) != NULL)
      fail_msg("%s became %s", cases[i].data, out.data);
    zg_bytes_fini(&out);
  }
  zg_arena_free(arena);
}

static void test_fields_that_stay(void **state) {
  (void)state;
  static const char *const fields_kept[] = {
      "\"order\":{\"promised_by\":\"2026-11-24T18:00:00+08:00\",\"ship_by\":\"2026-11-22 18:00\"}",
      "\"order\":{\"paid_at\":1763692800,\"shipped_at\":\"1763692800123\",\"due_date\":"
      "\"20261121\"}",
      "\"order\":{\"open_time\":\"9:30\",\"pay_time\":\"2026/11/21 9:30:00\",\"due_by\":\"48h\"}",
      "\"parcel\":{\"region\":\"浙江\",\"weight_g\":500,\"value\":\"13812345678.00\"}",
      "\"order\":{\"address\":{\"province\":\"浙江省\",\"city\":\"杭州市\",\"state\":\"CA\"}}",
      "\"order\":{\"address\":\"新疆维吾尔自治区乌鲁木齐市\"}",
      "\"cause\":{\"source\":\"taobao/x\",\"id\":\"m-13812345678\"}",
  };
  struct zg_arena *arena = zg_arena_new();
  for (size_t i = 0; i < sizeof fields_kept / sizeof fields_kept[0]; i++) {
    struct zg_bytes out = data_of(arena, fields_kept[i]);
    if (strstr(out.data, fields_kept[i]) == NULL)
      fail_msg("%s became %s", fields_kept[i], out.data);
    zg_bytes_fini(&out);
  }
  zg_arena_free(arena);
}

/* A nickname of digits is a price in every text. */
static void test_a_price_is_no_name(void **state) {
  (void)state;
  struct zg_arena *arena = zg_arena_new();
  struct zg_bytes out = data_of(
      arena, "\"buyer\":{\"name\":\"180\"},\"message\":{\"text\":\"180行吗，不行就185.5\"}");
  assert_non_null(strstr(out.data, "180行吗，不行就185.5"));
  zg_bytes_fini(&out);
  zg_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_fields_that_tell),
      cmocka_unit_test(test_fields_that_stay),
      cmocka_unit_test(test_a_price_is_no_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
