"""kill -9 at random instants under load: nothing acknowledged is lost, nothing is done twice, nothing
changes its order. The oracle stands outside the process: what this test sent, which events were
acknowledged to it, which actions it got, and at the end the file itself, read by another SQLite.

ZG_KILLS says how many times (30; the long run takes 1,000).
"""
import json
import os
import random
import select
import socket
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402

KILLS = int(os.environ.get("ZG_KILLS", "30"))
SOURCE = "crash/shop"

# Every event is counted in durable state and answered twice: the second time by a timer.
PACK = """
pack { name = "count", version = "1.0.0", about = "counts" }
rule "counts" {
  on = "message.received",
  run = function(event, ctx)
    local c = ctx.state.conversation
    c.n = (c.n or 0) + 1
    ctx.after("20ms", event.id, { text = event.message.text })
    return { say("{text} is {n}", { text = event.message.text, n = c.n }) }
  end,
}
rule "again" { on = "timer.*", run = function(event) return { say("later " .. event.text) } end }
"""


def event(number):
    data = {"conversation": {"id": f"c-{number % 5}"}, "message": {"text": f"m{number}"}}
    line = {"id": f"m-{number}", "source": SOURCE, "type": "message.received", "data": data,
            "time": "2026-11-21T10:00:00+08:00"}
    return json.dumps(line).encode() + b"\n"


class Adapter:
    """Sends events in order until they are acknowledged, and does every action once."""

    def __init__(self):
        self.sent = 0          # events made so far
        self.acked = set()
        self.effects = {}      # id of an action -> its line

    def connect(self, address):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address.removeprefix("unix:"))
        self.socket.setblocking(False)
        self.unread, self.unsent = b"", b'{"hello":{"source":"%s","acks":true}}\n' % SOURCE.encode()
        self.again = [n for n in range(self.sent) if f"m-{n}" not in self.acked]

    def work(self, seconds, fresh=True):
        """Talks for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(self.unsent) < 20_000:
                self.unsent += b"".join(event(n) for n in self.again)
                self.again = []
                if fresh:
                    self.unsent += event(self.sent)
                    self.sent += 1
            readable, writable, _ = select.select([self.socket], [self.socket], [], 0.01)
            try:
                if writable and self.unsent:
                    self.unsent = self.unsent[self.socket.send(self.unsent):]
                if readable:
                    self.take(self.socket.recv(65536))
            except OSError:
                return

    def take(self, data):
        *lines, self.unread = (self.unread + data).split(b"\n")
        done = []
        for line in map(json.loads, lines):
            if "ack" in line:
                self.acked.update(line["ack"])
            elif "type" in line:
                assert self.effects.setdefault(line["id"], line) == line, "one id, two actions"
                done.append(line["id"])
        done = [one for one in done if random.random() < 0.8]  # some acks get lost
        if done:
            self.unsent += json.dumps({"ack": done}).encode() + b"\n"


class Kills(harness.WireTest):
    def test_nothing_is_lost_and_nothing_is_done_twice(self):
        seed = int(os.environ.get("ZG_SEED", time.time_ns() % 100000))
        print(f"seed {seed}, {KILLS} kills", flush=True)
        random.seed(seed)
        os.makedirs(self.path("packs", "count"))
        self.write(PACK, "packs", "count", "pack.lua")
        adapter = Adapter()
        for _ in range(KILLS):
            server = self.start()
            adapter.connect(server.address)
            adapter.work(random.uniform(0.01, 0.15))
            server.process.kill()
            server.kill()
            adapter.socket.close()
        server = self.start()
        adapter.connect(server.address)
        deadline = time.monotonic() + 60
        while len(adapter.acked) < adapter.sent and time.monotonic() < deadline:
            adapter.work(0.2, fresh=False)
        adapter.work(1.0, fresh=False)  # the last timers
        self.assertEqual(server.stop(), 0, server.complaints())
        adapter.socket.close()
        self.check(adapter)

    def start(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.path("z.db"),
                                 "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        return server

    def check(self, adapter):
        database = sqlite3.connect(self.path("z.db"))
        self.addCleanup(database.close)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        journal = [row[0] for row in database.execute("SELECT id FROM events ORDER BY seq")]
        self.assertEqual(len(journal), len(set(journal)), "an event was decided twice")
        self.assertEqual(adapter.acked - set(journal), set(), "an acknowledged event is lost")
        self.assertEqual(len(adapter.acked), adapter.sent)
        self.assertEqual(len(adapter.effects), 2 * len(journal), "two effects an event")
        counted = 0
        for (text,) in database.execute("SELECT json FROM docs WHERE pack = 'count'"):
            counted += json.loads(text)["n"]
        self.assertEqual(counted, len(journal), "the state counts what the journal has")
        numbers = {}  # what each event was counted as: 1, 2, 3 … in every conversation
        for action in adapter.effects.values():
            text = action["data"]["text"]
            if " is " in text:
                conversation = action["data"]["conversation"]["id"]
                numbers.setdefault(conversation, []).append(int(text.split()[-1]))
        for found in numbers.values():
            self.assertEqual(sorted(found), list(range(1, len(found) + 1)))
        print(f"{len(journal)} events, {len(adapter.effects)} effects, 0 lost, 0 doubled", flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=0)
