"""`zhanggui test` as authors see it: what it says of a failure, that any number of processes gives
the same bytes, that a worker's death is one failed story, and that its counts are those of a pack
whose rules and conditions are known."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402

PACK = """pack { name = "desk", version = "1.0.0" }
rule "greets" {
  on = "message.received", settle = "3s", claims = "reply", priority = 2,
  when = { { "message.text", "says", { "hello" }, label = "says hello" } },
  run = function() return { say("greeting") } end,
}
rule "hears a sum" {
  on = "offer.received",
  when = { { "offer.price", ">", "10.00" }, { "item.sku", "present" } },
  run = function(event) return { alert { kind = "sum", severity = "info", text = event.offer.price } } end,
}
rule "never heard" { on = "order.paid", run = function() return { alert { kind = "paid" } } end }
rule "breaks" {
  on = "message.received", when = { { "message.text", "is", "break" } },
  run = function() error("in two") end,
}
rule "ticks" {
  on = "message.received", when = { { "message.text", "is", "tick" } },
  run = function(_, ctx) ctx.after("1ms", "again") end,
}
rule "ticks on" { on = "timer.again", run = function(_, ctx) ctx.after("1ms", "again") end }
rule "draws" {
  on = "message.received", when = { { "message.text", "is", "draw" } },
  run = function(_, ctx) return { say("drawn: " .. ctx.random(1000000)) } end,
}
"""
TEXTS = 'return { greeting = { "Good morning, what can I do for you?" } }\n'

# A story, and the lines that must be told of it below its name.
FAILURES = [
    ("waits too little", 'buyer "hello", shop "greeting"',
     ["  expected  message.send greeting", "  got       nothing", "  why",
      r"    Waits for the buyer to pause for 3s.*desk/greets.*"]),
    ("says it otherwise", 'buyer "hello", wait "3s", shop "Good morning, what shall I do for you?"',
     ["  expected  message.send Good morning, what shall I do for you?",
      r'  got       message\.send \{.*"text":"Good morning, what can I do for you\?"\}',
      "  differs   Good morning, what [shall → can] I do for you?", "  why", r"    Ran: .*desk/greets.*"]),
    ("says something else", 'buyer "goodbye", wait "3s", shop "greeting"',
     ["  expected  message.send greeting", "  got       nothing", "  why",
      r"    Did not run: “desk/greets”.*“says hello” \(message.text\) must say “hello”, "
      r"and the buyer said “goodbye”\."]),
    ("a member differs", 'item = "cup", buyer_offers "11.00", alerts { kind = "sum", text = "12.00" }',
     [r'  expected  alert\.raise \{"kind":"sum","text":"12\.00"\}', r"  got       alert\.raise .*",
      "  differs   text: [12 → 11].00", "  why",
      r"    Ran: “desk/hears a sum”, and gave alert\.raise\."]),
    ("the second condition", 'buyer_offers "11.00", alerts "sum"',
     ["  expected  alert.raise sum", "  got       nothing", "  why",
      r"    Did not run: “desk/hears a sum” passed 1 of 2 conditions, then: item\.sku must be there, "
      r"and there is none\."]),
    ("one more than told", 'buyer "hello", wait "3s"',
     ["  expected  nothing more", r"  got       message\.send .*", "  why", r"    Ran: .*"]),
    ("nobody listens", 'event { type = "weather.changed" }, shop {}',
     [r"  expected  message\.send \{\}|  expected  message\.send \[\]", "  got       nothing", "  why",
      r"    No rule listens to events of the type weather\.changed\.", r"    \d+ more rules .*"]),
    ("a rule breaks", 'buyer "break", shop {}',
     [r"  expected  message\.send.*", "  got       nothing", r"  log       .*in two.*", "  why",
      r"    Failed: “desk/breaks” .*in two.*"]),
]


def story(name, body):
    return f'story "{name}" {{ tables = {{ products = "sku,list_price\\ncup,20.00\\n" }},\n  {body} }}\n'


class TestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.dir = os.path.join(self.folder, "desk")
        self.save("pack.lua", PACK)
        self.save("text/en.lua", TEXTS)

    def save(self, path, text):
        return program.write(os.path.join(self.dir, path), text)

    def play(self, *arguments, status=0):
        return program.run("test", self.dir, *arguments, status=status)[0].decode()


class Failures(TestCase):
    def test_each_says_what_where_and_why(self):
        for name, body, wanted in FAILURES:
            with self.subTest(name):
                path = self.save("tests/one.lua", story(name, body))
                lines = self.play(status=1).splitlines()
                line = 1 if "one more" in name else 2  # of the step, or of the story at its end
                self.assertEqual(lines[0], f'{path}:{line}: story "{name}"')
                end = next(i for i, line in enumerate(lines) if not line.startswith("  ") and i > 0)
                told = lines[1:end]
                self.assertGreaterEqual(len(told), len(wanted), told)
                for line, pattern in zip(told, wanted):
                    self.assertTrue(line == pattern or re.fullmatch(pattern, line), (line, pattern))
                self.assertEqual(lines[-1], "0 passed, 1 failed")

    def test_why_is_short(self):
        self.save("tests/one.lua", story("x", 'buyer "hello", shop "greeting"'))
        lines = self.play(status=1).splitlines()
        self.assertLessEqual(sum(line.startswith("    ") for line in lines), 3)

    def test_a_wait_that_never_ends(self):
        self.save("tests/one.lua", story("ticks", 'buyer "tick", wait "4d"'))
        self.assertIn("one that sets itself again never ends", self.play(status=1))

    def test_nothing_of_a_story_can_steer_the_terminal(self):
        self.save("tests/one.lua", story("\\27[31m\\xff\\u{9b}", 'wait "no time"'))
        out = program.run("test", self.dir, status=1)[0]
        self.assertNotIn(b"\x1b", out)
        self.assertNotIn(b"\xc2\x9b", out)
        out.decode()

    def test_a_file_that_is_none_fails_and_others_are_played(self):
        self.save("tests/a.lua", "story {")
        self.save("tests/b.lua", story("fine", 'buyer "x", silence()'))
        out = self.play(status=1)
        self.assertIn("tests/a.lua:1: ", out)
        self.assertTrue(out.endswith("1 passed, 1 failed\n"), out)

    def test_what_stands_in_no_story_is_told(self):
        for line, text in ((1, 'story "no steps"'),
                           (2, 'story "x" { buyer "x" }\nshop "never looked at"'),
                           (3, '\n\nlocal unused = buyer "x"'),
                           (1, 'story "x" { buyer "x", [7] = shop "never looked at" }')):
            path = self.save("tests/one.lua", text)
            self.assertTrue(self.play(status=1).startswith(f"{path}:{line}: this stands in no story"))
        self.save("tests/one.lua", 'local x = buyer "x"\nlocal function f() return x, silence() end\n'
                  'story "a" { f() }\nfor n = 1, 3 do story("b" .. n) { x } end')
        self.assertIn("4 passed, 0 failed", self.play())


class Workers(TestCase):
    def test_any_number_gives_the_same_bytes(self):
        for i in range(5):
            self.save(f"tests/{i}.lua", "".join(
                story(f"{i}.{j}", FAILURES[(i + j) % len(FAILURES)][1] if j % 3 == 0 else
                      'buyer "hello", wait "3s", shop "greeting"') for j in range(9)))
        runs = {self.play("--jobs", jobs, "--verbose", "--coverage", status=1)
                for jobs in ("1", "2", "3", "7", "200")}
        self.assertEqual(len(runs), 1)
        names = re.findall(r'story "(\d\.\d)"', runs.pop())
        self.assertEqual(names, [f"{i}.{j}" for i in range(5) for j in range(9)])

    def test_a_worker_that_dies_is_a_failed_story(self):
        # The limit of the process's own time ends the worker that plays the story that never ends
        # soon enough; the others go on.
        self.save("tests/one.lua", story("fine before", 'buyer "x", silence()') +
                  story("too long", 'buyer "tick", ' + ", ".join(['wait "27h"'] * 3)) +
                  story("fine after", 'buyer "x", silence()'))
        limit = "ulimit -t 1; exec \"$0\" test \"$1\" --jobs 1"
        done = subprocess.run(["sh", "-c", limit, program.PROGRAM, self.dir], capture_output=True,
                              timeout=program.PATIENCE, check=False)
        out = done.stdout.decode()
        self.assertEqual(done.returncode, 1, out + done.stderr.decode())
        self.assertRegex(out, r'one\.lua:3: story "too long": the program ended with signal \d+ \(.+\)')
        self.assertTrue(out.endswith("2 passed, 1 failed\n"), out)


class Seeds(TestCase):
    def drawn(self, *seed):
        self.save("tests/one.lua", story("draws", 'buyer "draw", silence()'))
        out = self.play(*seed, status=1)
        return re.search(r'"text":"drawn: (\d+)"', out)[1], out

    def test_the_same_seed_gives_the_same(self):
        self.assertEqual(self.drawn()[0], self.drawn("--seed", "0")[0])
        self.assertEqual(self.drawn("--seed", "7"), self.drawn("--seed", "7"))

    def test_another_gives_another(self):
        drawn = {self.drawn("--seed", str(seed))[0] for seed in range(20)}
        self.assertGreater(len(drawn), 18)

    def test_a_random_one_can_be_had_again(self):
        first, out = self.drawn("--seed", "random")
        seed = re.search(r"^this was --seed (\d+),", out, re.M)[1]
        self.assertEqual(self.drawn("--seed", seed)[0], first)


class Coverage(TestCase):
    STORIES = (story("greets", 'buyer "hello", wait "3s", shop "greeting"') +
               story("does not", 'buyer "bye", wait "3s", silence()') +
               story("a sum", 'item = "cup", buyer_offers "11.00", alerts "sum"') +
               story("too little", 'item = "cup", buyer_offers "9.00", silence()'))

    def test_what_never_fires_is_told(self):
        self.save("tests/one.lua", self.STORIES)
        lines = self.play().splitlines()
        self.assertEqual(lines[-2:], [
            f"{self.dir}: 5 of 7 rules never fire in a story: never heard, breaks, ticks, ticks on, draws",
            "4 passed, 0 failed"])
        self.assertNotIn("never", self.play("--only", "sum"))

    def test_conditions_count_when_they_are_asked(self):
        self.save("tests/one.lua", self.STORIES)
        path = os.path.join(self.folder, "coverage.json")
        self.play("--coverage=" + path)
        with open(path, encoding="utf-8") as file:
            pack, = json.load(file)["packs"]
        rules = {rule["rule"]: (rule["fired"], [(c["held"], c["failed"]) for c in rule["conditions"]])
                 for rule in pack["rules"]}
        self.assertEqual(rules["greets"], (1, [(1, 1)]))
        self.assertEqual(rules["hears a sum"], (1, [(1, 1), (1, 0)]))
        self.assertEqual(rules["never heard"], (0, []))
        self.assertEqual(rules["breaks"], (0, [(0, 2)]))

    def test_shares_are_never_rounded_up(self):
        self.save("tests/one.lua", self.STORIES)
        table = self.play("--coverage")
        self.assertIn("2 of 7 rules fire (28%), 8 of 12 outcomes of conditions are seen (66%)", table)
        self.assertRegex(table, r"never fails +item\.sku present\n")
        self.assertRegex(table, r"never holds +message\.text is \"break\"\n")

    def test_lists_end_where_they_are_decided(self):
        self.save("pack.lua", """pack { name = "desk", version = "1.0.0" }
rule "lists" { on = "message.received", when = {
  any { { "message.text", "is", "a" }, { "message.text", "is", "b" } },
  none { { "message.text", "is", "b" }, { "buyer.id", "absent" } },
  { "conversation.id", "present" } }, run = function() end }
""")
        self.save("tests/one.lua", 'story "a" { buyer "a" }\nstory "b" { buyer "b" }\nstory "c" { buyer "c" }')
        path = os.path.join(self.folder, "coverage.json")
        self.play("--coverage=" + path)
        with open(path, encoding="utf-8") as file:
            rule, = json.load(file)["packs"][0]["rules"]
        self.assertEqual([(c["held"], c["failed"]) for c in rule["conditions"]],
                         [(1, 2), (1, 1), (1, 1), (0, 1), (1, 0)])


class Files(TestCase):
    def test_junit(self):
        name = "a <b> & 'c' \\1 \\u{ffff} 你好"
        self.save("tests/one.lua", story("fine", 'buyer "x", silence()') + story(name, 'wait "no time"'))
        path = os.path.join(self.folder, "out.xml")
        self.play("--junit", path, status=1)
        root = xml.parse(path).getroot()
        self.assertEqual((root.get("tests"), root.get("failures")), ("2", "1"))
        suite, = root
        self.assertEqual((suite.get("name"), suite.get("failures")), (self.dir, "1"))
        fine, wrong = suite
        self.assertEqual((fine.get("name"), list(fine)), ("fine", []))
        self.assertEqual(wrong.get("name"), "a <b> & 'c' ? ? 你好")
        self.assertIn("wait needs a duration", wrong[0].text)
        self.assertGreaterEqual(float(fine.get("time")), 0)

    def test_a_file_that_cannot_be_written(self):
        self.save("tests/one.lua", story("fine", 'buyer "x", silence()'))
        for option in ("--junit", "--coverage"):
            _, complaint = program.run("test", self.dir, f"{option}=/nowhere/x", status=3)
            self.assertIn(b"/nowhere/x cannot be written", complaint)


class Options(TestCase):
    def test_only(self):
        self.save("tests/one.lua", story("red cup", 'buyer "x"') + story("red plate", 'buyer "x"'))
        self.save("tests/two.lua", story("blue cup", 'buyer "x"'))
        for words, count in (("cup", 2), ("red", 2), ("red cup", 1), ("two.lua", 1), ("", 3)):
            self.assertIn(f"{count} passed, 0 failed", self.play("--only", words), words)
        _, complaint = program.run("test", self.dir, "--only", "green", status=3)
        self.assertIn(b'no story has "green"', complaint)

    def test_bad_values_are_refused(self):
        for arguments in (["--jobs", "0"], ["--jobs", "x"], ["--jobs", "257"], ["--jobs", "-1"],
                          ["--seed", ""], ["--seed", "1x"], ["--seed", "99999999999999999999"],
                          ["--only"], ["--colour"]):
            program.run("test", *arguments, status=2)
        program.run("test", "/nowhere", status=3)

    def test_a_shop(self):
        shop = program.write(os.path.join(self.folder, "s", "shop.lua"), 'shop { id = "s" }')
        out, _ = program.run("test", "--shop", os.path.dirname(shop))
        self.assertEqual(out.decode(), f"{os.path.dirname(shop)}: the shop loads\n0 passed, 0 failed\n")


if __name__ == "__main__":
    unittest.main(verbosity=0)
