/* event: one event as the engine sees it: an envelope of CloudEvents 1.0 in JSON, checked. */
#ifndef ZG_DATA_EVENT_H
#define ZG_DATA_EVENT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct cJSON;

enum { ZG_ID_LIMIT = 256 };

/* What a rule, its state and its timers belong to. */
enum zg_scope {
  ZG_SCOPE_CONVERSATION,
  ZG_SCOPE_BUYER,
  ZG_SCOPE_ORDER,
  ZG_SCOPE_SHOP,
  ZG_SCOPES,
};
/* "conversation" and so on; the scope of that name, or -1. */
const char *zg_scope_name(enum zg_scope scope);
int zg_scope_find(const char *name);

/* All texts and trees live where the tree does. */
struct zg_event {
  const char *id;
  const char *source;
  const char *type;
  const char *subject;   /* NULL: none */
  const char *time_text; /* as sent; NULL: none was, `time` is the receipt */
  int64_t time;
  int64_t received; /* what it says of its receipt, as exported events do; else the receipt */
  struct cJSON *envelope;
  struct cJSON *data; /* an object, perhaps empty; never NULL */
};

/* Checks a parsed line. ZG_ELINE when it is no object or has no `type` (then it may be another
 * message of the wire), ZG_EEVENT or ZG_ETIME when it is meant as an event but is not a good one.
 * Fills id and source of *out as far as they are good, also on failure (else NULL). */
int zg_event_read(struct zg_arena *arena, struct cJSON *envelope, int64_t received,
                  struct zg_event *out, struct zg_error *err);

/* The id of the thing of that scope that the event is about, or NULL; for the shop, "". A numeric
 * id counts as its digits. */
const char *zg_event_key(const struct zg_event *event, enum zg_scope scope);

/* The scope that follows from a type: order.*, shipment.*, courier.* are about an order; message.*,
 * offer.*, conversation.* about a conversation; others about the shop. */
enum zg_scope zg_event_scope(const char *type);

/* Whether `pattern` ("message.received", "message.*", "*") takes `type`. */
int zg_type_matches(const char *pattern, const char *type);

#endif
