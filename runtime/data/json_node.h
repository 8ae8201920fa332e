/* json_node: what the json files share among themselves; nobody else includes it.
 *
 * A reader works on its own copy of the text, in place: strings are unescaped where they stand and
 * end in the place of their closing quote, numbers move one byte to the left over the character
 * before them, which has been read by then. So a text costs one copy and its nodes, and no more. */
#ifndef ZG_DATA_JSON_NODE_H
#define ZG_DATA_JSON_NODE_H

#include "data/json.h"

/* Set in a node's type beside cJSON's own flags: the number is an integer of 64 bits. */
enum { ZG_JSON_IS_INTEGER = 1 << 16 };

/* More values than this in one text are refused; a node costs 64 bytes, a character costs one. */
enum { ZG_JSON_NODES = 65536 };

enum { ZG_JSON_KEYS_PAIRWISE = 16, ZG_JSON_REAL_TEXT = 40 };

struct zg_json_reader {
  struct zg_arena *arena;
  struct zg_error *err;
  char *start; /* the copy; one byte before it and eight zeroed bytes after `end` are ours, too */
  char *at;
  char *end;
  struct cJSON *slab; /* nodes allocated ahead */
  size_t slab_left;
  size_t nodes;
  int depth;   /* how deep containers may be nested */
  size_t most; /* how many nodes there may be */
};

/* Where `at` is in the text, counted from 1. */
static inline size_t zg_json_byte(const struct zg_json_reader *reader, const char *at) {
  return (size_t)(at - reader->start) + 1;
}

/* Reads the string whose opening quote is at reader->at. Invalid UTF-8 gives ZG_EUTF8 and leaves
 * the error to be filled by zg_json_parse, which looks for the first bad byte of the whole text. */
int zg_json_scan_string(struct zg_json_reader *reader, char **out, size_t *out_len);
/* Reads the number whose first character, a digit or a minus, is at reader->at. */
int zg_json_scan_number(struct zg_json_reader *reader, struct cJSON *node);

/* Fills a number node from its literal, which it keeps. */
void zg_json_set_integer(struct cJSON *node, char *literal, int64_t value);
void zg_json_set_real(struct cJSON *node, char *literal, double value);
/* Writes the shortest literal of a finite double, in any locale; returns its length. */
size_t zg_json_format_real(double value, char out[ZG_JSON_REAL_TEXT]);

/* The keys of one object that is being read; starts zeroed. */
struct zg_json_key_slot {
  const char *key;
  uint64_t hash;
};
struct zg_json_keys {
  size_t count;
  uint32_t marks[ZG_JSON_KEYS_PAIRWISE]; /* of the first keys: length and three of their bytes */
  struct zg_json_key_slot *slots;        /* in the arena, once there are more */
  size_t bits;
};
/* Adds a key of the pool, `object` being the node that holds those added before. False: it is
 * there already. */
bool zg_json_keys_add(struct zg_json_keys *keys, struct zg_arena *arena, const struct cJSON *object,
                      const char *key, size_t len);

/* Appends to an array's or object's children. */
void zg_json_append(struct cJSON *container, struct cJSON *item);

#endif
