#include "net/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "data/event.h"
#include "data/json.h"
#include "data/lines.h"
#include "net/wire.h"

struct zg_session *zg_session_new(struct zg_hall *hall) {
  struct zg_session *session = zg_alloc(sizeof *session);
  session->hall = hall;
  session->member.session = session;
  return session;
}

static void drop_filter(struct zg_session *session) {
  for (size_t i = 0; session->filter != NULL && session->filter[i] != NULL; i++) {
    free(session->filter[i]);
  }
  free(session->filter);
  session->filter = NULL;
}

void zg_session_free(struct zg_session *session) {
  zg_routes_leave(session->hall->routes, &session->member, session->hall->zg);
  drop_filter(session);
  zg_bytes_fini(&session->ids);
  zg_bytes_fini(&session->sealed);
  free(session);
}

void zg_session_finish(struct zg_session *session) {
  session->finishing = true;
  session->hall->stirred = true;
  zg_routes_leave(session->hall->routes, &session->member, session->hall->zg);
  zg_peer_finish(session->peer);
}

/* --- answering --- */

/* Sends what was written into the scratch buffer. */
static void send_scratch(struct zg_session *session) {
  struct zg_bytes *scratch = &session->hall->scratch;
  zg_peer_add(session->peer, scratch->data, scratch->len);
  zg_bytes_clear(scratch);
}

static void complain(struct zg_session *session, const char *code, const char *id,
                     const char *message) {
  zg_wire_error(&session->hall->scratch, code, session->line, id, message);
  send_scratch(session);
}

static void complain_of(struct zg_session *session, const char *id, const struct zg_error *err) {
  bool silent = err->message[0] == '\0';
  complain(session, zg_code_word(err->code), id,
           silent ? zg_code_meaning(err->code) : err->message);
}

void zg_session_seal(struct zg_session *session) {
  if (session->ids.len > 0) zg_bytes_add(&session->sealed, session->ids.data, session->ids.len);
  zg_bytes_clear(&session->ids);
  session->sealed_end = session->ended;
}

void zg_session_acknowledge(struct zg_session *session) {
  struct zg_bytes *scratch = &session->hall->scratch;
  if (session->sealed.len == 0) return;
  zg_bytes_add_text(scratch, "{\"ack\":[");
  zg_bytes_add(scratch, session->sealed.data, session->sealed.len - 1); /* without the last comma */
  zg_bytes_add_text(scratch, "]}\n");
  send_scratch(session);
  zg_bytes_clear(&session->sealed);
}

void zg_session_apologise(struct zg_session *session, const struct zg_error *why) {
  if (session->ids.len > 0 || session->sealed.len > 0) complain_of(session, NULL, why);
}

static bool takes(const struct zg_session *session, const char *type) {
  if (session->filter == NULL) return true;
  for (size_t i = 0; session->filter[i] != NULL; i++) {
    if (zg_type_matches(session->filter[i], type)) return true;
  }
  return false;
}

enum zg_taken zg_session_offer(void *arg, const struct zg_action_view *action) {
  struct zg_session *session = arg;
  if (!takes(session, action->type)) return ZG_TAKE_DONE;
  if (!zg_peer_room(session->peer, action->len + 1)) {
    session->later = true;
    return ZG_TAKE_LATER;
  }
  zg_peer_add(session->peer, action->json, action->len);
  zg_peer_add(session->peer, "\n", 1);
  return session->acks ? ZG_TAKE_SENT : ZG_TAKE_DONE;
}

/* --- control messages --- */

static void set_filter(struct zg_session *session, const struct cJSON *actions) {
  size_t count = 0;
  drop_filter(session);
  if (actions == NULL) return;
  session->filter = zg_alloc((zg_json_size(actions) + 1) * sizeof *session->filter);
  for (struct cJSON *each = zg_json_first(actions); each != NULL; each = zg_json_next(each)) {
    session->filter[count++] = zg_strdup(zg_json_string(each));
  }
}

/* A connection may say hello for several sources; acks and filter are as it said last. */
static void on_hello(struct zg_session *session, const struct zg_wire *wire) {
  struct zg_hall *hall = session->hall;
  /* Before its first hello a member serves what it sent of, and that is no claim. */
  if (session->member.claims && zg_routes_count(&session->member) >= ZG_SESSION_SOURCES &&
      !zg_routes_claims(hall->routes, &session->member, wire->source)) {
    struct zg_error err = {0};
    zg_fail(&err, ZG_ELINE, "one connection may say hello for %d sources; open another for more",
            ZG_SESSION_SOURCES);
    complain_of(session, NULL, &err);
    return;
  }
  struct zg_member *before = zg_routes_claim(hall->routes, &session->member, wire->source);
  if (before != NULL) {
    struct zg_session *older = before->session;
    zg_release(hall->zg, wire->source);
    complain(older, "replaced", NULL,
             "a newer connection said hello for the same source; this one is closed. Run one "
             "adapter for a source, or give each its own");
    zg_session_finish(older);
  }
  session->acks = wire->acks;
  set_filter(session, wire->actions);
  hall->deliver = true;
  zg_wire_welcome(&hall->scratch, zg_pending(hall->zg, wire->source));
  send_scratch(session);
}

/* Ids that are not (or no longer) in the outbox are none of anybody's concern: an ack may well
 * cross with the action that is sent again. */
static void on_ack(struct zg_session *session, const struct zg_wire *wire) {
  struct zg_hall *hall = session->hall;
  for (struct cJSON *each = zg_json_first(wire->value); each != NULL; each = zg_json_next(each)) {
    const char *id = zg_json_string(each);
    if (zg_routes_settle(&session->member, hall->zg, id, NULL) == 0) hall->dirty = true;
  }
}

static void on_nack(struct zg_session *session, const struct zg_wire *wire) {
  struct zg_hall *hall = session->hall;
  int rc = zg_routes_settle(&session->member, hall->zg, wire->id, wire->reason);
  if (rc == 0) hall->dirty = true;
}

static void on_control(struct zg_session *session, const char *line, size_t len) {
  struct zg_hall *hall = session->hall;
  struct zg_wire wire = {0};
  struct zg_error err = {0};
  zg_arena_reset(hall->arena);
  if (zg_wire_read(hall->arena, line, len, &wire, &err) < 0) {
    zg_bury(hall->zg, line, len, zg_time_wall(), &err);
    hall->dirty = true;
    complain_of(session, NULL, &err);
    return;
  }
  switch (wire.kind) {
  case ZG_WIRE_PING:
    zg_wire_pong(&hall->scratch, wire.value);
    send_scratch(session);
    break;
  case ZG_WIRE_PONG:
    break;
  case ZG_WIRE_HELLO:
    on_hello(session, &wire);
    break;
  case ZG_WIRE_ACK:
    on_ack(session, &wire);
    break;
  case ZG_WIRE_NACK:
    on_nack(session, &wire);
    break;
  }
}

/* --- events --- */

static void on_accepted(struct zg_session *session, const struct zg_receipt *receipt) {
  struct zg_hall *hall = session->hall;
  if (zg_routes_sent(hall->routes, &session->member, receipt->source)) hall->deliver = true;
  if (!session->acks) return;
  zg_json_write_string(receipt->id, strlen(receipt->id), &session->ids);
  zg_bytes_add_char(&session->ids, ',');
}

static void on_too_long(struct zg_session *session, const char *line, size_t len) {
  struct zg_hall *hall = session->hall;
  struct zg_error err = {0};
  zg_fail(&err, ZG_ELONG,
          "the line is longer than %d bytes and was thrown away; send less in one event",
          ZG_LINE_LIMIT);
  zg_bury(hall->zg, line, len, zg_time_wall(), &err);
  hall->dirty = true;
  complain_of(session, NULL, &err);
}

static void on_foreign(struct zg_session *session) {
  complain(session, zg_code_word(ZG_ELINE), NULL,
           "this is not an HTTP server; send one JSON object a line over a plain connection");
  zg_session_finish(session);
}

void zg_session_line(struct zg_session *session, uint64_t number, const char *line, size_t len,
                     bool whole) {
  struct zg_hall *hall = session->hall;
  struct zg_receipt receipt = {0};
  struct zg_error err = {0};
  bool first = session->line == 0;
  session->line = number;
  hall->stirred = true;
  if (first && zg_wire_foreign(line, len)) {
    on_foreign(session);
    return;
  }
  if (!whole) {
    on_too_long(session, line, len);
    return;
  }
  int rc = zg_feed(hall->zg, line, len, zg_time_wall(), &receipt, &err);
  if (rc == ZG_ELINE) {
    on_control(session, line, len);
    return;
  }
  hall->dirty = true; /* a refused line, too, is among the dead letters */
  if (receipt.shop != NULL) session->share = zg_shares_of(hall->shares, receipt.shop);
  if (hall->fed++ == 0) hall->since = uv_hrtime();
  if (rc == 0) {
    on_accepted(session, &receipt);
  } else {
    complain_of(session, receipt.id, &err);
  }
}
