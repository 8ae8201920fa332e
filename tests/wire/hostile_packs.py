"""What packs have been seen to do to hosts that trust them, as a table; test_hostile_packs.py runs it.

RUNS: what it is about, a name, how it must end, and the body of a rule's `run`. How it must end:
"ends" is by a limit or an error, "limit" by a limit, "error" by an error, "done" in order, "any" is
one of these; always soon.

LOADS: what it is about, a name, and the text of a pack.lua (or its bytes). The server must refuse it
or be none the worse for it.
"""

LESS = "if a < b then end if a > b then end " * 10

RUNS = [
    # ---- patterns
    ("backtracking", "find", "limit", 'return { say(tostring(("a"):rep(60):find(("a*"):rep(25) .. "b"))) }'),
    ("backtracking", "gsub", "limit", 'return { say((("a"):rep(60):gsub(("a*"):rep(25) .. "b", ""))) }'),
    ("backtracking", "gmatch", "limit", 'for w in ("a"):rep(60):gmatch(("a*"):rep(25) .. "b") do end'),
    ("ten lazy items", "lazy", "limit", '("x"):rep(2000):find((".-"):rep(10) .. "z")'),
    ("quadratic", "lazy_free", "limit", '("a"):rep(200000):find(".-b")'),
    ("quadratic", "balance", "limit", '("("):rep(200000):find("%b()")'),
    ("quadratic", "set", "limit", '("a"):rep(200000):find("[" .. ("b"):rep(3000) .. "]")'),
    ("quadratic", "again", "limit", 'while true do ("a"):rep(5000):find("(.*)%1b") end'),
    ("plain find", "plain", "limit",
     'local s, p = ("a"):rep(2000000), ("a"):rep(1000000) .. "b" while true do s:find(p, 1, true) end'),
    ("matcher depth", "depth", "ends", 'local p = ("("):rep(31) .. ("a?"):rep(5000) return ("a"):rep(9000):find(p)'),
    ("matcher depth", "glob", "limit", 'while true do pcall(string.find, ("a"):rep(5000), ("a?"):rep(5000)) end'),
    ("gmatch again", "gmatch_again", "limit",
     'local f = ("x"):rep(400000):gmatch("(" .. (".-"):rep(250) .. ")") while true do pcall(f) end'),
    # ---- texts
    ("rep of nothing", "rep_nothing", "done", 'return { say("<" .. ("").rep("", 2^62 | 0) .. ">") }'),
    ("rep of nothing", "rep_many", "ends", '("x"):rep(2^62 | 0)'),
    ("long texts", "reverse", "limit", 'local s = ("x"):rep(2000000) while true do s:reverse() end'),
    ("long texts", "compare", "limit",
     'local a, b = ("x"):rep(2000000), ("x"):rep(2000000) while true do if a == b then end end'),
    ("long texts", "zeros", "limit",
     'local a = ("\\0"):rep(2000000) local b = a .. "x" while true do ' + LESS + "end"),
    ("long texts", "zeros_half", "limit",
     'local a = ("\\0"):rep(500000) local b = a .. "x" while true do ' + LESS + "end"),
    ("long texts", "zeros_sorted", "limit",
     'local a, t = ("\\0"):rep(700000), {} for i = 1, 20 do t[i] = a .. i end while true do table.sort(t) end'),
    ("long texts", "hash", "ends",
     'local t, s = {}, ("x"):rep(1000000) for i = 1, 1e9 do t[s .. i] = 1 t[s .. i] = nil end'),
    ("long texts", "numeral", "limit", 'local s = ("1"):rep(2000000) while true do local n = s + 0 end'),
    ("long texts", "numerals", "limit", 'local s = ("1"):rep(400000) while true do tonumber(s) end'),
    ("long texts", "format", "limit", 'while true do ("%99.99f"):format(1e308) end'),
    ("long texts", "format_wide", "error", '("%9999d"):format(1)'),
    ("long texts", "prices", "limit", 'local t = ("1 "):rep(30000) while true do prices(t) end'),
    ("long texts", "normal", "limit", 'local t = ("\u3300"):rep(5000) while true do pcall(normal, t) end'),
    ("long texts", "marks", "limit",
     'local t = "a" .. ("\\u{315}\\u{300}"):rep(4000) while true do normal(t) end'),
    # ---- tables
    ("tables that lie", "concat", "ends",
     "table.concat(setmetatable({}, { __len = function() return 1 << 60 end, __index = function() return '' end }))"),
    ("tables that lie", "concat_range", "ends", 'table.concat({}, "", 1, 1 << 60)'),
    ("tables that lie", "move", "ends", "table.move({}, 1, 1 << 60, 2)"),
    ("tables that lie", "insert", "ends",
     "table.insert(setmetatable({}, { __len = function() return 1 << 60 end }), 1, 1)"),
    ("tables that lie", "remove", "ends",
     "table.remove(setmetatable({}, { __len = function() return 1 << 60 end }), 1)"),
    ("tables that lie", "sort", "ends",
     "table.sort(setmetatable({}, { __len = function() return 1 << 30 end, __index = function() return 1 end }))"),
    ("functions in C", "comparator", "error", "table.sort({ 1, 2, 3 }, math.type)"),
    ("functions in C", "index", "error", "setmetatable({}, { __index = table.concat })"),
    ("unpack", "unpack", "error", "table.unpack({}, 1, 900000)"),
    ("unpack", "unpack_loop", "limit", "while true do pcall(table.unpack, {}, 1, 900000) end"),
    ("unpack", "unpack_overflow", "error", "table.unpack({}, math.mininteger, math.maxinteger)"),
    ("call", "call", "error", "local t = {} setmetatable(t, { __call = t }) t()"),
    ("index chain", "chain", "error",
     "local t = {} for i = 1, 1900 do t = setmetatable({}, { __index = t }) end while true do local x = t.x end"),
    ("index loop", "loop", "error",
     "local a, b = {}, {} setmetatable(a, { __index = b }) setmetatable(b, { __index = a }) return a.x"),
    ("full hash", "full_hash", "limit",
     "local t = {} for i = 1, 4096 do t[i .. 'x'] = 1 end local i = 0 "
     "while true do i = i + 1 t[i .. 'x'] = nil t[i + 4096 .. 'x'] = 1 end"),
    ("colliding keys", "collide", "limit",
     "local k = 1 << 13 local t = {} for i = 1, k do t[i * (k - 1)] = i end "
     "while true do for i = 1, k do t[i * (k - 1)] = nil t[-i * (k - 1)] = i end end"),
    ("colliding keys", "collide_wide", "ends", "local t = {} for i = 1, 1 << 18 do t[i * 262143] = i end while true do end"),
    ("next", "next", "limit",
     "local t = {} for i = 1, 8000 do t['k' .. i] = 1 end for i = 1, 8000 do t['k' .. i] = nil end "
     "while true do next(t) end"),
    ("next", "pairs", "limit", "local t = {} for i = 1, 8000 do t['k' .. i] = 1 end while true do pairs(t) end"),
    ("bad comparators", "sort_any", "any", "local t = {} for i = 1, 500 do t[i] = i end "
     "table.sort(t, function() return true end) table.sort(t, function(a) t[a] = nil return false end)"),
    # ---- memory
    ("memory", "refusals", "limit", 'while true do pcall(string.rep, "x", 2000000, ("y"):rep(2000000)) end'),
    ("memory", "keep", "ends", 'local t = {} while true do t[#t + 1] = ("x"):rep(100000) .. #t end'),
    ("memory", "keep_caught", "limit",
     'local t = {} while true do pcall(function() while true do t[#t + 1] = ("x"):rep(1000) .. #t end end) end'),
    ("memory", "tables", "ends", "local t = {} while true do t = { t } end"),
    ("memory", "double", "ends", 'local s = "x" while true do s = s .. s end'),
    ("memory", "blanks", "ends", 'return { say(("{a}"):rep(20000), { a = ("x"):rep(100000) }) }'),
    ("recursion", "deep", "ends", "local function f() return 1 + f() end f()"),
    ("recursion", "deep_c", "ends", 'local function f(x) return (x:gsub(".", f)) end f("x")'),
    ("recursion", "deep_sort", "any", "local function f() table.sort({ 1, 2 }, f) end f()"),
    ("recursion", "deep_index", "ends",
     "local m = {} m.__index = function(t, k) return setmetatable({}, m)[k] end return setmetatable({}, m).x"),
    ("recursion", "tail", "limit", "local function f(...) return f(1, ...) end f()"),
    # ---- catching
    ("caught limit", "pcall", "limit", "while true do pcall(function() while true do end end) end"),
    ("caught limit", "pcall_twice", "limit", "local function f() pcall(f) pcall(f) end f()"),
    ("caught limit", "emits_after", "limit",
     'pcall(function() while true do end end) ctx.state.shop.left = 2 ctx.log("after") return { say("after") }'),
    ("caught limit", "error_after", "limit", "pcall(function() while true do end end) error('masked')"),
    ("handler", "xpcall", "error", "xpcall(error, function() while true do end end)"),
    ("gc", "gc", "error", "setmetatable({}, { __gc = function() while true do end end })"),
    ("close", "close", "error", "local x <close> = setmetatable({}, { __close = function() while true do end end })"),
    ("close", "close_nil", "done", "local x <close> = nil"),
    ("close", "close_bare", "error", "local x <close> = {}"),
    ("weak", "weak", "error", 'setmetatable({}, { __mode = "k", __newindex = {} })'),
    ("coroutines", "coroutine", "error", "coroutine.wrap(function() while true do end end)()"),
    ("coroutines", "nested_close", "error", "for i = 1, 14000 do coroutine.close(coroutine.create(print)) end"),
    # ---- getting out
    ("bytecode", "dump", "error", "string.dump(function() end)"),
    ("bytecode", "load", "error", 'load("return 1")()'),
    ("metatables", "text", "error", 'getmetatable("").__index = nil'),
    ("metatables", "text_set", "error", 'setmetatable("", {})'),
    ("metatables", "event", "error", "setmetatable(e, { __index = {} })"),
    ("metatables", "money", "error", 'money("1.00", "CNY").minor = 5'),
    ("libraries", "library", "error", "string.rep = nil"),
    ("libraries", "global", "error", "say = nil"),
    ("libraries", "env", "error", "_ENV = {}"),
    ("libraries", "raw", "error", "rawset(_G, 'x', 1)"),
    ("libraries", "package", "error", "return package.loaded, io.open, os.execute, debug.sethook"),
    ("libraries", "collect", "error", "collectgarbage('stop')"),
    # ---- errors
    ("errors", "tostring", "error", "error(setmetatable({}, { __tostring = function() while true do end end }))"),
    ("errors", "nil", "error", "error(nil)"),
    ("errors", "cyclic", "error", "local t = {} t.t = t error(t)"),
    ("errors", "huge", "error", 'error(("x"):rep(1000000))'),
    ("errors", "zeros", "error", 'error("\\0\\255\\27[2J")'),
    ("errors", "forged", "error", 'ctx.log("a\\nFORGED log") error("b\\r\\nFORGED error")'),
    ("errors", "names", "error", "local x = {} x.y.z.w = 1"),
    ("addresses", "addresses", "done",
     'return { say(("%s %s %s"):format({}, say, ctx) .. tostring({}) .. tostring(e)) }'),
    ("addresses", "pointer", "error", '("%p"):format({})'),
    # ---- our own words
    ("words", "actions", "error", 'local t = {} for i = 1, 65 do t[i] = say("x") end return t'),
    ("words", "big_actions", "ends", 'local t = {} for i = 1, 64 do t[i] = say(("x"):rep(100000)) end return t'),
    ("words", "dag", "ends", 'local t = { 1 } for i = 1, 40 do t = { t, t } end '
     'return { action { type = "x.y", data = { t = t } } }'),
    ("words", "dag_shallow", "ends", 'local t = { 1 } for i = 1, 20 do t = { t, t } end '
     'return { action { type = "x.y", data = { t = t } } }'),
    ("words", "cycle", "error", 'local t = {} t.t = t return { action { type = "x.y", data = t } }'),
    ("words", "state_cycle", "error", "local t = {} t.t = t ctx.state.shop.t = t"),
    ("words", "nan", "error", 'return { action { type = "x.y", data = { n = 0 / 0 } } }'),
    ("words", "infinite", "error", "ctx.state.shop.n = 1 / 0"),
    ("words", "keys", "error", "ctx.state.shop[{}] = 1"),
    ("words", "utf8", "error", 'ctx.state.shop.t = "\\xff"'),
    ("words", "nul", "error", 'ctx.state.shop["a\\0b"] = 1'),
    ("words", "fat_state", "error", 'ctx.state.shop.t = ("x"):rep(100000)'),
    ("words", "timers", "ends", 'for i = 1, 1e9 do ctx.after("1s", "t" .. i) end'),
    ("words", "log", "ends", 'while true do ctx.log(("x"):rep(1000)) end'),
    ("words", "views", "limit", "while true do for k, v in pairs(e.data) do local z = v.text end end"),
    ("words", "suggestions", "limit", 'while true do pcall(function() return ctx.state[("x"):rep(40)] end) end'),
    ("words", "names", "limit", 'while true do pcall(function() return settings[("x"):rep(2000000)] end) end'),
    ("words", "types", "error", 'return { action { type = "x\\ny", data = {} } }'),
    ("words", "declare", "error", 'rule "new" { on = "x.y", run = function() end }'),
    ("words", "random", "error", "ctx.random(math.maxinteger, math.mininteger)"),
    ("steps", "plain", "limit", "while true do end"),
    ("steps", "nested", "limit", "for i = 1, math.maxinteger do for j = 1, math.maxinteger do end end"),
]

HEAD = 'pack { name = "%s", version = "1", api = 1 }\n'
GOOD = 'rule "probe" { on = "message.received", run = function(e, ctx) end }\n'

LOADS = [
    ("compile", "or", "local a = 1 local b = " + "a or " * 12000 + "a"),
    ("compile", "elseif", "local a = 1 if a then " + "elseif a then " * 4000 + "end"),
    ("compile", "nesting", "local a = " + "(" * 30000 + "1" + ")" * 30000),
    ("compile", "tables", "local a = " + "{" * 30000 + "}" * 30000),
    ("compile", "blocks", "do " * 20000),
    ("compile", "unary", "local a = " + "- " * 30000 + "1"),
    ("compile", "strings", 'local a = "' + "\\z \n" * 15000 + '"'),
    ("compile", "long", "x = 1\n" * 20000),
    ("compile", "bytecode", b"\x1bLua\x54\x00\x19\x93\r\n\x1a\n" + b"\xff" * 1000),
    ("compile", "not_utf8", b"local a = '\xff\xfe'"),
    ("steps", "endless", "while true do end"),
    ("steps", "endless_caught", "while true do pcall(function() while true do end end) end"),
    ("coroutines", "coroutine", "local c = coroutine.create(function() while true do end end)"),
    ("memory", "keep", "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end"),
    ("memory", "types", 'local s, t = ("x"):rep(1000000), {} for i = 1, 2000 do t[i] = s end '
     'rule "b" { on = t, run = function() end }'),
    ("memory", "names", 'for i = 1, 4000 do pcall(function() rule(("x"):rep(1000000) .. i) end) end'),
    ("memory", "labels", 'local s = ("x"):rep(1000000) for i = 1, 4000 do '
     'pcall(function() rule("r" .. i) { on = "x.y", label = s, run = function() end } end) end'),
    ("memory", "settings", 'local t = {} for i = 1, 8000 do '
     't["s" .. i] = { type = "text", default = ("x"):rep(100000) } end settings(t)'),
    ("memory", "phrases", 'local t = {} for i = 1, 60000 do t[i] = ("茶%d"):rep(20):format(i) end '
     'rule "b" { on = "message.received", when = { { "message.text", "says", t } }, run = function() end }'),
    ("memory", "expressions", 'for i = 1, 3000 do rule("b" .. i) { on = "x.y", when = { { "message.text", '
     '"matches", ("(a{1,50}){1,50}"):rep(8) .. i } }, run = function() end } end'),
    ("memory", "conditions", 'local c = { "message.text", "present" } for i = 1, 40 do c = any { c, c } end '
     'rule "b" { on = "message.received", when = c, run = function() end }'),
    ("recursion", "conditions", 'local a, b = {}, {} a.any = b b[1] = a '
     'rule "b" { on = "message.received", when = a, run = function() end }'),
    ("recursion", "deep_conditions", 'local c = { "message.text", "present" } for i = 1, 60000 do c = any { c } end '
     'rule "b" { on = "message.received", when = c, run = function() end }'),
    ("constants", "locals", "local t = {} for i = 1, 8000 do local a, b, c, d, e, f, g, h = 1 "
     "t[i] = function() return a, b, c, d, e, f, g, h end end "
     'rule "b" { on = "x.y", run = function() return t end }'),
    ("constants", "iterator", "words = ('a b'):gmatch('%a')"),
    ("constants", "chain", "local t = {} for i = 1, 200000 do t = { t } end keep = t"),
    ("gc", "gc", "setmetatable({}, { __gc = function() while true do end end })"),
    ("errors", "tostring", "error(setmetatable({}, { __tostring = function() while true do end end }))"),
    ("errors", "nil", "error(nil)"),
    ("errors", "forged", 'error("x\\nFORGED load")'),
    ("names", "engine", 'pack { name = "~engine", version = "1", api = 1 }'),
    ("names", "facts", 'pack { name = "", version = "1", api = 1 }'),
    ("names", "nul", 'pack { name = "a\\0b", version = "1", api = 1 }'),
]

# Packs whose one event makes all rules of the shop work: what one event may take as a whole.
TOGETHER = {
    "slow": 'local a = ("\\0"):rep(500000) local b = a .. "x"\n'
            'for i = 1, 60 do rule("r" .. i) { on = "message.received", '
            'run = function() for j = 1, 8 do if a < b then end end end } end\n',
    "expressions": 'for i = 1, 300 do rule("r" .. i) { on = "message.received", when = { { "message.text", '
                   '"matches", "(a+)+[0-9]{" .. i .. "}$" } }, run = function() end } end\n',
    "endless": 'for i = 1, 60 do rule("r" .. i) { on = "message.received", '
               'run = function() while true do end end } end\n',
}
