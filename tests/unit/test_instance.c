/* test_instance: what was printed is read as it was, whatever names and keys hold; anything else is
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "engine/instance.h"

static void test_form(void **state) {
  (void)state;
  struct zg_arena *arena = zg_arena_new();
  const struct zg_instance later = {"later", ZG_SCOPE_CONVERSATION, "c-1", 1795226400000, 0};
  assert_string_equal(zg_instance_print(arena, &later),
                      "5:later of conversation 3:c-1 at 1795226400000 hop 0");
  zg_arena_free(arena);
}

static const char *any_text(struct zg_arena *arena) {
  static const char bytes[] = "0123456789: ofathpcn\xe4\xbd\xa0";
  char text[12] = "";
  int len = rand() % 12;
  for (int i = 0; i < len; i++)
    text[i] = bytes[(size_t)rand() % (sizeof bytes - 1)];
  return zg_arena_strndup(arena, text, (size_t)len);
}

static void test_back_and_forth(void **state) {
  (void)state;
  struct zg_arena *arena = zg_arena_new();
  srand(20261122);
  for (int i = 0; i < 20000; i++) {
    struct zg_instance back = {0};
    const struct zg_instance one = {any_text(arena), (enum zg_scope)(rand() % ZG_SCOPES),
                                    any_text(arena), (int64_t)rand() * rand() - rand(),
                                    rand() % 100};
    const char *text = zg_instance_print(arena, &one);
    assert_int_equal(zg_instance_read(arena, text, &back), 0);
    assert_string_equal(zg_instance_print(arena, &back), text);
    assert_string_equal(back.name, one.name);
    assert_string_equal(back.key, one.key);
    for (size_t cut = 0; cut < strlen(text); cut++) { /* "hop 12" cut is "hop 1", and that is one */
      const char *begun = zg_arena_strndup(arena, text, cut);
      if (zg_instance_read(arena, begun, &back) == 0)
        assert_string_equal(zg_instance_print(arena, &back), begun);
    }
    zg_arena_reset(arena);
  }
  zg_arena_free(arena);
}

static void test_refused(void **state) {
  (void)state;
  static const char *const table[] = {
      "",
      "other",
      "5:later",
      "6:later of conversation 3:c-1 at 1 hop 0x",
      "99999999999999999999:later of conversation 3:c-1 at 1 hop 0",
      "-5:later of conversation 3:c-1 at 1 hop 0",
      "5:later of nobody 3:c-1 at 1 hop 0",
      "5:later of conversation 400:c-1 at 1 hop 0",
      "5:later of conversation 3:c-1 at 1 hop 0 and more",
      "5:later of conversation 3:c-1 at 1 hop ",
  };
  struct zg_arena *arena = zg_arena_new();
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    struct zg_instance out = {0};
    if (zg_instance_read(arena, table[i], &out) == 0) fail_msg("\"%s\" was read", table[i]);
  }
  zg_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_form),
      cmocka_unit_test(test_back_and_forth),
      cmocka_unit_test(test_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
