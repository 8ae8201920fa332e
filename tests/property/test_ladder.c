/* Thousands of bargains by chance, and the laws that hold in all of them:
 *
 *   - never under the floor, never above the list price, never up again, no cut without a floor,
 *     none deeper than the shop's limits, all amounts exact to the minor unit
 *   - one step a turn of the buyer at most, after a pause, and none after a deal or an order
 *   - what comes twice is dropped, and no rule fails
 *
 * The first two are checked on what leaves, by an oracle that knows no pack (oracle.h). Then a pack
 * that breaks every law on purpose: what the runtime promises holds against it, too.
 *
 *   ZG_SEED=…           the seed, as it was printed
 *   ZG_CONVERSATIONS=…  how many conversations (2,500; the long run takes 20,000) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stall.h"

#ifdef __SANITIZE_ADDRESS__
enum { CONVERSATIONS = 600 };
#else
enum { CONVERSATIONS = 2500 };
#endif

enum { A_STALL = 100, AT_ONCE = 8, EVENTS = 20, MINUTE = 60 * 1000, HOUR = 60 * MINUTE };

static uint64_t number_from(const char *variable, uint64_t otherwise) {
  const char *text = getenv(variable);
  return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

static uint64_t first_seed(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  return number_from("ZG_SEED", (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
}

static int64_t random_pause(struct dice *dice) {
  int64_t kind = dice_between(dice, 0, 999);
  if (kind < 300) return dice_between(dice, 0, 2500);
  if (kind < 700) return dice_between(dice, 0, MINUTE);
  if (kind < 960) return dice_between(dice, 0, 10 * MINUTE);
  if (kind < 995) return dice_between(dice, 0, 20 * HOUR);
  return dice_between(dice, 3, 5) * 24 * HOUR;
}

/* A shop with so many conversations, a few of them at a time. */
static void run_stall(struct stall *stall, int conversations) {
  int open[AT_ONCE], left[AT_ONCE] = {0};
  struct dice *dice = &stall->dice;
  for (int opened = 0, busy = 1; busy > 0 && !stall->failed;) {
    int at = (int)dice_between(dice, 0, AT_ONCE - 1);
    if (left[at] == 0 && opened < conversations) {
      open[at] = market_open_conversation(dice, &stall->oracle);
      left[at] = (int)dice_between(dice, 2, EVENTS);
      opened++;
    }
    busy = conversations - opened;
    for (int i = 0; i < AT_ONCE; i++)
      busy += left[i];
    if (left[at] == 0) continue;
    left[at]--;
    stall->now += random_pause(dice);
    stall_feed(stall, market_next_event(dice, &stall->oracle, open[at], stall->now));
    if (dice_chance(dice, 10))
      stall_feed_again(stall, (int)dice_between(dice, 1, stall->oracle.event_count));
    if (dice_chance(dice, 5)) stall_wait(stall, random_pause(dice));
  }
  stall_wait(stall, 100 * 24 * (int64_t)HOUR);
}

static void test_laws_hold(void **state) {
  uint64_t seed = first_seed();
  int conversations = (int)number_from("ZG_CONVERSATIONS", CONVERSATIONS);
  int events = 0, offers = 0, accepts = 0, actions = 0;
  bool failed = false;
  (void)state;
  printf("ZG_SEED=%" PRIu64 "\n", seed);
  fflush(stdout);
  for (int done = 0; done < conversations && !failed; done += A_STALL) {
    int now = conversations - done < A_STALL ? conversations - done : A_STALL;
    struct stall *stall = stall_open(seed + (uint64_t)(done / A_STALL), "bargain", NULL);
    run_stall(stall, now);
    events += stall->oracle.event_count;
    offers += stall->offers;
    accepts += stall->accepts;
    actions += stall->actions;
    failed = stall->failed;
    stall_close(stall);
  }
  printf("%d conversations, %d events, %d actions, %d offers, %d deals\n", conversations, events,
         actions, offers, accepts);
  assert_false(failed);
  /* Else nothing was looked at. */
  assert_true(offers > conversations / 4);
  assert_true(accepts > conversations / 20);
}

/* ---- The oracle can say no */

static bool judge(struct oracle *oracle, int cause, const char *type, const char *data) {
  char text[512];
  snprintf(text, sizeof text,
           "{\"type\":\"%s\",\"causationid\":\"e-%d\",\"time\":\"2026-11-21T02:05:00Z\","
           "\"data\":{\"conversation\":{\"id\":\"c-0\"},\"item\":{\"sku\":\"%s\"},%s}}",
           type, cause, strstr(data, "no floor") != NULL ? "firm" : "tea", data);
  cJSON *action = cJSON_Parse(text);
  assert_non_null(action);
  bool allowed = oracle_allows(oracle, action);
  cJSON_Delete(action);
  return allowed;
}

#define OFFER(price, round)                                                                        \
  "\"price\":" price ",\"currency\":\"CNY\",\"list_price\":\"199.00\",\"round\":" round            \
  ",\"final\":false"

static void set_up(struct oracle *oracle) {
  *oracle = (struct oracle){.product_count = 2, .conversation_count = 2, .event_count = 4};
  oracle->products[0] = (struct oracle_product){"tea", "CNY", 2, 19900, 16800, {"cup"}, 1};
  oracle->products[1] = (struct oracle_product){"firm", "CNY", 2, 19900, 0, {NULL}, 0};
  oracle->limits =
      (struct oracle_limits){.largest_cut = 150, .authority = 120, .thinking = 20000, .anew = HOUR};
  for (int i = 0; i < 2; i++) {
    snprintf(oracle->conversations[i].id, sizeof oracle->conversations[i].id, "c-%d", i);
    oracle->conversations[i].turns = 3;
    oracle->conversations[i].bargains[0].standing = 19900;
    oracle->conversations[i].bargains[1].standing = 19900;
  }
  for (int i = 1; i <= 4; i++)
    oracle->events[i].time = 1795226400000 + i * 1000; /* at 02:00 */
  oracle->events[4].conversation = 1;
}

static void test_the_oracle_can_say_no(void **state) {
  static const struct {
    const char *type, *data, *why;
    int cause;
  } table[] = {
      {"offer.make", OFFER("\"190.00\"", "1"), "", 1},
      {"offer.make", OFFER("\"185.00\"", "2"), "", 2},
      {"offer.make", OFFER("\"180.00\"", "3"), "a second step", 2},
      {"offer.make", OFFER("\"180.00\"", "2"), "its round", 3},
      {"offer.make", OFFER("\"186.00\"", "3"), "it is above 18500", 3},
      {"offer.make", OFFER("\"200.00\"", "3"), "it is above the list price", 3},
      {"offer.make", OFFER("\"167.99\"", "3"), "it is under the floor", 3},
      {"offer.make", OFFER("\"169.00\"", "3"), "it is a deeper cut than the shop", 3},
      {"offer.make", OFFER("\"175.00\"", "3"), "it is a deeper cut than may", 3},
      {"offer.make", OFFER("\"180\"", "3"), "its price is not exact", 3},
      {"offer.make", OFFER("\"180.001\"", "3"), "its price is not exact", 3},
      {"offer.make", OFFER("180.00", "3"), "its price is not exact", 3},
      {"offer.make", OFFER("\"180.00\"", "3"), "its cause e-4 is of another", 4},
      {"offer.make", OFFER("\"180.00\"", "3"), "its cause e-5 never came", 5},
      {"offer.make", OFFER("\"180.00\"", "3") ",\"no floor\":1", "there is no floor", 3},
      {"offer.accept", "\"price\":\"186.00\",\"currency\":\"CNY\"", "it is above 18500", 3},
      {"offer.accept", "\"price\":\"184.00\",\"currency\":\"EUR\"", "its currency", 3},
      {"gift.offer", "\"gift\":\"cup\"", "", 3},
      {"gift.offer", "\"gift\":\"gold\"", "the sheet has no such gift", 3},
      {"offer.decline", "\"price\":\"170.00\",\"currency\":\"CNY\"", "", 3},
      {"offer.decline", "\"price\":\"185.00\",\"currency\":\"CNY\"", "that is at least", 3},
      {"message.send", "\"text\":\"for {price}\"", "a blank", 3},
      {"offer.accept", "\"price\":\"184.00\",\"currency\":\"CNY\"", "", 3},
      {"offer.accept", "\"price\":\"184.00\",\"currency\":\"CNY\"", "it was agreed before", 3},
      {"offer.make", OFFER("\"180.00\"", "3"), "it was agreed before", 3},
  };
  struct oracle *oracle = calloc(1, sizeof *oracle);
  (void)state;
  assert_non_null(oracle);
  set_up(oracle);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    bool allowed = judge(oracle, table[i].cause, table[i].type, table[i].data);
    if (allowed != (table[i].why[0] == '\0') ||
        strncmp(oracle->why, table[i].why, strlen(table[i].why)) != 0)
      fail_msg("row %zu: \"%s\", not \"%s\"", i, oracle->why, table[i].why);
  }
  set_up(oracle);
  oracle->conversations[0].bargains[0].ordered = 2;
  assert_false(judge(oracle, 1, "offer.make", OFFER("\"190.00\"", "1")));
  set_up(oracle);
  oracle->conversations[0].turns = 0;
  assert_false(judge(oracle, 1, "offer.make", OFFER("\"190.00\"", "1")));
  set_up(oracle);
  oracle->limits.thinking = HOUR;
  assert_false(judge(oracle, 1, "offer.make", OFFER("\"190.00\"", "1")));
  free(oracle);
}

/* ---- The runtime's own promises, against a pack that does what it is told */

static const char puppet[] =
    "pack { name = 'puppet', version = '1.0.0', api = 1, about = 'Does what it is told' }\n"
    "rule 'obeys' {\n"
    "  on = 'puppet.told', scope = 'shop',\n"
    "  run = function(event, ctx)\n"
    "    local told = event.told\n"
    "    local made = action { type = told.type, data = told.data }\n"
    "    if told.marked then\n"
    "      local price = money(told.marked.price, told.marked.currency)\n"
    "      made.offer = { sku = told.marked.sku, price = price }\n"
    "    end\n"
    "    return { made }\n"
    "  end,\n"
    "}\n";

/* What the puppet is told to do. */
struct order {
  struct stall *stall;
  struct oracle_product *product;
  int64_t price;
  char amount[64]; /* how the price is written */
  bool number, marked;
};

/* Which conversation the event is about; the action may be for another. */
enum about { ABOUT_THE_SAME, ABOUT_ANY_OR_NONE };

static void choose_price(struct order *order) {
  struct dice *dice = &order->stall->dice;
  const struct oracle_product *product = order->product;
  int64_t around[] = {product->floor, product->list, product->floor,
                      product->list - product->list * 15 / 100};
  order->price = dice_chance(dice, 50) ? DICE_PICK(dice, around) + dice_between(dice, -2, 2)
                                       : dice_between(dice, product->floor, product->list);
  if (order->price < 1) order->price = 1;
  oracle_write(order->price, product->digits, order->amount);
}

/* Ways to write an amount that a careless check might read otherwise. */
static void disguise(struct order *order) {
  static const char *const forms[] = {"%s0",  "%s001", "-%s", "+%s", " %s", "%s ", "%se0",
                                      "0x%s", "%s,00", "¥%s", "%s.", ".%s", "nan", ""};
  struct dice *dice = &order->stall->dice;
  const char *form = DICE_PICK(dice, forms);
  const char *hole = strstr(form, "%s");
  char plain[sizeof order->amount];
  memcpy(plain, order->amount, sizeof plain);
  if (hole == NULL)
    snprintf(order->amount, sizeof order->amount, "%s", form);
  else
    snprintf(order->amount, sizeof order->amount, "%.*s%.40s%s", (int)(hole - form), form, plain,
             hole + 2);
}

static cJSON *write_told(const struct order *order, const char *type, const char *conversation) {
  cJSON *told = cJSON_CreateObject();
  cJSON_AddStringToObject(told, "type", type);
  cJSON *data = cJSON_AddObjectToObject(told, "data");
  cJSON_AddStringToObject(cJSON_AddObjectToObject(data, "conversation"), "id", conversation);
  cJSON_AddStringToObject(cJSON_AddObjectToObject(data, "item"), "sku", order->product->sku);
  if (order->number)
    cJSON_AddRawToObject(data, "price", order->amount);
  else
    cJSON_AddStringToObject(data, "price", order->amount);
  cJSON_AddStringToObject(data, "currency",
                          dice_chance(&order->stall->dice, 95) ? order->product->currency : "EUR");
  return told;
}

/* What would leave, for the oracle to judge. */
static bool lawful(struct stall *stall, const cJSON *told, const char *type, const cJSON *event) {
  cJSON *action = cJSON_CreateObject();
  cJSON_AddStringToObject(action, "type", type);
  cJSON_AddItemToObject(action, "causationid",
                        cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(event, "id"), 1));
  cJSON_AddItemToObject(action, "time",
                        cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(event, "time"), 1));
  char *data = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(told, "data"));
  cJSON_AddItemToObject(action, "data", cJSON_Parse(data)); /* raw numbers become numbers */
  bool allowed = oracle_allows(&stall->oracle, action);
  free(data);
  cJSON_Delete(action);
  return allowed;
}

/* A text about one offer that names the price of another: "170元". True when neither breaks a law;
 * of the text's price they are the floor and the largest cut. */
static bool mark(struct order *order, cJSON *told) {
  const struct oracle_product *product = order->product;
  char text[80], named[32];
  int64_t price = order->price + dice_between(&order->stall->dice, -1, 1);
  oracle_write(price, product->digits, named);
  snprintf(text, sizeof text, "给您%s元", named);
  cJSON *marked = cJSON_AddObjectToObject(told, "marked");
  cJSON_AddStringToObject(marked, "sku", product->sku);
  cJSON_AddStringToObject(marked, "price", order->amount);
  cJSON_AddStringToObject(marked, "currency", product->currency);
  cJSON_AddStringToObject(cJSON_GetObjectItemCaseSensitive(told, "data"), "text", text);
  cJSON_ReplaceItemInObjectCaseSensitive(told, "type", cJSON_CreateString("message.send"));
  cJSON_ReplaceItemInObjectCaseSensitive(cJSON_GetObjectItemCaseSensitive(told, "data"), "currency",
                                         cJSON_CreateString(product->currency));
  int cut = order->stall->oracle.limits.largest_cut;
  bool deep = cut >= 0 && price * 1000 < product->list * (1000 - cut);
  return price >= product->list || (product->floor > 0 && price >= product->floor && !deep);
}

/* The data of the event; -1 is about no conversation. */
static void add_about(struct stall *stall, cJSON *data, int about) {
  if (about < 0) return;
  cJSON_AddStringToObject(cJSON_AddObjectToObject(data, "conversation"), "id",
                          stall->oracle.conversations[about].id);
}

/* Tells the puppet one thing. Returns whether it was lawful; the runtime must think the same. */
static bool tell_puppet(struct stall *stall, int conversation, enum about about) {
  static const char *const types[] = {"offer.make", "offer.accept"};
  struct dice *dice = &stall->dice;
  struct oracle_conversation *c = &stall->oracle.conversations[conversation];
  struct order order = {.stall = stall};
  order.product =
      &stall->oracle.products[dice_between(dice, 0, (int64_t)stall->oracle.product_count - 1)];
  const char *type = DICE_PICK(dice, types);
  choose_price(&order);
  order.number = dice_chance(dice, 20);
  order.marked = !order.number && order.product->digits < 3 && dice_chance(dice, 30);
  if (!order.number && !order.marked && dice_chance(dice, 15)) disguise(&order);
  cJSON *told = write_told(&order, type, c->id);
  bool allowed = !order.marked || mark(&order, told);
  cJSON *event = market_envelope(&stall->oracle, conversation, "puppet.told", stall->now);
  allowed = allowed && lawful(stall, told, type, event);
  cJSON *data = cJSON_AddObjectToObject(event, "data");
  int64_t other = dice_between(dice, -1, (int64_t)stall->oracle.conversation_count - 1);
  add_about(stall, data, about == ABOUT_THE_SAME ? conversation : (int)other);
  cJSON_AddItemToObject(data, "told", told);
  stall_feed(stall, cJSON_PrintUnformatted(event));
  cJSON_Delete(event);
  if (stall->left != (allowed ? 1 : 0) || stall->refused != (allowed ? 0 : 1)) {
    printf("floor %" PRId64 ", list %" PRId64 ", promised %" PRId64 ", largest cut %d/1000\n",
           order.product->floor, order.product->list,
           c->bargains[order.product - stall->oracle.products].standing,
           stall->oracle.limits.largest_cut);
    fail_msg("seed %" PRIu64 ": %s and %s: %s (%s)", stall->seed, allowed ? "lawful" : "unlawful",
             stall->left > 0 ? "left" : "refused", stall->lines[stall->oracle.event_count],
             stall->oracle.why);
  }
  return allowed;
}

static void tell_puppets(enum about about) {
  uint64_t seed = first_seed();
  int kept = 0, refused = 0;
  printf("ZG_SEED=%" PRIu64 "\n", seed);
  for (int i = 0; i < 40; i++) {
    struct stall *stall = stall_open(seed + (uint64_t)i, "puppet", puppet);
    for (int each = 0; each < 200; each++) {
      int open = (int)stall->oracle.conversation_count;
      int at = (int)dice_between(&stall->dice, 0, open < 40 ? open : 39);
      if (at == open) at = market_open_conversation(&stall->dice, &stall->oracle);
      stall->now += 1000;
      *(tell_puppet(stall, at, about) ? &kept : &refused) += 1;
    }
    assert_false(stall->failed);
    stall_close(stall);
  }
  printf("%d lawful actions left, %d unlawful ones did not\n", kept, refused);
  assert_true(kept > 500);
  assert_true(refused > 500);
}

static void test_no_pack_gets_around_the_guardrails(void **state) {
  (void)state;
  tell_puppets(ABOUT_THE_SAME);
}

/* An offer for one conversation may be made while an event of another, or of none, is decided; it
 * is held to what was promised in the one that it is for. */
static void test_not_from_another_conversation_either(void **state) {
  (void)state;
  tell_puppets(ABOUT_ANY_OR_NONE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_oracle_can_say_no),
      cmocka_unit_test(test_no_pack_gets_around_the_guardrails),
      cmocka_unit_test(test_not_from_another_conversation_either),
      cmocka_unit_test(test_laws_hold),
  };
  return cmocka_run_group_tests_name("ladder", tests, NULL, NULL);
}
