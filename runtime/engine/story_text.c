#include "engine/story_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "data/json.h"
#include "engine/stage.h"

enum { WIDTH = 100 }; /* of a line, unless one step alone is longer */

static void write_value(const struct cJSON *node, struct zg_bytes *out);

/* In double quotes; a control character by its three digits, so that no other joins them. */
static void write_text(const char *text, struct zg_bytes *out) {
  zg_bytes_add_char(out, '"');
  for (const char *at = text; *at != '\0'; at++) {
    unsigned char c = (unsigned char)*at;
    if (c == '"' || c == '\\')
      zg_bytes_printf(out, "\\%c", c);
    else if (c == '\n')
      zg_bytes_add_text(out, "\\n");
    else if (c < 0x20 || c == 0x7f)
      zg_bytes_printf(out, "\\%03d", c);
    else
      zg_bytes_add_char(out, (char)c);
  }
  zg_bytes_add_char(out, '"');
}

/* A word of Lua's own cannot name a field without brackets. */
static bool is_name(const char *text) {
  static const char *const reserved[] = {"and",   "break", "do",       "else", "elseif", "end",
                                         "false", "for",   "function", "goto", "if",     "in",
                                         "local", "nil",   "not",      "or",   "repeat", "return",
                                         "then",  "true",  "until",    "while"};
  for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
    if (strcmp(reserved[i], text) == 0) return false;
  bool good = isalpha((unsigned char)text[0]) || text[0] == '_';
  for (const char *at = text; *at != '\0' && good; at++)
    good = isalnum((unsigned char)*at) || *at == '_';
  return good;
}

static void write_key(const char *key, struct zg_bytes *out) {
  if (is_name(key)) {
    zg_bytes_add_text(out, key);
  } else {
    zg_bytes_add_char(out, '[');
    write_text(key, out);
    zg_bytes_add_char(out, ']');
  }
  zg_bytes_add_text(out, " = ");
}

static void write_members(const struct cJSON *node, struct zg_bytes *out) {
  const char *between = "";
  for (const struct cJSON *m = zg_json_first(node); m != NULL; m = zg_json_next(m)) {
    if (zg_json_kind(m) == ZG_JSON_NULL) continue;
    zg_bytes_add_text(out, between);
    if (zg_json_kind(node) == ZG_JSON_OBJECT) write_key(zg_json_key(m), out);
    write_value(m, out);
    between = ", ";
  }
}

static void write_value(const struct cJSON *node, struct zg_bytes *out) {
  switch (zg_json_kind(node)) {
  case ZG_JSON_STRING:
    write_text(zg_json_string(node), out);
    break;
  case ZG_JSON_INTEGER:
  case ZG_JSON_REAL:
    zg_bytes_add_text(out, zg_json_literal(node));
    break;
  case ZG_JSON_BOOL:
    zg_bytes_add_text(out, zg_json_true(node) ? "true" : "false");
    break;
  case ZG_JSON_ARRAY:
  case ZG_JSON_OBJECT:
    zg_bytes_add_text(out, "{ ");
    write_members(node, out);
    zg_bytes_add_text(out, zg_json_first(node) != NULL ? " }" : "}");
    break;
  case ZG_JSON_NONE:
  case ZG_JSON_NULL:
    zg_bytes_add_text(out, "nil");
    break;
  }
}

/* buyer "…", or event { … }. */
static void write_step(const struct cJSON *step, struct zg_bytes *out) {
  const char *word = zg_json_text(step, "do", NULL), *field = zg_story_field(word);
  const struct cJSON *plain = field != NULL ? zg_json_get(step, field) : NULL;
  const struct cJSON *with = zg_json_get(step, "with");
  zg_bytes_add_text(out, word);
  if (plain == NULL && with == NULL) {
    zg_bytes_add_text(out, "()");
    return;
  }
  zg_bytes_add_char(out, ' ');
  write_value(plain != NULL ? plain : with, out);
}

/* Something that happens begins a line, unless it is the time that passes after something else. */
static bool begins_line(const char *word) {
  return zg_stage_knows(word) && strcmp(word, "wait") != 0;
}

static void write_steps(const struct cJSON *steps, struct zg_bytes *out) {
  struct zg_bytes step = {0};
  size_t line = 0; /* where it began */
  for (const struct cJSON *s = zg_json_first(steps); s != NULL; s = zg_json_next(s)) {
    zg_bytes_clear(&step);
    write_step(s, &step);
    bool anew = line == 0 || begins_line(zg_json_text(s, "do", NULL)) ||
                out->len - line + step.len + 2 > WIDTH;
    if (anew) {
      zg_bytes_add_text(out, "\n");
      line = out->len;
    }
    zg_bytes_printf(out, "%s%s,", anew ? "  " : " ", step.data);
  }
  zg_bytes_fini(&step);
}

void zg_story_write(const struct zg_story *story, struct zg_bytes *out) {
  zg_bytes_add_text(out, "story ");
  write_text(story->name, out);
  zg_bytes_add_text(out, " {");
  const char *before = "\n  ";
  for (const struct cJSON *o = zg_json_first(story->options); o != NULL; o = zg_json_next(o)) {
    zg_bytes_add_text(out, before);
    write_key(zg_json_key(o), out);
    write_value(o, out);
    zg_bytes_add_char(out, ',');
    before = " ";
  }
  write_steps(story->steps, out);
  zg_bytes_add_text(out, "\n}\n");
}
