"""A day of the example shop gives the same actions, whichever way it comes in.

The actions are kept in tests/golden/day.actions.jsonl. When rules, texts or the log changed on
purpose, write them anew, look at the difference, and commit it with the change:

    ZG_GOLDEN=write ZHANGGUI=build/dev/zhanggui python3 tests/outside/test_day.py Replay
    git diff tests/golden
"""
import csv
import json
import os
import random
import subprocess
import sys
import unittest
from decimal import Decimal

import program

GOLDEN = os.path.join(program.ROOT, "tests", "golden", "day.actions.jsonl")
ARGUMENTS = ("--shop", program.SHOP)


def replay(log=program.DAY, stdin=b""):
    return program.run("replay", log, *ARGUMENTS, stdin=stdin)


def refusals(errors):
    """Which lines were refused, and why."""
    return [(error["line"], error["code"], error["id"]) for error in errors]


class Day(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log = program.read(program.DAY)
        cls.lines = cls.log.splitlines(keepends=True)
        cls.expected = replay()[0].splitlines(keepends=True)

    def assert_actions(self, output):
        """The expected actions in their order; gives the errors among them."""
        actions, errors = program.split(output)
        for number, (is_, should) in enumerate(zip(actions, self.expected), 1):
            self.assertEqual(is_, should, f"action {number}")
        self.assertEqual(len(actions), len(self.expected))
        return errors


class Replay(Day):
    def test_twice_gives_the_same_bytes(self):
        self.assertGreater(len(self.expected), 100)
        self.assertEqual(replay()[0], b"".join(self.expected))

    def test_equals_what_was_reviewed(self):
        if os.environ.get("ZG_GOLDEN") == "write":
            with open(GOLDEN, "wb") as file:
                file.write(b"".join(self.expected))
        golden = program.read(GOLDEN).splitlines(keepends=True)
        for number, (is_, should) in enumerate(zip(self.expected, golden), 1):
            self.assertEqual(is_.decode(), should.decode(),
                             f"{GOLDEN}:{number}; on purpose? see the head of this file")
        self.assertEqual(len(self.expected), len(golden))

    def test_every_action_is_whole(self):
        ids = set()
        causes = {json.loads(line)["id"] for line in self.lines if line.endswith(b"}}\n")}
        for line in self.expected:
            action = json.loads(line)
            self.assertNotIn(action["id"], ids)
            ids.add(action["id"])
            self.assertIn(action["causationid"], causes)
            self.assertEqual((action["specversion"], action["source"], action["shop"]),
                             ("1.0", "zhanggui", "lili-tea"))
            for attribute in ("type", "time", "pack", "rule"):
                self.assertTrue(action[attribute])
            self.assertIsInstance(action["data"], dict)

    def test_prices_keep_to_the_sheet(self):
        with open(os.path.join(program.SHOP, "tables", "products.csv"), encoding="utf-8-sig",
                  newline="") as sheet:
            products = {row["sku"]: row for row in csv.DictReader(sheet)}
        last = {}
        for action in map(json.loads, self.expected):
            data = action["data"]
            if action["type"] in ("offer.make", "offer.accept"):
                product = products[data["item"]["sku"]]
                key, price = (data["conversation"]["id"], product["sku"]), Decimal(data["price"])
                floor = Decimal(product["floor_price"] or product["list_price"])
                self.assertGreaterEqual(price, floor, action)
                self.assertLessEqual(price, last.get(key, Decimal(product["list_price"])), action)
                self.assertEqual(data["currency"], product["currency"])
                last[key] = price
        self.assertGreater(len(last), 20)

    def test_from_standard_input(self):
        self.assert_actions(replay("-", self.log)[0])

    def test_every_event_doubled(self):
        self.assert_actions(replay("-", b"".join(line * 2 for line in self.lines))[0])

    def test_the_whole_log_twice(self):
        self.assert_actions(replay("-", self.log * 2)[0])

    def test_windows_line_ends_and_blank_lines(self):
        self.assert_actions(replay("-", self.log.replace(b"\n", b"\r\n\r\n\n"))[0])

    def test_refused_lines_are_named(self):
        _, complaints = replay()
        bad = [i for i, line in enumerate(self.lines, 1) if not line.endswith(b"}}\n")]
        self.assertTrue(bad, "the log has a line that is cut off")
        for number in bad:
            self.assertIn(f"day.jsonl:{number}: bad_json".encode(), complaints)

    def test_a_program_that_links_the_library(self):
        # The example is built as its users build it, even where the library is sanitized.
        late = {**os.environ, "ASAN_OPTIONS": "verify_asan_link_order=0"}
        embed = os.path.join(os.path.dirname(program.PROGRAM), "examples", "embed")
        with open(program.DAY, "rb") as log:
            done = subprocess.run([embed, program.SHOP], stdin=log, capture_output=True, env=late,
                                  timeout=program.PATIENCE, cwd=program.ROOT, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        self.assertEqual(done.stdout, b"".join(self.expected))


class Serve(Day):
    """Each test has a server of its own: what it has seen it would not decide again."""

    def over_tcp(self, chunks):
        with program.Server(*ARGUMENTS) as server:
            return server.tcp().finish(chunks)

    def over_unix(self, chunks):
        with program.Server(*ARGUMENTS) as server:
            return server.unix().finish(chunks)

    def test_tcp(self):
        self.assert_actions(self.over_tcp([self.log]))

    def test_unix_socket(self):
        self.assert_actions(self.over_unix([self.log]))

    def test_a_pipe(self):
        self.assert_actions(program.through_pipe([self.log], *ARGUMENTS))

    def test_a_file(self):
        self.assert_actions(program.through_file(program.DAY, *ARGUMENTS))

    def test_every_event_doubled(self):
        self.assert_actions(self.over_unix([b"".join(line * 2 for line in self.lines)]))

    def test_the_whole_log_twice_over_one_connection(self):
        self.assert_actions(self.over_tcp([self.log, self.log]))

    def test_the_whole_log_twice_over_two_connections(self):
        with program.Server(*ARGUMENTS) as server:
            first = server.tcp().finish([self.log])
            again, errors = program.split(server.unix().finish([self.log]))
        self.assert_actions(first)
        self.assertEqual(again, [])
        self.assertEqual(refusals(errors), refusals(program.split(first)[1]))

    def test_one_byte_at_a_time(self):
        bytes_ = [self.log[i:i + 1] for i in range(len(self.log))]
        self.assert_actions(self.over_tcp(bytes_))

    def test_one_byte_at_a_time_through_a_pipe(self):
        bytes_ = [self.log[i:i + 1] for i in range(len(self.log))]
        self.assert_actions(program.through_pipe(bytes_, *ARGUMENTS))

    def test_random_chunks(self):
        seed = int(os.environ.get("ZG_SEED", random.randrange(1 << 30)))
        print(f"test_random_chunks: ZG_SEED={seed}", file=sys.stderr)
        dice = random.Random(seed)
        for most in (7, 100, 5000, 70000):
            chunks, at = [], 0
            while at < len(self.log):
                size = dice.randint(1, most)
                chunks.append(self.log[at:at + size])
                at += size
            with self.subTest(most=most):
                self.assert_actions(self.over_unix(chunks))

    def test_without_the_last_newline(self):
        self.assert_actions(self.over_tcp([self.log.rstrip(b"\n")]))

    def test_errors_name_their_lines(self):
        """Broken lines between the good ones change nothing and are told by their numbers."""
        broken = [(b"{\n", "bad_json"), (b"\xff\xfe\n", "bad_utf8"), (b"[1]\n", "bad_line"),
                  (b'{"a":1,"a":2}\n', "bad_keys"), (b'{"type":"x","id":"1"}\n', "bad_event"),
                  (b'{"type":"x","id":"1","source":"s","time":"10:00"}\n', "bad_time"),
                  (b"[" * 65 + b"]" * 65 + b"\n", "too_deep"),
                  (b'{"big":9223372036854775808}\n', "bad_number"),
                  (b'"' + b"x" * 300 * 1024 + b'"\n', "too_long"), (b"\x00\n", "bad_json"),
                  (b'{"neither":1}\n', "bad_line"), (b"{} {}\n", "bad_json")]
        mixed, wanted, number = [], [], 0
        own = {line: (code, id_) for line, code, id_ in
               refusals(program.split(self.over_tcp([self.log]))[1])}
        for i, line in enumerate(self.lines):
            if i % 40 == 20:
                mixed += [b"\n", b"\r\n", broken[i // 40 % len(broken)][0]]
                number += 3
                wanted.append((number, broken[i // 40 % len(broken)][1]))
            mixed.append(line)
            number += 1
            if i + 1 in own:
                wanted.append((number, own[i + 1][0]))
        errors = self.assert_actions(self.over_tcp(mixed))
        self.assertGreaterEqual(len(wanted), len(broken))
        self.assertEqual([(error["line"], error["code"]) for error in errors], wanted)
        self.assertTrue(all(error["message"] for error in errors))

    def test_many_buyers_at_once(self):
        """Several connections, each with the whole log: every action leaves once, to one of
        them."""
        with program.Server(*ARGUMENTS) as server:
            connections = [server.tcp(), server.unix(), server.tcp()]
            for at in range(0, len(self.lines), 10):
                for connection in connections:
                    connection.socket.sendall(b"".join(self.lines[at:at + 10]))
            outputs = [connection.finish([]) for connection in connections]
        actions = [line for output in outputs for line in program.split(output)[0]]
        self.assertEqual(sorted(actions), sorted(self.expected))


if __name__ == "__main__":
    unittest.main()
