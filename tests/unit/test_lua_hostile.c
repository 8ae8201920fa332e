/* test_lua_hostile: code that means to run for long, or to fill the memory: each must end by a
 * limit (or for want of memory), soon, and leave a sandbox that works. ZG_TIMES=1 prints how long
 * each takes. */
#include "unit/lua_box.h"

static void assert_all_end(const char *const *codes, size_t count) {
  for (size_t i = 0; i < count; i++)
    assert_ends(codes[i]);
}

#define ASSERT_ALL_END(codes) assert_all_end((codes), sizeof(codes) / sizeof *(codes))

static void test_patterns(void **state) {
  (void)state;
  static const char *const codes[] = {
      /* more ways to match than can be tried */
      "local p = (\"a*\"):rep(30) .. \"b\" return (\"a\"):rep(60):find(p)",
      "local p = (\"a?\"):rep(60) .. (\"a\"):rep(60) .. \"b\" return (\"a\"):rep(60):match(p)",
      "local p = (\".-\"):rep(10) .. \"x\" return (\"a\"):rep(2000):find(p)",
      "return (\"a\"):rep(60):gsub((\"a*\"):rep(30) .. \"b\", \"\")",
      "for x in (\"a\"):rep(60):gmatch((\"a*\"):rep(30) .. \"b\") do end",
      "local p = (\"(a*)\"):rep(30) .. \"b\" return (\"a\"):rep(60):find(p)",
      /* as many times as the text is long, squared */
      "local s = (\"a\"):rep(100000) return s:find(\".-b\")",
      "local s = (\"a\"):rep(100000) return s:find(\"a*b\")",
      "local s = (\"(\"):rep(100000) return s:find(\"%b()\")",
      "local s = (\"ab\"):rep(50000) return s:find(\"(.-)%1c\")",
      "local s = (\"a\"):rep(100000) return s:find(\"(a*)%1b\")",
      "local s = (\"a\"):rep(50000) return s:match(\"(.*)%1%1x\")",
      "local s = (\"a\"):rep(50000) return s:gsub(\"a-b\", \"\")",
      /* a set as long as the text */
      "local p = \"[\" .. (\"b\"):rep(60000) .. \"]x\" return (\"a\"):rep(60000):find(p)",
      "local p = \"[^\" .. (\"b\"):rep(60000) .. \"]*x\" return (\"a\"):rep(60000):find(p)",
      "local p = \"%f[\" .. (\"b\"):rep(60000) .. \"]\" return (\"a\"):rep(60000):find(p)",
      "local p = \"[\" .. (\"%d\"):rep(30000) .. \"]\" return (\"a\"):rep(60000):gsub(p, \"\")",
      /* short ones, in a loop */
      "while true do (\"aaaaaaaaaa\"):find(\"%a+$\") end",
      "local s = (\"a\"):rep(1000) while true do s:find(\"b\") end",
      "local s = (\"a\"):rep(1000000) while true do s:find(\"b\", 1, true) end",
      "local s = (\"a\"):rep(1000000) while true do s:find(\"[b]\", 1) end",
      "while true do (\"\"):find(\"\") end",
      "while true do (\"x\"):gsub(\"\", \"y\") end",
      "while true do (\"x\"):gmatch(\"x\")() end",
      "while true do pcall(string.find, \"x\", \"[\") end",
      "local f = (\"a\"):rep(60):gmatch((\"a*\"):rep(30) .. \"b\") pcall(f) pcall(f)",
      "while true do (\"x\"):rep(1000):gsub(\".\", function() return (\"y\"):rep(100) end) end",
      "(\"x\"):gsub(\".\", function() while true do end end)",
      "local s = (\"x\"):rep(1000000) while true do s:gsub(\".\", \"y\") end",
      "local s = (\"x\"):rep(1000000) while true do s:gsub(\"y\", \"y\") end",
      /* what memmem and its like are slow at */
      "local s, p = (\"a\"):rep(1900000), (\"a\"):rep(1000000) .. \"b\" "
      "while true do s:find(p, 1, true) end",
      "local s, p = (\"ab\"):rep(900000), \"b\" .. (\"ab\"):rep(400000) .. \"b\" "
      "while true do s:find(p, 1, true) end",
      "local s, p = (\"a\"):rep(1900000), \"baaaaaaa\" while true do s:find(p, 1, true) end",
  };
  ASSERT_ALL_END(codes);
}

static void test_strings(void **state) {
  (void)state;
  static const char *const codes[] = {
      "while true do (\"\"):rep(1 << 62) end",
      "while true do (\"x\"):rep(2000000) end",
      "while true do (\"x\"):rep(1, (\"y\"):rep(1000)) end",
      "while true do pcall(string.rep, \"x\", 1 << 40) end",
      "local s = (\"x\"):rep(2000000) while true do s:reverse() end",
      "local s = (\"x\"):rep(2000000) while true do s:upper() end",
      "local s = (\"x\"):rep(2000000) while true do s:lower() end",
      "local s = (\"x\"):rep(2000000) while true do s:sub(2) end",
      "local s = (\"x\"):rep(2000000) while true do local y = s:len() + #s end",
      "local s = (\"x\"):rep(7000) while true do s:byte(1, -1) end",
      "while true do string.char(1, 2, 3, 4) end",
      "local s = (\"%99.99f\"):rep(20) while true do s:format(1e300, 1e300, 1e300, 1e300, 1e300, "
      "1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, "
      "1e300, 1e300) end",
      "while true do (\"%99.99f\"):format(-1e308) end",
      "while true do (\"%a%e%g\"):format(1e-300, 1e-300, 1e-300) end",
      "while true do (\"%99d\"):format(1) end",
      "local s = (\"x\"):rep(1000000) while true do (\"%s\"):format(s) end",
      "local s = (\"x\"):rep(1000000) while true do (\"%.3s\"):format(s) end",
      "local s = (\"\\0\"):rep(500000) while true do (\"%q\"):format(s) end",
      "local s = (\"%%\"):rep(1000000) while true do s:format() end",
      "while true do tostring(1e300) end",
      "while true do local s = 1.5 .. \"\" end",
      /* one instruction of Lua, as long as the text */
      "local a, b = (\"x\"):rep(2000000), (\"x\"):rep(2000000) while true do local c = a == b end",
      "local a, b = (\"x\"):rep(2000000), (\"x\"):rep(2000000) while true do local c = a < b end",
      "local a, b = (\"x\"):rep(2000000), (\"x\"):rep(2000000) while true do local c = a <= b end",
      "local a, b = (\"x\"):rep(2000000), (\"x\"):rep(2000000) while true do rawequal(a, b) end",
      "local a, b = (\"x\"):rep(2000000), (\"x\"):rep(2000000) "
      "local t = { [a] = 1 } while true do local c = t[b] end",
      "local a = (\"x\"):rep(1000000) while true do local c = a .. a end",
      "local a = (\"x\"):rep(1000000) while true do local t = {} t[a .. \"y\"] = 1 end",
      "local a = (\"9\"):rep(2000000) while true do pcall(function() local c = a & 1 end) end",
      "local a = (\" \"):rep(2000000) while true do pcall(function() local c = a & 1 end) end",
      "local a = (\"9\"):rep(2000000) while true do pcall(function() local c = ~a end) end",
      "local a = (\"9\"):rep(2000000) while true do local c = a + 1 end",
      "local a = (\"9\"):rep(2000000) while true do local c = -a end",
      "local a = (\"9\"):rep(2000000) while true do tonumber(a) end",
      "local a = (\"9\"):rep(2000000) while true do pcall(function() for i = 1, a do end end) end",
      "local a = (\"9\"):rep(2000000) while true do tonumber(a, 10) end",
      "local a = (\"9\"):rep(2000000) while true do math.floor(a) end",
      "local a = (\"9\"):rep(2000000) while true do math.max(a, a) end",
      "local a = (\"9\"):rep(2000000) while true do pcall(string.rep, \"x\", a) end",
      "local a = (\" \"):rep(2000000) .. \"9\" while true do (\"x\"):sub(a) end",
      "local a = (\"9\"):rep(2000000) while true do pcall(string.byte, \"x\", a) end",
      "local a = (\"9\"):rep(2000000) while true do pcall(select, a) end",
      "local a = (\"x\"):rep(2000000) while true do pcall(error, a) end",
#define LESS "if a < b then end if a > b then end "
      "local a = (\"\\0\"):rep(2000000) local b = a .. \"x\" while true do " LESS LESS LESS LESS
          LESS LESS LESS LESS LESS LESS "end",
      "local a = (\"\\0\"):rep(500000) local b = a .. \"x\" while true do " LESS LESS LESS LESS LESS
          LESS LESS LESS LESS LESS "end",
      "local a, t = (\"\\0\"):rep(500000), {} for i = 1, 20 do t[i] = a .. i end "
      "while true do table.sort(t) end",
      /* UTF-8 */
      "local s = (\"x\"):rep(2000000) while true do utf8.len(s) end",
      "local s = (\"\\u{8336}\"):rep(600000) while true do utf8.len(s) end",
      "local s = (\"x\"):rep(2000000) while true do utf8.offset(s, 2000000) end",
      "local s = (\"x\"):rep(2000000) while true do utf8.offset(s, -2000000) end",
      "local s = \"a\" .. (\"\\x80\"):rep(2000000) while true do utf8.offset(s, 2) end",
      "local s = \"a\" .. (\"\\x80\"):rep(2000000) while true do utf8.offset(s, 0) end",
      "local s = \"a\" .. (\"\\x80\"):rep(2000000) while true do utf8.offset(s, -1) end",
      "local f = utf8.codes(\"a\") local s = (\"\\x80\"):rep(2000000) while true do f(s, 0) end",
      "local s = (\"x\"):rep(7000) while true do utf8.codepoint(s, 1, -1) end",
      "while true do utf8.char(0x7fffffff, 0x7fffffff) end",
      "while true do for p, c in utf8.codes(\"aaaaaaaaaaaa\") do end end",
      "local s = (\"x\"):rep(2000000) while true do utf8.codes(s) end",
  };
  ASSERT_ALL_END(codes);
}

static void test_tables(void **state) {
  (void)state;
  static const char *const codes[] = {
      "table.move({}, 1, 1 << 60, 2)",
      "table.move({}, 1, 1 << 60, 2, {})",
      "local t = {} while true do table.move(t, 1, 1000, 2000) end",
      "local t = {} while true do t[#t + 1] = 1 table.insert(t, 1, 1) end",
      "local t = {} for i = 1, 1000 do t[i] = i end while true do table.insert(t, 1, 1) end",
      "local t = {} for i = 1, 1000 do t[i] = i end "
      "while true do table.insert(t, table.remove(t, 1)) end",
      "local t = {} for i = 1, 1000 do t[i] = i end while true do table.concat(t) end",
      "local t = {} for i = 1, 1000 do t[i] = \"\" end while true do table.concat(t) end",
      "local s = (\"x\"):rep(1000000) while true do table.concat({ s }, s) end",
      "local t = {} for i = 1, 1000 do t[i] = i end while true do table.unpack(t) end",
      "local t = {} for i = 1, 1000 do t[i] = i end "
      "while true do table.pack(table.unpack(t)) end",
      "local t = {} for i = 1, 1000 do t[i] = i end "
      "while true do select(\"#\", table.unpack(t)) end",
      "local t = {} for i = 1, 1000 do t[i] = i end "
      "while true do math.max(table.unpack(t)) end",
      "local t = {} for i = 1, 1000 do t[i] = i end while true do table.sort(t) end",
      "local t = {} for i = 1, 30000 do t[i] = -i end while true do table.sort(t) end",
      "local t = {} for i = 1, 1000 do t[i] = i end "
      "while true do table.sort(t, function() return true end) end",
      "table.sort({ 3, 2, 1 }, function() while true do end end)",
      "local s, t = (\"x\"):rep(30000), {} for i = 1, 100 do t[i] = s .. i end "
      "while true do table.sort(t) end",
      "while true do table.pack() end",
      "while true do pcall(table.unpack, {}, 1, 1 << 60) end",
      "while true do pcall(table.concat, {}, \"\", 1, 1 << 60) end",
      "local function f(...) return f(1, ...) end f()",
      "local function f(...) local t = { ... } return f(1, ...) end f()",
      "local function f(...) return f(select(1, 1, ...)) end f()",
      /* pairs */
      "local t = {} while true do for k in pairs(t) do end end",
      "local t = {} for i = 1, 100 do t[i] = i end while true do for k in pairs(t) do end end",
      "local t = {} for i = 1, 100 do t[i .. \"\"] = i end while true do pairs(t) end",
      "local t = {} for i = 1, 10000 do t[i .. \"\"] = i end while true do pairs(t) end",
      "local t = {} for i = 1, 100000 do t[i] = i end while true do pairs(t) end",
      "local s, t = (\"x\"):rep(50000), {} for i = 1, 200 do t[s .. i] = i end "
      "while true do pairs(t) end",
      "local t = {} for i = 1, 100000 do t[i] = i end for i = 1, 100000 do t[i] = nil end "
      "while true do pairs(t) end",
      "local t = {} for i = 1, 10000 do t[i .. \"\"] = i end "
      "for i = 1, 10000 do t[i .. \"\"] = nil end while true do pairs(t) end",
      "local t = {} for i = 1, 4000 do t[i] = i end for i = 1, 4000 do t[i] = nil end "
      "while true do pairs(t) end",
      "local t = {} for i = 1, 1000 do t[i] = i end while true do for i, v in ipairs(t) do end end",
  };
  ASSERT_ALL_END(codes);
}

static void test_hashes(void **state) {
  (void)state;
  static const char *const codes[] = {
      /* keys that all begin in one place: Lua takes an integer modulo 2^k - 1 */
      "local t = {} for i = 1, 1 << 18 do t[i * 16383] = i end",
      "local t = {} for i = 1, 1 << 18 do t[i * 8191] = i end while true do end",
      "local t = {} for i = 1, 4096 do t[i * 4095] = i end while true do local x = t[-4095] end",
      "local t = {} for i = 1, 8192 do t[i * 8191] = i end while true do local x = t[-8191] end",
      "local k = 1 << 13 local t = {} for i = 1, k do t[i * (k - 1)] = i end "
      "while true do for i = 1, k do t[i * (k - 1)] = nil t[-i * (k - 1)] = i end end",
      /* full, and built anew with each key that goes and comes */
      "local t = {} for i = 1, 8 do t[i + 0.5] = i end local i = 8 "
      "while true do t[i - 6.5] = nil i = i + 1 t[i + 0.5] = i end",
      "local t = {} for i = 1, 8192 do t[i + 0.5] = i end local i = 8192 "
      "while true do t[i - 8191.5] = nil i = i + 1 t[i + 0.5] = i end",
      "local t = {} for i = 1, 1024 do t[\"k\" .. i] = i end local i = 1024 "
      "while true do t[\"k\" .. i - 1023] = nil i = i + 1 t[\"k\" .. i] = i end",
      /* a small hash beside a great array, both looked through to build the small one */
      "local t = {} for i = 1, 131072 do t[i] = i end "
      "while true do t[-1] = 1 t[-3] = 1 t[-5] = 1 t[-7] = 1 t[-9] = 1 "
      "t[-1] = nil t[-3] = nil t[-5] = nil t[-7] = nil t[-9] = nil "
      "t[1.5] = 1 t[2.5] = 1 t[3.5] = 1 t[1.5] = nil t[2.5] = nil t[3.5] = nil end",
      "local t = {} for i = 1, 65537 do t[i] = i end while true do t[65537] = nil t.x = 1 "
      "t.x = nil t[65537] = 1 t[65538] = 1 t[65538] = nil end",
  };
  ASSERT_ALL_END(codes);
}

static void test_memory(void **state) {
  (void)state;
  static const char *const codes[] = {
      "local t = {} while true do pcall(function() t[#t + 1] = (\"x\"):rep(100000) end) end",
      "local t = {} while true do t = { t } end",
      "local t = {} while true do pcall(function() t = { t, (\"x\"):rep(1000) } end) end",
      "local t = {} for i = 1, 1e9 do pcall(function() t[i .. \"\"] = i end) end",
      "local s = \"x\" while true do pcall(function() s = s .. s end) end",
      "local t = {} for i = 1, 1e9 do pcall(function() t[i] = { i } end) end",
      "local function f() pcall(f) pcall(f) end f()",
      "local function f(n) local ok = pcall(f, n + 1) return f(n) end f(1)",
      "while true do local t = {} t.a = 1 t.b = 2 t.c = 3 end",
      "while true do local f = function() return f end end",
      "local keep = {} for i = 1, 150000 do keep[i] = {} end while true do local t = { {} } end",
      /* as full as it may be, so that every text made collects all before it */
      "local t = {} pcall(function() for i = 1, 1e9 do t[i] = (\"x\"):rep(50) .. i end end) "
      "while true do pcall(string.rep, \"x\", 10000) end",
      "while true do pcall(error, {}) end",
  };
  ASSERT_ALL_END(codes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_patterns), cmocka_unit_test(test_strings),
      cmocka_unit_test(test_tables),   cmocka_unit_test(test_hashes),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
