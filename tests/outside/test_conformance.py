"""examples/adapters/conformance.py passes the adapters that are right, and names the rule that one
breaks that is wrong in one way."""
import concurrent.futures
import os
import shutil
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ADAPTERS = os.path.join(ROOT, "examples", "adapters")
SMALL = os.path.join(ROOT, "tests", "outside", "small_adapter.py")

# What is wrong with the small adapter, and the rule that must be named.
FAULTS = {
    "no hello": "hello first",
    "no acks": "acknowledged mode",
    "no offset": "events",
    "number for an id": "events",
    "other source": "events",
    "list for data": "events",
    "long id": "events",
    "too big": "JSON lines",
    "too long": "short lines",
    "pretty": "JSON lines",
    "key twice": "JSON lines",
    "half a pair": "JSON lines",
    "zero": "JSON lines",
    "endless number": "JSON lines",
    "deep": "JSON lines",
    "bottomless": "JSON lines",
    "many keys": "JSON lines",
    "steers": "events",
    "not UTF-8": "UTF-8",
    "id twice": "one id, one event",
    "no pong": "pings",
    "other pong": "pings",
    "no answers": "every action is answered",
    "answers once": "repeated actions are answered again",
    "does twice": "repeated actions are not done again",
    "read is a line": "lines in pieces",
    "cuts characters": "lines in pieces",
    "one line a read": "several lines at once",
    "minds blank lines": "pieces",
    "minds unknown types": "unknown types",
    "minds unknown attributes": "unknown attributes",
    "minds unknown lines": "unknown lines",
    "minds strange acks": "acks of events",
    "gives up after an error": "error lines",
    "falls over a lack": "strange",
    "short ids": "acks name actions",
    "bad nack": "control lines",
    "text for a list": "control lines",
    "dozes": "read while you write",
    "forgets events": "unacknowledged events are sent again",
    "stays away": "comes back",
}


def attempt(*command, patience=2):
    """Its exit status and what it prints."""
    done = subprocess.run([sys.executable, "-B", os.path.join(ADAPTERS, "conformance.py"),
                           "--patience", str(patience), "--", *command], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=300, check=False)
    return done.returncode, done.stdout.decode()


def small(fault):
    return attempt(sys.executable, "-B", SMALL, fault, "{uri}", "{source}")


class Conformance(unittest.TestCase):
    def assert_right(self, result):
        status, said = result
        self.assertEqual(status, 0, said)
        self.assertTrue(said.endswith("no rule was broken\n"), said)
        self.assertEqual(said.count("\nok ") + said.startswith("ok "), 8, said)

    def test_the_examples(self):
        ways = [(sys.executable, os.path.join(ADAPTERS, "adapter.py"))]
        if shutil.which("node"):
            ways.append(("node", os.path.join(ADAPTERS, "adapter.mjs")))
        for way in ways:
            with self.subTest(way[-1]):
                result = attempt(*way, "--hello", "{source}", "{uri}", "{events}", patience=10)
                self.assert_right(result)
                self.assertNotIn("expirytime", result[1])

    def test_one_that_is_right(self):
        status, said = small("none")
        self.assert_right((status, said))
        self.assertNotIn("note:", said)

    def test_what_it_cannot_tell_it_says(self):
        self.assertIn("cannot be told", small("silent")[1])

    def test_one_fault_each(self):
        with concurrent.futures.ThreadPoolExecutor(16) as pool:  # they wait most of the time
            results = dict(zip(FAULTS, pool.map(small, FAULTS)))
        for fault, rule in FAULTS.items():
            with self.subTest(fault=fault):
                status, said = results[fault]
                self.assertEqual(status, 1, said)
                self.assertIn(f"\nbroken: {rule}: ", "\n" + said)

    def test_usage(self):
        for arguments in (["--listen", "nowhere"], ["--patience", "x"]):
            done = subprocess.run([sys.executable, os.path.join(ADAPTERS, "conformance.py"),
                                   *arguments], capture_output=True, timeout=30, check=False)
            self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
