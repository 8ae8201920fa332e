#include "cli/wording.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum zg_tongue zg_tongue_of(const char *language) {
  return language != NULL && strncmp(language, "zh", 2) == 0 ? ZG_CHINESE : ZG_ENGLISH;
}

const struct zg_wording *zg_wording_find(const struct zg_wording *table, size_t count,
                                         const char *english) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(table[i].in[ZG_ENGLISH], english) == 0) return &table[i];
  return NULL;
}

static bool is_place(const char *at) {
  return at[0] == '{' && at[1] >= '0' && at[1] < '0' + ZG_WORDING_PLACES && at[2] == '}';
}

static void fill(struct zg_bytes *out, const char *sentence, va_list args) {
  const char *texts[ZG_WORDING_PLACES] = {0};
  for (int i = 0; i < ZG_WORDING_PLACES && (texts[i] = va_arg(args, const char *)) != NULL;)
    i++;
  for (const char *at = sentence; *at != '\0'; at++) {
    if (!is_place(at)) {
      zg_bytes_add_char(out, *at);
      continue;
    }
    const char *text = texts[at[1] - '0'];
    if (text != NULL) zg_bytes_add_text(out, text);
    at += 2;
  }
}

const char *zg_wording_fill(struct zg_arena *arena, const char *sentence, ...) {
  struct zg_bytes out = {0};
  va_list args;
  va_start(args, sentence);
  fill(&out, sentence, args);
  va_end(args);
  const char *filled = zg_arena_strndup(arena, out.data != NULL ? out.data : "", out.len);
  zg_bytes_fini(&out);
  return filled;
}

void zg_wording_add(struct zg_bytes *out, const char *sentence, ...) {
  va_list args;
  va_start(args, sentence);
  fill(out, sentence, args);
  va_end(args);
}

void zg_wording_number(uint64_t number, char out[ZG_NUMBER]) {
  char digits[24];
  int len = snprintf(digits, sizeof digits, "%" PRIu64, number);
  size_t at = 0;
  for (int i = 0; i < len; i++) {
    if (i > 0 && (len - i) % 3 == 0) out[at++] = ',';
    out[at++] = digits[i];
  }
  out[at] = '\0';
}
