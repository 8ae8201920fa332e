#include "data/redact_find.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "data/redact_shape.h"

enum { NAME = 8, ROADS = 12 }; /* characters of a part of an address; parts of one */

static bool is_word(char c) {
  return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool is_mail(char c) {
  return is_word(c) || c == '.' || c == '%' || c == '+';
}

static size_t find(const char *text, size_t len, const char *const *words) {
  for (; *words != NULL; words++) {
    size_t n = strlen(*words);
    if (len >= n && strncasecmp(text, *words, n) == 0) return n;
  }
  return 0;
}

/* ---- accounts */

static size_t find_mail(struct zg_hash128 key, const char *text, size_t len, size_t at,
                        struct zg_bytes *out) {
  static const char *const signs[] = {"@", "＠", NULL};
  size_t end = at, dot = 0;
  if (at > 0 && is_mail(text[at - 1])) return 0;
  while (end < len && is_mail(text[end]))
    end++;
  size_t sign = end > at ? find(text + end, len - end, signs) : 0;
  if (sign == 0) return 0;
  size_t domain = end + sign;
  for (end = domain; end < len && (is_word(text[end]) || text[end] == '.'); end++)
    if (text[end] == '.' && end + 1 < len && isalpha((unsigned char)text[end + 1])) dot = end;
  if (dot <= domain) return 0;
  zg_redact_shape(key, text + at, domain - sign - at, 0, out);
  zg_bytes_add(out, text + domain - sign, sign);
  zg_redact_shape(key, text + domain, dot - domain, 0, out);
  zg_bytes_add(out, text + dot, end - dot);
  return end - at;
}

size_t zg_redact_account(struct zg_hash128 key, const char *text, size_t len, size_t at,
                         struct zg_bytes *out) {
  static const char *const services[] = {"微信",     "weixin",   "wechat",   "威信", "v信",
                                         "wx",       "vx",       "QQ",       "护照", "通行证",
                                         "passport", "whatsapp", "telegram", NULL};
  static const char *const links[] = {"号码", "号", "id", ":", "：", "是", "为", " ", "=", NULL};
  size_t mail = find_mail(key, text, len, at, out), digits = 0;
  bool named = false; /* by a colon and the like: then it needs no digit */
  if (mail > 0) return mail;
  size_t service = find(text + at, len - at, services), step = 0;
  if (service == 0 || (at > 0 && is_word(text[at - 1]))) return 0;
  size_t name = at + service;
  for (int i = 0; i < 4 && (step = find(text + name, len - name, links)) > 0; i++) {
    named |= text[name] != ' ';
    name += step;
  }
  size_t end = name;
  for (; end < len && is_word(text[end]); end++)
    digits += isdigit((unsigned char)text[end]) || text[end] == '_';
  if (end - name < 5 || end - name > 32 || (digits == 0 && !named)) return 0;
  zg_bytes_add(out, text + at, name - at);
  zg_redact_shape(key, text + name, end - name, 0, out);
  return end - at;
}

/* ---- addresses */

static const char *const stops[] = {"到", "在", "是", "寄", "发", "送", "给", "至", "往", "去",
                                    "来", "住", "的", "我", "你", "省", "市", "州", NULL};
static const char *const roads[] = {"街道", "大道", "胡同", "小区", "花园", "公寓", "大厦",
                                    "广场", "路",   "街",   "巷",   "弄",   "村",   "镇",
                                    "乡",   "区",   "县",   "旗",   NULL};
static const char *const doors[] = {"号楼", "单元", "号", "栋", "幢", "楼",
                                    "室",   "层",   "座", "组", "院", NULL};
static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九",
                                       "十", "百", "甲", "乙", "丙", "丁", "-",  "－", NULL};

static bool is_ideograph(uint32_t c) {
  return c >= 0x3400 && c <= 0x9fff;
}

/* The bytes of a number as it stands at a door, 0 without one. */
static size_t door_number(const char *text, size_t len) {
  size_t at = 0;
  for (size_t bytes = 1; at < len && bytes > 0; at += bytes) {
    uint32_t c = 0;
    bytes = zg_redact_decode(text + at, &c);
    if (zg_redact_digit(c) < 0 && !(c < 0x80 && isalpha((int)c)))
      bytes = find(text + at, len - at, numerals);
  }
  return at;
}

/* One part: its name (or number) of *name bytes and what kind of thing it is; 0: there is none. */
static size_t part_of_place(const char *text, size_t len, size_t *name, bool *door) {
  *door = true;
  *name = door_number(text, len);
  size_t mark = *name > 0 ? find(text + *name, len - *name, doors) : 0;
  if (mark > 0) return *name + mark;
  *door = false;
  *name = 0;
  for (int i = 0; i < NAME && *name < len; i++) {
    uint32_t c = 0;
    mark = *name > 0 ? find(text + *name, len - *name, roads) : 0;
    if (mark > 0) return *name + mark;
    if (find(text + *name, len - *name, stops) > 0) return 0;
    size_t bytes = zg_redact_decode(text + *name, &c);
    if (!is_ideograph(c) && zg_redact_digit(c) < 0 && !(c < 0x80 && isalnum((int)c))) return 0;
    *name += bytes;
  }
  return 0;
}

/* Whether a part may begin here: not in the middle of a word. */
static bool may_begin(const char *text, size_t at) {
  uint32_t c = 0;
  size_t before = at;
  if (at == 0) return true;
  do
    before--;
  while (((unsigned char)text[before] & 0xc0) == 0x80);
  zg_redact_decode(text + before, &c);
  return find(text + before, at - before, stops) > 0 ||
         (!is_ideograph(c) && !(c < 0x80 && isalnum((int)c)) && zg_redact_digit(c) < 0);
}

static size_t find_chinese(struct zg_hash128 key, const char *text, size_t len, size_t at,
                           struct zg_bytes *out) {
  size_t end = at, road_count = 0, door_count = 0, name = 0, part = 0;
  bool door = false;
  if (!may_begin(text, at)) return 0;
  for (; (part = part_of_place(text + end, len - end, &name, &door)) > 0; end += part) {
    if (door && road_count == 0) break;
    *(door ? &door_count : &road_count) += 1;
  }
  if (road_count + door_count < 2 || (door_count == 0 && road_count < 3)) return 0;
  for (size_t i = at; i < end; i += part) {
    part = part_of_place(text + i, end - i, &name, &door);
    zg_redact_shape(key, text + i, name, 0, out);
    zg_bytes_add(out, text + i + name, part - name);
  }
  size_t rest = door_number(text + end, len - end);
  zg_redact_shape(key, text + end, rest, 0, out);
  return end + rest - at;
}

/* 221B Baker Street */
static size_t find_english(struct zg_hash128 key, const char *text, size_t len, size_t at,
                           struct zg_bytes *out) {
  static const char *const streets[] = {" Street", " St.",    " Road",    " Rd",        " Avenue",
                                        " Ave",    " Lane",   " Drive",   " Boulevard", " Blvd",
                                        " Court",  " Square", " Terrace", NULL};
  size_t end = at;
  if (!isdigit((unsigned char)text[at]) || !may_begin(text, at)) return 0;
  while (end < len && isalnum((unsigned char)text[end]))
    end++;
  if (end - at > 6) return 0;
  for (int word = 0; word < 4 && end + 1 < len && text[end] == ' '; word++) {
    size_t mark = word > 0 ? find(text + end, len - end, streets) : 0;
    if (mark > 0) {
      zg_redact_shape(key, text + at, end - at, 0, out);
      zg_bytes_add(out, text + end, mark);
      return end + mark - at;
    }
    for (end++; end < len && isalpha((unsigned char)text[end]);)
      end++;
  }
  return 0;
}

size_t zg_redact_place(struct zg_hash128 key, const char *text, size_t len, size_t at,
                       struct zg_bytes *out) {
  size_t found = find_chinese(key, text, len, at, out);
  return found > 0 ? found : find_english(key, text, len, at, out);
}
