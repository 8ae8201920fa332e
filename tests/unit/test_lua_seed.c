/* test_lua_seed: two states hash alike, and Lua is laid out as lua_seed.c believes. */
#include "unit/lua_box.h"

#include "rules/lua_seed.h"

enum { KEYS = 50 };

/* The keys of a table in Lua's own order. */
static void walk(lua_State *lua, const char *prefix, char *out, size_t size) {
  size_t len = 0;
  lua_newtable(lua);
  for (int i = 0; i < KEYS; i++) {
    lua_pushfstring(lua, "%s%d", prefix, i * 7919);
    lua_pushboolean(lua, 1);
    lua_rawset(lua, -3);
  }
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1))
    len += (size_t)snprintf(out + len, size - len, "%s,", lua_tostring(lua, -2));
  lua_pop(lua, 1);
  assert_true(len > KEYS && len < size);
}

/* They are open at one time, so that neither has the other's addresses. */
static void test_alike(void **state) {
  (void)state;
  static const char long_prefix[] = "a text of more than forty bytes, which Lua does not intern, ";
  const char *const prefixes[] = {"", "k", "茶", long_prefix};
  enum { BOXES = 5 };
  struct box boxes[BOXES];
  static char first[8192], other[8192];
  for (int i = 0; i < BOXES; i++)
    box_open(&boxes[i]);
  for (size_t j = 0; j < sizeof prefixes / sizeof prefixes[0]; j++) {
    walk(boxes[0].lua, prefixes[j], first, sizeof first);
    for (int i = 1; i < BOXES; i++) {
      walk(boxes[i].lua, prefixes[j], other, sizeof other);
      if (strcmp(first, other) != 0)
        fail_msg("Lua %s hashes differently in two states; is its global_State another than "
                 "lua_seed.c believes?",
                 LUA_RELEASE);
    }
  }
  for (int i = 0; i < BOXES; i++)
    box_close(&boxes[i]);
}

/* Without the seed being set the orders differ: or the test above could not fail. */
static void *plain(void *ud, void *old, size_t old_size, size_t new_size) {
  (void)ud, (void)old_size;
  if (new_size > 0) return realloc(old, new_size);
  free(old);
  return NULL;
}

static void test_can_differ(void **state) {
  (void)state;
  enum { STATES = 8 };
  lua_State *states[STATES];
  static char first[8192], other[8192];
  int differ = 0;
  for (int i = 0; i < STATES; i++) {
    states[i] = lua_newstate(plain, NULL);
    walk(states[i], "k", i == 0 ? first : other, sizeof first);
    differ += i > 0 && strcmp(first, other) != 0;
  }
  for (int i = 0; i < STATES; i++)
    lua_close(states[i]);
  assert_true(differ > 0);
}

/* Where the two words do not lie together, or too near the end, nothing is written. */
static void test_not_found(void **state) {
  (void)state;
  void *words[64] = {0}, *before[64];
  int ud = 0;
  void *(*const allocator)(void *, void *, size_t, size_t) = zg_limits_alloc;
  memcpy(&words[5], &allocator, sizeof allocator);
  words[7] = &ud;
  memcpy(&words[60], &allocator, sizeof allocator);
  words[61] = &ud;
  memcpy(before, words, sizeof words);
  for (size_t size = 0; size <= sizeof words; size++)
    assert_false(zg_lua_seed_set(words, size, zg_limits_alloc, &ud));
  assert_memory_equal(before, words, sizeof words);
  words[6] = &ud;
  assert_false(zg_lua_seed_set(words, sizeof words, zg_limits_alloc, &words));
  assert_true(zg_lua_seed_set(words, sizeof words, zg_limits_alloc, &ud));
  for (size_t i = 0; i < 60; i++)
    if (i != 6 && i != 5 + 96 / sizeof(void *) && words[i] != before[i]) fail_msg("word %zu", i);
}

/* A state may be opened with the limits of one that was closed. */
static void test_again(void **state) {
  (void)state;
  static char first[8192], other[8192];
  struct box box;
  box_open(&box);
  walk(box.lua, "k", first, sizeof first);
  box_close(&box);
  assert_int_equal(box.limits.used, 0);
  box.lua = zg_sandbox_open(&box.limits);
  walk(box.lua, "k", other, sizeof other);
  assert_string_equal(first, other);
  box_close(&box);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_alike),
      cmocka_unit_test(test_can_differ),
      cmocka_unit_test(test_not_found),
      cmocka_unit_test(test_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
