"""`zhanggui check` as its users see it: what it takes, where it writes, and with what it ends."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402

GOOD = 'pack { name = "%s", version = "1", api = 1 }\n'
BAD = GOOD + 'rule "r" { on = "message.received", prioriti = 1, run = function() end }\n'
ODD = GOOD + 'rule "r" { on = "message.received", run = function() end }\n'  # it has no stories


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, path, text):
        path = os.path.join(self.folder.name, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def check(self, *words):
        done = subprocess.run([program.PROGRAM, "check", *words], cwd=self.folder.name, timeout=60, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_the_exit_status(self):
        self.write("good/good/pack.lua", GOOD % "good")
        self.write("bad/pack.lua", BAD % "bad")
        self.write("odd/pack.lua", ODD % "odd")
        os.mkdir(os.path.join(self.folder.name, "empty"))
        for words, status in ((["good"], 0), (["good/good"], 0), (["good/"], 0), (["bad"], 1), (["odd"], 0),
                              (["odd", "--strict"], 1), (["good", "--strict"], 0), (["good", "bad"], 1),
                              (["--nothing"], 2), (["--shop"], 2), (["nowhere"], 3), (["--shop", "nowhere"], 3),
                              (["good", "--rules"], 2), (["empty"], 3), (["."], 1), (["--help"], 0)):
            with self.subTest(words=words):
                code, out, err = self.check(*words)
                self.assertEqual(code, status, out + err)
                self.assertEqual(bool(err), status > 1, err)

    def test_what_is_shipped_is_clean(self):
        code, out, _ = self.check("--strict")
        self.assertEqual((code, out), (0, "0 errors, 0 warnings\n"))

    def test_a_shop_is_checked_with_the_rules_it_is_given(self):
        self.write("rules/bad/pack.lua", BAD % "bad")
        self.write("shop/shop.lua", 'shop { sources = { "demo/a" } }\n')
        self.write("shop/packs/own/pack.lua", ODD % "own")
        self.write("other/shop.lua", 'shop { sources = { "demo/a" } }\n')
        _, shipped, _ = self.check("shop")
        self.assertEqual(shipped.count("\n"), 2, shipped)
        self.assertIn("shop/packs/own/pack.lua: warning: the pack own has no stories", shipped)
        code, out, _ = self.check("--rules", "rules", "--shop", "shop", "other")
        self.assertEqual(code, 1)
        lines = out.splitlines()
        self.assertEqual(len(lines), 4, out)
        for line, begin in zip(lines, ('other/shop.lua:1: warning: the source "demo/a" is served by shop/shop.lua',
                                       'rules/bad/pack.lua:2: error: rule "r": "prioriti" is no key',
                                       "shop/packs/own/pack.lua: warning: the pack own has no stories")):
            self.assertTrue(line.startswith(begin), out)
        self.assertEqual(lines[-1], "1 error, 2 warnings")

    def test_json_is_one_object_a_line(self):
        self.write('a "b"/pack.lua', BAD % "x" + 'rule "line\\nbreak" { onn = 1 }\nrule "\\0" { }\n')
        code, out, _ = self.check("--json", 'a "b"')
        rows = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(code, 1)
        self.assertGreaterEqual(len(rows), 2)
        for row in rows:
            self.assertEqual(sorted(row), ["check", "do", "file", "level", "line", "pack", "rule", "what"])
            self.assertEqual(row["file"], 'a "b"/pack.lua')
        self.assertEqual(rows[0]["rule"], "r")
        self.assertEqual(rows[0]["do"], 'did you mean "priority"?')
        self.write("good/pack.lua", GOOD % "good")
        self.assertEqual(self.check("--json", "good"), (0, "", ""))

    def test_text_is_one_line_a_finding(self):
        self.write("bad/pack.lua", GOOD % "bad" + 'rule "line\\nbreak" { onn = 1 }\n')
        _, out, _ = self.check("bad")
        self.assertEqual(out.count("\n"), 2, out)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
