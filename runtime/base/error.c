#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *zg_code_word(int code) {
  switch (code) {
  case 0:
    return "ok";
#define ZG_WORD(symbol, value, word, meaning)                                                      \
  case value:                                                                                      \
    return word;
    ZG_ERRORS(ZG_WORD)
#undef ZG_WORD
  default:
    return "unknown";
  }
}

const char *zg_code_meaning(int code) {
  switch (code) {
  case 0:
    return "nothing went wrong";
#define ZG_MEANING(symbol, value, word, meaning)                                                   \
  case value:                                                                                      \
    return meaning;
    ZG_ERRORS(ZG_MEANING)
#undef ZG_MEANING
  default:
    return "no such code";
  }
}

/* A text that filled its buffer may have lost the end of a character, and then could not be sent
 * as JSON: takes the broken character off. Text that was not UTF-8 before stays so. */
static void trim_character(char *text, size_t len) {
  size_t start = len;
  while (start > 0 && len - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
    start--;
  if (start == 0) return;
  unsigned char lead = (unsigned char)text[start - 1];
  size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (len - (start - 1) < need) text[start - 1] = '\0';
}

/* Everything is made aside first: the arguments may well point into *err, when one failure is told
 * inside another. */
static int fill(struct zg_error *err, int code, const char *file, int line, const char *format,
                va_list args) {
  if (err == NULL) return code;
  struct zg_error made = {.code = code, .line = line};
  int len = vsnprintf(made.message, sizeof made.message, format, args);
  if (len < 0) made.message[0] = '\0';
  if (len >= (int)sizeof made.message) trim_character(made.message, sizeof made.message - 1);
  size_t file_len = file == NULL ? 0 : strlen(file);
  size_t kept = file_len < sizeof made.file ? file_len : sizeof made.file - 1;
  if (kept > 0) memcpy(made.file, file, kept);
  if (kept < file_len) trim_character(made.file, kept);
  *err = made;
  return code;
}

int zg_fail(struct zg_error *err, int code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fill(err, code, NULL, 0, format, args);
  va_end(args);
  return code;
}

int zg_fail_at(struct zg_error *err, int code, const char *file, int line, const char *format,
               ...) {
  va_list args;
  va_start(args, format);
  fill(err, code, file, line, format, args);
  va_end(args);
  return code;
}

const char *zg_error_text(const struct zg_error *err, char *out, size_t size) {
  if (size == 0) return out;
  const char *message = err->message[0] != '\0' ? err->message : zg_code_meaning(err->code);
  int len = 0;
  if (err->file[0] == '\0')
    len = snprintf(out, size, "%s", message);
  else if (err->line <= 0)
    len = snprintf(out, size, "%s: %s", err->file, message);
  else
    len = snprintf(out, size, "%s:%d: %s", err->file, err->line, message);
  if (len < 0) out[0] = '\0';
  if (len >= 0 && (size_t)len >= size) trim_character(out, size - 1);
  return out;
}
