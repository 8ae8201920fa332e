#include "cli/explain/why_text.h"

#include <string.h>

#include "cli/plain.h"

void zg_why_line(const struct zg_telling *telling, int indent, const char *line) {
  fprintf(telling->out, "%*s", indent, "");
  zg_plain_print(telling->out, line, strlen(line));
  putc('\n', telling->out);
}
