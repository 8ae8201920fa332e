#include "cli/options.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/folder.h"
#include "base/memory.h"
#include "cli/plain.h"

void zg_strings_add(struct zg_strings *strings, const char *text) {
  zg_grow(&strings->items, &strings->cap, strings->count + 1, sizeof *strings->items);
  strings->items[strings->count++] = zg_strdup(text);
  strings->items[strings->count] = NULL;
}

void zg_strings_fini(struct zg_strings *strings) {
  for (size_t i = 0; i < strings->count; i++) {
    free(strings->items[i]);
  }
  free(strings->items);
  *strings = (struct zg_strings){0};
}

int zg_strings_add_shops(struct zg_strings *strings, const char *folder, struct zg_error *err) {
  struct zg_arena *arena = zg_arena_new();
  size_t count = 0, before = strings->count;
  int result = 0;
  DIR *opened = opendir(folder); /* for errno: the list does not say why it is empty */
  if (opened == NULL) {
    result = zg_fail(err, ZG_ENOTFOUND, "%s: %s; --shops needs a folder of shop folders", folder,
                     strerror(errno));
    goto done;
  }
  closedir(opened);
  char **names = zg_folder_list(arena, folder, "", &count);
  for (size_t i = 0; i < count; i++) {
    const char *shop = zg_arena_printf(arena, "%s/%s", folder, names[i]);
    if (access(zg_arena_printf(arena, "%s/shop.lua", shop), F_OK) == 0) {
      zg_strings_add(strings, shop);
    }
  }
  if (strings->count == before) {
    result = zg_fail(err, ZG_ENOTFOUND,
                     "%s: no folder in it has a shop.lua; --shop names a single shop", folder);
  }
done:
  zg_arena_free(arena);
  return result;
}

int zg_usage(const char *command, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "zhanggui %s: ", command);
  vfprintf(stderr, format, args);
  fprintf(stderr, "; see zhanggui %s --help\n", command);
  va_end(args);
  return ZG_EXIT_USAGE;
}

int zg_usage_getopt(const char *command, int c, char **argv) {
  const char *word = argv[optind - 1];
  if (c == ':') return zg_usage(command, "%s needs a value", word);
  return zg_usage(command, "unknown option %s", word);
}

int zg_failed(const char *command, const struct zg_error *err) {
  char text[1200] = "";
  fprintf(stderr, "zhanggui %s: ", command);
  zg_error_text(err, text, sizeof text);
  zg_plain_print_lines(stderr, text, strlen(text));
  putc('\n', stderr);
  switch (err->code) {
  case ZG_ELOAD:
    return ZG_EXIT_NO;
  case ZG_EUSAGE:
    return ZG_EXIT_USAGE;
  default:
    return ZG_EXIT_FAILED;
  }
}
