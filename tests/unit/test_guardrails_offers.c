/* test_guardrails_offers: an offer says what the schemas list, and nothing beside it. */
#include "unit/world.h"

/* The data of the action is the word that the event carries behind its type. */
static struct world *offers_world(void) {
  struct world *w = world_new();
  w->sheets = "{\"products\":\"sku,list_price,floor_price\\ntea,199,160\\n\"}";
  world_pack(w, "p",
             "rule \"r\" { on = \"x.told\", scope = \"shop\", run = function(event)\n"
             "  return { action { type = event.told.type, data = event.told.data } } end }\n");
  world_start(w);
  return w;
}

#define HEAD "\"conversation\":{\"id\":\"c-1\"},\"item\":{\"sku\":\"tea\"},\"currency\":\"CNY\","
#define GOOD HEAD "\"price\":\"180.00\""

/* Says it; why the guardrail refused, NULL when it left. */
static const char *tell(struct world *w, const char *type, const char *data) {
  struct zg_bytes told = {0};
  zg_bytes_printf(&told, "{\"told\":{\"type\":\"%s\",\"data\":{%s}}}", type, data);
  assert_int_equal(world_event(w, w->said * 1000, "x.told", told.data), 0);
  zg_bytes_fini(&told);
  const char *result = world_result(w, "r");
  if (strcmp(result, "fired") == 0) return NULL;
  const struct cJSON *guard = zg_json_first(zg_json_get(world_json(w, w->trace.data), "guards"));
  const char *name = zg_json_text(guard, "guard", NULL);
  return name != NULL ? name : "no guard";
}

static void members_of_offers(void **state) {
  static const struct {
    const char *type, *data;
    bool leaves;
  } rows[] = {
      {"offer.make", GOOD, true},
      {"offer.make", GOOD ",\"list_price\":\"199.00\",\"round\":2,\"final\":true", true},
      {"offer.accept", GOOD, true},
      {"offer.decline", HEAD "\"price\":\"1.00\"", true},
      {"offer.counter", GOOD ",\"round\":1", true}, /* a type that no schema has */
      /* what an adapter might carry out */
      {"offer.make", GOOD ",\"total\":\"1.00\"", false},
      {"offer.make", GOOD ",\"discount\":\"150\"", false},
      {"offer.make", GOOD ",\"discount\":150", false},
      {"offer.make", GOOD ",\"amount_off\":\"150.00\"", false},
      {"offer.make", GOOD ",\"coupon\":{\"worth\":\"150.00\"}", false},
      {"offer.make", GOOD ",\"counter\":\"10.00\"", false},
      {"offer.make", GOOD ",\"quantity\":10", false},
      {"offer.make", GOOD ",\"free\":true", false},
      {"offer.make", GOOD ",\"note\":\"pay 1\"", false},
      {"offer.make", GOOD ",\"Price\":\"1.00\"", false},
      {"offer.make", GOOD ",\"price \":\"1.00\"", false},
      {"offer.make", GOOD ",\"\":\"1.00\"", false},
      {"offer.make", GOOD ",\"items\":[{\"sku\":\"tea\",\"price\":\"1.00\"}]", false},
      {"offer.make", GOOD ",\"offer\":{\"price\":\"1.00\"}", false},
      {"offer.counter", GOOD ",\"counter\":\"10.00\"", false},
      {"offer.accept", GOOD ",\"total\":\"1.00\"", false},
      {"offer.decline", HEAD "\"price\":\"1.00\",\"counter\":\"10.00\"", false},
      {"offer.decline", HEAD "\"price\":\"1.00\",\"list_price\":\"10.00\"", false},
      {"offer.decline", HEAD "\"price\":\"1.00\",\"round\":1", false},
      /* nor within a member */
      {"offer.make",
       "\"conversation\":{\"id\":\"c-1\"},\"currency\":\"CNY\",\"price\":\"180.00\","
       "\"item\":{\"sku\":\"tea\",\"price\":\"1.00\"}",
       false},
      {"offer.make",
       "\"conversation\":{\"id\":\"c-1\"},\"currency\":\"CNY\",\"price\":\"180.00\","
       "\"item\":{\"sku\":\"tea\",\"quantity\":10}",
       false},
      {"offer.make",
       "\"conversation\":{\"id\":\"c-1\",\"discount\":\"150\"},\"currency\":\"CNY\","
       "\"price\":\"180.00\",\"item\":{\"sku\":\"tea\"}",
       false},
      {"offer.make", GOOD ",\"round\":\"150.00\"", false},
      {"offer.make", GOOD ",\"round\":1.5", false},
      {"offer.make", GOOD ",\"round\":{\"price\":\"1.00\"}", false},
      {"offer.make", GOOD ",\"final\":\"1.00\"", false},
      {"offer.make", GOOD ",\"final\":1", false},
      {"offer.make", GOOD ",\"final\":{\"price\":\"1.00\"}", false},
  };
  (void)state;
  struct world *w = offers_world();
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const char *guard = tell(w, rows[i].type, rows[i].data);
    if (rows[i].leaves ? guard != NULL : guard == NULL || strcmp(guard, "known members") != 0)
      fail_msg("%s %s: %s", rows[i].type, rows[i].data, guard != NULL ? guard : "it left");
    assert_int_equal(world_done(w)[0] == '\0', !rows[i].leaves);
  }
  world_free(w);
}

/* The member is named, and what to do about it. */
static void it_says_what_to_do(void **state) {
  static const char *const parts[] = {"offer.make has no member \"discount\"", "leave it out",
                                      "say the whole price of one piece in price"};
  (void)state;
  struct world *w = offers_world();
  assert_non_null(tell(w, "offer.make", GOOD ",\"discount\":\"150\""));
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (strstr(world_failure(w, "r"), parts[i]) == NULL) fail_msg("%s", world_failure(w, "r"));
  world_free(w);
}

/* What an offer must say is still asked of it, and the floor still holds. */
static void the_floor_still_holds(void **state) {
  (void)state;
  struct world *w = offers_world();
  assert_string_equal(tell(w, "offer.make", HEAD "\"price\":\"159.99\""), "price floor");
  assert_string_equal(tell(w, "offer.accept", HEAD "\"price\":\"159.99\""), "price floor");
  assert_string_equal(tell(w, "offer.make", "\"price\":\"180.00\""), "price floor");
  assert_string_equal(tell(w, "offer.make", GOOD ",\"list_price\":\"1.00\""), "list price");
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_of_offers),
      cmocka_unit_test(it_says_what_to_do),
      cmocka_unit_test(the_floor_still_holds),
  };
  return cmocka_run_group_tests_name("guardrails_offers", tests, world_setup, world_teardown);
}
