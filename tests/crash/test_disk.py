"""A disk that fails: at the nth sync or write of the store's files, with an I/O error or no space, or
by writing only a part of what it was given, with or without an error at the rest.

After an I/O error nobody may be told anything more, and the process ends with status 4; started
again, everything that was acknowledged is there. When there is no space, the server says so, keeps
its connections, and goes on by itself once there is some.
"""
import errno
import os
import random
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_kills  # noqa: E402
from test_kills import harness  # noqa: E402

SHIM = os.path.join(os.path.dirname(os.environ.get("ZHANGGUI", "")), "tests", "failing_disk.so")


class Complaining(test_kills.Adapter):
    """Keeps the errors it is sent, too."""

    def __init__(self):
        super().__init__()
        self.errors = []

    def take(self, data):
        for line in data.split(b"\n"):
            if line.startswith(b'{"error"'):
                self.errors.append(line)
        super().take(data)


@unittest.skipIf(os.environ.get("ZG_SANITIZED") == "ON", "the sanitizers' own library comes first")
class Disk(test_kills.Kills):
    test_nothing_is_lost_and_nothing_is_done_twice = None  # not again

    def setUp(self):
        super().setUp()
        os.makedirs(self.path("packs", "count"))
        self.write(test_kills.PACK, "packs", "count", "pack.lua")

    def start(self, plan=None):
        environment = {"LD_PRELOAD": SHIM, "ZG_DISK": plan} if plan else None
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.path("z.db"),
                                 "--rules", self.path("packs")], environment=environment)
        self.addCleanup(server.kill)
        return server

    def catch_up(self, adapter):
        """Until all that was sent is acknowledged, and the last timers have fired."""
        deadline = time.monotonic() + 30
        while len(adapter.acked) < adapter.sent and time.monotonic() < deadline:
            adapter.work(0.1, fresh=False)
        adapter.work(0.3, fresh=False)

    def finish(self, adapter):
        """On a good disk again: all that was sent is decided in the end, once."""
        server = self.start()
        adapter.connect(server.address)
        self.catch_up(adapter)
        self.assertEqual(server.stop(), 0, server.complaints())
        adapter.socket.close()
        self.check(adapter)

    def fail_hard(self, plan):
        adapter = Complaining()
        try:
            server = self.start(plan)
        except AssertionError:  # it failed before it was ready, and said so
            return self.finish_new(plan)
        adapter.connect(server.address)
        deadline = time.monotonic() + 5
        while server.process.poll() is None and time.monotonic() < deadline:
            adapter.work(0.05)
        if server.process.poll() is None:
            self.fail(f"{plan}: the disk never failed")
        self.assertEqual(server.process.returncode, 4, server.complaints())
        self.assertIn("cannot be written", server.complaints())
        adapter.socket.close()
        self.finish(adapter)

    def finish_new(self, plan):
        server = self.start()
        self.assertEqual(server.stop(), 0, f"{plan}: {server.complaints()}")

    def test_an_error_at_the_nth_sync(self):
        for nth in (1, 2, 3, 4, 5, 7, 11, 20, 33):
            with self.subTest(nth=nth):
                self.fresh()
                self.fail_hard(f"sync:{nth}:{errno.EIO}")

    def test_an_error_at_the_nth_write(self):
        for nth in (1, 2, 5, 9, 14, 30, 77):
            with self.subTest(nth=nth):
                self.fresh()
                self.fail_hard(f"write:{nth}:{errno.EIO}")

    def run_out_of_space(self, plan):
        """It says so, and goes on by itself. Gives what it said."""
        adapter = Complaining()
        server = self.start(plan)
        adapter.connect(server.address)
        adapter.work(1.0)
        self.catch_up(adapter)
        self.assertTrue(any(b"unavailable" in one for one in adapter.errors), server.complaints())
        self.assertIn("can be written again", server.complaints())
        self.assertEqual(server.stop(), 0, server.complaints())
        adapter.socket.close()
        self.check(adapter)
        return server.complaints()

    def test_no_space_for_a_while(self):
        for nth in (60, 90, 120):
            with self.subTest(nth=nth):
                self.fresh()
                self.run_out_of_space(f"write:{nth}:{errno.ENOSPC}:5")

    def test_short_writes(self):
        """A write that writes less than it should is no error: the rest is written after it."""
        for nth in (1, 2, 5, 14, 30, 77, 150):
            with self.subTest(nth=nth):
                self.fresh()
                adapter = Complaining()
                server = self.start(f"short:{nth}:0:60")
                adapter.connect(server.address)
                adapter.work(0.3)
                self.catch_up(adapter)
                self.assertEqual(server.stop(), 0, server.complaints())
                self.assertEqual(adapter.errors, [])
                self.assertGreater(server.complaints().count("bytes cut to"), 30)
                adapter.socket.close()
                self.check(adapter)

    def test_a_short_write_and_then_an_error(self):
        for nth in (1, 2, 5, 9, 14, 30, 31, 77, 150):
            with self.subTest(nth=nth):
                self.fresh()
                self.fail_hard(f"short:{nth}:{errno.EIO}")

    def test_a_short_write_and_then_no_space(self):
        for nth in (60, 95, 121):
            with self.subTest(nth=nth):
                self.fresh()
                said = self.run_out_of_space(f"short:{nth}:{errno.ENOSPC}:1")
                self.assertEqual(said.count("bytes cut to"), 1)

    def test_no_space_from_the_beginning(self):
        """It does not start, says why, and starts once there is space."""
        for plan in ("write:1", "short:1", "short:2", "short:8", "short:13"):
            with self.subTest(plan=plan):
                self.fresh()
                with self.assertRaises(AssertionError) as caught:
                    self.start(f"{plan}:{errno.ENOSPC}")
                self.assertIn("full", str(caught.exception))
                self.finish_new(plan)

    def fresh(self):
        """No store yet."""
        random.seed(1)
        for name in os.listdir(self.folder):
            if name.startswith("z.db"):
                os.remove(self.path(name))


if __name__ == "__main__":
    unittest.main(verbosity=0)
