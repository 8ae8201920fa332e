"""The control socket: what the owner of a running server can ask it, by `zhanggui ctl` and by hand."""
import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import BINARY, WireTest, event, text_of  # noqa: E402


class Control(WireTest):
    def setUp(self):
        super().setUp()
        self.store = self.path("z.db")
        self.server = self.start()

    def start(self, *more):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.store,
                                 "--rules", self.rules, *more])
        self.addCleanup(server.kill)
        return server

    def ctl(self, *words, status=0):
        done = subprocess.run([BINARY, "ctl", "--data", self.store, *words], capture_output=True,
                              timeout=harness.PATIENCE, check=False)
        self.assertEqual(done.returncode, status, done)
        return done.stdout.decode() if status < 2 else done.stderr.decode()

    def rows(self, *words, status=0):
        return [json.loads(line) for line in self.ctl("--json", *words, status=status).splitlines()]

    def hello(self, server=None):
        client = self.connect(server or self.server)
        client.send({"hello": {"source": "test/one"}})
        self.assertIn("welcome", client.line())
        return client

    def refuse(self, client, *lines):
        for line in lines:
            client.send(line)
            self.assertIn("error", client.line())


class DeadLetters(Control):
    def test_none(self):
        self.assertEqual(self.ctl("dead", "list"), "there are none\n")
        self.assertEqual(self.rows("dead", "list"), [])
        self.assertIn("there is no dead letter 1", self.ctl("dead", "drop", "1", status=3))

    def test_a_list_for_people_and_one_for_programs(self):
        client = self.connect(self.server)
        self.refuse(client, b"{nonsense\n", b'{"id":"x","type":"t"}\n', b"\xff\xfe\n")
        found = self.rows("dead", "list")
        self.assertEqual([row["number"] for row in found], [1, 2, 3])
        self.assertEqual([row["code"] for row in found], ["bad_json", "bad_event", "bad_utf8"])
        self.assertEqual(found[0]["line"], "{nonsense")
        self.assertEqual(found[2]["line"], "??")  # whatever bytes it was, the list is UTF-8
        shown = self.ctl("dead", "list")
        self.assertIn("bad_json", shown)
        self.assertIn("{nonsense", shown)

    def test_dropping(self):
        client = self.connect(self.server)
        self.refuse(client, *[b"{%d\n" % n for n in range(5)])
        self.assertIn("2  done", self.ctl("dead", "drop", "2"))
        self.assertIn("there is no dead letter 2", self.ctl("dead", "drop", "2", status=3))
        self.assertEqual([row["number"] for row in self.rows("dead", "list")], [1, 3, 4, 5])
        self.assertEqual(self.ctl("dead", "drop", "all").count("done"), 4)
        self.assertEqual(self.rows("dead", "list"), [])
        self.refuse(client, b"{again\n")
        self.assertEqual([row["number"] for row in self.rows("dead", "list")], [6])  # never reused

    def test_a_line_that_is_refused_again_is_a_new_letter(self):
        client = self.connect(self.server)
        self.refuse(client, b"{one\n", b"{two\n", b"{three\n")
        told = self.rows("dead", "retry", "all", status=1)
        self.assertEqual([(row["number"], row["done"]) for row in told],
                         [(1, False), (2, False), (3, False)])
        self.assertEqual([row["number"] for row in self.rows("dead", "list")], [4, 5, 6])
        self.assertIn("refused again", self.ctl("dead", "retry", "5", status=1))

    def test_what_names_no_letter(self):
        client = self.connect(self.server)
        self.refuse(client, b"{one\n", b"{two\n")
        for words in (("drop", "0"), ("drop", "all", "foo"), ("drop", "1", "2"), ("drop",),
                      ("drop", "x1"), ("retry", "0"), ("burn", "1"), ("list", "all")):
            self.assertIn("dead", self.ctl("dead", *words, status=2))
        self.assertEqual(len(self.rows("dead", "list")), 2)
        self.assertIn('there is no "export"', self.ctl("export", status=2))

    def test_what_cannot_be_tried_stays(self):
        client = self.connect(self.server)
        self.refuse(client, b'{"hello":1}\n')  # a control line, and no event
        self.assertIn("it is no event", self.ctl("dead", "retry", "1", status=2))
        self.assertEqual([row["number"] for row in self.rows("dead", "list")], [1])

    def test_many(self):
        """More than one portion; those that come of the trying are not tried, too."""
        client = self.connect(self.server)
        client.send(*[b"{%d\n" % n for n in range(3000)])
        client.lines(3000)
        self.assertEqual(len(self.rows("dead", "list")), 3000)
        self.assertEqual(len(self.rows("dead", "retry", "all", status=1)), 3000)
        found = self.rows("dead", "list")
        self.assertEqual([row["number"] for row in found], list(range(3001, 6001)))
        self.assertEqual(len(self.rows("dead", "drop", "all")), 3000)

    def test_a_line_is_decided_when_its_shop_is_there(self):
        """Refused because no shop served its source; served and tried again it is decided, once."""
        self.server.stop()
        os.makedirs(self.path("shop"))
        self.write('shop { name = "x", sources = { "other/*" } }\n', "shop", "shop.lua")
        server = self.start("--shop", self.path("shop"))
        self.refuse(self.connect(server), harness.line(event(1)))
        server.stop()
        server = self.start()
        client = self.hello(server)
        self.assertIn("done", self.ctl("dead", "retry", "1"))
        self.assertEqual(text_of(client.line()), "text 1")
        client.send(event(1))
        self.assertEqual(client.line(), {"ack": ["m-1"]})
        self.assertTrue(client.silent())  # a duplicate by now
        self.assertEqual(self.rows("dead", "list"), [])

    def test_an_action_goes_back_to_its_adapter(self):
        client = self.hello()
        client.send(event(1))
        self.assertEqual(client.line(), {"ack": ["m-1"]})
        action = client.line()
        client.send({"nack": {"id": action["id"], "reason": "the platform is down"}}, {"ping": 1})
        self.assertEqual(client.line(), {"pong": 1})
        row, = self.rows("dead", "list")
        self.assertEqual((row["code"], row["message"]), ("nack", "the platform is down"))
        self.assertEqual(row["source"], "test/one")
        self.assertEqual(json.loads(row["line"]), action)
        self.ctl("dead", "retry", str(row["number"]))
        self.assertEqual(client.line(), action)  # the same, with the same id
        client.send({"ack": [action["id"]]}, {"ping": 2})
        self.assertEqual(client.line(), {"pong": 2})
        self.assertEqual(self.rows("dead", "list"), [])
        self.server.stop()
        client = self.hello(self.start())
        self.assertTrue(client.silent())  # neither dead nor waiting after a restart

    def test_what_is_retried_survives_a_kill(self):
        client = self.hello()
        client.send(event(1))
        client.line()
        action = client.line()
        client.send({"nack": {"id": action["id"], "reason": "no"}}, {"ping": 1})
        client.line()
        self.ctl("dead", "retry", "1")
        self.assertEqual(client.line(), action)
        self.server.process.kill()
        self.server.process.wait()
        server = self.start()
        client = self.connect(server)
        client.send({"hello": {"source": "test/one"}})
        self.assertEqual(client.line()["welcome"]["pending"], 1)
        self.assertEqual(client.line(), action)


class Backup(Control):
    def count(self, path):
        database = sqlite3.connect(path)
        self.addCleanup(database.close)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        return [row[0] for row in database.execute("SELECT id FROM events ORDER BY seq")]

    def test_while_events_stream(self):
        client = self.hello()
        stop = threading.Event()

        def stream():
            for number in range(20000):
                if stop.is_set():
                    return
                client.send(event(number, text="x" * 500))

        def read():
            client.socket.settimeout(0.2)
            while not stop.is_set():
                try:
                    client.socket.recv(1 << 20)
                except TimeoutError:
                    pass

        threads = [threading.Thread(target=stream), threading.Thread(target=read)]
        for one in threads:
            one.start()
        try:
            copies = []
            for number in range(3):
                time.sleep(0.2)
                self.ctl("backup", self.path(f"copy-{number}.db"))
                copies.append(self.count(self.path(f"copy-{number}.db")))
        finally:
            stop.set()
            for one in threads:
                one.join()
        self.assertEqual(self.server.stop(), 0, self.server.complaints())
        whole = self.count(self.store)
        self.assertGreater(len(copies[0]), 0)
        for copy in copies:  # each is the journal as it stood at an instant
            self.assertEqual(copy, whole[:len(copy)])
        self.assertLess(len(copies[0]), len(copies[2]))

    def test_a_copy_serves(self):
        client = self.hello()
        client.send(event(1))
        client.line()
        action = client.line()
        self.ctl("backup", self.path("copy.db"))
        self.server.stop()
        os.rename(self.path("copy.db"), self.store)
        for name in os.listdir(self.folder):
            if name.startswith("z.db-"):
                os.remove(self.path(name))
        client = self.connect(self.start())
        client.send({"hello": {"source": "test/one"}})
        self.assertEqual(client.line()["welcome"]["pending"], 1)
        self.assertEqual(client.line(), action)

    def test_it_writes_over_nothing(self):
        self.write("precious", "copy.db")
        self.assertIn("is there already", self.ctl("backup", self.path("copy.db"), status=2))
        with open(self.path("copy.db"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")
        self.assertIn("cannot be written", self.ctl("backup", self.path("no", "x.db"), status=3))
        self.assertIn("wants the name", self.ctl("backup", status=2))

    def test_a_name_is_meant_here_and_not_there(self):
        done = subprocess.run([BINARY, "ctl", "--data", self.store, "backup", "mine.db"],
                              cwd=self.folder, capture_output=True, timeout=10, check=False)
        self.assertEqual(done.returncode, 0, done)
        self.assertTrue(os.path.exists(self.path("mine.db")))


class Explain(Control):
    def test_what_the_rules_made_of_it(self):
        client = self.hello()
        client.send(event(1, text="remind 1"), event(2))
        asking = harness.Client("unix:" + self.store + "-control")
        self.addCleanup(asking.close)
        for _ in range(5):
            client.line()  # two acks, the reply, and the timer's
            if client.silent(0.1):
                break
        for name, fired in (("m-1", ["echo", "remind"]), ("m-2", ["echo"])):
            asking.send({"control": ["explain", name]})
            traces = []
            while "row" in (got := asking.line()):
                traces.append(got["row"])
            self.assertEqual(got, {"done": True})
            self.assertEqual([trace["event"] for trace in traces], [name] * len(fired))
            self.assertEqual([rule["rule"] for trace in traces for rule in trace["rules"]
                              if rule["result"] == "fired"], fired)
        asking.send({"control": ["explain", "m-3"]})
        self.assertEqual(asking.line()["error"]["code"], "not_found")


class Socket(Control):
    def raw(self):
        client = harness.Client("unix:" + self.store + "-control")
        self.addCleanup(client.close)
        return client

    def test_it_is_its_owners_alone(self):
        mode = os.stat(self.store + "-control").st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.server.stop()
        self.assertFalse(os.path.exists(self.store + "-control"))
        self.assertIn("no server listens at", self.ctl("dead", "list", status=3))

    def test_several_requests_on_one_connection(self):
        client = self.raw()
        client.send(*[{"control": ["dead", "list"]}] * 50)
        self.assertEqual(client.lines(50), [{"done": True}] * 50)
        client.end()
        self.assertIsNone(client.line())

    def test_what_is_no_request(self):
        client = self.raw()
        for line, code in ((b"{}\n", "bad_line"), (b"[]\n", "bad_line"), (b"{x\n", "bad_json"),
                           (b'{"control":"dead"}\n', "bad_line"),
                           (b'{"control":[1]}\n', "bad_line"),
                           (b'{"control":["a","a","a","a","a","a","a","a","a"]}\n', "bad_line"),
                           (b'{"control":[]}\n', "usage"), (b'{"control":["nonsense"]}\n', "usage"),
                           (b'{"control":["dead"]}\n', "usage"),
                           (b'{"control":["dead","drop","-1"]}\n', "usage"),
                           (b'{"control":["dead","drop","1x"]}\n', "usage"),
                           (b'{"control":["dead","drop","99999999999999999999"]}\n', "usage"),
                           (harness.line(event(1)), "bad_line"),
                           (b'{"a":"' + b"x" * 300000 + b'"}\n', "too_long")):
            client.send(line)
            self.assertEqual(client.line()["error"]["code"], code, line[:60])
        client.send({"control": ["dead", "list"]})
        self.assertEqual(client.line(), {"done": True})

    def test_who_asks_and_does_not_read_holds_nobody_up(self):
        client = self.hello()
        client.send(*(event(n, text="x" * 4000, type="x.note") for n in range(1000)))
        deadline = time.monotonic() + 10
        while len(self.ctl_export()) < 1000 and time.monotonic() < deadline:
            pass
        for _ in range(5):
            deaf = self.raw()
            deaf.send({"control": ["export"]})
        before = self.server.rss()
        client = self.connect(self.server)
        for number in range(50):
            self.assert_alive(client, f"alive-{number}", source="test/two")
        self.assertLess(self.server.rss(), before + 20_000)
        with open(f"/proc/{self.server.process.pid}/stat", encoding="ascii") as file:
            begun = int(file.read().split()[13])
        time.sleep(0.5)
        with open(f"/proc/{self.server.process.pid}/stat", encoding="ascii") as file:
            self.assertLess(int(file.read().split()[13]) - begun, 25)  # nor does it spin

    def ctl_export(self):
        done = subprocess.run([BINARY, "export", "--data", self.store], capture_output=True,
                              timeout=harness.PATIENCE, check=False)
        return done.stdout.splitlines()

    def test_too_many_callers(self):
        callers = [self.raw() for _ in range(40)]
        for one in callers[:16]:
            one.send({"control": ["dead", "list"]})
            self.assertEqual(one.line(), {"done": True})
        for one in callers[16:]:
            self.assertEqual(one.line()["error"]["code"], "busy")
            self.assertIsNone(one.line())
        for one in callers:
            one.close()
        time.sleep(0.2)
        self.assertEqual(self.ctl("dead", "list"), "there are none\n")

    def test_it_ends_while_somebody_asks(self):
        client = self.raw()
        client.send({"control": ["backup", self.path("copy.db")]}, {"control": ["export"]})
        self.assertEqual(self.server.stop(), 0)

    def test_where_it_is(self):
        self.server.stop()
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", ":memory:",
                                 "--rules", self.rules, "--control", self.path("c")])
        self.addCleanup(server.kill)
        done = subprocess.run([BINARY, "ctl", "--control", self.path("c"), "dead", "list"],
                              capture_output=True, timeout=10, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, b"there are none\n"))
        done = subprocess.run([BINARY, "export", "--control", self.path("c")],
                              capture_output=True, timeout=10, check=False)
        self.assertIn(b"no journal is kept", done.stderr)
        server.stop()
        with socket.socket(socket.AF_UNIX) as mute:  # somebody else's
            mute.bind(self.path("c"))
            mute.listen()
            refused = self.run_serve("--control", self.path("c"), "--listen",
                                     "unix:" + self.path("s"))
            self.assertEqual(refused.returncode, 3)
            self.assertIn(b"address already in use", refused.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=0)
