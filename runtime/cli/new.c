#include "cli/new.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/folder.h"
#include "cli/options.h"
#include "cli/words_lua.h"
#include "engine/shipped.h"

static const char help[] =
    "zhanggui new: makes a pack, or a shop, to begin with\n"
    "\n"
    "  zhanggui new NAME [DIR] [--language zh|en]\n"
    "  zhanggui new NAME --shop DIR [--language zh|en]\n"
    "  zhanggui new shop NAME [DIR] [--language zh|en]\n"
    "\n"
    "  NAME           of the pack or shop, and of its folder: small letters, digits, - and _\n"
    "  DIR            the folder it is made in (here)\n"
    "  --shop DIR     make the pack in the packs/ of this shop\n"
    "  --language L   of what is explained in its files: zh or en (zh)\n"
    "  --help         this text\n"
    "\n"
    "The pack answers one question in two languages, has a setting and a timer, and passes its\n"
    "own stories. Nothing that is there is overwritten.\n"
    "\n"
    "Exit status: 0 done, 1 there is such a folder already, 2 usage, 3 could not be written.\n";

enum { LONGEST_NAME = 40 };

/* A file: where it goes, and where its template lies or what writes it. In paths and templates
 * @LANGUAGE@ and @NAME@ are filled in. pack.lua and shop.lua come last: without them a folder is
 * neither, so a running server does not load what is half written. */
struct file {
  const char *to, *from;
  void (*write)(struct zg_bytes *out); /* NULL: it has a template */
};
static const struct file pack_files[] = {
    {".luarc.json", "luarc.json", NULL},
    {".zhanggui/zhanggui.lua", NULL, zg_words_stubs},
    {".luacheckrc", NULL, zg_words_luacheck},
    {"README.md", "@LANGUAGE@/README.md", NULL},
    {"text/zh.lua", "text/zh.lua", NULL},
    {"text/en.lua", "text/en.lua", NULL},
    {"tests/@NAME@.lua", "@LANGUAGE@/stories.lua", NULL},
    {"pack.lua", "@LANGUAGE@/pack.lua", NULL},
    {NULL, NULL, NULL},
};
static const struct file shop_files[] = {
    {"tables/products.csv", "@LANGUAGE@/products.csv", NULL},
    {"shop.lua", "shop.lua", NULL},
    {NULL, NULL, NULL},
};

struct making {
  struct zg_arena *arena;
  const char *name, *language;
  const char *parent; /* the folder it is made in; NULL: here */
  const char *shop;   /* NULL: it is not made in a shop */
  bool new_shop;
  const char *dir; /* what is made */
};

/* ---- names */

static int check_name(const struct making *m, struct zg_error *err) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  char rules[4096];
  const char *name = m->name, *what = m->new_shop ? "shop" : "pack";
  size_t len = strlen(name);
  if (len == 0 || len > LONGEST_NAME || strspn(name, letters) != len || name[0] < 'a')
    return zg_fail(err, ZG_EUSAGE,
                   "\"%s\" cannot be the name of a %s; it begins with a small letter, has small "
                   "letters, digits, - and _, and at most %d of them",
                   name, what, LONGEST_NAME);
  if (m->new_shop || zg_shipped_rules(rules, sizeof rules) == NULL) return 0;
  if (zg_folder_exists(zg_arena_printf(m->arena, "%s/%s", rules, name)))
    return zg_fail(err, ZG_EUSAGE, "a pack %s is shipped with zhanggui; give yours another name",
                   name);
  return 0;
}

/* ---- files */

static const char *fill(struct zg_arena *arena, const char *text, const char *blank,
                        const char *value) {
  struct zg_bytes out = {0};
  for (const char *found = NULL; (found = strstr(text, blank)) != NULL;
       text = found + strlen(blank)) {
    zg_bytes_add(&out, text, (size_t)(found - text));
    zg_bytes_add_text(&out, value);
  }
  zg_bytes_add_text(&out, text);
  const char *filled = zg_arena_strdup(arena, out.data);
  zg_bytes_fini(&out);
  return filled;
}

static const char *fill_all(const struct making *m, const char *text) {
  return fill(m->arena, fill(m->arena, text, "@NAME@", m->name), "@LANGUAGE@", m->language);
}

/* Makes the folders above the file that are missing. */
static int make_folders(const struct making *m, const char *path, struct zg_error *err) {
  for (const char *slash = path; (slash = strchr(slash + 1, '/')) != NULL;) {
    const char *dir = zg_arena_strndup(m->arena, path, (size_t)(slash - path));
    if (mkdir(dir, 0777) < 0 && errno != EEXIST)
      return zg_fail(err, ZG_ESYSTEM, "the folder %s cannot be made: %s", dir, strerror(errno));
  }
  return 0;
}

static int write_file(const struct making *m, const char *path, const char *text,
                      struct zg_error *err) {
  int result = make_folders(m, path, err);
  if (result < 0) return result;
  FILE *out = fopen(path, "wxe");
  bool whole = out != NULL && fputs(text, out) >= 0;
  if (out != NULL && fclose(out) != 0) whole = false;
  if (!whole) return zg_fail(err, ZG_ESYSTEM, "%s cannot be written: %s", path, strerror(errno));
  printf("%s\n", path);
  return 0;
}

static int read_template(const struct making *m, const char *templates, const char *name,
                         struct zg_bytes *text, struct zg_error *err) {
  const char *path = zg_arena_printf(m->arena, "%s/%s", templates, fill_all(m, name));
  if (zg_bytes_add_file(text, path) == 0) return 0;
  return zg_fail(err, ZG_ESYSTEM, "%s cannot be read: %s", path, strerror(errno));
}

static int make_file(const struct making *m, const char *templates, const struct file *file,
                     struct zg_error *err) {
  struct zg_bytes text = {0};
  const char *to = zg_arena_printf(m->arena, "%s/%s", m->dir, fill_all(m, file->to));
  int result = 0;
  if (file->write != NULL)
    file->write(&text);
  else
    result = read_template(m, templates, file->from, &text, err);
  if (result == 0) result = write_file(m, to, fill_all(m, text.data), err);
  zg_bytes_fini(&text);
  return result;
}

/* ---- making */

static int find_place(struct making *m, struct zg_error *err) {
  struct stat there;
  if (m->shop != NULL) {
    if (!zg_file_exists(zg_arena_printf(m->arena, "%s/shop.lua", m->shop)))
      return zg_fail(err, ZG_ENOTFOUND, "%s is no shop: it has no shop.lua", m->shop);
    m->parent = zg_arena_printf(m->arena, "%s/packs", m->shop);
  }
  m->dir = m->parent != NULL ? zg_arena_printf(m->arena, "%s/%s", m->parent, m->name) : m->name;
  if (lstat(m->dir, &there) == 0)
    return zg_fail(err, ZG_ELOAD, "%s is there already, and nothing is overwritten", m->dir);
  return 0;
}

static void print_next(const struct making *m) {
  const char *shop = m->new_shop ? m->dir : m->shop;
  printf("\nnext:\n  zhanggui test %s\n", m->dir);
  if (shop != NULL)
    printf("  zhanggui chat --shop %s\n", shop);
  else
    printf("  zhanggui chat --rules %s\n", m->parent != NULL ? m->parent : ".");
}

static int make(struct making *m, struct zg_error *err) {
  char folder[4096];
  int result = check_name(m, err);
  if (result == 0) result = find_place(m, err);
  if (result < 0) return result;
  const char *templates = zg_shipped_templates(folder, sizeof folder);
  if (templates == NULL)
    return zg_fail(err, ZG_ENOTFOUND,
                   "the templates are not where they were installed (share/zhanggui/new)");
  const struct file *file = m->new_shop ? shop_files : pack_files;
  for (; file->to != NULL && result == 0; file++)
    result = make_file(m, templates, file, err);
  if (result == 0) print_next(m);
  return result;
}

/* ---- options */

static int read_names(struct making *m, int count, char **names) {
  m->new_shop = count > 0 && strcmp(names[0], "shop") == 0;
  if (m->new_shop) {
    count--;
    names++;
  }
  if (count < 1) return zg_usage("new", "it needs a name");
  if (count > 2) return zg_usage("new", "what is %s for?", names[2]);
  if (m->shop != NULL && (m->new_shop || count > 1))
    return zg_usage("new", "--shop says where a pack is made; %s is one too many",
                    m->new_shop ? "shop" : names[1]);
  m->name = names[0];
  m->parent = count > 1 ? names[1] : NULL;
  return ZG_EXIT_DONE;
}

/* As zg_options_read. */
static int read_options(struct making *m, int argc, char **argv) {
  const struct zg_option options[] = {
      {"shop", .text = &m->shop}, {"language", .text = &m->language}, {0}};
  int status = zg_options_read("new", help, options, argc, argv);
  if (status != 0) return status;
  if (strcmp(m->language, "zh") != 0 && strcmp(m->language, "en") != 0)
    return zg_usage("new", "--language is zh or en, not %s", m->language);
  return read_names(m, argc - optind, argv + optind);
}

int zg_cli_new(int argc, char **argv) {
  struct making m = {.arena = zg_arena_new(), .language = "zh"};
  struct zg_error err = {0};
  int status = read_options(&m, argc, argv);
  if (status == ZG_EXIT_DONE && make(&m, &err) < 0) status = zg_failed("new", &err);
  zg_arena_free(m.arena);
  return status < 0 ? ZG_EXIT_DONE : status;
}
