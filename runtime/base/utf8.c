#include "base/utf8.h"

#include <stdint.h>

/* How many bytes the character at `s` has, of `left`; 0 when it is none. The bounds of the second
 * byte are Table 3-7 of the Unicode standard. */
static size_t character(const unsigned char *s, size_t left) {
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

bool zg_utf8_valid(const char *text, size_t len) {
  const unsigned char *s = (const unsigned char *)text;
  for (size_t at = 0; at < len;) {
    size_t step = character(s + at, len - at);
    if (step == 0) return false;
    at += step;
  }
  return true;
}

size_t zg_utf8_cut(const char *text, size_t len, size_t most) {
  if (len <= most) return len;
  while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
    most--;
  return most;
}
