#include "base/utf8.h"

bool zg_utf8_valid(const char *text, size_t len) {
  for (size_t at = 0; at < len;) {
    size_t step = zg_utf8_length(text + at, len - at);
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
