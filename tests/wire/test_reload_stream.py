"""Reloads while events stream in: none is lost, doubled or decided by half a generation, and nobody
waits much longer for it. ZG_EVENTS=100000 makes it a long run, of 100 reloads instead of 40 (20 under a sanitizer)."""
import os
import sqlite3
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import event, text_of  # noqa: E402
from reload_case import Reload, SANITIZED, SLOWER  # noqa: E402

RATE = 1000 / SLOWER  # events a second
EVENTS = int(os.environ.get("ZG_EVENTS", 10 * RATE))
RELOADS = 100 if EVENTS >= 100000 else 20 if SANITIZED else 40
IN_ROW = 5  # reloads, then as long without

# Two rules, each of which names its generation; a count and timers go on beside.
PACK = """pack { name = "voice", version = "1.%(number)s.0", api = 1, about = "Counts" }
rule "first" {
  on = "message.received", priority = 2,
  run = function(event, ctx)
    local mine = ctx.state.shop
    mine.count = (mine.count or 0) + 1
    return { say("%(number)s " .. mine.count) }
  end,
}
rule "second" {
  on = "message.received", priority = 1,
  run = function(event, ctx)
    local mine = ctx.state.conversation
    mine.count = (mine.count or 0) + 1
    if mine.count %% 10 == 0 then ctx.after("50ms", "later", { at = mine.count }) end
    return { say("%(number)s too") }
  end,
}
rule "later" {
  on = "timer.later",
  run = function(event, ctx) return { action { type = "x.later", data = { at = event.at } } } end,
}
"""


class Reader(threading.Thread):
    """Notes every action, with the time it came."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client, self.said, self.later, self.failed = client, [], 0, None

    def run(self):
        try:
            while (one := self.client.line(timeout=6 * harness.PATIENCE)) is not None:
                if one.get("type") == "message.send":
                    self.said.append((time.monotonic(), one["causationid"], text_of(one)))
                elif one.get("type") == "x.later":
                    self.later += 1
                else:
                    self.failed = one
        except (OSError, AssertionError) as error:
            self.failed = error


class Stream(Reload):
    def sender(self):
        """Sends events at a steady pace, until there are enough and the reloads are done."""
        began = time.monotonic()
        while len(self.sent) < EVENTS or self.number < RELOADS:
            number = len(self.sent)
            pause = began + number / RATE - time.monotonic()
            if pause > 0.002:
                time.sleep(pause)
            made = event(number)
            made["data"]["conversation"]["id"] = f"c-{number % 40}"
            self.sent.append((time.monotonic(), self.busy))
            self.client.send(made)
        self.over = True

    def reload(self):
        self.number += 1
        self.put(PACK % {"number": self.number}, "shop", "packs", "voice", "pack.lua")
        self.control.send({"control": ["reload"]})
        row, done = self.control.lines(2, timeout=4 * harness.PATIENCE)
        self.assertIs(row["row"]["changed"], True, row)
        self.assertEqual(done, {"done": True})
        self.generations[row["row"]["generation"]] = self.number

    def reload_in_phases(self):
        time.sleep(1)
        while not self.over:
            began = time.monotonic()
            self.busy = True
            for _ in range(IN_ROW):
                self.reload()
            self.busy = False
            time.sleep(time.monotonic() - began)

    def test_reloads_in_a_stream(self):
        self.write('shop { sources = { "test/*" } }\n', "shop", "shop.lua")
        self.write(PACK % {"number": 0}, "shop", "packs", "voice", "pack.lua")
        self.start("--no-watch")
        self.control = self.connect("unix:" + self.store + "-control")
        self.generations = {self.rows("packs")[0]["generation"]: 0}
        self.number, self.sent, self.busy, self.over = 0, [], False, False
        reader, sender = Reader(self.client), threading.Thread(target=self.sender, daemon=True)
        reader.start()
        sender.start()
        self.reload_in_phases()
        sender.join()
        self.client.end()
        reader.join(timeout=harness.PATIENCE)
        self.assertIsNone(reader.failed)
        self.assertFalse(reader.is_alive())
        self.assert_ends_clean()
        self.assert_whole(reader)
        self.assert_journal(reader)
        self.assert_quick(reader)

    def assert_whole(self, reader):
        """Two answers an event, in the order of events, both of one generation, none before one that
        is older, the count without a gap."""
        self.assertEqual(len(reader.said), 2 * len(self.sent), self.log()[-2000:])
        last, used = 0, set()
        for number in range(len(self.sent)):
            (_, one, first), (_, two, second) = reader.said[2 * number:2 * number + 2]
            self.assertEqual((one, two), (f"m-{number}", f"m-{number}"))
            generation, count = map(int, first.split())
            self.assertEqual(second, f"{generation} too")
            self.assertEqual(count, number + 1)
            self.assertGreaterEqual(generation, last)
            last = generation
            used.add(generation)
        self.assertGreater(len(used), 0.9 * self.number)
        timers = sum(len(range(first, len(self.sent), 40)) // 10 for first in range(40))
        self.assertLessEqual(reader.later, timers)
        self.assertGreater(reader.later, timers - 40)  # the last may come after the end

    def assert_journal(self, reader):
        """The journal and the traces name the generation that spoke."""
        said = {id: int(text.split()[0]) for _, id, text in reader.said}
        store = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)
        rows = store.execute("SELECT id, generation FROM events ORDER BY seq").fetchall()
        self.assertEqual([id for id, _ in rows], [f"m-{number}" for number in range(len(self.sent))])
        self.assertEqual([self.generations[generation] for _, generation in rows],
                         [said[id] for id, _ in rows])
        traces = store.execute("SELECT id, json_extract(json, '$.generation') FROM traces WHERE "
                               "json_extract(json, '$.type') = 'message.received'").fetchall()
        self.assertGreater(len(traces), min(len(self.sent), 10000) // 2)  # so many are kept
        for id, generation in traces:
            self.assertEqual(self.generations[generation], said[id])
        store.close()

    def assert_quick(self, reader):
        quiet, busy = [], []
        for number, (sent, while_busy) in enumerate(self.sent):
            if number >= 500:  # the first need warming up
                (busy if while_busy else quiet).append(1000 * (reader.said[2 * number][0] - sent))
        print(f"{len(self.sent)} events, {self.number} reloads", file=sys.stderr)
        figures = []
        for name, some in (("without", quiet), ("with", busy)):
            some.sort()
            figures.append(some[int(0.99 * len(some))])
            print(f"{name} reloads: latency p50 {some[len(some) // 2]:.1f} ms, p99 {figures[-1]:.1f} ms, "
                  f"p99.9 {some[int(0.999 * len(some))]:.1f} ms, longest {some[-1]:.1f} ms",
                  file=sys.stderr)
        self.assertLess(figures[1], 4 * figures[0] + 50 * SLOWER)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
