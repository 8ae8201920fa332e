#include "cli/options.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
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

int zg_options_read(const char *command, const char *help, const struct zg_option *known, int argc,
                    char **argv) {
  enum { FIRST = 256 }; /* no character: what getopt_long gives for the first of them */
  struct option options[ZG_OPTIONS + 2] = {{"help", no_argument, NULL, 'h'}};
  for (size_t i = 0; known[i].name != NULL; i++) {
    const struct zg_option *o = &known[i];
    bool value = o->text != NULL || o->list != NULL;
    assert(i < ZG_OPTIONS);
    options[i + 1] = (struct option){.name = o->name,
                                     .has_arg = !value            ? no_argument
                                                : o->flag != NULL ? optional_argument
                                                                  : required_argument,
                                     .val = FIRST + (int)i};
  }
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (c == 'h') {
      fputs(help, stdout);
      return -1;
    }
    if (c < FIRST) return zg_usage_getopt(command, c, argv);
    const struct zg_option *o = &known[c - FIRST];
    if (o->flag != NULL) *o->flag = true;
    if (o->text != NULL) *o->text = optarg;
    if (o->list != NULL) zg_strings_add(o->list, optarg);
  }
  return 0;
}

int zg_output_end(struct zg_error *err) {
  if (fflush(stdout) != 0)
    return zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
  if (ferror(stdout)) return zg_fail(err, ZG_ESYSTEM, "the output cannot be written whole");
  return 0;
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
