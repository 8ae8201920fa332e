/* json_string: reads strings in place and checks their UTF-8. */
#include <endian.h>
#include <string.h>

#include "base/utf8.h"
#include "data/json_node.h"

/* The first byte that is a quote, a backslash, a control character or not ASCII. Eight bytes at a
 * time: in each test a byte that answers gets its top bit set, and what borrows may spoil lies
 * above the first such byte. The zeroes after the text stop it. */
static char *plain_end(char *at) {
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
  for (;; at += 8) {
    uint64_t word = 0, hits = 0;
    memcpy(&word, at, sizeof word);
    word = le64toh(word);
    hits = (word - ones * 0x20) | ((word ^ ones * '"') - ones) | ((word ^ ones * '\\') - ones);
    hits = (hits | word) & tops;
    if (hits) return at + (__builtin_ctzll(hits) >> 3);
  }
}

static int fail_character(struct zg_json_reader *reader, const char *open, const char *at) {
  const int c = (unsigned char)*at;
  if (at == reader->end)
    return zg_fail(reader->err, ZG_EJSON,
                   "the string that starts at byte %zu has no closing quote; was the line cut?",
                   zg_json_byte(reader, open));
  if (c == 0)
    return zg_fail(reader->err, ZG_EJSON, "byte %zu is NUL; send text without NUL bytes, in UTF-8",
                   zg_json_byte(reader, at));
  return zg_fail(reader->err, ZG_EJSON,
                 "the string holds the raw control character 0x%02x at byte %zu; escape it as "
                 "\\u%04x%s",
                 c, zg_json_byte(reader, at), c,
                 c == '\n'   ? " or \\n"
                 : c == '\r' ? " or \\r"
                 : c == '\t' ? " or \\t"
                             : "");
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* Four hexadecimal digits, or -1. Stops at the first that is none, so never passes the end. */
static int hex_unit(const char *at) {
  int unit = 0;
  for (int i = 0; i < 4; i++) {
    const int digit = hex_digit(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

static char *put_character(char *to, unsigned point) {
  if (point < 0x80) {
    *to++ = (char)point;
    return to;
  }
  if (point < 0x800) {
    *to++ = (char)(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      *to++ = (char)(0xe0 | point >> 12);
    } else {
      *to++ = (char)(0xf0 | point >> 18);
      *to++ = (char)(0x80 | (point >> 12 & 0x3f));
    }
    *to++ = (char)(0x80 | (point >> 6 & 0x3f));
  }
  *to++ = (char)(0x80 | (point & 0x3f));
  return to;
}

/* \uXXXX, or two of them for a character past U+FFFF, from the backslash at *from. */
static int scan_unicode(struct zg_json_reader *reader, const char **from, char **to) {
  const char *at = *from;
  const size_t byte = zg_json_byte(reader, at);
  const int unit = hex_unit(at + 2);
  int low = 0;
  unsigned point = 0;
  if (unit < 0)
    return zg_fail(reader->err, ZG_EJSON, "\\u at byte %zu needs four hexadecimal digits", byte);
  if (unit == 0)
    return zg_fail(reader->err, ZG_EJSON,
                   "\\u0000 at byte %zu is refused; send texts without NUL characters", byte);
  point = (unsigned)unit;
  *from = at + 6;
  if (unit >= 0xd800 && unit < 0xe000) {
    low = unit < 0xdc00 && at[6] == '\\' && at[7] == 'u' ? hex_unit(at + 8) : -1;
    if (low < 0xdc00 || low > 0xdfff)
      return zg_fail(reader->err, ZG_EJSON,
                     "\\u%04x at byte %zu is half of a character (a lone surrogate); send both "
                     "halves or the character itself",
                     (unsigned)unit, byte);
    point = 0x10000 + (((unsigned)unit & 0x3ff) << 10 | ((unsigned)low & 0x3ff));
    *from = at + 12;
  }
  *to = put_character(*to, point);
  return 0;
}

static int scan_escape(struct zg_json_reader *reader, const char **from, char **to) {
  static const char codes[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  const char code = (*from)[1];
  const char *found = code ? strchr(codes, code) : NULL;
  if (code == 'u') return scan_unicode(reader, from, to);
  if (!found)
    return zg_fail(reader->err, ZG_EJSON,
                   "the backslash at byte %zu starts no escape that JSON knows; write \\\\ for a "
                   "backslash",
                   zg_json_byte(reader, *from));
  *(*to)++ = values[found - codes];
  *from += 2;
  return 0;
}

int zg_json_scan_string(struct zg_json_reader *reader, char **out, size_t *out_len) {
  char *const text = reader->at + 1;
  char *to = text;        /* the string so far ends here */
  const char *run = text; /* from here to `at` nothing needs a change, but it may have to move */
  char *at = text;
  for (;;) {
    at = plain_end(at);
    while ((unsigned char)*at >= 0x80) {
      const size_t len = zg_utf8_length(at, (size_t)(reader->end - at));
      if (len == 0) return ZG_EUTF8;
      at += len;
    }
    if ((unsigned char)*at < 0x20) return fail_character(reader, reader->at, at);
    if (*at == '"') break;
    if (*at == '\\') {
      const char *from = at;
      int rc = 0;
      if (to != run) memmove(to, run, (size_t)(at - run));
      to += at - run;
      rc = scan_escape(reader, &from, &to);
      if (rc < 0) return rc;
      at += from - at;
      run = at;
    }
  }
  if (to != run) memmove(to, run, (size_t)(at - run));
  to += at - run;
  *to = '\0';
  reader->at = at + 1;
  *out = text;
  *out_len = (size_t)(to - text);
  return 0;
}
