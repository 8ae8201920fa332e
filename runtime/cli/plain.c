#include "cli/plain.h"

#include <stdbool.h>

void zg_plain_print(FILE *out, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    bool c1 = c == 0xC2 && i + 1 < len && (unsigned char)text[i + 1] < 0xA0;
    putc(c < ' ' || c == 0x7F || c1 ? '?' : c, out);
    if (c1) i++;
  }
}
