/* tally: sums over the actions of one rule set: how many of each kind, the money that was offered,
 * conceded and agreed on, cuts by round, alerts by kind and by day. */
#ifndef ZG_CLI_TALLY_H
#define ZG_CLI_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "cli/side.h"
#include "data/money.h"

/* Kinds of alerts, of both rule sets: the names, and how many only one of them raised. What is more
 * than fits is counted under the last, "…". */
enum { ZG_KINDS = 48 };
struct zg_kinds {
  char *names[ZG_KINDS];
  size_t count;
  uint64_t raised[2][ZG_KINDS], only[2][ZG_KINDS];
};
size_t zg_kinds_find(struct zg_kinds *kinds, const char *name);
void zg_kinds_fini(struct zg_kinds *kinds);

/* Sums of one currency. An offer without a list price is no concession. Sums past 64 bits stay
 * where they were. */
struct zg_sum {
  uint64_t count;
  struct zg_money list, price; /* conceded is the difference */
};
enum { ZG_ROUNDS = 6 }; /* the last stands for all that follow */
struct zg_tally_money {
  char currency[4];
  struct zg_sum offered;           /* every offer: only `price` */
  struct zg_sum cut;               /* those with a list price */
  struct zg_sum agreed;            /* offers of the buyer that were accepted: only `price` */
  struct zg_sum rounds[ZG_ROUNDS]; /* those of `cut`, by round */
};
/* What was conceded of a sum. */
struct zg_money zg_sum_conceded(const struct zg_sum *sum);

enum zg_tally_kind {
  ZG_TALLY_MESSAGES,
  ZG_TALLY_OFFERS,
  ZG_TALLY_ACCEPTED,
  ZG_TALLY_DECLINED,
  ZG_TALLY_GIFTS,
  ZG_TALLY_HANDOFFS,
  ZG_TALLY_ALERTS,
  ZG_TALLY_COURIERS,
  ZG_TALLY_OTHER,
  ZG_TALLY_KINDS,
};
/* "messages" and so on. */
const char *zg_tally_word(enum zg_tally_kind kind);

enum { ZG_CURRENCIES = 8, ZG_DAYS = 3660 };
struct zg_tally {
  uint64_t count[ZG_TALLY_KINDS];
  struct zg_tally_money money[ZG_CURRENCIES];
  size_t money_count;
  int64_t first_day;     /* of `alerts`, since 1970-01-01 */
  uint32_t *alerts;      /* by day */
  size_t days, days_cap; /* ten years at most */
};

/* Adds an action of that day. */
void zg_tally_add(struct zg_tally *tally, const struct zg_act *act, int64_t day);
/* The sums of the currency; of one that never came, zeros. */
const struct zg_tally_money *zg_tally_money(const struct zg_tally *tally, const char *currency);
uint64_t zg_tally_alerts(const struct zg_tally *tally, int64_t day);
void zg_tally_fini(struct zg_tally *tally);

#endif
