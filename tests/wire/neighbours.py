"""Two shops in one server: a, whose packs mean harm, and b next door, whose buyers want answers."""
import os
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import WireTest, event, text_of  # noqa: E402

SANITIZED = os.environ.get("ZG_SANITIZED", "") not in ("", "0", "OFF")
SLOWER = 8 if SANITIZED else 2  # than a machine that has nothing else to do
EVERY = 0.02  # seconds between two events of shop b
BOUND_KIB = 120 * 1024

ECHO = """
pack { name = "echo", version = "1", api = 1 }

rule "echo" {
  on = "message.received",
  run = function(event, ctx)
    local c = ctx.state.shop
    c.count = (c.count or 0) + 1
    return { say(event.message.text .. " " .. c.count .. " " .. tostring(ctx.facts.shop.left)) }
  end,
}
"""


class Neighbour(threading.Thread):
    """Shop b's adapter: an event every 20 ms on a connection of its own, and how long each took."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.client = harness.Client(address)
        self.sent, self.took, self.wrong, self.failed = {}, [], [], None
        self.over = threading.Event()
        self.reader = threading.Thread(target=self.guarded, args=(self.read,), daemon=True)

    def guarded(self, work):
        try:
            work()
        except (OSError, AssertionError, TimeoutError, ValueError) as error:
            self.failed = error

    def run(self):
        self.reader.start()
        self.guarded(self.write)

    def write(self):
        number, due = 0, time.monotonic()
        while not self.over.is_set():
            self.sent[number] = time.monotonic()
            self.client.send(event(number, source="b/one", text=f"q{number}"))
            number += 1
            due += EVERY
            time.sleep(max(0, due - time.monotonic()))
        self.client.end()

    def read(self):
        while True:
            got = self.client.line(60)
            if got is None:
                return
            number = int(got["causationid"].removeprefix("m-"))
            self.took.append(time.monotonic() - self.sent[number])
            if text_of(got) != f"q{number} {number + 1} nil":
                self.wrong.append(got)

    def stop(self):
        """Ends it when all is answered; gives the times in order of length."""
        self.over.set()
        self.join(60)
        self.reader.join(60)
        self.client.close()
        if self.failed is not None:
            raise AssertionError(f"shop b: {self.failed!r}")
        if self.wrong or len(self.took) != len(self.sent):
            raise AssertionError(f"shop b: {len(self.took)} answers to {len(self.sent)} events, "
                                 f"wrong: {self.wrong[:3]}")
        return sorted(self.took)


class Walls(WireTest):
    """A test with the two shops; a's packs are given by name."""

    def shops(self, packs, settings=""):
        for shop, own in (("a", packs), ("b", {"echo": ECHO})):
            for name in own:
                os.makedirs(self.path(shop, "packs", name), exist_ok=True)
            os.makedirs(self.path(shop, "tables"), exist_ok=True)
            self.write(f'shop {{ id = "{shop}", sources = {{ "{shop}/*" }}, {settings} }}\n',
                       shop, "shop.lua")
            for name, text in own.items():
                self.write_pack(shop, name, text)
        os.makedirs(self.path("none"), exist_ok=True)

    def write_pack(self, shop, name, text):
        with open(self.path(shop, "packs", name, "pack.lua"), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def arguments(self):
        return ["--listen", "unix:" + self.path("s"), "--data", self.path("z.db"), "--no-watch",
                "--shop", self.path("a"), "--shop", self.path("b"), "--rules", self.path("none")]

    def begin(self):
        self.server = harness.Server(self.arguments())
        self.addCleanup(self.server.kill)

    def next_door(self):
        neighbour = Neighbour(self.server.address)
        self.addCleanup(neighbour.client.close)
        neighbour.start()
        return neighbour

    def hello(self, source="a/one"):
        client = self.connect(self.server)
        client.send({"hello": {"source": source}})
        self.assertIn("welcome", client.line())
        return client

    def ask(self, client, number, text, **more):
        """Sends it; how long the ack took, and all actions that came with it."""
        actions, sent, took = [], time.monotonic(), None
        client.send(event(number, source="a/one", text=text, **more))
        while True:
            got = client.line(30)
            if "ack" in got:
                took = time.monotonic() - sent
                client.send({"ping": number}) # its actions go out in one turn with the ack
                continue
            if "pong" in got:
                return took, actions
            if "specversion" not in got:
                raise AssertionError(f"{text}: {got}")
            client.send({"ack": [got["id"]]})
            actions.append(got)

    def assert_served(self, took, label, middling=0.1):
        """b was answered in time. The machine may be busy with other things."""
        self.assertGreater(len(took), 5)
        middle, late = took[len(took) // 2], [one for one in took if one > 0.25 * SLOWER]
        if os.environ.get("ZG_TIMES"):
            print(f"{label}: b waits {middle * 1e3:.1f} ms in the middle of {len(took)}, "
                  f"{took[-1] * 1e3:.1f} at worst, {len(late)} late", file=sys.stderr)
        self.assertLess(middle, middling * SLOWER, label)
        self.assertLessEqual(len(late), max(1, len(took) // 50), f"{label}: {took[-10:]}")
        self.assertLess(took[-1], 0.6 * SLOWER, label)

    def finish(self):
        """The server ends in order, and was modest until then."""
        if not SANITIZED:
            self.assertLess(self.server.rss(), BOUND_KIB)
        self.assertEqual(self.server.stop(timeout=30), 0, self.server.complaints()[-2000:])

    def select(self, query, *values):
        store = sqlite3.connect(self.path("z.db"))
        try:
            return store.execute(query, values).fetchall()
        finally:
            store.close()
