"""State that one version of a pack left, in the hands of another: migrated as a whole or not at all,
by a reload and by a restart."""
import os
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import BINARY, event, text_of  # noqa: E402

FIRST = """
pack { name = "count", version = "1.0.0", about = "counts" }
rule "counts" {
  on = "message.received",
  run = function(event, ctx)
    local c = ctx.state.conversation
    c.n = (c.n or 0) + 1
    ctx.facts.shop.seen = true
    return { say("n " .. c.n) }
  end,
}
"""
SECOND = """
pack {
  name = "count", version = "2.0.0", about = "counts",
  migrate = function(state, from)
    %s
    return { counts = { number = state.n, from = from } }
  end,
}
rule "counts" {
  on = "message.received",
  run = function(event, ctx)
    local c = ctx.state.conversation
    c.counts = c.counts or { number = 0, from = "nothing" }
    c.counts.number = c.counts.number + 1
    return { say(c.counts.number .. " since " .. c.counts.from) }
  end,
}
"""


class Migrate(harness.WireTest):
    def setUp(self):
        super().setUp()
        os.makedirs(self.path("packs", "count"))
        self.put(FIRST)

    def put(self, pack):
        self.write(pack, "packs", "count", "new")
        os.rename(self.path("packs", "count", "new"), self.path("packs", "count", "pack.lua"))

    def start(self, data="z.db"):
        data = data if data == ":memory:" else self.path(data)
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", data, "--no-watch",
                                 "--control", self.path("c"), "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        return server, self.connect(server)

    def say(self, client, number, conversation):
        """What the shop says to a message in that conversation."""
        one = self.message(number, conversation)
        client.send(one)
        action = client.line()
        while action["causationid"] != one["id"]:  # what a kill made the server say once more
            action = client.line()
        return text_of(action)

    def reload(self, status=0):
        done = subprocess.run([BINARY, "ctl", "--control", self.path("c"), "reload"],
                              capture_output=True, timeout=20, check=False)
        self.assertEqual(done.returncode, status, done)
        return done.stdout.decode()

    def test_by_a_reload(self):
        for data in ("z.db", ":memory:"):
            with self.subTest(data=data):
                self.put(FIRST)
                server, client = self.start(data)
                for number in range(30):
                    self.say(client, number, f"c-{number % 3}")
                self.put(SECOND % "")
                self.assertIn("is in force", self.reload())
                self.assertEqual(self.say(client, 100, "c-0"), "11 since 1.0.0")
                self.assertEqual(self.say(client, 101, "c-9"), "1 since nothing")
                self.assertEqual(self.say(client, 102, "c-1"), "11 since 1.0.0")
                self.put((SECOND % "").replace("2.0.0", "3.0.0").replace("state.n", "8"))
                self.reload()
                self.assertEqual(self.say(client, 103, "c-0"), "9 since 2.0.0")
                self.assertEqual(server.stop(), 0)

    def test_all_or_nothing(self):
        """It fails for one of many: the old version goes on, with all its state."""
        server, client = self.start()
        for number in range(30):
            self.say(client, number, f"c-{number % 3}")
        for code, words in (("if state.n == 10 and from then error('no') end", "no"),
                            ("while true do end", "steps"), ("do return 5 end", "table with names"),
                            ("do return { f = type } end", "cannot keep a function"),
                            ("do state.t = ('x'):rep(70000) return state end", "65536")):
            self.put(SECOND % code)
            said = self.reload(status=1)
            self.assertIn("cannot migrate the state of conversation c-", said)
            self.assertIn(words, said)
        self.assertEqual(self.say(client, 100, "c-0"), "n 11")
        self.put(SECOND % "")
        self.reload()
        self.assertEqual(self.say(client, 101, "c-0"), "12 since 1.0.0")
        self.assertEqual(server.stop(), 0)

    def test_many_documents_are_one_work(self):
        """Each of them takes less than a run may; all together would hold everybody up."""
        server, client = self.start()
        for number in range(40):
            self.say(client, number, f"c-{number}")
        self.put(SECOND % "for i = 1, 500000 do end")
        self.assertIn("all documents together", self.reload(status=1))
        self.assertEqual(self.say(client, 100, "c-0"), "n 2")
        self.put(SECOND % "for i = 1, 100000 do end")
        self.reload()
        self.assertEqual(self.say(client, 101, "c-0"), "3 since 1.0.0")
        self.assertEqual(server.stop(), 0)

    def test_by_a_restart(self):
        server, client = self.start()
        self.assertEqual(self.say(client, 1, "c-0"), "n 1")
        self.assertEqual(server.stop(), 0)
        self.put(SECOND % "if true then error('not today') end")
        with self.assertRaisesRegex(AssertionError, "not today"):
            self.start()
        self.put(SECOND % "")
        for number in (2, 3):  # once, not at each start
            server, client = self.start()
            self.assertEqual(self.say(client, number, "c-0"), f"{number} since 1.0.0")
            server.process.kill()
            server.wait()
        with sqlite3.connect(self.path("z.db")) as database:
            found = database.execute("SELECT count(*) FROM docs WHERE pack = 'count'").fetchone()
        database.close()
        self.assertEqual(found, (1,))

    def rollback(self):
        subprocess.run([BINARY, "ctl", "--control", self.path("c"), "rollback", "default"],
                       check=True, timeout=10, capture_output=True)

    def versions(self):
        """By conversation, as the store has them."""
        with sqlite3.connect(self.path("z.db")) as database:
            found = dict(database.execute("SELECT key, version FROM docs WHERE pack = 'count'"))
        database.close()
        return found

    def test_going_back_is_no_migration(self):
        for data in ("z.db", ":memory:"):
            with self.subTest(data=data):
                self.put(FIRST)
                server, client = self.start(data)
                self.assertEqual(self.say(client, 1, "c-0"), "n 1")
                self.put(SECOND % "")
                self.reload()
                self.assertEqual(self.say(client, 2, "c-0"), "2 since 1.0.0")
                self.assertEqual(self.say(client, 3, "c-1"), "1 since nothing")
                self.rollback()
                self.assertEqual(self.say(client, 4, "c-0"), "n 1")  # it does not know its fields
                self.reload()
                self.assertEqual(self.say(client, 5, "c-0"), "2 since 1.0.0")  # of what it wrote
                self.assertEqual(self.say(client, 6, "c-1"), "2 since nothing")  # as it was
                self.assertEqual(server.stop(), 0)

    def test_what_was_written_in_between(self):
        """Each document is migrated from the version that wrote it last, once, however long ago."""
        for end in ("reload", "kill", "kill twice"):
            with self.subTest(end=end):
                self.put(FIRST)
                server, client = self.start(f"{end}.db")
                for number in range(8):
                    self.say(client, number, f"c-{number % 4}")
                self.put(SECOND % "")
                self.reload()
                for number in range(10, 14):
                    self.assertEqual(self.say(client, number, f"c-{number % 4}"), "3 since 1.0.0")
                self.rollback()
                for number, conversation in enumerate(("c-0", "c-9"), 20):
                    self.assertEqual(self.say(client, number, conversation), "n 1")
                if end == "kill twice":  # the old files, too, are there again
                    self.put(FIRST)
                    client = self.strike(server, end)
                    server = self.server
                    self.assertEqual(self.say(client, 30, "c-1"), "n 1")
                    self.put(SECOND % "")
                if end == "reload":
                    self.reload()
                else:
                    client = self.strike(server, end)
                    server = self.server
                wanted = {"c-0": 2, "c-1": 2 if end == "kill twice" else 4, "c-2": 4, "c-9": 2}
                for turn in range(3):
                    for number, (conversation, count) in enumerate(wanted.items(), 40 + 10 * turn):
                        self.assertEqual(self.say(client, number, conversation),
                                         f"{count + turn} since 1.0.0", (turn, conversation))
                    self.put(SECOND % f"local turn = {turn}")
                    self.reload()
                    client = self.strike(server, end)
                    server = self.server
                self.assertEqual(server.stop(), 0)
                os.rename(self.path(f"{end}.db"), self.path("z.db"))
                self.assertEqual(set(self.versions().values()), {"2.0.0"})

    def strike(self, server, name):
        """kill -9, and a start with what the files say by now."""
        server.process.kill()
        server.wait()
        self.server, client = self.start(f"{name}.db")
        return client

    def test_versions_that_migrate_nothing(self):
        """A document that such a version left alone is still of the one before."""
        server, client = self.start()
        for number in range(2):
            self.assertEqual(self.say(client, number, f"c-{number}"), "n 1")
        self.put(FIRST.replace("1.0.0", "1.5.0"))
        self.reload()
        self.assertEqual(self.say(client, 2, "c-0"), "n 2")
        server.process.kill()
        server.wait()
        self.put(SECOND % "")
        server, client = self.start()
        self.assertEqual(self.say(client, 3, "c-0"), "3 since 1.5.0")
        self.assertEqual(self.say(client, 4, "c-1"), "2 since 1.0.0")
        self.assertEqual(server.stop(), 0)

    def test_documents_of_an_older_format(self):
        """They bear no version: what was noted for all of them counts."""
        server, client = self.start()
        for number in range(2):
            self.assertEqual(self.say(client, number, f"c-{number}"), "n 1")
        self.assertEqual(server.stop(), 0)
        with sqlite3.connect(self.path("z.db")) as database:
            database.execute("ALTER TABLE docs DROP COLUMN version")
            database.execute("PRAGMA user_version = 2")
        database.close()
        self.put(SECOND % "")
        server, client = self.start()
        self.assertEqual(self.say(client, 3, "c-0"), "2 since 1.0.0")
        self.put(FIRST)
        self.reload()
        self.assertEqual(self.say(client, 4, "c-0"), "n 1")
        self.put(SECOND % "")
        self.reload()
        self.assertEqual(self.say(client, 5, "c-0"), "2 since 1.0.0")
        self.assertEqual(self.say(client, 6, "c-1"), "2 since 1.0.0")
        self.assertEqual(server.stop(), 0)

    def test_what_no_commit_has_reached(self):
        """Written, reloaded and rolled back faster than anything is committed for sure."""
        server, client = self.start()
        for turn in range(1, 6):
            self.put(FIRST)
            self.reload()
            client.send(*[self.message(turn * 100 + n, f"c-{turn}-{n}") for n in range(50)])
            self.put(SECOND % "")
            client.lines(50)
            self.reload()
            client.send(*[self.message(turn * 100 + 50 + n, f"c-{turn}-{n}") for n in range(50)])
            said = {text_of(one) for one in client.lines(50)}
            self.assertEqual(said, {"2 since 1.0.0"})
        self.assertEqual(server.stop(), 0)

    @staticmethod
    def message(number, conversation):
        one = event(number)
        one["data"]["conversation"]["id"] = conversation
        return one


if __name__ == "__main__":
    unittest.main(verbosity=0)
