"""A clock that for a moment ran ahead by weeks, and was set right again while the server runs: what
comes afterwards must be decided and kept as ever."""
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402
import test_control  # noqa: E402
from harness import event  # noqa: E402

SHIM = os.path.join(os.path.dirname(os.environ.get("ZHANGGUI", "")), "tests", "false_clock.so")


@unittest.skipIf(os.environ.get("ZG_SANITIZED") == "ON", "the sanitizers' own library comes first")
class Jump(test_control.Control):
    def start(self, *more):
        self.set_clock(0)
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.store,
                                 "--rules", self.rules],
                                environment={"LD_PRELOAD": SHIM, "ZG_CLOCK": self.path("off")})
        self.addCleanup(server.kill)
        return server

    def set_clock(self, off):
        self.write(str(off), "off.new")
        os.rename(self.path("off.new"), self.path("off"))

    def put(self, client, number, at):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
        client.send(event(number, type="x.note", time=stamp))
        return client.line()

    def jump(self, client):
        self.set_clock(40 * 86400)
        self.assertIn("ack", self.put(client, "jump", time.time() - 60))
        self.set_clock(0)
        self.put(client, "back", time.time() - 60)

    def test_events_of_one_second_are_decided(self):
        """Platforms give whole seconds, and events come out of their order: none of them may be
        too old because the clock was wrong once."""
        client = self.hello()
        self.jump(client)
        now = time.time()
        for number, at in enumerate((now, now, now - 30)):
            self.assertEqual(self.put(client, number, at), {"ack": [f"m-{number}"]})

    def test_a_timer_fires_at_its_time(self):
        """A timer that is set after the clock was set right is due by the clock as it is now."""
        client = self.hello()
        self.jump(client)
        client.send(event("r", text="remind 300"))
        self.assertEqual(client.line(), {"ack": ["m-r"]})
        self.assertFalse(client.silent(3), "the reminder did not come")


if __name__ == "__main__":
    unittest.main(verbosity=0)
