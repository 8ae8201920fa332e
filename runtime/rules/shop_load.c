/* Loading a shop: its shop.lua, its tables and its packs are read, then its rules get their order,
 * their phrases one automaton, and what was read its name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/suggest.h"
#include "data/json.h"
#include "rules/index.h"
#include "rules/shop.h"
#include "rules/shop_file.h"

/* A shop being built. */
struct building {
  const struct zg_shop_source *from;
  struct zg_shop *shop;
  struct zg_bytes source; /* of every file but the packs', for the generation */
  size_t pack_cap;
  bool lacks; /* a pack that does not load, and that shop.lua may name */
  struct zg_error *err;
};

/* What is wrong ends the loading, or is told. */
static int refuse(struct building *b) {
  if (b->from->fault == NULL) return ZG_ELOAD;
  b->from->fault(b->from->arg, b->err);
  return 0;
}

static const char *text_or(const struct cJSON *declared, const char *key, const char *fallback) {
  const char *text = zg_json_string(zg_json_get(declared, key));
  return text != NULL ? text : fallback;
}

static int read_sources(struct building *b) {
  struct zg_shop *shop = b->shop;
  const struct cJSON *sources = zg_json_get(shop->declared, "sources");
  const struct cJSON *first = zg_json_string(sources) != NULL ? sources : zg_json_first(sources);
  if (sources == NULL) return 0;
  size_t count = zg_json_string(sources) != NULL ? 1 : zg_json_size(sources);
  if (count == 0 || zg_json_kind(sources) == ZG_JSON_OBJECT)
    return zg_fail_at(b->err, ZG_ELOAD, shop->file, zg_shop_file_line(shop->file, "sources"),
                      "sources must list texts, like { \"taobao/my-shop\" }");
  shop->sources = zg_arena_alloc(shop->arena, (count + 1) * sizeof *shop->sources);
  for (const struct cJSON *s = first; s != NULL && shop->source_count < count;
       s = zg_json_next(s)) {
    if (zg_json_string(s) == NULL)
      return zg_fail_at(b->err, ZG_ELOAD, shop->file, zg_shop_file_line(shop->file, "sources"),
                        "sources must list texts, like { \"taobao/my-shop\" }");
    shop->sources[shop->source_count++] = (char *)zg_json_string(s);
  }
  return 0;
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

/* Without the slashes at its end: the last part of a path names the shop. */
static const char *trim_path(struct zg_arena *arena, const char *path) {
  size_t len = strlen(path);
  while (len > 1 && path[len - 1] == '/')
    len--;
  return zg_arena_strndup(arena, path, len);
}

/* What the folder's shop.lua says. */
static int declare_from_folder(struct building *b) {
  struct zg_shop *shop = b->shop;
  shop->dir = trim_path(shop->arena, b->from->dir);
  if (!zg_folder_exists(shop->dir))
    return zg_fail(b->err, ZG_ENOTFOUND, "there is no shop folder %s", shop->dir);
  shop->file = zg_arena_printf(shop->arena, "%s/shop.lua", shop->dir);
  if (!zg_file_exists(shop->file))
    return zg_fail(b->err, ZG_ENOTFOUND, "the folder %s has no shop.lua; a shop needs one",
                   shop->dir);
  if (zg_folder_check(shop->dir, shop->file, b->err) < 0) return ZG_ELOAD;
  if (zg_shop_file_read(shop->file, shop->arena, &b->source, &shop->declared, b->err) < 0)
    return ZG_ELOAD;
  return 0;
}

/* What stands in for a shop.lua, taken through text, so that it lies in this shop's own memory. */
static int declare_from_data(struct building *b) {
  struct zg_shop *shop = b->shop;
  struct zg_bytes text = {0};
  if (b->from->declared != NULL)
    zg_json_write(b->from->declared, &text);
  else
    zg_bytes_add_text(&text, "{}");
  int result = zg_json_parse(shop->arena, text.data, text.len, &shop->declared, b->err);
  zg_bytes_fini(&text);
  return result < 0 ? ZG_ELOAD : 0;
}

static int read_texts(struct building *b) {
  struct zg_shop *shop = b->shop;
  const char *folder = shop->dir != NULL ? base_name(shop->dir) : "default";
  shop->id = b->from->id != NULL ? zg_arena_strdup(shop->arena, b->from->id)
                                 : text_or(shop->declared, "id", folder);
  shop->name = text_or(shop->declared, "name", shop->id);
  shop->language = text_or(shop->declared, "language", "zh");
  shop->currency = text_or(shop->declared, "currency", "CNY");
  shop->time_zone = text_or(shop->declared, "time_zone", "Asia/Shanghai");
  if (!zg_currency_valid(shop->currency))
    return zg_fail_at(b->err, ZG_ELOAD, shop->file, zg_shop_file_line(shop->file, "currency"),
                      "currency must be three capital letters, like \"CNY\"");
  return 0;
}

/* Where there is no tz database, a shop that names no zone still has its time. */
static int read_zone(struct building *b) {
  struct zg_shop *shop = b->shop;
  struct zg_error why = {0};
  bool named = zg_json_get(shop->declared, "time_zone") != NULL;
  int result = zg_zone_load(shop->arena, shop->time_zone, &b->source, &shop->zone, &why);
  if (result < 0 && !named) result = zg_zone_load(shop->arena, "+08:00", NULL, &shop->zone, &why);
  if (result < 0)
    return zg_fail_at(b->err, ZG_ELOAD, shop->file, zg_shop_file_line(shop->file, "time_zone"),
                      "time_zone: %s", why.message);
  return zg_hours_read(shop->arena, shop->declared, shop->zone, shop->file, &shop->hours, b->err);
}

/* Whoever looks into `declared` finds what the shop left out, too. */
static void declare_defaults(struct zg_shop *shop) {
  const struct {
    const char *key, *value;
  } known[] = {{"id", shop->id},
               {"name", shop->name},
               {"language", shop->language},
               {"currency", shop->currency},
               {"time_zone", shop->time_zone}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    zg_json_set(shop->arena, shop->declared, known[i].key,
                zg_json_new_string(shop->arena, known[i].value));
}

/* What lies in `declared` is told in one: its keys, its sources, its limits. */
static int read_shop_file(struct building *b) {
  struct zg_shop *shop = b->shop;
  int result = b->from->dir != NULL ? declare_from_folder(b) : declare_from_data(b);
  if (result < 0) return result;
  const struct zg_shop_reader reader = {.path = shop->file != NULL ? shop->file : "shop",
                                        .fault = b->from->fault,
                                        .arg = b->from->arg};
  if (zg_shop_file_check(&reader, shop->declared, b->err) < 0) return ZG_ELOAD;
  if (read_texts(b) < 0 || read_zone(b) < 0) return ZG_ELOAD;
  declare_defaults(shop);
  if (read_sources(b) < 0 && refuse(b) < 0) return ZG_ELOAD;
  result = zg_shop_limits_read(shop->declared, shop->file, &shop->limits, b->err);
  return result < 0 ? refuse(b) : 0;
}

/* Takes `text` as the table `name`; `path` is for errors. */
static int add_table(struct building *b, const char *name, const char *path, const char *text,
                     size_t len) {
  struct zg_shop *shop = b->shop;
  size_t made = 0;
  while (shop->tables[made] != NULL)
    made++;
  zg_bytes_add(&b->source, name, strlen(name) + 1);
  zg_bytes_add(&b->source, text, len);
  if (zg_table_parse(text, len, path, name, shop->currency, &shop->tables[made], b->err) == 0)
    return 0;
  return refuse(b);
}

static int read_table_file(struct building *b, const char *dir, const char *file) {
  struct zg_arena *arena = b->shop->arena;
  const char *path = zg_arena_printf(arena, "%s/%s", dir, file);
  const char *name = zg_arena_strndup(arena, file, strlen(file) - strlen(".csv"));
  struct zg_bytes text = {0};
  if (zg_folder_check(b->shop->dir, path, b->err) < 0) return refuse(b);
  int result = zg_bytes_add_file(&text, path) < 0
                   ? zg_fail_at(b->err, ZG_ELOAD, path, 0, "%s", zg_bytes_file_fault(errno))
                   : add_table(b, name, path, text.data != NULL ? text.data : "", text.len);
  zg_bytes_fini(&text);
  return result;
}

static int read_tables(struct building *b) {
  struct zg_shop *shop = b->shop;
  size_t count = 0;
  int result = 0;
  const char *dir = shop->dir != NULL ? zg_arena_printf(shop->arena, "%s/tables", shop->dir) : "";
  char **files = shop->dir != NULL ? zg_folder_list(shop->arena, dir, ".csv", &count) : NULL;
  size_t room = count + zg_json_size(b->from->sheets) + 1;
  shop->tables = zg_arena_alloc(shop->arena, room * sizeof *shop->tables);
  for (size_t i = 0; i < count && result == 0; i++)
    result = read_table_file(b, dir, files[i]);
  const struct cJSON *sheet = zg_json_first(b->from->sheets);
  for (; sheet != NULL && result == 0; sheet = zg_json_next(sheet)) {
    const char *name = zg_arena_strdup(shop->arena, zg_json_key(sheet));
    const char *text = zg_json_string(sheet) != NULL ? zg_json_string(sheet) : "";
    result = add_table(b, name, zg_arena_printf(shop->arena, "%s.csv", name), text, strlen(text));
  }
  return result;
}

static bool switched_off(const struct zg_shop *shop, const char *name) {
  const struct cJSON *node = zg_json_get(zg_json_get(shop->declared, "packs"), name);
  return zg_json_kind(node) == ZG_JSON_BOOL && !zg_json_true(node);
}

static struct zg_pack **find_pack(struct zg_shop *shop, const char *name) {
  for (size_t i = 0; i < shop->pack_count; i++)
    if (strcmp(shop->packs[i]->name, name) == 0) return &shop->packs[i];
  return NULL;
}

/* Where the files of the pack must lie. Who has the folder of rules may link whole packs into it.
 */
static const char *walls_of(const struct building *b, const char *dir, bool own) {
  if (own) return b->shop->dir;
  return zg_folder_holds(b->from->rules, dir) ? b->from->rules : dir;
}

/* Loads one folder; a pack of the shop's own takes the place of a shipped one of the same name. */
static int load_pack(struct building *b, const char *dir, bool own) {
  struct zg_shop *shop = b->shop;
  const struct zg_pack_context context = {
      .inside = zg_arena_strdup(shop->arena, walls_of(b, dir, own)),
      .shop_file = shop->file,
      .shop_id = shop->id,
      .language = shop->language,
      .currency = shop->currency,
      .packs = zg_json_get(shop->declared, "packs"),
      .hours = shop->hours,
      .tables = shop->tables,
      .text = b->from->text,
      .warn = b->from->warn,
      .fault = b->from->fault,
      .arg = b->from->arg,
  };
  struct zg_pack *pack = NULL;
  if (switched_off(shop, base_name(dir))) return 0;
  if (zg_pack_load(dir, &context, &pack, b->err) < 0) {
    b->lacks = true;
    return refuse(b);
  }
  if (switched_off(shop, pack->name)) {
    zg_pack_free(pack);
    return 0;
  }
  struct zg_pack **same = find_pack(shop, pack->name);
  if (same != NULL && !own) {
    zg_fail_at(b->err, ZG_ELOAD, zg_arena_printf(shop->arena, "%s/pack.lua", dir), 0,
               "another pack is called %s, too", pack->name);
    zg_pack_free(pack);
    return refuse(b);
  }
  if (same != NULL) {
    zg_pack_free(*same);
    *same = pack;
    return 0;
  }
  zg_grow(&shop->packs, &b->pack_cap, shop->pack_count, sizeof *shop->packs);
  shop->packs[shop->pack_count++] = pack;
  return 0;
}

/* A folder of packs, or one pack's own folder. */
static int load_packs(struct building *b, const char *dir, bool own) {
  struct zg_arena *arena = b->shop->arena;
  size_t count = 0;
  if (zg_file_exists(zg_arena_printf(arena, "%s/pack.lua", dir))) return load_pack(b, dir, own);
  char **names = zg_folder_list(arena, dir, "", &count);
  for (size_t i = 0; i < count; i++) {
    const char *path = zg_arena_printf(arena, "%s/%s", dir, names[i]);
    if (!zg_file_exists(zg_arena_printf(arena, "%s/pack.lua", path))) continue;
    if (load_pack(b, path, own) < 0) return ZG_ELOAD;
  }
  return 0;
}

static int check_named_packs(struct building *b) {
  struct zg_shop *shop = b->shop;
  const struct cJSON *packs = zg_json_get(shop->declared, "packs");
  const char *known[64];
  char suggestion[ZG_SUGGESTION];
  size_t count = 0;
  for (size_t i = 0; i < shop->pack_count && count < 64; i++)
    known[count++] = shop->packs[i]->name;
  for (const struct cJSON *p = zg_json_first(packs); p != NULL; p = zg_json_next(p)) {
    const char *name = zg_json_key(p);
    if (name == NULL)
      return zg_fail_at(b->err, ZG_ELOAD, shop->file, zg_shop_file_line(shop->file, "packs"),
                        "packs are named with their settings: packs = { bargain = { } }");
    enum zg_json_kind kind = zg_json_kind(p);
    if (kind != ZG_JSON_BOOL && kind != ZG_JSON_OBJECT)
      return zg_fail_at(b->err, ZG_ELOAD, shop->file, zg_shop_file_line(shop->file, name),
                        "packs.%s must be its settings in { }, or true, or false", name);
    if (b->lacks || find_pack(shop, name) != NULL || switched_off(shop, name)) continue;
    zg_fail_at(b->err, ZG_ELOAD, shop->file, zg_shop_file_line(shop->file, name),
               "there is no pack %s%s", name, zg_suggest(name, known, count, suggestion));
    if (!b->from->rules_given) {
      if (refuse(b) < 0) return ZG_ELOAD;
    } else if (b->from->warn != NULL)
      b->from->warn(b->from->arg, b->err->message);
  }
  return 0;
}

static int by_pack_name(const void *a, const void *b) {
  return strcmp((*(struct zg_pack *const *)a)->name, (*(struct zg_pack *const *)b)->name);
}

/* Until they are sorted, rules have their place by pack and file in `index`. */
static int by_priority(const void *left, const void *right) {
  const struct zg_rule *a = *(struct zg_rule *const *)left, *b = *(struct zg_rule *const *)right;
  if (a->priority != b->priority) return a->priority > b->priority ? -1 : 1;
  return (a->index > b->index) - (a->index < b->index);
}

static void gather_rules(struct zg_shop *shop) {
  size_t cap = 0;
  if (shop->pack_count > 0) qsort(shop->packs, shop->pack_count, sizeof *shop->packs, by_pack_name);
  for (size_t i = 0; i < shop->pack_count; i++)
    for (size_t j = 0; j < shop->packs[i]->rule_count; j++) {
      zg_grow(&shop->rules, &cap, shop->rule_count, sizeof *shop->rules);
      shop->packs[i]->rules[j]->index = shop->rule_count;
      shop->rules[shop->rule_count++] = shop->packs[i]->rules[j];
    }
  if (shop->rule_count > 0) qsort(shop->rules, shop->rule_count, sizeof *shop->rules, by_priority);
  for (size_t i = 0; i < shop->rule_count; i++)
    shop->rules[i]->index = i;
}

/* Every `says` of the shop gets a list of its own in the one automaton. */
static void gather_phrases(struct zg_shop *shop) {
  struct zg_bytes wanted = {0};
  uint32_t list = 0;
  for (size_t i = 0; i < shop->pack_count; i++)
    for (struct zg_condition *c = shop->packs[i]->conditions; c != NULL; c = c->allocated) {
      if (c->phrase_count == 0) continue;
      c->list = list++;
      for (size_t j = 0; j < c->phrase_count; j++)
        zg_phrases_pool_add(&wanted, c->list, c->phrases[j]);
      c->phrases = NULL;
    }
  shop->phrases = zg_phrases_pool_take(shop->pool, &wanted);
  zg_bytes_fini(&wanted);
  for (size_t i = 0; i < shop->pack_count; i++) {
    zg_arena_free(shop->packs[i]->building);
    shop->packs[i]->building = NULL;
  }
}

static void name_generation(struct building *b) {
  struct zg_shop *shop = b->shop;
  for (size_t i = 0; i < shop->pack_count; i++)
    zg_bytes_add(&b->source, &shop->packs[i]->hash, sizeof shop->packs[i]->hash);
  zg_hash_hex(zg_hash128(b->source.data != NULL ? b->source.data : "", b->source.len),
              shop->generation);
  shop->generation[12] = '\0'; /* enough to tell generations apart, short enough to read */
}

static int build(struct building *b) {
  struct zg_shop *shop = b->shop;
  int result = read_shop_file(b);
  if (result < 0) return result;
  if (read_tables(b) < 0) return ZG_ELOAD;
  if (!zg_folder_exists(b->from->rules))
    return zg_fail(b->err, ZG_ENOTFOUND, "there is no folder of rules %s", b->from->rules);
  if (load_packs(b, b->from->rules, false) < 0) return ZG_ELOAD;
  if (shop->dir != NULL &&
      load_packs(b, zg_arena_printf(shop->arena, "%s/packs", shop->dir), true) < 0)
    return ZG_ELOAD;
  if (check_named_packs(b) < 0) return ZG_ELOAD;
  gather_rules(shop);
  gather_phrases(shop);
  shop->index = zg_index_new(shop->rules, shop->rule_count);
  name_generation(b);
  return 0;
}

int zg_shop_load(const struct zg_shop_source *source, struct zg_shop **out, struct zg_error *err) {
  struct zg_error unused = {0};
  struct building b = {.from = source, .err = err != NULL ? err : &unused};
  b.shop = zg_alloc(sizeof *b.shop);
  b.shop->arena = zg_arena_new_small();
  b.shop->text = source->text;
  b.shop->pool = source->pool;
  int result = build(&b);
  zg_bytes_fini(&b.source);
  if (result < 0)
    zg_shop_free(b.shop);
  else
    *out = b.shop;
  return result;
}
