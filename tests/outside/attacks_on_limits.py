"""Packs and connections that take more than their share; test_attacks.py runs these."""
import threading
import time

from hostile import HEARS, Hostile, SLOWER, TIMER, event
from program import harness


def padded(number, size):
    """An event with much text in it."""
    return event(number, pad="A" * size)


class Memory(Hostile):
    """Memory that C keeps for a run counts, too."""

    def assert_one_failure(self, code, words, log=4096):
        with self.subTest(code=code):
            outcome = self.replay(HEARS % code + TIMER, padded(1, 200000))
            self.assert_modest(outcome)
            self.assert_failed(outcome, ("a", words))
            self.assertEqual(outcome.actions, [])
            self.assertLess(len(outcome.log), log)

    def test_views(self):
        many = "local t = {} for i = 1, 20000 do t[i] = e.data end "
        made = "it made more than one run may"
        self.assert_one_failure(many + 'return { action { type = "x.y", data = { a = t } } }', made)
        self.assert_one_failure('for i = 1, 20000 do ctx.after("1s", "t" .. i, { d = e.data }) end',
                                "the data of a timer may have 65536 bytes")
        self.assert_one_failure('for i = 1, 8000 do ctx.facts.shop["k" .. i] = e.data end', "keys")

    def test_names_of_timers(self):
        long = 'local s = ("x"):rep(1000000) for i = 1, 20000 do %s end'
        self.assert_one_failure(long % "ctx.cancel(s)", "the name of a timer is too long")
        self.assert_one_failure(long % 'ctx.after("1s", s)', "the name of a timer is too long")
        self.assert_one_failure('for i = 1, 1000000 do ctx.cancel("t") end', "it made more")
        self.assert_one_failure('for i = 1, 1000000 do ctx.after("1s", ("t"):rep(200) .. i) end',
                                "it made more")

    def test_floods_of_log_lines(self):
        self.assert_one_failure('local s = ("x"):rep(1000000) while true do ctx.log(s) end',
                                "it made more")
        self.assert_one_failure('while true do ctx.log("x") end', "log 50 lines")
        self.assert_one_failure('while true do pcall(ctx.log, "x") end', "more steps", log=4096)

    def test_names_of_rules(self):
        self.assert_one_failure('local s = ("x"):rep(1000000) for i = 1, 20000 do pcall(rule(s)) end',
                                "only while the pack is loaded")

    def test_texts_of_actions(self):
        self.assert_one_failure('local t, s = {}, ("x"):rep(1000000) for i = 1, 64 do '
                                't[i] = alert { kind = "k", text = s } end return t',
                                "actions of 1048576 bytes at once")


class Steps(Hostile):
    """Work done in C is charged, so that a run ends by its budget."""

    def test_loops_end(self):
        thousand = event(1, pad={f"k{i}": i for i in range(1000)})
        for code in ('local t = ("1 "):rep(32000) while true do prices(t) end',
                     'local t = ("1万"):rep(16000) while true do prices(t) end',
                     'local t = ("ﷺ"):rep(21000) while true do normal(t) end',
                     'local t = ("1 "):rep(32000) while true do pcall(prices, t) end',
                     "local v = e.data.pad while true do local z = v.k999 end",
                     "local v = e.data.pad while true do local z = v.none end",
                     "while true do for k, v in pairs(e.data.pad) do end end",
                     "while true do local z = #e.data.pad end",
                     "while true do for k, v in pairs(ctx.tables.products) do end end"):
            with self.subTest(code=code):
                outcome = self.replay(HEARS % code, thousand)
                self.assert_modest(outcome)
                self.assert_failed(outcome, ("a", "it took more steps than one run may"))


class Wire(Hostile):
    """One connection cannot keep the others waiting."""

    def setUp(self):
        super().setUp()
        self.server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", ":memory:",
                                      *self.shop(HEARS % 'return { say("yes") }')])
        self.addCleanup(self.server.kill)

    def connect(self):
        client = harness.Client(self.server.address)
        self.addCleanup(client.close)
        return client

    def test_many_hellos_and_huge_acks(self):
        greedy, other = self.connect(), self.connect()
        for number in range(70):
            greedy.send({"hello": {"source": f"x{number}"}})
        answers = greedy.lines(70)
        self.assertEqual([list(one) for one in answers], [["welcome"]] * 64 + [["error"]] * 6)
        self.assertEqual(answers[64]["error"]["code"], "bad_line")
        self.assertEqual(answers[64]["error"]["line"], 65)
        acks = harness.line({"ack": [f"a{number}" for number in range(27000)]})
        self.assertLess(len(acks), 256 * 1024)
        sender = threading.Thread(target=greedy.send, args=[acks] * 10 + [{"ping": "end"}])
        sender.start()
        longest = 0
        for number in range(20):
            start = time.monotonic()
            other.send({"ping": number})
            self.assertEqual(other.line(), {"pong": number})
            longest = max(longest, time.monotonic() - start)
            time.sleep(0.01)
        sender.join()
        self.assertLess(longest, 1 * SLOWER)
        self.assertEqual(greedy.line(), {"pong": "end"})

    def test_dead_letters_are_freed_at_close(self):
        """A build with a sanitizer ends with another status when something is left."""
        client = self.connect()
        client.send({"hello": {"source": "s", "acks": True}}, event(1), b"[]\n", b"{\n", b"\xff\n")
        action = None
        for got in client.lines(6):
            action = got if "specversion" in got else action
        client.send({"nack": {"id": action["id"], "reason": "no\nzhanggui: FORGED"}}, {"ping": 1})
        self.assertEqual(client.line(), {"pong": 1})
        self.assertEqual(self.server.stop(), 0, self.server.complaints())
        self.assertNotIn("\nzhanggui: FORGED", self.server.complaints())
