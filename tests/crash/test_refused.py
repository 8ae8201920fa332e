"""A store that must not be used is refused at the start, with a sentence, and is not touched."""
import os
import random
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402
from harness import event  # noqa: E402


class Refused(harness.WireTest):
    def start(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.path("z.db"),
                                 "--rules", self.rules])
        self.addCleanup(server.kill)
        return server

    def filled(self, clean=True):
        """A store with something in it."""
        server = self.start()
        client = self.connect(server)
        client.send(*(event(n, text="x" * 500) for n in range(300)))
        client.lines(300)
        if clean:
            self.assertEqual(server.stop(), 0)
        else:
            server.process.kill()
            server.wait()

    def read(self):
        with open(self.path("z.db"), "rb") as file:
            return file.read()

    def refused(self, status, words):
        before = self.read()
        with self.assertRaises(AssertionError) as caught:
            self.start()
        self.assertIn(f"ended with {status}", str(caught.exception))
        self.assertIn(words, str(caught.exception))
        self.assertEqual(self.read(), before)

    def test_a_newer_format(self):
        self.filled()
        with sqlite3.connect(self.path("z.db")) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        self.refused(2, "was written by a newer zhanggui (format 99")

    def test_another_program_s(self):
        with sqlite3.connect(self.path("z.db")) as database:
            database.execute("CREATE TABLE theirs (x)")
        database.close()
        self.refused(2, "is another program's database")

    def test_no_database(self):
        self.write("a letter to somebody " * 100, "z.db")
        self.refused(2, "is no store")

    @unittest.skipIf(os.geteuid() == 0, "root may write anything")
    def test_read_only(self):
        self.filled()
        os.chmod(self.path("z.db"), 0o444)
        self.refused(3, "cannot be written")

    def test_in_use(self):
        server = self.start()
        with self.assertRaises(AssertionError) as caught:
            self.start()
        self.assertIn("in use by another zhanggui", str(caught.exception))
        self.assertEqual(server.stop(), 0)

    def test_damaged(self):
        """After a kill the file is looked through. Not every bit is guarded by a check sum, so what
        is broken here is the structure of pages: it must be found in nearly all of them."""
        found, tries = 0, 20
        random.seed(7)
        for _ in range(tries):
            for name in os.listdir(self.folder):
                if name.startswith("z.db"):
                    os.remove(self.path(name))
            self.filled()
            with sqlite3.connect(self.path("z.db")) as database:
                database.execute("UPDATE marks SET value = 0 WHERE name = 'clean'")
                database.execute("PRAGMA journal_mode = DELETE")
            database.execute("VACUUM")  # no free pages, which nobody reads
            database.close()
            data = bytearray(self.read())
            page = random.randrange(2, len(data) // 4096)
            data[page * 4096:page * 4096 + 64] = bytes(random.randrange(256) for _ in range(64))
            with open(self.path("z.db"), "wb") as file:
                file.write(data)
            try:
                self.start().stop()
            except AssertionError as refused:
                self.assertIn("ended with 3", str(refused))
                self.assertIn("is damaged", str(refused))
                found += 1
        self.assertGreaterEqual(found, tries - 2)


if __name__ == "__main__":
    unittest.main(verbosity=0)
