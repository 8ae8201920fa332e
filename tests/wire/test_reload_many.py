"""Many shops in one server, reloaded together: each is judged for itself, whatever those before it or
beside it do in their trials."""
import json
import os
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from reload_case import PACK, SHOP, SLOWER, Reload, children, trials  # noqa: E402

SANITIZED = os.environ.get("ZG_SANITIZED") == "ON"
SHOPS = 24
HEAD = 'pack { name = "voice", api = 1 }\n'
# What a shop's pack does, and what is said of it.
HOSTILE = (("while true do end\n", "packs/voice/pack.lua:2: "),
           ('local t = {} while true do t[#t + 1] = ("x"):rep(1e5) .. #t end\n', "pack.lua"),
           ('error("no")\n', "pack.lua:2: no"),
           ("(" * 30000, "pack.lua"))
ENDLESS = ('rule "again" { on = "timer.again", run = function(event, ctx) '
           'for i = 1, 150000 do end ctx.after("1s", "again") end }\n')
STORY = 'story "long" { buyer "x", shop "1 none -", shop "hello", wait "40h" }\n'


class Many(Reload):
    def setUp(self):
        super().setUp()
        self.names = [f"s{number:02}" for number in range(SHOPS)]
        for number, name in enumerate(self.names):
            self.make_shop(name, self.shop(name, f"t{number}/*"))
        # The harness names them the other way round.
        self.start("--no-watch", shops=reversed(self.names))

    def shop(self, name, source):
        return SHOP.replace("test/*", source).replace('name = "one"', f'name = "{name}"') % "word"

    def put_all(self, number, but=()):
        for name in self.names:
            if name not in but:
                self.put_pack(number, name)

    def break_pack(self, name, code):
        self.put(HEAD + code, name, "packs", "voice", "pack.lua")

    def slow_pack(self, name):
        """One whose stories keep a core busy until its time is up."""
        os.makedirs(self.path(name, "packs", "voice", "tests"), exist_ok=True)
        self.write(STORY, name, "packs", "voice", "tests", "long.lua")
        self.put((PACK % {"number": 1}).replace("return {", 'ctx.after("1s", "again") return {')
                 + ENDLESS, name, "packs", "voice", "pack.lua")

    def assert_only(self, rows, wrong):
        """Those and no other were refused, and rows come in the order of the shops."""
        self.assertEqual([row["shop"] for row in rows], self.names)
        self.assertEqual({row["shop"] for row in rows if "error" in row}, set(wrong))
        for row in rows:
            self.assertIs(row["changed"], row["shop"] not in wrong)
        return rows

    def answer(self, asking):
        told = asking.communicate(timeout=harness.PATIENCE)[0]
        return [json.loads(line) for line in told.splitlines()]

    def says(self, name, number):
        source = f"t{self.names.index(name)}/x"
        self.assertEqual(self.ask(source=source), [f"{number} word 5", "hello"])

    def test_each_is_judged_for_itself(self):
        wrong = {self.names[at]: what for at, what in zip((0, 1, 11, SHOPS - 1), HOSTILE)}
        self.put_all(1, but=wrong)
        for name, (code, _) in wrong.items():
            self.break_pack(name, code)
        rows = self.rows("reload", status=1)
        self.assert_only(rows, wrong)
        for row in rows:
            if row["shop"] in wrong:
                self.assertIn(wrong[row["shop"]][1], row["error"])
        for name in self.names:
            self.says(name, 0 if name in wrong else 1)
        self.assertEqual(self.log().count("the rules in force go on"), len(wrong))
        self.put_all(2)
        self.assert_only(self.rows("reload"), ())
        self.assert_ends_clean()

    def test_nothing_has_changed(self):
        generations = {row["shop"]: row["generation"] for row in self.rows("packs")}
        rows = self.rows("reload")
        self.assertEqual(rows, [{"shop": name, "generation": generations[name], "changed": False}
                                for name in self.names])
        self.put_pack(1, self.names[7])
        changed = [row["shop"] for row in self.rows("reload") if row["changed"]]
        self.assertEqual(changed, [self.names[7]])

    def test_a_trial_is_struck_down(self):
        """kill -9 of the process in which a shop is tried: it is the only one that is refused."""
        culprit = self.names[5]
        self.put_all(1, but=[culprit])
        self.slow_pack(culprit)
        asking = self.begin_ctl("reload")
        deadline = time.monotonic() + 5 * SLOWER
        while self.log().count(" is in force") < SHOPS - 1:  # whom the slow one does not hold up
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.01)
        found = trials(self.server.process.pid)
        self.assertEqual(len(found), 1)
        os.kill(found[0], signal.SIGKILL)
        rows = self.assert_only(self.answer(asking), [culprit])
        self.assertIn("ends the process (Killed)", rows[5]["error"])
        self.await_rest()
        self.assert_ends_clean()

    def test_the_program_is_struck_down(self):
        """kill -9 of the program that forks: what it was at is refused, and another one goes on."""
        culprit = self.names[3]
        self.put_all(1, but=[culprit])
        self.slow_pack(culprit)
        asking = self.begin_ctl("reload")
        deadline = time.monotonic() + 5 * SLOWER
        while self.log().count(" is in force") < SHOPS - 1:
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.01)
        at = trials(self.server.process.pid)
        for program in children(self.server.process.pid):
            os.kill(program, signal.SIGKILL)
        self.assert_only(self.answer(asking), [culprit])
        for pid in at:
            self.await_end(pid)
        self.put_all(2, but=[culprit])
        self.put_pack(2, culprit)
        os.unlink(self.path(culprit, "packs", "voice", "tests", "long.lua"))
        self.assert_only(self.rows("reload"), ())
        self.assert_ends_clean()

    def test_sources_go_from_hand_to_hand(self):
        """In the order of the shops: each takes what the one before it gives up in the same reload."""
        def serve(sources):
            for name, source in zip(self.names, sources):
                self.put(self.shop(name, source), name, "shop.lua")

        serve([f"t{(at + 1) % SHOPS}/*" for at in range(SHOPS)])  # what the next one still has
        rows = self.rows("reload", status=1)
        self.assertEqual([row["shop"] for row in rows], self.names)
        for row in rows[:-1]:
            self.assertIn("would take messages that the shop", row["error"])
        self.assertNotIn("error", rows[-1])  # of two with one pattern the first shop is served
        serve([f"t{at}/*" for at in range(SHOPS)])
        self.rows("reload")
        serve(["free/*"] + [f"t{at - 1}/*" for at in range(1, SHOPS)])  # what the one before gives up
        self.assert_only(self.rows("reload"), ())

    def test_ends_while_all_are_tried(self):
        for delay in (0, 0.05, 0.1, 0.2, 0.3):
            self.put_all(int(delay * 100) + 1)
            asking = self.begin_ctl("reload")
            time.sleep(delay * SLOWER)
            left = children(self.server.process.pid) + trials(self.server.process.pid)
            self.assertEqual(self.server.stop(), 0, self.log())
            for pid in left:
                self.await_end(pid)
            self.assertNotIn("Sanitizer", self.log())
            asking.communicate(timeout=harness.PATIENCE)
            self.start("--no-watch", shops=reversed(self.names))


if __name__ == "__main__":
    unittest.main(verbosity=0)
