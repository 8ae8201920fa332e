/* test_lua_match: the matcher of patterns by hand; test_lua_same compares it with Lua's own. */
#include "unit/lua_box.h"

static void test_results(void **state) {
  (void)state;
  static const struct {
    const char *code, *text;
  } cases[] = {
      /* find */
      {"return table.concat({ (\"hello\"):find(\"l\") }, \",\")", "3,3"},
      {"return table.concat({ (\"hello\"):find(\"l+\") }, \",\")", "3,4"},
      {"return table.concat({ (\"hello\"):find(\"(l)(l)\") }, \",\")", "3,4,l,l"},
      {"return table.concat({ (\"hello\"):find(\"()ll()\") }, \",\")", "3,4,3,5"},
      {"return table.concat({ (\"hello\"):find(\"\") }, \",\")", "1,0"},
      {"return table.concat({ (\"hello\"):find(\"\", 6) }, \",\")", "6,5"},
      {"return (\"hello\"):find(\"\", 7)", "nil"},
      {"return (\"hello\"):find(\"l\", -1)", "nil"},
      {"return (\"hello\"):find(\"h\", -100)", "1"},
      {"return (\"a.b\"):find(\".\", 2, true)", "2"},
      {"return (\"a+b\"):find(\"+\", 1, true)", "2"},
      {"return (\"a\\0b\"):find(\"\\0b\")", "2"},
      {"return (\"a\\0b\"):find(\"%z\")", "2"},
      {"return (\"aXb\"):find(\"%u\")", "2"},
      {"return (\"^a\"):find(\"^^\")", "1"},
      {"return (\"a$\"):find(\"$$\")", "2"},
      {"return (\"ab\"):find(\"a$b\")", "nil"},
      /* match */
      {"return (\"key = value\"):match(\"^(%w+)%s*=\")", "key"},
      {"return (\"2026-11-21\"):match(\"%d+-(%d+)\")", "11"},
      {"return (\"[[x]]\"):match(\"%[%[(.-)%]%]\")", "x"},
      {"return (\"f(a(b)c)d\"):match(\"%b()\")", "(a(b)c)"},
      {"return (\"xyyx\"):match(\"(.)(.)%2%1\")", "x"},
      {"return (\"THE (quick) fox\"):find(\"%f[%a]%a+%f[%A]\", 5)", "6"},
      {"return (\"aaa\"):match(\"a-\")", ""},
      {"return (\"aaab\"):match(\"a-b\")", "aaab"},
      {"return (\"a-b\"):match(\"[a-]+\")", "a-"},
      {"return (\"a]b\"):match(\"[]]\")", "]"},
      {"return (\"ab]\"):match(\"[^]]+\")", "ab"},
      {"return (\"a%b\"):match(\"[%%]\")", "%"},
      {"return (\"\\xe8\\x8c\\xb6\"):match(\"[\\x80-\\xff]+\")", "\xe8\x8c\xb6"},
      {"return (\"hello\"):match(\".\", 3)", "l"},
      {"return (\"  x  \"):match(\"^%s*(.-)%s*$\")", "x"},
      /* gmatch */
      {"local s = \"\" for w in (\"one two\"):gmatch(\"%a+\") do s = s .. w .. \";\" end return s",
       "one;two;"},
      {"local s = \"\" for k, v in (\"a=1,b=2\"):gmatch(\"(%w)=(%w)\") do s = s .. v .. k end "
       "return s",
       "1a2b"},
      {"local n = 0 for w in (\"abc\"):gmatch(\"\") do n = n + 1 end return n", "4"},
      {"local n = 0 for w in (\"abc\"):gmatch(\"x*\") do n = n + 1 end return n", "4"},
      {"local s = \"\" for w in (\"^a^a\"):gmatch(\"^a\") do s = s .. w end return s", "^a^a"},
      {"local s = \"\" for w in (\"abc\"):gmatch(\".\", -2) do s = s .. w end return s", "bc"},
      {"local s = \"\" for w in (\"abc\"):gmatch(\".\", 9) do s = s .. w end return s", ""},
      /* gsub */
      {"return ((\"hello\"):gsub(\"l\", \"L\"))", "heLLo"},
      {"return ((\"hello\"):gsub(\"l\", \"L\", 1))", "heLlo"},
      {"return select(2, (\"hello\"):gsub(\"l\", \"L\"))", "2"},
      {"return ((\"hello\"):gsub(\"\", \"-\"))", "-h-e-l-l-o-"},
      {"return ((\"abc\"):gsub(\"b*\", \"-\"))", "-a-c-"},
      {"return ((\"hello\"):gsub(\"(l)(o)\", \"%2%1\"))", "helol"},
      {"return ((\"hello\"):gsub(\"l\", \"%0%0\"))", "hellllo"},
      {"return ((\"hello\"):gsub(\"l\", \"%1\"))", "hello"},
      {"return ((\"hello\"):gsub(\"l\", \"%%\"))", "he%%o"},
      {"return ((\"hello\"):gsub(\"()l\", \"%1\"))", "he34o"},
      {"return ((\"hello\"):gsub(\".\", { h = \"J\", l = false, o = 7 }))", "Jell7"},
      {"return ((\"hello\"):gsub(\"l\", function() return nil end))", "hello"},
      {"return ((\"hello\"):gsub(\"^h\", \"J\"))", "Jello"},
      {"return ((\"hhh\"):gsub(\"^h\", \"J\"))", "Jhh"},
      {"return ((\"a b c\"):gsub(\"%w\", \"%0%0\", 2))", "aa bb c"},
      {"return ((\"abc\"):gsub(\".\", function(c) return (c:gsub(\"b\", \"x\")) end))", "axc"},
      {"return ((\"abc\"):gsub(\"%w\", \"%0\", 0))", "abc"},
      {"return ((\"abc\"):gsub(\"%w\", \"%0\", -1))", "abc"},
      /* no end of a set, where none is looked for */
      {"return (\"a\"):find(\"b[\")", "nil"},
      {"return (\"ab\"):find(\"a(\", 2)", "nil"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_gives(cases[i].code, cases[i].text);
}

static void test_errors(void **state) {
  (void)state;
  static const struct {
    const char *code, *message;
  } cases[] = {
      {"(\"a\"):find(\"[a\")", "code:1: malformed pattern (missing ']')"},
      {"(\"a\"):find(\"[]\")", "code:1: malformed pattern (missing ']')"},
      {"(\"a\"):find(\"[^]\")", "code:1: malformed pattern (missing ']')"},
      {"(\"a\"):find(\"[a%\")", "code:1: malformed pattern (missing ']')"},
      {"(\"a\"):find(\"a%\")", "code:1: malformed pattern (ends with '%')"},
      {"(\"a\"):find(\"(a\")", "code:1: unfinished capture"},
      {"(\"a\"):find(\"(a))\")", "code:1: invalid pattern capture"},
      {"(\"a\"):find(\"%1\")", "code:1: invalid capture index %1"},
      {"(\"a\"):find(\"(%1)\")", "code:1: invalid capture index %1"},
      {"(\"a\"):find(\"%b\")", "code:1: malformed pattern (missing arguments to '%b')"},
      {"(\"a\"):find(\"%bx\")", "code:1: malformed pattern (missing arguments to '%b')"},
      {"(\"a\"):find(\"%f\")", "code:1: missing '[' after '%f' in pattern"},
      {"(\"a\"):find(\"%fa\")", "code:1: missing '[' after '%f' in pattern"},
      {"(\"a\"):find((\"()\"):rep(33))", "code:1: too many captures"},
      {"(\"a\"):gsub(\"a\", \"%\")", "code:1: invalid use of '%' in replacement string"},
      {"(\"a\"):gsub(\"a\", \"%x\")", "code:1: invalid use of '%' in replacement string"},
      {"(\"a\"):gsub(\"a\", \"%2\")", "code:1: invalid capture index %2"},
      {"(\"a\"):gsub(\"a\", function() return {} end)",
       "code:1: invalid replacement value (a table)"},
      {"(\"a\"):gsub(\"a\", { a = true })", "code:1: invalid replacement value (a boolean)"},
      {"string.gsub(\"a\", \"a\")",
       "code:1: bad argument #3 to 'gsub' (string/function/table expected, got no value)"},
      {"string.find({}, \"a\")", "code:1: bad argument #1 to 'find' (string expected, got table)"},
      {"string.find(\"a\")", "code:1: bad argument #2 to 'find' (string expected, got no value)"},
      {"(\"a\"):find(\"a\", 1.5)",
       "code:1: bad argument #2 to 'find' (number has no integer representation)"},
      {"(\"a\"):gmatch()", "code:1: bad argument #1 to 'gmatch' (string expected, got no value)"},
      /* 200 in one another, and no more */
      {"(\"a\"):rep(300):find((\"a?\"):rep(300))", "code:1: pattern too complex"},
      {"(\"a\"):rep(300):find((\"(\"):rep(30) .. (\"a-\"):rep(300))",
       "code:1: pattern too complex"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_raises(cases[i].code, cases[i].message);
  assert_gives("return (\"a\"):rep(300):find((\"a\"):rep(299) .. \"a*$\")", "1");
  assert_gives("return #(\"a\"):rep(190):match((\"a?\"):rep(190))", "190");
}

/* The iterator of gmatch works, or fails alike, after it has failed. */
static void test_iterator_after_errors(void **state) {
  (void)state;
  assert_gives("local f = (\"a\"):rep(300):gmatch((\"a?\"):rep(300)) local s = \"\" "
               "for i = 1, 300 do s = select(2, pcall(f)) end return s",
               "pattern too complex");
  assert_gives("local f = (\"ab\"):gmatch(\"[\") pcall(f) return select(2, pcall(f))",
               "malformed pattern (missing ']')");
  assert_gives("local f = (\"ab\"):gmatch(\".\") local n = 0 for i = 1, 100 do "
               "n = n + (f() and 1 or 0) end return n",
               "2");
  assert_gives("local f, g = (\"ab\"):gmatch(\".\"), (\"cd\"):gmatch(\".\") "
               "return f() .. g() .. f() .. g()",
               "acbd");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_results),
      cmocka_unit_test(test_errors),
      cmocka_unit_test(test_iterator_after_errors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
