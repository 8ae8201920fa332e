"""Packs that mean harm, in a server that has another shop to serve: each of their runs ends soon and
leaves nothing, and the other shop does not feel it. The packs stand in hostile_packs.py. With
ZG_TIMES=1 it tells what took how long."""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import BINARY, Server  # noqa: E402
from hostile_packs import GOOD, HEAD, LOADS, RUNS, TOGETHER  # noqa: E402
from neighbours import SANITIZED, SLOWER, Walls  # noqa: E402

PACKS = 3
ENDS = {"ends": {"limit", "error"}, "limit": {"limit"}, "error": {"error"}, "done": {"fired"},
        "any": {"limit", "error", "fired"}}

TOP = """
local n, list = 0, {}

rule "looks" {
  on = "message.received",
  when = { { "message.text", "is", "look%d" } },
  run = function(e, ctx)
    local s, f = ctx.state.shop, ctx.facts.shop
    local clean = n == 0 and next(list) == nil and next(s) == nil and next(f) == nil
    return { say(clean and ("x"):rep(3) == "xxx" and "clean" or "dirty") }
  end,
}

rule "fires" { on = "timer.left", run = function() return { say("left") } end }
"""

# What is to be undone, before it harms. What ends in order does without.
LEAVES = """n = n + 1 ctx.state.shop.left = 1 ctx.facts.shop.left = 1 ctx.after("1ms", "left");
    """

RULE = """
rule "v%d" {
  on = "message.received",
  when = { { "message.text", "is", "v%d" } },
  run = function(e, ctx)
    %s%s
  end,
}
"""


def vectors():
    """(number, row, name, ending, code) of those that are run."""
    step = 5 if SANITIZED else 1
    return [(number, *run) for number, run in enumerate(RUNS)][::step]


def pack(which):
    text = HEAD % f"evil{which}" + TOP % which
    for number, _, _, ending, code in vectors():
        if number % PACKS == which:
            text += RULE % (number, number, LEAVES if ending not in ("done", "any") else "", code)
    return text


class Runs(Walls):
    def setUp(self):
        super().setUp()
        self.shops({f"evil{which}": pack(which) for which in range(PACKS)})
        self.begin()

    def result_of(self, number):
        """What became of the rule each time that it was meant."""
        found = []
        for (text,) in self.select("SELECT json FROM traces WHERE shop = 'a'"):
            found += [one["result"] for one in json.loads(text)["rules"]
                      if one["rule"] == f"v{number}" and one["result"] != "no"]
        return found

    def test_each_ends_and_leaves_nothing(self):
        client, count, slowest = self.hello(), 0, []
        neighbour = self.next_door()
        for number, row, name, ending, _ in vectors():
            took = []
            for _ in range(2):
                count += 1
                seconds, actions = self.ask(client, count, f"v{number}")
                took.append(seconds)
                self.assertEqual(len(actions), 1 if ending == "done" and "say" in RUNS[number][3] else 0,
                                 f"{row}/{name}: {actions}")
                for action in actions:
                    self.assertRegex(action["data"]["text"], "^(<>|table function userdatatableuserdata)$")
            count += 1
            _, actions = self.ask(client, count, f"look{number % PACKS}")
            self.assertEqual([one["data"]["text"] for one in actions], ["clean"], f"{row}/{name}")
            slowest.append((min(took), f"{row}/{name}"))
        self.assert_served(neighbour.stop(), "single runs")
        slowest.sort(reverse=True)
        if os.environ.get("ZG_TIMES"):
            for seconds, label in slowest[:20]:
                print(f"{seconds * 1e3:7.1f} ms  {label}", file=sys.stderr)
        self.assertLess(slowest[0][0], 0.15 * SLOWER, slowest[:5])
        self.finish()
        for number, row, name, ending, _ in vectors():
            got = self.result_of(number)
            with self.subTest(row=row, name=name):
                self.assertEqual(len(got), 2)
                self.assertLessEqual(set(got), ENDS[ending])
        self.assertEqual(self.select("SELECT pack, json FROM docs WHERE shop = 'a' AND pack NOT LIKE "
                                     "'~%'"), [])
        self.assertEqual(self.select("SELECT * FROM timers"), [])
        for line in self.server_log.splitlines():
            self.assertFalse(line.startswith("FORGED"), line)
            self.assertLess(len(line), 2000)
            self.assertNotRegex(line, "[\x00-\x1f]")

    def finish(self):
        super().finish()
        self.server_log = self.server.complaints()

    def test_quarantine(self):
        client = self.hello()
        neighbour = self.next_door()
        number = next(one[0] for one in vectors() if one[3] == "limit")
        alerts, last = [], 0
        for count in range(30):
            last, actions = self.ask(client, count, f"v{number}")
            alerts += actions
            if count < 19:
                self.assertEqual(alerts, [])
        self.assertEqual([(one["type"], one["data"]["kind"]) for one in alerts],
                         [("alert.raise", "pack_quarantined")])
        self.assertIn(f"evil{number % PACKS}/v{number}", alerts[0]["data"]["text"])
        _, actions = self.ask(client, 99, f"look{number % PACKS}")
        self.assertEqual([one["data"]["text"] for one in actions], ["clean"])
        self.assert_served(neighbour.stop(), "quarantine")
        self.finish()
        self.assertEqual(self.result_of(number).count("limit"), 20)


class Together(Walls):
    """Many rules on one event have one limit in common."""

    def assert_bounded(self, name):
        self.shops({"evil": HEAD % "evil" + TOGETHER[name]})
        self.begin()
        client = self.hello()
        neighbour = self.next_door()
        took = [self.ask(client, count, "a" * 2000 + "!")[0] for count in range(5)]
        self.assertLess(min(took), 0.3 * SLOWER)
        self.assert_served(neighbour.stop(), f"together/{name}", middling=0.2)
        self.finish()

    def test_slow(self):
        self.assert_bounded("slow")

    def test_expressions(self):
        self.assert_bounded("expressions")

    def test_endless(self):
        self.assert_bounded("endless")


class Loads(Walls):
    """A pack that does harm when it is loaded is refused, at the start and while others are served."""

    def cases(self):
        return LOADS[::4] if SANITIZED else LOADS

    def test_reload(self):
        self.shops({"evil": HEAD % "evil" + GOOD})
        self.begin()
        neighbour = self.next_door()
        for row, name, text in self.cases():
            head = b"" if isinstance(text, bytes) else HEAD % "evil" + GOOD
            with self.subTest(row=row, name=name):
                self.write_pack("a", "evil", text if isinstance(text, bytes) else
                                text if text.startswith("pack") else head + text)
                done = subprocess.run([BINARY, "ctl", "--data", self.path("z.db"), "--json", "reload", "a"],
                                      capture_output=True, timeout=60, check=False)
                said = (done.stdout + done.stderr).decode()
                self.assertIn(done.returncode, (0, 1), said)
                self.assertLess(len(said), 4000)
                self.assertNotIn("\nFORGED", said)
                self.assertIsNone(self.server.process.poll(), self.server.complaints()[-500:])
        self.assert_served(neighbour.stop(), "reload")
        self.finish()

    def test_start(self):
        for row, name, text in self.cases():
            with self.subTest(row=row, name=name):
                head = "" if isinstance(text, bytes) or text.startswith("pack") else HEAD % "evil" + GOOD
                self.shops({"evil": text if isinstance(text, bytes) else head + text})
                try:
                    server = Server(self.arguments())
                except AssertionError as error:
                    self.assertIn("it ended with 1:", str(error))
                    self.assertNotIn("\nFORGED", str(error))
                    continue
                self.addCleanup(server.kill)
                self.assertEqual(server.stop(timeout=30), 0)


if __name__ == "__main__":
    unittest.main()
