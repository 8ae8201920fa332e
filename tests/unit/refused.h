/* refused: packs and shops that do not load, and whether it is told where and why; and some that
 * do. */
#ifndef ZG_TESTS_REFUSED_H
#define ZG_TESTS_REFUSED_H

#include "unit/world.h"

#include "rules/shop.h"

/* What lies where; NULL: no such file. */
struct files {
  const char *pack, *text, *shop, *products;
};

/* What is looked for among all that is wrong. */
struct wanted {
  const char *file, *fragment;
  int line;
  size_t told, found;
};

static inline bool ends_in(const char *text, const char *end) {
  size_t len = strlen(text), end_len = strlen(end);
  return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static inline void on_fault(void *arg, const struct zg_error *err) {
  struct wanted *wanted = arg;
  wanted->told++;
  wanted->found += err->code == ZG_ELOAD && ends_in(err->file, wanted->file) &&
                   err->line == wanted->line && strstr(err->message, wanted->fragment) != NULL;
}

/* With `all`, loading goes on behind what is wrong, and tells it. */
static inline int load(struct world *w, const struct files *files, struct wanted *all,
                       struct zg_error *err) {
  char rules[80], dir[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  snprintf(dir, sizeof dir, "%s/tea-house", w->dir);
  if (files->pack != NULL) world_write(w, "rules/p/pack.lua", files->pack);
  if (files->text != NULL) world_write(w, "rules/p/text/zh.lua", files->text);
  if (files->shop != NULL) world_write(w, "tea-house/shop.lua", files->shop);
  if (files->products != NULL) world_write(w, "tea-house/tables/products.csv", files->products);
  struct zg_shop *shop = NULL;
  const struct zg_shop_source source = {
      .dir = files->shop != NULL || files->products != NULL ? dir : NULL,
      .rules = rules,
      .text = world_text,
      .fault = all != NULL ? on_fault : NULL,
      .arg = all};
  int result = zg_shop_load(&source, &shop, err);
  if (result == ZG_ELOAD && all != NULL) on_fault(all, err);
  if (result == 0) zg_shop_free(shop);
  return result;
}

static inline void assert_refused(const struct files *files, const char *file, int line,
                                  const char *fragment) {
  struct world *w = world_new();
  struct zg_error err = {0};
  int result = load(w, files, NULL, &err);
  struct wanted all = {.file = file, .line = line, .fragment = fragment};
  struct zg_error unused = {0};
  assert_true(*fragment != '\0');
  load(w, files, &all, &unused);
  const char *shown = files->pack != NULL ? files->pack : files->shop;
  if (result == 0) fail_msg("this loads: %s", shown);
  if (result != ZG_ELOAD || err.code != ZG_ELOAD || !ends_in(err.file, file) || err.line != line ||
      strstr(err.message, fragment) == NULL || strstr(err.message, "(null)") != NULL)
    fail_msg("%s\ngave %s:%d: %s\nwanted %s:%d: %s", shown, err.file, err.line, err.message, file,
             line, fragment);
  if (all.found == 0)
    fail_msg("%s\nwanted %s:%d: %s\namong the %zu faults told", shown, file, line, fragment,
             all.told);
  assert_null(strstr(err.message, w->dir)); /* the same wherever the folder lies */
  world_free(w);
}

/* On line 1 the pack; the fault is on the line told. */
#define HEAD "pack { name = \"p\" }\n"
#define RULE(body) HEAD "\nrule \"r\" {\n" body "\n}"
#define RUN "on = \"message.received\", run = function() end"
#define WHEN(condition) RULE("when = { " condition " }, " RUN)

#define NESTED(depth)                                                                              \
  HEAD "local c = { \"message.text\", \"present\" } for i = 1, " depth " do c = any { c } end\n"   \
       "rule \"r\" { when = c, " RUN " }"

/* These load, and nothing in them is told as a fault. */
static inline void assert_loads(const struct files *good, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct world *w = world_new();
    struct zg_error err = {0};
    if (load(w, &good[i], NULL, &err) < 0)
      fail_msg("%d: %s:%d: %s", (int)i, err.file, err.line, err.message);
    struct wanted all = {.file = "", .fragment = ""};
    assert_int_equal(load(w, &good[i], &all, &err), 0);
    assert_int_equal(all.told, 0);
    world_free(w);
  }
}

#endif
