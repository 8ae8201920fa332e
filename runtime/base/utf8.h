/* utf8: is it UTF-8, and where to cut it. */
#ifndef ZG_BASE_UTF8_H
#define ZG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes the character at `text` has, of at least one that is `left`; 0 when it is none:
 * well-formed after RFC 3629 are no overlong forms, no surrogates and nothing past U+10FFFF. The
 * bounds of the second byte are Table 3-7 of the Unicode standard. A NUL is a character. Inline,
 * since the reader of JSON asks it for every character that is not ASCII. */
static inline size_t zg_utf8_length(const char *text, size_t left) {
  const unsigned char *s = (const unsigned char *)text;
  if (s[0] < 0x80) return 1;
  size_t len = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
  unsigned char low = 0x80, high = 0xBF;
  if (s[0] < 0xC2 || s[0] > 0xF4 || left < len) return 0;
  if (s[0] == 0xE0) low = 0xA0;
  if (s[0] == 0xED) high = 0x9F;
  if (s[0] == 0xF0) low = 0x90;
  if (s[0] == 0xF4) high = 0x8F;
  if (s[1] < low || s[1] > high) return 0;
  for (size_t i = 2; i < len; i++)
    if ((s[i] & 0xC0) != 0x80) return 0;
  return len;
}

/* Nothing but such characters. */
bool zg_utf8_valid(const char *text, size_t len);

/* The longest prefix of at most `most` bytes that does not cut a character. */
size_t zg_utf8_cut(const char *text, size_t len, size_t most);

#endif
