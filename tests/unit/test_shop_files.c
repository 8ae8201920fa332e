/* test_shop_files: files and folders that are too big, no text, missing, named alike, or that are
 * links out of their shop. */
#include "unit/refused.h"

static void test_big_files(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_bytes text = {0};
  struct zg_error err = {0};
  zg_bytes_add_text(&text, HEAD "--");
  while (text.len < 64 * 1024)
    zg_bytes_add_char(&text, 'x');
  assert_int_equal(load(w, &(struct files){.pack = text.data}, NULL, &err), 0);
  zg_bytes_add_char(&text, 'x');
  assert_int_equal(load(w, &(struct files){.pack = text.data}, NULL, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/p/pack.lua"));
  assert_non_null(strstr(err.message, "65536"));
  world_free(w);
  zg_bytes_fini(&text);
}

/* Bytecode and bytes that are no text, as they would be written by a tool. */
static void test_files_that_are_no_text(void **state) {
  (void)state;
  static const char bytecode[] = "\x1bLua\x54\0\x19\x93\r\n\x1a\n\x04\x08\x08xV\0\0";
  static const char nul[] = "pack { name = \"p\" }\0 x = = 1";
  struct zg_error err = {0};
  struct world *w = world_new();
  world_write_n(w, "rules/p/pack.lua", bytecode, sizeof bytecode - 1);
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/p/pack.lua"));
  world_write_n(w, "rules/p/pack.lua", nul, sizeof nul - 1);
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  world_free(w);
}

static void test_long_folder_names(void **state) {
  (void)state;
  char path[200] = "rules/";
  struct zg_error err = {0};
  struct world *w = world_new();
  memset(path + 6, 'n', 150);
  strcpy(path + 156, "/pack.lua");
  world_write(w, path, HEAD "\nrule \"r\" {}");
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  assert_int_equal(err.line, 3);
  assert_true(strncmp(err.message, "rule \"r\"", 8) == 0);
  world_free(w);
}

static void test_two_packs_and_two_shops(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_error err = {0};
  world_write(w, "rules/a/pack.lua", HEAD);
  world_write(w, "rules/b/pack.lua", HEAD);
  assert_int_equal(load(w, &(struct files){0}, NULL, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/rules/b/pack.lua"));
  assert_non_null(strstr(err.message, "p"));
  world_free(w);

  w = world_new();
  char rules[80], one[80], two[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  snprintf(one, sizeof one, "%s/one/", w->dir); /* the slash at the end is no part of the name */
  snprintf(two, sizeof two, "%s/two", w->dir);
  world_write(w, "one/shop.lua", "shop {}");
  world_write(w, "two/shop.lua", "shop { id = \"one\" }");
  const struct zg_shop_source sources[] = {{.dir = one, .rules = rules, .text = world_text},
                                           {.dir = two, .rules = rules, .text = world_text}};
  assert_int_equal(zg_engine_open(&(struct zg_config){0}, sources, 2, &w->zg, &err), ZG_ELOAD);
  assert_true(ends_in(err.file, "/two/shop.lua"));
  assert_non_null(strstr(err.message, "one"));
  assert_null(w->zg);
  world_free(w);
}

static void test_missing_folders(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_error err = {0};
  struct zg_shop *shop = NULL;
  char rules[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  const struct zg_shop_source none = {.dir = "/nowhere/at/all", .rules = rules, .text = world_text};
  assert_int_equal(zg_shop_load(&none, &shop, &err), ZG_ENOTFOUND);
  const struct zg_shop_source empty = {.dir = w->dir, .rules = rules, .text = world_text};
  assert_int_equal(zg_shop_load(&empty, &shop, &err), ZG_ENOTFOUND);
  const struct zg_shop_source ruleless = {.rules = "/nowhere/at/all", .text = world_text};
  assert_int_equal(zg_shop_load(&ruleless, &shop, &err), ZG_ENOTFOUND);
  assert_null(shop);
  world_free(w);
}

/* What a shop's files link to must lie in the shop, or it would show what belongs to another. */
static void test_links_out(void **state) {
  (void)state;
  static const struct {
    const char *link, *to, *blamed; /* blamed: NULL: it may be so */
  } cases[] = {
      {"tea-house/tables/secret.csv", "../../other/tables/t.csv", "/tables/secret.csv"},
      {"tea-house/tables/secret.csv", "../shared/t.csv", NULL},
      {"tea-house/tables", "../other/tables", "/tables/t.csv"},
      {"tea-house/tables", "shared", NULL},
      {"tea-house/tables/secret.csv", "../../tea-house-2/tables/t.csv", "/tables/secret.csv"},
      {"tea-house/shop.lua", "../other/shop.lua", "/shop.lua"},
      {"tea-house/shop.lua", "shared/shop.lua", NULL},
      {"tea-house/packs/q", "../../other/packs/q", "/packs/q/pack.lua"},
      {"tea-house/packs/q", "../shared/q", NULL},
      {"tea-house/packs", "../other/packs", "/packs/q/pack.lua"},
      {"tea-house/packs/p/pack.lua", "../../../other/packs/q/pack.lua", "/p/pack.lua"},
      {"tea-house/packs/p/fees.lua", "../../../other/packs/q/pack.lua", "/p/fees.lua"},
      {"tea-house/packs/p/fees.lua", "../../shared/fees.lua", NULL},
      {"tea-house/packs/p/text/zh.lua", "../../../../other/packs/q/pack.lua", "/p/text/zh.lua"},
      {"tea-house/packs/p/text", "../../../other/packs/q", "/p/text/pack.lua"},
      {"rules/q", "../other/packs/q", NULL},
      {"rules/q/pack.lua", "../../other/packs/q/pack.lua", "/q/pack.lua"},
      {"rules/q/text/zh.lua", "../../common/zh.lua", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct world *w = world_new();
    static const char *const homes[] = {"other", "tea-house-2"};
    char path[200], rules[200], dir[200], way[200];
    const char *q = "pack { name = \"q\", version = \"1\", api = 1 }";
    for (size_t h = 0; h < 2; h++) {
      world_write(w, zg_arena_printf(w->arena, "%s/shop.lua", homes[h]), "shop {}");
      world_write(w, zg_arena_printf(w->arena, "%s/tables/t.csv", homes[h]), "k,v\na,b\n");
      world_write(w, zg_arena_printf(w->arena, "%s/packs/q/pack.lua", homes[h]), q);
    }
    world_write(w, "tea-house/shared/t.csv", "k,v\na,b\n");
    world_write(w, "tea-house/shared/shop.lua", "shop {}");
    world_write(w, "tea-house/shared/fees.lua", "return {}");
    world_write(w, "tea-house/shared/q/pack.lua", q);
    world_write(w, "rules/common/zh.lua", "return { a = \"b\" }");
    if (strstr(cases[i].link, "shop.lua") == NULL) world_write(w, "tea-house/shop.lua", "shop {}");
    if (strstr(cases[i].link, "/p/pack.lua") == NULL && strstr(cases[i].link, "/p/") != NULL)
      world_write(w, "tea-house/packs/p/pack.lua",
                  strstr(cases[i].link, "fees") != NULL
                      ? "pack { name = \"p\", version = \"1\", api = 1 } part \"fees\""
                      : "pack { name = \"p\", version = \"1\", api = 1 }");
    if (strncmp(cases[i].link, "rules/q/text", 12) == 0) world_write(w, "rules/q/pack.lua", q);
    /* The folders the link lies in. */
    snprintf(path, sizeof path, "%s.beside", cases[i].link);
    world_write(w, path, "");
    snprintf(path, sizeof path, "%s/%s", w->dir, cases[i].link);
    if (symlink(cases[i].to, path) < 0) fail_msg("%s cannot be linked", cases[i].link);
    snprintf(way, sizeof way, "%s/by-another-way", w->dir);
    assert_int_equal(symlink("tea-house", way), 0);
    snprintf(rules, sizeof rules, "%s/rules", w->dir);
    for (int linked = 0; linked < 2; linked++) {
      snprintf(dir, sizeof dir, "%s/%s", w->dir, linked ? "by-another-way" : "tea-house");
      struct zg_error err = {0};
      struct zg_shop *shop = NULL;
      const struct zg_shop_source source = {.dir = dir, .rules = rules, .text = world_text};
      int result = zg_shop_load(&source, &shop, &err);
      if (cases[i].blamed == NULL && result < 0)
        fail_msg("%s -> %s: %s: %s", cases[i].link, cases[i].to, err.file, err.message);
      if (cases[i].blamed != NULL && (result != ZG_ELOAD || !ends_in(err.file, cases[i].blamed) ||
                                      strstr(err.message, "a link that leads out of") == NULL ||
                                      strstr(err.message, w->dir) != NULL))
        fail_msg("%s -> %s: %d %s: %s", cases[i].link, cases[i].to, result, err.file, err.message);
      if (result == 0) zg_shop_free(shop);
    }
    world_free(w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_big_files),         cmocka_unit_test(test_files_that_are_no_text),
      cmocka_unit_test(test_long_folder_names), cmocka_unit_test(test_two_packs_and_two_shops),
      cmocka_unit_test(test_missing_folders),   cmocka_unit_test(test_links_out),
  };
  return cmocka_run_group_tests_name("shop_files", tests, world_setup, world_teardown);
}
