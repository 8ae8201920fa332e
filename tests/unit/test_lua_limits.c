/* test_lua_limits: what a run costs hangs on the run alone, and what the allocator refuses. */
#include "unit/lua_box.h"

/* A run costs the same to the unit in a fresh state, after itself, after another that left much
 * behind, and under another seed of Lua's hashes, whether it ends by itself or not. (Where it ends
 * that fills the memory to the brim, or is late, is not to the unit.) */
static void test_repeatable(void **state) {
  (void)state;
  static const char *const codes[] = {
      "return 1",
      "local t = {} for i = 1, 5000 do t[\"key\" .. i] = { i, tostring(i) } end return #t",
      "local t = {} for i = 1, 5000 do t[\"k\" .. i] = i t[\"k\" .. i - 20] = nil end return 1",
      "local t = {} for i = 1, 3000 do t[i % 50 + 0.5] = i t[(i * 7) % 50 + 0.5] = nil end",
      "local s = \"\" for i = 1, 2000 do s = s .. \"line \" .. i .. \"\\n\" end return #s",
      "local n = 0 for w in (\"the quick brown fox \"):rep(200):gmatch(\"%a+\") do n = n + #w end "
      "return n",
      "return ((\"a b c \"):rep(500):gsub(\"%a\", { a = \"x\", b = \"y\" }))",
      "local t = {} for i = 1, 2000 do t[i] = (i * 7919) % 1000 end table.sort(t) "
      "return table.concat(t, \",\")",
      "local t = {} for i = 1, 500 do t[\"k\" .. i] = i end local n = 0 "
      "for k, v in pairs(t) do n = n + v end return n",
      "for i = 1, 500 do pcall(error, \"no \" .. i) end return 1",
      "local s = (\"x\"):rep(70000) local t = {} for i = 1, 20 do t[i] = s .. i end return #t",
      "local s = (\"x\"):rep(100) for i = 1, 300 do s = s .. s:sub(1, 50) end return #s",
      "local f f = function(n) return n == 0 and 0 or 1 + f(n - 1) end return f(5000)",
      "local t = {} for i = 1, 300 do t[i] = function() return i end end return t[7]()",
      "return (\"%5.2f %s %q\"):rep(20):format(1.5, \"x\", \"y\", 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, "
      "3, "
      "1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, "
      "1, "
      "2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3)",
      "while true do end",
      "while true do pcall(function() while true do end end) end",
      "(\"a\"):rep(60):find((\"a*\"):rep(30) .. \"b\")",
      "while true do (\"x\"):rep(100000) end",
  };
  static const char *const before[] = {
      "return 1",
      "local t = {} for i = 1, 3000 do t[\"key\" .. i] = { i .. \"x\" } end return 1",
      "local t = {} for i = 1, 100 do t[i] = (\"y\"):rep(70000) .. i end return 1",
      "local f f = function(n) return n == 0 and 0 or 1 + f(n - 1) end return f(20000)",
      "while true do local x = { {} } end",
      "error(\"x\")",
  };
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    int64_t steps = -1;
    int ended = 0;
    for (size_t j = 0; j < sizeof before / sizeof before[0]; j++) {
      struct box box;
      box_open(&box);
      for (int k = 0; k < 3; k++) {
        int status = box_run(&box, codes[i]);
        if (steps < 0) {
          steps = box.steps;
          ended = status;
        }
        if (box.steps != steps || status != ended)
          fail_msg("%s: it took %lld and ended with %d, then %lld and %d (after %s)", codes[i],
                   (long long)steps, ended, (long long)box.steps, status, before[j]);
        box_run(&box, before[j]);
      }
      box_close(&box);
    }
  }
}

/* Work in C costs about as much as in Lua: twice the bytes, twice the steps. */
static void test_bytes_cost(void **state) {
  (void)state;
  static const char *const codes[] = {
      "return #(\"x\"):rep(%d)",
      "return #((\"x\"):rep(%d):upper())",
      "return #((\"x\"):rep(%d):reverse())",
      "return (\"x\"):rep(%d):find(\"y\", 1, true)",
      "return (\"x\"):rep(%d):find(\"[y]\")",
      "return (\"x\"):rep(%d):gsub(\"x\", \"y\")",
      "return utf8.len((\"x\"):rep(%d))",
      "return #(\"%%q\"):format((\"x\"):rep(%d))",
      "return #((\"x\"):rep(%d) .. \"y\")",
      "return tonumber((\"1\"):rep(%d))",
      "return (\"1\"):rep(%d) + 1",
      "return math.floor((\"1\"):rep(%d))",
      "local t = {} for i = 1, %d / 100 do t[i] = i end table.sort(t) return #t",
  };
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    int64_t small = 0, great = 0;
    for (int size = 40000; size <= 80000; size += 40000) {
      struct box box;
      char code[200];
      snprintf(code, sizeof code, codes[i], size);
      box_open(&box);
      if (box_run(&box, code) != 0) fail_msg("%s: %s", code, box.err.message);
      *(size == 40000 ? &small : &great) = box.steps;
      box_close(&box);
    }
    if (small < 1000 || great < small * 3 / 2)
      fail_msg("%s: %lld, then %lld", codes[i], (long long)small, (long long)great);
  }
}

/* 8,192 names fit a table, and not one more; a list may be longer, of any length. */
static void test_wide_hashes(void **state) {
  (void)state;
  assert_gives("local t = {} for i = 1, 8192 do t[-i] = i end return t[-8192]", "8192");
  assert_raises("local t = {} for i = 1, 8193 do t[-i] = i end return t[-8192]",
                "not enough memory");
  assert_gives("local t = {} for i = 1, 20000 do t[-i] = i t[-i] = nil end return #t", "0");
  assert_gives("local t = {} for i = 1, 100000 do t[i] = i end return #t", "100000");
  for (int nodes = 1 << 13; nodes <= 1 << 16;
       nodes *= 2) { /* bytes of an array of as many as a hash */
    char code[200], text[16];
    int count = nodes * 24 / 16;
    snprintf(text, sizeof text, "%d", count);
    snprintf(code, sizeof code,
             "local t, n = {}, 0 for i = 1, %d do t[i] = i end for k in pairs(t) do n = n + 1 end "
             "return n",
             count);
    assert_gives(code, text);
  }
  assert_gives("local t, n = {}, 0 for i = 1, 6144 do t[i + 0.5] = i end "
               "for k in pairs(t) do n = n + 1 end return n",
               "6144");
}

/* A text may be as long as a block, less what Lua keeps beside it. */
static void test_long_texts(void **state) {
  (void)state;
  char code[100];
  snprintf(code, sizeof code, "return #(\"x\"):rep(%d)", ZG_PACK_TEXT);
  assert_gives(code, "2096128");
  assert_raises("return #(\"x\"):rep(2096129)", "code:1: resulting string too large");
  assert_raises("return #((\"x\"):rep(1048600) .. (\"x\"):rep(1048600))", "not enough memory");
  assert_raises("return (\"x\"):rep(1 << 62)", "code:1: resulting string too large");
  assert_raises("return (\"x\"):rep(math.maxinteger, \"xy\")",
                "code:1: resulting string too large");
  assert_raises("return (\"x\"):rep(3, (\"y\"):rep(1048064))",
                "code:1: resulting string too large");
  assert_gives("return #(\"\"):rep(3, (\"y\"):rep(1048064))", "2096128");
  assert_gives("return #(\"\"):rep(1 << 62)", "0");
  assert_raises("return table.concat({ (\"x\"):rep(1500000), (\"x\"):rep(1500000) })",
                "code:1: resulting string too large");
  assert_raises("return (\"x\"):rep(1000):gsub(\"x\", (\"y\"):rep(3000))",
                "code:1: resulting string too large");
  assert_raises("local s = (\"x\"):rep(1500000) return (\"%s%s\"):format(s, s)",
                "code:1: resulting string too large");
}

/* Hitting its head once does not end a run; going on does. */
static void test_refusals(void **state) {
  (void)state;
  assert_gives("local s = (\"x\"):rep(2000000) local ok, why = pcall(function() return s .. s end) "
               "return tostring(ok) .. why",
               "falsenot enough memory");
  assert_ends(
      "local s = (\"x\"):rep(2000000) while true do pcall(function() return s .. s end) end");
  assert_gives(
      "local t = {} for i = 1, 15 do t[i % 5] = (\"x\"):rep(1000000) .. i end return #t[1]",
      "1000002"); /* much is made, but little kept */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_repeatable),  cmocka_unit_test(test_bytes_cost),
      cmocka_unit_test(test_wide_hashes), cmocka_unit_test(test_long_texts),
      cmocka_unit_test(test_refusals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
