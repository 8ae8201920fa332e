"""What must not happen to the owner of a server, whatever adapters send and whatever is asked."""
import os
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
import test_control  # noqa: E402
from harness import BINARY, event  # noqa: E402

TRACED = """
pack { name = "many", version = "1.0.0", api = 1, about = "Many rules that look at the text" }

for i = 1, 50 do
  rule("r" .. i) {
    on = "message.received",
    when = { { "message.text", "is", "x" .. i } },
    run = function(event, ctx) return {} end,
  }
end
"""


class Hostile(test_control.Control):
    def run_ctl(self, *words):
        return subprocess.run([BINARY, "ctl", "--data", self.store, *words], capture_output=True,
                              timeout=harness.PATIENCE, check=False)

    def settled(self, client):
        """All that was sent is committed: an event behind it is acknowledged."""
        client.send({"hello": {"source": "test/settled"}})
        client.line()
        self.settled_count = getattr(self, "settled_count", 0) + 1
        client.send(event(f"settled-{self.settled_count}", source="test/settled", type="x.note"))
        while "ack" not in client.line():
            pass


class Letters(Hostile):
    def test_a_retry_that_finds_the_outbox_full_keeps_the_letter(self):
        """What is told "busy" is neither decided nor refused for good: the letter must stay."""
        self.server.stop()
        os.makedirs(self.path("shop"))
        self.write('shop { name = "x", sources = { "other/*" } }\n', "shop", "shop.lua")
        server = self.start("--shop", self.path("shop"))
        self.refuse(self.connect(server), harness.line(event(1, source="test/full")))
        server.stop()
        client = self.hello(self.start())
        for number in range(1000):
            client.send(event(f"fill-{number}", source="test/full", text="y" * 200_000))
            told = client.line()
            if "error" in told:
                break
        self.assertEqual(told["error"]["code"], "busy")
        self.assertEqual(len(self.rows("dead", "list")), 1)
        self.assertIn("wait to be delivered", self.rows("dead", "retry", "1", status=1)[0]["why"])
        self.assertEqual(len(self.rows("dead", "list")), 1)

    def test_no_letter_has_the_number_0(self):
        """0 must not be another word for all."""
        client = self.connect(self.server)
        self.refuse(client, b"{one\n")
        self.settled(client)
        self.assertGreaterEqual(self.run_ctl("dead", "drop", "0").returncode, 2)
        self.assertEqual(len(self.rows("dead", "list")), 1)

    def test_nothing_may_follow_all(self):
        client = self.connect(self.server)
        self.refuse(client, b"{one\n")
        self.settled(client)
        self.assertEqual(self.run_ctl("dead", "drop", "all", "but", "1").returncode, 2)
        self.assertEqual(len(self.rows("dead", "list")), 1)

    def test_a_line_with_a_nul_can_be_listed(self):
        """Anybody who can send a line must not be able to make the list unreadable."""
        client = self.connect(self.server)
        self.refuse(client, b"{\0abc\n")
        self.settled(client)
        done = self.run_ctl("dead", "list")
        self.assertEqual(done.returncode, 0, done)

    def test_letters_do_not_write_to_the_terminal(self):
        """Neither escape sequences nor lines that look like another letter."""
        client = self.hello()
        client.send(b"\x1b[2J\r{nonsense\n")
        self.assertIn("error", client.line())
        client.send(event(1))
        client.line()
        action = client.line()
        client.send({"nack": {"id": action["id"], "reason": "x\n\n99  2026-01-01  forged: y"}})
        self.settled(client)
        shown = self.ctl("dead", "list")
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\r", shown)
        self.assertFalse(any(line.startswith("99") for line in shown.splitlines()), shown)

    def test_a_row_of_another_kind(self):
        """The program must not crash over an answer it has no picture for."""
        client = self.hello()
        client.send(event(1))
        client.line()
        self.assertGreaterEqual(self.run_ctl("export").returncode, 0)


class Start(Hostile):
    def serve_stdio(self, *arguments):
        return subprocess.run([BINARY, "serve", "--listen", "-", "--rules", self.rules, *arguments],
                              input=b"", capture_output=True, timeout=harness.PATIENCE, check=False)

    def test_no_control_socket_and_standard_input(self):
        """It says why and ends with 3; it must not abort."""
        self.write("x", "file")
        done = self.serve_stdio("--data", self.path("q.db"), "--control", self.path("file"))
        self.assertEqual(done.returncode, 3, done)

    def test_a_long_path_of_the_store(self):
        """The store may lie deeper than the name of a socket can be long. Whatever becomes of the
        control socket, the server must not abort."""
        self.assertGreaterEqual(self.serve_stdio("--data", self.path("q" * 120 + ".db")).returncode, 0)


class Backups(Hostile):
    def test_nothing_is_removed(self):
        """The name of the unfinished copy may be somebody's file, too: even the store's own."""
        self.write("precious", "copy.db-part")
        self.run_ctl("backup", self.path("copy.db"))
        self.assertTrue(os.path.exists(self.path("copy.db-part")))
        with open(self.path("copy.db-part"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")

    def test_two_at_once_to_one_name(self):
        """One of them is made, the other one is told why not."""
        client = self.hello()
        for number in range(0, 300, 10):
            client.send(*(event(n, text="x" * 20_000, type="x.note")
                          for n in range(number, number + 10)))
        count = 0
        while count < 300:
            count += len(client.line()["ack"])
        callers = [harness.Client("unix:" + self.store + "-control") for _ in range(2)]
        for one in callers:
            self.addCleanup(one.close)
            one.send({"control": ["backup", self.path("copy.db")]})
        told = [one.line() for one in callers]
        self.assertEqual(sum("done" in one for one in told), 1, told)


class Kept(Hostile):
    def damage(self, table):
        """Makes a page in the middle of the table nonsense, in a store that was closed in order."""
        database = sqlite3.connect(self.store)
        pages = [row[0] for row in database.execute(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,))]
        size = database.execute("PRAGMA page_size").fetchone()[0]
        database.close()
        with open(self.store, "r+b") as file:
            file.seek((pages[len(pages) // 2] - 1) * size)
            file.write(b"\xff" * size)

    def fill(self, text, **more):
        client = self.hello()
        client.send(*(event(n, text=text, **more) for n in range(500)))
        count = 0
        while count < 500:
            count += len(client.line().get("ack", []))
        self.server.stop()

    def test_a_journal_that_cannot_be_read_is_not_exported_as_whole(self):
        self.fill("x" * 300, type="x.note")
        self.damage("events")
        done = subprocess.run([BINARY, "export", "--data", self.store], capture_output=True,
                              timeout=harness.PATIENCE, check=False)
        self.assertLess(done.stdout.count(b"\n"), 500)
        self.assertNotEqual(done.returncode, 0)

    def test_timers_that_cannot_be_read_are_not_forgotten(self):
        """It must not start with some of its timers."""
        self.fill("remind 3600000")
        self.damage("timers")
        with self.assertRaises(AssertionError):
            self.start()

    def test_what_an_event_may_cost_in_traces(self):
        """A buyer's long message is not kept once for each rule that did not want it."""
        self.server.stop()
        os.makedirs(self.path("many", "many"))
        self.write(TRACED, "many", "many", "pack.lua")
        server = self.start("--rules", self.path("many"))
        client = self.hello(server)
        for number in range(5):
            client.send(event(number, text="y" * 250_000))
            client.line()
        client.close()
        server.stop()
        sent = 5 * 250_000
        self.assertLess(os.path.getsize(self.store), 5 * sent)

    def test_what_was_accepted_can_be_replayed(self):
        """The line at the limit, and the object with as many keys as it may have but one, grow by the
        time of receipt; the export must still be a log that replay reads."""
        client = self.hello()
        line = harness.line(event("long", type="x.note", text=""))
        client.send(event("long", type="x.note", text="z" * (262_145 - len(line))))
        self.assertIn("ack", client.line())
        client.send(event("many", type="x.note", **{f"k{i}": 1 for i in range(1024 - 6)}))
        self.assertIn("ack", client.line())
        done = subprocess.run([BINARY, "export", "--data", self.store], capture_output=True,
                              timeout=harness.PATIENCE, check=True)
        with open(self.path("log"), "wb") as file:
            file.write(done.stdout)
        done = subprocess.run([BINARY, "replay", self.path("log"), "--rules", self.rules],
                              capture_output=True, timeout=harness.PATIENCE, check=False)
        self.assertIn(b"2 events", done.stderr)
        self.assertIn(b" 0 refused", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=0)
