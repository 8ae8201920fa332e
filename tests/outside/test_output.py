"""Where the output cannot be written, no command says that all is well."""
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import DAY, PATIENCE, PROGRAM, ROOT, SHOP  # noqa: E402

BARGAIN = os.path.join(ROOT, "rules", "bargain")
COMMANDS = ["serve", "replay", "chat", "test", "new", "describe", "check", "ctl", "explain", "export", "words"]


class FullDisk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = os.path.join(folder.name, "day.db")

    def assert_told(self, *args):
        with open("/dev/full", "wb") as full:
            got = subprocess.run([PROGRAM, *args], input=b"hi\n", stdout=full, stderr=subprocess.PIPE,
                                 timeout=PATIENCE, check=False)
        self.assertEqual(got.returncode, 3, (args, got.stderr))
        self.assertRegex(got.stderr, b"zhanggui [a-z]+: .*output c(annot|ould) be written", args)

    def test_answers(self):
        for args in (["describe"], ["check", BARGAIN], ["words"],
                     ["words", "--lua"], ["words", "--luacheck"], ["test", BARGAIN],
                     ["test", "--verbose", BARGAIN], ["replay", DAY], ["chat", "--shop", SHOP]):
            self.assert_told(*args)

    def test_of_a_store(self):
        with open(DAY, "rb") as day:
            subprocess.run([PROGRAM, "serve", "--listen", "-", "--data", self.data, "--clock", "event"],
                           stdin=day, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           timeout=PATIENCE, check=True)
        self.assert_told("export", "--data", self.data)

    def test_help(self):
        self.assert_told("help")
        self.assert_told("version")
        for command in COMMANDS:
            self.assert_told(command, "--help")

    def test_a_complaint_stays_one(self):
        with open("/dev/full", "wb") as full:
            got = subprocess.run([PROGRAM, "words", "--nonsense"], stdout=full, stderr=subprocess.PIPE,
                                 timeout=PATIENCE, check=False)
        self.assertEqual(got.returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=0)
