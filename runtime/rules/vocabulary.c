#include "rules/vocabulary.h"

#include <string.h>

#include "data/event.h"

static const char *const types[] = {
    "message.received",       "message.sent",          "offer.received",  "conversation.opened",
    "conversation.closed",    "conversation.assigned", "order.created",   "order.paid",
    "order.shipped",          "order.delivered",       "order.completed", "order.cancelled",
    "order.refund_requested", "order.refunded",        "order.returned",  "order.reviewed",
    "shipment.updated",       "courier.requested",     "stock.changed",
};

enum { FIELDS = 16 };

static const char *const objects[] = {"message", "conversation", "buyer",  "item",
                                      "order",   "shipment",     "parcel", "offer",
                                      "sender",  "review",       "event"};

static const char *const fields[][FIELDS] = {
    {"id", "text"},
    {"id", "owner"},
    {"id", "name"},
    {"sku", "name", "price", "currency", "available"},
    {"id", "price", "currency", "items", "region", "address", "promised_by", "ship_by", "paid_at",
     "amount", "channel"},
    {"tracking_number", "courier", "shipped_at", "expected_by", "from_region", "region", "status",
     "location"},
    {"region", "weight_g", "value", "currency", "urgent", "cod", "wish"},
    {"price", "currency"},
    {"role", "name"},
    {"rating", "text"},
    {"id", "source", "type", "time", "subject", "echo"},
};

bool zg_vocabulary_type(const char *type) {
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (zg_type_matches(type, types[i])) return true;
  return false;
}

const char *const *zg_vocabulary_objects(size_t *count) {
  *count = sizeof objects / sizeof objects[0];
  return objects;
}

const char *const *zg_vocabulary_fields(const char *object, size_t *count) {
  for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
    if (strcmp(objects[i], object) != 0) continue;
    *count = 0;
    while (*count < FIELDS && fields[i][*count] != NULL)
      ++*count;
    return fields[i];
  }
  return NULL;
}
