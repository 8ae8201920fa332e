#include "data/event.h"

#include <string.h>

#include "base/clock.h"
#include "data/json.h"

static const char *const scope_names[ZG_SCOPES] = {"conversation", "buyer", "order", "shop"};

const char *zg_scope_name(enum zg_scope scope) {
  return scope_names[scope];
}

int zg_scope_find(const char *name) {
  for (int i = 0; i < ZG_SCOPES; i++)
    if (strcmp(scope_names[i], name) == 0) return i;
  return -1;
}

/* Reads the required attribute `key`: a string of 1 to 256 bytes. */
static int read_required(const struct cJSON *envelope, const char *key, const char **out,
                         struct zg_error *err) {
  const struct cJSON *node = zg_json_get(envelope, key);
  const char *text = zg_json_string(node);
  if (node == NULL)
    return zg_fail(err, ZG_EEVENT, "the event has no \"%s\"; give it one, a string", key);
  if (text == NULL)
    return zg_fail(err, ZG_EEVENT, "\"%s\" is not a string; write it in quotes", key);
  size_t len = strlen(text);
  if (len == 0 || len > ZG_ID_LIMIT)
    return zg_fail(err, ZG_EEVENT, "\"%s\" has %zu bytes; it must have 1 to %d", key, len,
                   ZG_ID_LIMIT);
  *out = text;
  return 0;
}

/* Reads the attribute `key`, a time that may be left out: then *out stays as it is. */
static int read_time(const struct cJSON *envelope, const char *key, int64_t *out, const char **text,
                     struct zg_error *err) {
  const struct cJSON *node = zg_json_get(envelope, key);
  *text = zg_json_string(node);
  if (node == NULL || (*text != NULL && zg_time_parse(*text, strlen(*text), out) == 0)) return 0;
  return zg_fail(err, ZG_ETIME,
                 "\"%s\" is not RFC 3339 with an offset; write it like "
                 "\"2026-11-21T10:00:00+08:00\"",
                 key);
}

int zg_event_read(struct zg_arena *arena, struct cJSON *envelope, int64_t received,
                  struct zg_event *out, struct zg_error *err) {
  *out = (struct zg_event){.envelope = envelope};
  if (zg_json_kind(envelope) != ZG_JSON_OBJECT)
    return zg_fail(err, ZG_ELINE, "the line is not a JSON object; an event is one, in { }");
  if (zg_json_get(envelope, "type") == NULL)
    return zg_fail(err, ZG_ELINE, "the object has no \"type\"; an event needs id, source and type");

  int id = read_required(envelope, "id", &out->id, err);
  int source = read_required(envelope, "source", &out->source, id < 0 ? NULL : err);
  if (id < 0 || source < 0) return ZG_EEVENT;
  if (read_required(envelope, "type", &out->type, err) < 0) return ZG_EEVENT;

  const struct cJSON *version = zg_json_get(envelope, "specversion");
  const char *version_text = zg_json_string(version);
  if (version != NULL && (version_text == NULL || strcmp(version_text, "1.0") != 0))
    return zg_fail(err, ZG_EEVENT, "\"specversion\" is not \"1.0\"; write \"1.0\" or leave it out");
  const struct cJSON *subject = zg_json_get(envelope, "subject");
  if (subject != NULL && zg_json_string(subject) == NULL)
    return zg_fail(err, ZG_EEVENT, "\"subject\" is not a string; write it in quotes");
  out->subject = zg_json_string(subject);
  const char *unused = NULL;
  out->received = received;
  if (read_time(envelope, "receivedtime", &out->received, &unused, err) < 0) return ZG_ETIME;
  out->time = out->received;
  if (read_time(envelope, "time", &out->time, &out->time_text, err) < 0) return ZG_ETIME;

  out->data = zg_json_get(envelope, "data");
  if (out->data == NULL) out->data = zg_json_new_object(arena);
  if (zg_json_kind(out->data) != ZG_JSON_OBJECT)
    return zg_fail(err, ZG_EEVENT, "\"data\" is not an object; put the value inside { }");
  return 0;
}

const char *zg_event_key(const struct zg_event *event, enum zg_scope scope) {
  if (scope == ZG_SCOPE_SHOP) return "";
  const struct cJSON *id = zg_json_get(zg_json_get(event->data, scope_names[scope]), "id");
  const char *text = zg_json_kind(id) == ZG_JSON_INTEGER ? zg_json_literal(id) : zg_json_string(id);
  return text != NULL && text[0] != '\0' ? text : NULL;
}

static int begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

enum zg_scope zg_event_scope(const char *type) {
  if (begins(type, "order.") || begins(type, "shipment.") || begins(type, "courier."))
    return ZG_SCOPE_ORDER;
  if (begins(type, "message.") || begins(type, "offer.") || begins(type, "conversation."))
    return ZG_SCOPE_CONVERSATION;
  return ZG_SCOPE_SHOP;
}

int zg_type_matches(const char *pattern, const char *type) {
  size_t len = strlen(pattern);
  if (len > 0 && pattern[len - 1] == '*') return strncmp(pattern, type, len - 1) == 0;
  return strcmp(pattern, type) == 0;
}
