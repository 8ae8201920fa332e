#include "net/wire.h"

#include <inttypes.h>
#include <string.h>

#include <zhanggui.h>

#include "base/utf8.h"
#include "data/event.h"
#include "data/json.h"

/* --- reading --- */

static int check_strings(const struct cJSON *value, const char *what, struct zg_error *err) {
  bool good = zg_json_kind(value) == ZG_JSON_ARRAY;
  for (const struct cJSON *each = zg_json_first(value); each != NULL && good;
       each = zg_json_next(each)) {
    good = zg_json_kind(each) == ZG_JSON_STRING;
  }
  if (good) return 0;
  return zg_fail(err, ZG_ELINE, "%s needs a list of strings", what);
}

static int read_hello(struct zg_wire *out, struct zg_error *err) {
  out->acks = true;
  if (zg_json_kind(out->value) != ZG_JSON_OBJECT) {
    return zg_fail(err, ZG_ELINE, "hello needs an object, as in {\"hello\":{\"source\":\"...\"}}");
  }
  for (const struct cJSON *each = zg_json_first(out->value); each != NULL;
       each = zg_json_next(each)) {
    const char *key = zg_json_key(each);
    enum zg_json_kind kind = zg_json_kind(each);
    if (strcmp(key, "source") == 0) {
      out->source = zg_json_string(each);
    } else if (strcmp(key, "token") == 0) {
      /* Nobody who can connect needs one yet; an adapter may send it all the same. */
      if (kind != ZG_JSON_STRING) return zg_fail(err, ZG_ELINE, "hello: token must be a string");
    } else if (strcmp(key, "acks") == 0) {
      if (kind != ZG_JSON_BOOL) return zg_fail(err, ZG_ELINE, "hello: acks is true or false");
      out->acks = zg_json_true(each);
    } else if (strcmp(key, "actions") == 0) {
      if (check_strings(each, "hello: actions", err) < 0) return ZG_ELINE;
      out->actions = each;
    } else {
      return zg_fail(err, ZG_ELINE,
                     "hello: \"%.40s\" is unknown; it takes source, token, acks and actions", key);
    }
  }
  size_t len = out->source != NULL ? strlen(out->source) : 0;
  if (len > 0 && len <= ZG_ID_LIMIT) return 0;
  return zg_fail(err, ZG_ELINE, "hello needs a source, a string of 1 to %d bytes", ZG_ID_LIMIT);
}

static int read_nack(struct zg_wire *out, struct zg_error *err) {
  const struct cJSON *reason = zg_json_get(out->value, "reason");
  out->id = zg_json_string(zg_json_get(out->value, "id"));
  out->reason = reason != NULL ? zg_json_string(reason) : "";
  if (out->id != NULL && out->reason != NULL) return 0;
  return zg_fail(err, ZG_ELINE,
                 "nack needs the id of an action, as in {\"nack\":{\"id\":\"...\",\"reason\":"
                 "\"...\"}}");
}

static const char *const names[] = {
    [ZG_WIRE_PING] = "ping", [ZG_WIRE_PONG] = "pong", [ZG_WIRE_HELLO] = "hello",
    [ZG_WIRE_ACK] = "ack",   [ZG_WIRE_NACK] = "nack",
};

int zg_wire_read(struct zg_arena *arena, const char *line, size_t len, struct zg_wire *out,
                 struct zg_error *err) {
  struct cJSON *object = NULL;
  struct zg_wire wire = {0};
  int rc = zg_json_parse(arena, line, len, &object, err);
  if (rc < 0) return rc;
  if (zg_json_kind(object) != ZG_JSON_OBJECT) {
    return zg_fail(err, ZG_ELINE, "a line is one JSON object: an event, hello, ack, nack or ping");
  }
  wire.value = zg_json_first(object);
  if (wire.value == NULL || zg_json_next(wire.value) != NULL) {
    return zg_fail(err, ZG_ELINE,
                   "an event needs a type; any other line has exactly one key: hello, ack, nack, "
                   "ping or pong");
  }
  size_t kind = 0, kinds = sizeof names / sizeof names[0];
  while (kind < kinds && strcmp(names[kind], zg_json_key(wire.value)) != 0) {
    kind++;
  }
  if (kind == kinds) {
    return zg_fail(err, ZG_ELINE,
                   "\"%.40s\" is unknown; send an event (it needs a type), hello, ack, nack, ping "
                   "or pong",
                   zg_json_key(wire.value));
  }
  wire.kind = (enum zg_wire_kind)kind;
  if (wire.kind == ZG_WIRE_HELLO) rc = read_hello(&wire, err);
  if (wire.kind == ZG_WIRE_ACK) rc = check_strings(wire.value, "ack", err);
  if (wire.kind == ZG_WIRE_NACK) rc = read_nack(&wire, err);
  if (rc == 0) *out = wire;
  return rc;
}

bool zg_wire_foreign(const char *line, size_t len) {
  static const char *const words[] = {"GET ",    "POST ",  "PUT ",     "HEAD ",  "OPTIONS ",
                                      "DELETE ", "PATCH ", "CONNECT ", "TRACE ", "PRI * "};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t n = strlen(words[i]);
    if (len >= n && memcmp(line, words[i], n) == 0) return true;
  }
  return false;
}

/* --- writing --- */

void zg_wire_text(struct zg_bytes *out, const char *text, size_t len) {
  struct zg_bytes clean = {0};
  for (size_t i = 0; i < len;) {
    size_t n = text[i] != '\0' ? zg_utf8_length(text + i, len - i) : 0;
    zg_bytes_add(&clean, n > 0 ? text + i : "?", n > 0 ? n : 1);
    i += n > 0 ? n : 1;
  }
  zg_json_write_string(clean.len > 0 ? clean.data : "", clean.len, out);
  zg_bytes_fini(&clean);
}

void zg_wire_error(struct zg_bytes *out, const char *code, uint64_t line, const char *id,
                   const char *message) {
  zg_bytes_printf(out, "{\"error\":{\"code\":\"%s\",\"line\":%" PRIu64 ",\"id\":", code, line);
  if (id != NULL) {
    zg_wire_text(out, id, strlen(id));
  } else {
    zg_bytes_add_text(out, "null");
  }
  zg_bytes_add_text(out, ",\"message\":");
  zg_wire_text(out, message, strlen(message));
  zg_bytes_add_text(out, "}}\n");
}

void zg_wire_welcome(struct zg_bytes *out, size_t pending) {
  zg_bytes_printf(out, "{\"welcome\":{\"protocol\":%d,\"version\":\"%s\",\"pending\":%zu}}\n",
                  ZG_PROTOCOL, ZG_VERSION, pending);
}

void zg_wire_pong(struct zg_bytes *out, const struct cJSON *value) {
  zg_bytes_add_text(out, "{\"pong\":");
  zg_json_write(value, out);
  zg_bytes_add_text(out, "}\n");
}
