"""`replay --against`: what it says of two rule sets is what comes out when the two are replayed one by
one and held against each other; of one rule set twice it says that there is no difference.

    ZG_AGAINST=1000000  also replays so many events, and 100,000, and compares the memory of both runs;
                        and holds the results of 20,000 against each other instead of 2,500
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import comparison  # noqa: E402
import program  # noqa: E402
from program import DAY, ROOT, SANITIZED, SHOP  # noqa: E402

LONG = int(os.environ.get("ZG_AGAINST", "0"))
EVENTS = 20000 if LONG else 1500 if SANITIZED else 2500
CHANGES = ("stopped", "begun", "result", "actions", "moved")
HELLO = """pack { name = "hello", version = "1.0.0", about = "greets" }
rule "greets" { on = "message.received", when = { { "message.text", "says", "hello" } },
  run = function(event) return { say("GREETING") } end }
rule "asks on" { on = "message.received", when = { { "message.text", "says", "why" } },
  run = function(event, ctx) ctx.after("WAIT", "on") end }
rule "goes on" { on = "timer.on", run = function(event) return { say("because") } end }
rule "watches" { on = "order.paid",
  run = function(event) return { alert { kind = "KIND", order = event.order.id } } end }
"""
FIRST = {"GREETING": "hello yourself", "WAIT": "1m", "KIND": "late"}


def pack(**changed):
    text = HELLO
    for word, value in {**FIRST, **changed}.items():
        text = text.replace(word, value)
    return text


def write_log(path, events, seed=1):
    with open(path, "wb") as file:
        subprocess.run([os.path.join(ROOT, "bench/log"), str(events), str(seed)], stdout=file,
                       check=True)
    return path


def change_shop(folder, *pairs):
    """A copy of the example shop, with other settings."""
    shutil.copytree(SHOP, folder)
    path = os.path.join(folder, "shop.lua")
    text = program.read(path).decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    program.write(path, text)
    return folder


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-against-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def pack(self, folder, **changed):
        program.write(self.path(folder, "hello", "pack.lua"), pack(**changed))
        return self.path(folder)

    def log(self, *events):
        with open(self.path("log"), "wb") as file:
            file.writelines(events)
        return self.path("log")

    def compare(self, log, *arguments, status=0):
        output, errors = program.run("replay", log, *arguments, "--json", status=status)
        self.assertEqual(output.count(b"\n"), 1)
        return json.loads(output)

    def rules(self, found):
        return {rule["rule"]: rule for rule in found["rules"]}


def says(number, text, time="2026-11-21T10:00:00+08:00"):
    return program.event("message.received", f"m-{number}",
                         {"conversation": {"id": "c-1"}, "message": {"text": text}}, time=time)


class Same(Case):
    """One rule set twice."""

    def test_there_is_no_difference(self):
        for arguments in (["--against", os.path.join(ROOT, "rules")],
                          ["--against", SHOP, "--fail-on-difference"],
                          ["--against", change_shop(self.path("copy"))]):
            output, _ = program.run("replay", DAY, "--shop", SHOP, "--until", "end", *arguments)
            self.assertRegex(output.decode(), r"^no difference: all \d{3,} outcomes are the same\n$")

    def test_a_copy_without_an_id_is_the_same_shop(self):
        """Ids and luck go by the shop's id, which is the folder's name where nobody names one."""
        for name in ("mine", "yours"):
            program.write(self.path(name, "shop.lua"), 'shop { language = "zh" }')
        found = self.compare(DAY, "--shop", self.path("mine"), "--against", self.path("yours", ""))
        self.assertEqual(found["differences"], 0)
        self.assertGreater(found["outcomes"], 500)
        self.assertGreater(found["base"]["messages"], 50)

    def test_actions_go_where_they_are_asked_to(self):
        plain, _ = program.run("replay", DAY, "--shop", SHOP)
        program.run("replay", DAY, "--shop", SHOP, "--against", SHOP, "--actions", self.path("a"))
        self.assertEqual(program.read(self.path("a")), plain)
        printed, _ = program.run("replay", DAY, "--shop", SHOP, "--html", self.path("h"))
        self.assertEqual(printed, plain)
        printed, _ = program.run("replay", DAY, "--shop", SHOP, "--actions", self.path("b"))
        self.assertEqual((printed, program.read(self.path("b"))), (b"", plain))

    def test_a_log_is_not_written_over(self):
        log = self.log(says(1, "hello"))
        text = program.read(log)
        os.symlink(log, self.path("link"))
        for option in "--actions", "--trace", "--html":
            for path in log, self.path("link"):
                _, errors = program.run("replay", log, option, path, status=2)
                self.assertIn(b"take the place of the log", errors)
                self.assertEqual(program.read(log), text)


class Small(Case):
    """Two packs that differ in one thing each."""

    def test_another_text(self):
        log = self.log(says(1, "hello"), says(2, "why"), says(3, "nothing"))
        found = self.compare(log, "--rules", self.pack("a"), "--against",
                             self.pack("b", GREETING="hello to you"))
        rule = self.rules(found)["greets"]
        self.assertEqual([rule[word] for word in CHANGES], [0, 0, 0, 1, 0])
        self.assertEqual(found["differences"], 1)
        example = rule["examples"][0]
        self.assertEqual(example["said"], "hello")
        self.assertEqual(example["conversation"], "c-1")
        for side, text in ("base", "hello yourself"), ("against", "hello to you"):
            self.assertEqual(example[side]["actions"][0]["data"]["text"], text)

    def test_another_time(self):
        log = self.log(says(1, "why"), says(2, "hello", "2026-11-21T10:01:30+08:00"),
                       says(3, "x", "2026-11-21T10:05:00+08:00"))
        found = self.compare(log, "--rules", self.pack("a"), "--against", self.pack("b", WAIT="2m"))
        self.assertEqual(self.rules(found)["goes on"]["moved"], 1)
        self.assertEqual(found["differences"], 1)

    def test_a_timer_that_has_not_come_by_the_end(self):
        log = self.log(says(1, "why"), says(3, "x", "2026-11-21T10:01:30+08:00"))
        arguments = ["--rules", self.pack("a"), "--against", self.pack("b", WAIT="2m")]
        self.assertEqual(self.rules(self.compare(log, *arguments))["goes on"]["stopped"], 1)
        later = self.rules(self.compare(log, *arguments, "--until", "end"))["goes on"]
        self.assertEqual([later[word] for word in CHANGES], [0, 0, 0, 0, 1])

    def test_what_timers_did_before_an_event_was_before_it(self):
        """Also when it comes days later, or closes the conversation."""
        arguments = ["--rules", self.pack("a"), "--against", self.pack("b", WAIT="2m")]
        closed = program.event("conversation.closed", "x", {"conversation": {"id": "c-1"}},
                               time="2026-11-21T10:05:00+08:00")
        for last in closed, says(3, "x", "2026-11-26T10:00:00+08:00"), \
                says(3, "x", "2026-12-31T10:00:00+08:00"):
            found = self.compare(self.log(says(1, "why"), last), *arguments)
            silent = 0 if last is closed else 1
            for side in "base", "against":
                ends = found[side]["conversations"]
                self.assertEqual((ends["answered"], ends["unanswered"]), (1, silent), last)
            self.assertEqual([self.rules(found)["goes on"][word] for word in CHANGES],
                             [0, 0, 0, 0, 1], last)

    def test_alerts(self):
        log = self.log(program.event("order.paid", "e-1", {"order": {"id": "o-1"}}))
        found = self.compare(log, "--rules", self.pack("a"), "--against", self.pack("b", KIND="soon"))
        self.assertEqual(found["alerts"], {
            "late": {"base": 1, "against": 0, "gained": 0, "lost": 1},
            "soon": {"base": 0, "against": 1, "gained": 1, "lost": 0}})

    def test_a_rule_that_was_renamed_is_one_rule(self):
        second = self.pack("b")
        program.write(self.path("b", "hello", "pack.lua"), pack().replace('"greets"', '"greets all"'))
        found = self.compare(self.log(says(1, "hello")), "--rules", self.pack("a"), "--against", second)
        rule = self.rules(found)["greets"]
        self.assertEqual((rule["renamed"], found["differences"]), ("greets all", 0))
        self.assertNotIn("greets all", self.rules(found))
        text, _ = program.run("replay", self.path("log"), "--rules", self.path("a"), "--against", second)
        self.assertIn(b"renamed to greets all", text)

    def test_rules_that_only_one_has(self):
        second = self.pack("b")
        program.write(self.path("b", "hello", "pack.lua"),
                      pack().replace('"greets"', '"greets all"').replace('says", "hello"',
                                                                        'says", "hi"'))
        found = self.rules(self.compare(self.log(says(1, "hello"), says(2, "hi")),
                                        "--rules", self.pack("a"), "--against", second))
        self.assertEqual((found["greets"]["only"], found["greets"]["stopped"]), ("base", 1))
        self.assertEqual((found["greets all"]["only"], found["greets all"]["begun"]), ("against", 1))

    def test_a_rule_that_fails(self):
        second = self.pack("b", GREETING='" .. nil .. "')
        found = self.rules(self.compare(self.log(says(1, "hello")), "--rules", self.pack("a"),
                                        "--against", second))
        self.assertEqual((found["greets"]["result"], found["greets"]["against"]["failed"]), (1, 1))

    def test_only_three_examples_are_kept(self):
        log = self.log(*(says(n, "hello") for n in range(50)))
        rule = self.rules(self.compare(log, "--rules", self.pack("a"), "--against",
                                       self.pack("b", GREETING="x")))["greets"]
        self.assertEqual((rule["actions"], len(rule["examples"])), (50, 3))

    def test_exit_status(self):
        log = self.log(says(1, "hello"))
        different = ["--rules", self.pack("a"), "--against", self.pack("b", GREETING="x")]
        self.compare(log, *different)
        self.compare(log, *different, "--fail-on-difference", status=1)

    def test_usage(self):
        log, first = self.log(says(1, "hello")), self.pack("a")
        for arguments, status, words in (
                (["--json"], 2, "--against"), (["--fail-on-difference"], 2, "--against"),
                (["--against", self.path("none")], 3, "there is no folder"),
                (["--against"], 2, "needs a value")):
            _, errors = program.run("replay", log, "--rules", first, *arguments, status=status)
            self.assertIn(words, errors.decode())

    def test_of_several_shops_the_one_with_the_id(self):
        for name, id_ in ("one", "one"), ("two", "two"), ("new", "two"), ("odd", "three"):
            program.write(self.path(name, "shop.lua"),
                          'shop { id = "%s", sources = { "demo/%s" } }' % (id_, id_))
            changed = {"GREETING": "new"} if name == "new" else {}
            self.pack(os.path.join(name, "packs"), **changed)
        os.makedirs(self.path("empty"))
        log = self.log(*(program.event("message.received", f"m-{n}", {"conversation": {"id": "c"},
                         "message": {"text": "hello"}}, source="demo/" + shop)
                         for n, shop in enumerate(("one", "two", "two"))))
        shops = ["--rules", self.path("empty"), "--shop", self.path("one"), "--shop", self.path("two")]
        found = self.compare(log, *shops, "--against", self.path("new"))
        self.assertEqual(self.rules(found)["greets"]["actions"], 2)
        self.assertEqual(found["base"]["messages"], 3)
        _, errors = program.run("replay", log, *shops, "--against", self.path("odd"), status=3)
        self.assertIn("none of the shops", errors.decode())


class Numbers(Case):
    """Against an independent computation."""

    def check(self, log, arguments, second):
        found = self.compare(log, *arguments[0], *arguments[1], "--against", second[-1])
        sides = [comparison.replay(log, self.folder, *arguments[0], *arguments[1]),
                 comparison.replay(log, self.folder, *second, *arguments[1])]
        for name, (actions, _) in zip(("base", "against"), sides):
            counts, money, kinds = comparison.sums(actions)
            self.assertEqual({k: found[name][k] for k in counts}, counts)
            self.assertEqual(len(money), len(found[name]["money"]))
            for currency, of in money.items():
                told = found[name]["money"][currency]
                self.assertEqual({k: Decimal(v) for k, v in told.items()},
                                 {k: Decimal(v) for k, v in of.items()})
                self.assertRegex(told["offered"], r"^\d+\.\d\d$")
            self.assertEqual({k: v[name] for k, v in found["alerts"].items() if v[name]}, kinds)
            talks = found[name]["conversations"]
            self.assertEqual(sum(talks.values()), sum(found["base"]["conversations"].values()))
        by_rule, gained, lost, count = comparison.changes(*(comparison.outcomes(*s) for s in sides))
        self.assertEqual(found["outcomes"], count)
        told = {(r["pack"], r["rule"]): {w: r[w] for w in CHANGES if r[w]} for r in found["rules"]}
        self.assertEqual({k: v for k, v in told.items() if v}, {k: dict(v) for k, v in by_rule.items()})
        self.assertEqual(found["differences"], sum(sum(v.values()) for v in by_rule.values()))
        for word, counts in ("gained", gained), ("lost", lost):
            self.assertEqual({k: v[word] for k, v in found["alerts"].items() if v[word]}, counts)
        return found

    def test_the_day_with_smaller_steps(self):
        shop = change_shop(self.path("trial"), ('-- steps = { "3%", "2%", "1%" }', 'steps = { "2%" }'))
        found = self.check(DAY, [["--shop", SHOP], ["--until", "end"]], ["--shop", shop])
        self.assertGreater(found["differences"], 50)

    def test_many_events_with_other_settings(self):
        shop = change_shop(
            self.path("trial"),
            ('-- steps = { "3%", "2%", "1%" }', 'thinking_max = "90s", steps = { "4%", "1%" }'),
            ("    objections = {", '    overdue = { dispatch_within = "20h", nearby_within = "3d" },\n'
             "    objections = {"))
        log = write_log(self.path("many"), EVENTS)
        found = self.check(log, [["--shop", SHOP], []], ["--shop", shop])
        seen = {word for rule in found["rules"] for word in CHANGES if rule[word]}
        self.assertLessEqual({"stopped", "begun", "actions", "moved"}, seen)
        self.assertTrue(any(kind["gained"] for kind in found["alerts"].values()))


@unittest.skipUnless(LONG, "ZG_AGAINST says how many events")
class Long(Case):
    def peak(self, events):
        """KiB, and what was found."""
        log = write_log(self.path("long"), events)
        out = self.path("out")
        arguments = [program.PROGRAM, "replay", log, "--shop", SHOP, "--rules", self.path("first"),
                     "--against", self.path("second"), "--json", "--html", self.path("page")]
        with open(out, "wb") as file:
            child = subprocess.Popen(arguments, stdout=file, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(child.returncode, 0)
        os.remove(log)
        return used.ru_maxrss, json.loads(program.read(out))

    def test_memory_does_not_grow_with_the_log(self):
        for name in "first", "second":  # one pack is enough, and faster
            shutil.copytree(os.path.join(ROOT, "rules/bargain"), self.path(name, "bargain"))
        path = self.path("second", "bargain", "pack.lua")
        text = program.read(path).decode()
        self.assertIn('default = { "3%", "2%", "1%" }', text)
        program.write(path, text.replace('default = { "3%", "2%", "1%" }', 'default = { "2%", "1%" }'))
        small, _ = self.peak(LONG // 10)
        large, found = self.peak(LONG)
        print(f"{LONG // 10} events: {small} KiB; {LONG} events: {large} KiB; "
              f"{found['differences']} of {found['outcomes']} outcomes differ")
        self.assertEqual(found["base"]["events"], LONG)
        self.assertGreater(found["differences"], LONG // 100)
        self.assertLess(large, small * 1.05)


if __name__ == "__main__":
    unittest.main()
