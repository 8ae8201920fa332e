"""The owner's commands while the disk is full: nothing is said to be done that is not, nothing is
done twice, and a copy to another disk can still be made."""
import errno
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402
import test_control  # noqa: E402
from harness import BINARY, event  # noqa: E402

SHIM = os.path.join(os.path.dirname(os.environ.get("ZHANGGUI", "")), "tests", "failing_disk.so")


@unittest.skipIf(os.environ.get("ZG_SANITIZED") == "ON", "the sanitizers' own library comes first")
class FullDisk(test_control.Control):
    def nacked(self):
        """Leaves one dead letter, an action, in a store that was closed in order."""
        client = self.hello()
        client.send(event(1))
        client.line()
        action = client.line()
        client.send({"nack": {"id": action["id"], "reason": "no"}}, event(2, type="x.note"))
        self.assertEqual(client.line(), {"ack": ["m-2"]})
        client.close()
        self.assertEqual(self.server.stop(), 0)
        return action

    def start_full(self, count):
        """Starts with a disk that is full from the first commit on, for `count` writes."""
        for nth in range(1, 40):
            plan = f"write:{nth}:{errno.ENOSPC}:{count}"
            try:
                server = harness.Server(
                    ["--listen", "unix:" + self.path("s"), "--data", self.store, "--rules",
                     self.rules], environment={"LD_PRELOAD": SHIM, "ZG_DISK": plan})
            except AssertionError:
                continue
            self.addCleanup(server.kill)
            return server
        return self.fail("it never started")

    def retry(self):
        subprocess.run([BINARY, "ctl", "--data", self.store, "dead", "retry", "1"],
                       capture_output=True, timeout=harness.PATIENCE, check=False)

    def test_an_action_that_is_retried_twice_goes_once(self):
        """The letter must count as gone also while the batch that removes it waits for space."""
        action = self.nacked()
        client = self.hello(self.start_full(4))
        self.retry()
        self.retry()
        self.assertEqual(client.line(), action)
        self.assertTrue(client.silent(2), "it was sent twice")

    def test_done_is_said_when_it_is_safe(self):
        """What was answered with done must hold after a kill."""
        self.nacked()
        server = self.start_full(1_000_000)
        try:
            done = subprocess.run([BINARY, "ctl", "--data", self.store, "dead", "drop", "1"],
                                  capture_output=True, timeout=3, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            done = False
        server.process.kill()
        server.process.wait()
        self.start()
        self.assertEqual(len(self.rows("dead", "list")), 0 if done else 1)

    def test_a_copy_can_be_made(self):
        """Each commit that fails must not begin the copy anew: then it would never end."""
        client = self.hello()
        client.send(*(event(n, text="x" * 100_000, type="x.note") for n in range(60)))
        count = 0
        while count < 60:
            count += len(client.line()["ack"])
        client.close()
        self.assertEqual(self.server.stop(), 0)
        client = self.hello(self.start_full(1_000_000))
        client.send(event("more", type="x.note"))
        self.assertEqual(client.line()["error"]["code"], "unavailable")
        done = subprocess.run([BINARY, "ctl", "--data", self.store, "backup", self.path("copy")],
                              capture_output=True, timeout=harness.PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done)


if __name__ == "__main__":
    unittest.main(verbosity=0)
