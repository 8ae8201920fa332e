#include "engine/quiet.h"

#include <string.h>

#include "data/json.h"
#include "engine/presence.h"

#define MINUTE_MS INT64_C(60000)

/* What is said so soon after a buyer's word still belongs to the answer. */
#define SOON_MS (10 * MINUTE_MS)

int64_t zg_quiet_word(const struct zg_occasion *o, int64_t at) {
  bool heard = strcmp(o->event->type, "message.received") == 0 ||
               strcmp(o->event->type, "offer.received") == 0;
  int64_t word = -1;
  if (o->kind == ZG_OCCASION_TIMER) word = o->word;
  if (o->kind == ZG_OCCASION_EVENT && heard) word = o->now;
  if (o->kind == ZG_OCCASION_SETTLED && heard) word = o->due - o->settle;
  return at - word <= SOON_MS ? word : -1;
}

/* Whether an action goes to where the occasion comes from: each of the conversation and the buyer
 * that it names must be the same. */
static bool goes_back(const struct zg_occasion *o, const struct zg_draft *draft) {
  static const enum zg_scope scopes[] = {ZG_SCOPE_CONVERSATION, ZG_SCOPE_BUYER};
  size_t named = 0;
  for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
    const char *key = o->keys[scopes[i]];
    const char *to = zg_json_text(draft->data, zg_scope_name(scopes[i]), "id");
    if (to == NULL) continue;
    named++;
    if (key == NULL || strcmp(key, to) != 0) return false;
  }
  return named > 0;
}

/* The end of the quiet hours that `now` lies in; -1: it lies in none. */
static int64_t quiet_until(const struct zg_shop *shop, int64_t now) {
  int from = shop->limits.quiet_from, to = shop->limits.quiet_to;
  if (from < 0) return -1;
  int64_t day = zg_zone_day(shop->zone, now), wall = zg_zone_wall(shop->zone, now);
  int64_t minute = (wall - day * ZG_DAY) / MINUTE_MS;
  bool over_midnight = from > to;
  bool quiet = over_midnight ? minute >= from || minute < to : minute >= from && minute < to;
  if (!quiet) return -1;
  if (over_midnight && minute >= from) day++;
  return zg_zone_instant(shop->zone, day * ZG_DAY + to * MINUTE_MS);
}

bool zg_quiet_holds(const struct zg_decision *d, const struct zg_draft *draft, int64_t *until) {
  const struct zg_occasion *o = d->occasion;
  if (!zg_presence_reaches_buyer(draft->type) ||
      (zg_quiet_word(o, o->now) >= 0 && goes_back(o, draft)))
    return false;
  *until = quiet_until(o->shop, o->now);
  if (*until < 0) return false;
  if (o->shop->limits.quiet_drop) *until = -1;
  return true;
}
