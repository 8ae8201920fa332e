#include "cli/check.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/folder.h"
#include "cli/options.h"
#include "cli/plain.h"
#include "data/json.h"
#include "engine/shipped.h"
#include "rules/check/check.h"

static const char help[] =
    "zhanggui check: finds what is wrong in packs and shops, or looks wrong\n"
    "\n"
    "  zhanggui check [DIR]... [OPTIONS]\n"
    "\n"
    "  DIR            a pack, a folder of packs, or a shop (without: the shipped packs)\n"
    "  --shop DIR     a shop; may be given several times\n"
    "  --rules DIR    the packs that every shop has (without: the shipped ones)\n"
    "  --json         one JSON object a line\n"
    "  --strict       warnings count as errors do\n"
    "  --help         this text\n"
    "\n"
    "Exit status: 0 no errors, 1 errors (with --strict: or warnings), 2 usage, 3 could not run.\n"
    "\n"
    "It looks for:\n";

struct checking {
  struct zg_text *text;
  struct zg_arena *arena;
  struct zg_strings folders;
  const char *rules; /* NULL: the shipped ones */
  bool json, strict;
};

static void print_help(void) {
  struct zg_check_row row = {0};
  fputs(help, stdout);
  for (size_t at = 0; zg_check_row(at, &row); at++)
    printf("  %-10s %-8s %s\n", row.name, row.error ? "error" : "warning", row.about);
}

/* ---- Looking */

static bool has_file(struct checking *c, const char *dir, const char *file) {
  return zg_file_exists(zg_arena_printf(c->arena, "%s/%s", dir, file));
}

static bool has_pack(struct checking *c, const char *dir) {
  size_t count = 0;
  char **names = zg_folder_list(c->arena, dir, "", &count);
  bool found = has_file(c, dir, "pack.lua");
  for (size_t i = 0; i < count && !found; i++)
    found = has_file(c, zg_arena_printf(c->arena, "%s/%s", dir, names[i]), "pack.lua");
  return found;
}

static const char *without_slash(struct checking *c, const char *dir) {
  size_t len = strlen(dir);
  while (len > 1 && dir[len - 1] == '/')
    len--;
  return zg_arena_strndup(c->arena, dir, len);
}

/* A shop, or packs by themselves. */
static int add_folder(struct checking *c, struct zg_checking *checking, const char *dir,
                      struct zg_error *err) {
  char shipped[4096];
  struct zg_shop_source source = {.rules = without_slash(c, dir), .text = c->text};
  if (!zg_folder_exists(dir)) return zg_fail(err, ZG_ENOTFOUND, "there is no folder %s", dir);
  if (has_file(c, dir, "shop.lua")) {
    source.dir = source.rules;
    source.rules = c->rules != NULL ? c->rules : zg_shipped_rules(shipped, sizeof shipped);
    source.rules_given = c->rules != NULL;
  } else if (!has_pack(c, dir)) {
    return zg_fail(err, ZG_ENOTFOUND,
                   "%s is no shop (a folder with a shop.lua), and holds no pack (a folder with a "
                   "pack.lua)",
                   dir);
  }
  if (source.rules == NULL)
    return zg_fail(err, ZG_ENOTFOUND,
                   "the shipped rules are not where they were installed; name a folder with "
                   "--rules");
  return zg_checking_add(checking, &source, err);
}

static int add_all(struct checking *c, struct zg_checking *checking, struct zg_error *err) {
  char shipped[4096];
  const char *rules = c->rules;
  int result = 0;
  for (size_t i = 0; i < c->folders.count && result == 0; i++)
    result = add_folder(c, checking, c->folders.items[i], err);
  if (c->folders.count > 0) return result;
  if (rules == NULL) rules = zg_shipped_rules(shipped, sizeof shipped);
  if (rules == NULL)
    return zg_fail(err, ZG_ENOTFOUND,
                   "the shipped rules are not where they were installed; name a folder");
  return add_folder(c, checking, rules, err);
}

/* ---- Telling */

static void print_text(const struct zg_finding *f) {
  struct zg_bytes line = {0};
  bool named = strncmp(f->what, "rule \"", 6) == 0;
  if (f->file[0] != '\0') zg_bytes_printf(&line, "%s:", f->file);
  if (f->line > 0) zg_bytes_printf(&line, "%d:", f->line);
  zg_bytes_printf(&line, "%s%s: ", line.len > 0 ? " " : "", f->error ? "error" : "warning");
  if (f->rule[0] != '\0' && !named) zg_bytes_printf(&line, "rule \"%s\": ", f->rule);
  zg_bytes_printf(&line, "%s%s%s [%s]", f->what, f->todo[0] != '\0' ? "; " : "", f->todo, f->check);
  zg_plain_line(stdout, line.data);
  zg_bytes_fini(&line);
}

static void print_json(const struct zg_finding *f) {
  struct zg_arena *arena = zg_arena_new();
  struct cJSON *row = zg_json_new_object(arena);
  const struct {
    const char *key, *value;
  } texts[] = {{"level", f->error ? "error" : "warning"},
               {"check", f->check},
               {"file", f->file},
               {"pack", f->pack},
               {"rule", f->rule},
               {"what", f->what},
               {"do", f->todo}};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    zg_json_add(arena, row, texts[i].key, zg_json_new_string(arena, texts[i].value));
  zg_json_add(arena, row, "line", zg_json_new_integer(arena, f->line));
  puts(zg_json_print(arena, row));
  zg_arena_free(arena);
}

static void print_count(size_t count, const char *word) {
  printf("%zu %s%s", count, word, count == 1 ? "" : "s");
}

/* Whether what was found is a no. */
static bool tell(const struct checking *c, const struct zg_finding *findings, size_t count) {
  size_t errors = 0;
  for (size_t i = 0; i < count; i++) {
    errors += findings[i].error;
    (c->json ? print_json : print_text)(&findings[i]);
  }
  if (!c->json) {
    print_count(errors, "error");
    printf(", ");
    print_count(count - errors, "warning");
    printf("\n");
  }
  return errors > 0 || (c->strict && count > 0);
}

static int check(struct checking *c) {
  struct zg_error err = {0};
  size_t count = 0;
  int status = ZG_EXIT_DONE;
  struct zg_checking *checking = NULL;
  c->arena = zg_arena_new();
  int result = zg_text_open(&c->text, &err);
  if (result == 0) {
    checking = zg_checking_new(c->text, zg_time_wall());
    result = add_all(c, checking, &err);
  }
  if (result < 0) {
    status = zg_failed("check", &err);
  } else {
    const struct zg_finding *findings = zg_checking_end(checking, &count);
    if (tell(c, findings, count)) status = ZG_EXIT_NO;
  }
  zg_checking_free(checking);
  zg_text_close(c->text);
  zg_arena_free(c->arena);
  return status;
}

int zg_cli_check(int argc, char **argv) {
  static const struct option options[] = {
      {"shop", required_argument, NULL, 's'}, {"rules", required_argument, NULL, 'r'},
      {"json", no_argument, NULL, 'j'},       {"strict", no_argument, NULL, 't'},
      {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
  struct checking c = {0};
  int status = -1;
  opterr = 0;
  optind = 1;
  for (int o = 0; status < 0 && (o = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (o == 's')
      zg_strings_add(&c.folders, optarg);
    else if (o == 'r')
      c.rules = optarg;
    else if (o == 'j')
      c.json = true;
    else if (o == 't')
      c.strict = true;
    else if (o == 'h')
      print_help(), status = ZG_EXIT_DONE;
    else
      status = zg_usage_getopt("check", o, argv);
  }
  for (int i = optind; status < 0 && i < argc; i++)
    zg_strings_add(&c.folders, argv[i]);
  if (status < 0) status = check(&c);
  zg_strings_fini(&c.folders);
  return status;
}
