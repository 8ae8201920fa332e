/* oracle: the laws of a bargain, held against the actions that leave. It knows the sheet, the
 * shop's limits and what the buyers did; of rules and packs it knows nothing. */
#ifndef ZG_TESTS_ORACLE_H
#define ZG_TESTS_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

enum {
  ORACLE_PRODUCTS = 6,
  ORACLE_GIFTS = 3,
  ORACLE_CONVERSATIONS = 256,
  ORACLE_EVENTS = 16384,
  ORACLE_WHY = 256,
};

/* A row of the sheet. Amounts are in minor units, of which a unit has 10^digits. */
struct oracle_product {
  char sku[16], currency[4];
  int digits;
  int64_t list, floor; /* floor 0: none */
  const char *gifts[ORACLE_GIFTS];
  size_t gift_count;
};

/* A share of the list price in thousandths of it; negative: there is none. */
struct oracle_limits {
  int largest_cut, authority;
  int64_t thinking; /* no cut comes sooner after its cause, in milliseconds */
  int64_t anew;     /* so long after the word that was a deal there may be another */
};

/* What one conversation has come to about one product. */
struct oracle_bargain {
  int64_t standing;      /* the lowest price that was promised; the list price before */
  int64_t agreed;        /* when the buyer said what was last accepted; 0: never */
  int round, last_cause; /* of the last offer.make; 0: none */
  int ordered;           /* the event that ordered it; 0: none */
};

struct oracle_conversation {
  char id[24];
  const char *source;
  int turns, offers; /* of the buyer, of the shop */
  struct oracle_bargain bargains[ORACLE_PRODUCTS];
};

struct oracle {
  struct oracle_product products[ORACLE_PRODUCTS];
  size_t product_count;
  struct oracle_limits limits;
  struct oracle_conversation conversations[ORACLE_CONVERSATIONS];
  size_t conversation_count;
  struct {
    int conversation; /* -1: about none */
    int64_t time;
  } events[ORACLE_EVENTS]; /* the event "e-7" is number 7 */
  int event_count;
  bool any_rule; /* hold to what the runtime promises whatever the rules are */
  char why[ORACLE_WHY];
};

/* Minor units of a plain decimal; with `exact`, written with just the digits of the currency.
 * False when it is none. */
bool oracle_amount(const char *text, int digits, bool exact, int64_t *out);
/* The other way round. */
void oracle_write(int64_t minor, int digits, char out[32]);

struct oracle_product *oracle_product(struct oracle *oracle, const char *sku);
struct oracle_conversation *oracle_conversation(struct oracle *oracle, const char *id);

/* Takes the action note of and says whether it keeps all laws; if not, oracle->why says which it
 * breaks. */
bool oracle_allows(struct oracle *oracle, const cJSON *action);

#endif
