/* market: shops and buyers by chance, within what the contract says of them, and beyond. */
#ifndef ZG_TESTS_MARKET_H
#define ZG_TESTS_MARKET_H

#include <cjson/cJSON.h>

#include "dice.h"
#include "oracle.h"

/* Writes a shop of random goods, limits and settings into `folder`, and tells the oracle its sheet
 * and limits. `pack` is to be at work in it; only bargain has settings. */
void market_make_shop(struct dice *dice, struct oracle *oracle, const char *folder,
                      const char *pack);

/* Opens a conversation. Returns its number. */
int market_open_conversation(struct dice *dice, struct oracle *oracle);

/* The next thing the buyer of a conversation does, as an event that happens at `now`. Tells the
 * oracle. The text is the caller's to free. */
char *market_next_event(struct dice *dice, struct oracle *oracle, int conversation, int64_t now);

/* The envelope of event number oracle->event_count + 1, which it becomes; `conversation` may be -1.
 */
cJSON *market_envelope(struct oracle *oracle, int conversation, const char *type, int64_t now);

#endif
