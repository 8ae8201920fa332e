/* json: one strict reader and one exact writer for every JSON text that passes.
 *
 * The tree is cJSON's (so that code which knows cJSON can walk it), but made in an arena: never
 * hand a node to cJSON_Delete. cJSON's own parser is not used; the wire needs RFC 8259 to the
 * letter, and more:
 *   - UTF-8 is checked (no overlong forms, surrogates or values past U+10FFFF), no byte-order mark
 *   - a key stands once in an object; at most 1,024 keys an object; depth at most 64
 *   - \u0000 and lone surrogates are refused
 *   - an integer (no fraction, no exponent) must fit 64 bits signed; other numbers must be finite
 *     and must not vanish to zero; a number literal has at most 128 characters
 * A number node keeps its literal in `valuestring`, so it is written again as it was read. */
#ifndef ZG_DATA_JSON_H
#define ZG_DATA_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

enum { ZG_JSON_DEPTH = 64, ZG_JSON_KEYS = 1024, ZG_JSON_NUMBER = 128 };

struct cJSON;

/* Reads exactly one value with white space around it. The tree borrows nothing from `text`; it
 * lives in `arena`. On failure the error says what, at which byte (counted from 1), and what to
 * do: ZG_EJSON, ZG_EUTF8, ZG_EDEEP, ZG_EKEYS or ZG_ENUMBER. */
int zg_json_parse(struct zg_arena *arena, const char *text, size_t len, struct cJSON **out,
                  struct zg_error *err);

/* The same for what the runtime wrote itself and kept: it may be somewhat deeper, and have any
 * number of values, since what it holds was within the limits when it came. */
int zg_json_parse_own(struct zg_arena *arena, const char *text, size_t len, struct cJSON **out,
                      struct zg_error *err);

/* Appends the value as compact JSON, strings escaped no more than needed (", \, controls), keys in
 * tree order, numbers by their literal. Never a raw newline. */
void zg_json_write(const struct cJSON *node, struct zg_bytes *out);
/* The same into the arena. */
char *zg_json_print(struct zg_arena *arena, const struct cJSON *node);
/* Appends one string with its quotes. `len` bytes of valid UTF-8. */
void zg_json_write_string(const char *text, size_t len, struct zg_bytes *out);

/* Appends a member behind others, ,"name":"text"; nothing for NULL. `name` needs no escapes. */
void zg_json_write_member(const char *name, const char *text, struct zg_bytes *out);

/* A hash of the value that does not depend on key order, white space or escapes. */
uint64_t zg_json_hash(const struct cJSON *node);

/* About how many bytes the value has as JSON; counting stops at `most`. */
size_t zg_json_weight(const struct cJSON *node, size_t most);

enum zg_json_kind {
  ZG_JSON_NONE, /* there is no such node: NULL */
  ZG_JSON_NULL,
  ZG_JSON_BOOL,
  ZG_JSON_INTEGER, /* fits int64_t and was written without fraction and exponent */
  ZG_JSON_REAL,
  ZG_JSON_STRING,
  ZG_JSON_ARRAY,
  ZG_JSON_OBJECT,
};
enum zg_json_kind zg_json_kind(const struct cJSON *node); /* NULL is ZG_JSON_NONE */

/* Looking in; each takes NULL and the wrong kind and then gives NULL, 0 or false. */
struct cJSON *zg_json_get(const struct cJSON *object, const char *key); /* case-sensitive */
struct cJSON *zg_json_first(const struct cJSON *container);
struct cJSON *zg_json_next(const struct cJSON *node);
const char *zg_json_key(const struct cJSON *member);
size_t zg_json_size(const struct cJSON *container); /* counts; linear */
const char *zg_json_string(const struct cJSON *node);
int64_t zg_json_integer(const struct cJSON *node);
double zg_json_real(const struct cJSON *node);         /* of integers, too */
const char *zg_json_literal(const struct cJSON *node); /* of numbers */
bool zg_json_true(const struct cJSON *node);
/* The string at node.a.b, or with `b` NULL at node.a: "message", "text". */
const char *zg_json_text(const struct cJSON *node, const char *a, const char *b);

/* Building; nodes live in `arena`, texts are copied. */
struct cJSON *zg_json_new_object(struct zg_arena *arena);
struct cJSON *zg_json_new_array(struct zg_arena *arena);
struct cJSON *zg_json_new_string(struct zg_arena *arena, const char *text);
struct cJSON *zg_json_new_string_n(struct zg_arena *arena, const char *text, size_t len);
struct cJSON *zg_json_new_integer(struct zg_arena *arena, int64_t value);
/* The shortest literal that reads back as the same double, always with "." or "e"; `value` must be
 * finite. */
struct cJSON *zg_json_new_real(struct zg_arena *arena, double value);
struct cJSON *zg_json_new_bool(struct zg_arena *arena, bool value);
struct cJSON *zg_json_new_null(struct zg_arena *arena);
/* A second handle on a value that already stands elsewhere; shares its children. */
struct cJSON *zg_json_share(struct zg_arena *arena, const struct cJSON *node);
/* Appends (the key must be new to the object); returns `item`. */
struct cJSON *zg_json_add(struct zg_arena *arena, struct cJSON *object, const char *key,
                          struct cJSON *item);
struct cJSON *zg_json_push(struct cJSON *array, struct cJSON *item);
/* Replaces the member of that name, or appends. */
struct cJSON *zg_json_set(struct zg_arena *arena, struct cJSON *object, const char *key,
                          struct cJSON *item);
/* A copy of an object's or array's top level: members shared, so they can be set anew. */
struct cJSON *zg_json_copy_top(struct zg_arena *arena, const struct cJSON *node);

#endif
