#include "cli/plain.h"

#include <stdbool.h>
#include <string.h>

/* How many bytes there steer a terminal or turn the direction of writing: C0, DEL, C1, U+200E and
 * U+200F, U+2028 to U+202E and U+2066 to U+2069; 0: none does. */
static size_t steering(const char *text, size_t left) {
  const unsigned char *c = (const unsigned char *)text;
  if (c[0] < ' ' || c[0] == 0x7F) return 1;
  if (c[0] == 0xC2 && left > 1 && c[1] >= 0x80 && c[1] < 0xA0) return 2;
  if (c[0] != 0xE2 || left < 3) return 0;
  bool marks = c[1] == 0x80 && (c[2] == 0x8E || c[2] == 0x8F);
  bool embeds = c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE;
  bool isolates = c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9;
  return marks || embeds || isolates ? 3 : 0;
}

void zg_plain_print(FILE *out, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    size_t steers = steering(text + i, len - i);
    putc(steers > 0 ? '?' : text[i], out);
    if (steers > 1) i += steers - 1;
  }
}

void zg_plain_add(struct zg_bytes *out, const char *text) {
  size_t len = strlen(text);
  for (size_t i = 0; i < len; i++) {
    size_t steers = steering(text + i, len - i);
    zg_bytes_add_char(out, steers > 0 ? ' ' : text[i]);
    if (steers > 1) i += steers - 1;
  }
}
