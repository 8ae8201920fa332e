#include "cli/plain.h"

#include <string.h>

/* How many bytes steer a terminal or turn the direction of writing: controls (C0, DEL, C1), U+2028
 * to U+202E and U+2066 to U+2069; 0: none does. */
static size_t steering(const unsigned char *c, size_t left) {
  if (c[0] < ' ' || c[0] == 0x7F) return 1;
  if (c[0] == 0xC2 && left > 1 && c[1] < 0xA0) return 2;
  if (c[0] != 0xE2 || left < 3) return 0;
  if (c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE) return 3;
  return c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9 ? 3 : 0;
}

void zg_plain_print(FILE *out, const char *text, size_t len) {
  const unsigned char *bytes = (const unsigned char *)text;
  size_t from = 0;
  for (size_t i = 0, steers = 0; i<len; i += steers> 0 ? steers : 1) {
    steers = steering(bytes + i, len - i);
    if (steers == 0) continue;
    fwrite(bytes + from, 1, i - from, out);
    putc('?', out);
    from = i + steers;
  }
  if (from < len) fwrite(bytes + from, 1, len - from, out);
}

void zg_plain_print_lines(FILE *out, const char *text, size_t len) {
  for (const char *end = NULL; len > 0 && (end = memchr(text, '\n', len)) != NULL;) {
    size_t line = (size_t)(end - text);
    zg_plain_print(out, text, line);
    putc('\n', out);
    text += line + 1;
    len -= line + 1;
  }
  zg_plain_print(out, text, len);
}
