"""What was decided live, on the wall clock, is decided again when the exported journal is replayed:
the same actions, with the same ids, to the byte."""
import json
import os
import random
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402

# Everything that time plays a part in: a pause of the buyer, timers that go on, a thing not done.
PACK = """
pack { name = "timely", version = "1.0.0", about = "whatever time plays a part in" }
rule "settles" {
  on = "message.received", settle = "60ms", claims = "reply",
  run = function(event, ctx)
    local c = ctx.state.conversation
    c.turns = (c.turns or 0) + 1
    ctx.after("50ms", "on", { left = 2 })
    return { say("turn {n}: {text}", { n = c.turns, text = event.message.text }),
             action { type = "x.now", data = { now = ctx.now, luck = ctx.random(1000) } } }
  end,
}
rule "goes on" {
  on = "timer.on",
  run = function(event, ctx)
    if event.left > 0 then ctx.after("40ms", "on", { left = event.left - 1 }) end
    return { say("{left} left at {now}", { left = event.left, now = ctx.now }) }
  end,
}
rule "not shipped" {
  on = "order.paid", unless_within = { events = "order.shipped", time = "120ms" },
  run = function(event) return { alert { kind = "dispatch_overdue", severity = "critical" } } end,
}
"""

# What takes longer than a run may, though few steps: on a slower day it would end elsewhere, on a
# faster one not at all. The sums of what went well tell the two apart.
SLOW = """
pack { name = "slow", version = "1.0.0", about = "takes its time" }
local function slowly(times)
  local a = ("\\0"):rep(1000000)
  local b, n = a .. "x", 0
  for i = 1, times do if a < b then n = n + 1 end end
  return n
end
rule "listens" {
  on = "message.received",
  run = function(event, ctx)
    local c = ctx.state.conversation
    c.n = (c.n or 0) + 1
    ctx.after("300ms", "later", { times = event.message.times })
    return { say("{n} {m}", { n = c.n, m = slowly(event.message.times) }) }
  end,
}
rule "listens again" {
  on = "message.received",
  run = function(event, ctx)
    ctx.facts.shop.n = (ctx.facts.shop.n or 0) + slowly(event.message.times)
    return { say("{n} in all", { n = ctx.facts.shop.n }) }
  end,
}
rule "later" {
  on = "timer.later",
  run = function(event, ctx) return { say("later {n}", { n = slowly(event.times) }) } end,
}
guard "looks" {
  on = "message.send",
  run = function(action, ctx)
    if action.data.text == "30 in all" then slowly(40) end
    return action
  end,
}
"""


def stamp(whole):
    """The time of day, to the second or to the millisecond."""
    now = time.time()
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    return text + ("Z" if whole else f".{int(now * 1000) % 1000:03}Z")


class Export(harness.WireTest):
    def setUp(self):
        super().setUp()
        os.makedirs(self.path("packs", "timely"))
        self.write(PACK, "packs", "timely", "pack.lua")
        self.store = self.path("z.db")

    def live(self, count):
        """A second or two of a live shop; gives the actions as they came."""
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.store,
                                 "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        client = self.connect(server)
        for number in range(count):
            kind = random.choice(["message.received"] * 3 + ["order.paid", "order.shipped"])
            data = {"conversation": {"id": f"c-{random.randrange(4)}"},
                    "order": {"id": f"o-{random.randrange(9)}"},
                    "message": {"text": f"says {number}"}, "big": 123456789012345678}
            line = {"id": f"e-{number}", "source": "live/shop", "type": kind, "data": data}
            if random.random() < 0.5:  # with a time of its own, or that of its receipt
                line["time"] = stamp(whole=kind == "order.shipped")
            client.send(json.dumps(line).encode() + b"\n")
            time.sleep(random.choice([0, 0, 0.005, 0.03]))
        time.sleep(1)  # the last timers
        client.end()
        found = client.rest()
        self.assertEqual(server.stop(), 0, server.complaints())
        return found

    def run_program(self, *arguments):
        return subprocess.run([harness.BINARY, *arguments], capture_output=True, timeout=60,
                              check=False)

    def test_an_export_replays_to_the_same_actions(self):
        seed = int(os.environ.get("ZG_SEED", time.time_ns() % 100000))
        random.seed(seed)
        live = self.live(150)
        exported = self.run_program("export", "--data", self.store)
        self.assertEqual((exported.returncode, exported.stderr), (0, b""))
        self.assertEqual(exported.stdout.count(b"\n"), 150)
        with open(self.path("log.jsonl"), "wb") as file:
            file.write(exported.stdout)
        again = self.run_program("replay", self.path("log.jsonl"), "--rules", self.path("packs"),
                                 "--until", "end")
        replayed = [json.loads(line) for line in again.stdout.splitlines()]
        self.assertGreater(len(live), 100)
        self.assertEqual(replayed, live, f"seed {seed}")

    def test_a_store_that_the_events_drove(self):
        """Their times go on, stand still and go back: the export knows when each was decided."""
        random.seed(7)
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.store,
                                 "--rules", self.path("packs"), "--clock", "event"])
        self.addCleanup(server.kill)
        client, now = self.connect(server), 1795226400
        for number in range(120):
            now += random.choice([-40, 0, 0, 0, 1, 1, 5, 600])
            data = {"conversation": {"id": f"c-{number % 3}"}, "order": {"id": f"o-{number % 5}"},
                    "message": {"text": f"says {number}"}}
            line = {"id": f"e-{number}", "source": "live/shop", "data": data,
                    "type": random.choice(["message.received"] * 3 + ["order.paid", "order.shipped"])}
            if random.random() < 0.8:
                line["time"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
            client.send(line)
        client.end()
        live = client.rest()
        self.assertEqual(server.stop(), 0, server.complaints())
        with open(self.path("log.jsonl"), "wb") as file:
            file.write(self.run_program("export", "--data", self.store).stdout)
        again = self.run_program("replay", self.path("log.jsonl"), "--rules", self.path("packs"))
        self.assertEqual([json.loads(line) for line in again.stdout.splitlines()], live)
        self.assertGreater(len(live), 50)

    def test_what_time_ended_is_ended_again(self):
        os.makedirs(self.path("packs", "slow"))
        self.write(SLOW, "packs", "slow", "pack.lua")
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.store,
                                 "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        client = self.connect(server)
        for number, times in enumerate([1, 2, 4, 6, 9, 12, 3, 200, 1, 30, 2] + [60] * 24 + [1, 2]):
            data = {"conversation": {"id": "c"}, "message": {"text": "says", "times": times}}
            client.send({"id": f"e-{number}", "source": "live/shop", "type": "message.received",
                         "data": data})
            time.sleep(0.01)
        live = [client.line()]
        while not (live[-1]["causationid"] == "e-36" and
                   live[-1]["data"].get("text", "").startswith("0 left")):
            live.append(client.line())
        client.end()
        live += client.rest()
        self.assertEqual(server.stop(), 0, server.complaints())
        exported = self.run_program("export", "--data", self.store).stdout
        cuts = [json.loads(line) for line in exported.splitlines() if b"zhanggui.run.cut" in line]
        self.assertGreater(len(cuts), 5)
        with open(self.path("log.jsonl"), "wb") as file:
            file.write(exported)
        again = self.run_program("replay", self.path("log.jsonl"), "--rules", self.path("packs"),
                                 "--until", "end")
        self.assertEqual([json.loads(line) for line in again.stdout.splitlines()], live)
        self.assertIn(b"\n37 events, ", again.stderr)
        self.assertIn("pack_quarantined", [one["data"].get("kind") for one in live])
        redacted = self.run_program("export", "--log", self.path("log.jsonl"), "--redact").stdout
        self.assertEqual(redacted.count(b"zhanggui.run.cut"), len(cuts))
        with open(self.path("redacted.jsonl"), "wb") as file:
            file.write(redacted)
        again = self.run_program("replay", self.path("redacted.jsonl"), "--rules",
                                 self.path("packs"), "--until", "end")
        acted = [json.loads(line) for line in again.stdout.splitlines()]
        self.assertEqual([(one["causationid"], one["type"], one["data"].get("kind")) for one in acted],
                         [(one["causationid"], one["type"], one["data"].get("kind")) for one in live])

    def test_only_a_log_says_what_time_ended(self):
        for clock in ("wall", "event"):
            with self.subTest(clock=clock):
                server = harness.Server(["--listen", "unix:" + self.path("s"), "--clock", clock,
                                         "--data", self.path(clock), "--rules", self.path("packs")])
                self.addCleanup(server.kill)
                client = self.connect(server)
                client.send({"id": "1", "source": "zhanggui", "type": "zhanggui.run.cut",
                             "data": {}})
                self.assertEqual(client.line()["error"]["code"], "bad_event")
                self.assertEqual(server.stop(), 0, server.complaints())

    def test_it_says_what_is_wrong(self):
        missing = self.run_program("export", "--data", self.path("none.db"))
        self.assertEqual(missing.returncode, 3)
        self.assertIn(b"there is no store", missing.stderr)
        self.write("not a database, but long enough to be looked at as one" * 50, "text.db")
        self.write("", "empty.db")
        for command in (["export"], ["explain", "e-1"]):
            empty = self.run_program(*command, "--data", self.path("empty.db"))
            self.assertEqual((empty.returncode, os.path.getsize(self.path("empty.db"))), (2, 0))
            self.assertIn(b"is no store", empty.stderr)
        foreign = self.run_program("export", "--data", self.path("text.db"))
        self.assertEqual(foreign.returncode, 2)
        self.assertIn(b"is no store", foreign.stderr)

    def test_a_running_server_is_asked(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.store,
                                 "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        client = self.connect(server)
        client.send({"hello": {"source": "test/one"}})
        client.send(*(harness.event(n, type="x.note") for n in range(2000)))
        while self.run_program("export", "--data", self.store).stdout.count(b"\n") < 2000:
            pass  # while it is still deciding: always whole events, in order
        live = self.run_program("export", "--data", self.store)
        self.assertEqual((live.returncode, live.stderr), (0, b""))
        self.assertEqual(server.stop(), 0)
        closed = self.run_program("export", "--data", self.store)
        self.assertEqual(closed.stdout, live.stdout)
        self.assertEqual([json.loads(line)["id"] for line in live.stdout.splitlines()],
                         [f"m-{n}" for n in range(2000)])

    def test_a_running_server_holds_its_store(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.store,
                                 "--control", self.path("elsewhere"),
                                 "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        second = self.run_program("export", "--data", self.store)
        self.assertEqual(second.returncode, 3)
        self.assertFalse(os.path.exists(self.store + "-shm"), "somebody else could share it")
        self.assertIn(b"in use by another zhanggui", second.stderr)
        asked = self.run_program("export", "--control", self.path("elsewhere"))
        self.assertEqual((asked.returncode, asked.stdout), (0, b""))
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=0)
