#include "data/redact_field.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { LONGEST_TIME = 40 };

/* What the table says. */
enum kind { KEEP, WHEN, BY, PERSON, IDENTITY, NUMBER, MAIL, ADDRESS, TEXT };

/* The first row that fits, from the top; a parent of NULL is any, names are compared without _ and
 * case, and "*" before one stands for any beginning. */
static const struct field {
  const char *parent, *key;
  enum kind kind;
} fields[] = {
    {NULL, "*note", TEXT}, /* what a buyer wants written on an item, too */
    {NULL, "*remark", TEXT},
    {NULL, "*memo", TEXT},
    {NULL, "*message", TEXT},
    {NULL, "*comment", TEXT},
    {NULL, "*engraving", TEXT},
    {NULL, "*customization", TEXT},
    {"item", "*", KEEP},
    {"items", "*", KEEP},
    {"product", "*", KEEP},
    {"cause", "source", KEEP},
    {"cause", "id", KEEP},
    {"message", "id", KEEP},
    {"message", "inreplyto", KEEP},
    {NULL, "*sku", KEEP},
    {NULL, "*skuid", KEEP},
    {NULL, "*itemid", KEEP},
    {NULL, "*price", KEEP},
    {NULL, "*amount", KEEP},
    {NULL, "*fee", KEEP},
    {NULL, "currency", KEEP},
    {"parcel", "value", KEEP},
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
    {NULL, "country", KEEP},
    {NULL, "countrycode", KEEP},
    {NULL, "*wechat", IDENTITY}, /* ends as a time does */
    {NULL, "*at", WHEN},
    {NULL, "*by", BY},
    {NULL, "*time", WHEN},
    {NULL, "*date", WHEN},
    {NULL, "*timestamp", WHEN},
    {NULL, "*created", WHEN},
    {"shop", "*", KEEP},
    {NULL, "shopid", KEEP},
    {NULL, "*email", MAIL},
    {NULL, "*emailaddress", MAIL},
    {NULL, "*phone", NUMBER},
    {NULL, "*mobile", NUMBER},
    {NULL, "*tel", NUMBER},
    {NULL, "*telephone", NUMBER},
    {NULL, "*phonenumber", NUMBER},
    {NULL, "*mobilenumber", NUMBER},
    {NULL, "*landline", NUMBER},
    {NULL, "*fax", NUMBER},
    {NULL, "coursename", KEEP},
    {NULL, "couriername", KEEP},
    {NULL, "eventname", KEEP},
    {NULL, "*name", PERSON},
    {NULL, "*nick", PERSON},
    {NULL, "*wangwang", PERSON},
    {NULL, "*consignee", PERSON},
    {NULL, "*receiver", PERSON},
    {NULL, "*recipient", PERSON},
    {NULL, "*contact", PERSON},
    {NULL, "buyer", PERSON}, /* where it is a text and no object */
    {NULL, "customer", PERSON},
    {NULL, "sender", PERSON},
    {NULL, "*address", ADDRESS},
    {NULL, "*address1", ADDRESS},
    {NULL, "*address2", ADDRESS},
    {NULL, "*addressdetail", ADDRESS},
    {NULL, "street", ADDRESS},
    {NULL, "district", ADDRESS},
    {NULL, "town", ADDRESS},
    {NULL, "id", IDENTITY},
    {NULL, "*id", IDENTITY},
    {NULL, "*number", IDENTITY},
    {NULL, "*no", IDENTITY},
    {NULL, "*idcard", IDENTITY},
    {NULL, "*card", IDENTITY},
    {NULL, "*account", IDENTITY},
    {NULL, "*alipay", IDENTITY},
    {NULL, "*whatsapp", IDENTITY},
    {NULL, "weixin", IDENTITY},
    {NULL, "qq", IDENTITY},
    {NULL, "*waybill", IDENTITY},
    {NULL, "*passport", IDENTITY},
    {"*address", "state", KEEP},
    {"*address", "*", ADDRESS},
};

static void plain(const char *key, char out[64]) {
  size_t len = 0;
  for (; *key != '\0' && len < 63; key++)
    if (*key != '_' && *key != '-') out[len++] = (char)tolower((unsigned char)*key);
  out[len] = '\0';
}

static bool fits(const char *pattern, const char *name) {
  if (pattern == NULL) return true;
  if (pattern[0] != '*') return strcmp(name, pattern) == 0;
  size_t n = strlen(pattern + 1), len = strlen(name);
  return len >= n && strcmp(name + len - n, pattern + 1) == 0;
}

static enum kind kind_of(const char *parent, const char *key) {
  char name[64], above[64];
  plain(key, name);
  plain(parent, above);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    if (fits(fields[i].parent, above) && fits(fields[i].key, name)) return fields[i].kind;
  return TEXT;
}

/* "2026-11-21T10:00:00+08:00", "2026/11/21", "10:30", seconds and parts of them since 1970,
 * 20261121, and the same with the time of day. Telephone numbers have another length, or other
 * groups. */
static bool is_time(const char *text) {
  size_t len = strlen(text), digits = strspn(text, "0123456789");
  bool since = len == 10 || len == 13 || len == 16 || len == 19;
  if (digits == len) return since || len == 8 || len == 14;
  if (len > LONGEST_TIME || strspn(text, "0123456789-:/.TZtz+ ") != len) return false;
  if (text[digits] == ':') return digits == 1 || digits == 2;
  return digits == 4 && strchr("-/.", text[digits]) != NULL;
}

enum zg_redact_treat zg_redact_field(const char *parent, const char *key, const char *value) {
  bool when = value == NULL || is_time(value);
  switch (kind_of(parent, key)) {
  case KEEP:
    return ZG_REDACT_KEEP;
  case WHEN:
    return when ? ZG_REDACT_KEEP : ZG_REDACT_TEXT;
  case BY: /* promised_by a time, signed_by a person */
    if (when) return ZG_REDACT_KEEP;
    return strpbrk(value, "0123456789") == NULL ? ZG_REDACT_PERSON : ZG_REDACT_TEXT;
  case PERSON:
    return ZG_REDACT_PERSON;
  case IDENTITY:
    return ZG_REDACT_IDENTITY;
  case NUMBER:
    return ZG_REDACT_NUMBER;
  case MAIL:
    return ZG_REDACT_MAIL;
  case ADDRESS:
    return ZG_REDACT_ADDRESS;
  default:
    return ZG_REDACT_TEXT;
  }
}
