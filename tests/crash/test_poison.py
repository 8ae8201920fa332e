"""What ends the process twice is not tried a third time: it goes to the dead letters, and everybody
else is served. The killer is this test, at the moment the line (or the timer) is worked on."""
import os
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402

# Uses up its whole budget, so that there is a moment to strike.
PACK = """
pack { name = "slow", version = "1.0.0", about = "slow" }
local function spin() for i = 1, 1e9 do local t = i * 2 end end
rule "spins" { on = "slow.event", run = spin }
rule "sets" { on = "slow.timer", run = function(event, ctx) ctx.after("1s", "spin") end }
rule "spins later" { on = "timer.spin", run = spin }
rule "answers" { on = "message.received", run = function(event) return { say("here") } end }
"""
SLOW = b'{"id":"bad","source":"crash/shop","type":"slow.event"}\n'
FULL = b"\x01"


class Poison(harness.WireTest):
    def setUp(self):
        super().setUp()
        os.makedirs(self.path("packs", "slow"))
        self.write(PACK, "packs", "slow", "pack.lua")

    def start(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.path("z.db"),
                                 "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        return server

    def marked(self):
        try:
            with open(self.path("z.db-marker"), "rb") as file:
                return file.read(1) == FULL
        except FileNotFoundError:
            return False

    def strike(self, server, line=b""):
        """Sends the line over and over (as new ones, but for its id) until it is being worked on, and
        kills the server there."""
        client = self.connect(server)
        deadline = time.monotonic() + 20
        client.send(line)
        while not self.marked():
            self.assertLess(time.monotonic(), deadline, "it was never marked")
        server.process.kill()
        server.process.wait()
        struck = self.marked()
        client.close()
        return struck

    def struck_twice(self, line):
        struck = 0
        for _ in range(40):
            struck += self.strike(self.start(), line)
            if struck == 2:
                return
            if os.path.exists(self.path("z.db")):
                self.forget("bad")
        self.fail("it could not be struck while it worked")

    def forget(self, event):
        """As if it had not been decided, when the blow came too late."""
        database = sqlite3.connect(self.path("z.db"))
        database.execute("DELETE FROM seen WHERE id = ?", (event,))
        database.commit()
        database.close()

    def test_a_line(self):
        self.struck_twice(SLOW)
        client = self.connect(self.start())
        client.send(SLOW)
        error = client.line()["error"]
        self.assertEqual(error["code"], "dead", error)
        client.send({"id": "good", "source": "crash/shop", "type": "message.received",
                     "data": {"conversation": {"id": "c"}, "message": {"text": "hi"}}})
        self.assertEqual(client.line()["data"]["text"], "here")

    def test_a_timer(self):
        for _ in range(20):
            if self.timer_struck_twice():
                break
        else:
            self.fail("the timer could not be struck while it worked")
        server = self.start()
        client = self.connect(server)
        client.send({"ping": 2})
        self.assertEqual(client.line(), {"pong": 2})
        time.sleep(0.2)
        self.assertEqual(server.stop(), 0)
        database = sqlite3.connect(self.path("z.db"))
        self.addCleanup(database.close)
        self.assertEqual(database.execute("SELECT count(*) FROM timers").fetchone(), (0,))
        self.assertEqual(database.execute("SELECT code FROM dead").fetchall(), [("dead",)])

    def timer_struck_twice(self):
        """A store of its own, a timer set, and the server killed twice while it fires."""
        for name in os.listdir(self.folder):
            if name.startswith("z.db"):
                os.remove(self.path(name))
        server = self.start()
        client = self.connect(server)
        client.send(b'{"hello":{"source":"crash/shop"}}\n')
        client.send({"id": "sets", "source": "crash/shop", "type": "slow.timer",
                     "data": {"conversation": {"id": "c"}}})
        while "ack" not in client.line():
            pass
        client.close()
        return self.strike_or_done(server) and self.strike_or_done(self.start())

    def strike_or_done(self, server):
        """Kills the server while the timer works, if it still fires."""
        deadline = time.monotonic() + 2
        while not self.marked() and time.monotonic() < deadline:
            pass
        server.process.kill()
        server.process.wait()
        return self.marked()


if __name__ == "__main__":
    unittest.main(verbosity=0)
