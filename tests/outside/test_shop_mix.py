"""Shops that share a process never mix: each does, byte for byte, what it does alone.

The log of all shops is replayed and served, the part of each shop alone likewise; see shop_mix for
why a mixture would show. Then a shop is reloaded with other rules in the middle, and the server is
killed in the middle, and still no shop notices the others."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import program
import shop_mix
from shop_mix import SHOPS, of
from wire import harness

GROUPS = ["abc"] if program.SANITIZED else ["ab", "ca", "abc"]
SEEDS = range(1) if program.SANITIZED else range(2)
OTHER_RULES = ('packs = { bargain = { steps = { "0.5%", "0.2%" }, gift_before_last = false },\n'
               '            overdue = { rising = { "2h" } }, courier = false },')


def ids(actions):
    return [action["id"] for action in actions]


class Mix(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def shops(self, names):
        """Writes the shops anew; gives the arguments that run them."""
        arguments = []
        for name in names:
            SHOPS[name].write(os.path.join(self.folder, name))
            arguments += ["--shop", os.path.join(self.folder, name)]
        return arguments

    def replay(self, names, lines, *more):
        output, _ = program.run("replay", "-", *self.shops(names), *more, stdin=b"".join(lines))
        return output.splitlines(keepends=True)

    def assert_same(self, seen, alone, label):
        for number, (is_, should) in enumerate(zip(seen, alone), 1):
            self.assertEqual(is_, should, f"{label}: action {number}")
        self.assertEqual(len(seen), len(alone), label)

    def assert_of_shop(self, name, actions):
        shop = SHOPS[name]
        self.assertEqual({action["shop"] for action in actions}, {name})
        self.assertEqual(shop_mix.faults(shop, actions), [])


class Replay(Mix):
    known = {}  # what was found, for the tests that ask again

    def mix(self, names, seed):
        """The actions of each shop, of all together; they are what each alone does."""
        if (names, seed) not in self.known:
            self.known[names, seed] = self.compare(names, seed)
        return self.known[names, seed]

    def compare(self, names, seed):
        lines = shop_mix.log([SHOPS[name] for name in names], seed)
        together = self.replay(names, [line for _, line in lines], "--until", "end")
        found = {}
        for name in names:
            marked = f'"shop":"{name}"'.encode()
            own = [line for line in together if marked in line]
            self.assert_same(own, self.replay([name], of(name, lines), "--until", "end"), f"{name} {seed}")
            found[name] = [json.loads(line) for line in own]
        self.assertEqual(sum(map(len, found.values())), len(together))
        return found

    def test_two_and_three_shops(self):
        for names in GROUPS:
            for seed in SEEDS:
                with self.subTest(names, seed=seed):
                    for name, actions in self.mix(names, seed).items():
                        self.assert_of_shop(name, actions)
                        seen, due = shop_mix.promises_kept(SHOPS[name], actions)
                        self.assertEqual(seen, due)

    def test_the_log_says_enough(self):
        """Each shop does everything, about the same names, and none does what another does."""
        found = self.mix("abc", 0)
        for name, actions in found.items():
            kinds = [action["type"] for action in actions]
            for kind in ("message.send", "offer.make", "offer.accept", "courier.choose", "alert.raise",
                         "alert.clear"):
                self.assertGreater(kinds.count(kind), 3, f"{name} {kind}")
        subjects = [{(action["type"], action.get("subject")) for action in actions}
                    for actions in found.values()]
        self.assertGreater(len(set.intersection(*subjects)), 20)
        dues = [shop_mix.promises_kept(shop, [])[1] for shop in SHOPS.values()]
        for number in dues[0]:
            self.assertEqual(len({due[number] for due in dues}), len(SHOPS))

    def test_the_judge_sees_what_is_wrong(self):
        """The actions of one shop, judged as another's, are full of faults."""
        for name, actions in self.mix("abc", 0).items():
            for other in set(SHOPS) - {name}:
                faults = " ".join(shop_mix.faults(SHOPS[other], actions))
                for what in ("is not of shop", "a foreign currency", "not its courier"):
                    self.assertIn(what, faults)
        self.assertIn("under the floor", " ".join(shop_mix.faults(SHOPS["c"], self.mix("abc", 0)["a"])))


class Served(Mix):
    """One server, one connection that carries all events in their order."""

    def begin(self, names, arguments):
        socket = "unix:" + os.path.join(self.folder, "s")
        self.server = harness.Server(["--listen", socket, "--clock", "event", "--no-watch", "--data",
                                      os.path.join(self.folder, "store"), *arguments], cwd=program.ROOT)
        self.addCleanup(self.server.kill)
        self.client = harness.Client(socket)
        self.addCleanup(self.client.close)
        for name in names:
            self.client.send({"hello": {"source": f"{name}/one"}})

    def feed(self, lines, acknowledge=True):
        """Sends the lines; gives the actions that have come when all of them are acknowledged."""
        actions, acked = [], 0
        for at in range(0, len(lines), 200):
            self.client.send(*lines[at:at + 200])
            while acked < min(at + 200, len(lines)):
                acked += len(self.take(actions, acknowledge).get("ack", ()))
        self.client.send({"ping": "over"})
        while "pong" not in self.take(actions, acknowledge):
            pass
        return actions

    def take(self, actions, acknowledge):
        """Reads a line; notes it when it is an action."""
        one = self.client.line(program.PATIENCE)
        self.assertIsNotNone(one, self.server.complaints())
        self.assertNotIn("error", one)
        if "type" in one:
            actions.append(one)
            if acknowledge:
                self.client.send({"ack": [one["id"]]})
        return one

    def end(self):
        self.assertEqual(self.server.stop(timeout=program.PATIENCE), 0, self.server.complaints())

    def split(self, names, actions):
        return {name: [action for action in actions if action["shop"] == name] for name in names}

    def alone(self, name, lines):
        return [json.loads(line) for line in self.replay([name], of(name, lines))]

    def with_a_reload(self, names, lines, half):
        """Shop a gets other rules after half of the lines; the actions before it, and after it."""
        arguments = self.shops(names)
        self.begin(names, arguments)
        before = self.feed([line for _, line in lines[:half]])
        program.write(os.path.join(self.folder, "a", "shop.lua"), SHOPS["a"].lua(OTHER_RULES))
        done = subprocess.run([program.PROGRAM, "ctl", "--data", os.path.join(self.folder, "store"),
                               "reload", "a"], capture_output=True, timeout=program.PATIENCE, check=False)
        self.assertIn(b"is in force", done.stdout, done.stderr)
        after = self.feed([line for _, line in lines[half:]])
        self.end()
        os.rename(os.path.join(self.folder, "store"), os.path.join(self.folder, f"store of {names}"))
        return before, after

    def test_one_shop_is_reloaded(self):
        lines = shop_mix.log(SHOPS.values(), 11)
        half = len(lines) // 2
        before, after = self.with_a_reload("abc", lines, half)
        found = self.split("abc", before + after)
        for name in "abc":
            self.assert_of_shop(name, found[name])
        for name in "bc":
            self.assert_same(found[name], self.alone(name, lines), name)
        own = [one for one in lines if one[0] == "a"]
        half_of_a = len(of("a", lines[:half]))
        alone = [action for part in self.with_a_reload("a", own, half_of_a) for action in part]
        self.assert_same(found["a"], alone, "a")
        self.assertNotEqual(ids(alone), ids(self.alone("a", lines)), "the reload changed nothing")

    def test_a_server_that_is_killed(self):
        lines = shop_mix.log(SHOPS.values(), 12)
        arguments, all_lines = self.shops("abc"), [line for _, line in lines]
        found, cuts = {}, [0, len(lines) // 3, 2 * len(lines) // 3, len(lines)]
        for part in range(3):
            self.begin("abc", arguments)
            # What it may not have acknowledged comes again, and its actions are not acknowledged.
            got = self.feed(all_lines[max(0, cuts[part] - 40):cuts[part + 1]], acknowledge=part != 0)
            self.assertGreater(len(got), 50)
            for action in got:
                self.assertEqual(found.setdefault(action["id"], action), action)
            if part < 2:
                self.server.kill()
        self.end()
        for name, actions in self.split("abc", found.values()).items():
            self.assert_of_shop(name, actions)
            self.assert_same(actions, self.alone(name, lines), name)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
