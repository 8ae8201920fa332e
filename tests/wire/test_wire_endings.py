"""How connections end, badly or well; crowds of them; and the two clocks."""

import contextlib
import os
import resource
import signal
import threading
import time
import unittest

import harness
from harness import Client, WireTest, event, line, text_of

EVENT_TIME = "2026-11-21T10:00:{:02d}+08:00"


RESTLESS = """
pack { name = "busy", version = "1.0.0", api = 1, about = "Sets a timer again and again" }

rule "begin" {
  on = "message.received",
  run = function(event, ctx) ctx.after("1ms", "again", {}) return {} end,
}

rule "again" {
  on = "timer.again",
  run = function(event, ctx) ctx.after("1ms", "again", {}) return {} end,
}
"""


class Endings(WireTest):
    def test_half_close_gets_all_answers(self):
        server = self.serve(listen=["tcp://127.0.0.1:0", "unix:" + self.path("s.sock")])
        for run, address in enumerate(server.addresses):
            client = self.connect(address)
            count = 2000
            sent = b"".join(line(event(f"{run}-{n}")) for n in range(count))
            sender = threading.Thread(target=lambda c=client, s=sent: (c.send(s), c.end()))
            sender.start()
            got = client.rest()
            sender.join()
            self.assertEqual([text_of(a) for a in got], [f"text {run}-{n}" for n in range(count)])

    def test_half_close_of_half_a_line(self):
        client = self.connect(self.serve())
        client.send(line(event(1)), line(event(2))[:-1])
        client.end()
        self.assertEqual([text_of(a) for a in client.rest()], ["text 1", "text 2"])

    def test_sigterm(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = self.serve()
            client = self.connect(server)
            idle = self.connect(server)
            client.send(event(1))
            self.assertEqual(text_of(client.line()), "text 1")
            client.send(event(2), line(event(3))[:20])
            time.sleep(0.2)
            self.assertEqual(server.stop(number), 0, server.complaints())
            self.assertEqual(text_of(client.line()), "text 2")
            self.assertIsNone(client.line())
            self.assertIsNone(idle.line())

    def test_sigterm_in_the_middle_of_a_flood(self):
        """Whatever was answered was decided, in order, and no line is cut in two."""
        server = self.serve()
        client = self.connect(server)

        def flood():
            try:
                for n in range(100000):
                    client.socket.sendall(line(event(n)))
            except OSError:
                pass

        sender = threading.Thread(target=flood)
        sender.start()
        got = client.lines(500)
        server.process.send_signal(signal.SIGTERM)
        try:
            got += client.rest()
        except ConnectionResetError:
            pass
        self.assertEqual(server.wait(), 0, server.complaints())
        sender.join()
        self.assertEqual([text_of(a) for a in got], [f"text {n}" for n in range(len(got))])

    def test_sigterm_does_not_wait_for_a_sleeper(self):
        server = self.serve()
        client = self.connect(server, receive_buffer=4096)
        self.flood_unread(client)
        start = time.monotonic()
        self.assertEqual(server.stop(timeout=8), 0)
        self.assertLess(time.monotonic() - start, 7)

    def flood_unread(self, client, most=40 * 1024 * 1024, size=8000):
        """Sends and never reads, until the other side takes no more."""
        client.socket.setblocking(False)
        sent, quiet, n, rest = 0, time.monotonic(), 0, b""
        while sent < most and time.monotonic() - quiet < 0.5:
            if not rest:
                n += 1
                rest = line(event(f"f-{n}", text="x" * size))
            try:
                put = client.socket.send(rest)
                rest = rest[put:]
                sent += put
                quiet = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
        client.socket.setblocking(True)
        return sent

    def test_slow_reader_is_cut_off_and_others_go_on(self):
        server = self.serve()
        before = server.rss()
        sleeper = self.connect(server, receive_buffer=4096)
        other = self.connect(server)
        sent = self.flood_unread(sleeper)
        self.assertLess(sent, 40 * 1024 * 1024, "it was read without end")
        self.assert_alive(other, "during", source="test/two")
        deadline = time.monotonic() + 20
        while "closed" not in server.complaints() and time.monotonic() < deadline:
            self.assert_alive(other, f"at {time.monotonic()}", source="test/two")
            time.sleep(0.5)
        self.assertIn("a connection was closed: it", server.complaints())
        self.assertLess(server.rss() - before, 64 * 1024)
        self.assert_alive(other, "after", source="test/two")

    def test_garbage_without_reading(self):
        """A line of two bytes is answered by an error of a hundred; that must not add up."""
        server = self.serve()
        before = server.rss()
        client = self.connect(server, receive_buffer=4096)
        client.socket.setblocking(False)
        sent, quiet = 0, time.monotonic()
        while sent < 32 * 1024 * 1024 and time.monotonic() - quiet < 0.5:
            try:
                sent += client.socket.send(b"x\n" * 32768)
                quiet = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
        self.assertLess(sent, 32 * 1024 * 1024)
        # What the dead letters keep of it grows with what was read, the queue must not.
        self.assertLess(server.rss() - before, 64 * 1024)
        self.assert_alive(self.connect(server), source="test/two")

    def test_garbage_with_reading(self):
        """A sender that does read is only slowed down, and gets every answer."""
        client = self.connect(self.serve())
        count = 50000
        sender = threading.Thread(target=lambda: (client.send(b"x\n" * count), client.end()))
        sender.start()
        got = client.rest()
        sender.join()
        self.assertEqual([e["error"]["line"] for e in got], list(range(1, count + 1)))

    def test_resets_while_we_write(self):
        server = self.serve(listen=["tcp://127.0.0.1:0", "unix:" + self.path("s.sock")])
        for n in range(200):
            client = Client(server.addresses[n % 2])
            client.send(*(event(f"{n}-{m}", f"test/{n}", "x" * 500) for m in range(20)))
            if n % 3 == 0:
                client.line()
            client.reset()
        self.assert_alive(self.connect(server))
        self.assertEqual(server.stop(), 0, server.complaints())


class Crowds(WireTest):
    def test_two_hundred(self):
        server = self.serve()
        clients = [self.connect(server) for _ in range(200)]
        for round_ in range(3):
            for n, client in enumerate(clients):
                client.send(event(f"{round_}-{n}", source=f"test/{n}"))
            for n, client in enumerate(clients):
                self.assertEqual(text_of(client.line()), f"text {round_}-{n}")
        self.assertEqual(server.stop(), 0)

    def test_latest_sender_gets_the_actions(self):
        server = self.serve()
        one, two = self.connect(server), self.connect(server)
        one.send(event(1))
        self.assertEqual(text_of(one.line()), "text 1")
        two.send(event(2))
        self.assertEqual(text_of(two.line()), "text 2")
        self.assertTrue(one.silent())
        one.send(event(3))
        self.assertEqual(text_of(one.line()), "text 3")
        self.assertTrue(two.silent())

    def test_the_one_before_takes_over(self):
        server = self.serve()
        one, two = self.connect(server), self.connect(server)
        one.send(event(1))
        one.line()
        two.send(event(2, text="remind 700"))
        time.sleep(0.3)
        two.close()
        self.assertEqual(text_of(one.line()), "reminded")

    def test_more_than_are_allowed(self):
        server = self.serve(preexec_fn=lambda: limit_files(128))
        clients, refused = [], 0
        for _ in range(160):
            try:
                client = self.connect(server)
                client.send({"ping": 1})
                refused += "pong" not in (client.line() or {})
                clients.append(client)
            except OSError:
                refused += 1
        self.assertGreater(refused, 30)
        self.assertLess(refused, 130)
        for client in clients[:100]:
            client.close()
        time.sleep(0.2)
        self.assert_alive(self.connect(server))


def limit_files(count):
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


class Clocks(WireTest):
    def test_wall_clock_fires(self):
        client = self.connect(self.serve())
        client.send(event(1, text="remind 300"))
        start = time.monotonic()
        self.assertEqual(text_of(client.line()), "reminded")
        self.assertGreater(time.monotonic() - start, 0.2)
        self.assertLess(time.monotonic() - start, 2)

    def test_event_clock_waits_for_events(self):
        client = self.connect(self.serve("--clock", "event"))
        client.send(event(1, text="remind 5000", time=EVENT_TIME.format(0)))
        self.assertTrue(client.silent(0.5))
        client.send(event(2, time=EVENT_TIME.format(4)))
        self.assertEqual(text_of(client.line()), "text 2")
        client.send(event(3, time=EVENT_TIME.format(6)))
        self.assertEqual([text_of(a) for a in client.lines(2)], ["reminded", "text 3"])

    def test_event_clock_at_the_last_instant(self):
        lines = (event(1, text="remind 5000", time=EVENT_TIME.format(0)),
                 event(2, text="remind 9000", time=EVENT_TIME.format(0)),
                 event(3, time=EVENT_TIME.format(5)))
        client = self.connect(self.serve("--clock", "event"))
        client.send(*lines)
        self.assertEqual(text_of(client.line()), "text 3")
        self.assertTrue(client.silent())
        client.end()
        self.assertEqual([text_of(a) for a in client.rest()], ["reminded"])
        got = self.run_serve("--listen", "-", "--clock", "event", input=b"".join(map(line, lines)))
        self.assertEqual(got.stdout.count(b"reminded"), 1, got.stdout)
        self.assertLess(got.stdout.index(b"text 3"), got.stdout.index(b"reminded"))

    def test_timers_that_never_rest_do_not_keep_it(self):
        """SIGTERM ends it even when the next timers are due by the time the last were kept: they
        can fire after the next start."""
        os.makedirs(self.path("busy", "busy"))
        self.write(RESTLESS, "busy", "busy", "pack.lua")
        server = self.serve("--rules", self.path("busy"), "--data", self.path("z.db"))
        client = self.connect(server)
        client.send(*(event(n) for n in range(200)))
        time.sleep(1)
        self.assertEqual(server.stop(timeout=5 * harness.PATIENCE), 0)

    def test_timers_that_are_overdue_do_not_keep_it(self):
        """Nor when it lags behind them by seconds, and lines have not been looked at for that."""
        os.makedirs(self.path("busy", "busy"))
        self.write(RESTLESS, "busy", "busy", "pack.lua")
        server = self.serve("--rules", self.path("busy"), "--data", self.path("z.db"))
        client = self.connect(server)

        def send():
            with contextlib.suppress(OSError):  # the server ends before it has all
                for number in range(20000):
                    client.send(event(number))

        sending = threading.Thread(target=send)
        sending.start()
        time.sleep(4)
        self.assertEqual(server.stop(timeout=harness.PATIENCE), 0)
        client.close()
        sending.join()


if __name__ == "__main__":
    unittest.main()
