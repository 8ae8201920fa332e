"""One log, one result: twenty fresh processes of `replay --trace` give the same bytes, wherever and
however they are started. Addresses differ in each (ASLR), and what shows an address, an order of
a hash or the surroundings would differ with them. A sanitizer needs to see each log only so often
that what it finds cannot be luck."""
import json
import os
import random
import resource
import subprocess
import tempfile
import unittest

import program

RUNS = 3 if program.SANITIZED else 20
SEED = 20261121
PACK = """
pack { name = "odd", version = "1.0.0", api = 1, about = "Leans on whatever could differ" }

local function words(set)
  local found = {}
  for key in pairs(set) do found[#found + 1] = tostring(key) end
  return table.concat(found, ",")
end

rule "sets" {
  on = "message.received",
  run = function(event, ctx)
    local set, mixed = {}, {}
    for word in (event.message.text or ""):gmatch("[^ ]+") do set[word] = true end
    for i = 1, 40 do mixed["k" .. (i * 7919) % 97] = i; mixed[i * 3] = i; mixed[i + 0.5] = i end
    local kept = ctx.state.conversation
    kept.words = kept.words or {}
    for word in pairs(set) do kept.words["w" .. #word] = (kept.words["w" .. #word] or 0) + 1 end
    return { say(words(set) .. ";" .. words(mixed) .. ";" .. words(kept.words)) }
  end,
}

rule "measures" {
  on = "message.received",
  run = function(event, ctx)
    local lengths = {}
    for round = 1, 60 do
      local t = {}
      for i = 1, 5 do t["k" .. i] = i end
      t[1] = 1 t[3] = 3 t[4] = 4
      t.k1 = nil t["z" .. round] = 1
      lengths[#lengths + 1] = #t
    end
    for round = 1, 60 do
      local t = {}
      for i = 1, 30 do
        local roll, key = ctx.random(6), ctx.random(12)
        if roll == 1 then t[key] = nil
        elseif roll == 2 then t["n" .. key] = nil
        elseif roll == 3 then t[key + 0.5] = i
        elseif roll == 4 then t["n" .. key .. ("long"):rep(12)] = i
        elseif roll == 5 then t["n" .. key] = i
        else t[key] = i end
      end
      lengths[#lengths + 1] = #t
    end
    return { say("lengths " .. table.concat(lengths, " ")) }
  end,
}

rule "shows" {
  on = "message.received",
  run = function(event, ctx)
    local shown = { tostring({}), tostring(print), tostring(pairs), tostring(event), tostring(nil),
      string.format("%s %s %q %.17g %g %5.1f %d", {}, pairs, "a\\n\\0b", 0.1, 1e300, -0.0, 7),
      tostring(1e15), tostring(2^53), tostring(-0.0), tostring(1/0), 7 // 2, 7 / 2, 3 % -2,
      tostring(math.pi * 1e-7), math.sqrt(2), math.exp(1), math.log(10), ctx.random(), ctx.random(6),
      ctx.random(20, 40), ctx.now, tostring(function() end), #tostring(string.rep) }
    for i = 1, #shown do shown[i] = tostring(shown[i]) end
    return { say(table.concat(shown, "|")) }
  end,
}

rule "sorts" {
  on = "message.received",
  run = function(event, ctx)
    local list, shown = {}, {}
    for i = 1, 60 do list[i] = { key = ctx.random(4), place = i } end
    table.sort(list, function(a, b) return a.key < b.key end)
    for i, one in ipairs(list) do shown[i] = one.key .. "." .. one.place end
    local ok, why = pcall(table.sort, { 3, 1, 2, 5, 4 }, function() return true end)
    local no, what = pcall(function() return {} + 1 end)
    local on, who = pcall(error, { code = 1 })
    return { say(table.concat(shown, " ") .. tostring(ok) .. tostring(why) .. tostring(what) ..
      tostring(who)) }
  end,
}

rule "fails" {
  on = "message.received", when = { { "message.text", "says", { "error", "错" } } },
  run = function(event, ctx)
    local t = {}
    if ctx.random(2) == 1 then error(t) end
    return { say(t.missing.field) }
  end,
}

rule "never ends" {
  on = "message.received", when = { { "message.text", "matches", "(loop|(a+)+$)" } },
  run = function(event, ctx) while true do ctx.state.buyer.n = (ctx.state.buyer.n or 0) + 1 end end,
}

rule "wants all" {
  on = "message.received", when = { { "message.text", "says", "memory" } },
  run = function(event, ctx)
    local all = {}
    for i = 1, 1e9 do all[i] = ("x"):rep(1000) .. i end
  end,
}

rule "later" {
  on = "message.received",
  run = function(event, ctx)
    ctx.after(ctx.random(90) .. "s", "later", { n = ctx.random(1000) / 7 })
    ctx.after("30s", "tie", {})
  end,
}

rule "came" { on = "timer.later", run = function(event, ctx) return { say("n " .. event.n) } end }
rule "tied" { on = "timer.tie", run = function(event, ctx) return { say("t " .. ctx.now) } end }
"""
TEXTS = ["能便宜点吗", "a b c d e f g", "错 error", "loop", "memory", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
         "ＨＥＬＬＯ 貴", "好的", "160行不行", "\u0000", "\u202e茶", "é e\u0301", "🍵" * 20, "", "9" * 400,
         "1e308 0.1 -0", "{price}", "%s %p %n", "太贵了 便宜点 最低多少"]
VALUES = [None, True, 0, -0.0, 1e308, 2**63, 2**64, -(2**63), 0.1, "x", "", [], {}, [[[]]], {"": 1}]
CUT = [b"\n", b"{", b"\xff\xfe\n", b'{"id":1}\n', b'{"a":1,"a":2}\n', b"[1]\n", b'{"hello":1}\n']


def odd_log(path):
    """Events and lines that are none, the same from every seed."""
    dice = random.Random(SEED)
    lines = []
    for number in range(220):
        talk = dice.randrange(12)
        data = {"conversation": {"id": f"c-{talk}"}, "buyer": {"id": f"b-{talk % 5}"},
                "message": {"text": dice.choice(TEXTS)}, "item": {"sku": f"tea-{dice.choice([125, 250, 1])}"},
                f"x{dice.randrange(9)}": dice.choice(VALUES)}
        if dice.random() < 0.1:
            data[dice.choice(["conversation", "message", "item"])] = dice.choice(VALUES)
        kind = "message.received" if dice.random() < 0.85 else dice.choice(
            ["order.created", "conversation.closed", "offer.received", "platform.odd", "", "a..b"])
        second = number // 2 if dice.random() < 0.95 else dice.randrange(-9, 999999)
        at = f"2026-11-{20 + second // 86400 % 9:02d}T10:{second // 60 % 60:02d}:{second % 60:02d}Z"
        id_ = f"e-{number - dice.randrange(1, 5) if dice.random() < 0.05 else number}"
        lines.append(program.event(kind, id_, data, source=f"demo/{dice.randrange(3)}", time=at))
        if dice.random() < 0.08:
            lines.append(dice.choice(CUT))
    with open(path, "wb") as file:
        file.write(b"".join(lines))


def limits(run):
    """Another stack and other numbers of descriptors for each run."""
    def apply():
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 64 + 100 * run), most))
        _, most = resource.getrlimit(resource.RLIMIT_STACK)
        wanted = (1 + run % 8) << 20
        resource.setrlimit(resource.RLIMIT_STACK,
                           (wanted if most == resource.RLIM_INFINITY else min(most, wanted), most))
        for _ in range(run % 7):
            os.open(os.devnull, os.O_RDONLY | os.O_NONBLOCK)
    return apply


class Repeatable(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def once(self, run, log, arguments):
        """Standard output, trace and exit status of a fresh process in surroundings of its own."""
        languages = ["C", "C.UTF-8", "zh_CN.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", ""]
        zones = ["UTC", "Asia/Shanghai", "America/St_Johns", ":nowhere", "XYZ-13"]
        trace = os.path.join(self.folder, f"trace-{run}")
        inside = os.path.join(self.folder, *(["deep" * run] if run else []))
        os.makedirs(inside, exist_ok=True)
        environment = {"PATH": os.environ["PATH"], "LANG": languages[run % 6],
                       "LC_ALL": languages[run % 5], "TZ": zones[run % 5], "PAD": "x" * (run * 1111)}
        if run % 2:
            environment["HOME"] = environment["TMPDIR"] = inside
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        done = subprocess.run(
            [program.PROGRAM, "replay", log, *arguments, "--until", "end", "--trace", trace],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=4 * program.PATIENCE, cwd=inside,
            env=environment, preexec_fn=limits(run), check=False)
        return done.stdout, program.read(trace), done.returncode, done.stderr

    def assert_same(self, log, *arguments):
        """The first of all results; every other one equals it."""
        first = self.once(0, log, arguments)
        self.assertEqual(first[2], 0, first[3])
        for run in range(1, RUNS):
            other = self.once(run, log, arguments)
            for name, is_, should in zip(("output", "trace", "status"), other, first):
                if is_ == should:
                    continue
                pairs = zip(is_.splitlines(), should.splitlines()) if name != "status" else [(is_, should)]
                at = next((f"{i}: {a!r:.800}\n{b!r:.800}" for i, (a, b) in enumerate(pairs, 1) if a != b),
                          "one is longer")
                self.fail(f"the {name} of run {run} differs at line {at}")
        return first

    def test_the_day(self):
        output, trace, _, _ = self.assert_same(program.DAY, "--shop", program.SHOP)
        golden = program.read(os.path.join(program.ROOT, "tests/golden/day.actions.jsonl"))
        self.assertTrue(output.startswith(golden))  # what the timers do after the day comes behind
        self.assertGreater(len(trace), 10000)

    def test_odd_events_to_the_shipped_packs(self):
        log = os.path.join(self.folder, "odd.jsonl")
        odd_log(log)
        output, _, _, errors = self.assert_same(log, "--shop", program.SHOP)
        self.assertGreater(output.count(b"\n"), 10, errors)

    def test_odd_events_to_an_odd_pack(self):
        log = os.path.join(self.folder, "odd.jsonl")
        odd_log(log)
        rules = os.path.join(self.folder, "rules")
        program.write(os.path.join(rules, "odd", "pack.lua"), PACK)
        output, trace, _, errors = self.assert_same(log, "--rules", rules)
        self.assertGreater(output.count(b"\n"), 200, errors)
        for word in (b'"limit"', b'"error"', b'"timer.later"', b'"timer.tie"'):
            self.assertIn(word, trace)
        rows = [json.loads(line) for line in output.splitlines()]
        texts = [row["data"]["text"] for row in rows if row["type"] == "message.send"]
        self.assertNotIn("0x", "".join(texts))
        self.assertGreater(len(set(texts)), 100)
        lengths = [text.split()[1:] for text in texts if text.startswith("lengths ")]
        self.assertGreater(len(lengths), 100)
        self.assertEqual(len(lengths[0]), 120)  # of tables with holes


if __name__ == "__main__":
    unittest.main()
