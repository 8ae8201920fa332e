#include "oracle.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One action, taken apart. */
struct action {
  const cJSON *data;
  const char *type, *sku;
  struct oracle_conversation *conversation;
  struct oracle_product *product;
  struct oracle_bargain *bargain;
  int64_t price, time;
  int cause;
};

bool oracle_amount(const char *text, int digits, bool exact, int64_t *out) {
  int64_t minor = 0;
  int fraction = -1; /* digits after the point; -1: no point yet */
  if (text == NULL || text[0] < '0' || text[0] > '9') return false;
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '.' && fraction < 0) {
      fraction = 0;
    } else if (*c >= '0' && *c <= '9' && fraction < digits) {
      if (minor > INT64_MAX / 100000) return false;
      minor = minor * 10 + (*c - '0');
      if (fraction >= 0) fraction++;
    } else if (*c != '0' || exact) {
      return false;
    }
  }
  if (text[strlen(text) - 1] == '.') return false;
  if (exact && ((fraction < 0 ? 0 : fraction) != digits || (text[0] == '0' && text[1] == '0')))
    return false;
  for (int i = fraction < 0 ? 0 : fraction; i < digits; i++)
    minor *= 10;
  *out = minor;
  return true;
}

void oracle_write(int64_t minor, int digits, char out[32]) {
  int64_t unit = 1;
  for (int i = 0; i < digits; i++)
    unit *= 10;
  if (digits == 0)
    snprintf(out, 32, "%" PRId64, minor);
  else
    snprintf(out, 32, "%" PRId64 ".%0*" PRId64, minor / unit, digits, minor % unit);
}

struct oracle_product *oracle_product(struct oracle *oracle, const char *sku) {
  for (size_t i = 0; i < oracle->product_count && sku != NULL; i++)
    if (strcmp(oracle->products[i].sku, sku) == 0) return &oracle->products[i];
  return NULL;
}

struct oracle_conversation *oracle_conversation(struct oracle *oracle, const char *id) {
  for (size_t i = 0; i < oracle->conversation_count && id != NULL; i++)
    if (strcmp(oracle->conversations[i].id, id) == 0) return &oracle->conversations[i];
  return NULL;
}

__attribute__((format(printf, 2, 3))) static bool breaks(struct oracle *oracle, const char *format,
                                                         ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(oracle->why, sizeof oracle->why, format, args);
  va_end(args);
  return false;
}

static const cJSON *inside(const cJSON *object, const char *a, const char *b) {
  return cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(object, a), b);
}

static const char *text_of(const cJSON *object, const char *name) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

/* "2026-11-21T00:39:48.120Z", as actions are dated; -1 when it is not. */
static int64_t read_time(const char *text) {
  struct tm tm = {0};
  double seconds = 0;
  char zone = '\0';
  if (text == NULL ||
      sscanf(text, "%d-%d-%dT%d:%d:%lf%c", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
             &tm.tm_min, &seconds, &zone) != 7 ||
      zone != 'Z')
    return -1;
  tm.tm_year -= 1900;
  tm.tm_mon -= 1;
  return (int64_t)timegm(&tm) * 1000 + (int64_t)(seconds * 1000 + 0.5);
}

/* Who is answered, and for what: an action never strays into another conversation. */
static bool read_cause(struct oracle *oracle, const cJSON *whole, struct action *action) {
  const char *cause = text_of(whole, "causationid");
  if (cause == NULL || strncmp(cause, "e-", 2) != 0)
    return breaks(oracle, "its cause is no event of ours");
  action->cause = atoi(cause + 2);
  action->time = read_time(text_of(whole, "time"));
  if (action->cause < 1 || action->cause > oracle->event_count)
    return breaks(oracle, "its cause %s never came", cause);
  int at = oracle->events[action->cause].conversation;
  if (at < 0 || &oracle->conversations[at] != action->conversation)
    return breaks(oracle, "its cause %s is of another conversation", cause);
  if (action->time < oracle->events[action->cause].time)
    return breaks(oracle, "it is older than its cause");
  return true;
}

static bool read_price(struct oracle *oracle, struct action *action) {
  const cJSON *price = cJSON_GetObjectItemCaseSensitive(action->data, "price");
  const char *currency = text_of(action->data, "currency");
  char number[32] = "";
  if (cJSON_IsNumber(price) && oracle->any_rule)
    snprintf(number, sizeof number, "%.15g", price->valuedouble);
  const char *text = number[0] != '\0' ? number : cJSON_GetStringValue(price);
  if (action->product == NULL) return breaks(oracle, "the sheet has no such product");
  if (currency == NULL || strcmp(currency, action->product->currency) != 0)
    return breaks(oracle, "its currency is not the sheet's");
  if (!oracle_amount(text, action->product->digits, !oracle->any_rule, &action->price))
    return breaks(oracle, "its price is not exact to the minor unit");
  return true;
}

/* Whether the price is a deeper cut than so many thousandths of the list price. */
static bool deeper(const struct action *action, int thousandths) {
  if (thousandths < 0) return false;
  return action->price * 1000 < action->product->list * (1000 - thousandths);
}

static bool price_is_right(struct oracle *oracle, const struct action *action) {
  const struct oracle_product *product = action->product;
  if (action->price < product->floor) return breaks(oracle, "it is under the floor");
  if (product->floor == 0 && action->price < product->list)
    return breaks(oracle, "there is no floor, and it is under the list price");
  if (action->price > product->list) return breaks(oracle, "it is above the list price");
  if (action->price > action->bargain->standing)
    return breaks(oracle, "it is above %" PRId64 ", which was promised", action->bargain->standing);
  if (deeper(action, oracle->limits.largest_cut))
    return breaks(oracle, "it is a deeper cut than the shop allows");
  if (!oracle->any_rule && deeper(action, oracle->limits.authority))
    return breaks(oracle, "it is a deeper cut than may be made without asking");
  return true;
}

static bool step_is_right(struct oracle *oracle, const struct action *action) {
  struct oracle_bargain *bargain = action->bargain;
  const char *list = text_of(action->data, "list_price");
  const cJSON *round = cJSON_GetObjectItemCaseSensitive(action->data, "round");
  int64_t says = 0;
  if (!oracle_amount(list, action->product->digits, true, &says) || says != action->product->list)
    return breaks(oracle, "its list_price is not the sheet's");
  if (!cJSON_IsBool(cJSON_GetObjectItemCaseSensitive(action->data, "final")))
    return breaks(oracle, "it does not say whether it is final");
  if (!cJSON_IsNumber(round) || round->valueint <= bargain->round)
    return breaks(oracle, "its round does not count on");
  if (action->cause <= bargain->last_cause)
    return breaks(oracle, "a second step for the turn that ended with e-%d", action->cause);
  if (action->cause < bargain->ordered && action->time >= oracle->events[bargain->ordered].time)
    return breaks(oracle, "it was asked for before the order e-%d", bargain->ordered);
  if (++action->conversation->offers > action->conversation->turns)
    return breaks(oracle, "more steps than the buyer had turns");
  if (action->time < oracle->events[action->cause].time + oracle->limits.thinking)
    return breaks(oracle, "it came without a pause");
  bargain->round = round->valueint;
  bargain->last_cause = action->cause;
  return true;
}

static bool promise_is_right(struct oracle *oracle, struct action *action, bool accept) {
  if (!read_price(oracle, action) || !price_is_right(oracle, action)) return false;
  if (!oracle->any_rule) {
    if (action->bargain->agreed > 0 && action->time < action->bargain->agreed + oracle->limits.anew)
      return breaks(oracle, "it was agreed before");
    if (!accept && !step_is_right(oracle, action)) return false;
    action->bargain->agreed = accept ? oracle->events[action->cause].time : 0;
  }
  action->bargain->standing = action->price;
  return true;
}

/* What stands is never declined to the buyer who names it. */
static bool decline_is_right(struct oracle *oracle, struct action *action) {
  const char *price = text_of(action->data, "price");
  if (action->product == NULL) return breaks(oracle, "the sheet has no such product");
  if (price != NULL && price[0] == '-') return true; /* buyers say such things */
  if (!oracle_amount(price, action->product->digits, true, &action->price))
    return breaks(oracle, "its price is not exact to the minor unit");
  if (action->price >= action->bargain->standing)
    return breaks(oracle, "that is at least what we asked for");
  return true;
}

static bool gift_is_right(struct oracle *oracle, const struct action *action) {
  const char *gift = text_of(action->data, "gift");
  if (action->product == NULL) return breaks(oracle, "the sheet has no such product");
  for (size_t i = 0; i < action->product->gift_count && gift != NULL; i++)
    if (strcmp(action->product->gifts[i], gift) == 0) return true;
  return breaks(oracle, "the sheet has no such gift");
}

static bool text_is_right(struct oracle *oracle, const struct action *action) {
  const char *text = text_of(action->data, "text");
  if (text == NULL || text[0] == '\0') return breaks(oracle, "it says nothing");
  if (strpbrk(text, "{}") != NULL) return breaks(oracle, "a blank of its text is not filled in");
  return true;
}

bool oracle_allows(struct oracle *oracle, const cJSON *whole) {
  struct action action = {.type = text_of(whole, "type")};
  action.data = cJSON_GetObjectItemCaseSensitive(whole, "data");
  action.sku = cJSON_GetStringValue(inside(action.data, "item", "sku"));
  action.conversation =
      oracle_conversation(oracle, cJSON_GetStringValue(inside(action.data, "conversation", "id")));
  action.product = oracle_product(oracle, action.sku);
  oracle->why[0] = '\0';
  if (action.type == NULL) return breaks(oracle, "it has no type");
  if (action.conversation == NULL) return breaks(oracle, "it is for a conversation that is none");
  if (!read_cause(oracle, whole, &action)) return false;
  if (action.product != NULL)
    action.bargain = &action.conversation->bargains[action.product - oracle->products];
  if (strcmp(action.type, "offer.make") == 0) return promise_is_right(oracle, &action, false);
  if (strcmp(action.type, "offer.accept") == 0) return promise_is_right(oracle, &action, true);
  if (oracle->any_rule) return true;
  if (strcmp(action.type, "offer.decline") == 0) return decline_is_right(oracle, &action);
  if (strcmp(action.type, "gift.offer") == 0) return gift_is_right(oracle, &action);
  if (strcmp(action.type, "message.send") == 0) return text_is_right(oracle, &action);
  return true;
}
