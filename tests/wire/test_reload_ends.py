"""Hot reload: the server ends while something is under way; and what many reloads leave behind."""
import contextlib
import json
import os
import shutil
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from reload_case import SANITIZED, SLOWER, SOON, Reload, Slow, alive  # noqa: E402

RELOADS = int(os.environ.get("ZG_RELOADS", "15" if SANITIZED else "60"))  # in the tests for leaks
# Until what lives and what is freed have found their places.
WARM = RELOADS // 5 + (5 if SANITIZED else 60)


class Ends(Slow):
    """The server ends while something is under way."""

    def setUp(self):
        super().setUp()
        self.slow_pack("shop")

    def test_in_order(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            for delay in (0, 0.2):
                self.start("--no-watch")
                self.edit()
                asking = self.begin_ctl("reload")
                child = self.await_child()
                time.sleep(delay)
                began = time.monotonic()
                self.assertEqual(self.server.stop(number), 0, self.log())
                self.assertLess(time.monotonic() - began, 2 * SLOWER)
                self.await_end(child)
                asking.communicate(timeout=harness.PATIENCE)
                self.assertNotEqual(asking.returncode, 0)
                self.assertNotIn("Sanitizer", self.log())
                self.server.kill()

    def test_asked_again_while_it_ends(self):
        """SIGHUP after SIGTERM, while somebody who does not read keeps it from ending."""
        self.start("--no-watch")
        self.client.socket.setblocking(False)
        with self.assertRaises(BlockingIOError):  # the answers fill the way back
            while True:
                self.client.socket.send(b"nonsense\n" * 1000)
        self.server.process.send_signal(signal.SIGTERM)
        for _ in range(5):
            time.sleep(0.02)
            self.assertIsNone(self.server.process.poll(), "nothing kept it")
            self.server.process.send_signal(signal.SIGHUP)
        self.client.close()
        self.assertEqual(self.server.wait(), 0, self.log())
        self.assertNotIn("Sanitizer", self.log())

    def test_while_it_is_built(self):
        """At many instants of a reload, so that some lie in the thread."""
        shutil.rmtree(self.path("shop"))
        self.make_shop("shop")
        for step in range(12):
            self.start("--no-watch")
            self.put_pack(step + 1)
            asking = self.begin_ctl("reload")
            time.sleep(0.012 * step * SLOWER)
            self.assertEqual(self.server.stop(), 0, self.log())
            self.assertNotIn("Sanitizer", self.log())
            asking.communicate(timeout=harness.PATIENCE)
            self.server.kill()

    def test_stories_are_not_played_in_the_server(self):
        """Once they have passed in the trial the rest is quick."""
        self.start("--no-watch")
        self.edit()
        asking = self.begin_ctl("reload")
        child = self.await_child()
        while alive(child):
            time.sleep(0.005)
        began = time.monotonic()
        rows = asking.communicate(timeout=harness.PATIENCE)[0]
        self.assertIs(json.loads(rows)["changed"], True)
        self.assertLess(time.monotonic() - began, 0.3 * SLOWER)

    def test_edited_while_its_stories_are_played(self):
        """What comes into force is what was tried, never what was saved since."""
        self.start("--no-watch")
        path = ("shop", "packs", "voice", "pack.lua")
        with open(self.path(*path), encoding="utf-8") as file:
            good = file.read()
        self.put(good + "-- first\n", *path)
        asking = self.begin_ctl("reload")
        self.await_child()
        time.sleep(0.1 * SLOWER)
        self.put(good.replace('say("0 ', 'say("1 '), *path)  # its story fails
        row = json.loads(asking.communicate(timeout=2 * harness.PATIENCE)[0])
        self.assertIn('the story "long" fails', row["error"])
        self.assertEqual(self.ask(), ["0 word 5", "hello"])

    def test_struck_down(self):
        """kill -9: the next start is fine, and nobody goes on trying."""
        self.start()
        answer = self.ask()
        for step in range(4):
            self.edit()
            child = self.await_child()
            time.sleep(0.05 * step)
            self.server.kill()
            self.await_end(child)
            self.start()
            self.assertEqual(self.ask(), answer)

    def test_the_trial_inherits_nothing(self):
        self.start("--no-watch")
        self.edit()
        self.begin_ctl("reload")
        child = self.await_child()
        deadline = time.monotonic() + SOON
        while len([one for one in self.held(child) if one.startswith("socket:")]) > 1:
            self.assertLess(time.monotonic(), deadline)  # it keeps but its standard output
            time.sleep(0.002)
        found = self.held(child)
        self.assertFalse([one for one in found if "z.db" in one or "inotify" in one], found)

    @staticmethod
    def held(pid):
        """What its descriptors are; one that is closed meanwhile is none."""
        found = set()
        for fd in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(FileNotFoundError):
                found.add(os.readlink(f"/proc/{pid}/fd/{fd}"))
        return found


class Leaks(Reload):
    def reload(self, number):
        self.put_pack(number % 50 + 1)
        if number % 5 == 4:
            self.put("nonsense (", "shop", "packs", "voice", "pack.lua")
        self.control.send({"control": ["reload"]})
        row, done = self.control.lines(2)
        self.assertEqual(done, {"done": True})
        if number % 5 == 4:
            self.assertIn("error", row["row"])
        else:
            self.assertIs(row["row"]["changed"], True)
        if number % 7 == 0:
            self.control.send({"control": ["rollback", "shop"]})
            self.control.lines(2)

    def test_many_reloads(self):
        """Neither descriptors nor memory nor processes nor the words of a trial add up."""
        self.start("--no-watch", store=self.store)
        self.control = self.connect("unix:" + self.store + "-control")
        pid = self.server.process.pid
        for number in range(WARM):
            self.reload(number)
        self.ask()
        self.await_rest()
        before, rss = len(os.listdir(f"/proc/{pid}/fd")), self.server.rss()
        for number in range(WARM, WARM + RELOADS):
            self.reload(number)
        self.ask()
        self.await_rest()
        self.assertEqual(len(os.listdir(f"/proc/{pid}/fd")), before)
        print(f"{RELOADS} reloads: {rss} KiB before, {self.server.rss()} after", file=sys.stderr)
        if not SANITIZED:  # there what was freed is kept a while
            self.assertLess(self.server.rss(), 1.05 * rss)
        self.assert_ends_clean()

    def test_watches_do_not_add_up(self):
        """Folders that come and go."""
        self.start()
        pid = self.server.process.pid
        for number in range(1, 4):
            for name in "abcdefgh":
                os.makedirs(self.path("shop", "packs", name, "text"))
            self.put_pack(number)
            self.await_answer([f"{number} word 5", "hello"])
            self.assertEqual(self.watched(pid), 12 + 8 * 2 - 7)
            for name in "abcdefgh":
                shutil.rmtree(self.path("shop", "packs", name))
            self.put_pack(number + 10)
            self.await_answer([f"{number + 10} word 5", "hello"])
            self.assertEqual(self.watched(pid), 5)

    def watched(self, pid):
        """How many folders inotify watches for it, without that of all rules."""
        found = 0
        for fd in os.listdir(f"/proc/{pid}/fdinfo"):
            with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii", errors="replace") as file:
                found += sum(one.startswith("inotify ") for one in file)
        return found - 1


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=int(os.environ.get("VERBOSE", "0"))))
