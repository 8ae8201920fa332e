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
#include "data/redact_find.h"
#include "data/redact_shape.h"

/* A text is looked for in other texts if it is not shorter: so short ones stand everywhere. */
enum { ID = 4, NAME = 2, LONGEST = 256 };

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

/* ---- Which field is what. The first row that fits, from the top; a parent of NULL is any, keys
 * are compared without _ and case, and "*" before one stands for any beginning. */

enum treat { KEEP, PERSON, IDENTITY, NUMBER, ADDRESS, TEXT };

static const struct field {
  const char *parent, *key;
  enum treat treat;
} fields[] = {
    {"item", "*", KEEP},
    {"items", "*", KEEP},
    {"product", "*", KEEP},
    {"cause", "*", KEEP},
    {"message", "id", KEEP},
    {"message", "inreplyto", KEEP},
    {NULL, "*sku", KEEP},
    {NULL, "*skuid", KEEP},
    {NULL, "*itemid", KEEP},
    {NULL, "*price", KEEP},
    {NULL, "*amount", KEEP},
    {NULL, "*fee", KEEP},
    {NULL, "currency", KEEP},
    {NULL, "value", KEEP},
    {NULL, "weightg", KEEP},
    {NULL, "quantity", KEEP},
    {NULL, "available", KEEP},
    {NULL, "status", KEEP},
    {NULL, "owner", KEEP},
    {NULL, "role", KEEP},
    {NULL, "channel", KEEP},
    {NULL, "courier", KEEP},
    {NULL, "kind", KEEP},
    {NULL, "severity", KEEP},
    {NULL, "*region", KEEP},
    {NULL, "province", KEEP},
    {NULL, "city", KEEP},
    {NULL, "*at", KEEP},
    {NULL, "*by", KEEP},
    {NULL, "*time", KEEP},
    {NULL, "*date", KEEP},
    {NULL, "*timestamp", KEEP},
    {NULL, "*created", KEEP},
    {"shop", "*", KEEP},
    {NULL, "shopid", KEEP},
    {NULL, "*email", TEXT},
    {NULL, "*address", ADDRESS},
    {NULL, "*address1", ADDRESS},
    {NULL, "*address2", ADDRESS},
    {NULL, "*addressdetail", ADDRESS},
    {NULL, "street", ADDRESS},
    {NULL, "*phone", NUMBER},
    {NULL, "*mobile", NUMBER},
    {NULL, "tel", NUMBER},
    {NULL, "*telephone", NUMBER},
    {NULL, "*phonenumber", NUMBER},
    {NULL, "*mobilenumber", NUMBER},
    {NULL, "*fax", NUMBER},
    {NULL, "coursename", KEEP},
    {NULL, "couriername", KEEP},
    {NULL, "eventname", KEEP},
    {NULL, "*name", PERSON},
    {NULL, "*nick", PERSON},
    {NULL, "*consignee", PERSON},
    {NULL, "*receiver", PERSON},
    {NULL, "*recipient", PERSON},
    {NULL, "*contact", PERSON},
    {NULL, "id", IDENTITY},
    {NULL, "*id", IDENTITY},
    {NULL, "*number", IDENTITY},
    {NULL, "*no", IDENTITY},
    {NULL, "*idcard", IDENTITY},
    {NULL, "*card", IDENTITY},
    {NULL, "*account", IDENTITY},
    {NULL, "wechat", IDENTITY},
    {NULL, "weixin", IDENTITY},
    {NULL, "qq", IDENTITY},
    {NULL, "*waybill", IDENTITY},
    {NULL, "*passport", IDENTITY},
};

/* Of the envelope; other attributes are texts. */
static const char *const attributes[] = {"id",   "source",       "type",        "specversion",
                                         "time", "receivedtime", "causationid", "datacontenttype"};

static void plain(const char *key, char out[64]) {
  size_t len = 0;
  for (; *key != '\0' && len < 63; key++)
    if (*key != '_' && *key != '-') out[len++] = (char)tolower((unsigned char)*key);
  out[len] = '\0';
}

static enum treat treat_of(const char *parent, const char *key) {
  char name[64], above[64];
  plain(key, name);
  plain(parent, above);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    const struct field *f = &fields[i];
    bool open = f->key[0] == '*';
    const char *end = f->key + open;
    size_t n = strlen(end), len = strlen(name);
    if (f->parent != NULL && strcmp(f->parent, above) != 0) continue;
    if (open ? len >= n && strcmp(name + len - n, end) == 0 : strcmp(name, end) == 0)
      return f->treat;
  }
  return TEXT;
}

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

/* A name, and each word of it. In Latin letters, words of less than three are no names. */
static void know_person(struct zg_redact *redact, const char *text) {
  if (characters(text, strlen(text)) >= NAME) know(redact, text, strlen(text));
  for (size_t len = 0; *text != '\0'; text += len + strspn(text + len, " ")) {
    len = strcspn(text, " ");
    size_t least = (unsigned char)*text < 0x80 ? NAME + 1 : NAME;
    if (characters(text, len) >= least) know(redact, text, len);
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
  enum treat treat = treat_of(parent, key);
  if (treat == PERSON) know_person(redact, text);
  if (treat == IDENTITY && strlen(text) >= ID) know(redact, text, strlen(text));
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

/* All but the province and the city, which decide what a parcel costs. */
static void write_address(const struct zg_redact *redact, const char *text, size_t len,
                          struct zg_bytes *out) {
  static const char *const ends[] = {"省", "市", "自治区", "自治州"};
  size_t kept = 0;
  for (size_t at = 0; at < len; at++)
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
      if (len - at >= strlen(ends[i]) && memcmp(text + at, ends[i], strlen(ends[i])) == 0 &&
          at <= 42)
        kept = at + strlen(ends[i]);
  zg_bytes_add(out, text, kept);
  zg_redact_shape(redact->key, text + kept, len - kept, 0, out);
}

static void write_text(const struct zg_redact *redact, enum treat treat, const char *text,
                       struct zg_bytes *out) {
  size_t len = strlen(text);
  switch (treat) {
  case KEEP:
    zg_bytes_add(out, text, len);
    break;
  case PERSON:
    write_person(redact, text, len, out);
    break;
  case IDENTITY:
    write_person(redact, text, len, out);
    break;
  case NUMBER:
    if (len == 0 || zg_redact_number(redact->key, text, len, 0, out) < len) {
      zg_bytes_clear(out);
      zg_redact_shape(redact->key, text, len, 2, out);
    }
    break;
  case ADDRESS:
    write_address(redact, text, len, out);
    break;
  case TEXT:
    zg_redact_text(redact, text, len, out);
    break;
  }
}

/* ---- Events */

static void write_string(const struct zg_redact *redact, enum treat treat, const char *text,
                         struct zg_bytes *out) {
  struct zg_bytes other = {0};
  write_text(redact, treat, text, &other);
  zg_json_write_string(other.len > 0 ? other.data : "", other.len, out);
  zg_bytes_fini(&other);
}

/* Only where a number names something: quantities are numbers, too. */
static void write_integer(const struct zg_redact *redact, enum treat treat, const char *literal,
                          struct zg_bytes *out) {
  size_t sign = literal[0] == '-' ? 1 : 0, digits = strlen(literal) - sign;
  zg_bytes_add(out, literal, sign);
  bool named = treat == IDENTITY || treat == NUMBER || treat == PERSON;
  bool looks = treat == TEXT && digits >= 11;
  write_text(redact, named || looks ? treat : KEEP, literal + sign, out);
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
      write_string(redact, TEXT, zg_json_key(c), out);
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
    write_string(redact, treat_of(parent, key), zg_json_string(node), out);
    break;
  case ZG_JSON_INTEGER:
    write_integer(redact, treat_of(parent, key), zg_json_literal(node), &number);
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
    write_string(redact, IDENTITY, subject, out);
    return;
  }
  write_string(redact, TEXT, subject, out);
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
