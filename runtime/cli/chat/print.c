#include "cli/chat/print.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/chat/language.h"
#include "cli/plain.h"

#define DIM "\033[2m"
#define BOLD "\033[1m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

static void print_lines(const char *text, const char *under) {
  for (const char *end = NULL; (end = strchr(text, '\n')) != NULL; text = end + 1) {
    zg_plain_print(stdout, text, (size_t)(end - text));
    printf("\n%s", under);
  }
  zg_plain_print(stdout, text, strlen(text));
}

static void print_coloured(const struct zg_chat *chat, const char *colour, const char *text,
                           const char *under) {
  if (chat->colours) fputs(colour, stdout);
  print_lines(text, under);
  if (chat->colours) fputs(PLAIN, stdout);
}

static void print_format(struct zg_chat *chat, const char *colour, const char *under,
                         const char *format, va_list args) {
  char *text = NULL;
  if (vasprintf(&text, zg_chat_sentence(chat, format), args) < 0) return;
  print_coloured(chat, colour, text, under);
  putchar('\n');
  free(text);
}

void zg_chat_note(struct zg_chat *chat, const char *format, ...) {
  va_list args;
  if (chat->json) return;
  va_start(args, format);
  print_format(chat, DIM, "    ", format, args);
  va_end(args);
}

void zg_chat_complain(struct zg_chat *chat, const char *format, ...) {
  va_list args;
  chat->failed = true;
  print_coloured(chat, RED, "! ", "");
  va_start(args, format);
  print_format(chat, RED, "  ", format, args);
  va_end(args);
}

void zg_chat_tell(struct zg_chat *chat, const char *format, ...) {
  va_list args;
  va_start(args, format);
  print_format(chat, "", "", format, args);
  va_end(args);
}

void zg_chat_speak(struct zg_chat *chat, const char *name, const char *text) {
  print_coloured(chat, BOLD, name, "");
  fputs(": ", stdout);
  print_lines(text, "  ");
  putchar('\n');
}

void zg_chat_print_json(const char *json) {
  for (const unsigned char *c = (const unsigned char *)json; *c != '\0'; c++) {
    bool c1 = c[0] == 0xc2 && c[1] < 0xa0;
    if (c1 || c[0] == 0x7f)
      printf("\\u%04x", c1 ? c[1] : c[0]);
    else
      putchar(c[0]);
    c += c1;
  }
  putchar('\n');
}
