/* wire: the lines of the protocol that are not events or actions, read and written. */
#ifndef ZG_NET_WIRE_H
#define ZG_NET_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

enum { ZG_PROTOCOL = 1 };

struct cJSON;

enum zg_wire_kind { ZG_WIRE_PING, ZG_WIRE_PONG, ZG_WIRE_HELLO, ZG_WIRE_ACK, ZG_WIRE_NACK };

struct zg_wire {
  enum zg_wire_kind kind;
  const struct cJSON *value;   /* what stands behind the key */
  const char *source;          /* hello */
  bool acks;                   /* hello; true unless it says otherwise */
  const struct cJSON *actions; /* hello: an array of strings; NULL: every action */
  const char *id, *reason;     /* nack; an empty reason when none is given */
};

/* Reads a control message: an object with exactly one key that we know. ZG_ELINE with a message
 * that says what to send instead. Everything in *out lives in `arena`. */
int zg_wire_read(struct zg_arena *arena, const char *line, size_t len, struct zg_wire *out,
                 struct zg_error *err);

/* Each appends one line with its newline. `id` may be NULL; `message` may be any bytes: what is not
 * UTF-8 in it (a message cut off in the middle of a character, say), or a NUL, becomes "?". */
void zg_wire_error(struct zg_bytes *out, const char *code, uint64_t line, const char *id,
                   const char *message);
/* Appends any bytes as a JSON string, likewise. */
void zg_wire_text(struct zg_bytes *out, const char *text, size_t len);
void zg_wire_welcome(struct zg_bytes *out, size_t pending);
void zg_wire_pong(struct zg_bytes *out, const struct cJSON *value);

/* Whether a connection's first line is another protocol's. A web page can make a browser post lines
 * of its own choosing to a port of this machine; they come after a line like this. */
bool zg_wire_foreign(const char *line, size_t len);

#endif
