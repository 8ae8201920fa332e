#include "cli/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "data/json.h"

/* ---- kinds of alerts */

size_t zg_kinds_find(struct zg_kinds *kinds, const char *name) {
  if (name == NULL) name = "";
  for (size_t i = 0; i < kinds->count; i++)
    if (strcmp(kinds->names[i], name) == 0) return i;
  if (kinds->count == ZG_KINDS) return ZG_KINDS - 1;
  if (kinds->count == ZG_KINDS - 1) name = "…";
  kinds->names[kinds->count] = zg_strdup(name);
  return kinds->count++;
}

void zg_kinds_fini(struct zg_kinds *kinds) {
  for (size_t i = 0; i < kinds->count; i++)
    free(kinds->names[i]);
  *kinds = (struct zg_kinds){0};
}

/* ---- money */

static bool read_amount(const struct cJSON *data, const char *key, const char *currency,
                        struct zg_money *out) {
  const struct cJSON *node = zg_json_get(data, key);
  const char *text = zg_json_string(node) != NULL ? zg_json_string(node) : zg_json_literal(node);
  return text != NULL && zg_money_parse(text, currency, out) == 0;
}

static struct zg_tally_money *find_money(struct zg_tally *tally, const char *currency) {
  for (size_t i = 0; i < tally->money_count; i++)
    if (strcmp(tally->money[i].currency, currency) == 0) return &tally->money[i];
  if (tally->money_count == ZG_CURRENCIES) return NULL;
  struct zg_tally_money *money = &tally->money[tally->money_count++];
  *money = (struct zg_tally_money){0};
  memcpy(money->currency, currency, sizeof money->currency);
  return money;
}

static void add_amount(struct zg_money *sum, struct zg_money amount) {
  memcpy(sum->currency, amount.currency, sizeof sum->currency);
  struct zg_money added = *sum;
  if (zg_money_add(*sum, amount, &added) == 0) *sum = added;
}

static void add_price(struct zg_sum *sum, struct zg_money list, struct zg_money price) {
  sum->count++;
  add_amount(&sum->list, list);
  add_amount(&sum->price, price);
}

static size_t round_of(const struct cJSON *data) {
  int64_t number = zg_json_integer(zg_json_get(data, "round"));
  return number < 1 ? 0 : number > ZG_ROUNDS ? ZG_ROUNDS - 1 : (size_t)number - 1;
}

static void add_offer(struct zg_tally *tally, const struct cJSON *data, bool agreed) {
  const char *currency = zg_json_text(data, "currency", NULL);
  struct zg_money price = {0}, list = {0};
  if (currency == NULL || !zg_currency_valid(currency)) return;
  struct zg_tally_money *money = find_money(tally, currency);
  if (money == NULL || !read_amount(data, "price", currency, &price)) return;
  add_price(agreed ? &money->agreed : &money->offered, price, price);
  if (agreed || !read_amount(data, "list_price", currency, &list)) return;
  add_price(&money->cut, list, price);
  add_price(&money->rounds[round_of(data)], list, price);
}

struct zg_money zg_sum_conceded(const struct zg_sum *sum) {
  struct zg_money conceded = sum->list;
  zg_money_subtract(sum->list, sum->price, &conceded);
  return conceded;
}

const struct zg_tally_money *zg_tally_money(const struct zg_tally *tally, const char *currency) {
  static const struct zg_tally_money none;
  for (size_t i = 0; i < tally->money_count; i++)
    if (strcmp(tally->money[i].currency, currency) == 0) return &tally->money[i];
  return &none;
}

/* ---- days */

/* Days come in order, but for a clock that was wrong once: what lies before the first is counted
 * there. */
static void add_alert(struct zg_tally *tally, int64_t day) {
  if (tally->days == 0) tally->first_day = day;
  int64_t at = day - tally->first_day;
  size_t index = at < 0 ? 0 : at >= ZG_DAYS ? ZG_DAYS - 1 : (size_t)at;
  while (tally->days <= index) {
    zg_grow(&tally->alerts, &tally->days_cap, tally->days, sizeof *tally->alerts);
    tally->alerts[tally->days++] = 0;
  }
  tally->alerts[index]++;
}

uint64_t zg_tally_alerts(const struct zg_tally *tally, int64_t day) {
  int64_t at = day - tally->first_day;
  return at >= 0 && (uint64_t)at < tally->days ? tally->alerts[at] : 0;
}

/* ---- actions */

static const struct {
  const char *type, *word;
} kinds[ZG_TALLY_KINDS] = {
    [ZG_TALLY_MESSAGES] = {"message.send", "messages"},
    [ZG_TALLY_OFFERS] = {"offer.make", "offers"},
    [ZG_TALLY_ACCEPTED] = {"offer.accept", "accepted"},
    [ZG_TALLY_DECLINED] = {"offer.decline", "declined"},
    [ZG_TALLY_GIFTS] = {"gift.offer", "gifts"},
    [ZG_TALLY_HANDOFFS] = {"handoff.request", "handoffs"},
    [ZG_TALLY_ALERTS] = {"alert.raise", "alerts"},
    [ZG_TALLY_COURIERS] = {"courier.choose", "couriers"},
    [ZG_TALLY_OTHER] = {"", "other"},
};

const char *zg_tally_word(enum zg_tally_kind kind) {
  return kinds[kind].word;
}

void zg_tally_add(struct zg_tally *tally, const struct zg_act *act, int64_t day) {
  size_t kind = 0;
  while (kind < ZG_TALLY_OTHER && strcmp(kinds[kind].type, act->type) != 0)
    kind++;
  tally->count[kind]++;
  if (kind == ZG_TALLY_OFFERS || kind == ZG_TALLY_ACCEPTED)
    add_offer(tally, act->data, kind == ZG_TALLY_ACCEPTED);
  if (kind == ZG_TALLY_ALERTS) add_alert(tally, day);
}

void zg_tally_fini(struct zg_tally *tally) {
  free(tally->alerts);
  *tally = (struct zg_tally){0};
}
