"""A shop whose one pack means harm, in a folder of its own: what the program makes of it, how long
that takes, and how much memory."""
import json
import os
import subprocess
import tempfile
import time
import unittest

import program

HEAD = 'pack { name = "evil", version = "1", api = 1 }\n'
SHOP = 'shop { id = "s", sources = { "*" }, currency = "CNY", limits = { largest_cut = "10%" } }\n'
PRODUCTS = """sku,name,list_price,floor_price,currency
tea,Tea,200.00,100.00,CNY
yen,Y,20000,10000,JPY
"""
HEARS = 'rule "a" { on = "message.received", run = function(e, ctx) %s end }\n'
TIMER = 'rule "t" { on = "timer.*", run = function() end }\n'
SLOWER = 8 if program.SANITIZED else 1
MEGABYTE = 1 << 20


def event(number, type_="message.received", second=None, source="s", **data):
    """One event as a dictionary, `second` seconds after ten o'clock; `number` makes its id."""
    if type_ == "message.received":
        data = {"conversation": {"id": "c"}, "buyer": {"id": "b"}, "message": {"text": "hi"}, **data}
    second = number if second is None else second
    return {"id": f"e{number}", "source": source, "type": type_, "data": data,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1795255200 + second))}


class Outcome:
    """How one run of the program ended."""

    def __init__(self, output, log, seconds, rss):
        self.actions = [json.loads(line) for line in output.splitlines()]
        self.log = log
        self.seconds = seconds
        self.rss = rss

    def of(self, rule):
        """The data of the actions of one rule."""
        return [action["data"] for action in self.actions if action["rule"] == rule]

    def failures(self):
        """Which rules failed: a pair (rule, why) for each failed run."""
        marked = [line.split('/evil: rule "', 1)[1] for line in self.log.splitlines()
                  if '/evil: rule "' in line]
        return [tuple(line.split('": ', 1)) for line in marked]


class Hostile(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def shop(self, rules, shop=SHOP, products=PRODUCTS):
        """Writes the shop; gives the program's options. Line 2 of the pack is the first of `rules`."""
        program.write(self.path("shop", "shop.lua"), shop)
        program.write(self.path("shop", "tables", "products.csv"), products)
        program.write(self.path("shop", "packs", "evil", "pack.lua"), HEAD + rules)
        os.makedirs(self.path("none"), exist_ok=True)
        return ["--shop", self.path("shop"), "--rules", self.path("none")]

    def replay(self, rules, *events, end=False, **more):
        """Replays the events (dictionaries, or lines as bytes) to their end, or further."""
        options = self.shop(rules, **more)
        with open(self.path("log.jsonl"), "wb") as log:
            for one in events:
                log.write(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n")
        return self.run_program("replay", self.path("log.jsonl"), *options,
                                *(["--until", "end"] if end else []))

    def run_program(self, *arguments):
        """Runs it with its output in files, so that a flood of it cannot stop it."""
        with open(self.path("out"), "wb") as out, open(self.path("err"), "wb") as err:
            start = time.monotonic()
            process = subprocess.Popen([program.PROGRAM, *arguments], stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=err)
            pid = 0
            while pid == 0:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid == 0 and time.monotonic() - start > program.PATIENCE:
                    process.kill()
                    process.wait()
                    self.fail("it does not end: " + self.text("err")[-500:])
                time.sleep(0.001)
            seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, self.text("err")[-2000:])
        return Outcome(self.text("out"), self.text("err"), seconds, usage.ru_maxrss * 1024)

    def text(self, name):
        return program.read(self.path(name)).decode(errors="replace")

    def assert_modest(self, outcome):
        """It took little time and little memory, however much the pack wanted."""
        self.assertLess(outcome.seconds, 2 * SLOWER)
        if not program.SANITIZED:
            self.assertLess(outcome.rss, 100 * MEGABYTE)

    def assert_failed(self, outcome, *expected):
        """Exactly these rules failed, in this order, each with these words."""
        failures = outcome.failures()
        self.assertEqual([rule for rule, _ in failures], [rule for rule, _ in expected], failures)
        for (_, why), (_, words) in zip(failures, expected):
            self.assertIn(words, why)
