#include "cli/describe.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "cli/plain.h"
#include "data/json.h"
#include "engine/shipped.h"
#include "rules/sheet.h"
#include "rules/shop.h"
#include "rules/shop_file.h"

static const char help[] =
    "zhanggui describe: prints the reference of rule packs, from the packs themselves\n"
    "\n"
    "  zhanggui describe [DIR]... [--shop DIR] [--language WORD] [--markdown]\n"
    "\n"
    "  DIR              a pack, or a folder of packs (without: the shipped packs)\n"
    "  --shop DIR       the packs of this shop, and what its shop.lua sets\n"
    "  --language WORD  the language of what is said about settings and columns (en)\n"
    "  --markdown       the settings alone, as a table of Markdown\n"
    "  --help           this text\n"
    "\n"
    "Exit status: 0 done, 1 a pack, shop or table does not load, 2 usage, 3 could not run.\n";

enum { SAMPLE = 90 }; /* bytes of a text that are shown */

static const char timer[] = "timer.";

struct describing {
  struct zg_text *text;
  struct zg_bytes out;
  const char *language, *shop;
  bool markdown, named; /* the user named the folders */
};

/* ---- What stands where in pack.lua: Lua does not keep the order of what is declared */

struct placed {
  int line;
  const char *name;
  const void *item;
};

static int by_line(const void *left, const void *right) {
  const struct placed *a = left, *b = right;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  return strcmp(a->name, b->name);
}

static int line_of(const struct zg_pack *pack, int from, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/pack.lua", pack->dir);
  return zg_shop_file_line_from(path, name, from);
}

static struct placed *settings_as_written(const struct zg_pack *pack, size_t *count) {
  struct placed *all = NULL;
  size_t cap = 0;
  *count = 0;
  for (const struct zg_setting *s = pack->settings; s != NULL; s = s->next) {
    zg_grow(&all, &cap, *count, sizeof *all);
    int line = line_of(pack, pack->settings_line, s->name);
    all[(*count)++] = (struct placed){.line = line, .name = s->name, .item = s};
  }
  if (*count > 0) qsort(all, *count, sizeof *all, by_line);
  return all;
}

static struct placed *columns_as_written(const struct zg_pack *pack, const struct zg_sheet *sheet,
                                         size_t *count) {
  struct placed *all = NULL;
  size_t cap = 0;
  int from = line_of(pack, pack->sheets_line, sheet->name);
  *count = 0;
  for (const struct zg_column *c = sheet->columns; c != NULL; c = c->next) {
    zg_grow(&all, &cap, *count, sizeof *all);
    all[(*count)++] =
        (struct placed){.line = line_of(pack, from, c->name), .name = c->name, .item = c};
  }
  if (*count > 0) qsort(all, *count, sizeof *all, by_line);
  return all;
}

/* ---- Values as people write them in Lua */

static void add_value(struct zg_bytes *out, const struct cJSON *value) {
  enum zg_json_kind kind = zg_json_kind(value);
  if (kind != ZG_JSON_ARRAY && kind != ZG_JSON_OBJECT) {
    zg_json_write(value, out);
    return;
  }
  zg_bytes_add_text(out, "{ ");
  for (const struct cJSON *one = zg_json_first(value); one != NULL; one = zg_json_next(one)) {
    add_value(out, one);
    zg_bytes_add_text(out, zg_json_next(one) != NULL ? ", " : " ");
  }
  zg_bytes_add_char(out, '}');
}

static void add_default(struct zg_bytes *out, const struct zg_setting *setting) {
  if (setting->written != NULL)
    add_value(out, setting->written);
  else
    zg_bytes_add_text(out, "–");
}

static void add_type(struct zg_bytes *out, const struct zg_setting *setting) {
  zg_bytes_add_text(out, zg_setting_type_name(setting->type));
  if (setting->type == ZG_SETTING_LIST)
    zg_bytes_printf(out, " of %s", zg_setting_type_name(setting->of));
  if (setting->choices != NULL) {
    zg_bytes_add_text(out, ", one of ");
    add_value(out, setting->choices);
  }
}

/* ---- For people at a terminal */

static void add_about(struct describing *d, const struct cJSON *about) {
  const char *text = zg_pack_about(about, d->language);
  if (text != NULL) zg_bytes_printf(&d->out, "      %s\n", text);
}

static void describe_settings(struct describing *d, const struct zg_pack *pack) {
  size_t count = 0;
  struct placed *all = settings_as_written(pack, &count);
  if (count > 0) zg_bytes_printf(&d->out, "\nsettings\n");
  for (size_t i = 0; i < count; i++) {
    const struct zg_setting *setting = all[i].item;
    const struct cJSON *given = zg_json_get(pack->given, setting->name);
    zg_bytes_printf(&d->out, "  %s = ", setting->name);
    add_default(&d->out, setting);
    zg_bytes_add_text(&d->out, "   (");
    add_type(&d->out, setting);
    zg_bytes_add_text(&d->out, ")\n");
    add_about(d, setting->about);
    if (given == NULL) continue;
    zg_bytes_add_text(&d->out, "      this shop: ");
    add_value(&d->out, given);
    zg_bytes_add_char(&d->out, '\n');
  }
  free(all);
}

static void describe_table(struct describing *d, const struct zg_pack *pack,
                           const struct zg_sheet *sheet) {
  size_t count = 0;
  struct placed *all = columns_as_written(pack, sheet, &count);
  zg_bytes_printf(&d->out, "\ncolumns of tables/%s.csv\n", sheet->name);
  for (size_t i = 0; i < count; i++) {
    const struct zg_column *column = all[i].item;
    zg_bytes_printf(&d->out, "  %s   (%s%s)\n", column->name, zg_column_type_name(column->type),
                    column->optional ? ", may be empty" : "");
    add_about(d, column->about);
  }
  free(all);
}

/* Whether the rules before this one, or this one's patterns before `at`, have it already. */
static bool is_heard(const struct zg_pack *pack, size_t rule, size_t at) {
  const char *type = pack->rules[rule]->on[at];
  for (size_t i = 0; i <= rule; i++)
    for (size_t j = 0; j < (i < rule ? pack->rules[i]->on_count : at); j++)
      if (strcmp(pack->rules[i]->on[j], type) == 0) return true;
  return false;
}

/* The events that the rules are for; or the names of their timers. */
static void describe_types(struct describing *d, const struct zg_pack *pack, bool timers) {
  bool any = false;
  for (size_t i = 0; i < pack->rule_count; i++)
    for (size_t j = 0; j < pack->rules[i]->on_count; j++) {
      const char *type = pack->rules[i]->on[j];
      bool is_timer = strncmp(type, timer, strlen(timer)) == 0;
      if (is_timer != timers || is_heard(pack, i, j)) continue;
      if (!any) zg_bytes_printf(&d->out, "\n%s\n", timers ? "timers" : "events");
      zg_bytes_printf(&d->out, "  %s\n", timers ? type + strlen(timer) : type);
      any = true;
    }
}

static bool is_first(const struct zg_pack *pack, const struct zg_texts *texts) {
  const struct zg_texts *first = pack->texts;
  while (strcmp(first->name, texts->name) != 0)
    first = first->next;
  return first == texts;
}

/* The first variant, on one line and not too long. */
static void add_sample(struct zg_bytes *out, const struct zg_texts *texts) {
  const char *text = texts->variants[0];
  size_t len = zg_utf8_cut(text, strlen(text), SAMPLE);
  zg_bytes_printf(out, "      %s: ", texts->language);
  for (size_t i = 0; i < len; i++)
    zg_bytes_add_char(out, text[i] == '\n' ? ' ' : text[i]);
  if (text[len] != '\0') zg_bytes_add_text(out, "…");
  if (texts->count > 1) zg_bytes_printf(out, "   (and %zu more)", texts->count - 1);
  zg_bytes_add_char(out, '\n');
}

static void describe_texts(struct describing *d, const struct zg_pack *pack) {
  if (pack->texts != NULL) zg_bytes_add_text(&d->out, "\ntexts\n");
  for (const struct zg_texts *t = pack->texts; t != NULL; t = t->next) {
    if (!is_first(pack, t)) continue;
    zg_bytes_printf(&d->out, "  %s\n", t->name);
    for (const struct zg_texts *same = t; same != NULL; same = same->next)
      if (strcmp(same->name, t->name) == 0) add_sample(&d->out, same);
  }
}

static void describe_pack(struct describing *d, const struct zg_pack *pack) {
  zg_bytes_printf(&d->out, "%s %s (%s)\n", pack->name, pack->version, pack->dir);
  if (pack->about != NULL) zg_bytes_printf(&d->out, "%s\n", pack->about);
  describe_settings(d, pack);
  for (const struct zg_sheet *sheet = pack->sheets; sheet != NULL; sheet = sheet->next)
    describe_table(d, pack, sheet);
  describe_types(d, pack, false);
  describe_types(d, pack, true);
  describe_texts(d, pack);
}

/* ---- For a README */

/* In a cell, a bar would end it. */
static void add_cell(struct zg_bytes *out, const char *text) {
  for (; text != NULL && *text != '\0'; text++) {
    if (*text == '|') zg_bytes_add_char(out, '\\');
    zg_bytes_add_char(out, *text == '\n' ? ' ' : *text);
  }
}

static void write_markdown(struct describing *d, const struct zg_pack *pack) {
  bool chinese = strcmp(d->language, "zh") == 0;
  size_t count = 0;
  struct placed *all = settings_as_written(pack, &count);
  zg_bytes_add_text(&d->out, chinese ? "| 设置 | 默认 | 意思 |\n" : "| setting | default | |\n");
  zg_bytes_add_text(&d->out, "|---|---|---|\n");
  for (size_t i = 0; i < count; i++) {
    const struct zg_setting *setting = all[i].item;
    zg_bytes_printf(&d->out, "| `%s` | `", setting->name);
    add_default(&d->out, setting);
    zg_bytes_add_text(&d->out, "` | ");
    add_cell(&d->out, zg_pack_about(setting->about, d->language));
    zg_bytes_add_text(&d->out, " |\n");
  }
  free(all);
}

/* ---- The command */

/* The packs of a folder in a shop, or in the default shop. */
static int describe_folder(struct describing *d, const char *rules, struct zg_error *err) {
  struct zg_shop *shop = NULL;
  const struct zg_shop_source source = {
      .dir = d->shop, .rules = rules, .rules_given = d->named, .text = d->text};
  int result = zg_shop_load(&source, &shop, err);
  for (size_t i = 0; result == 0 && i < shop->pack_count; i++) {
    if (d->out.len > 0) zg_bytes_add_char(&d->out, '\n');
    if (d->markdown)
      write_markdown(d, shop->packs[i]);
    else
      describe_pack(d, shop->packs[i]);
  }
  if (result == 0 && shop->pack_count == 0)
    result = zg_fail(err, ZG_ENOTFOUND, "%s holds no pack (a folder with a pack.lua)", rules);
  zg_shop_free(shop);
  return result;
}

static int describe_all(struct describing *d, int argc, char **argv, struct zg_error *err) {
  char shipped[4096];
  int result = zg_text_open(&d->text, err);
  for (int i = optind; i < argc && result == 0; i++)
    result = describe_folder(d, argv[i], err);
  if (result == 0 && optind == argc) {
    const char *rules = zg_shipped_rules(shipped, sizeof shipped);
    result = rules != NULL ? describe_folder(d, rules, err)
                           : zg_fail(err, ZG_ENOTFOUND,
                                     "the shipped rules are not where they were installed; name "
                                     "a folder");
  }
  return result;
}

int zg_cli_describe(int argc, char **argv) {
  struct describing d = {.language = "en"};
  struct zg_error err = {0};
  const struct zg_option options[] = {{"shop", .text = &d.shop},
                                      {"language", .text = &d.language},
                                      {"markdown", .flag = &d.markdown},
                                      {0}};
  int status = zg_options_read("describe", help, options, argc, argv);
  if (status != 0) return status < 0 ? ZG_EXIT_DONE : status;
  d.named = optind < argc;
  int result = describe_all(&d, argc, argv, &err);
  if (result == 0) zg_plain_print_lines(stdout, d.out.data, d.out.len);
  zg_bytes_fini(&d.out);
  zg_text_close(d.text);
  return result < 0 ? zg_failed("describe", &err) : ZG_EXIT_DONE;
}
