#include "cli/replay/html.h"

#include <string.h>

#include "base/utf8.h"
#include "cli/plain.h"

static void add_escaped(struct zg_bytes *out, const char *text) {
  for (const char *at = text; *at != '\0'; at++)
    switch (*at) {
    case '&':
      zg_bytes_add_text(out, "&amp;");
      break;
    case '<':
      zg_bytes_add_text(out, "&lt;");
      break;
    case '>':
      zg_bytes_add_text(out, "&gt;");
      break;
    case '"':
      zg_bytes_add_text(out, "&quot;");
      break;
    case '\'':
      zg_bytes_add_text(out, "&#39;");
      break;
    default:
      zg_bytes_add_char(out, *at);
    }
}

/* Texts of events and packs are UTF-8, since they were read strictly; names of files need not be.
 */
void zg_html_text(struct zg_bytes *out, const char *text) {
  struct zg_bytes clean = {0};
  if (text == NULL) return;
  zg_plain_add(&clean, text);
  if (clean.len > 0 && !zg_utf8_valid(clean.data, clean.len))
    for (size_t i = 0; i < clean.len; i++)
      if ((unsigned char)clean.data[i] >= 0x80) clean.data[i] = '?';
  if (clean.len > 0) add_escaped(out, clean.data);
  zg_bytes_fini(&clean);
}
