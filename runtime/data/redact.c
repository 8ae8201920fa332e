#include "data/redact.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <uthash.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "data/json.h"
#include "data/redact_field.h"
#include "data/redact_find.h"
#include "data/redact_shape.h"

/* A text is looked for in other texts if it is not shorter: so short ones stand everywhere. */
enum { ID = 4, NAME = 2, LONGEST = 256, FEW_DIGITS = 6, REGION = 12 };

struct known {
  char *text; /* the key of the table */
  UT_hash_handle hh;
};

struct zg_redact {
  struct zg_hash128 key;
  struct known *known;
  bool lengths[LONGEST + 1]; /* those in bytes that something known has */
};

struct zg_redact *zg_redact_new(struct zg_hash128 key) {
  struct zg_redact *redact = zg_alloc(sizeof *redact);
  redact->key = key;
  return redact;
}

void zg_redact_free(struct zg_redact *redact) {
  struct known *each = NULL, *next = NULL;
  if (redact == NULL) return;
  HASH_ITER(hh, redact->known, each, next) {
    HASH_DEL(redact->known, each);
    free(each->text);
    free(each);
  }
  free(redact);
}

/* Of the envelope; other attributes are texts. */
static const char *const attributes[] = {"id",   "source",       "type",        "specversion",
                                         "time", "receivedtime", "causationid", "datacontenttype"};

/* ---- Learning */

static void know(struct zg_redact *redact, const char *text, size_t len) {
  struct known *known = NULL;
  if (len == 0 || len > LONGEST) return;
  HASH_FIND(hh, redact->known, text, len, known);
  if (known != NULL) return;
  known = zg_alloc(sizeof *known);
  known->text = zg_alloc(len + 1);
  memcpy(known->text, text, len);
  HASH_ADD_KEYPTR(hh, redact->known, known->text, len, known);
  redact->lengths[len] = true;
}

static size_t characters(const char *text, size_t len) {
  size_t count = 0;
  for (size_t i = 0; i < len; i++)
    count += ((unsigned char)text[i] & 0xc0) != 0x80;
  return count;
}

/* A nickname of few digits is not looked for in texts: there it is a price. */
static bool is_short_number(const char *text, size_t len) {
  return len <= FEW_DIGITS && strspn(text, "0123456789.") >= len;
}

/* A name, and each word of it. In Latin letters, words of less than three are no names. */
static void know_person(struct zg_redact *redact, const char *text) {
  if (characters(text, strlen(text)) >= NAME && !is_short_number(text, strlen(text)))
    know(redact, text, strlen(text));
  for (size_t len = 0; *text != '\0'; text += len + strspn(text + len, " ")) {
    len = strcspn(text, " ");
    size_t least = (unsigned char)*text < 0x80 ? NAME + 1 : NAME;
    if (characters(text, len) >= least && !is_short_number(text, len)) know(redact, text, len);
  }
}

static void learn(struct zg_redact *redact, const struct cJSON *node, const char *parent,
                  const char *key) {
  const char *text =
      zg_json_kind(node) == ZG_JSON_INTEGER ? zg_json_literal(node) : zg_json_string(node);
  if (text == NULL) {
    for (const struct cJSON *c = zg_json_first(node); c != NULL; c = zg_json_next(c)) {
      const char *name = zg_json_key(c);
      learn(redact, c, name != NULL ? key : parent, name != NULL ? name : key);
    }
    return;
  }
  enum zg_redact_treat treat = zg_redact_field(parent, key, text);
  if (treat == ZG_REDACT_PERSON) know_person(redact, text);
  if (treat == ZG_REDACT_IDENTITY && strlen(text) >= ID) know(redact, text, strlen(text));
}

void zg_redact_learn(struct zg_redact *redact, const struct cJSON *event) {
  learn(redact, zg_json_get(event, "data"), "", "data");
}

/* ---- Texts */

static void write_person(const struct zg_redact *redact, const char *text, size_t len,
                         struct zg_bytes *out) {
  for (size_t at = 0; at < len;) {
    const char *space = memchr(text + at, ' ', len - at);
    size_t word = space != NULL ? (size_t)(space - text) - at : len - at;
    zg_redact_shape(redact->key, text + at, word, 0, out);
    at += word;
    if (at < len) zg_bytes_add_char(out, text[at++]);
  }
}

static bool is_word_byte(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

/* Something known that begins here, the longest; words of letters and digits only as a whole. */
static size_t write_known(const struct zg_redact *redact, const char *text, size_t len, size_t at,
                          struct zg_bytes *out) {
  struct known *known = NULL;
  size_t most = len - at < LONGEST ? len - at : LONGEST;
  for (size_t n = most; n > 0; n--) {
    if (!redact->lengths[n]) continue;
    if (at > 0 && is_word_byte(text[at - 1]) && is_word_byte(text[at])) continue;
    if (at + n < len && is_word_byte(text[at + n]) && is_word_byte(text[at + n - 1])) continue;
    HASH_FIND(hh, redact->known, text + at, n, known);
    if (known == NULL) continue;
    write_person(redact, text + at, n, out);
    return n;
  }
  return 0;
}

void zg_redact_text(const struct zg_redact *redact, const char *text, size_t len,
                    struct zg_bytes *out) {
  for (size_t at = 0, found = 0; at < len; at += found) {
    uint32_t c = 0;
    found = write_known(redact, text, len, at, out);
    if (found == 0) found = zg_redact_account(redact->key, text, len, at, out);
    if (found == 0) found = zg_redact_number(redact->key, text, len, at, out);
    if (found == 0) found = zg_redact_place(redact->key, text, len, at, out);
    if (found > 0) continue;
    found = zg_redact_decode(text + at, &c);
    zg_bytes_add(out, text + at, found);
  }
}

/* The bytes of a province or a city that stands here; 0: what stands here is smaller. */
static size_t region(const char *text, size_t len) {
  static const char *const ends[] = {"省", "市", "自治区", "自治州"};
  static const char *const smaller[] = {"区", "县", "镇", "乡", "村", "路",
                                        "街", "道", "巷", "弄", "号"};
  for (size_t at = 0, count = 0; at < len && count < REGION; count++) {
    uint32_t c = 0;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0] && at > 0; i++)
      if (strncmp(text + at, ends[i], strlen(ends[i])) == 0) return at + strlen(ends[i]);
    for (size_t i = 0; i < sizeof smaller / sizeof smaller[0]; i++)
      if (strncmp(text + at, smaller[i], strlen(smaller[i])) == 0) return 0;
    at += zg_redact_decode(text + at, &c);
    if (zg_redact_digit(c) >= 0 || (c < 0x80 && isalpha((int)c))) return 0;
  }
  return 0;
}

/* All but the province and the city, which decide what a parcel costs. */
static void write_address(const struct zg_redact *redact, const char *text, size_t len,
                          struct zg_bytes *out) {
  size_t kept = 0;
  for (size_t more = 0; (more = region(text + kept, len - kept)) > 0;)
    kept += more;
  zg_bytes_add(out, text, kept);
  zg_redact_shape(redact->key, text + kept, len - kept, 0, out);
}

static void write_text(const struct zg_redact *redact, enum zg_redact_treat treat, const char *text,
                       struct zg_bytes *out) {
  size_t len = strlen(text), found = 0;
  switch (treat) {
  case ZG_REDACT_KEEP:
    zg_bytes_add(out, text, len);
    break;
  case ZG_REDACT_PERSON:
    write_person(redact, text, len, out);
    break;
  case ZG_REDACT_IDENTITY:
    write_person(redact, text, len, out);
    break;
  case ZG_REDACT_NUMBER: /* as in a text where it is written so, and all of it if not */
    found = len > 0 ? zg_redact_number(redact->key, text, len, 0, out) : 0;
    zg_redact_shape(redact->key, text + found, len - found, found > 0 ? 0 : 2, out);
    break;
  case ZG_REDACT_MAIL:
    found = len > 0 ? zg_redact_account(redact->key, text, len, 0, out) : 0;
    zg_redact_shape(redact->key, text + found, len - found, 0, out);
    break;
  case ZG_REDACT_ADDRESS:
    write_address(redact, text, len, out);
    break;
  case ZG_REDACT_TEXT:
    zg_redact_text(redact, text, len, out);
    break;
  }
}

void zg_redact_id(const struct zg_redact *redact, const char *id, struct zg_bytes *out) {
  write_text(redact, ZG_REDACT_IDENTITY, id, out);
}

/* ---- Events */

static void write_string(const struct zg_redact *redact, enum zg_redact_treat treat,
                         const char *text, struct zg_bytes *out) {
  struct zg_bytes other = {0};
  write_text(redact, treat, text, &other);
  zg_json_write_string(other.len > 0 ? other.data : "", other.len, out);
  zg_bytes_fini(&other);
}

/* Only where a number names something: quantities are numbers, too. */
static void write_integer(const struct zg_redact *redact, enum zg_redact_treat treat,
                          const char *literal, struct zg_bytes *out) {
  size_t sign = literal[0] == '-' ? 1 : 0, digits = strlen(literal) - sign;
  zg_bytes_add(out, literal, sign);
  bool named =
      treat == ZG_REDACT_IDENTITY || treat == ZG_REDACT_NUMBER || treat == ZG_REDACT_PERSON;
  bool looks = treat == ZG_REDACT_TEXT && digits >= 11;
  write_text(redact, named || looks ? treat : ZG_REDACT_KEEP, literal + sign, out);
}

static void write_node(const struct zg_redact *redact, const struct cJSON *node, const char *parent,
                       const char *key, struct zg_bytes *out);

static void write_inside(const struct zg_redact *redact, const struct cJSON *node,
                         const char *parent, const char *key, struct zg_bytes *out) {
  bool object = zg_json_kind(node) == ZG_JSON_OBJECT;
  zg_bytes_add_char(out, object ? '{' : '[');
  for (const struct cJSON *c = zg_json_first(node); c != NULL; c = zg_json_next(c)) {
    if (c != zg_json_first(node)) zg_bytes_add_char(out, ',');
    if (object) {
      write_string(redact, ZG_REDACT_TEXT, zg_json_key(c), out);
      zg_bytes_add_char(out, ':');
      write_node(redact, c, key, zg_json_key(c), out);
    } else {
      write_node(redact, c, parent, key, out);
    }
  }
  zg_bytes_add_char(out, object ? '}' : ']');
}

static void write_node(const struct zg_redact *redact, const struct cJSON *node, const char *parent,
                       const char *key, struct zg_bytes *out) {
  struct zg_bytes number = {0};
  switch (zg_json_kind(node)) {
  case ZG_JSON_STRING:
    write_string(redact, zg_redact_field(parent, key, zg_json_string(node)), zg_json_string(node),
                 out);
    break;
  case ZG_JSON_INTEGER:
    write_integer(redact, zg_redact_field(parent, key, zg_json_literal(node)),
                  zg_json_literal(node), &number);
    zg_bytes_add(out, number.data, number.len);
    zg_bytes_fini(&number);
    break;
  case ZG_JSON_ARRAY:
  case ZG_JSON_OBJECT:
    write_inside(redact, node, parent, key, out);
    break;
  default:
    zg_json_write(node, out);
  }
}

static bool is_kept(const char *attribute) {
  for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
    if (strcmp(attributes[i], attribute) == 0) return true;
  return false;
}

/* What the subject is about is an id of the data, or something that is not redacted. */
static void write_subject(const struct zg_redact *redact, const struct cJSON *event,
                          const char *subject, struct zg_bytes *out) {
  static const char *const whom[] = {"conversation", "order", "buyer"};
  for (size_t i = 0; i < sizeof whom / sizeof whom[0]; i++) {
    const char *id = zg_json_text(zg_json_get(event, "data"), whom[i], "id");
    if (id == NULL || strcmp(id, subject) != 0) continue;
    write_string(redact, ZG_REDACT_IDENTITY, subject, out);
    return;
  }
  write_string(redact, ZG_REDACT_TEXT, subject, out);
}

void zg_redact_write(const struct zg_redact *redact, const struct cJSON *event,
                     struct zg_bytes *out) {
  zg_bytes_add_char(out, '{');
  for (const struct cJSON *c = zg_json_first(event); c != NULL; c = zg_json_next(c)) {
    const char *key = zg_json_key(c);
    if (c != zg_json_first(event)) zg_bytes_add_char(out, ',');
    zg_json_write_string(key, strlen(key), out);
    zg_bytes_add_char(out, ':');
    if (is_kept(key))
      zg_json_write(c, out);
    else if (strcmp(key, "subject") == 0 && zg_json_string(c) != NULL)
      write_subject(redact, event, zg_json_string(c), out);
    else
      write_node(redact, c, "", key, out);
  }
  zg_bytes_add_char(out, '}');
}
