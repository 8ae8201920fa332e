/* test_check_hostile: packs that are made to hurt, and shipped packs with something broken at
 * random: the check ends soon, and refuses exactly what loading refuses. */
#include "unit/checked.h"

#include <time.h>

#include "base/folder.h"
#include "property/dice.h"

enum { ROUNDS = 60 };

static double seconds(void) {
  struct timespec at = {0};
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* ---- Made to hurt */

static void look(const char *pack, const char *zh, struct zg_bytes *found) {
  const char *const none[] = {NULL};
  struct world *w = world_new();
  world_write(w, "rules/p/pack.lua", pack);
  if (zh != NULL) world_write(w, "rules/p/text/zh.lua", zh);
  zg_bytes_add_text(found, "");
  double begin = seconds();
  checked_look(w, none, found);
  double took = seconds() - begin;
  if (took > 20) fail_msg("%.200s\ntook %.1f seconds", pack, took);
  world_free(w);
}

#define HEAD "pack { name = \"p\" }\n"
#define RUN "run = function() end"

static void test_hostile(void **state) {
  (void)state;
  static const char *const packs[] = {
      "while true do end",
      HEAD "while true do end",
      HEAD "while true do pcall(function() rule \"r\" { x = 1 } end) end",
      HEAD "for i = 1, 1e9 do rule(\"r\" .. i) { x = 1 } end",
      HEAD "for i = 1, 1e9 do local x = text.nothing end",
      HEAD "for i = 1, 1e9 do rule(\"r\" .. i) { on = \"a\", claims = \"x\", " RUN " } end",
      HEAD "local w = {} for i = 1, 15000 do w[i] = \"p\" .. i end "
           "rule \"r\" { on = \"a\", when = { { \"data.x\", \"says\", w } }, " RUN " }",
      HEAD
      "local w = {} for i = 1, 3000 do w[i] = \"p\" .. i end for i = 1, 40 do "
      "rule(\"r\" .. i) { on = \"a\", claims = \"x\", when = { { \"data.x\", \"says\", w } }, " RUN
      " } end",
      HEAD "local w = {} for i = 1, 5000 do w[i] = \"p\" .. i end local c = {} for i = 1, 40 do "
           "c[i] = { \"data.x\", \"in\", w } end rule \"r\" { on = \"a\", when = c, " RUN " }",
      HEAD "local c = { \"data.x\", \"present\" } for i = 1, 60 do c = all { c, c } end "
           "rule \"r\" { on = \"a\", when = { c }, " RUN " }",
      HEAD "local c = { \"data.x\", \"present\" } for i = 1, 60 do c = any { c } end "
           "for i = 1, 60 do rule(\"r\" .. i) { on = \"a\", claims = \"x\", when = { c }, " RUN
           " } end",
      HEAD "rule \"r\" { on = \"a\", when = { { \"data.x\", \"matches\", (\"(\"):rep(900) } }, " RUN
           " }",
      HEAD "local a, b = {}, {} a.any = b b[1] = a rule \"r\" { on = \"a\", when = a, " RUN " }",
      HEAD "local c = { \"data.x\", \"present\" } for i = 1, 60000 do c = any { c } end "
           "rule \"r\" { on = \"a\", when = c, " RUN " }",
      HEAD "error({})",
      HEAD "error(\"\\xff\")",
      HEAD "rule \"r\" { on = \"a\", when = { { \"data.x\", \"is\", (\"x\"):rep(1e6) } }, " RUN
           " }",
      HEAD "settings { [(\"x\"):rep(1e5)] = { type = \"no\" } }",
      HEAD "-- [==[ ",
      HEAD "--[==[ \nx",
      HEAD "local x = [==[ ",
      HEAD "local x = \"",
      HEAD "local x = \"\\",
      HEAD "end end until until",
  };
  for (size_t i = 0; i < sizeof packs / sizeof packs[0]; i++) {
    struct zg_bytes found = {0};
    look(packs[i], NULL, &found);
    assert_true(world_count(found.data, "\n") < 1000);
    zg_bytes_fini(&found);
  }
}

/* 64 KiB of names, signs, blanks and brackets, in code and in texts. */
static void test_big_files(void **state) {
  (void)state;
  static const char *const pieces[] = {"say(\"a\",{", "text.a ", "function() ",
                                       "\"x\",",      "if ",     "a=1,"};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    struct zg_bytes code = {0}, texts = {0}, found = {0};
    zg_bytes_add_text(&code, HEAD "local t = [[x]] --[[");
    while (code.len < 60000)
      zg_bytes_add_text(&code, pieces[i]);
    zg_bytes_add_text(&code, "]]\nlocal f = function() return ");
    for (int j = 0; j < 150; j++)
      zg_bytes_add_text(&code, "{");
    for (int j = 0; j < 150; j++)
      zg_bytes_add_text(&code, "}");
    zg_bytes_add_text(&code, " end\n");
    zg_bytes_add_text(&texts, "return {");
    for (int j = 0; texts.len < 60000; j++)
      zg_bytes_printf(&texts, "t%d=\"{a}{b%d}\",", j, j);
    zg_bytes_add_text(&texts, "}");
    look(code.data, texts.data, &found);
    zg_bytes_fini(&code);
    zg_bytes_fini(&texts);
    zg_bytes_fini(&found);
  }
}

/* ---- Broken at random */

static const char *const shipped[] = {"bargain", "courier", "objections", "overdue"};

static void copy_folder(struct world *w, const char *from, const char *to) {
  size_t count = 0;
  char **names = zg_folder_list(w->arena, from, ".lua", &count);
  for (size_t i = 0; i < count; i++) {
    struct zg_bytes text = {0};
    const char *path = zg_arena_printf(w->arena, "%s/%s", from, names[i]);
    if (zg_bytes_add_file(&text, path) < 0) fail_msg("%s cannot be read", path);
    world_write_n(w, zg_arena_printf(w->arena, "%s/%s", to, names[i]), text.data, text.len);
    zg_bytes_fini(&text);
  }
}

static int below(struct dice *dice, size_t most) {
  return (int)dice_between(dice, 0, (int64_t)most - 1);
}

/* A place within a name that conditions and functions use. */
static size_t find_name(const struct zg_bytes *text, struct dice *dice, size_t at) {
  static const char *const names[] = {"message.text", "settings.", "text.", "ctx.after", "claims"};
  const char *name = DICE_PICK(dice, names), *hit = strstr(text->data + at, name);
  if (hit == NULL) hit = strstr(text->data, name);
  return hit != NULL ? (size_t)(hit - text->data) + (size_t)below(dice, strlen(name)) : at;
}

/* Deletes a byte, perhaps of a name; changes one; or says a word twice. */
static void break_file(struct world *w, const char *path, struct dice *dice) {
  struct zg_bytes text = {0}, out = {0};
  char whole[200];
  snprintf(whole, sizeof whole, "%s/%s", w->dir, path);
  if (zg_bytes_add_file(&text, whole) < 0) fail_msg("%s cannot be read", path);
  size_t at = (size_t)below(dice, text.len);
  int how = below(dice, 4);
  if (how == 3) at = find_name(&text, dice, at);
  zg_bytes_add(&out, text.data, at);
  if (how == 1) zg_bytes_add_char(&out, "xX1.,\"{}()= \n"[below(dice, 13)]);
  if (how == 2) zg_bytes_add(&out, text.data + at, text.len - at < 9 ? text.len - at : 9);
  zg_bytes_add(&out, text.data + at + (how == 2 ? 0 : 1), text.len - at - (how == 2 ? 0 : 1));
  world_write_n(w, path, out.data != NULL ? out.data : "", out.len);
  zg_bytes_fini(&text);
  zg_bytes_fini(&out);
}

static bool loads(struct world *w, struct zg_error *err) {
  struct zg_shop *shop = NULL;
  char rules[80];
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  const struct zg_shop_source source = {.rules = rules, .text = world_text};
  bool good = zg_shop_load(&source, &shop, err) == 0;
  if (good) zg_shop_free(shop);
  return good;
}

static void break_pack(const char *pack, struct dice *dice, int *refused) {
  const char *const none[] = {NULL};
  struct world *w = world_new();
  struct zg_bytes found = {0};
  struct zg_error err = {0};
  const char *from = zg_arena_printf(w->arena, "rules/%s", pack);
  const char *to = from;
  copy_folder(w, from, to);
  copy_folder(w, zg_arena_printf(w->arena, "%s/text", from),
              zg_arena_printf(w->arena, "%s/text", to));
  size_t count = 0;
  char **names = zg_folder_list(w->arena, from, ".lua", &count);
  bool text = below(dice, 3) == 0;
  const char *name = text ? "text/zh.lua" : names[below(dice, count)];
  break_file(w, zg_arena_printf(w->arena, "%s/%s", to, name), dice);
  zg_bytes_add_text(&found, "");
  checked_look(w, none, &found);
  bool good = loads(w, &err);
  if (good != (strstr(found.data, "error load: ") == NULL))
    fail_msg("%s/%s: loading %s (%s), and the check says\n%s", pack, name,
             good ? "is fine" : "refuses it", err.message, found.data);
  *refused += !good;
  zg_bytes_fini(&found);
  world_free(w);
}

static void test_broken_packs(void **state) {
  (void)state;
  struct dice dice = {.state = 20261121};
  int refused = 0;
  for (int i = 0; i < ROUNDS; i++)
    break_pack(shipped[i % 4], &dice, &refused);
  assert_in_range(refused, 1, ROUNDS - 1); /* else nothing was tried */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hostile),
      cmocka_unit_test(test_big_files),
      cmocka_unit_test(test_broken_packs),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
