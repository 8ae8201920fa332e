/* test_lua_library: the libraries string, table and utf8 by hand, where ours are stricter than
 * Lua's own, or must not be; test_lua_same compares the rest. */
#include "unit/lua_box.h"

static void test_sort(void **state) {
  (void)state;
  static const struct {
    const char *code, *text;
  } cases[] = {
      {"local t = {} table.sort(t) return #t", "0"},
      {"local t = { 3, 1, 2 } table.sort(t) return table.concat(t)", "123"},
      {"local t = { 3, 1, 2 } table.sort(t, function(a, b) return a > b end) return "
       "table.concat(t)",
       "321"},
      {"local t = { \"b\", \"a\", \"B\" } table.sort(t) return table.concat(t)", "Bab"},
      {"local t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end table.sort(t) "
       "for i = 2, 1000 do if t[i - 1] > t[i] then return i end end return \"sorted\"",
       "sorted"},
      /* what is equal stays in its order */
      {"local t = {} for i = 1, 100 do t[i] = { i % 5, i } end "
       "table.sort(t, function(a, b) return a[1] < b[1] end) for i = 2, 100 do "
       "if t[i - 1][1] == t[i][1] and t[i - 1][2] > t[i][2] then return i end end return "
       "\"stable\"",
       "stable"},
      /* comparators without sense end, and lose nothing */
      {"local t, n = {}, 0 for i = 1, 100 do t[i] = i end "
       "table.sort(t, function() return true end) for i = 1, 100 do n = n + t[i] end return n",
       "5050"},
      {"local t, n, c = {}, 0, 0 for i = 1, 100 do t[i] = i end "
       "table.sort(t, function() c = c + 1 return c % 3 == 0 end) "
       "for i = 1, 100 do n = n + t[i] end return n",
       "5050"},
      {"local t, n = { 0 / 0, 1, 0 / 0, 2 }, 0 table.sort(t) return #t", "4"},
      /* one that raises, or changes the list, leaves a list */
      {"local t = { 3, 1, 2 } pcall(table.sort, t, function() error() end) return table.concat(t)",
       "312"},
      {"local t = { 3, 1, 2 } table.sort(t, function(a, b) t[1] = nil return a < b end) "
       "return table.concat(t)",
       "123"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_gives(cases[i].code, cases[i].text);
  assert_gives("local t = { 'ab', 'a', 'a\\0b', '', 'a\\0', '\\xff', '\\0' } table.sort(t) "
               "for i = 2, #t do if not (t[i - 1] < t[i]) then return i end end return 'sorted'",
               "sorted");
  assert_raises("table.sort({ 1, 2 }, rawequal)",
                "code:1: bad argument #2 to 'sort' (a comparator must be written in Lua)");
  assert_raises("table.sort({ 1, 2 }, string.find)",
                "code:1: bad argument #2 to 'sort' (a comparator must be written in Lua)");
  assert_raises("table.sort({ 1, {} })", "attempt to compare table with number");
}

/* In the order of the keys, also where two of them are the same as real numbers. */
static void test_order_of_large_keys(void **state) {
  (void)state;
  assert_gives("local t, s = { [0x1p63] = 1, [-0x1p63] = 1, [1 / 0] = 1, [-1 / 0] = 1, a = 1 }, '' "
               "for i = 2, 0, -1 do t[(1 << 53) + i] = 1 t[math.maxinteger - i] = 1 "
               "t[math.mininteger + i] = 1 t[-(1 << 53) - i] = 1 end "
               "local last for k in pairs(t) do "
               "if last and k ~= 'a' and not (last < k) then return k end last = k end "
               "return 'sorted'",
               "sorted");
}

static void test_bounds(void **state) {
  (void)state;
  assert_gives("local t = {} for i = 1, 1000 do t[i] = i end return select(\"#\", table.unpack(t))",
               "1000");
  assert_raises("local t = {} for i = 1, 1001 do t[i] = i end return table.unpack(t)",
                "code:1: too many results to unpack");
  assert_raises("return table.unpack({}, 1, 1 << 62)", "code:1: too many results to unpack");
  assert_raises("return table.unpack({}, math.mininteger, math.maxinteger)",
                "code:1: too many results to unpack");
  assert_gives("return select(\"#\", table.unpack({}, math.maxinteger - 1, math.maxinteger))", "2");
  assert_gives("return select(\"#\", (\"x\"):rep(8000):byte(1, -1))", "8000");
  assert_raises("return (\"x\"):rep(8001):byte(1, -1)", "code:1: string slice too long");
  assert_raises("return utf8.codepoint((\"x\"):rep(8001), 1, -1)", "code:1: string slice too long");
  assert_raises("table.concat({}, \"\", 1, 1 << 60)",
                "code:1: invalid value (nil) at index 1 in table for 'concat'");
  assert_raises("table.move({}, 1, math.maxinteger, 2)",
                "code:1: bad argument #4 to 'move' (destination wrap around)");
  assert_raises("table.move({}, -1, math.maxinteger, 2)",
                "code:1: bad argument #3 to 'move' (too many elements to move)");
  assert_raises("table.insert({}, 3, 1)",
                "code:1: bad argument #2 to 'insert' (position out of bounds)");
  assert_raises("table.insert({}, 1, 2, 3)", "code:1: wrong number of arguments to 'insert'");
  assert_raises("table.insert(\"x\", 1)",
                "code:1: bad argument #1 to 'insert' (table expected, got string)");
}

/* What has no text of its own is shown by its type, and nothing tells where it lies. */
static void test_format(void **state) {
  (void)state;
  assert_gives("return (\"%s|%s|%s|%10s|%-10s|\"):format({}, print, tostring, {}, {})",
               "table|nil|function|     table|table     |");
  assert_gives("return (\"%.2s\"):format({})", "ta");
  assert_raises("return (\"%p\"):format({})", "code:1: format: %p is not known here");
  assert_raises("return (\"%5p\"):format(1)", "code:1: format: %p is not known here");
  assert_raises("return (\"%q\"):format({})",
                "code:1: bad argument #1 to 'format' (value has no literal form)");
  assert_gives("return (\"%5.1f|%5d|%-5d|%05d|%+d|%x|%X|%#o|%e|%g|%a|%c|%i|%u|%%\")"
               ":format(3.14159, 42, 42, 42, 42, 255, 255, 8, 12345.678, 1e20, 1, 65, 7, 7)",
               "  3.1|   42|42   |00042|+42|ff|FF|010|1.234568e+04|1e+20|0x1p+0|A|7|7|%");
  assert_gives("return (\"%q\"):format(\"a\\nb\\0c\\0001\\r\\\"\\\\\")",
               "\"a\\\nb\\0c\\0001\\13\\\"\\\\\"");
  assert_gives("return (\"%q|%q|%q|%q|%q\"):format(1 / 0, -1 / 0, 0 / 0, 0.5, math.mininteger)",
               "1e9999|-1e9999|(0/0)|0x1p-1|0x8000000000000000");
  assert_gives("return #(\"%99.99f\"):format(-1e308)", "410");
}

static void test_texts_know_the_library(void **state) {
  (void)state;
  assert_gives("return (\"x\"):upper()", "X");
  assert_gives("return (\"abc\"):len() + #\"abc\"", "6");
  assert_gives("return \"10\" + 1", "11");
  assert_gives("return \"0x10\" * \"2\"", "32");
  assert_gives("return -\"2\"", "-2");
  assert_gives("return 7 // \"2\"", "3");
  assert_gives("return 10 .. \"\"", "10");
  assert_raises("return \"x\" + 1", "code:1: attempt to add a 'string' with a 'number'");
  assert_raises("return {} + \"1\"", "code:1: attempt to add a 'table' with a 'string'");
  assert_raises("return -\"x\"", "code:1: attempt to unm a 'string' with a 'string'");
  assert_raises("return (\"x\"):dump()", "code:1: attempt to call a nil value (method 'dump')");
  assert_raises("string.upper(nil)",
                "code:1: bad argument #1 to 'upper' (string expected, got nil)");
}

/* Nothing here looks at the locale: bytes past ASCII are no letters. */
static void test_ascii_only(void **state) {
  (void)state;
  assert_gives("return (\"\\xc3\\xa9\\xe9\"):upper()", "\xc3\xa9\xe9");
  assert_gives("return (\"\\xe9\"):find(\"%a\")", "nil");
  assert_gives(
      "local n = 0 for c = 0, 255 do if string.char(c):find(\"%w\") then n = n + 1 end end "
      "return n",
      "62");
  assert_gives(
      "local n = 0 for c = 0, 255 do if string.char(c):find(\"%p\") then n = n + 1 end end "
      "return n",
      "32");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sort),       cmocka_unit_test(test_bounds),
      cmocka_unit_test(test_format),     cmocka_unit_test(test_texts_know_the_library),
      cmocka_unit_test(test_ascii_only), cmocka_unit_test(test_order_of_large_keys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
