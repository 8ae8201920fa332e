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
  size_t from = 0;
  for (size_t i = 0, steers = 0; i<len; i += steers> 0 ? steers : 1) {
    steers = steering(text + i, len - i);
    if (steers == 0) continue;
    fwrite(text + from, 1, i - from, out);
    putc('?', out);
    from = i + steers;
  }
  if (from < len) fwrite(text + from, 1, len - from, out);
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

void zg_plain_add(struct zg_bytes *out, const char *text) {
  size_t len = strlen(text);
  for (size_t i = 0; i < len; i++) {
    size_t steers = steering(text + i, len - i);
    zg_bytes_add_char(out, steers > 0 ? ' ' : text[i]);
    if (steers > 1) i += steers - 1;
  }
}

void zg_plain_line(FILE *out, const char *text) {
  struct zg_bytes line = {0};
  zg_plain_add(&line, text);
  zg_bytes_add_char(&line, '\n');
  fwrite(line.data, 1, line.len, out);
  zg_bytes_fini(&line);
}
